//! Names that try to get out of their quotes: does a server read the mapper's text as it was meant?

use std::collections::BTreeMap;

use graph_core::value::{Map, Value};
use graph_core::{Driver, Error, Record, Statement};
use graph_orm::cypher::Name;
use graph_orm::prelude::*;
use graph_orm::query::{Property, Relation};
use graph_tests::random::Random;
use graph_tests::requires;

use crate::mapped;

/// What names are made of: all that ends quotes, comments, patterns or statements, and what servers may take for it.
const PIECES: [&str; 40] = [
    "`",
    "``",
    "\\",
    "\\\\",
    "\\u0060",
    "u0060",
    "\\`",
    "'",
    "\"",
    "/*",
    "*/",
    "//",
    "\n",
    "\r",
    "\t",
    " ",
    ")",
    "(",
    "}",
    "{",
    "]",
    "[",
    ":",
    ";",
    "$p0",
    "|",
    "&",
    "%",
    "!",
    "\0",
    "\u{1}",
    "\u{85}",
    "\u{200B}",
    "\u{2028}",
    "\u{FEFF}",
    "\u{FF40}",
    "é🦀",
    "name",
    " DETACH DELETE n ",
    "`) DETACH DELETE n //",
];
const NAMES: i64 = 150;
const SEED: u64 = 5;

fn name(random: &mut Random) -> String {
    let count = random.below(5);
    (0..count).map(|_| *random.pick(&PIECES)).collect()
}

/// Names of [`PIECES`] that [`Name`] takes, each once, and how many it refused meanwhile.
fn names() -> (Vec<String>, usize) {
    let mut random = Random::new(SEED);
    let (mut names, mut refused) = (Vec::new(), 0);
    while names.len() < NAMES as usize {
        let name = name(&mut random);
        if Name::new(&name).is_err() {
            assert!(
                name.is_empty() || name.contains('\0') || name.contains("\\u"),
                "{name:?} is refused for no reason"
            );
            refused += 1;
        } else if !names.contains(&name) {
            names.push(name);
        }
    }
    (names, refused)
}

#[derive(Node, Debug, PartialEq)]
#[graph(label = "MapperItem")]
struct Item {
    #[graph(key)]
    id: i64,
}

/// The name of the property goes to the server as a value first, so that it is known from elsewhere what it is.
async fn item(driver: &Driver, id: i64, name: &str) -> Result<(), Error> {
    let text = "CREATE (n:MapperItem {id: $id}) SET n += $properties";
    let properties = BTreeMap::from([(name, "before")]);
    driver.execute_query::<()>(text).param("id", id).param("properties", properties).await.map(drop)
}

#[tokio::test]
async fn a_property_is_found_and_set_by_exactly_its_name() {
    mapped(async |db| {
        requires!(db, AnyNames);
        let driver = db.driver();
        let (names, refused) = names();
        println!("{} names, {refused} refused, seed {SEED}", names.len());
        for (id, name) in (0..).zip(&names) {
            item(driver, id, name).await?;
            // Handles have names that live for ever, since derives make them.
            let property = Property::<Item, String>::required(name.clone().leak());
            let query = || Item::node().filter(property.eq("before")).order_by(property.asc());
            let found: Vec<(i64, String)> =
                query().select((Item::ID, property.named(property.name()))).all(driver).await?;
            assert_eq!(found, [(id, "before".to_owned())], "{name:?}: {:?}", query().to_cypher());
            Repository::<Item>::new().patch(&id).set(property, "after").on(driver).await?;
            let text = "MATCH (n:MapperItem {id: $id}) RETURN properties(n)";
            let kept: Value = driver.execute_query(text).param("id", id).one().await?;
            let expected = Map::from([("id".into(), id.into()), (name.as_str().into(), "after".into())]);
            assert_eq!(kept, Value::Map(expected), "{name:?}");
        }
        assert_eq!(Repository::<Item>::new().count(driver).await?, names.len() as u64);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn labels_types_and_columns_are_exactly_their_names() {
    mapped(async |db| {
        requires!(db, AnyNames);
        let driver = db.driver();
        let (names, _) = names();
        for pair in names.chunks_exact(2) {
            let [label, kind] = pair else { unreachable!("chunks of two") };
            let [label_text, kind_text] = [label, kind].map(|name| Name::new(name).expect("it was taken before"));
            let text = format!(
                "CREATE (n:MapperItem:{label_text})-[r:{kind_text}]->(:MapperItem) \
                 WITH n, r MATCH (n:{label_text})-[:{kind_text}]->(m) RETURN labels(n), type(r), count(m) AS {kind_text}"
            );
            let row: Record = driver.execute_query(Statement::dynamic(text)).one().await?;
            let mut labels: Vec<String> = row.get(0)?;
            labels.retain(|found| found != "MapperItem");
            assert_eq!(labels, [label.as_str()]);
            assert_eq!((row.get::<&str>(1)?, row.keys().name(2)), (kind.as_str(), Some(kind.as_str())));
            assert_eq!(row.get::<i64>(2)?, 1, "{label:?}, {kind:?}");
        }
        let count: i64 = db.query("MATCH (n:MapperItem) RETURN count(n)").one().await?;
        assert_eq!(count, NAMES);
        Ok(())
    })
    .await;
}

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "Mapper`) DETACH DELETE n //")]
struct Reader {
    #[graph(key, rename = "id`}) SET n.broken = true //")]
    id: i64,
    #[graph(rename = "name` = 1 RETURN n UNION MATCH (n) DETACH DELETE n //")]
    name: String,
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(type = "READS`]->() DELETE r /*", from = Reader, to = Reader)]
struct Reads {
    #[graph(rename = "*/ since``")]
    since: i64,
}

impl Reader {
    const READ: Relation<Self, Reads, Self> = Relation::out();
}

#[tokio::test]
async fn a_model_with_hostile_names_does_what_any_model_does() {
    mapped(async |db| {
        requires!(db, AnyNames);
        let driver = db.driver();
        let readers = Repository::<Reader>::new();
        let [ann, bo] = [(1, "Ann"), (2, "Bo")].map(|(id, name)| Reader { id, name: name.to_owned() });
        readers.save(driver, &ann).await?;
        readers.save_all(driver, std::slice::from_ref(&bo)).await?;
        Reader::READ.of(&1).connect(driver, &2, &Reads { since: 1999 }).await?;
        let query = Reader::node().filter(Reader::NAME.eq("Ann")).out::<Reads>().filter(Reads::SINCE.lt(2000));
        let rows = query.to::<Reader>().order_by(Reader::NAME.desc()).all(driver).await?;
        assert_eq!(rows, [(ann.clone(), Reads { since: 1999 }, bo.clone())]);
        let cy = readers.patch(&2).set(Reader::NAME, "Cy").on(driver).await?;
        assert_eq!(cy, Some(Reader { name: "Cy".to_owned(), ..bo }));
        assert_eq!(readers.find(driver, &1).await?, Some(ann));
        assert!(readers.delete_detached(driver, &2).await?);
        assert_eq!(readers.count(driver).await?, 1);
        Ok(())
    })
    .await;
}
