//! A Bolt server that answers from memory: whatever is asked, the bytes of the answer are there already.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::{env, thread};

use graph_core::bolt::{Dialect, Version};
use graph_core::mapping::Encoder;
use graph_core::packstream::{PackError, Reader, Token};
use graph_core::value::{Map, Value};

use crate::fields;
use crate::work::{INTEGERS, MIXED, NODES, SET};

/// The preamble of every Bolt connection.
const MAGIC: [u8; 4] = [0x60, 0x60, 0xB0, 0x17];
/// The newest version that the server speaks; it is that of Neo4j 5.26.
const NEWEST: Version = Version { major: 5, minor: 8 };
/// The version for clients that know no 5.x.
const OLDEST: Version = Version { major: 4, minor: 4 };
/// The first version in which answers tell the statuses of the GQL standard.
const STATUSES: Version = Version { major: 5, minor: 5 };
/// How many bytes of records are written at once.
const WRITE: usize = 256 * 1024;

/// Serves on a free port of the loopback address for as long as the process lives, each connection in a thread.
///
/// # Errors
/// When there is no free port.
pub fn start() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that breaks off ends its own connection only.
            thread::spawn(move || serve(&stream).err());
        }
    });
    Ok(address)
}

/// The server in a process of its own, which ends with this value.
#[derive(Debug)]
pub struct Child {
    process: std::process::Child,
    address: String,
}

impl Child {
    /// Starts the server by the program that stands beside the running one.
    ///
    /// # Errors
    /// When the program is not there, or does not start.
    pub fn start() -> io::Result<Self> {
        let program = env::current_exe()?.with_file_name("graph-bench");
        if !program.exists() {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "graph-bench, which is the server, is not built beside this program: `cargo build --release --bins`",
            ));
        }
        let mut process = Command::new(program).arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        let output = process.stdout.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        BufReader::new(output).read_line(&mut address)?;
        Ok(Self { process, address: address.trim().to_owned() })
    }

    /// Returns host and port.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn serve(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut input = BufReader::with_capacity(WRITE, stream);
    let mut output = stream;
    let version = shake_hands(&mut input, &mut output)?;
    let mut connection = Connection::new(version);
    let mut request = Vec::new();
    let mut answers = Vec::new();
    loop {
        read_message(&mut input, &mut request)?;
        if !connection.answer(&request, &mut answers, &mut output)? {
            return Ok(());
        }
        // What a client sent together is answered together.
        if input.buffer().is_empty() && !answers.is_empty() {
            output.write_all(&answers)?;
            answers.clear();
        }
    }
}

