//! What can a server do to a driver by what it sends? Have it return an error that says what was wrong, and no more.
//!
//! All that is allocated in this process is counted, so its tests run one after another. Each attack meets the first
//! connection; the driver has to work again with the next one.

mod attack;
mod bytes;
mod memory;

use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use attack::{Attack, LIMIT, Moment, Said};
use bytes::{chunked, nested, record, success};
use graph_core::ErrorKind;
use graph_core::mapping::FromRecord;
use graph_core::value::{Node, Value};
use tokio::sync::{Mutex, MutexGuard};

const KIB: usize = 1024;
/// What an attack of a few bytes may cost: two connections' buffers, and what both sides do anyway.
const LITTLE: usize = 512 * KIB;
/// What a connection may take for messages up to the limit: the buffer grows by doubling, and a read is above it.
const BUFFERED: usize = 2 * LIMIT + 512 * KIB;
/// How many bytes of values a byte of a message may become; what costs most are maps of one entry.
const AMPLIFICATION: usize = 256;
/// How many levels real values never have.
const DEEP: usize = 100_000;

static ALONE: Mutex<()> = Mutex::const_new(());
static WATCHED: Once = Once::new();
static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Waits for the other tests, and counts panics, wherever they happen.
async fn alone() -> MutexGuard<'static, ()> {
    let guard = ALONE.lock().await;
    WATCHED.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.fetch_add(1, Ordering::Relaxed);
            usual(panic);
        }));
    });
    PANICS.store(0, Ordering::Relaxed);
    guard
}

fn nothing_panicked() {
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "something panicked, perhaps in a task");
}

/// Lets one attack after another hit a query for rows of type `T`, each with what the error has to say.
async fn all_hit<T>(kind: &ErrorKind, bound: usize, attacks: Vec<(Moment, Vec<u8>, &str)>)
where
    T: for<'r> FromRecord<'r> + Send + 'static,
{
    let count = attacks.len();
    let mut highest = 0;
    for (moment, bytes, expected) in attacks {
        let shown = format!("{moment:?}, {:02X?}", &bytes[..bytes.len().min(24)]);
        let hit = Attack { moment, said: Said::Once(bytes) }.hits::<T>().await;
        assert_eq!(&hit.kind, kind, "{shown}: {}", hit.texts);
        assert!(hit.texts.contains(expected), "{shown}: {}", hit.texts);
        assert!(hit.peak < bound, "{shown}: {} KiB", hit.peak / KIB);
        highest = highest.max(hit.peak);
    }
    println!("{count} attacks, at most {} KiB of {} KiB", highest / KIB, bound / KIB);
    nothing_panicked();
}

#[tokio::test(start_paused = true)]
async fn lengths_of_four_gigabytes() {
    let _alone = alone().await;
    let huge = |marker: u8| [&[marker, 0xFF, 0xFF, 0xFF, 0xFF][..], b"ab"].concat();
    let declared = "4294967295 more bytes were declared, 2 are there";
    let record = |marker| record(&huge(marker));
    let attacks = vec![
        (Moment::Pull, record(0xD2), declared),
        (Moment::Pull, record(0xCE), declared),
        (Moment::Pull, record(0xD6), declared),
        (Moment::Pull, record(0xDA), declared),
    ];
    all_hit::<Value>(&ErrorKind::Decode, LITTLE, attacks.clone()).await;
    all_hit::<Vec<String>>(&ErrorKind::Decode, LITTLE, vec![(Moment::Pull, record(0xD6), declared)]).await;
    all_hit::<String>(&ErrorKind::Decode, LITTLE, vec![(Moment::Pull, record(0xD2), declared)]).await;
    let columns = [b"\xA1\x86fields", &huge(0xD6)[..]].concat();
    let metadata = |moment, bytes: &[u8]| (moment, success(bytes), declared);
    let attacks = vec![
        metadata(Moment::Hello, &huge(0xDA)),
        metadata(Moment::Hello, &[b"\xA1\x86server", &huge(0xD2)[..]].concat()),
        metadata(Moment::Run, &columns),
    ];
    all_hit::<Value>(&ErrorKind::Protocol, LITTLE, attacks).await;
    let servers = metadata(Moment::Route, &[b"\xA1\x82rt\xA1\x87servers", &huge(0xD6)[..]].concat());
    all_hit::<Value>(&ErrorKind::Routing, LITTLE, vec![servers]).await;
}

