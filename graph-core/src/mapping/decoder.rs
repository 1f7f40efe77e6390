//! Reads typed values straight from a message's bytes.

use super::DecodeError;
use super::error::DecodeFault;
use crate::bolt::wire::structure::{Dialect, StructureError, decode_value, tag};
use crate::packstream::{PackError, Reader, Token, limits};
use crate::value::{Kind, Value};

type Result<T> = std::result::Result<T, DecodeError>;

/// A cursor over the values of one message; what [`FromValue`](super::FromValue) reads from.
///
/// A method consumes exactly the value that it returns. A list, a map or an entity is entered by its method, its
/// items are read one by one, and [`leave`](Decoder::leave) (or [`leave_entity`](Decoder::leave_entity)) ends it;
/// that is how nesting stays bounded.
#[derive(Debug, Clone, Copy)]
pub struct Decoder<'a> {
    reader: Reader<'a>,
    dialect: Dialect,
    depth: u8,
}

/// The start of a node, a relationship or a map, up to its properties.
#[derive(Debug, Clone, Copy)]
pub struct EntityHead<'a> {
    form: EntityForm,
    /// How many properties follow, each a key and a value.
    pub properties: usize,
    id: i64,
    /// The list of labels of a node, the type of a relationship.
    names: Reader<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntityForm {
    Node,
    Relationship { start: i64, end: i64 },
    UnboundRelationship,
    Map,
}

/// The ids of a node or relationship, known once its properties are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityIds<'a> {
    /// The entity's own id; `None` for a map.
    pub element: Option<ElementId<'a>>,
    /// The id of a relationship's start node.
    pub start: Option<ElementId<'a>>,
    /// The id of a relationship's end node.
    pub end: Option<ElementId<'a>>,
}

/// The id of a node or relationship: the server's element id, or its number before Bolt 5.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementId<'a> {
    /// The element id.
    Text(&'a str),
    /// The number of a server that has no element ids; as text it is this number.
    Number(i64),
}

impl std::fmt::Display for ElementId<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl<'a> Decoder<'a> {
    /// Reads values from `bytes`, which are in the forms of `dialect`.
    #[inline]
    pub const fn new(bytes: &'a [u8], dialect: Dialect) -> Self {
        Self { reader: Reader::new(bytes), dialect, depth: 0 }
    }

    /// Returns the kind of the next value without consuming it.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when no value comes next.
    pub fn kind(&self) -> Result<Kind> {
        Ok(kind_of(self.reader.token()?))
    }

