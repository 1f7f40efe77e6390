//! Creating nodes, and changing some of their properties.

use graph_orm::ErrorKind;
use graph_orm::prelude::*;
use graph_orm::repository::Upserted;
use graph_orm::repository::Violation;

use crate::mapped;
use crate::model::{Person, fill};

#[tokio::test]
async fn a_patch_changes_what_it_names_and_nothing_else() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let people = Repository::<Person>::new();
        let before = people.find(driver, "Ann").await?.expect("Ann is there");
        let older =
            people.patch("Ann").set(Person::AGE, Person::AGE.plus(1)).set(Person::TOWN, "Bonn").on(driver).await?;
        assert_eq!(older, Some(Person { age: Some(31), town: "Bonn".to_owned(), ..before.clone() }));
        let ageless = people.patch("Ann").unset(Person::AGE).on(&mut db.session()).await?;
        assert_eq!(ageless, Some(Person { age: None, town: "Bonn".to_owned(), ..before }));
        let colour: Option<String> = db.query("MATCH (n:MapperPerson {name: 'Cy'}) RETURN n.colour").one().await?;
        people.patch("Cy").set(Person::TAGS, vec!["new".to_owned()]).on(driver).await?;
        let kept: Option<String> = db.query("MATCH (n:MapperPerson {name: 'Cy'}) RETURN n.colour").one().await?;
        assert_eq!((&kept, kept.as_deref()), (&colour, Some("of no field")));
        assert_eq!(
            people.patch("Bo").on(driver).await?.map(|bo| bo.age),
            Some(Some(20)),
            "nothing is changed by nothing"
        );
        assert_eq!(people.patch("Dee").set(Person::TOWN, "Bonn").on(driver).await?, None);
        assert_eq!(people.count(driver).await?, 3, "a patch creates nobody");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_insert_creates_and_a_constraint_refuses_a_second_one() {
    mapped(async |db| {
        let driver = db.driver();
        let constraint = "CREATE CONSTRAINT mapper_name IF NOT EXISTS FOR (p:MapperPerson) REQUIRE p.name IS UNIQUE";
        db.query::<()>(constraint).await?;
        let people = Repository::<Person>::new();
        let dee = Person { name: "Dee".to_owned(), age: None, town: "Bonn".to_owned(), tags: vec!["x".to_owned()] };
        assert_eq!(people.insert(driver, &dee).await?, dee);
        let twice = people.insert(driver, &Person { age: Some(1), ..dee.clone() }).await.unwrap_err();
        assert!(twice.custom_ref::<Violation>().is_some(), "{twice:?}");
        assert_eq!(people.all(driver).await?, [dee]);
        db.query::<()>("DROP CONSTRAINT mapper_name IF EXISTS").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn an_upsert_tells_whether_the_node_is_new() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let people = Repository::<Person>::new();
        let dee = Person { name: "Dee".to_owned(), age: None, town: "Bonn".to_owned(), tags: Vec::new() };
        let first = people.upsert(driver, &dee).await?;
        assert!(first.is_new());
        assert_eq!(first.into_node(), dee);
        let older = Person { age: Some(1), ..dee.clone() };
        assert_eq!(people.upsert(&mut db.session(), &older).await?, Upserted::Matched(older.clone()));
        assert_eq!(people.upsert(driver, &older).await?, Upserted::Matched(older.clone()), "though nothing changes");
        assert!(people.delete(driver, "Dee").await?);
        let again = driver.session().open().execute_write(async |tx| people.upsert(tx, &dee).await).await?;
        assert_eq!(again, Upserted::Created(dee), "once it is deleted, it is new again");
        assert_eq!(people.count(driver).await?, 4);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_upsert_that_met_several_nodes_is_an_error() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        db.query::<()>("CREATE (:MapperPerson {name: 'Ann', homeTown: 'Rome'})").await?;
        let people = Repository::<Person>::new();
        let ann = Person { name: "Ann".to_owned(), age: None, town: "Bonn".to_owned(), tags: Vec::new() };
        let error = people.upsert(driver, &ann).await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::TooManyRecords);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn many_are_found_by_their_keys() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let found = Repository::<Person>::new().find_many(driver, ["Ann", "Cy", "Dee", "Ann"]).await?;
        let mut names: Vec<_> = found.iter().map(|person| &*person.name).collect();
        names.sort_unstable();
        assert_eq!(names, ["Ann", "Cy"]);
        let nobody: [&str; 0] = [];
        assert_eq!(Repository::<Person>::new().find_many(driver, nobody).await?, []);
        Ok(())
    })
    .await;
}
