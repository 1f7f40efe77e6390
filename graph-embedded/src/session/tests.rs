use std::collections::BTreeMap;
use std::time::Duration;

use graphdblite::Value;

use super::*;
use crate::capability::{self, Capability};

/// A session on a graph of its own.
pub(super) struct Bench {
    place: Arc<Place>,
    pub(super) session: Session,
}

impl Bench {
    pub(super) fn new() -> Self {
        let place = Arc::new(Place::new(Store::memory().expect("a directory")));
        let session = Session::new(Arc::clone(&place));
        Self { place, session }
    }

    fn another(&self) -> Session {
        Session::new(Arc::clone(&self.place))
    }

    pub(super) fn run(&mut self, text: &str) -> Answer {
        run(&mut self.session, text, &[]).unwrap_or_else(|failure| panic!("{text}: {failure:?}"))
    }

    fn fails(&mut self, text: &str) -> Failure {
        run(&mut self.session, text, &[]).expect_err(text)
    }

    fn values(&mut self, text: &str) -> Vec<Vec<Value>> {
        self.run(text).rows
    }

    fn counters(&mut self, text: &str) -> Vec<(&'static str, i64)> {
        self.run(text).counters.named().collect()
    }
}

pub(super) fn run(session: &mut Session, text: &str, parameters: &[(&str, Value)]) -> Outcome<Answer> {
    session.run(Request {
        statement: Arc::new(Statement::parse(text)?),
        parameters: parameters.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        deadline: None,
        hosts: vec![Host { address: "127.0.0.1:0".into(), role: "primary", writes: true }],
    })
}

fn text(words: &str) -> Value {
    Value::String(words.into())
}

#[test]
fn an_empty_result_has_its_columns() {
    let answer = Bench::new().run("MATCH (n:Nobody) RETURN n, n.name AS name, count(*) > 1");
    assert_eq!(answer.columns, ["n", "name", "count(*) > 1"]);
    assert!(answer.rows.is_empty());
}

#[test]
fn writes_are_counted() {
    let mut bench = Bench::new();
    let made = "CREATE (:A {x: 1, y: null})-[:R {w: 1}]->(:B:C), (:A)";
    assert_eq!(
        bench.counters(made),
        [("nodes-created", 3), ("relationships-created", 1), ("properties-set", 2), ("labels-added", 4)]
    );
    assert_eq!(bench.counters("MATCH (n:A {x: 1}) SET n.x = 1, n.z = 'new'"), [("properties-set", 2)]);
    assert_eq!(bench.counters("MATCH (n:B) SET n:B:D REMOVE n:C"), [("labels-added", 1), ("labels-removed", 1)]);
    assert_eq!(bench.counters("MERGE (n:A {x: 1}) ON CREATE SET n.c = 1"), []);
    assert_eq!(bench.counters("MATCH (n) DETACH DELETE n"), [("nodes-deleted", 3), ("relationships-deleted", 1)]);
    assert_eq!(bench.counters("MATCH (n) RETURN n"), []);
}

#[test]
fn a_failed_statement_counts_nothing_and_leaves_nothing() {
    let mut bench = Bench::new();
    assert_eq!(bench.fails("UNWIND [1, 0] AS x CREATE (:A {x: 1 / x})").code, code::ARITHMETIC);
    assert_eq!(bench.values("MATCH (n:A) RETURN count(n)"), [[Value::I64(0)]]);
}