    /// Returns the bytes not read yet.
    #[inline]
    pub const fn rest(&self) -> &'a [u8] {
        self.reader.rest()
    }

    /// Returns the forms in which the bytes are written.
    #[inline]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Consumes a null if one comes next and tells whether it did.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] at the end of the message.
    #[inline]
    pub fn null(&mut self) -> Result<bool> {
        Ok(self.reader.null()?)
    }

    /// Reads a boolean.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value.
    #[inline]
    pub fn boolean(&mut self) -> Result<bool> {
        self.read("BOOLEAN", Reader::boolean)
    }

    /// Reads an integer.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value.
    #[inline]
    pub fn integer(&mut self) -> Result<i64> {
        self.read("INTEGER", Reader::integer)
    }

    /// Reads a float; an integer is no float.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value.
    #[inline]
    pub fn float(&mut self) -> Result<f64> {
        self.read("FLOAT", Reader::float)
    }

    /// Reads a string, borrowed from the message.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value; [`DecodeFault::Malformed`] for a string
    /// that is not UTF-8.
    #[inline]
    pub fn string(&mut self) -> Result<&'a str> {
        self.read("STRING", Reader::string)
    }

    /// Reads bytes, borrowed from the message.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value.
    #[inline]
    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        self.read("BYTES", Reader::bytes)
    }

    /// Enters a list and returns how many items follow.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value; [`DecodeFault::Malformed`] when nested
    /// too deep.
    #[inline]
    pub fn list(&mut self) -> Result<usize> {
        self.enter()?;
        self.read("LIST", Reader::list)
    }

    /// Enters a map and returns how many entries follow, each a [`key`](Self::key) and a value.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value; [`DecodeFault::Malformed`] when nested
    /// too deep.
    #[inline]
    pub fn map(&mut self) -> Result<usize> {
        self.enter()?;
        self.read("MAP", Reader::map)
    }

    /// Reads a key as bytes, to be compared with the names that a type knows.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when no key comes next.
    #[inline]
    pub fn key(&mut self) -> Result<&'a [u8]> {
        Ok(self.reader.string_bytes()?)
    }

    /// Ends a list or map whose items were all read.
    #[inline]
    pub fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Skips one value of any kind.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when the bytes are no value.
    #[inline]
    pub fn skip(&mut self) -> Result<()> {
        Ok(self.reader.skip()?)
    }

    /// Reads a value of any kind.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when the bytes are no value or nest too deep.
    pub fn value(&mut self) -> Result<Value> {
        decode_value(&mut self.reader, self.dialect, self.depth).map_err(DecodeError::from)
    }

    /// Enters a node (or a map with a node's properties) up to its properties.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value.
    #[inline]
    pub fn node(&mut self) -> Result<EntityHead<'a>> {
        self.enter()?;
        let before = self.reader;
        match self.reader.structure() {
            Ok((tag::NODE, fields)) if fields == 3 + u8::from(self.dialect.element_ids) => {
                let id = self.reader.integer()?;
                let names = self.reader;
                self.reader.skip()?;
                let properties = self.reader.map()?;
                Ok(EntityHead { form: EntityForm::Node, properties, id, names })
            }
            _ => self.map_entity(before, "NODE", tag::NODE),
        }
    }

    /// Enters a map, or a node or relationship for the sake of its properties.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value.
    #[inline]
    pub fn properties(&mut self) -> Result<EntityHead<'a>> {
        match self.reader.structure_tag() {
            None => {
                let names = self.reader;
                Ok(EntityHead { form: EntityForm::Map, properties: self.map()?, id: 0, names })
            }
            Some(tag::NODE) => self.node(),
            Some(tag::RELATIONSHIP | tag::UNBOUND_RELATIONSHIP) => self.relationship(),
            Some(other) => Err(unexpected("MAP", Token::Structure(other))),
        }
    }

    /// Enters a relationship (or a map with its properties) up to its properties.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value.
    #[inline]
    pub fn relationship(&mut self) -> Result<EntityHead<'a>> {
        self.enter()?;
        let before = self.reader;
        let extra = u8::from(self.dialect.element_ids);
        match self.reader.structure() {
            Ok((tag::RELATIONSHIP, fields)) if fields == 5 + 3 * extra => {
                let id = self.reader.integer()?;
                let (start, end) = (self.reader.integer()?, self.reader.integer()?);
                let names = self.reader;
                self.reader.skip()?;
                let properties = self.reader.map()?;
                Ok(EntityHead { form: EntityForm::Relationship { start, end }, properties, id, names })
            }
            Ok((tag::UNBOUND_RELATIONSHIP, fields)) if fields == 3 + extra => {
                let id = self.reader.integer()?;
                let names = self.reader;
                self.reader.skip()?;
                let properties = self.reader.map()?;
                Ok(EntityHead { form: EntityForm::UnboundRelationship, properties, id, names })
            }
            _ => self.map_entity(before, "RELATIONSHIP", tag::RELATIONSHIP),
        }
    }

    /// Enters a path: three lists follow, of its nodes, of its relationships, and of the walk over these.
    /// [`leave`](Self::leave) ends it.
    ///
    /// # Errors
    /// [`DecodeFault::Null`] or [`DecodeFault::Mismatch`] for another value.
    pub fn path(&mut self) -> Result<()> {
        self.enter()?;
        let before = self.reader;
        if let Ok((tag::PATH, 3)) = self.reader.structure() {
            return Ok(());
        }
        self.reader = before;
        Err(unexpected("PATH", self.reader.token()?))
    }

    /// Ends an entity whose properties were all read and returns its ids.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when the bytes end before the ids.
    #[inline]
    pub fn leave_entity(&mut self, head: &EntityHead<'a>) -> Result<EntityIds<'a>> {
        self.leave();
        let own = match head.form {
            EntityForm::Map => return Ok(EntityIds { element: None, start: None, end: None }),
            EntityForm::Node | EntityForm::UnboundRelationship => self.element_id(head.id)?,
            EntityForm::Relationship { start, end } => {
                let element = self.element_id(head.id)?;
                let (start, end) = (self.element_id(start)?, self.element_id(end)?);
                return Ok(EntityIds { element: Some(element), start: Some(start), end: Some(end) });
            }
        };
        Ok(EntityIds { element: Some(own), start: None, end: None })
    }

    /// Ends an entity whose properties were all read, when nobody asks for its ids.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when the bytes end before the ids.
    #[inline]
    pub fn skip_entity(&mut self, head: &EntityHead<'a>) -> Result<()> {
        self.leave();
        let ids = match head.form {
            _ if !self.dialect.element_ids => 0,
            EntityForm::Map => 0,
            EntityForm::Node | EntityForm::UnboundRelationship => 1,
            EntityForm::Relationship { .. } => 3,
        };
        for _ in 0..ids {
            self.reader.string_bytes()?;
        }
        Ok(())
    }

    #[inline]
    fn element_id(&mut self, number: i64) -> Result<ElementId<'a>> {
        if self.dialect.element_ids {
            return Ok(ElementId::Text(self.reader.string()?));
        }
        Ok(ElementId::Number(number))
    }

    /// An entity's properties may also come as a map: `RETURN p {.name, .age}`.
    #[cold]
    fn map_entity(&mut self, before: Reader<'a>, expected: &'static str, tag: u8) -> Result<EntityHead<'a>> {
        self.reader = before;
        match self.reader.token()? {
            Token::Map => {
                let properties = self.reader.map()?;
                Ok(EntityHead { form: EntityForm::Map, properties, id: 0, names: before })
            }
            Token::Structure(found) if found == tag => Err(DecodeError::new(DecodeFault::Unrepresentable {
                reason: format!("the server sent a {expected} with an unexpected number of fields"),
            })),
            other => Err(unexpected(expected, other)),
        }
    }

    #[inline]
    fn enter(&mut self) -> Result<()> {
        if self.depth >= limits::MAX_DEPTH {
            return Err(PackError::TooDeep.into());
        }
        self.depth += 1;
        Ok(())
    }

    #[inline]
    fn read<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&mut Reader<'a>) -> std::result::Result<T, PackError>,
    ) -> Result<T> {
        let before = self.reader;
        match read(&mut self.reader) {
            Ok(value) => Ok(value),
            Err(error) => Err(mismatch(before, expected, error)),
        }
    }
}

