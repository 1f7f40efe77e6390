//! Soft deletion: what is deleted stays, and is left out by whatever reads.

use graph_core::Error;
use graph_orm::cypher::Delete;
use graph_orm::prelude::*;
use graph_orm::query::Relation;
use graph_orm::relation::MissingEnd;
use graph_orm::repository::{StaleVersion, Staleness};
use graph_orm::value::DateTime;

use crate::mapped;

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperAuthor")]
struct Author {
    #[graph(key)]
    name: String,
    #[graph(version)]
    version: i64,
    #[graph(soft_delete, rename = "goneAt")]
    deleted: Option<DateTime>,
}

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperBook")]
struct Book {
    #[graph(key)]
    title: String,
    #[graph(soft_delete)]
    deleted: Option<DateTime>,
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(from = Author, to = Book)]
struct Wrote;

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(from = Author, to = Author)]
struct Admires;

impl Author {
    const BOOKS: Relation<Self, Wrote, Book> = Relation::out();
    const ADMIRED: Relation<Self, Admires, Self> = Relation::either();
}

const AUTHORS: Repository<Author> = Repository::new();
const BOOKS: Repository<Book> = Repository::new();

fn author(name: &str) -> Author {
    Author { name: name.to_owned(), version: 0, deleted: None }
}

fn book(title: &str) -> Book {
    Book { title: title.to_owned(), deleted: None }
}

/// Ann, who wrote two books and admires Bo, who wrote one of them too.
async fn fill(driver: &Driver) -> Result<(), Error> {
    AUTHORS.save_all(driver, &[author("Ann"), author("Bo")]).await?;
    BOOKS.save_all(driver, &[book("Rust"), book("Graphs")]).await?;
    let wrote = [("Ann", "Rust", Wrote), ("Ann", "Graphs", Wrote), ("Bo", "Rust", Wrote)];
    Author::BOOKS.connect_all(driver, wrote).await?;
    Author::ADMIRED.of("Ann").connect(driver, "Bo", &Admires).await
}

#[tokio::test]
async fn a_deleted_node_is_left_out_until_it_is_restored() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        assert!(AUTHORS.delete(driver, "Ann").await?, "though she has relationships");
        assert!(!AUTHORS.delete_detached(&mut db.session(), "Ann").await?, "she is deleted already");
        assert_eq!(AUTHORS.find(driver, "Ann").await?, None);
        assert!(!AUTHORS.exists(driver, "Ann").await?);
        assert_eq!(AUTHORS.find_many(driver, ["Ann", "Bo"]).await?.len(), 1);
        assert_eq!((AUTHORS.all(driver).await?.len(), AUTHORS.count(driver).await?), (1, 1));
        assert_eq!(Author::node().count(driver).await?, 1);
        assert_eq!(Author::node().page(Author::NAME, 5).load(driver).await?.nodes.len(), 1);
        assert_eq!(BOOKS.patch("none").on(driver).await?, None);

        let all = Author::with_deleted().order_by(Author::NAME.asc()).all(driver).await?;
        assert_eq!(all.iter().map(|author| &*author.name).collect::<Vec<_>>(), ["Ann", "Bo"]);
        assert!(all[0].deleted.is_some() && all[0].version == 2 && all[1].deleted.is_none(), "{all:?}");
        let gone = Author::with_deleted().filter(Author::DELETED.is_not_null()).count(driver).await?;
        assert_eq!(gone, 1);
        let still = AUTHORS.save(driver, &Author { deleted: None, ..all[0].clone() }).await?;
        assert!(still.deleted.is_some(), "a save does not restore: {still:?}");

        assert!(AUTHORS.restore(driver, "Ann").await?);
        assert!(!AUTHORS.restore(driver, "Ann").await?, "she is there");
        let ann = AUTHORS.find(driver, "Ann").await?.expect("she is back");
        assert_eq!((ann.deleted, ann.version), (None, 4));
        assert_eq!(Author::BOOKS.of("Ann").count(driver).await?, 2, "with all that she had");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn related_nodes_that_are_deleted_are_left_out_too() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        assert!(BOOKS.delete(driver, "Rust").await?);
        assert_eq!(Author::BOOKS.of("Ann").count(driver).await?, 1);
        assert_eq!(Author::BOOKS.of("Bo").all(driver).await?, []);
        let rows = Author::node().order_by(Author::NAME.asc()).fetch(Author::BOOKS).all(driver).await?;
        assert_eq!(rows.iter().map(|(_, books)| books.len()).collect::<Vec<_>>(), [1, 0]);
        let writers = Author::node().filter(Author::BOOKS.exists()).all(driver).await?;
        assert_eq!(writers.iter().map(|author| &*author.name).collect::<Vec<_>>(), ["Ann"]);
        assert_eq!(Author::node().out::<Wrote>().to::<Book>().count(driver).await?, 1);
        let maybe =
            Author::node().order_by(Author::NAME.asc()).out::<Wrote>().optional().to::<Book>().all(driver).await?;
        let titles: Vec<_> = maybe.iter().map(|(_, _, book)| book.as_ref().map(|book| &*book.title)).collect();
        assert_eq!(titles, [Some("Graphs"), None]);

        let missing = Author::BOOKS.of("Bo").connect(driver, "Rust", &Wrote).await.unwrap_err();
        assert!(missing.custom_ref::<MissingEnd>().is_some(), "{missing:?}");
        assert!(AUTHORS.delete(driver, "Bo").await?);
        let circle = Author::node().reach(Author::ADMIRED, ..=1).load(driver).await?;
        assert_eq!((circle.nodes().count(), circle.links().count()), (1, 0));
        assert_eq!(Author::BOOKS.connect_all(driver, [("Bo", "Graphs", Wrote)]).await?, 0);
        assert_eq!(Author::BOOKS.of("Bo").count(driver).await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_deletion_asks_for_the_version_and_a_purge_is_final() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let seen = AUTHORS.find(driver, "Ann").await?.expect("she is there");
        let changed = AUTHORS.save(driver, &seen).await?;
        let staleness = |error: Error| error.custom_ref::<StaleVersion>().map(StaleVersion::staleness);
        let late = AUTHORS.delete_unchanged(driver, &seen, Delete::Refusing).await.unwrap_err();
        assert_eq!(staleness(late), Some(Staleness::Changed));
        AUTHORS.delete_unchanged(driver, &changed, Delete::Refusing).await?;
        let gone = AUTHORS.delete_unchanged(driver, &changed, Delete::Refusing).await.unwrap_err();
        assert_eq!(staleness(gone), Some(Staleness::Gone));
        assert_eq!(Author::with_deleted().count(driver).await?, 2);

        let refused = AUTHORS.purge(driver, "Ann", Delete::Refusing).await.unwrap_err();
        assert!(refused.code().is_some(), "she has written books: {refused:?}");
        assert!(AUTHORS.purge(driver, "Ann", Delete::Detaching).await?);
        assert!(!AUTHORS.purge(driver, "Ann", Delete::Detaching).await?);
        assert_eq!(Author::with_deleted().count(driver).await?, 1);
        assert!(!AUTHORS.restore(driver, "Ann").await?, "nothing is left of her");
        Ok(())
    })
    .await;
}
