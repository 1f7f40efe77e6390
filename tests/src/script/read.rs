//! Reads a scenario: servers, their connections, and what is said on each in turn.

use std::collections::HashMap;

use graph_core::bolt::Version;
use graph_core::value::{Map, Value};

use super::pattern::{Openness, Pattern};
use super::token::{Spot, Token, tokens};
use crate::line::Answer;
use crate::message::Message;

/// A server of a scenario.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) name: String,
    pub(super) version: Version,
    /// Requests that are answered as usual where the script does not expect them.
    pub(super) auto: Vec<String>,
    pub(super) blocks: Vec<Block>,
    /// Nobody listens there.
    pub(super) refuses: bool,
}

/// What is said on one connection.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) line: usize,
    /// It is every further connection's, of which there may be none.
    pub(super) is_for_all: bool,
    /// The answer to the client's proposals of versions, in place of the usual one.
    pub(super) handshake: Option<Answer>,
    /// What the server says before the client does.
    pub(super) greeting: Vec<Answer>,
    pub(super) turns: Vec<Turn>,
    /// The turn that follows the last one.
    pub(super) repeats_from: Option<usize>,
}

/// A request that is expected, and its answers.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) line: usize,
    pub(super) expected: Expected,
    pub(super) is_optional: bool,
    pub(super) answers: Vec<Answer>,
}

/// What a client is expected to do.
#[derive(Debug)]
pub(super) enum Expected {
    /// A message with such fields, and with others after them when it is open (`..`).
    Message { name: String, fields: Vec<Pattern>, openness: Openness },
    /// The client ends the connection.
    HangUp,
}

/// The servers' addresses by their names.
pub(super) type Addresses = HashMap<String, String>;

/// The server of a scenario that names none.
const ONLY: &str = "server";

/// Returns the names of the servers, before they have addresses.
pub(super) fn names(text: &str) -> Result<Vec<String>, String> {
    let spots = tokens(text)?;
    let named = spots.windows(2).filter_map(|pair| match pair {
        [Spot { token: Token::Word(word), .. }, Spot { token: Token::Word(name), .. }] if word == "server" => {
            Some(name.clone())
        }
        _ => None,
    });
    let names: Vec<_> = named.collect();
    Ok(if names.is_empty() { vec![ONLY.to_owned()] } else { names })
}

/// Reads a scenario.
pub(super) fn scenario(text: &str, addresses: &Addresses) -> Result<Vec<Server>, String> {
    let spots = tokens(text)?;
    let mut reading = Reading { version: Version::new(5, 4), auto: Vec::new(), servers: Vec::new() };
    let mut words = Words { spots: &spots, addresses };
    while !words.spots.is_empty() {
        let line = words.line();
        if words.ends() {
            continue;
        }
        reading.statement(&mut words).map_err(|fault| format!("line {line}: {fault}"))?;
    }
    // Where nothing is said, one connection is answered as usual.
    if reading.servers.is_empty() {
        reading.block(1);
    }
    Ok(reading.servers)
}

struct Reading {
    version: Version,
    auto: Vec<String>,
    servers: Vec<Server>,
}

impl Reading {
    fn statement(&mut self, words: &mut Words<'_>) -> Result<(), String> {
        let line = words.line();
        match words.word()?.as_str() {
            "bolt" => {
                let version = words.version()?;
                match self.servers.last_mut() {
                    Some(server) => server.version = version,
                    None => self.version = version,
                }
            }
            "auto" => {
                let auto = self.servers.last_mut().map_or(&mut self.auto, |server| &mut server.auto);
                while let Token::Word(name) = words.peek() {
                    auto.push(known(&name)?);
                    words.next();
                }
            }
            "server" => {
                let name = words.word()?;
                let refuses = matches!(words.peek(), Token::Word(word) if word == "refuses");
                if refuses {
                    words.next();
                }
                self.add_server(name, refuses);
            }
            "connection" => {
                let is_for_all = words.takes('*');
                self.server().blocks.push(Block::at(line, is_for_all));
            }
            "handshake" => {
                let answer = answer(words)?;
                self.block(line).handshake = Some(answer);
            }
            "repeat" => {
                let block = self.block(line);
                block.repeats_from = Some(block.turns.len());
            }
            "C" => {
                let turn =
                    Turn { line, is_optional: words.takes('?'), expected: Expected::read(words)?, answers: Vec::new() };
                self.block(line).turns.push(turn);
            }
            "S" => {
                let answer = answer(words)?;
                let block = self.block(line);
                block.turns.last_mut().map_or(&mut block.greeting, |turn| &mut turn.answers).push(answer);
            }
            other => return Err(format!("`{other}` begins no statement")),
        }
        if words.ends() { Ok(()) } else { Err(format!("{:?} is too much", words.peek())) }
    }

    fn add_server(&mut self, name: String, refuses: bool) {
        let (version, auto) = (self.version, self.auto.clone());
        self.servers.push(Server { name, version, auto, blocks: Vec::new(), refuses });
    }

    fn server(&mut self) -> &mut Server {
        if self.servers.is_empty() {
            self.add_server(ONLY.to_owned(), false);
        }
        self.servers.last_mut().expect("one was added")
    }

    fn block(&mut self, line: usize) -> &mut Block {
        let blocks = &mut self.server().blocks;
        if blocks.is_empty() {
            blocks.push(Block::at(line, false));
        }
        blocks.last_mut().expect("one was added")
    }
}

impl Block {
    const fn at(line: usize, is_for_all: bool) -> Self {
        Self { line, is_for_all, handshake: None, greeting: Vec::new(), turns: Vec::new(), repeats_from: None }
    }
}

