//! The text of every kind of index and constraint, and the diagram of a schema.

use graph_orm::entity::RuleKind;
use graph_orm::prelude::*;
use graph_orm::schema;
use graph_orm::schema::{Schema, SchemaError, Target};
use graph_orm::value::Point;

#[derive(Node)]
#[graph(
    label = "Film",
    unique("title", "year"),
    index("year", "minutes"),
    fulltext("title", "summary", name = "films")
)]
struct Film {
    #[graph(key)]
    id: i64,
    title: String,
    #[graph(required, index)]
    year: i64,
    minutes: Option<u16>,
    #[graph(text)]
    summary: Option<String>,
    #[graph(rename = "shot in", point)]
    place: Option<Point>,
    #[graph(vector(dims = 3, similarity = "euclidean"))]
    embedding: Option<Vec<f32>>,
    tags: Vec<String>,
}

#[derive(Node)]
#[graph(label = "Line Item", keys("order", "position"))]
struct LineItem {
    order: String,
    position: i64,
}

#[derive(Relationship)]
#[graph(type = "ACTED_IN", to = Film)]
struct ActedIn {
    #[graph(key)]
    contract: String,
    #[graph(index)]
    role: Option<String>,
    #[graph(fulltext)]
    note: Option<String>,
}

#[test]
fn every_kind_of_rule_has_its_command() -> Result<(), SchemaError> {
    let schema = schema![Film, LineItem, ActedIn];
    let expected = [
        "CREATE CONSTRAINT film_id_key IF NOT EXISTS FOR (n:Film) REQUIRE (n.id) IS UNIQUE",
        "CREATE CONSTRAINT line_item_order_position_key IF NOT EXISTS FOR (n:`Line Item`) \
         REQUIRE (n.`order`, n.position) IS UNIQUE",
        "CREATE CONSTRAINT acted_in_contract_key IF NOT EXISTS FOR ()-[n:ACTED_IN]-() REQUIRE (n.contract) IS UNIQUE",
        "CREATE CONSTRAINT film_title_year_unique IF NOT EXISTS FOR (n:Film) REQUIRE (n.title, n.year) IS UNIQUE",
        "CREATE INDEX film_year_minutes_index IF NOT EXISTS FOR (n:Film) ON (n.year, n.minutes)",
        "CREATE FULLTEXT INDEX films IF NOT EXISTS FOR (n:Film) ON EACH [n.title, n.summary]",
        "CREATE CONSTRAINT film_year_required IF NOT EXISTS FOR (n:Film) REQUIRE (n.year) IS NOT NULL",
        "CREATE INDEX film_year_index IF NOT EXISTS FOR (n:Film) ON (n.year)",
        "CREATE TEXT INDEX film_summary_text IF NOT EXISTS FOR (n:Film) ON (n.summary)",
        "CREATE POINT INDEX film_shot_in_point IF NOT EXISTS FOR (n:Film) ON (n.`shot in`)",
        "CREATE VECTOR INDEX film_embedding_vector IF NOT EXISTS FOR (n:Film) ON (n.embedding) \
         OPTIONS {indexConfig: {`vector.dimensions`: 3, `vector.similarity_function`: 'euclidean'}}",
        "CREATE INDEX acted_in_role_index IF NOT EXISTS FOR ()-[n:ACTED_IN]-() ON (n.role)",
        "CREATE FULLTEXT INDEX acted_in_note_fulltext IF NOT EXISTS FOR ()-[n:ACTED_IN]-() ON EACH [n.note]",
    ];
    let text = schema.to_cypher()?;
    assert_eq!(text.lines().collect::<Vec<_>>(), expected.map(|line| format!("{line};")));
    let keys: Vec<String> = schema.with_key_constraints().to_cypher()?.lines().take(3).map(String::from).collect();
    assert!(keys[0].ends_with("REQUIRE (n.id) IS NODE KEY;"), "{}", keys[0]);
    assert!(keys[2].ends_with("REQUIRE (n.contract) IS RELATIONSHIP KEY;"), "{}", keys[2]);
    Ok(())
}

#[test]
fn a_rule_says_what_it_is() -> Result<(), SchemaError> {
    let rules = schema![Film].rules()?;
    let embedding = rules.last().expect("the vector index is declared last");
    assert_eq!(embedding.name(), "film_embedding_vector");
    assert!(matches!(embedding.kind(), RuleKind::Vector { dimensions: 3, .. }));
    assert_eq!(embedding.target(), &Target::Nodes("Film".to_owned()));
    assert_eq!(embedding.properties(), ["embedding"]);
    assert_eq!(rules[0].to_string(), "UNIQUENESS CONSTRAINT film_id_key on (:Film {id})");
    let relationship = &schema![ActedIn].rules()?[1];
    assert_eq!(relationship.to_string(), "RANGE INDEX acted_in_role_index on ()-[:ACTED_IN {role}]-()");
    Ok(())
}

#[test]
fn a_type_that_is_given_twice_is_there_once() {
    let schema = schema![Film, Film].with::<Film>();
    assert_eq!(schema.entities().len(), 1);
    assert!(Schema::new().rules().expect("no rules, no conflict").is_empty());
}

/// Another view of the same nodes.
#[derive(Node)]
#[graph(label = "Film")]
struct ShortFilm {
    #[graph(key)]
    id: i64,
}

#[derive(Node)]
struct Book {
    #[graph(key)]
    id: i64,
    #[graph(fulltext(name = "films"))]
    title: String,
}

#[test]
fn types_may_share_a_rule_but_not_a_name() {
    assert_eq!(schema![Film, ShortFilm].rules().expect("the key is the same").len(), 9);
    let error = schema![Film, Book].rules().expect_err("one name for two indexes");
    assert_eq!(
        error.to_string(),
        "two rules have one name: FULLTEXT INDEX films on (:Film {title, summary}), and FULLTEXT INDEX films on \
         (:Book {title}); give one of them a `name = \"…\"`"
    );
}

#[test]
fn a_diagram_shows_types_keys_and_relationships() {
    let expected = r#"erDiagram
    Film {
        INTEGER id PK
        STRING title
        INTEGER year
        INTEGER minutes "optional"
        STRING summary "optional"
        POINT shot_in "shot in, optional"
        LIST[FLOAT] embedding "optional"
        LIST[STRING] tags
    }
    "Line Item" {
        STRING order PK
        INTEGER position PK
    }
    "any node" }o--o{ Film : "ACTED_IN (contract: STRING, role: STRING?, note: STRING?)"
"#;
    assert_eq!(schema![ActedIn, Film, LineItem, ShortFilm].to_mermaid(), expected);
}
