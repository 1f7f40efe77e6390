//! What may a room of a crate name, and what breaks the rule?

use std::fmt;

use crate::source::{Crate, File, Reference, Target, without_doc_attributes};
use crate::token::{Kind, Token};

/// The rooms of a crate and the rules that hold in it.
pub(crate) struct CratePlan {
    /// Lowest first. A room's modules are those whose path begins with its name; the longest name decides.
    pub(crate) rooms: &'static [Room],
    /// The one room that may contain Cypher, if the crate has such a rule.
    pub(crate) query_text_in: Option<&'static str>,
}

pub(crate) struct Room {
    pub(crate) name: &'static str,
    pub(crate) imports: Imports,
    /// Whether it must do without a clock, a socket and a task.
    pub(crate) sans_io: bool,
    /// The lowest room that may import this one although it stands higher.
    pub(crate) open_from: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Imports {
    Earlier,
    Nothing,
}

impl Room {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, imports: Imports::Earlier, sans_io: false, open_from: None }
    }

    pub(crate) const fn sans_io(name: &'static str) -> Self {
        Self { sans_io: true, ..Self::new(name) }
    }

    fn holds(&self, path: &[String]) -> bool {
        let mut path = path.iter();
        self.name.split("::").all(|part| path.next().is_some_and(|it| it == part))
    }
}

/// One broken rule and where.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Violation {
    file: String,
    line: usize,
    what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

impl Violation {
    fn new(krate: &Crate, file: &File, line: usize, what: String) -> Self {
        Self { file: format!("{}/src/{}", krate.name, file.path), line, what }
    }
}

impl CratePlan {
    /// Every place of the crate that breaks the plan.
    pub(crate) fn violations(&self, krate: &Crate) -> Vec<Violation> {
        let root_names = krate.root_names();
        let mut found = Vec::new();
        for file in &krate.files {
            let mut report = |line, what| found.push(Violation::new(krate, file, line, what));
            if file.module.is_empty() {
                self.check_query_text(file, &mut report);
                continue;
            }
            let Some(room) = self.room_of(&file.module) else {
                report(1, format!("`{}` is no room; give it a row in the table", file.module[0]));
                continue;
            };
            for reference in file.references() {
                if let Some(what) = self.forbids(room, &reference, &root_names) {
                    report(reference.line, what);
                }
            }
            if self.rooms[room].sans_io {
                check_sans_io(file, &mut report);
            }
            self.check_query_text(file, &mut report);
        }
        found.sort();
        found.dedup();
        found
    }

    fn room_of(&self, path: &[String]) -> Option<usize> {
        let fitting = self.rooms.iter().enumerate().filter(|(_, room)| room.holds(path));
        fitting.max_by_key(|(_, room)| room.name.len()).map(|(at, _)| at)
    }

    /// Why the room `from` must not name what it names there.
    fn forbids(&self, from: usize, reference: &Reference, root_names: &[(String, Vec<String>)]) -> Option<String> {
        let Target::Inside(path) = &reference.target else { return None };
        let Some(head) = path.first() else {
            return Some("imports the root of the crate; name the room instead".to_owned());
        };
        // A macro may be re-exported under the name of a room.
        let of_room = self.room_of(path).is_some();
        let real = root_names.iter().find(|(name, _)| !of_room && name == head).map_or(path, |(_, path)| path);
        let Some(to) = self.room_of(real) else {
            return (!reference.calls_macro)
                .then(|| format!("`crate::{head}` is in no room; name the room that owns it"));
        };
        (!self.allows(from, to))
            .then(|| format!("`{}` must not import `{}`", self.rooms[from].name, self.rooms[to].name))
    }

    fn allows(&self, from: usize, to: usize) -> bool {
        let open = self.rooms[to].open_from.and_then(|name| self.rooms.iter().position(|room| room.name == name));
        let earlier = to < from && self.rooms[from].imports == Imports::Earlier;
        from == to || earlier || open.is_some_and(|lowest| from >= lowest)
    }

    fn check_query_text(&self, file: &File, report: &mut impl FnMut(usize, String)) {
        let Some(room) = self.query_text_in else { return };
        if file.module.first().is_some_and(|name| name == room) {
            return;
        }
        for token in without_doc_attributes(file) {
            if let Kind::Text(text) = &token.kind
                && let Some(clause) = cypher_clause(text)
            {
                report(token.line, format!("query text (`{clause}`) outside `{room}`"));
            }
        }
    }
}

/// The clause by which a text shows that it is Cypher.
fn cypher_clause(text: &str) -> Option<&'static str> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
    ["MATCH (", "MATCH(", "MERGE (", "MERGE(", "CREATE (", "CREATE(", "UNWIND ", "DETACH DELETE "]
        .into_iter()
        .find(|clause| text.contains(clause))
}

/// Reports what would tie a room to a runtime, a socket or a clock.
fn check_sans_io(file: &File, report: &mut impl FnMut(usize, String)) {
    for (at, token) in file.tokens.iter().enumerate() {
        for forbidden in ["async", "tokio", "std::net", "Instant::now", "SystemTime::now"] {
            if path_begins(&file.tokens[at..], forbidden) {
                report(token.line, format!("`{forbidden}` in a room without input and output"));
            }
        }
    }
    // `use std::{net::…}` spells the path in two places.
    for reference in file.references() {
        if let Target::Outside(path) = &reference.target
            && path.starts_with(&["std".to_owned(), "net".to_owned()])
        {
            report(reference.line, "`std::net` in a room without input and output".to_owned());
        }
    }
}

fn path_begins(tokens: &[Token], path: &str) -> bool {
    path.split("::").enumerate().all(|(segment, word)| {
        let at = segment * 3;
        let joined =
            segment == 0 || tokens.get(at - 2..at).is_some_and(|it| it.iter().all(|colon| colon.is_symbol(':')));
        joined && tokens.get(at).is_some_and(|token| token.is_word(word))
    })
}

/// The files of a crate that are longer than a reader should be asked to hold in mind.
pub(crate) fn over_long(krate: &Crate) -> Vec<Violation> {
    let long = krate.files.iter().filter(|file| file.lines > LONGEST_FILE);
    long.map(|file| {
        let what = format!("{} lines without tests; {LONGEST_FILE} is the limit, so split it by question", file.lines);
        Violation::new(krate, file, 1, what)
    })
    .collect()
}

const LONGEST_FILE: usize = 800;
