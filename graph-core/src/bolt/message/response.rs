//! What a server answers: SUCCESS, RECORD, FAILURE, IGNORED.

use crate::bolt::wire::structure::{Dialect, decode_value};
use crate::packstream::{PackError, Reader, Token};
use crate::value::{Map, Value};

/// The kind of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Response {
    /// A record; its fields follow.
    Record,
    /// A request was carried out; metadata follows.
    Success,
    /// A request failed; the error follows.
    Failure,
    /// A request was skipped, since an earlier one failed.
    Ignored,
}

/// A message that is no answer of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server sent a message that is no answer of the Bolt protocol (it starts with {0:02X?})")]
pub struct NotAResponse(pub [u8; 2]);

impl Response {
    /// What a record starts with; its fields follow.
    pub const RECORD: [u8; 2] = [0xB1, 0x71];
    /// What a success starts with; its metadata follows.
    pub const SUCCESS: [u8; 2] = [0xB1, 0x70];
    /// The success at the end of a batch after which the result has more, as servers send it.
    pub const HAS_MORE: &[u8] = b"\xB1\x70\xA1\x88has_more\xC3";

    /// Reads the kind of an answer and returns it with the bytes after it.
    ///
    /// # Errors
    /// [`NotAResponse`].
    #[inline]
    pub fn read(message: &[u8]) -> Result<(Self, &[u8]), NotAResponse> {
        match message {
            [0xB1, 0x71, fields @ ..] => Ok((Self::Record, fields)),
            [0xB1, 0x70, meta @ ..] if is_map(meta) => Ok((Self::Success, meta)),
            [0xB1, 0x7F, meta @ ..] if is_map(meta) => Ok((Self::Failure, meta)),
            [0xB0 | 0xB1, 0x7E, rest @ ..] => Ok((Self::Ignored, rest)),
            other => {
                let mut start = [0; 2];
                for (to, from) in start.iter_mut().zip(other) {
                    *to = *from;
                }
                Err(NotAResponse(start))
            }
        }
    }
}

/// Tells whether a map follows; what is in it is looked at when somebody asks.
#[inline]
const fn is_map(packed: &[u8]) -> bool {
    matches!(packed, [0xA0..=0xAF | 0xD8..=0xDA, ..])
}

/// Where in a success's metadata the entries lie that a driver acts on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    // Places of values; 0, where the map's own header stands, for what is not there.
    fields: u32,
    bookmark: u32,
    result: u32,
    has_more: u32,
    time: u32,
}

impl Found {
    #[inline]
    fn slot(&mut self, name: &[u8]) -> Option<&mut u32> {
        // Names of other lengths are told from these at once.
        match name.len() {
            3 if name == b"qid" => Some(&mut self.result),
            6 if name == b"fields" => Some(&mut self.fields),
            6 if name == b"t_last" => Some(&mut self.time),
            7 if name == b"t_first" => Some(&mut self.time),
            8 if name == b"bookmark" => Some(&mut self.bookmark),
            8 if name == b"has_more" => Some(&mut self.has_more),
            _ => None,
        }
    }

    /// Returns a reader at the list of column names.
    #[inline]
    pub fn fields(self, meta: Meta<'_>) -> Option<Reader<'_>> {
        meta.at(self.fields)
    }

    /// Returns the bookmark that the transaction left, as it is packed.
    #[inline]
    pub fn bookmark(self, meta: Meta<'_>) -> Option<&[u8]> {
        let from = meta.at(self.bookmark)?;
        let mut behind = from;
        behind.string_bytes().ok()?;
        let from = from.rest();
        from.get(..from.len() - behind.rest().len())
    }

    /// Returns the server's number of the result.
    #[inline]
    pub fn result(self, meta: Meta<'_>) -> Option<i64> {
        meta.at(self.result)?.integer().ok()
    }

    /// Returns where the values stand in which answers to one query differ mostly: the result's number, and how many
    /// milliseconds it took; 0 for what is not there.
    #[inline]
    pub const fn numbers(self) -> [u32; 2] {
        [self.result, self.time]
    }

    /// Tells whether the result has records after this batch.
    ///
    /// # Errors
    /// [`PackError`] for what is no boolean: it is not absent, and a result would lose its further records in silence.
    #[inline]
    pub fn has_more(self, meta: Meta<'_>) -> Result<bool, PackError> {
        match meta.at(self.has_more) {
            Some(mut more) => more.boolean(),
            None => Ok(false),
        }
    }
}

/// One entry of a map: its name, the bytes from its value on, and those behind it.
struct Entry<'a> {
    name: &'a [u8],
    value: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Entry<'a> {
    /// Reads an entry of the most common forms: a short name, and a small integer, a short text or a list of one.
    #[inline]
    fn short(packed: &'a [u8]) -> Option<Self> {
        let [length @ 0x80..=0x8F, after @ ..] = packed else { return None };
        let (name, value) = after.split_at_checked(usize::from(length & 0x0F))?;
        let rest = match value {
            [0x00..=0x7F | 0xF0..=0xFF, rest @ ..] => rest,
            // A list of one short text is that of the columns, mostly.
            [length @ 0x80..=0x8F, after @ ..] | [0x91, length @ 0x80..=0x8F, after @ ..] => {
                after.get(usize::from(length & 0x0F)..)?
            }
            [0xD0, length, after @ ..] => after.get(usize::from(*length)..)?,
            _ => return None,
        };
        Some(Self { name, value, rest })
    }

