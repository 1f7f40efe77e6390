//! Do this driver and the official one for Python say the same of the same bytes, and send the same bytes for the same values?
//!
//! Runs where `GRAPH_PYTHON` names a Python that has the `neo4j` package, version 6; `scripts/differential` sets one up.

mod told;
mod values;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use graph_core::bolt::Dialect;
use graph_core::bolt::wire::structure::{decode_value, encode_value};
use graph_core::packstream::{Reader, Writer};
use graph_core::value::Value;
use told::told;
use values::Source;

const OFFICIAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/differential/official.py");
const SEED: u64 = 6;
const BATCH: usize = 5_000;

/// A line of the official driver: what it makes of a value, and the bytes that it makes of that.
struct Line {
    told: String,
    bytes: Vec<u8>,
}

/// The interpreter, and how many values each way.
struct Official {
    python: String,
    count: usize,
}

impl Official {
    /// Returns the official driver where there is one, and else says that the test is skipped.
    fn find() -> Option<Self> {
        let Ok(python) = std::env::var("GRAPH_PYTHON") else {
            println!("skipped: needs GRAPH_PYTHON, a Python with the package neo4j 6");
            return None;
        };
        let count =
            std::env::var("GRAPH_VALUES").map_or(10_000, |count| count.parse().expect("GRAPH_VALUES is a number"));
        Some(Self { python, count })
    }

    /// So many values that one run of the interpreter is worth it, and no more than memory holds.
    fn batches(&self) -> impl Iterator<Item = Range<usize>> {
        (0..self.count).step_by(BATCH).map(|start| start..self.count.min(start + BATCH))
    }

    fn lines(&self, arguments: &[&str]) -> Vec<Line> {
        let output = Command::new(&self.python).args(["-W", "ignore", OFFICIAL]).args(arguments).output();
        let output = output.unwrap_or_else(|error| panic!("{}: {error}", self.python));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("the script prints ASCII");
        text.lines().map(Line::read).collect()
    }
}

impl Line {
    fn read(line: &str) -> Self {
        let (told, bytes) = line.split_once(' ').expect("a value and its bytes");
        let pairs = bytes.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).expect("digits"));
        let bytes = pairs.map(|pair| u8::from_str_radix(pair, 16).expect("two digits")).collect();
        Self { told: told.to_owned(), bytes }
    }
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn encoded(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_value(&mut Writer::new(&mut bytes), Dialect::NEWEST, value, &mut false).expect("sendable");
    bytes
}

fn decoded(bytes: &[u8]) -> Value {
    let mut reader = Reader::new(bytes);
    let value = decode_value(&mut reader, Dialect::NEWEST, 0).expect("the official driver packs values");
    assert!(reader.is_empty(), "the whole value was read");
    value
}

/// Tells whether the official driver may send other bytes for a value: it has seconds and nanoseconds of a duration agree in
/// their signs, where this one has nanoseconds that are never negative; both mean the same.
fn may_differ(told: &str) -> bool {
    told.contains('E')
}

#[test]
fn what_this_driver_sends_is_what_the_official_one_reads_and_sends() {
    let Some(official) = Official::find() else { return };
    let mut source = Source::new(SEED);
    let mut same = 0;
    for batch in official.batches() {
        let values: Vec<Value> = batch.map(|_| source.value(3)).collect();
        let frames = values.iter().map(encoded).flat_map(|bytes| {
            let length = u32::try_from(bytes.len()).expect("short").to_be_bytes();
            [length.as_slice(), &bytes].concat()
        });
        let path = file("ours.bin");
        fs::write(&path, frames.collect::<Vec<u8>>()).expect("the directory is there");
        let lines = official.lines(&["tell", path.to_str().expect("a path of this machine")]);
        assert_eq!(lines.len(), values.len());
        for (value, line) in values.iter().zip(&lines) {
            assert_eq!(told(value), line.told, "{value}");
            assert_eq!(told(&decoded(&line.bytes)), line.told, "{value}");
            let equal = encoded(value) == line.bytes;
            assert!(equal || may_differ(&line.told), "{value}: {:02X?}", line.bytes);
            same += usize::from(equal);
        }
    }
    println!("{} values of ours are the same to both drivers; {same} have the same bytes", official.count);
}

#[test]
fn what_the_official_driver_sends_is_what_this_one_reads_and_sends() {
    let Some(official) = Official::find() else { return };
    let path = file("theirs.bin");
    let (mut same, mut entities) = (0, 0);
    for batch in official.batches() {
        let (seed, count) = (format!("{SEED}{}", batch.start), batch.len().to_string());
        let lines = official.lines(&["make", &seed, &count, path.to_str().expect("a path of this machine")]);
        assert_eq!(lines.len(), batch.len());
        for line in &lines {
            let value = decoded(&line.bytes);
            assert_eq!(told(&value), line.told, "{value}");
            let mut bytes = Vec::new();
            match encode_value(&mut Writer::new(&mut bytes), Dialect::NEWEST, &value, &mut false) {
                Ok(()) if bytes == line.bytes => same += 1,
                // A map of ours is in the order of its keys.
                Ok(()) => assert_eq!(told(&decoded(&bytes)), line.told, "{value}"),
                Err(_) => {
                    assert!(line.told.contains(['N', 'R']), "{value} is no entity of the graph, and cannot be sent");
                    entities += 1;
                }
            }
        }
    }
    let count = official.count;
    println!(
        "{count} values of theirs are the same to both drivers; {same} have the same bytes, {entities} hold entities"
    );
    assert!(entities > 0 && same > count / 3);
}
