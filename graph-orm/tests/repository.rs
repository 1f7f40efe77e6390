//! A repository against a database.

use std::collections::BTreeMap;

use graph_embedded::EmbeddedServer;
use graph_orm::prelude::*;
use graph_orm::value::Value;
use graph_orm::{AuthToken, Driver, Error};

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(labels("Agent"), rename_all = "camelCase")]
struct Person {
    #[graph(element_id)]
    id: Option<String>,
    #[graph(key)]
    full_name: String,
    age: Option<u8>,
    #[graph(default)]
    score: f64,
}

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "Order", keys("order", "position"))]
struct LineItem {
    order: String,
    position: u32,
    article: String,
    #[graph(flatten)]
    more: BTreeMap<String, Value>,
}

fn person(name: &str, age: Option<u8>) -> Person {
    Person { id: None, full_name: name.to_owned(), age, score: 0.5 }
}

/// A driver on a new database; the server lives as long as it is kept.
async fn database() -> (EmbeddedServer, Driver) {
    let server = EmbeddedServer::start().await.expect("the embedded server starts");
    let driver = Driver::builder(server.uri()).auth(AuthToken::none()).build().expect("its address is valid");
    (server, driver)
}

#[tokio::test]
async fn save_creates_then_changes_and_find_returns_what_was_saved() -> Result<(), Error> {
    let (_server, driver) = database().await;
    let people = Repository::<Person>::new();
    let ann = people.save(&driver, &person("Ann", Some(41))).await?;
    assert!(ann.id.is_some(), "what is saved has an id");
    let older = people.save(&driver, &Person { age: Some(42), ..ann.clone() }).await?;
    assert_eq!(older, Person { age: Some(42), ..ann });
    assert_eq!(people.find(&driver, "Ann").await?, Some(older));
    assert_eq!(people.find(&driver, "Bo").await?, None);
    assert_eq!(people.count(&driver).await?, 1);
    let labels: Vec<String> =
        driver.execute_query("MATCH (n:Person) UNWIND labels(n) AS l RETURN l ORDER BY l").all().await?;
    assert_eq!(labels, ["Agent", "Person"]);
    Ok(())
}

#[tokio::test]
async fn save_removes_what_is_none_and_keeps_what_the_type_does_not_know() -> Result<(), Error> {
    let (_server, driver) = database().await;
    driver.execute_query::<()>("CREATE (:Person {fullName: 'Ann', age: 41, city: 'Oslo'})").await?;
    let people = Repository::<Person>::new();
    people.save(&driver, &person("Ann", None)).await?;
    let rest: (Option<i64>, String, f64) =
        driver.execute_query("MATCH (n:Person) RETURN n.age, n.city, n.score").one().await?;
    assert_eq!(rest, (None, "Oslo".to_owned(), 0.5));
    Ok(())
}

#[tokio::test]
async fn all_exists_and_count_see_the_nodes_of_the_type_alone() -> Result<(), Error> {
    let (_server, driver) = database().await;
    driver.execute_query::<()>("CREATE (:Company {fullName: 'Ann'}), (:Person {fullName: 'Cy', age: 7})").await?;
    let people = Repository::<Person>::new();
    people.save(&driver, &person("Bo", Some(30))).await?;
    let mut names: Vec<String> = people.all(&driver).await?.into_iter().map(|person| person.full_name).collect();
    names.sort();
    assert_eq!(names, ["Bo", "Cy"]);
    assert!(people.exists(&driver, "Bo").await?);
    assert!(!people.exists(&driver, "Ann").await?);
    assert_eq!(people.count(&driver).await?, 2);
    Ok(())
}

#[tokio::test]
async fn delete_refuses_a_node_with_relationships_unless_it_detaches() -> Result<(), Error> {
    let (_server, driver) = database().await;
    driver.execute_query::<()>("CREATE (:Person {fullName: 'Ann'})-[:KNOWS]->(:Person {fullName: 'Bo'})").await?;
    let people = Repository::<Person>::new();
    let error = people.delete(&driver, "Ann").await.expect_err("she knows somebody");
    assert!(error.code().is_some(), "the server says why: {error}");
    assert_eq!(people.count(&driver).await?, 2);
    assert!(people.delete_detached(&driver, "Ann").await?);
    assert!(people.delete(&driver, "Bo").await?);
    assert!(!people.delete(&driver, "Bo").await?, "he is gone");
    assert_eq!(people.count(&driver).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_compound_key_and_reserved_words_work_too() -> Result<(), Error> {
    let (_server, driver) = database().await;
    let items = Repository::<LineItem>::new();
    let item = |position, article: &str| LineItem {
        order: "A1".into(),
        position,
        article: article.into(),
        more: BTreeMap::from([("colour".to_owned(), Value::from("red"))]),
    };
    items.save(&driver, &item(1, "pen")).await?;
    items.save(&driver, &item(2, "ink")).await?;
    let changed = items.save(&driver, &item(2, "paper")).await?;
    assert_eq!(items.count(&driver).await?, 2);
    assert_eq!(items.find(&driver, &("A1".to_owned(), 2)).await?, Some(changed));
    assert!(items.delete(&driver, &("A1".to_owned(), 1)).await?);
    assert_eq!(items.all(&driver).await?, [item(2, "paper")]);
    Ok(())
}

#[tokio::test]
async fn a_repository_runs_in_sessions_and_transactions_as_well() -> Result<(), Error> {
    let (_server, driver) = database().await;
    let people = Repository::<Person>::new();
    let mut session = driver.session().open();
    people.save(&mut session, &person("Ann", None)).await?;
    let count = session
        .execute_write(async |tx| {
            people.save(tx, &person("Bo", None)).await?;
            people.count(tx).await
        })
        .await?;
    assert_eq!(count, 2);
    let failed: Result<(), Error> = session
        .execute_write(async |tx| {
            people.save(tx, &person("Cy", None)).await?;
            Err(Error::custom("changed my mind"))
        })
        .await;
    failed.expect_err("the work failed");
    assert_eq!(people.count(&mut session).await?, 2);
    Ok(())
}

#[tokio::test]
async fn futures_of_a_repository_can_be_spawned_and_outlive_the_key() -> Result<(), Error> {
    let (_server, driver) = database().await;
    let people = Repository::<Person>::new();
    let saved = {
        let node = person("Ann", None);
        people.save(&driver, &node)
    };
    saved.await?;
    let task = tokio::spawn(async move {
        let key = String::from("Ann");
        Repository::<Person>::new().exists(&driver, &key).await
    });
    assert!(task.await.expect("the task does not panic")?);
    Ok(())
}
