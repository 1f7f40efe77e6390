//! A server's messages: whatever the bytes, no panic, and a handshake that is decided stays decided.

#![no_main]

use graph_core::bolt::Dialect;
use graph_core::bolt::message::{Meta, Response, ServerFailure};
use graph_core::bolt::wire::handshake::agree;
use graph_core::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok((response, rest)) = Response::read(data) {
        assert!(rest.len() < data.len());
        metadata(Meta::new(rest));
        if response == Response::Failure {
            let failure = ServerFailure::read(Meta::new(rest), Dialect::NEWEST);
            assert!(!format!("{failure:?}").is_empty());
        }
    }
    metadata(Meta::new(data));
    fuzzing::keys(data);
    fuzzing::routing_table(data);
    if let Some((middle, rest)) = data.split_first() {
        let (run, end) = rest.split_at(usize::from(*middle).min(rest.len()));
        fuzzing::summary(run, end);
    }
    handshake(data);
});

fn metadata(meta: Meta<'_>) {
    let whole = meta.to_map(Dialect::NEWEST);
    for key in ["server", "hints", "fields", "has_more", "bookmark", "db", "qid"] {
        let found = meta.value(key, Dialect::NEWEST);
        if let Ok(map) = &whole {
            assert_eq!(found.is_some(), map.contains_key(key), "{key}");
        }
        let _ = (meta.text(key), meta.integer(key), meta.boolean(key), meta.map(key).map(Meta::packed));
    }
}

/// More bytes never change an answer.
fn handshake(data: &[u8]) {
    let whole = agree(data);
    for cut in 0..data.len().min(64) {
        match agree(&data[..cut]) {
            Ok(None) => {}
            decided => assert_eq!(decided, whole, "decided after {cut} bytes"),
        }
    }
}
