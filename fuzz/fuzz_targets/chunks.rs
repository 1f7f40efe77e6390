//! Chunks to messages: however the bytes are split, the messages are those of a plain reading, and memory is bounded
//! by the limit.

#![no_main]

use arbitrary::Arbitrary;
use graph_core::bolt::wire::chunk::{Inbound, frame};
use libfuzzer_sys::fuzz_target;

/// More than a buffer may be without a message that fills it.
const BUFFER: usize = 1024 * 1024;

#[derive(Debug, Arbitrary)]
struct Input {
    limit: u16,
    pieces: Vec<Vec<u8>>,
    body: Vec<u8>,
    repeat: u8,
}

fuzz_target!(|input: Input| {
    let limit = usize::from(input.limit);
    let pieces: Vec<&[u8]> = input.pieces.iter().map(Vec::as_slice).collect();
    assert_eq!(received(&pieces, limit), read_plainly(&pieces.concat(), limit));
    framed(&input.body, usize::from(input.repeat));
});

/// The messages, and whether one was above the limit.
type Outcome = (Vec<Vec<u8>>, bool);

fn received(pieces: &[&[u8]], limit: usize) -> Outcome {
    let mut inbound = Inbound::new(limit);
    let mut messages = Vec::new();
    for piece in pieces {
        let mut rest = *piece;
        while !rest.is_empty() {
            let room = inbound.spare();
            assert!(!room.is_empty() && room.len() <= limit + BUFFER, "{} bytes of room", room.len());
            let count = rest.len().min(room.len());
            room[..count].copy_from_slice(&rest[..count]);
            inbound.received(count);
            rest = &rest[count..];
            loop {
                match inbound.next_message() {
                    Ok(Some(message)) => messages.push(inbound.bytes(message).to_vec()),
                    Ok(None) => break,
                    Err(_) => return (messages, true),
                }
            }
        }
    }
    (messages, false)
}

fn read_plainly(mut bytes: &[u8], limit: usize) -> Outcome {
    let (mut messages, mut message) = (Vec::new(), Vec::new());
    while let [high, low, rest @ ..] = bytes {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if length == 0 && !message.is_empty() {
            messages.push(std::mem::take(&mut message));
        }
        let Some((chunk, rest)) = rest.split_at_checked(length) else { break };
        message.extend_from_slice(chunk);
        if message.len() > limit {
            return (messages, true);
        }
        bytes = rest;
    }
    (messages, false)
}

/// A message of any length becomes chunks that are read as that message.
fn framed(body: &[u8], repeat: usize) {
    let body = body.repeat(repeat);
    if body.is_empty() {
        return;
    }
    let mut bytes = vec![7, 0, 0];
    bytes.extend_from_slice(&body);
    frame(&mut bytes, 1);
    assert_eq!(bytes[0], 7, "what stands before the message stays");
    assert_eq!(received(&[&bytes[1..]], body.len()), (vec![body], false));
}
