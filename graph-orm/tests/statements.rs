//! The text of every statement that a repository runs.

use graph_orm::cypher::Delete;
use graph_orm::prelude::*;
use graph_orm::query::Relation;
use graph_orm::value::DateTime;

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
    age: Option<u8>,
}

#[derive(Node)]
#[graph(label = "Order", labels("Paid Order", "Archived"), keys("number", "year"), rename_all = "SCREAMING-KEBAB-CASE")]
struct Order {
    year: i64,
    number: i64,
}

#[test]
fn statements_look_up_by_key() {
    let people = Repository::<Person>::new().statements();
    let texts = [
        people.save(),
        people.find(),
        people.all(),
        people.exists(),
        people.count(),
        people.delete(Delete::Refusing),
        people.delete(Delete::Detaching),
    ];
    let expected = [
        "MERGE (n:Person {name: $key})\nSET n += $properties\nRETURN n",
        "MATCH (n:Person {name: $key})\nRETURN n",
        "MATCH (n:Person)\nRETURN n",
        "MATCH (n:Person {name: $key})\nRETURN count(n) > 0 AS found",
        "MATCH (n:Person)\nRETURN count(n) AS total",
        "MATCH (n:Person {name: $key})\nDELETE n",
        "MATCH (n:Person {name: $key})\nDETACH DELETE n",
    ];
    assert_eq!(texts.map(|text| text.to_cypher().expect("the names are names")), expected);
}

#[test]
fn changes_name_what_they_change() {
    let people = Repository::<Person>::new();
    let patch = people.patch("Ann").set(Person::AGE, Person::AGE.plus(1)).unset(Person::AGE);
    let texts = [
        patch.statement(),
        people.patch("Ann").statement(),
        people.statements().insert(),
        people.statements().find_many(),
    ];
    let expected = [
        "MATCH (n:Person {name: $key})\nSET n.age = n.age + $p0, n.age = null\nRETURN n",
        "MATCH (n:Person {name: $key})\nRETURN n",
        "CREATE (n:Person)\nSET n += $properties\nRETURN n",
        "MATCH (n:Person)\nWHERE n.name IN $keys\nRETURN n",
    ];
    assert_eq!(texts.map(|text| text.to_cypher().expect("the names are names")), expected);
}

#[test]
fn names_are_quoted_and_a_compound_key_is_a_list() {
    let orders = Repository::<Order>::new().statements();
    assert_eq!(
        orders.save().to_cypher().expect("the names are names"),
        "MERGE (n:`Order` {NUMBER: $key[0], YEAR: $key[1]})\nSET n:`Paid Order`:Archived, n += $properties\nRETURN n"
    );
    assert_eq!(
        orders.save_all().to_cypher().expect("the names are names"),
        "UNWIND $rows AS row\nMERGE (n:`Order` {NUMBER: row[0][0], YEAR: row[0][1]})\n\
         SET n:`Paid Order`:Archived, n += row[1]\nRETURN count(n) AS saved"
    );
}

#[derive(Node)]
#[graph(labels("Text"))]
struct Page {
    #[graph(key)]
    path: String,
    text: String,
    #[graph(version, rename = "edition")]
    version: i64,
}

#[test]
fn a_version_is_looked_at_under_the_lock_and_counted_where_it_is_the_same() {
    let pages = Repository::<Page>::new();
    let seen = Page { path: "a".to_owned(), text: String::new(), version: 3 };
    let texts = [
        pages.statements().save(),
        pages.statements().save_all(),
        pages.statements().insert(),
        pages.patch("a").set(Page::TEXT, "b").statement(),
        pages.patch("a").set(Page::TEXT, "b").if_unchanged(&seen).statement(),
        pages.patch("a").statement(),
    ];
    let expected = [
        "MERGE (n:Page {path: $key})\nSET n.edition = n.edition + 0\n\
         WITH CASE WHEN coalesce(n.edition, 0) = $properties.edition THEN n END AS n\n\
         SET n:Text, n += $properties, n.edition = $properties.edition + 1\nRETURN n",
        "UNWIND $rows AS row\nMERGE (n:Page {path: row[0]})\nSET n.edition = n.edition + 0\n\
         WITH row, CASE WHEN coalesce(n.edition, 0) = row[1].edition THEN n END AS n\n\
         SET n:Text, n += row[1], n.edition = row[1].edition + 1\n\
         RETURN collect(CASE WHEN n IS NOT NULL THEN row[2] END) AS saved",
        "CREATE (n:Page:Text)\nSET n += $properties, n.edition = 1\nRETURN n",
        "MATCH (n:Page {path: $key})\nSET n.text = $p0, n.edition = coalesce(n.edition, 0) + 1\nRETURN n",
        "MATCH (n:Page {path: $key})\nSET n.edition = n.edition + 0\n\
         WITH CASE WHEN coalesce(n.edition, 0) = $version THEN n END AS n\n\
         SET n.text = $p0, n.edition = coalesce(n.edition, 0) + 1\nRETURN n",
        "MATCH (n:Page {path: $key})\nRETURN n",
    ];
    assert_eq!(texts.map(|text| text.to_cypher().expect("the names are names")), expected);
}

