//! How a value is printed: as the query language would write it, where it has a way to.
//!
//! What is printed is for people. Bytes, nodes, relationships, paths and what could not be read have no literal.

use std::fmt::{self, Write};

use super::{BrokenValue, Hop, Map, Node, Path, Relationship, Unsupported, Value};

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(it) => write!(f, "{it}"),
            Self::Integer(it) => write!(f, "{it}"),
            // The debug form always has a point or an exponent, which tells it from an integer.
            Self::Float(it) => write!(f, "{it:?}"),
            Self::String(it) => write_text(f, it),
            Self::Bytes(it) => write_bytes(f, it),
            Self::List(it) => write_list(f, it),
            Self::Map(it) => write_map(f, it),
            Self::Node(it) => it.fmt(f),
            Self::Relationship(it) => it.fmt(f),
            Self::Path(it) => it.fmt(f),
            Self::Date(it) => write!(f, "date('{it}')"),
            Self::Time(it) => write!(f, "time('{it}')"),
            Self::LocalTime(it) => write!(f, "localtime('{it}')"),
            Self::DateTime(it) => write!(f, "datetime('{it}')"),
            Self::LocalDateTime(it) => write!(f, "localdatetime('{it}')"),
            Self::Duration(it) => write!(f, "duration('{it}')"),
            Self::Point(it) => it.fmt(f),
            Self::Vector(it) => it.fmt(f),
            Self::Uuid(it) => write!(f, "uuid('{it}')"),
            Self::Unsupported(it) => write!(f, "unsupported({it})"),
            Self::Broken(it) => it.fmt(f),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for label in self.labels() {
            f.write_str(":")?;
            write_name(f, label)?;
        }
        if !self.properties().is_empty() {
            f.write_str(if self.labels().is_empty() { "" } else { " " })?;
            write_map(f, self.properties())?;
        }
        f.write_str(")")
    }
}

impl fmt::Display for Relationship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[:")?;
        write_name(f, self.type_name())?;
        if !self.properties().is_empty() {
            f.write_str(" ")?;
            write_map(f, self.properties())?;
        }
        f.write_str("]")
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.start().fmt(f)?;
        self.hops().try_for_each(|hop| write_hop(f, &hop))
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor) = self.minimum_protocol();
        write!(f, "{}, which needs Bolt {major}.{minor}", self.name())?;
        match self.message() {
            Some(message) => write!(f, ": {message}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for BrokenValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "broken({}: {})", self.intended_kind(), self.reason())
    }
}

fn write_hop(f: &mut fmt::Formatter<'_>, hop: &Hop<'_>) -> fmt::Result {
    let (before, after) = if hop.is_reversed() { ("<-", "-") } else { ("-", "->") };
    write!(f, "{before}{}{after}{}", hop.relationship(), hop.to())
}

fn write_list(f: &mut fmt::Formatter<'_>, elements: &[Value]) -> fmt::Result {
    f.write_str("[")?;
    for (index, element) in elements.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        write!(f, "{element}")?;
    }
    f.write_str("]")
}

fn write_map(f: &mut fmt::Formatter<'_>, map: &Map) -> fmt::Result {
    f.write_str("{")?;
    for (index, (key, value)) in map.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        write_name(f, key)?;
        write!(f, ": {value}")?;
    }
    f.write_str("}")
}

fn write_bytes(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("bytes('")?;
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
    f.write_str("')")
}

/// Writes text in single quotes, with everything escaped that could not stand there.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('\'')?;
    for character in text.chars() {
        match character {
            '\'' => f.write_str("\\'")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            // All control characters are of the first 160, so that four digits are enough.
            _ if character.is_control() => write!(f, "\\u{:04X}", u32::from(character))?,
            _ => f.write_char(character)?,
        }
    }
    f.write_char('\'')
}

/// Writes a key, label or type, in backticks unless it is a plain word.
fn write_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let mut characters = name.chars();
    let starts_word = characters.next().is_some_and(|first| first.is_alphabetic() || first == '_');
    if starts_word && characters.all(|it| it.is_alphanumeric() || it == '_') {
        return f.write_str(name);
    }
    write!(f, "`{}`", name.replace('`', "``"))
}
