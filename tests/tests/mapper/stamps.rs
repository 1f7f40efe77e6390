//! Stamps of creation and change, by the server's clock.

use graph_orm::prelude::*;
use graph_orm::query::Relation;
use graph_orm::value::DateTime;

use graph_tests::Database;

use crate::mapped;

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperNote")]
struct Note {
    #[graph(key)]
    id: i64,
    text: String,
    #[graph(version, default)]
    version: i64,
    #[graph(created)]
    created: Option<DateTime>,
    #[graph(updated, rename = "changed")]
    updated: Option<chrono::DateTime<chrono::Utc>>,
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(from = Note, to = Note)]
struct Cites {
    page: i64,
    #[graph(created)]
    created: Option<DateTime>,
    #[graph(updated)]
    updated: Option<DateTime>,
}

impl Note {
    const CITED: Relation<Self, Cites, Self> = Relation::out();
}

const NOTES: Repository<Note> = Repository::new();

fn note(id: i64) -> Note {
    Note { id, text: "a".to_owned(), version: 0, created: None, updated: None }
}

/// Sets every stamp back, so that a new one is another one however coarse the server's clock is.
async fn age(db: &Database) -> Result<(), Error> {
    let nodes = "MATCH (n:MapperNote) SET n.created = $then, n.changed = $then";
    db.query::<()>(nodes).param("then", aged()).await?;
    let links = "MATCH (:MapperNote)-[r:CITES]->() SET r.created = $then, r.updated = $then";
    db.query::<()>(links).param("then", aged()).await.map(drop)
}

fn aged() -> chrono::DateTime<chrono::Utc> {
    "2000-01-01T00:00:00Z".parse().expect("a date and a time")
}

#[tokio::test]
async fn a_node_knows_when_it_was_created_and_changed() {
    mapped(async |db| {
        let driver = db.driver();
        let before: chrono::DateTime<chrono::Utc> = db.query("RETURN datetime()").one().await?;
        let new = NOTES.save(driver, &note(1)).await?;
        assert!(new.created.is_some(), "{new:?}");
        assert!(new.updated >= Some(before), "{before} is before {new:?}");

        // A stamp in a struct is what was read, and is never written.
        age(&db).await?;
        let old = NOTES.find(driver, &1).await?.expect("it is there");
        assert_eq!(old.updated, Some(aged()));
        let forgetful = Note { text: "b".to_owned(), created: None, updated: Some(aged()), ..old.clone() };
        let changed = NOTES.save(driver, &forgetful).await?;
        assert_eq!(changed.created, old.created, "creation is stamped once");
        assert!(changed.updated >= Some(before), "{before} is before {changed:?}");
        age(&db).await?;
        NOTES.save(driver, &new).await.expect_err("it is stale");
        assert_eq!(NOTES.find(driver, &1).await?.and_then(|note| note.updated), Some(aged()), "nothing was written");
        let patched = NOTES.patch(&1).set(Note::TEXT, "c").on(driver).await?.expect("it is there");
        assert_eq!(patched.created, old.created);
        assert!(patched.updated >= Some(before), "{before} is before {patched:?}");

        age(&db).await?;
        let inserted = NOTES.insert(driver, &note(2)).await?;
        assert!(inserted.created.is_some() && inserted.updated >= Some(before), "{inserted:?}");
        let older = Note::node().filter(Note::UPDATED.lt(before)).all(driver).await?;
        assert_eq!(older.iter().map(|note| note.id).collect::<Vec<_>>(), [1], "stamps are compared");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn many_nodes_and_relationships_have_stamps_too() {
    mapped(async |db| {
        let driver = db.driver();
        NOTES.save_all(driver, &[note(1), note(2)]).await?;
        let first = NOTES.all(driver).await?;
        assert!(first.iter().all(|note| note.created.is_some() && note.updated.is_some()), "{first:?}");
        age(&db).await?;
        let old = NOTES.all(driver).await?;
        NOTES.save_all(driver, &old).await?;
        for (then, now) in old.iter().zip(NOTES.all(driver).await?) {
            assert_eq!(then.created, now.created);
            assert!(now.updated > then.updated, "{now:?} is after {then:?}");
        }

        let cites = Cites { page: 1, created: None, updated: None };
        let cited = async || Ok::<_, Error>(Note::CITED.of(&1).all(driver).await?.remove(0).0);
        Note::CITED.of(&1).connect(driver, &2, &cites).await?;
        let new = cited().await?;
        assert_eq!(new.created, new.updated, "a statement has one moment");
        assert!(new.created.is_some());
        age(&db).await?;
        let old = cited().await?;
        assert_ne!(old.created, new.created);
        assert_eq!(Note::CITED.connect_all(driver, [(&1, &2, Cites { page: 2, ..cites })]).await?, 1);
        let changed = cited().await?;
        assert_eq!((changed.page, &changed.created), (2, &old.created));
        assert_ne!(changed.updated, old.updated);
        Ok(())
    })
    .await;
}