#[test]
fn every_row_gets_a_uuid_of_its_own() {
    let mut bench = Bench::new();
    let rows = bench.values("UNWIND range(1, 200) AS x RETURN RANDOMUUID() AS id");
    let mut ids = std::collections::BTreeSet::new();
    for row in rows {
        let [Value::String(id)] = row.as_slice() else {
            panic!("no text");
        };
        let parts: Vec<&str> = id.split('-').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{id}");
        assert!(parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']), "{id}");
        assert!(id.chars().all(|c| c == '-' || c.is_ascii_hexdigit()), "{id}");
        ids.insert(id.clone());
    }
    assert_eq!(ids.len(), 200);
}

#[test]
fn uniqueness_is_enforced_in_every_session() {
    let mut bench = Bench::new();
    bench.run("CREATE (:P {name: 'before'})");
    let mut other = bench.another();
    run(&mut other, "CREATE (:P {name: 'other'})", &[]).expect("no constraint yet");
    assert_eq!(
        bench.counters("CREATE CONSTRAINT c IF NOT EXISTS FOR (p:P) REQUIRE p.name IS UNIQUE"),
        [("constraints-added", 1)]
    );
    assert_eq!(bench.counters("CREATE CONSTRAINT c IF NOT EXISTS FOR (p:P) REQUIRE p.name IS UNIQUE"), []);
    for statement in ["CREATE (:P {name: 'other'})", "MATCH (p:P {name: 'before'}) SET p.name = 'other'"] {
        let failure = run(&mut other, statement, &[]).expect_err(statement);
        assert_eq!(failure.code, code::CONSTRAINT_VALIDATION);
        assert!(failure.message.contains("label `P` and property `name`"), "{}", failure.message);
    }
    run(&mut other, "CREATE (:Q {name: 'other'}), (:P {name: 1}), (:P)", &[]).expect("another label, type or nothing");
    run(&mut other, "MATCH (p:P {name: 'before'}) SET p.name = 'before', p.age = 1", &[]).expect("its own value");
    assert_eq!(bench.counters("DROP CONSTRAINT c"), [("constraints-removed", 1)]);
    run(&mut other, "CREATE (:P {name: 'other'})", &[]).expect("the constraint is gone");
    let failure = bench.fails("CREATE CONSTRAINT c FOR (p:P) REQUIRE p.name IS UNIQUE");
    assert_eq!(failure.code, code::CONSTRAINT_CREATION);
}

#[test]
fn a_constraint_that_is_rolled_back_is_not_enforced() {
    let mut bench = Bench::new();
    bench.session.begin_write().expect("nobody else writes");
    bench.run("CREATE CONSTRAINT c FOR (p:P) REQUIRE p.k IS UNIQUE");
    assert_eq!(bench.fails("CREATE (:P {k: 1}), (:P {k: 1})").code, code::CONSTRAINT_VALIDATION);
    bench.session.rollback().expect("undone");
    let mut other = bench.another();
    run(&mut other, "CREATE CONSTRAINT d FOR (q:Q) REQUIRE q.k IS UNIQUE", &[]).expect("made");
    bench.run("CREATE (:P {k: 1}), (:P {k: 1})");
    assert_eq!(bench.fails("CREATE (:Q {k: 1}), (:Q {k: 1})").code, code::CONSTRAINT_VALIDATION);
    assert_eq!(bench.values("SHOW CONSTRAINTS YIELD name"), [[text("d")]]);
}

#[test]
fn unique_over_several_properties_compares_all_of_them() {
    let mut bench = Bench::new();
    bench.run("CREATE CONSTRAINT FOR (p:P) REQUIRE (p.a, p.b) IS UNIQUE");
    bench.run("CREATE (:P {a: 1, b: 'x'}), (:P {a: 1, b: 'y'}), (:P {a: 1}), (:P {a: 1})");
    assert_eq!(bench.fails("CREATE (:P {a: 1, b: 'x'})").code, code::CONSTRAINT_VALIDATION);
}

#[test]
fn schema_is_shown() {
    let mut bench = Bench::new();
    bench.run("CREATE CONSTRAINT c FOR (p:P) REQUIRE p.k IS UNIQUE");
    assert_eq!(bench.counters("CREATE INDEX i FOR (p:P) ON (p.a, p.b)"), [("indexes-added", 1)]);
    bench.run("CREATE TEXT INDEX t FOR ()-[r:R]-() ON (r.a)");
    assert_eq!(
        bench.values("SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties"),
        [[text("c"), text("UNIQUENESS"), Value::List(vec![text("P")]), Value::List(vec![text("k")])]]
    );
    assert_eq!(
        bench.values("SHOW INDEXES YIELD name, type, entityType, owningConstraint"),
        [
            [text("c"), text("RANGE"), text("NODE"), text("c")],
            [text("i"), text("RANGE"), text("NODE"), Value::Null],
            [text("t"), text("TEXT"), text("RELATIONSHIP"), Value::Null]
        ]
    );
    assert_eq!(bench.counters("DROP INDEX i IF EXISTS"), [("indexes-removed", 1)]);
    assert_eq!(bench.counters("DROP INDEX i IF EXISTS"), []);
    assert_eq!(bench.fails("DROP INDEX i").code, code::INDEX_DROP);
    assert_eq!(bench.fails("DROP INDEX c").code, code::INDEX_DROP);
    assert_eq!(bench.fails("CREATE INDEX x FOR (p:P) ON (p.k)").code, code::CONSTRAINT_EXISTS);
}

#[test]
fn rules_and_names_live_in_the_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let place = |path: &std::path::Path| Arc::new(Place::new(Store::file(path.join("graph"))));
    let mut first = Session::new(place(directory.path()));
    run(&mut first, "CREATE CONSTRAINT c FOR (p:P) REQUIRE p.k IS UNIQUE", &[]).expect("made");
    run(&mut first, "CREATE (:P {k: 1})", &[]).expect("made");
    drop(first);
    let mut second = Session::new(place(directory.path()));
    let failure = run(&mut second, "CREATE (:P {k: 1})", &[]).expect_err("it is there already");
    assert_eq!(failure.code, code::CONSTRAINT_VALIDATION);
}

