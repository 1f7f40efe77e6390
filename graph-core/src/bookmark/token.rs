//! Bookmarks as one text that a header or a message carries.

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::Bookmarks;

/// The longest text that is read. A cluster's bookmark has about a hundred characters, and few are known at a time.
const LONGEST: usize = 16 * 1024;

/// What would end a bookmark, or a header's value, is written by its number.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b',').add(b';').add(b'"').add(b'%').add(b'\\');

/// Why a text holds no bookmarks.
///
/// It never says what the text is: it came from somewhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidBookmarks {
    /// It is longer than 16 KiB.
    TooLong,
    /// It has a percent sign without a number, or bytes that are no UTF-8.
    Malformed,
}

impl fmt::Display for InvalidBookmarks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the bookmarks are longer than 16 KiB",
            Self::Malformed => "the text holds no bookmarks",
        })
    }
}

impl std::error::Error for InvalidBookmarks {}

impl fmt::Display for Bookmarks {
    /// Writes them as one text of visible ASCII characters, which [`FromStr`] reads: empty without any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, bookmark) in self.iter().enumerate() {
            let comma = if position == 0 { "" } else { "," };
            write!(f, "{comma}{}", utf8_percent_encode(bookmark, ESCAPED))?;
        }
        Ok(())
    }
}

impl FromStr for Bookmarks {
    type Err = InvalidBookmarks;

    fn from_str(text: &str) -> Result<Self, InvalidBookmarks> {
        if text.len() > LONGEST {
            return Err(InvalidBookmarks::TooLong);
        }
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let bookmarks: Result<Vec<String>, _> = parts.map(decoded).collect();
        bookmarks.map(Self::from_raw)
    }
}

fn decoded(part: &str) -> Result<String, InvalidBookmarks> {
    let is_number = |digits: &str| digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if part.split('%').skip(1).any(|after| !after.get(..2).is_some_and(is_number)) {
        return Err(InvalidBookmarks::Malformed);
    }
    let text = percent_decode_str(part).decode_utf8().map_err(|_| InvalidBookmarks::Malformed)?;
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written() {
        for raw in [
            vec![],
            vec!["FB:kcwQ/wTfJf8rSlK+AAIVq9ZeAAAAAQ=="],
            vec!["a", "b,c", "d e", "f%g", "ü\n\"", "neo4j:bookmark:v1:tx1"],
        ] {
            let bookmarks = Bookmarks::from_raw(raw);
            let token = bookmarks.to_string();
            assert!(token.bytes().all(|byte| byte.is_ascii_graphic()), "{token}");
            assert_eq!(token.parse(), Ok(bookmarks));
        }
    }

    #[test]
    fn a_list_of_a_header_may_have_spaces() {
        assert_eq!("a, b,,c ".parse(), Ok(Bookmarks::from_raw(["a", "b", "c"])));
    }

    #[test]
    fn other_texts_are_refused_and_not_repeated() {
        for text in ["a%", "a%4", "a%zz", "%ff", "%é1"] {
            assert_eq!(text.parse::<Bookmarks>(), Err(InvalidBookmarks::Malformed), "{text}");
        }
        assert_eq!("a".repeat(LONGEST + 1).parse::<Bookmarks>(), Err(InvalidBookmarks::TooLong));
        assert!("a".repeat(LONGEST).parse::<Bookmarks>().is_ok());
    }
}
