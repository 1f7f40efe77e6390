use super::*;

fn rewritten(text: &str) -> String {
    let source = Source::new(text).expect("balanced");
    Query::new(&source, 0..source.len()).expect(text).text
}

fn columns(text: &str) -> Vec<String> {
    let source = Source::new(text).expect("balanced");
    let query = Query::new(&source, 0..source.len()).expect(text);
    query.columns.into_iter().map(|column| column.label).collect()
}

/// The number that an element id says.
fn number(words: &str) -> String {
    format!("CASE WHEN {words} IS NULL THEN null ELSE coalesce(toInteger({words}), -1) END")
}

fn failure(text: &str) -> Failure {
    match Source::new(text).and_then(|source| Query::new(&source, 0..source.len())) {
        Err(failure) => failure,
        Ok(query) => panic!("{text} became {}", query.text),
    }
}

#[test]
fn what_the_engine_knows_is_left_alone() {
    for text in [
        "MATCH (a:A {x: 1})-[r:R|S*1..3 {y: $p}]->(b)<--(c) WHERE a.x > 1 AND NOT (a)--(c) RETURN a, r, b.z AS z",
        "MATCH (n) WITH n.x AS x ORDER BY x SKIP 1 LIMIT $l WHERE x > 2 RETURN x",
        "UNWIND [1, 2] AS x MERGE (n:N {k: x}) ON CREATE SET n.a = 1 ON MATCH SET n.b = date('2020-01-01')",
        "MATCH (n) WHERE EXISTS { (n)-[:R]->() } DETACH DELETE n",
    ] {
        assert_eq!(rewritten(text), text);
    }
}

#[test]
fn columns_have_the_names_that_were_written() {
    assert_eq!(columns("RETURN count( * ), 1+1 , 'a' AS `a b`"), ["count( * )", "1+1", "a b"]);
    assert_eq!(columns("MATCH (b)-[r]->(a) RETURN *, b.x AS c"), ["a", "b", "r", "c"]);
    assert_eq!(columns("MATCH (größe) RETURN größe"), ["größe"]);
    assert_eq!(columns("CREATE (n)"), [""; 0]);
}

#[test]
fn arrows_lose_their_spaces() {
    assert_eq!(
        rewritten("MATCH (a) - [r] -> (b) < - - (c) RETURN 1 - [2][0] AS x"),
        "MATCH (a) -[r]-> (b) <- - (c) RETURN 1 - [2][0] AS x"
    );
}

#[test]
fn subqueries_become_comprehensions() {
    assert_eq!(
        rewritten(
            "MATCH (n) WHERE COUNT { MATCH (n)-[:R]->(m) WHERE m.x > 1 } > 2 RETURN collect { MATCH (n)-->(o) RETURN o.x AS y } AS l"
        ),
        "MATCH (n) WHERE size([(n)-[:R]->(m) WHERE m.x > 1 | 1]) > 2 RETURN [(n)-->(o) | o.x] AS l"
    );
    for text in [
        "RETURN COUNT { MATCH (a), (b) } AS n",
        "RETURN COUNT { MATCH (a) RETURN DISTINCT a.x } AS n",
        "RETURN COLLECT { MATCH (a) RETURN a ORDER BY a.x } AS n",
        "RETURN COLLECT { MATCH (a) WITH a RETURN a } AS n",
    ] {
        assert_eq!(failure(text).code, code::UNSUPPORTED, "{text}");
    }
}