/// Picks the newest version of those that the client offers as ranges.
fn shake_hands(input: &mut impl Read, output: &mut impl Write) -> io::Result<Version> {
    let mut offer = [0; 20];
    input.read_exact(&mut offer)?;
    if offer[..4] != MAGIC {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let version = offer[4..]
        .chunks_exact(4)
        .filter_map(|range| match *range {
            [_, back, minor, 5] if minor.saturating_sub(back) <= NEWEST.minor => Some(Version::new(5, minor.min(8))),
            [_, back, minor, 4] if minor >= 4 && minor - back <= 4 => Some(OLDEST),
            _ => None,
        })
        .max_by_key(|version| (version.major, version.minor))
        .ok_or(io::ErrorKind::Unsupported)?;
    output.write_all(&[0, 0, version.minor, version.major])?;
    Ok(version)
}

/// Reads one message, joined from its chunks.
fn read_message(input: &mut impl Read, message: &mut Vec<u8>) -> io::Result<()> {
    message.clear();
    loop {
        let mut length = [0; 2];
        input.read_exact(&mut length)?;
        let length = usize::from(u16::from_be_bytes(length));
        if length == 0 && !message.is_empty() {
            return Ok(());
        }
        let start = message.len();
        message.resize(start + length, 0);
        input.read_exact(&mut message[start..])?;
    }
}

/// What one connection remembers between two requests.
struct Connection {
    version: Version,
    shapes: Shapes,
    greeting: Vec<u8>,
    /// The answers to the last PULL of a query by itself, of a read in a transaction and of a write in one.
    pulled: Answer,
    read: Answer,
    written: Answer,
    committed: Vec<u8>,
    /// The result that was run last.
    columns: usize,
    /// How many of its records are left.
    left: u64,
    /// The number of the open transaction's next result, if one is open.
    next_result: Option<u8>,
    /// How many transactions wrote; a bookmark tells it.
    writes: u32,
    writing: bool,
    /// How many milliseconds the next answer says that its query took, from 0 to 3.
    time: u8,
}

/// A message that says how many milliseconds something took.
struct Answer {
    message: Vec<u8>,
    /// Where in the message that stands.
    time: usize,
}

/// Answers to each query that the benches send.
struct Shapes {
    known: Vec<(&'static str, Shape)>,
    /// The answer to every other query: one integer.
    one: Shape,
}

struct Shape {
    /// The answer to RUN of a query by itself.
    started: Answer,
    /// The same in a transaction, where results have numbers.
    numbered: Answer,
    record: Vec<u8>,
}

impl Connection {
    fn new(version: Version) -> Self {
        let element_ids = version.major >= 5;
        let known = vec![
            (INTEGERS, Shape::new(&["n"], &fields::integer(1_000))),
            (MIXED, Shape::new(&fields::MIXED_COLUMNS, &fields::mixed())),
            (NODES, Shape::new(&["p"], &fields::node(element_ids))),
        ];
        let one = Shape::new(&["n"], &fields::integer(1));
        let columns = known.len();
        Self {
            shapes: Shapes { known, one },
            version,
            greeting: greeting(version),
            pulled: pulled(version, 0),
            read: last(version, vec![], "r"),
            written: last(version, vec![("stats", Value::Map(written()))], "rw"),
            committed: committed(0),
            columns,
            left: 0,
            next_result: None,
            writes: 0,
            writing: false,
            time: 0,
        }
    }

    /// Appends the answer to a request; long ones are written on the way. Tells whether the client stays.
    fn answer(&mut self, request: &[u8], answers: &mut Vec<u8>, output: &mut impl Write) -> io::Result<bool> {
        match request {
            [_, 0x02, ..] => return Ok(false),
            [_, 0x01, ..] => answers.extend_from_slice(&self.greeting),
            [_, 0x10, fields @ ..] => {
                let (text, rows) = read_run(fields).map_err(io::Error::other)?;
                self.columns = self.shapes.known.iter().take_while(|(known, _)| *known != text).count();
                self.left = rows;
                self.writing |= text == SET;
                let (time, shape) = (self.next_time(), self.shape());
                match self.next_result {
                    None => shape.started.append(answers, time),
                    Some(number) => {
                        shape.numbered.append(answers, time);
                        // The number is the last entry, before the end of the message.
                        if let [.., last, _, _] = answers.as_mut_slice() {
                            *last = number;
                        }
                        self.next_result = Some((number + 1) % 0x80);
                    }
                }
            }
            [_, 0x3F, fields @ ..] => {
                let wanted = read_pull(fields).map_err(io::Error::other)?;
                let count = wanted.unwrap_or(self.left).min(self.left);
                self.left -= count;
                for _ in 0..count {
                    answers.extend_from_slice(&self.shape().record);
                    if answers.len() >= WRITE {
                        output.write_all(answers)?;
                        answers.clear();
                    }
                }
                if self.left > 0 {
                    answers.extend_from_slice(&success(&[("has_more", true.into())]));
                } else {
                    self.pulled(answers);
                }
            }
            [_, 0x11, ..] => {
                (self.next_result, self.writing) = (Some(0), false);
                answers.extend_from_slice(&success(&[]));
            }
            [_, 0x12, ..] => {
                self.next_result = None;
                if std::mem::take(&mut self.writing) {
                    self.writes += 1;
                    self.pulled = pulled(self.version, self.writes);
                    self.committed = committed(self.writes);
                }
                answers.extend_from_slice(&self.committed);
            }
            [_, 0x2F, ..] => {
                self.left = 0;
                self.pulled(answers);
            }
            other => {
                if let [_, 0x0F | 0x13, ..] = other {
                    (self.next_result, self.writing) = (None, false);
                }
                answers.extend_from_slice(&success(&[]));
            }
        }
        Ok(true)
    }

    /// Appends the answer to the last PULL of a result.
    fn pulled(&mut self, answers: &mut Vec<u8>) {
        let time = self.next_time();
        let answer = match (self.next_result, self.writing) {
            (None, _) => &self.pulled,
            (Some(_), false) => &self.read,
            (Some(_), true) => &self.written,
        };
        answer.append(answers, time);
    }

    const fn next_time(&mut self) -> u8 {
        self.time = (self.time + 1) % 4;
        self.time
    }

    fn shape(&self) -> &Shape {
        self.shapes.known.get(self.columns).map_or(&self.shapes.one, |(_, shape)| shape)
    }
}

impl Shape {
    fn new(columns: &[&'static str], fields: &[u8]) -> Self {
        let mut record = vec![0, 0, 0xB1, 0x71];
        record.extend_from_slice(fields);
        let fields = Value::List(columns.iter().map(|name| Value::from(*name)).collect());
        let entries = [("t_first", 0.into()), ("fields", fields), ("qid", 0.into())];
        Self {
            started: Answer::new("t_first", &entries[..2]),
            numbered: Answer::new("t_first", &entries),
            record: framed(record),
        }
    }
}

impl Answer {
    /// Makes a success with these entries, one of which is a time.
    fn new(time: &str, entries: &[(&str, Value)]) -> Self {
        let message = success(entries);
        let name = message.windows(time.len()).position(|window| window == time.as_bytes());
        Self { time: name.expect("it is one of the entries") + time.len(), message }
    }

    fn append(&self, answers: &mut Vec<u8>, time: u8) {
        let start = answers.len();
        answers.extend_from_slice(&self.message);
        answers[start + self.time] = time;
    }
}

fn greeting(version: Version) -> Vec<u8> {
    let agent = if version.major >= 5 { "Neo4j/5.26.28" } else { "Neo4j/4.4.44" };
    success(&[("server", agent.into()), ("connection_id", "bolt-1".into()), ("hints", Value::Map(Map::new()))])
}

/// The answer to the last PULL of a query by itself.
fn pulled(version: Version, writes: u32) -> Answer {
    last(version, vec![("bookmark", bookmark(writes))], "r")
}

/// The answer to the last PULL of a query, as Neo4j 5.26 gives it; it begins with what is special to the query.
fn last(version: Version, mut entries: Vec<(&str, Value)>, kind: &str) -> Answer {
    if version >= STATUSES {
        let status = [("gql_status", "00000"), ("status_description", "note: successful completion")];
        let status: Map = status.map(|(key, text)| (key.to_owned(), text.into())).into();
        entries.push(("statuses", Value::List(vec![Value::Map(status)])));
    }
    entries.extend([("type", kind.into()), ("t_last", 0.into()), ("db", "neo4j".into())]);
    Answer::new("t_last", &entries)
}

/// The answer to COMMIT, as Neo4j 5.26 gives it.
fn committed(writes: u32) -> Vec<u8> {
    success(&[("bookmark", bookmark(writes))])
}

fn bookmark(writes: u32) -> Value {
    format!("FB:kcwQW29vekN6TFNvNmJxNm5rY1Vx{writes:08}").into()
}

/// What a query wrote that set a property.
fn written() -> Map {
    [("contains-updates".to_owned(), true.into()), ("properties-set".to_owned(), 1.into())].into()
}

fn success(entries: &[(&str, Value)]) -> Vec<u8> {
    let mut message = vec![0, 0, 0xB1, 0x70];
    let mut encoder = Encoder::new(&mut message, Dialect::NEWEST);
    encoder.map(entries.len()).expect("a short map");
    for (key, value) in entries {
        encoder.string(key).and_then(|()| encoder.value(value)).expect("every version has it");
    }
    framed(message)
}

/// Makes a message of one chunk; its first two bytes are the room for the length.
fn framed(mut message: Vec<u8>) -> Vec<u8> {
    graph_core::bolt::wire::chunk::frame(&mut message, 0);
    message
}

/// Reads a query's text, and how many records it asks for: `$rows`, or 1 where that is no number.
fn read_run(fields: &[u8]) -> Result<(&str, u64), PackError> {
    let mut reader = Reader::new(fields);
    let text = reader.string()?;
    let mut rows = 1;
    for _ in 0..reader.map()? {
        if reader.string()? == "rows" && reader.token()? == Token::Integer {
            rows = u64::try_from(reader.integer()?).unwrap_or_default();
        } else {
            reader.skip()?;
        }
    }
    Ok((text, rows))
}

/// Reads how many records are asked for; none for all.
fn read_pull(fields: &[u8]) -> Result<Option<u64>, PackError> {
    let mut reader = Reader::new(fields);
    let mut wanted = None;
    for _ in 0..reader.map()? {
        if reader.string()? == "n" {
            wanted = u64::try_from(reader.integer()?).ok();
        } else {
            reader.skip()?;
        }
    }
    Ok(wanted)
}
