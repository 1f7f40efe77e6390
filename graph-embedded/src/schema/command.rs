//! What a `CREATE` or `DROP` of a constraint or an index asks for.

use std::ops::Range;

use super::{Definition, Entity, Kind};
use crate::cypher::source::Source;
use crate::cypher::token;
use crate::failure::{Failure, Outcome, code};
use crate::rewrite::{Construct, refusal};

/// A command about constraints and indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    Create { name: Option<String>, unless_exists: bool, definition: Definition },
    Drop { target: Target, name: String, if_exists: bool },
}

/// What is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Constraint,
    Index,
}

/// Words after CREATE, DROP and the like that manage the server and not the graph.
const ADMINISTRATION: [&str; 9] =
    ["USER", "ROLE", "DATABASE", "COMPOSITE", "ALIAS", "SERVER", "PRIVILEGE", "IMMUTABLE", "AUTH"];

/// Words that begin a command which manages the server.
const ADMINISTRATORS: [&str; 12] = [
    "ALTER",
    "GRANT",
    "DENY",
    "REVOKE",
    "RENAME",
    "START",
    "STOP",
    "TERMINATE",
    "ENABLE",
    "DEALLOCATE",
    "DRYRUN",
    "REALLOCATE",
];

impl Command {
    /// Reads the command in `range`; `None` if it is a query.
    pub(crate) fn parse(source: &Source<'_>, range: Range<usize>) -> Outcome<Option<Self>> {
        let mut reader = Reader { source, at: range.start, end: range.end };
        if ADMINISTRATORS.iter().any(|word| source.is_word(range.start, word)) {
            return Err(refusal(&Construct::AdministrationCommand));
        }
        let create = reader.take("CREATE");
        if !create && !reader.take("DROP") {
            return Ok(None);
        }
        if ADMINISTRATION.iter().any(|word| reader.sees(word)) || reader.sees("OR") {
            return Err(refusal(&Construct::AdministrationCommand));
        }
        if reader.take("CONSTRAINT") {
            return reader.constraint(create).map(Some);
        }
        let Some(kind) = reader.index_kind()? else {
            return if create { Ok(None) } else { Err(reader.unexpected("CONSTRAINT or INDEX")) };
        };
        reader.index(create, kind).map(Some)
    }
}

/// Reads tokens from left to right.
struct Reader<'s, 'q> {
    source: &'s Source<'q>,
    at: usize,
    end: usize,
}

impl Reader<'_, '_> {
    fn sees(&self, word: &str) -> bool {
        self.at < self.end && self.source.is_word(self.at, word)
    }

    fn take(&mut self, word: &str) -> bool {
        let seen = self.sees(word);
        self.at += usize::from(seen);
        seen
    }

    fn take_words(&mut self, words: &[&str]) -> bool {
        let seen = self.source.are_words(self.at, words);
        self.at += if seen { words.len() } else { 0 };
        seen
    }

    fn expect(&mut self, text: &str) -> Outcome<()> {
        if self.at < self.end && self.source.at(self.at).eq_ignore_ascii_case(text) {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected(text))
    }

    fn unexpected(&self, expected: &str) -> Failure {
        let found = if self.at < self.end { self.source.at(self.at) } else { "" };
        Failure::new(code::SYNTAX, format!("Invalid input '{found}': expected {expected}"))
    }

    fn name(&mut self) -> Outcome<String> {
        if self.at < self.end && self.source.is_name(self.at) {
            self.at += 1;
            return Ok(self.source.name(self.at - 1));
        }
        if self.source.kind(self.at) == Some(token::Kind::Parameter) {
            return Err(refusal(&Construct::AdministrationCommand));
        }
        Err(self.unexpected("a name"))
    }

