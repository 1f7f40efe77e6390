//! What a client asks of a server, as the scripted servers understand it.

use std::fmt;

use graph_core::bolt::Dialect;
use graph_core::mapping::Decoder;
use graph_core::value::{Map, Value};

/// The names of all messages, with their tags.
const NAMES: [(&str, u8); 16] = [
    ("HELLO", 0x01),
    ("LOGON", 0x6A),
    ("LOGOFF", 0x6B),
    ("GOODBYE", 0x02),
    ("RESET", 0x0F),
    ("RUN", 0x10),
    ("BEGIN", 0x11),
    ("COMMIT", 0x12),
    ("ROLLBACK", 0x13),
    ("DISCARD", 0x2F),
    ("PULL", 0x3F),
    ("TELEMETRY", 0x54),
    ("ROUTE", 0x66),
    ("SUCCESS", 0x70),
    ("RECORD", 0x71),
    ("FAILURE", 0x7F),
];

/// A message with all its fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// What kind of message it is.
    pub tag: u8,
    /// What it carries.
    pub fields: Vec<Value>,
}

impl Message {
    /// Reads a message without its chunks' headers; a client under test that sends none is a failed test.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let [head, tag, fields @ ..] = bytes else { panic!("a message has a head and a tag: {bytes:02X?}") };
        let mut decoder = Decoder::new(fields, Dialect::NEWEST);
        let fields = (0..head & 0x0F).map(|_| decoder.value().expect("a request's fields are values"));
        Self { tag: *tag, fields: fields.collect() }
    }

    /// Returns the message's name.
    pub fn name(&self) -> &'static str {
        NAMES.iter().find(|(_, tag)| *tag == self.tag).map_or("another", |(name, _)| name)
    }

    /// Returns the tag of a message's name.
    pub(crate) fn tag_of(name: &str) -> Option<u8> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, tag)| *tag)
    }
}

/// One line, as scripts have it: `PULL {n: 1000}`.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        self.fields.iter().try_for_each(|field| write!(f, " {field}"))
    }
}

/// A request of a client, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// HELLO with its entries.
    Hello(Map),
    /// LOGON with its token.
    Logon(Map),
    /// LOGOFF.
    Logoff,
    /// BEGIN with its entries.
    Begin(Map),
    /// RUN.
    Run {
        /// The query.
        text: String,
        /// Its parameters.
        params: Map,
        /// What its own transaction is opened with.
        extra: Map,
    },
    /// PULL.
    Pull {
        /// How many records; −1 for all.
        n: i64,
        /// Of which result; the last one without it.
        qid: Option<i64>,
    },
    /// DISCARD.
    Discard {
        /// How many records; −1 for all.
        n: i64,
        /// Of which result; the last one without it.
        qid: Option<i64>,
    },
    /// COMMIT.
    Commit,
    /// ROLLBACK.
    Rollback,
    /// RESET.
    Reset,
    /// GOODBYE.
    Goodbye,
    /// Any other.
    Other(Message),
}

impl Request {
    /// Returns the message's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Hello(_) => "HELLO",
            Self::Logon(_) => "LOGON",
            Self::Logoff => "LOGOFF",
            Self::Begin(_) => "BEGIN",
            Self::Run { .. } => "RUN",
            Self::Pull { .. } => "PULL",
            Self::Discard { .. } => "DISCARD",
            Self::Commit => "COMMIT",
            Self::Rollback => "ROLLBACK",
            Self::Reset => "RESET",
            Self::Goodbye => "GOODBYE",
            Self::Other(message) => message.name(),
        }
    }
}

impl From<Message> for Request {
    /// Takes a message apart; a client under test that sends other fields is a failed test.
    fn from(message: Message) -> Self {
        let name = message.name();
        let mut fields = message.fields.clone().into_iter();
        let mut map = || match fields.next() {
            Some(Value::Map(map)) => map,
            other => panic!("{name} has {other:?} for a map"),
        };
        match name {
            "HELLO" => Self::Hello(map()),
            "LOGON" => Self::Logon(map()),
            "LOGOFF" => Self::Logoff,
            "BEGIN" => Self::Begin(map()),
            "RUN" => {
                let Some(Value::String(text)) = fields.next() else { panic!("RUN has a text") };
                let mut map = || match fields.next() {
                    Some(Value::Map(map)) => map,
                    other => panic!("RUN has {other:?} for a map"),
                };
                Self::Run { text, params: map(), extra: map() }
            }
            "PULL" | "DISCARD" => {
                let batch = map();
                let integer = |key| batch.get(key).and_then(Value::as_int);
                let (n, qid) = (integer("n").expect("PULL and DISCARD have n"), integer("qid").filter(|qid| *qid >= 0));
                if name == "PULL" { Self::Pull { n, qid } } else { Self::Discard { n, qid } }
            }
            "COMMIT" => Self::Commit,
            "ROLLBACK" => Self::Rollback,
            "RESET" => Self::Reset,
            "GOODBYE" => Self::Goodbye,
            _ => Self::Other(message),
        }
    }
}
