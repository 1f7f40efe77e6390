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
            Self::Float(it) => write_float(f, *it),
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

fn write_float(f: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    match number {
        f64::INFINITY => f.write_str("Infinity"),
        f64::NEG_INFINITY => f.write_str("-Infinity"),
        // The debug form always has a point or an exponent, which tells it from an integer.
        _ => write!(f, "{number:?}"),
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

#[cfg(test)]
mod tests {
    use super::super::{Date, Duration, Kind, Point, Uuid, Vector};
    use super::*;

    fn map<const N: usize>(entries: [(&str, Value); N]) -> Map {
        entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    #[test]
    fn scalars_look_like_literals() {
        for (value, text) in [
            (Value::Null, "null"),
            (true.into(), "true"),
            (i64::MIN.into(), "-9223372036854775808"),
            (1.0.into(), "1.0"),
            (1e300.into(), "1e300"),
            ((-0.0).into(), "-0.0"),
            (f64::NAN.into(), "NaN"),
            (f64::NEG_INFINITY.into(), "-Infinity"),
            (vec![0_u8, 0xff].into(), "bytes('00ff')"),
            (Vec::<i64>::new().into(), "[]"),
            (vec![Some("a"), None].into(), "['a', null]"),
            (Value::Map(Map::new()), "{}"),
        ] {
            assert_eq!(value.to_string(), text);
        }
    }

    #[test]
    fn text_is_quoted_so_that_nothing_ends_it() {
        for (text, literal) in [
            ("", "''"),
            ("Ada", "'Ada'"),
            ("it's", r"'it\'s'"),
            (r"a\", r"'a\\'"),
            ("\n\r\t", r"'\n\r\t'"),
            ("\0\u{1b}\u{9f}", r"'\u0000\u001B\u009F'"),
            ("é😀\"", "'é😀\"'"),
        ] {
            assert_eq!(Value::from(text).to_string(), literal);
        }
    }

    #[test]
    fn names_are_quoted_unless_they_are_words() {
        let value = Value::Map(map([
            ("name", 1.into()),
            ("née", 2.into()),
            ("2nd", 3.into()),
            ("a`b", 4.into()),
            ("", 5.into()),
        ]));
        assert_eq!(value.to_string(), "{``: 5, `2nd`: 3, `a``b`: 4, name: 1, née: 2}");
    }

    #[test]
    fn entities_look_like_patterns() {
        let person = Node::new("1", vec!["Person".into(), "Two words".into()], map([("name", "Ada".into())]));
        let bare = Node::new("2", Vec::new(), Map::new());
        let unlabelled = Node::new("3", Vec::new(), map([("n", 1.into())]));
        let knows = Relationship::new("4", "KNOWS", "1", "2", map([("since", 1843.into())]));
        let likes = Relationship::new("5", "LIKES", "3", "2", Map::new());
        let path = Path::new(vec![person, bare, unlabelled], vec![knows, likes]).unwrap();
        assert_eq!(
            Value::from(path).to_string(),
            "(:Person:`Two words` {name: 'Ada'})-[:KNOWS {since: 1843}]->()<-[:LIKES]-({n: 1})"
        );
    }

    #[test]
    fn other_values_look_like_the_function_that_makes_them() {
        let refused = Date::from_epoch_day(i64::MAX).unwrap_err();
        for (value, text) in [
            (Value::Date("2024-02-29".parse().unwrap()), "date('2024-02-29')"),
            (Value::Time("12:00:00Z".parse().unwrap()), "time('12:00:00Z')"),
            (Value::LocalTime("12:00:00".parse().unwrap()), "localtime('12:00:00')"),
            (Value::DateTime("2024-02-29T12:00:00Z".parse().unwrap()), "datetime('2024-02-29T12:00:00Z')"),
            (Value::LocalDateTime("2024-02-29T12:00:00".parse().unwrap()), "localdatetime('2024-02-29T12:00:00')"),
            (Duration::ZERO.into(), "duration('PT0S')"),
            (Point::cartesian(1.0, 2.0).into(), "point({srid: 7203, x: 1.0, y: 2.0})"),
            (Vector::from(vec![1_i8]).into(), "vector([1], 1, INTEGER8)"),
            (Uuid::nil().into(), "uuid('00000000-0000-0000-0000-000000000000')"),
            (Unsupported::new("CUBE", (6, 9)).into(), "unsupported(CUBE, which needs Bolt 6.9)"),
            (
                BrokenValue::new(Kind::Date, vec![i64::MAX.into()], &refused).into(),
                "broken(DATE: epoch day 9223372036854775807 is outside -365243219162..=365241780471)",
            ),
        ] {
            assert_eq!(value.to_string(), text);
        }
    }
}