#[test]
fn rows_come_in_the_order_that_was_asked_for() {
    let mut bench = Bench::new();
    bench.run("UNWIND [['a', 1], ['b', 2], ['c', 3], ['b', 3]] AS x CREATE (:P {n: x[0], k: x[1]})");
    let expectations = [
        ("MATCH (p:P) RETURN p.n + 'x' AS c, count(*) AS d ORDER BY c DESC", "cx bx ax"),
        ("MATCH (p:P) RETURN p.n, count(*) ORDER BY count(*) DESC, p.n DESC", "b c a"),
        ("MATCH (p:P) RETURN p.n AS x ORDER BY p.k DESC, x", "b c b a"),
        ("MATCH (p:P) RETURN p.n AS x, sum(p.k) ORDER BY -sum(p.k), x", "b c a"),
        ("MATCH (p:P) WITH p AS q ORDER BY q.n DESC, q.k RETURN q.n AS n", "c b b a"),
        ("MATCH (p:P) RETURN DISTINCT p.n ORDER BY p.n DESC", "c b a"),
        ("MATCH (p:P) RETURN p.n AS n, max(p.k) AS m ORDER BY m + 1 DESC, n SKIP 1 LIMIT 2", "c a"),
        ("MATCH (p:P) WITH p.n AS n, collect(p.k) AS ks ORDER BY size(ks) DESC, n WHERE n <> 'a' RETURN n", "b c"),
        ("MATCH (p:P) RETURN p.n AS order ORDER BY order LIMIT 1", "a"),
    ];
    for (query, expected) in expectations {
        let rows = bench.values(query);
        let names: Vec<&str> = rows
            .iter()
            .map(|row| match &row[0] {
                Value::String(name) => name.as_str(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(names.join(" "), expected, "{query}");
    }
}

#[test]
fn elements_are_found_by_their_ids() {
    let mut bench = Bench::new();
    let rows =
        bench.values("CREATE (a:A {n: 1})-[r:R {w: 2}]->(b:B) RETURN elementId(a), elementId(r), elementId(b), r");
    let [a, r, b, Value::Edge(edge)] = rows[0].as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!(r, &text(&edge.seq.to_string()));
    let found = |bench: &mut Bench, query: &str, id: &Value| {
        run(&mut bench.session, query, &[("id", id.clone())]).expect(query).rows
    };
    assert_eq!(found(&mut bench, "MATCH (n) WHERE elementId(n) = $id RETURN n.n", a), [[Value::I64(1)]]);
    assert_eq!(found(&mut bench, "MATCH ()-[x]->() WHERE $id = elementId(x) RETURN x.w", r), [[Value::I64(2)]]);
    assert_eq!(
        found(&mut bench, "MATCH (n) WHERE elementId(n) IN [$id] RETURN labels(n)", b),
        [[Value::List(vec![text("B")])]]
    );
    assert!(found(&mut bench, "MATCH (n) WHERE elementId(n) = $id RETURN n", &text("nonsense")).is_empty());
}

#[test]
fn subqueries_count_and_collect() {
    let mut bench = Bench::new();
    bench.run("CREATE (o:O {n: 'x'}) WITH o UNWIND [1, 2, 3] AS k CREATE (:E {k: k})-[:IN]->(o)");
    assert_eq!(
        bench.values(
            "MATCH (o:O) WHERE COUNT { MATCH (o)<-[:IN]-(:E) } > 2 RETURN COUNT { (o)<-[:IN]-(e:E) WHERE e.k > 1 } AS n"
        ),
        [[Value::I64(2)]]
    );
    assert_eq!(
        bench.values("MATCH (o:O) RETURN size(COLLECT { MATCH (e:E) WHERE e.k < 3 RETURN e.k }) AS n"),
        [[Value::I64(2)]]
    );
    assert_eq!(
        bench.values("MATCH (o:O) RETURN EXISTS { MATCH (o)<-[:IN]-(e) WHERE e.k = 9 } AS x"),
        [[Value::Bool(false)]]
    );
}

#[test]
fn map_parameters_become_properties() {
    let mut bench = Bench::new();
    let map: BTreeMap<String, Value> = [("a".to_owned(), Value::I64(1)), ("b".to_owned(), Value::Null)].into();
    let parameters = [("p", Value::Map(map))];
    let answer = run(&mut bench.session, "CREATE (n:X $p)-[:R $p]->() RETURN n.a", &parameters).expect("made");
    assert_eq!(answer.rows, [[Value::I64(1)]]);
    let again = run(&mut bench.session, "MATCH (n:X) SET n += $p RETURN properties(n)", &parameters).expect("set");
    assert_eq!(again.counters.properties_set, 2);
}

#[test]
fn batches_find_their_nodes_with_and_without_an_index() {
    let mut bench = Bench::new();
    bench.run("UNWIND range(1, 50) AS k CREATE (:A {k: k})");
    bench.run("CREATE (:A {k: 7.0}), (:A), (:B {k: 1})");
    let row = |from: Value, to: i64| Value::Map([("from".to_owned(), from), ("to".to_owned(), Value::I64(to))].into());
    let mut rows: Vec<Value> = (1..=10).map(|k| row(Value::I64(k), k + 1)).collect();
    rows.extend([row(Value::Null, 1), row(Value::I64(99), 1), row(Value::F64(3.0), 3)]);
    let query =
        "UNWIND $rows AS row MATCH (a:A {k: row.from}) MATCH (b:A {k: row.to}) RETURN a.k AS a, b.k AS b, row.to";
    let mut counts = Vec::new();
    for command in ["RETURN 1", "CREATE INDEX FOR (a:A) ON (a.k)"] {
        bench.run(command);
        let answer = run(&mut bench.session, query, &[("rows", Value::List(rows.clone()))]).expect("found");
        assert!(answer.rows.iter().all(|row| row[1] == row[2] || row[1] == Value::F64(7.0)), "{:?}", answer.rows);
        counts.push(answer.rows.len());
    }
    // 7 and 7.0 are equal: the row from 6 ends at two nodes, the row from 7 begins at two.
    assert_eq!(counts, [13, 13]);
}

#[test]
fn procedures_answer() {
    let mut bench = Bench::new();
    bench.run("CREATE (:A {x: 1})-[:R {y: 1}]->(:B)");
    assert_eq!(bench.values("CALL db.ping()"), [[Value::Bool(true)]]);
    assert_eq!(bench.values("CALL db.labels() YIELD label WHERE label <> 'A' RETURN label"), [[text("B")]]);
    assert_eq!(bench.values("CALL db.relationshipTypes()"), [[text("R")]]);
    assert_eq!(bench.values("CALL db.propertyKeys()"), [[text("x")], [text("y")]]);
    assert_eq!(bench.run("CALL db.awaitIndexes(30)").columns, [""; 0]);
    assert_eq!(bench.values("CALL dbms.components() YIELD name UNWIND [1, 2] AS x RETURN x").len(), 2);
}

#[test]
fn failures_have_the_codes_of_neo4j() {
    let mut bench = Bench::new();
    bench.run("CREATE (:A)-[:R]->(:B)");
    for (query, code) in [
        ("RETURN", code::SYNTAX),
        ("RETURN 'a", code::SYNTAX),
        ("", code::SYNTAX),
        ("RETURN 1; RETURN 2", code::SYNTAX),
        ("RETURN $p + $q", code::PARAMETER_MISSING),
        ("RETURN 1 / 0", code::ARITHMETIC),
        ("RETURN toInteger([1])", code::TYPE),
        ("UNWIND [1] AS x RETURN toUpper(x)", code::TYPE),
        ("RETURN date('nope')", code::SYNTAX),
        ("MATCH (a:A) DELETE a", code::CONSTRAINT_VALIDATION),
        ("MATCH (n) RETURN m", code::SYNTAX),
        ("CREATE (n {x: {a: 1}})", code::TYPE),
        ("USE nope RETURN 1", code::DATABASE_NOT_FOUND),
        ("PROFILE RETURN 1", code::UNSUPPORTED),
    ] {
        assert_eq!(bench.fails(query).code, code, "{query}");
    }
}

#[test]
fn explain_runs_nothing() {
    let mut bench = Bench::new();
    let answer = bench.run("EXPLAIN CREATE (n:A) RETURN n");
    assert_eq!((answer.columns.as_slice(), answer.rows.len()), (["n".to_owned()].as_slice(), 0));
    assert!(answer.plan.is_some());
    assert_eq!(bench.values("MATCH (n) RETURN count(n)"), [[Value::I64(0)]]);
}

#[test]
fn a_transaction_is_seen_when_it_is_committed() {
    let mut bench = Bench::new();
    let mut other = bench.another();
    let count = |session: &mut Session| run(session, "MATCH (n) RETURN count(n)", &[]).expect("read").rows;
    bench.session.begin_write().expect("nobody else writes");
    bench.run("CREATE (:A)");
    assert_eq!(count(&mut other), [[Value::I64(0)]]);
    assert_eq!(count(&mut bench.session), [[Value::I64(1)]]);
    bench.session.commit().expect("kept");
    assert_eq!(count(&mut other), [[Value::I64(1)]]);
    bench.session.begin_write().expect("nobody else writes");
    bench.run("CREATE (:A)");
    bench.session.rollback().expect("undone");
    assert_eq!(count(&mut bench.session), [[Value::I64(1)]]);
}

#[test]
fn a_statement_stops_at_its_deadline() {
    let mut bench = Bench::new();
    bench.run("UNWIND range(1, 400) AS x CREATE (:A {x: x})");
    let request = Request {
        statement: Arc::new(Statement::parse("MATCH (a:A), (b:A), (c:A) RETURN sum(a.x * b.x * c.x)").expect("valid")),
        parameters: HashMap::new(),
        deadline: Instant::now().checked_add(Duration::from_millis(50)),
        hosts: Vec::new(),
    };
    let since = Instant::now();
    let failure = bench.session.run(request).expect_err("64 million rows take longer");
    assert_eq!(failure.code, code::TIMED_OUT);
    assert!(since.elapsed() < Duration::from_secs(20), "{:?}", since.elapsed());
    assert_eq!(bench.values("MATCH (a:A) RETURN count(a)"), [[Value::I64(400)]]);
}

/// A query for each capability that a query can show.
const PROBES: &[(Capability, &str)] = &[
    (Capability::Counters, "CREATE (:A)"),
    (Capability::ElementIds, "MATCH (n)-[r]->() RETURN elementId(n), elementId(r)"),
    (Capability::ElementIdsOfValues, "MATCH p = ()-->() RETURN [r IN relationships(p) | elementId(r)]"),
    (Capability::UniquenessConstraints, "CREATE CONSTRAINT FOR (p:P) REQUIRE p.k IS UNIQUE"),
    (Capability::RelationshipConstraints, "CREATE CONSTRAINT FOR ()-[r:R]-() REQUIRE r.k IS UNIQUE"),
    (Capability::Indexes, "CREATE INDEX FOR (q:Q) ON (q.k)"),
    (Capability::FullText, "CREATE FULLTEXT INDEX FOR (q:Q) ON EACH [q.k]"),
    (Capability::Vectors, "CREATE VECTOR INDEX FOR (q:Q) ON q.k"),
    (Capability::Points, "RETURN point({x: 1, y: 2})"),
    (Capability::ExistsSubquery, "RETURN EXISTS { (:A)-->() }"),
    (Capability::CountSubquery, "RETURN COUNT { (:A)-->() }"),
    (Capability::CollectSubquery, "RETURN COLLECT { MATCH (a:A)-->() RETURN a.x }"),
    (Capability::FullSubqueries, "RETURN COUNT { MATCH (a) RETURN DISTINCT a.x }"),
    (Capability::CallSubquery, "CALL { RETURN 1 AS x } RETURN x"),
    (Capability::Foreach, "FOREACH (x IN [1] | CREATE ())"),
    (Capability::Reduce, "RETURN reduce(s = 0, x IN [1] | s + x)"),
    (Capability::MapProjection, "MATCH (n) RETURN n {.x}"),
    (Capability::LabelExpressions, "MATCH (n:A|B) RETURN n"),
    (Capability::DynamicLabels, "MATCH (n:$('A')) RETURN n"),
    (Capability::InlineWhere, "MATCH (n WHERE n.x = 1) RETURN n"),
    (Capability::ShortestPathFunction, "MATCH p = shortestPath((:A)-[*]->(:B)) RETURN p"),
    (Capability::PathSelectors, "MATCH p = SHORTEST 1 (:A)-->(:B) RETURN p"),
    (Capability::QuantifiedPaths, "MATCH (:A)-[:R]->{1,2}(b) RETURN b"),
    (Capability::TypePredicates, "RETURN 1 IS :: INTEGER"),
    (Capability::AnyNames, "CREATE (:`a b`)"),
    (Capability::AllFunctions, "RETURN sin(1)"),
    (Capability::LoadCsv, "LOAD CSV FROM 'file:///x' AS line RETURN line"),
    (Capability::Explain, "EXPLAIN MATCH (n) RETURN n"),
    (Capability::Profile, "PROFILE MATCH (n) RETURN n"),
    (Capability::EmptyResultKeys, "MATCH (n:Nobody) RETURN n"),
    (Capability::ZonedDateTimes, "RETURN datetime('2024-01-01T00:00[Europe/Oslo]')"),
    (Capability::ShowTransactions, "SHOW TRANSACTIONS"),
    (Capability::Administration, "SHOW USERS"),
    (Capability::Administration, "CREATE USER u SET PASSWORD 'password'"),
];

#[test]
fn capabilities_are_as_stated() {
    let mut bench = Bench::new();
    bench.run("CREATE (:A {x: 1})-[:R]->(:B)");
    for (capability, query) in PROBES {
        let answer = run(&mut bench.session, query, &[]);
        if capability::EMBEDDED.contains(capability) {
            answer.unwrap_or_else(|failure| panic!("{capability}: {failure:?}"));
        } else {
            assert_eq!(answer.expect_err(query).code, code::UNSUPPORTED, "{capability}");
        }
    }
}