#[test]
fn element_ids_are_numbers_in_words() {
    let id = number("$id");
    assert_eq!(
        rewritten("MATCH (n)-[r]->() WHERE elementId(n) = $id RETURN elementId(n) AS n, elementId(r) AS r"),
        format!(
            "MATCH (n) WHERE id(n) = {id} MATCH (n)-[r]->() WHERE id(n) = {id} RETURN toString(id(n)) AS n, \
             toString(r.__edge_seq) AS r"
        )
    );
    let (id, each) = (number("row.id"), number("graph_embedded_id"));
    assert_eq!(
        rewritten("UNWIND $rows AS row MATCH (n) WHERE row.id = elementId(n) AND elementId(n) IN $ids RETURN n"),
        format!(
            "UNWIND $rows AS row MATCH (n) WHERE id(n) = {id} MATCH (n) WHERE id(n) = {id} AND id(n) IN \
             [graph_embedded_id IN $ids | {each}] RETURN n"
        )
    );
    let failure = failure("MATCH p = (a)-->(b) RETURN [r IN relationships(p) | elementId(r)] AS ids");
    assert!(failure.message.contains("elementId()"), "{}", failure.message);
    assert_eq!(
        rewritten("MATCH p = (a)-->(b) RETURN [n IN nodes(p) | id(n)] AS ids"),
        "MATCH p = (a)-->(b) RETURN [n IN nodes(p) | id(n)] AS ids"
    );
}

#[test]
fn a_match_begins_at_a_node_that_can_be_looked_up() {
    let id = number("$id");
    assert_eq!(
        rewritten("MATCH (n:L)-[r]->(m) WHERE n.x = 1 AND elementId(n) = $id RETURN n"),
        format!("MATCH (n) WHERE id(n) = {id} MATCH (n:L)-[r]->(m) WHERE n.x = 1 AND id(n) = {id} RETURN n")
    );
    for text in [
        "MATCH (n) WHERE id(n) = 7 RETURN n",
        "MATCH (n:L) WHERE id(n) = 7 OR n.x = 1 RETURN n",
        "MATCH (n:L) WHERE id(n) = n.x RETURN n",
        "MATCH (n) WITH n MATCH (n:L) WHERE id(n) = 7 RETURN n",
        "OPTIONAL MATCH (n:L) WHERE id(n) = 7 RETURN n",
    ] {
        assert_eq!(rewritten(text), text);
    }
}

#[test]
fn the_rows_of_a_batch_come_with_their_nodes() {
    assert_eq!(
        rewritten(
            "UNWIND $rows AS row MATCH (a:A {k: row.a.k, x: 1}) MATCH (a)-->(b), (c:C {k: row}) CREATE (a)-[:R]->(c)"
        ),
        "UNWIND $graph_embedded_batch AS graph_embedded_b WITH graph_embedded_b.row AS row, graph_embedded_b.nodes0 AS \
         graph_embedded_l0, graph_embedded_b.nodes1 AS graph_embedded_l1 UNWIND graph_embedded_l0 AS graph_embedded_i0 \
         UNWIND graph_embedded_l1 AS graph_embedded_i1 MATCH (a) WHERE id(a) = graph_embedded_i0 MATCH (a:A {k: \
         row.a.k, x: 1}) MATCH (c) WHERE id(c) = graph_embedded_i1 MATCH (a)-->(b), (c:C {k: row}) CREATE (a)-[:R]->(c)"
    );
    for text in [
        "UNWIND $rows AS row MERGE (a:A {k: row.k}) RETURN a",
        "UNWIND [1] AS row MATCH (a:A {k: row}) RETURN a",
        "UNWIND $rows AS row OPTIONAL MATCH (a:A {k: row.k}) RETURN a",
        "UNWIND $rows AS row MATCH (a:A {k: row.k + 1}) RETURN a",
        "UNWIND $rows AS row CREATE (b:B) WITH row, b MATCH (a:A {k: row.k}) RETURN a",
    ] {
        assert_eq!(rewritten(text), text);
    }
}