    /// A label, type or property key, which the engine must be able to store.
    fn stored_name(&mut self) -> Outcome<String> {
        let name = self.name()?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(refusal(&Construct::Name(name)));
        }
        Ok(name)
    }

    /// INDEX with the kind before it; `None` if something else follows.
    fn index_kind(&mut self) -> Outcome<Option<Kind>> {
        let kinds = [("RANGE", Kind::Range), ("TEXT", Kind::Text), ("POINT", Kind::Point)];
        for (word, kind) in kinds {
            if self.take_words(&[word, "INDEX"]) {
                return Ok(Some(kind));
            }
        }
        let refused = [("FULLTEXT", "full-text"), ("VECTOR", "vector"), ("LOOKUP", "lookup")];
        for (word, name) in refused {
            if self.take_words(&[word, "INDEX"]) {
                return Err(refusal(&Construct::IndexKind(name)));
            }
        }
        Ok(self.take("INDEX").then_some(Kind::Range))
    }

    fn constraint(&mut self, create: bool) -> Outcome<Command> {
        if !create {
            return self.drop_rule(Target::Constraint);
        }
        let (name, unless_exists) = self.create_head()?;
        let (entity, label) = self.target()?;
        self.expect("REQUIRE")?;
        let properties = self.properties()?;
        self.expect("IS")?;
        let unique = self.take("UNIQUE")
            || self.take_words(&["NODE", "UNIQUE"])
            || self.take_words(&["RELATIONSHIP", "UNIQUE"])
            || self.take_words(&["REL", "UNIQUE"]);
        if !unique {
            return Err(Failure::new(
                code::CONSTRAINT_CREATION,
                "Unable to create the constraint: only uniqueness constraints are supported, the others require Neo4j \
                 Enterprise Edition.",
            ));
        }
        self.options()?;
        if entity == Entity::Relationship {
            return Err(refusal(&Construct::RelationshipConstraint));
        }
        Ok(Command::Create {
            name,
            unless_exists,
            definition: Definition { kind: Kind::Unique, entity, label, properties },
        })
    }

    fn index(&mut self, create: bool, kind: Kind) -> Outcome<Command> {
        if !create {
            return self.drop_rule(Target::Index);
        }
        let (name, unless_exists) = self.create_head()?;
        let (entity, label) = self.target()?;
        self.expect("ON")?;
        let properties = self.properties()?;
        self.options()?;
        Ok(Command::Create { name, unless_exists, definition: Definition { kind, entity, label, properties } })
    }

    fn drop_rule(&mut self, target: Target) -> Outcome<Command> {
        let name = self.name()?;
        let if_exists = self.take_words(&["IF", "EXISTS"]);
        self.done()?;
        Ok(Command::Drop { target, name, if_exists })
    }

    /// The name and IF NOT EXISTS, both optional, and FOR.
    fn create_head(&mut self) -> Outcome<(Option<String>, bool)> {
        let named = !self.sees("FOR") && !self.source.are_words(self.at, &["IF", "NOT", "EXISTS"]);
        if named && self.sees("ON") {
            return Err(Failure::new(code::SYNTAX, "Invalid create index syntax, use `CREATE INDEX FOR ...` instead."));
        }
        let name = if named { Some(self.name()?) } else { None };
        let unless_exists = self.take_words(&["IF", "NOT", "EXISTS"]);
        self.expect("FOR")?;
        Ok((name, unless_exists))
    }

    /// `(n:Label)` or `()-[r:TYPE]-()`, in either direction.
    fn target(&mut self) -> Outcome<(Entity, String)> {
        self.expect("(")?;
        if self.source.is(self.at, ")") {
            self.at += 1;
            if self.source.is(self.at, "<") {
                self.at += 1;
            }
            self.expect("-")?;
            self.expect("[")?;
            let label = self.labelled()?;
            self.expect("]")?;
            self.expect("-")?;
            if self.source.is(self.at, ">") {
                self.at += 1;
            }
            self.expect("(")?;
            self.expect(")")?;
            return Ok((Entity::Relationship, label));
        }
        let label = self.labelled()?;
        self.expect(")")?;
        Ok((Entity::Node, label))
    }

    fn labelled(&mut self) -> Outcome<String> {
        self.name()?;
        self.expect(":")?;
        self.stored_name()
    }

    /// `n.a`, `(n.a)` or `(n.a, n.b)`.
    fn properties(&mut self) -> Outcome<Vec<String>> {
        let bracket = self.source.is(self.at, "(");
        self.at += usize::from(bracket);
        let mut properties = vec![self.property()?];
        while bracket && self.source.is(self.at, ",") {
            self.at += 1;
            properties.push(self.property()?);
        }
        if bracket {
            self.expect(")")?;
        }
        Ok(properties)
    }

    fn property(&mut self) -> Outcome<String> {
        self.name()?;
        self.expect(".")?;
        self.stored_name()
    }

    /// OPTIONS, which change nothing here, and the end.
    fn options(&mut self) -> Outcome<()> {
        if self.take("OPTIONS") {
            self.at = self.source.after(self.at);
        }
        self.done()
    }

    fn done(&self) -> Outcome<()> {
        if self.at < self.end {
            return Err(self.unexpected("the end of the command"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Outcome<Option<Command>> {
        let source = Source::new(text)?;
        Command::parse(&source, 0..source.len())
    }

    fn create(text: &str) -> (Option<String>, bool, Definition) {
        match parse(text) {
            Ok(Some(Command::Create { name, unless_exists, definition })) => (name, unless_exists, definition),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn constraints_are_read() {
        let (name, unless_exists, definition) = create(
            "create constraint `my name` if not exists for (p:Person) require (p.a, p.b) is node unique options {}",
        );
        assert_eq!((name.as_deref(), unless_exists), (Some("my name"), true));
        assert_eq!(definition.to_string(), "(:Person {a, b})");
        assert_eq!(definition.kind, Kind::Unique);
    }

    #[test]
    fn indexes_are_read() {
        let (name, _, definition) = create("CREATE TEXT INDEX FOR ()-[r:KNOWS]-() ON (r.since)");
        assert_eq!(name, None);
        assert_eq!(definition.to_string(), "()-[:KNOWS {since}]-()");
        assert_eq!((definition.kind, definition.is_stored()), (Kind::Text, false));
        let (_, _, definition) = create("CREATE INDEX i FOR (n:L) ON n.p");
        assert!(definition.is_stored());
        assert!(definition.made_up_name().starts_with("index_"));
    }

    #[test]
    fn drops_are_read() {
        assert_eq!(
            parse("DROP CONSTRAINT c IF EXISTS").expect("complete"),
            Some(Command::Drop { target: Target::Constraint, name: "c".into(), if_exists: true })
        );
    }

    #[test]
    fn queries_are_left_alone() {
        for text in ["CREATE (n)", "MATCH (n) RETURN n", "CREATE (n)-[:INDEX]->(m)"] {
            assert_eq!(parse(text).expect("balanced"), None);
        }
    }

    #[test]
    fn what_is_not_supported_is_refused_by_name() {
        for (text, name) in [
            ("CREATE FULLTEXT INDEX f FOR (n:L) ON EACH [n.p]", "full-text indexes"),
            ("CREATE VECTOR INDEX v FOR (n:L) ON n.p", "vector indexes"),
            ("CREATE USER u SET PASSWORD 'x'", "administration commands"),
            ("CREATE CONSTRAINT FOR ()-[r:R]-() REQUIRE r.p IS UNIQUE", "constraints on relationships"),
            ("CREATE INDEX FOR (n:`a b`) ON (n.p)", "other than ASCII"),
        ] {
            let failure = parse(text).expect_err(text);
            assert_eq!(failure.code, code::UNSUPPORTED, "{text}");
            assert!(failure.message.contains(name), "{}", failure.message);
        }
    }

    #[test]
    fn broken_commands_are_syntax_errors() {
        for text in
            ["CREATE CONSTRAINT c", "CREATE INDEX ON :L(p)", "DROP INDEX", "CREATE INDEX i FOR (n:L) ON (n.p) x"]
        {
            assert_eq!(parse(text).expect_err(text).code, code::SYNTAX, "{text}");
        }
    }
}