impl Expected {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let name = words.word()?;
        if name == "HANGUP" {
            return Ok(Self::HangUp);
        }
        let name = known(&name)?;
        let (fields, openness) = fields(words)?;
        Ok(Self::Message { name, fields, openness })
    }
}

fn known(name: &str) -> Result<String, String> {
    Message::tag_of(name).map(|_| name.to_owned()).ok_or_else(|| format!("`{name}` is no message"))
}

fn fields(words: &mut Words<'_>) -> Result<(Vec<Pattern>, Openness), String> {
    let mut fields = Vec::new();
    loop {
        match words.peek() {
            Token::End => return Ok((fields, Openness::Closed)),
            Token::Rest => {
                words.next();
                return Ok((fields, Openness::Open));
            }
            _ => fields.push(Pattern::read(words)?),
        }
    }
}

fn answer(words: &mut Words<'_>) -> Result<Answer, String> {
    let name = words.word()?;
    Ok(match name.as_str() {
        "CLOSE" => Answer::Close,
        "SILENCE" => Answer::Silence,
        "IGNORED" => Answer::Ignored,
        "NOOP" => Answer::Raw(vec![0, 0]),
        "RAW" => match words.next() {
            Token::Bytes(bytes) => Answer::Raw(bytes),
            other => return Err(format!("{other:?} are no bytes")),
        },
        "WAIT" => match words.next() {
            Token::Time(time) => Answer::Wait(time),
            other => return Err(format!("{other:?} is no time")),
        },
        _ => {
            let (fields, openness) = fields(words)?;
            let values: Option<Vec<_>> = fields.iter().map(Pattern::value).collect();
            let values = values.filter(|_| openness == Openness::Closed);
            let values = values.ok_or("a server cannot say what is left open")?;
            if name == "TABLE" { table(&values)? } else { message(&name, values)? }
        }
    })
}

fn message(name: &str, fields: Vec<Value>) -> Result<Answer, String> {
    let tag = Message::tag_of(name).ok_or_else(|| format!("`{name}` is no message"))?;
    Ok(Answer::Message(Message { tag, fields }))
}

/// Makes the answer to ROUTE from `{db: …, ttl: …, route: […], read: […], write: […]}`.
fn table(fields: &[Value]) -> Result<Answer, String> {
    let [Value::Map(given)] = fields else { return Err("a table is one map".to_owned()) };
    let mut table = Map::new();
    let mut servers = Vec::new();
    for (key, value) in given {
        match key.as_str() {
            "route" | "read" | "write" => servers.push(Value::Map(Map::from([
                ("role".to_owned(), key.to_uppercase().into()),
                ("addresses".to_owned(), value.clone()),
            ]))),
            "db" | "ttl" => drop(table.insert(key.clone(), value.clone())),
            _ => return Err(format!("a table has no `{key}`")),
        }
    }
    table.insert("servers".to_owned(), Value::List(servers));
    Ok(Answer::success([("rt", Value::Map(table))]))
}

/// The words of a script that are still to be read; it never runs out, since statements end.
pub(super) struct Words<'s> {
    spots: &'s [Spot],
    addresses: &'s Addresses,
}

impl Words<'_> {
    pub(super) fn next(&mut self) -> Token {
        let token = self.peek();
        // The end of a statement stays where it is, for whoever looks for it.
        if token != Token::End {
            self.spots = self.spots.get(1..).unwrap_or_default();
        }
        token
    }

    pub(super) fn peek(&self) -> Token {
        self.spots.first().map_or(Token::End, |spot| spot.token.clone())
    }

    pub(super) fn mark(&mut self, mark: char) -> Result<(), String> {
        if self.takes(mark) { Ok(()) } else { Err(format!("{:?} stands where `{mark}` should", self.peek())) }
    }

    /// Reads entries with commas between them, up to the closing bracket.
    pub(super) fn entries(
        &mut self,
        closing: char,
        mut entry: impl FnMut(&mut Self) -> Result<(), String>,
    ) -> Result<Openness, String> {
        let mut openness = Openness::Closed;
        while !self.takes(closing) {
            if self.peek() == Token::Rest {
                self.next();
                openness = Openness::Open;
            } else {
                entry(self)?;
            }
            if !self.takes(',') {
                self.mark(closing)?;
                break;
            }
        }
        Ok(openness)
    }

    pub(super) fn address(&self, name: &str) -> Result<String, String> {
        self.addresses.get(name).cloned().ok_or_else(|| format!("there is no server `{name}`"))
    }

    fn takes(&mut self, mark: char) -> bool {
        let takes = self.peek() == Token::Mark(mark);
        if takes {
            self.next();
        }
        takes
    }

    fn word(&mut self) -> Result<String, String> {
        match self.next() {
            Token::Word(word) => Ok(word),
            other => Err(format!("{other:?} stands where a word should")),
        }
    }

    fn version(&mut self) -> Result<Version, String> {
        let Token::Number(number) = self.next() else { return Err("a version is a number".to_owned()) };
        let parts = number.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        parts.map(|(major, minor)| Version::new(major, minor)).ok_or_else(|| format!("`{number}` is no version"))
    }

    fn line(&self) -> usize {
        self.spots.first().map_or(0, |spot| spot.line)
    }

    /// Passes over the end of a statement, if it is the next.
    fn ends(&mut self) -> bool {
        let ends = self.peek() == Token::End;
        if ends {
            self.spots = self.spots.get(1..).unwrap_or_default();
        }
        ends
    }
}
