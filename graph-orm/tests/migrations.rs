//! Migrations that are compiled in, and read from the same folder.

use graph_embedded::EmbeddedServer;
use graph_orm::migrate::{MigrationError, Migrations};
use graph_orm::{Driver, Error, migrate};

#[tokio::test]
async fn a_folder_that_is_compiled_in_is_the_one_that_is_read() -> Result<(), Error> {
    let server = EmbeddedServer::start().await.expect("the embedded server starts");
    let driver = Driver::builder(server.uri()).build()?;
    let embedded = migrate!("./tests/migrations");
    embedded.check()?;
    let made: Vec<String> = embedded.on(&driver).up().await?.iter().map(ToString::to_string).collect();
    assert_eq!(made, ["0001 create people: made", "0002 index cities: made"]);
    let read = Migrations::read("./tests/migrations")?;
    assert!(read.on(&driver).up().await?.is_empty(), "they have the same checksums");
    let cities: Vec<String> =
        driver.execute_query("MATCH (p:Migrated) RETURN p.city ORDER BY p.name").read().all().await?;
    assert_eq!(cities, ["Oslo; Norway", "Rome"]);
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_read_is_named() {
    let error = Migrations::read("./tests/nowhere").expect_err("there is no such folder");
    assert_eq!(error.to_string(), "./tests/nowhere cannot be read");
    assert!(matches!(error, MigrationError::Unreadable { .. }));
}
