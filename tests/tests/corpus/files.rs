//! Reads the corpus: queries, recorded answers, tables of differences.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The corpus.
pub(crate) struct Corpus {
    pub(crate) entries: Vec<Entry>,
    graphs: BTreeMap<String, String>,
    recorded: BTreeMap<String, String>,
}

/// A block of `queries.txt`.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) name: String,
    graph: Option<String>,
    pub(crate) setup: Vec<String>,
    /// A Cypher map.
    pub(crate) parameters: Option<String>,
    pub(crate) query: String,
    /// The header is over.
    in_query: bool,
}

impl Entry {
    /// Tells whether constraints or indexes may be made.
    pub(crate) fn touches_schema(&self) -> bool {
        self.setup.iter().chain([&self.query]).any(|text| text.contains("CONSTRAINT") || text.contains("INDEX"))
    }

    /// Tells whether the order of the rows is part of the answer.
    pub(crate) fn is_ordered(&self) -> bool {
        self.query.contains("ORDER BY")
    }

    fn line(&mut self, line: &str) {
        if self.in_query {
            self.query.push_str(line);
            self.query.push('\n');
        } else if line == "query:" {
            self.in_query = true;
        } else if let Some((key, value)) = line.split_once(": ") {
            match key {
                "graph" => self.graph = Some(value.to_owned()),
                "setup" => self.setup.push(value.to_owned()),
                "params" => self.parameters = Some(value.to_owned()),
                // What a server needs is the embedded server's own test's concern; here the tables tell.
                "needs" => {}
                _ => panic!("{}: no header {key}", self.name),
            }
        } else {
            assert!(line.is_empty(), "{}: {line}", self.name);
        }
    }
}

impl Corpus {
    pub(crate) fn read() -> Self {
        let mut graphs = BTreeMap::new();
        let mut entries = Vec::new();
        let text = file("queries.txt");
        let mut blocks: Vec<(bool, Entry)> = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("=== ") {
                blocks.push((false, Entry { name: name.to_owned(), ..Entry::default() }));
            } else if let Some(name) = line.strip_prefix("*** ") {
                blocks.push((true, Entry { name: name.to_owned(), ..Entry::default() }));
            } else if let Some((_, entry)) = blocks.last_mut()
                && !line.starts_with('#')
            {
                entry.line(line);
            }
        }
        for (is_graph, entry) in blocks {
            if is_graph {
                graphs.insert(entry.name, entry.query);
            } else {
                entries.push(entry);
            }
        }
        Self { entries, graphs, recorded: recorded() }
    }

    /// Returns the query that makes the graph an entry starts from.
    pub(crate) fn graph(&self, entry: &Entry) -> Option<&str> {
        let name = entry.graph.as_ref()?;
        Some(self.graphs.get(name).unwrap_or_else(|| panic!("{}: no graph {name}", entry.name)))
    }

    /// Returns what Neo4j 5.26.28 answered, its parts separated by semicolons.
    pub(crate) fn recorded(&self, entry: &Entry) -> String {
        self.recorded.get(&entry.name).unwrap_or_else(|| panic!("{}: no recorded answer", entry.name)).clone()
    }

    /// Returns what a server is known to answer otherwise, by the name of the query.
    pub(crate) fn differences(&self, server: &str) -> BTreeMap<String, String> {
        let table = if server == "embedded" { "differences.md".to_owned() } else { format!("differences-{server}.md") };
        let Some(text) = existing(&table) else { return BTreeMap::new() };
        let known: BTreeMap<String, String> = text
            .lines()
            .filter(|line| line.starts_with("| ") && line.contains('`'))
            .map(|line| {
                let escaped = line.replace("\\|", "\u{1}");
                let cells: Vec<&str> = escaped.split('|').collect();
                let answer = cells[2].trim().trim_matches('`').replace('\u{1}', "|");
                (cells[1].trim().to_owned(), answer)
            })
            .collect();
        for name in known.keys() {
            assert!(self.entries.iter().any(|entry| entry.name == *name), "{table} has {name}, the corpus has not");
        }
        known
    }
}

fn recorded() -> BTreeMap<String, String> {
    let mut answers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut name = String::new();
    for line in file("neo4j-5.26.28.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("=== ") {
            Some(next) => next.clone_into(&mut name),
            None => answers.entry(name.clone()).or_default().push(line.to_owned()),
        }
    }
    answers.into_iter().map(|(name, lines)| (name, lines.join("; "))).collect()
}

fn existing(name: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)).ok()
}

fn file(name: &str) -> String {
    existing(name).unwrap_or_else(|| panic!("tests/corpus/{name} cannot be read"))
}