#[tokio::test(start_paused = true)]
async fn nesting_without_end() {
    let _alone = alone().await;
    let deep = "values nest deeper than 128 levels";
    let record = |opening: &[u8]| (Moment::Pull, record(&nested(opening, DEEP)), deep);
    let attacks = vec![record(&[0x91]), record(b"\xA1\x81a"), record(b"\xB4\x4E\x01\x90\xA1\x81a"), record(&[0xD4, 1])];
    all_hit::<Value>(&ErrorKind::Decode, BUFFERED, attacks).await;
    all_hit::<Vec<Value>>(&ErrorKind::Decode, BUFFERED, vec![record(&[0x91])]).await;
    all_hit::<Node>(&ErrorKind::Decode, BUFFERED, vec![record(b"\xB4\x4E\x01\x90\xA1\x81a")]).await;
    // What nobody looks at is skipped, however deep it is: the column names are missing, and that is all.
    let meta = success(&[&b"\xA1\x81q"[..], &nested(&[0x91], DEEP)].concat());
    all_hit::<Value>(&ErrorKind::Decode, BUFFERED, vec![(Moment::Run, meta, "")]).await;
    let causes = nested(b"\xA1\x85cause", DEEP);
    let hit = Attack { moment: Moment::Run, said: Said::Once(chunked(&[&[0xB1, 0x7F], &causes[..]].concat())) };
    let hit = hit.hits::<Value>().await;
    assert!(matches!(&hit.kind, ErrorKind::Server(_)) && hit.peak < BUFFERED, "{hit:?}");
}

#[tokio::test(start_paused = true)]
async fn texts_that_are_none() {
    let _alone = alone().await;
    let invalid = "a string is not valid UTF-8 after 1 bytes";
    let attacks = vec![
        (Moment::Pull, record(b"\x83a\xFF\xFE"), invalid),
        (Moment::Pull, record(b"\xA1\x83a\xFF\xFE\x01"), invalid),
        (Moment::Run, success(b"\xA1\x86fields\x91\x83a\xFF\xFE"), invalid),
    ];
    all_hit::<Value>(&ErrorKind::Decode, LITTLE, attacks).await;
    all_hit::<String>(&ErrorKind::Decode, LITTLE, vec![(Moment::Pull, record(b"\x83a\xFF\xFE"), invalid)]).await;
}

#[tokio::test(start_paused = true)]
async fn tags_and_markers_that_nobody_knows() {
    let _alone = alone().await;
    let attacks = vec![
        (Moment::Pull, record(&[0xB1, 0x7A, 1]), "a structure with the unknown tag 0x7A"),
        (Moment::Pull, record(&[0xC4]), "0xC4 is no PackStream marker"),
        (Moment::Pull, record(&[0xDF]), "0xDF is no PackStream marker"),
    ];
    all_hit::<Value>(&ErrorKind::Decode, LITTLE, attacks).await;
    let no_answer = "no answer of the Bolt protocol (it starts with [B1, 55])";
    let attacks = vec![
        (Moment::Hello, chunked(&[0xB1, 0x55, 0xA0]), no_answer),
        (Moment::Run, chunked(&[0xB1, 0x55, 0xA0]), no_answer),
        (Moment::Pull, chunked(&[0xB1, 0x55, 0xA0]), no_answer),
        (Moment::Pull, success(&[0xA1, 0x81, b'a', 0xC4]), "0xC4 is no PackStream marker"),
    ];
    all_hit::<Value>(&ErrorKind::Protocol, LITTLE, attacks).await;
}

#[tokio::test(start_paused = true)]
async fn structures_and_messages_that_end_too_soon() {
    let _alone = alone().await;
    let attacks = vec![
        (Moment::Pull, record(&[0xB1, 0x4E, 1]), "a structure with tag 0x4E has 1 fields where 4 belong"),
        (Moment::Pull, record(&[0xB0, 0x44]), "a structure with tag 0x44 has 0 fields where 1 belong"),
        (Moment::Pull, record(&[0xB4, 0x4E, 1, 0x90]), "the message ends inside a value"),
        (Moment::Pull, record(&[0xB3]), "the message ends inside a value"),
        (Moment::Pull, record(&[]), "the message ends inside a value"),
        (Moment::Pull, chunked(&[0xB1, 0x71, 0x90]), "1 columns"),
        (Moment::Pull, chunked(&[0xB1, 0x71, 0x92, 1, 1]), "1 columns"),
    ];
    all_hit::<Value>(&ErrorKind::Decode, LITTLE, attacks).await;
    let attacks = vec![
        (Moment::Run, success(b"\xA1\x86fields\x91"), "the message ends inside a value"),
        (Moment::Pull, success(b"\xA1\x88has_more"), "the message ends inside a value"),
        (Moment::Pull, success(b"\xA1\x88has_more\x01"), "a value with marker 0x01"),
        (Moment::Pull, chunked(&[0xB1, 0x70]), "no answer of the Bolt protocol"),
        (Moment::Pull, chunked(&[0xB1]), "no answer of the Bolt protocol"),
    ];
    all_hit::<Value>(&ErrorKind::Protocol, LITTLE, attacks).await;
}