#[derive(Node)]
#[expect(dead_code, reason = "a stamp is for those who look at it")]
struct Note {
    #[graph(key)]
    id: i64,
    text: String,
    #[graph(created)]
    created: Option<DateTime>,
    #[graph(updated, rename = "changed")]
    updated: Option<DateTime>,
}

#[test]
fn stamps_are_the_servers_and_creation_is_stamped_once() {
    let notes = Repository::<Note>::new();
    let texts = [
        notes.statements().save(),
        notes.statements().save_all(),
        notes.statements().insert(),
        notes.patch(&1).set(Note::TEXT, "b").statement(),
    ];
    let expected = [
        "MERGE (n:Note {id: $key})\nON CREATE SET n.created = datetime()\n\
         SET n += $properties, n.changed = datetime()\nRETURN n",
        "UNWIND $rows AS row\nMERGE (n:Note {id: row[0]})\nON CREATE SET n.created = datetime()\n\
         SET n += row[1], n.changed = datetime()\nRETURN count(n) AS saved",
        "CREATE (n:Note)\nSET n += $properties, n.created = datetime(), n.changed = datetime()\nRETURN n",
        "MATCH (n:Note {id: $key})\nSET n.text = $p0, n.changed = datetime()\nRETURN n",
    ];
    assert_eq!(texts.map(|text| text.to_cypher().expect("the names are names")), expected);
    let mut params = Params::new();
    params.extend(&Note { id: 1, text: String::new(), created: None, updated: None });
    assert_eq!(params.names().collect::<Vec<_>>(), ["id", "text"]);
}

#[derive(Node)]
struct Ticket {
    #[graph(key, generated = next)]
    number: i64,
}

fn next() -> i64 {
    7
}

#[test]
fn a_key_that_may_be_new_is_set_beside_the_properties() {
    let tickets = Repository::<Ticket>::new().statements();
    let expected = [
        "MERGE (n:Ticket {number: $key})\nSET n += $properties, n.number = $key\nRETURN n",
        "UNWIND $rows AS row\nMERGE (n:Ticket {number: row[0]})\nSET n += row[1], n.number = row[0]\n\
         RETURN count(n) AS saved",
        "CREATE (n:Ticket)\nSET n += $properties, n.number = $key\nRETURN n",
    ];
    let texts = [tickets.save(), tickets.save_all(), tickets.insert()];
    assert_eq!(texts.map(|text| text.to_cypher().expect("the names are names")), expected);
}

#[derive(Node)]
struct Invoice {
    #[graph(key)]
    number: i64,
    #[graph(version)]
    version: i64,
    #[graph(updated)]
    #[expect(dead_code, reason = "a stamp is for those who look at it")]
    updated: Option<DateTime>,
    #[graph(soft_delete)]
    #[expect(dead_code, reason = "a stamp is for those who look at it")]
    deleted: Option<DateTime>,
}

