//! How a label, a property, a type or a variable is written so that it stays a name.

use std::fmt;

/// A name as it stands in query text: plain where that is safe, in backticks where it is not.
///
/// ```
/// use graph_orm::cypher::Name;
///
/// assert_eq!(Name::new("Person")?.to_string(), "Person");
/// assert_eq!(Name::new("first name")?.to_string(), "`first name`");
/// assert_eq!(Name::new("x`) DETACH DELETE (n")?.to_string(), "`x``) DETACH DELETE (n`");
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'n>(&'n str);

/// The reason a text cannot be a name in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidName {
    /// There is nothing that has an empty name.
    Empty,
    /// The name has a NUL, which a server may take for the end of the text.
    Nul {
        /// The name.
        name: String,
    },
    /// The name has `\u`, which servers replace by the character of that number before they read any quotes.
    UnicodeEscape {
        /// The name.
        name: String,
    },
}

impl<'n> Name<'n> {
    /// Takes a text as a name.
    ///
    /// # Errors
    /// The [`InvalidName`] for a text that no quotes can keep a name on every server.
    pub fn new(name: &'n str) -> Result<Self, InvalidName> {
        if name.is_empty() {
            Err(InvalidName::Empty)
        } else if name.contains('\0') {
            Err(InvalidName::Nul { name: name.to_owned() })
        } else if name.contains("\\u") {
            Err(InvalidName::UnicodeEscape { name: name.to_owned() })
        } else {
            Ok(Self(name))
        }
    }

    fn is_plain(self) -> bool {
        let mut characters = self.0.bytes();
        let starts = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_');
        starts
            && characters.all(|character| character.is_ascii_alphanumeric() || character == b'_')
            && !is_reserved(self.0)
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_plain() {
            return f.write_str(self.0);
        }
        f.write_str("`")?;
        for (position, part) in self.0.split('`').enumerate() {
            if position > 0 {
                f.write_str("``")?;
            }
            f.write_str(part)?;
        }
        f.write_str("`")
    }
}

impl fmt::Display for InvalidName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a label, type or property cannot have an empty name"),
            Self::Nul { name } => write!(f, "the name {name:?} has a NUL character"),
            Self::UnicodeEscape { name } => {
                write!(f, "the name {name:?} has a backslash before a `u`, which servers read as a character's number")
            }
        }
    }
}

impl std::error::Error for InvalidName {}

fn is_reserved(name: &str) -> bool {
    RESERVED.split(' ').any(|word| word.eq_ignore_ascii_case(name))
}

/// The words that the query language reserves now or may reserve, of [openCypher 9](https://opencypher.org/resources/)
/// and of Neo4j's [list](https://neo4j.com/docs/cypher-manual/current/syntax/keywords/), as far as they begin or join
/// parts of a query.
const RESERVED: &str = "add all and any as asc ascending by call case constraint contains count create delete desc \
    descending detach distinct do drop else end ends exists false filter finish for foreach from in inf infinity \
    insert is let limit load mandatory match merge nan next nodetach none not null of offset on optional or order \
    remove require return scalar set show single skip starts then true typed union unique unwind use using when \
    where with xor yield";

#[cfg(test)]
mod tests {
    use super::{InvalidName, Name};

    fn written(name: &str) -> String {
        Name::new(name).expect("a name").to_string()
    }

    #[test]
    fn a_plain_word_stays_as_it_is() {
        for name in ["Person", "_x9", "WORKS_FOR", "fullName"] {
            assert_eq!(written(name), name);
        }
    }

    #[test]
    fn everything_else_stands_in_backticks() {
        for name in ["first name", "9lives", "größe", "match", "Order", "a.b", "a-b", "\\", "\"", "'", "\n", "$p", "🦀"]
        {
            assert_eq!(written(name), format!("`{name}`"));
        }
    }

    #[test]
    fn a_backtick_cannot_end_the_quotes() {
        for name in ["`", "``", "a`b", "`a`", "x`:Admin SET n.y = 1 //"] {
            let text = written(name);
            let inside = text.strip_prefix('`').and_then(|text| text.strip_suffix('`')).expect("it is quoted");
            assert_eq!(inside.replace("``", "\u{1}").matches('`').count(), 0, "{text}");
            assert_eq!(inside.replace("``", "`"), name);
        }
    }

    #[test]
    fn what_a_server_would_change_before_reading_is_refused() {
        assert_eq!(Name::new(""), Err(InvalidName::Empty));
        assert_eq!(Name::new("a\0b"), Err(InvalidName::Nul { name: "a\0b".into() }));
        let name = r"a\u0060 DETACH DELETE n //";
        assert_eq!(Name::new(name), Err(InvalidName::UnicodeEscape { name: name.into() }));
        assert!(Name::new(r"a\\u0060").is_err(), "whether two backslashes are one differs between servers");
    }
}
