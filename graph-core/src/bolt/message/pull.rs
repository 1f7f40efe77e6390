//! PULL and DISCARD: asking for records, or giving them up.

use super::Request;
use crate::bolt::wire::structure::{Dialect, Unencodable};
use crate::bolt::wire::version::Version;
use crate::packstream::Writer;

/// How many records of which result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// How many records; -1 for all.
    pub records: i64,
    /// The result, as RUN's answer named it inside an explicit transaction; the last one without it.
    pub result: Option<i64>,
}

impl Batch {
    /// All records of the last result.
    pub const ALL: Self = Self { records: -1, result: None };

    /// PULL for [`ALL`](Self::ALL), framed: what every query that is not streamed sends.
    pub const PULL_ALL: [u8; 10] = *b"\x00\x06\xB1\x3F\xA1\x81n\xFF\x00\x00";

    fn write(self, writer: &mut Writer<'_>) {
        match self.result {
            None => {
                writer.raw(b"\xA1\x81n");
                writer.integer(self.records);
            }
            Some(result) => {
                writer.raw(b"\xA2\x81n");
                writer.integer(self.records);
                writer.raw(b"\x83qid");
                writer.integer(result);
            }
        }
    }
}

/// Asks for records.
#[derive(Debug, Clone, Copy)]
pub struct Pull(pub Batch);

impl Request for Pull {
    fn write(&self, writer: &mut Writer<'_>, _: Version, _: Dialect) -> Result<(), Unencodable> {
        writer.structure(0x3F, 1);
        self.0.write(writer);
        Ok(())
    }
}

/// Gives records up.
#[derive(Debug, Clone, Copy)]
pub struct Discard(pub Batch);

impl Request for Discard {
    fn write(&self, writer: &mut Writer<'_>, _: Version, _: Dialect) -> Result<(), Unencodable> {
        writer.structure(0x2F, 1);
        self.0.write(writer);
        Ok(())
    }
}