#[test]
fn what_is_deleted_by_a_stamp_is_left_out_where_nodes_are_read() {
    let invoices = Repository::<Invoice>::new().statements();
    let texts = [
        invoices.find(),
        invoices.find_many(),
        invoices.all(),
        invoices.exists(),
        invoices.count(),
        invoices.delete(Delete::Detaching),
        Repository::<Invoice>::new().patch(&7).statement(),
    ];
    let expected = [
        "MATCH (n:Invoice {number: $key})\nWHERE n.deleted IS NULL\nRETURN n",
        "MATCH (n:Invoice)\nWHERE n.number IN $keys AND n.deleted IS NULL\nRETURN n",
        "MATCH (n:Invoice)\nWHERE n.deleted IS NULL\nRETURN n",
        "MATCH (n:Invoice {number: $key})\nWHERE n.deleted IS NULL\nRETURN count(n) > 0 AS found",
        "MATCH (n:Invoice)\nWHERE n.deleted IS NULL\nRETURN count(n) AS total",
        "MATCH (n:Invoice {number: $key})\nWHERE n.deleted IS NULL\n\
         SET n.deleted = datetime(), n.version = coalesce(n.version, 0) + 1, n.updated = datetime()\n\
         RETURN count(n) AS deleted",
        "MATCH (n:Invoice {number: $key})\nWHERE n.deleted IS NULL\nRETURN n",
    ];
    assert_eq!(texts.map(|text| text.to_cypher().expect("the names are names")), expected);
    let all = Invoice::with_deleted().filter(Invoice::DELETED.is_not_null()).to_cypher();
    assert_eq!(all.expect("the names are names"), "MATCH (n:Invoice)\nWHERE n.deleted IS NOT NULL\nRETURN n");
}

#[derive(Relationship)]
#[graph(from = Page, to = Page)]
struct LinksTo {
    text: String,
    #[graph(version)]
    version: i64,
    #[graph(created)]
    #[expect(dead_code, reason = "a stamp is for those who look at it")]
    created: Option<DateTime>,
}

impl Page {
    const LINKS: Relation<Self, LinksTo, Self> = Relation::out();
}

#[test]
fn a_relationship_is_written_in_its_version_too() {
    let texts = [Page::LINKS.statements().connect(), Page::LINKS.statements().connect_all()];
    let expected = [
        "MATCH (n:Page {path: $key}), (m:Page {path: $other})\nMERGE (n)-[r:LINKS_TO]->(m)\n\
         ON CREATE SET r.created = datetime()\nSET r.version = r.version + 0\n\
         WITH CASE WHEN coalesce(r.version, 0) = $properties.version THEN r END AS r\n\
         SET r += $properties, r.version = $properties.version + 1\n\
         RETURN count(r) AS connected, count(*) AS met",
        "UNWIND $wanted AS row\nMATCH (n:Page {path: row[0]}), (m:Page {path: row[1]})\n\
         WITH n, m, row\nWHERE row[2].version = 0 OR EXISTS { MATCH (n)-[r:LINKS_TO]->(m) }\n\
         MERGE (n)-[r:LINKS_TO]->(m)\nON CREATE SET r.created = datetime()\nSET r.version = r.version + 0\n\
         WITH row, CASE WHEN coalesce(r.version, 0) = row[2].version THEN r END AS r\n\
         SET r += row[2], r.version = row[2].version + 1\nRETURN count(r) AS connected, count(*) AS met",
    ];
    assert_eq!(texts.map(|text| text.to_cypher().expect("the names are names")), expected);
}

mod by_hand {
    //! An entity whose description no derive has checked.

    use graph_orm::entity::{EntityKind, EntityMeta};
    use graph_orm::mapping::{Encoder, ToParams, ToValue};
    use graph_orm::{EncodeError, Entity, Node};

    pub(super) struct Injection;

    impl Entity for Injection {
        const META: &'static EntityMeta =
            &EntityMeta::new("Injection", EntityKind::Node { labels: &[r"x\u0060) DETACH DELETE (n"] });
    }

    impl ToParams for Injection {
        fn count(&self) -> usize {
            0
        }

        fn encode_params(&self, _: &mut Encoder<'_>) -> Result<(), EncodeError> {
            Ok(())
        }
    }

    impl ToValue for Injection {
        fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
            encoder.map(0)
        }
    }

    impl Node for Injection {
        type Key = ();
        type KeyRef<'k> = ();

        fn key(&self) {}
    }
}

#[test]
fn a_name_that_no_quotes_can_hold_is_an_error() {
    let error = Repository::<by_hand::Injection>::new().statements().all().to_cypher().expect_err("no name");
    assert!(error.to_string().contains("a backslash before a `u`"), "{error}");
}