impl<'a> EntityHead<'a> {
    /// Tells whether the properties came as a map and not as an entity of the graph.
    #[inline]
    pub fn is_map(&self) -> bool {
        self.form == EntityForm::Map
    }

    /// Returns the number that servers identified the entity by before element ids; `None` for a map.
    #[inline]
    pub fn id(&self) -> Option<i64> {
        (!self.is_map()).then_some(self.id)
    }

    /// Looks for the element id behind the properties; none for a map, and where the bytes end before it.
    #[cold]
    pub(super) fn element_id(&self, dialect: Dialect) -> Option<String> {
        let number = self.id()?;
        if !dialect.element_ids {
            return Some(number.to_string());
        }
        let mut reader = self.names;
        let mut next = || decode_value(&mut reader, dialect, 0).ok();
        let (_names, _properties) = (next()?, next()?);
        next()?.as_str().map(str::to_owned)
    }

    /// Returns a node's labels, or a relationship's type as the only one; none for a map.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when the labels are no list.
    #[inline]
    pub fn names(&self) -> Result<Names<'a>> {
        let mut reader = self.names;
        let left = match self.form {
            EntityForm::Map => 0,
            EntityForm::Node => reader.list()?,
            EntityForm::Relationship { .. } | EntityForm::UnboundRelationship => 1,
        };
        Ok(Names { reader, left })
    }
}

/// The labels of a node, or the type of a relationship, read one by one.
#[derive(Debug, Clone)]
pub struct Names<'a> {
    reader: Reader<'a>,
    left: usize,
}

impl<'a> Names<'a> {
    /// Returns none, as a map has none.
    pub const fn none() -> Self {
        Self { reader: Reader::new(&[]), left: 0 }
    }
}

impl<'a> Iterator for Names<'a> {
    type Item = Result<&'a str>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        Some(self.reader.string().map_err(|error| {
            self.left = 0;
            mismatch(self.reader, "STRING", error)
        }))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (Reader::reservation::<&str>(self.left), Some(self.left))
    }
}

impl From<StructureError> for DecodeError {
    #[cold]
    fn from(error: StructureError) -> Self {
        match error {
            StructureError::Malformed(error) => error.into(),
            unknown @ StructureError::UnknownTag(_) => {
                Self::new(DecodeFault::Unrepresentable { reason: unknown.to_string() })
            }
        }
    }
}

#[cold]
fn mismatch(before: Reader<'_>, expected: &'static str, error: PackError) -> DecodeError {
    match (error, before.token()) {
        (PackError::Mismatch(_), Ok(token)) => unexpected(expected, token),
        _ => error.into(),
    }
}

#[cold]
fn unexpected(expected: &'static str, token: Token) -> DecodeError {
    DecodeError::new(match token {
        Token::Null => DecodeFault::Null { expected: expected.into() },
        other => DecodeFault::Mismatch { expected: expected.into(), found: kind_of(other) },
    })
}

/// The kind of value that a token opens.
fn kind_of(token: Token) -> Kind {
    match token {
        Token::Null => Kind::Null,
        Token::Boolean => Kind::Boolean,
        Token::Integer => Kind::Integer,
        Token::Float => Kind::Float,
        Token::Bytes => Kind::Bytes,
        Token::String => Kind::String,
        Token::List => Kind::List,
        Token::Map => Kind::Map,
        Token::Uuid => Kind::Uuid,
        Token::Structure(found) => match found {
            tag::NODE => Kind::Node,
            tag::RELATIONSHIP | tag::UNBOUND_RELATIONSHIP => Kind::Relationship,
            tag::PATH => Kind::Path,
            tag::DATE => Kind::Date,
            tag::TIME => Kind::Time,
            tag::LOCAL_TIME => Kind::LocalTime,
            tag::LOCAL_DATE_TIME => Kind::LocalDateTime,
            tag::DURATION => Kind::Duration,
            tag::POINT_2D | tag::POINT_3D => Kind::Point,
            tag::VECTOR => Kind::Vector,
            tag::DATE_TIME | tag::DATE_TIME_ZONE_ID | tag::LEGACY_DATE_TIME | tag::LEGACY_DATE_TIME_ZONE_ID => {
                Kind::DateTime
            }
            _ => Kind::Unsupported,
        },
    }
}
