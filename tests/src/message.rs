//! What a client asks of a server, as the scripted server understands it.

use graph_core::bolt::Dialect;
use graph_core::mapping::Decoder;
use graph_core::value::{Map, Value};

/// A request of a client.
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
    /// Any other, with its tag and fields.
    Other(u8, Vec<Value>),
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
            Self::Other(..) => "another",
        }
    }
}

/// Reads a message; a client under test that sends none is a failed test.
pub(crate) fn read_request(message: &[u8]) -> Request {
    let [head, tag, fields @ ..] = message else { panic!("a message has a head and a tag: {message:02X?}") };
    let mut decoder = Decoder::new(fields, Dialect::NEWEST);
    let fields: Vec<Value> =
        (0..head & 0x0F).map(|_| decoder.value().expect("a request's fields are values")).collect();
    let mut fields = fields.into_iter();
    let mut map = || match fields.next() {
        Some(Value::Map(map)) => map,
        other => panic!("{tag:02X} has {other:?} for a map"),
    };
    match tag {
        0x01 => Request::Hello(map()),
        0x6A => Request::Logon(map()),
        0x6B => Request::Logoff,
        0x11 => Request::Begin(map()),
        0x10 => {
            let Some(Value::String(text)) = fields.next() else { panic!("RUN has a text") };
            let mut map = || match fields.next() {
                Some(Value::Map(map)) => map,
                other => panic!("RUN has {other:?} for a map"),
            };
            Request::Run { text, params: map(), extra: map() }
        }
        0x3F | 0x2F => {
            let batch = map();
            let integer = |key| batch.get(key).and_then(Value::as_int);
            let (n, qid) = (integer("n").expect("PULL and DISCARD have n"), integer("qid").filter(|qid| *qid >= 0));
            if *tag == 0x3F { Request::Pull { n, qid } } else { Request::Discard { n, qid } }
        }
        0x12 => Request::Commit,
        0x13 => Request::Rollback,
        0x0F => Request::Reset,
        0x02 => Request::Goodbye,
        _ => Request::Other(*tag, fields.collect()),
    }
}
