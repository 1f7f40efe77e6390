//! The words of a script.

use std::time::Duration;

/// A word of a script with the line that it stands on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    pub(super) token: Token,
    pub(super) line: usize,
}

/// A word of a script.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name: `HELLO`, `mode`, `_`.
    Word(String),
    /// A server's address: `$writer`.
    Address(String),
    /// `"text"`.
    Text(String),
    /// `-1`, `5.4`.
    Number(String),
    /// `3s`, `200ms`.
    Time(Duration),
    /// `<00 01 FF>`.
    Bytes(Vec<u8>),
    /// `..`
    Rest,
    /// A bracket, comma, colon, asterisk or question mark.
    Mark(char),
    /// The end of a statement: of a line, outside of brackets.
    End,
}

/// Takes a script apart; comments go from `#` to the end of their line.
pub(super) fn tokens(text: &str) -> Result<Vec<Spot>, String> {
    let mut lexer = Lexer { rest: text, line: 1, depth: 0, found: Vec::new() };
    while let Some(next) = lexer.rest.chars().next() {
        lexer.take(next).map_err(|fault| format!("line {}: {fault}", lexer.line))?;
    }
    lexer.push(Token::End);
    Ok(lexer.found)
}

struct Lexer<'t> {
    rest: &'t str,
    line: usize,
    /// How many brackets are open.
    depth: usize,
    found: Vec<Spot>,
}

impl<'t> Lexer<'t> {
    fn take(&mut self, next: char) -> Result<(), String> {
        match next {
            '\n' => {
                self.skip(1);
                if self.depth == 0 {
                    self.push(Token::End);
                }
                self.line += 1;
            }
            '#' => drop(self.take_while(|it| it != '\n')),
            '"' => self.text()?,
            '<' => self.bytes()?,
            '$' => {
                self.skip(1);
                let name = self.take_while(is_name).to_owned();
                self.push(Token::Address(name));
            }
            '-' | '0'..='9' => self.number()?,
            '.' if self.rest.starts_with("..") => {
                self.skip(2);
                self.push(Token::Rest);
            }
            '{' | '[' | '}' | ']' | ':' | ',' | '*' | '?' => {
                match next {
                    '{' | '[' => self.depth += 1,
                    '}' | ']' => {
                        let depth = self.depth.checked_sub(1);
                        self.depth = depth.ok_or("a bracket is closed that is not open")?;
                    }
                    _ => {}
                }
                self.skip(1);
                self.push(Token::Mark(next));
            }
            _ if next.is_whitespace() => self.skip(next.len_utf8()),
            _ if is_name(next) => {
                let word = self.take_while(is_name).to_owned();
                self.push(Token::Word(word));
            }
            _ => return Err(format!("`{next}` begins nothing that a script has")),
        }
        Ok(())
    }

    fn text(&mut self) -> Result<(), String> {
        self.skip(1);
        let mut text = String::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.skip(at + 1);
                    self.push(Token::Text(text));
                    return Ok(());
                }
                '\\' => text.push(characters.next().ok_or("a text has no end")?.1),
                '\n' => break,
                _ => text.push(character),
            }
        }
        Err("a text has no end".to_owned())
    }

    fn bytes(&mut self) -> Result<(), String> {
        self.skip(1);
        let digits = self.take_while(|it| it != '>' && it != '\n');
        let bytes = digits.split_whitespace().map(|pair| u8::from_str_radix(pair, 16)).collect::<Result<_, _>>();
        let bytes = bytes.map_err(|_| format!("`{digits}` are no bytes, which are two digits each"))?;
        self.skip(1);
        self.push(Token::Bytes(bytes));
        Ok(())
    }

    fn number(&mut self) -> Result<(), String> {
        // `5..` is a number and the rest.
        let end = self.rest.find("..").unwrap_or(self.rest.len());
        let digits = self.rest[..end].find(|it: char| !matches!(it, '-' | '.' | '0'..='9')).unwrap_or(end);
        let number = self.rest[..digits].to_owned();
        self.skip(digits);
        let unit = self.take_while(|it| it.is_ascii_alphabetic());
        let token = match unit {
            "" => Token::Number(number),
            "s" | "ms" => {
                let count = number.parse().map_err(|_| format!("`{number}` is no number of {unit}"))?;
                Token::Time(if unit == "s" { Duration::from_secs(count) } else { Duration::from_millis(count) })
            }
            _ => return Err(format!("`{unit}` is no unit of time; `s` and `ms` are")),
        };
        self.push(token);
        Ok(())
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let (taken, rest) = self.rest.split_at(self.rest.find(|it| !belongs(it)).unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn push(&mut self, token: Token) {
        self.found.push(Spot { token, line: self.line });
    }
}

/// Names may have dots and dashes in them: `connection.recv_timeout_seconds`.
fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | '/')
}
