//! What a structure's tag means, and in which of its forms a protocol version sends it.

mod decode;
mod encode;

pub use decode::{StructureError, decode_value};
pub use encode::{Unencodable, encode_value};

/// The structure tags of the [Bolt specification](https://neo4j.com/docs/bolt/current/bolt/structure-semantics/).
pub mod tag {
    #![expect(missing_docs, reason = "each constant is the tag of the structure of its name")]
    pub const NODE: u8 = b'N';
    pub const RELATIONSHIP: u8 = b'R';
    pub const UNBOUND_RELATIONSHIP: u8 = b'r';
    pub const PATH: u8 = b'P';
    pub const DATE: u8 = b'D';
    pub const TIME: u8 = b'T';
    pub const LOCAL_TIME: u8 = b't';
    /// An instant and its offset, from Bolt 5.0 on, and in 4.4 with the UTC patch.
    pub const DATE_TIME: u8 = b'I';
    /// An instant and its zone's name, from Bolt 5.0 on, and in 4.4 with the UTC patch.
    pub const DATE_TIME_ZONE_ID: u8 = b'i';
    /// Local seconds and an offset: the form before the UTC patch.
    pub const LEGACY_DATE_TIME: u8 = b'F';
    /// Local seconds and a zone's name: the form before the UTC patch.
    pub const LEGACY_DATE_TIME_ZONE_ID: u8 = b'f';
    pub const LOCAL_DATE_TIME: u8 = b'd';
    pub const DURATION: u8 = b'E';
    pub const POINT_2D: u8 = b'X';
    pub const POINT_3D: u8 = b'Y';
    pub const VECTOR: u8 = b'V';
    pub const UNSUPPORTED: u8 = b'?';
}

/// The forms in which a connection sends and receives values, decided by its protocol version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Date-times carry UTC seconds (Bolt 5.0, or 4.4 with the UTC patch) and not local seconds.
    pub utc: bool,
    /// Nodes and relationships carry element ids (Bolt 5.0).
    pub element_ids: bool,
    /// Vectors can be sent (Bolt 6.0).
    pub vectors: bool,
    /// UUIDs can be sent (Bolt 6.1); before, they travel as strings.
    pub uuids: bool,
}

impl Dialect {
    /// The forms of the newest protocol version.
    pub const NEWEST: Self = Self { utc: true, element_ids: true, vectors: true, uuids: true };
}
