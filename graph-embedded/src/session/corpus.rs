//! Whether the queries of the corpus are answered as a Neo4j server answers them.
//!
//! `tests/corpus` has the queries, what Neo4j answered, and a table of what this server answers otherwise.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use boltr::types::{BoltDict, BoltNode, BoltPath, BoltValue};
use graphdblite::Value;

use super::tests::{Bench, run};
use crate::capability::{self, Capability};
use crate::failure::{Failure, code};
use crate::session::Answer;
use crate::value;

/// A block of `queries.txt`.
#[derive(Debug, Default)]
struct Entry {
    name: String,
    graph: Option<String>,
    setup: Vec<String>,
    parameters: Option<String>,
    needs: Vec<Capability>,
    query: String,
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The queries, and the graphs that they start from by name.
fn entries() -> (Vec<Entry>, BTreeMap<String, String>) {
    let mut blocks: Vec<(bool, Entry, bool)> = Vec::new();
    for line in read("queries.txt").lines() {
        let start = line.strip_prefix("=== ").map(|name| (false, name));
        if let Some((graph, name)) = start.or_else(|| line.strip_prefix("*** ").map(|name| (true, name))) {
            let entry = Entry { name: name.to_owned(), ..Entry::default() };
            blocks.push((graph, entry, false));
        } else if let Some((_, entry, in_query)) = blocks.last_mut()
            && !line.starts_with('#')
        {
            header(entry, in_query, line);
        }
    }
    let (graphs, queries): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|(graph, ..)| *graph);
    let graphs = graphs.into_iter().map(|(_, entry, _)| (entry.name, entry.query)).collect();
    (queries.into_iter().map(|(_, entry, _)| entry).collect(), graphs)
}

fn header(entry: &mut Entry, in_query: &mut bool, line: &str) {
    if *in_query {
        entry.query.push_str(line);
        entry.query.push('\n');
    } else if line == "query:" {
        *in_query = true;
    } else if let Some((key, value)) = line.split_once(": ") {
        match key {
            "graph" => entry.graph = Some(value.to_owned()),
            "setup" => entry.setup.push(value.to_owned()),
            "params" => entry.parameters = Some(value.to_owned()),
            "needs" => {
                let known = |name| Capability::named(name).unwrap_or_else(|| panic!("no capability {name}"));
                entry.needs = value.split(", ").map(known).collect();
            }
            _ => panic!("{}: no header {key}", entry.name),
        }
    } else {
        assert!(line.is_empty(), "{}: {line}", entry.name);
    }
}

/// What Neo4j answered, by the name of the query.
fn expected() -> BTreeMap<String, Vec<String>> {
    let mut answers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut last = String::new();
    for line in read("neo4j-5.26.28.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("=== ") {
            Some(name) => last = name.to_owned(),
            None => answers.entry(last.clone()).or_default().push(line.to_owned()),
        }
    }
    answers
}

/// The table of differences: what this server and what Neo4j answers, by the name of the query.
fn differences() -> BTreeMap<String, (String, String)> {
    read("differences.md")
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'))
        .map(|line| {
            let cells: Vec<String> =
                line.replace("\\|", "\u{1}").split('|').map(|cell| cell.replace('\u{1}', "|")).collect();
            let answer = |cell: &str| cell.trim().trim_matches('`').to_owned();
            (cells[1].trim().to_owned(), (answer(&cells[2]), answer(&cells[3])))
        })
        .collect()
}

/// Runs a query of the corpus on a graph of its own.
fn answer(entry: &Entry, graphs: &BTreeMap<String, String>) -> Result<Answer, Failure> {
    let mut bench = Bench::new();
    let graph = entry.graph.as_ref().map(|name| graphs.get(name).unwrap_or_else(|| panic!("no graph {name}")));
    for query in graph.into_iter().chain(&entry.setup) {
        bench.run(query);
    }
    let parameters = match &entry.parameters {
        Some(map) => bench.run(&format!("RETURN {map} AS parameters")).rows.remove(0).remove(0),
        None => Value::Map(BTreeMap::new()),
    };
    let Value::Map(parameters) = parameters else {
        panic!("{}: no map", entry.name);
    };
    let parameters: Vec<(&str, Value)> =
        parameters.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    run(&mut bench.session, &entry.query, &parameters)
}

/// An answer in the form of `neo4j-5.26.28.txt`.
fn lines(entry: &Entry, answer: &Result<Answer, Failure>) -> Vec<String> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => return vec![format!("error: {}", failure.code)],
    };
    let columns: Vec<String> = answer.columns.iter().map(|name| text(name)).collect();
    let mut lines = vec![format!("columns: [{}]", columns.join(", "))];
    let mut rows: Vec<String> = answer
        .rows
        .iter()
        .map(|row| BoltValue::List(row.iter().cloned().map(value::to_bolt).collect()))
        .map(|row| format!("row: {}", literal(&row)))
        .collect();
    if !entry.query.contains("ORDER BY") {
        rows.sort();
    }
    lines.extend(rows);
    let mut counters: Vec<String> = answer.counters.named().map(|(name, number)| format!("{name}={number}")).collect();
    counters.sort();
    if !counters.is_empty() {
        lines.push(format!("counters: {}", counters.join(" ")));
    }
    lines
}