    /// Reads an entry of any form.
    #[inline(never)]
    fn any(packed: &'a [u8]) -> Result<Self, PackError> {
        let mut reader = Reader::new(packed);
        let name = reader.string_bytes()?;
        let value = reader.rest();
        reader.skip()?;
        Ok(Self { name, value, rest: reader.rest() })
    }
}

/// The metadata of an answer, read entry by entry when somebody asks.
#[derive(Debug, Clone, Copy)]
pub struct Meta<'a>(&'a [u8]);

impl<'a> Meta<'a> {
    /// Reads metadata from a packed map.
    pub const fn new(packed: &'a [u8]) -> Self {
        Self(packed)
    }

    /// Returns the packed map.
    pub const fn packed(self) -> &'a [u8] {
        self.0
    }

    /// Checks that the metadata is one map, whole, with nothing after it, and finds on the way what a driver acts on.
    ///
    /// # Errors
    /// [`PackError`], which says where it ends or what stands in place of it.
    pub fn survey(self) -> Result<Found, PackError> {
        // Most requests but RUN and PULL are answered by no more.
        if let [0xA0] = self.0 {
            return Ok(Found::default());
        }
        let mut reader = Reader::new(self.0);
        let entries = reader.map()?;
        let mut rest = reader.rest();
        let mut found = Found::default();
        for _ in 0..entries {
            let Entry { name, value, rest: after } = match Entry::short(rest) {
                Some(entry) => entry,
                None => Entry::any(rest)?,
            };
            rest = after;
            if let Some(slot) = found.slot(name)
                && *slot == 0
            {
                // The first of its name counts, as when one entry is looked for.
                *slot = u32::try_from(self.0.len() - value.len()).unwrap_or_default();
            }
        }
        match rest {
            [] => Ok(found),
            [other, ..] => Err(PackError::Mismatch(*other)),
        }
    }

    /// Returns a reader at a place where a value was found.
    #[inline]
    fn at(self, place: u32) -> Option<Reader<'a>> {
        let place = usize::try_from(place).ok().filter(|place| *place > 0)?;
        self.0.get(place..).map(Reader::new)
    }

    /// Returns a reader at the value of an entry.
    #[inline]
    pub fn find(self, key: &str) -> Option<Reader<'a>> {
        let mut reader = Reader::new(self.0);
        for _ in 0..reader.map().ok()? {
            if reader.string_bytes().ok()? == key.as_bytes() {
                return Some(reader);
            }
            reader.skip().ok()?;
        }
        None
    }

    /// Returns the text of an entry.
    pub fn text(self, key: &str) -> Option<&'a str> {
        self.find(key)?.string().ok()
    }

    /// Returns the number of an entry.
    pub fn integer(self, key: &str) -> Option<i64> {
        self.find(key)?.integer().ok()
    }

    /// Returns the boolean of an entry.
    pub fn boolean(self, key: &str) -> Option<bool> {
        self.find(key)?.boolean().ok()
    }

    /// Returns the map of an entry as metadata of its own.
    pub fn map(self, key: &str) -> Option<Self> {
        let reader = self.find(key)?;
        (reader.token() == Ok(Token::Map)).then(|| Self(reader.rest()))
    }

    /// Returns the value of an entry, whatever its kind.
    pub fn value(self, key: &str, dialect: Dialect) -> Option<Value> {
        decode_value(&mut self.find(key)?, dialect, 0).ok()
    }

    /// Returns all entries as a map.
    ///
    /// # Errors
    /// [`PackError`] when the metadata is no map.
    pub fn to_map(self, dialect: Dialect) -> Result<Map, PackError> {
        match decode_value(&mut Reader::new(self.0), dialect, 0) {
            Ok(Value::Map(map)) => Ok(map),
            _ => Err(PackError::Mismatch(self.0.first().copied().unwrap_or_default())),
        }
    }
}