#[test]
fn sorting_by_what_is_grouped_goes_through_a_variable() {
    assert_eq!(
        rewritten("MATCH (n) RETURN n.x + 1 AS c, count(*) ORDER BY c DESC"),
        "MATCH (n) WITH n.x + 1 AS c, count(*) AS graph_embedded_c1 ORDER BY c DESC RETURN c, graph_embedded_c1"
    );
    assert_eq!(
        rewritten("MATCH (n) RETURN n.x AS x, sum(n.y) AS s ORDER BY count(*) * 2, n.x LIMIT 3"),
        "MATCH (n) WITH n.x AS x, sum(n.y) AS s, count(*) AS graph_embedded_a0 WITH x, s, graph_embedded_a0 * 2 AS \
         graph_embedded_s0 ORDER BY graph_embedded_s0, x LIMIT 3 RETURN x, s"
    );
    assert!(
        rewritten("MATCH (n) RETURN n.a + n.b AS s, count(*) AS c ORDER BY n.a + n.b * c")
            .contains("n.a + n.b * c AS graph_embedded_s0")
    );
    assert_eq!(
        rewritten("MATCH (n) WITH n AS m ORDER BY m.x RETURN m"),
        "MATCH (n) WITH n AS m, (n).x AS graph_embedded_s0 ORDER BY graph_embedded_s0 WITH m RETURN m"
    );
}

#[test]
fn map_parameters_of_create_are_set_afterwards() {
    assert_eq!(
        rewritten("CREATE (a:A $p)-[:R $q]->(:B) RETURN a"),
        "CREATE (a:A)-[graph_embedded_n8:R]->(:B) SET a += $p, graph_embedded_n8 += $q RETURN a"
    );
}

#[test]
fn paths_are_matched_after_they_are_created() {
    assert_eq!(
        rewritten("MATCH (a) CREATE p = (a)-[:R {w: 1}]->(b:B $q)<-[s:S]-() RETURN p"),
        "MATCH (a) CREATE (a)-[graph_embedded_n11:R {w: 1}]->(b:B)<-[s:S]-(graph_embedded_n36) SET b += $q WITH a, b, s, \
         graph_embedded_n11, graph_embedded_n36 MATCH p = (a)-[graph_embedded_n11]->(b)<-[s]-(graph_embedded_n36) RETURN p"
    );
}

#[test]
fn tables_are_unwound() {
    assert_eq!(
        rewritten("CALL db.labels() YIELD label AS l RETURN l ORDER BY l"),
        "UNWIND $graph_embedded_rows AS graph_embedded_row WITH graph_embedded_row.label AS l RETURN l ORDER BY l"
    );
    assert_eq!(columns("SHOW INDEXES").len(), 12);
    assert_eq!(columns("SHOW CONSTRAINTS YIELD *").len(), 10);
    assert_eq!(columns("SHOW CONSTRAINTS YIELD name, type WHERE type = 'x'"), ["name", "type"]);
    assert_eq!(failure("CALL db.nope()").code, code::PROCEDURE_NOT_FOUND);
    assert_eq!(failure("CALL db.labels() YIELD nope RETURN nope").code, code::SYNTAX);
}

#[test]
fn strange_names_are_replaced_or_refused() {
    assert_eq!(
        rewritten("MATCH (`a b`:`Person`) WITH `a b`.name AS order ORDER BY order RETURN order"),
        "MATCH (graph_embedded_v0:Person) WITH graph_embedded_v0.name AS graph_embedded_v1 ORDER BY graph_embedded_v1 \
         RETURN graph_embedded_v1"
    );
    for text in ["MATCH (n:`a b`) RETURN n", "MATCH (n:Größe) RETURN n", "CREATE ()-[:`x-y`]->()"] {
        assert_eq!(failure(text).code, code::UNSUPPORTED, "{text}");
    }
}

#[test]
fn values_become_nodes_where_they_are_used_as_such() {
    assert_eq!(
        rewritten("MATCH (p) WITH head(collect(p)) AS a, 1 AS b WHERE b = 1 CREATE (a)-[:R]->(:C) RETURN a.n AS n"),
        "MATCH (p) WITH head(collect(p)) AS a, 1 AS b WITH [a] AS graph_embedded_u0, b UNWIND graph_embedded_u0 AS a WITH \
         a, b WHERE b = 1 CREATE (a)-[:R]->(:C) RETURN a.n AS n"
    );
    for text in
        ["MATCH (p) WITH p.x AS a RETURN toString(a) AS s, (a + 1) AS t", "MATCH (p) WITH p AS a CREATE (a)-[:R]->(:C)"]
    {
        assert_eq!(rewritten(text), text);
    }
}