fn text(words: &str) -> String {
    let mut escaped = String::from("\"");
    for c in words.chars() {
        match c {
            '\\' | '"' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            c => escaped.push(c),
        }
    }
    escaped + "\""
}

fn map(dict: &BoltDict) -> String {
    let sorted: BTreeMap<_, _> = dict.iter().collect();
    let entries: Vec<String> = sorted.into_iter().map(|(key, value)| format!("{key}: {}", literal(value))).collect();
    format!("{{{}}}", entries.join(", "))
}

fn node(node: &BoltNode) -> String {
    let mut labels = node.labels.clone();
    labels.sort();
    let mut words: String = labels.iter().map(|label| format!(":{label}")).collect();
    if !node.properties.is_empty() {
        let space = if words.is_empty() { "" } else { " " };
        let _ = write!(words, "{space}{}", map(&node.properties));
    }
    format!("({words})")
}

fn relationship(kind: &str, properties: &BoltDict) -> String {
    if properties.is_empty() { format!("[:{kind}]") } else { format!("[:{kind} {}]", map(properties)) }
}

fn path(path: &BoltPath) -> String {
    let mut words = format!("<{}", node(&path.nodes[0]));
    for step in path.indices.chunks(2) {
        let at = usize::try_from(step[0].abs() - 1).expect("a number from 1 on");
        let edge = relationship(&path.rels[at].rel_type, &path.rels[at].properties);
        let next = node(&path.nodes[usize::try_from(step[1]).expect("a number from 0 on")]);
        let (before, after) = if step[0] > 0 { ("-", "->") } else { ("<-", "-") };
        words.push_str(&format!("{before}{edge}{after}{next}"));
    }
    words + ">"
}

fn literal(value: &BoltValue) -> String {
    match value {
        BoltValue::Null => "null".into(),
        BoltValue::Boolean(b) => b.to_string(),
        BoltValue::Integer(i) => i.to_string(),
        BoltValue::Float(f) if f.is_nan() => "NaN".into(),
        BoltValue::Float(f) if f.is_infinite() => (if *f > 0.0 { "Infinity" } else { "-Infinity" }).into(),
        BoltValue::Float(f) => format!("{f:?}"),
        BoltValue::String(s) => text(s),
        BoltValue::List(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        BoltValue::Dict(dict) => map(dict),
        BoltValue::Node(n) => node(n),
        BoltValue::Relationship(r) => relationship(&r.rel_type, &r.properties),
        BoltValue::Path(p) => path(p),
        BoltValue::Date(d) => format!("date({})", d.days),
        BoltValue::LocalTime(t) => format!("localtime({})", t.nanoseconds),
        BoltValue::Time(t) => format!("time({}, {})", t.nanoseconds, t.tz_offset_seconds),
        BoltValue::LocalDateTime(t) => format!("localdatetime({}, {})", t.seconds, t.nanoseconds),
        BoltValue::DateTime(t) => format!("datetime({}, {}, {})", t.seconds, t.nanoseconds, t.tz_offset_seconds),
        BoltValue::DateTimeZoneId(t) => format!("datetime({}, {}, \"{}\")", t.seconds, t.nanoseconds, t.tz_id),
        BoltValue::Duration(d) => format!("duration({}, {}, {}, {})", d.months, d.days, d.seconds, d.nanoseconds),
        other => panic!("{other:?} is not in the corpus"),
    }
}

/// What this server answers to each query; found once for all tests.
fn answers() -> &'static [(Entry, Result<Answer, Failure>)] {
    static ANSWERS: OnceLock<Vec<(Entry, Result<Answer, Failure>)>> = OnceLock::new();
    ANSWERS.get_or_init(|| {
        let (entries, graphs) = entries();
        let answered = |entry| {
            let answer = answer(&entry, &graphs);
            (entry, answer)
        };
        entries.into_iter().map(answered).collect()
    })
}

#[test]
fn the_corpus_is_answered_as_the_table_of_differences_says() {
    let (expected, differences) = (expected(), differences());
    assert!(answers().len() >= 150, "{} queries", answers().len());
    let mut wrong = String::new();
    let mut differing = 0;
    for (entry, answer) in answers() {
        let answer = lines(entry, answer);
        let neo4j = expected.get(&entry.name).unwrap_or_else(|| panic!("{}: no answer of Neo4j", entry.name));
        let known = differences.get(&entry.name);
        differing += usize::from(known.is_some());
        let as_known = match known {
            Some((ours, theirs)) => *ours == answer.join("; ") && *theirs == neo4j.join("; ") && answer != *neo4j,
            None => answer == *neo4j,
        };
        if !as_known {
            let _ = write!(wrong, "\n=== {}\n{}  here:  {answer:?}\n  Neo4j: {neo4j:?}\n", entry.name, entry.query);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_eq!(differing, differences.len(), "the table has queries that the corpus has not");
}

#[test]
fn what_a_query_needs_decides_whether_it_is_refused() {
    for (entry, answer) in answers() {
        let able = entry.needs.iter().all(|need| capability::EMBEDDED.contains(need));
        let refused = answer.as_ref().is_err_and(|failure| failure.code == code::UNSUPPORTED);
        assert_ne!(able, refused, "{}", entry.name);
    }
}