#[tokio::test(start_paused = true)]
async fn answers_that_nobody_asked_for() {
    let _alone = alone().await;
    let attacks = vec![
        (Moment::Run, record(&[1]), "a record in answer to Run"),
        (Moment::Hello, record(&[1]), "a record in answer to Hello"),
        (Moment::Hello, success(&[0xA0]).repeat(10), "when no answer was due"),
    ];
    all_hit::<Value>(&ErrorKind::Protocol, LITTLE, attacks).await;
    // All that was asked for, and more: the next query is not answered by it.
    let whole = [record(&[7]), success(&[0xA0]).repeat(2)].concat();
    for more in [&record(&[8])[..], &success(&[0xA0]), &chunked(&[0xB1, 0x55])] {
        let said = Said::Once([&whole, more].concat());
        assert_eq!(Attack { moment: Moment::Pull, said }.misses::<i64>().await.0, [7]);
    }
    nothing_panicked();
}

#[tokio::test(start_paused = true)]
async fn chunks_without_end() {
    let _alone = alone().await;
    for moment in [Moment::Hello, Moment::Run, Moment::Pull, Moment::Route] {
        let chunk = [&[0xFF, 0xFF][..], &[0x90; 0xFFFF]].concat();
        let hit = Attack { moment, said: Said::Forever(chunk) }.hits::<Value>().await;
        let expected = if moment == Moment::Route { ErrorKind::Routing } else { ErrorKind::Protocol };
        assert_eq!(hit.kind, expected, "{}", hit.texts);
        assert!(hit.texts.contains("larger than the limit of 1048576 bytes"), "{}", hit.texts);
        println!("{moment:?}: {} KiB of {} KiB", hit.peak / KIB, BUFFERED / KIB);
        assert!(hit.peak < BUFFERED, "{} KiB", hit.peak / KIB);
    }
    nothing_panicked();
}

#[tokio::test(start_paused = true)]
async fn floods_of_noops() {
    let _alone = alone().await;
    for moment in [Moment::Hello, Moment::Run, Moment::Pull, Moment::Route] {
        let attack = Attack { moment, said: Said::Often(vec![0; 4 * KIB], 4 * KIB) };
        let (rows, peak) = attack.misses::<i64>().await;
        assert_eq!(rows, [1]);
        assert!(peak < LITTLE, "{} KiB", peak / KIB);
    }
    nothing_panicked();
}

#[tokio::test(start_paused = true)]
async fn bytes_that_come_one_a_second() {
    let _alone = alone().await;
    let manifest = [&[0, 0, 1, 0xFF, 0x7F][..], &[0; 4 * 0x7F]].concat();
    let long = success(&[b"\xA1\x86server\xD0\xC8", &[b'x'; 200][..]].concat());
    for (moment, bytes, step) in [
        (Moment::Handshake, manifest, "did not answer the Bolt handshake in time"),
        (Moment::Hello, long.clone(), "did not answer HELLO in time"),
        (Moment::Route, long, "did not answer ROUTE in time"),
    ] {
        let hit = Attack { moment, said: Said::Slowly(bytes) }.hits::<Value>().await;
        assert_eq!(hit.kind, ErrorKind::AcquisitionTimeout, "{}", hit.texts);
        assert!(hit.texts.contains(step), "{moment:?}: {}", hit.texts);
        assert!(hit.peak < LITTLE, "{} KiB", hit.peak / KIB);
        println!("{moment:?}: {}", hit.texts);
    }
    nothing_panicked();
}

/// How much of a message's values may be allocated for each of its bytes.
#[tokio::test(start_paused = true)]
async fn small_bytes_that_become_large_values() {
    let _alone = alone().await;
    let mut highest = 0;
    for item in [&[0xC0][..], &[0x90], &[0xA0], &[0x80], &[0x91, 0xC0], b"\xB4\x4E\0\x90\xA0\x80", b"\xA1\x80\xC0"] {
        let count = (LIMIT - 64) / item.len();
        let length = u32::try_from(count).expect("below the limit").to_be_bytes();
        let list = [&[0xD6][..], &length, &item.repeat(count)].concat();
        let said = Said::Once([record(&list), success(&[0xA0]).repeat(2)].concat());
        let (rows, peak) = Attack { moment: Moment::Pull, said }.misses::<Value>().await;
        assert_eq!(rows.len(), 1);
        println!("{item:02X?}: {} for each byte", peak / LIMIT);
        highest = highest.max(peak / LIMIT);
    }
    assert!(highest < AMPLIFICATION, "{highest} for each byte");
}

#[tokio::test(start_paused = true)]
async fn records_without_end_cost_a_stream_its_buffer() {
    let _alone = alone().await;
    let attack = Attack { moment: Moment::Pull, said: Said::Forever(record(&[1]).repeat(KIB)) };
    let peak = attack.streams(1_000_000).await;
    println!("{} KiB of {} KiB", peak / KIB, LITTLE / KIB);
    assert!(peak < LITTLE, "{} KiB", peak / KIB);
    nothing_panicked();
}