#[test]
fn what_rows_wrote_to_the_same_entity_is_read_again() {
    assert_eq!(
        rewritten("UNWIND $rows AS row MERGE (n:N {k: row.k}) SET n.v = row.v RETURN n.v AS v"),
        "UNWIND $rows AS row MERGE (n:N {k: row.k}) SET n.v = row.v WITH id(n) AS graph_embedded_id0, row MATCH \
         (graph_embedded_f0) WHERE id(graph_embedded_f0) = graph_embedded_id0 WITH graph_embedded_f0 AS n, row RETURN n.v \
         AS v"
    );
    for text in [
        "MATCH (n:N) SET n.v = 1 RETURN n.v AS v",
        "MATCH (n:N), (m:M) SET n.v = 1 RETURN count(*) AS c",
        "MATCH (n:N), (m:M) SET n.v = 1 DELETE m RETURN n.v AS v",
        "MATCH (n:N), (m:M) RETURN n.v AS v",
    ] {
        assert_eq!(rewritten(text), text);
    }
}

#[test]
fn every_refusal_names_its_construct() {
    for (text, name) in [
        ("CALL { RETURN 1 AS x } RETURN x", "CALL { }"),
        ("MATCH (n) CALL (n) { RETURN 1 AS x } RETURN x", "CALL { }"),
        ("FOREACH (x IN [1] | CREATE ())", "FOREACH"),
        ("LOAD CSV FROM 'x' AS l RETURN l", "LOAD CSV"),
        ("RETURN reduce(s = 0, x IN [1] | s + x)", "reduce()"),
        ("MATCH (n) RETURN n {.name, .*}", "map projections"),
        ("MATCH (n:A|B) RETURN n", "label expressions"),
        ("MATCH (n:A&B) RETURN n", "label expressions"),
        ("MATCH (n:!A) RETURN n", "label expressions"),
        ("MATCH (n) WHERE n:A|B RETURN n", "label expressions"),
        ("MATCH (a)-[:R]->{1,3}(b) RETURN a", "quantified"),
        ("MATCH ((a)-[:R]->(b))+ RETURN a", "quantified"),
        ("MATCH (a)-[:R]->+(b) RETURN a", "quantified"),
        ("MATCH ANY SHORTEST (a)-[:R]->(b) RETURN a", "SHORTEST"),
        ("MATCH (n WHERE n.x = 1) RETURN n", "WHERE inside"),
        ("MATCH ()-[r:R WHERE r.x = 1]->() RETURN r", "WHERE inside"),
        ("RETURN 1 IS :: INTEGER AS x", "type predicates"),
        ("MATCH (n:$($l)) RETURN n", "dynamic labels"),
        ("MATCH (n:L) USING INDEX n:L(p) WHERE n.p = 1 RETURN n", "planner hints"),
        ("MATCH (n) FINISH", "FINISH"),
        ("MATCH (n) CALL db.labels() YIELD label RETURN n", "after another clause"),
        ("CALL apoc.help('x')", "apoc.help()"),
        ("RETURN point({x: 1, y: 2})", "point()"),
        ("RETURN percentileDisc(1, 0.5)", "percentileDisc()"),
        ("SHOW USERS", "administration"),
    ] {
        let failure = failure(text);
        assert_eq!(failure.code, code::UNSUPPORTED, "{text}: {}", failure.message);
        assert!(failure.message.contains(name), "{text}: {}", failure.message);
    }
}

#[test]
fn what_is_wrong_everywhere_is_a_syntax_error() {
    for text in [
        "MATCH (n)",
        "WITH 1 AS x",
        "RETURN 1 AS a, 2 AS a",
        "RETURN 1 AS a UNION RETURN 2 AS b",
        "RETURN *",
        "MATCH (n) WITH n.x RETURN 1",
        "RETURN nosuch(1)",
        "MATCH (n) SET n.x = nosuch(1)",
        "NONSENSE",
        "n RETURN 1",
        "RETURN a, *",
    ] {
        assert_eq!(failure(text).code, code::SYNTAX, "{text}");
    }
}