/// What a FAILURE says.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerFailure {
    /// The status code, such as `Neo.ClientError.Statement.SyntaxError`.
    pub code: String,
    /// The server's explanation.
    pub message: String,
    /// The failure in GQL terms.
    pub gql: GqlError,
}

/// An error in the terms of the GQL standard, with the errors that caused it.
#[derive(Debug, Clone, PartialEq)]
pub struct GqlError {
    /// Five characters; `50N42` where the server sends none.
    pub status: String,
    /// The standard's description of the status.
    pub description: String,
    /// The explanation.
    pub message: String,
    /// What the server adds for diagnosis.
    pub diagnostics: Map,
    /// The error that caused this one.
    pub cause: Option<Box<GqlError>>,
}

/// The status of errors without one: general processing exception, unexpected error.
const UNKNOWN_STATUS: &str = "50N42";
/// Deeper chains of causes are cut.
const MAX_CAUSES: u8 = 32;

impl ServerFailure {
    /// Reads a FAILURE's metadata in either of its forms; what is missing is filled in as the standard says.
    pub fn read(meta: Meta<'_>, dialect: Dialect) -> Self {
        let message = meta.text("message").unwrap_or("the server gave no message").to_owned();
        let code = meta.text("neo4j_code").or_else(|| meta.text("code"));
        let code = code.unwrap_or("Neo.DatabaseError.General.UnknownError").to_owned();
        let gql = GqlError::read(meta, dialect, MAX_CAUSES);
        Self { code, message, gql }
    }
}

impl ServerFailure {
    /// Returns what kind of failure the code says it is, such as `ClientError`; empty for a code of another form.
    pub fn classification(&self) -> &str {
        self.part(1)
    }

    /// Returns what the code says the failure is about, such as `Statement`; empty for a code of another form.
    pub fn category(&self) -> &str {
        self.part(2)
    }

    /// Returns the code's name for the failure, such as `SyntaxError`; empty for a code of another form.
    pub fn title(&self) -> &str {
        self.part(3)
    }

    fn part(&self, place: usize) -> &str {
        let mut parts = self.code.splitn(4, '.');
        parts.nth(place).unwrap_or_default()
    }
}

impl GqlError {
    /// Returns this error, the one that caused it, and so on.
    pub fn chain(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |error| error.cause.as_deref())
    }

    /// Returns the first error of the chain that has this status.
    ///
    /// ```no_run
    /// # fn example(error: &graph_core::Error) {
    /// let taken = error.server().and_then(|failure| failure.gql.find("22N79"));
    /// # let _ = taken; }
    /// ```
    pub fn find(&self, status: &str) -> Option<&Self> {
        self.chain().find(|error| error.status == status)
    }

    fn read(meta: Meta<'_>, dialect: Dialect, causes: u8) -> Self {
        let message = meta.text("message").unwrap_or("the server gave no message").to_owned();
        let status = meta.text("gql_status").unwrap_or(UNKNOWN_STATUS).to_owned();
        let description = meta.text("description").map_or_else(
            || format!("error: general processing exception - unexpected error. {message}"),
            str::to_owned,
        );
        let mut diagnostics = match meta.value("diagnostic_record", dialect) {
            Some(Value::Map(map)) => map,
            _ => Map::new(),
        };
        for (key, default) in [("OPERATION", ""), ("OPERATION_CODE", "0"), ("CURRENT_SCHEMA", "/")] {
            diagnostics.entry(key.to_owned()).or_insert_with(|| default.into());
        }
        let cause =
            causes.checked_sub(1).and_then(|left| Some(Box::new(Self::read(meta.map("cause")?, dialect, left))));
        Self { status, description, message, diagnostics, cause }
    }
}
