//! What a constraint refuses is an error that names the constraint and not the value.

use std::error::Error as _;

use graph_core::Error;
use graph_orm::prelude::*;
use graph_orm::query::Relation;
use graph_orm::repository::{Breach, Interrupted, Violation};
use graph_orm::schema;
use graph_tests::{Database, requires, requires_version};

use crate::mapped;
use crate::model::{City, Company, Person};

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperCity", unique("country", "code", name = "mapper_city_code"))]
struct Town {
    #[graph(key)]
    name: String,
    country: String,
    code: i64,
    #[graph(unique)]
    mayor: Option<String>,
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(type = "MAPPER_TWINNED", from = Town, to = Town)]
struct Twinned {
    #[graph(unique)]
    treaty: String,
}

impl Town {
    const TWINS: Relation<Self, Twinned, Self> = Relation::out();
}

const SECRET: &str = "canary `x` = 5, `code";

fn town(name: &str, code: i64) -> Town {
    Town { name: name.to_owned(), country: SECRET.to_owned(), code, mayor: None }
}

/// Looks for the constraint in an error, and for the value in all that it shows.
fn refused(error: &Error) -> (Option<String>, Vec<String>, Breach) {
    let mut shown = format!("{error} {error:?}");
    let mut level = error.source();
    while let Some(error) = level {
        shown.push_str(&format!("{error} {error:?}"));
        level = error.source();
    }
    assert!(!shown.contains("canary"), "{shown}");
    let violation = error.custom_ref::<Violation>().unwrap_or_else(|| panic!("no violation: {error:?}"));
    assert_eq!(violation.code(), "Neo.ClientError.Schema.ConstraintValidationFailed");
    (violation.constraint().map(str::to_owned), violation.properties().to_vec(), violation.breach())
}

fn taken(constraint: &str, properties: &[&str]) -> (Option<String>, Vec<String>, Breach) {
    (Some(constraint.to_owned()), properties.iter().map(|name| (*name).to_owned()).collect(), Breach::Taken)
}

async fn drop_all(db: &Database) -> Result<(), Error> {
    for name in ["mapper_city_name_key", "mapper_city_code", "mapper_city_mayor_unique"] {
        db.query::<()>(&format!("DROP CONSTRAINT {name} IF EXISTS")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_write_that_a_constraint_refuses_names_the_constraint() {
    mapped(async |db| {
        let driver = db.driver();
        schema![Town].apply(driver).await?;
        let towns = Repository::<Town>::new();
        towns.save_all(driver, &[town("Oslo", 1), town("Rome", 2)]).await?;

        let again = towns.insert(driver, &Town { country: "N".to_owned(), ..town("Oslo", 3) }).await.unwrap_err();
        assert_eq!(refused(&again), taken("mapper_city_name_key", &["name"]));
        assert_eq!(
            again.to_string(),
            "the constraint `mapper_city_name_key` refused a Town: another MapperCity has the same `name`"
        );
        let saved = towns.save(&mut db.session(), &town("Rome", 1)).await.unwrap_err();
        assert_eq!(refused(&saved), taken("mapper_city_code", &["country", "code"]));
        towns.patch("Oslo").set(Town::MAYOR, SECRET.to_owned()).on(driver).await?;
        let patched = towns.patch("Rome").set(Town::MAYOR, SECRET.to_owned()).on(driver).await.unwrap_err();
        assert_eq!(refused(&patched), taken("mapper_city_mayor_unique", &["mayor"]));
        let many = towns.save_all(driver, &[town("Bonn", 2)]).await.unwrap_err();
        assert_eq!(refused(&many), taken("mapper_city_code", &["country", "code"]));

        let some = [town("Bonn", 9), town("Kiel", 1)];
        let some = towns.save_all(driver, &some).batches_of(1).await.unwrap_err();
        let interrupted = some.custom_ref::<Interrupted>().expect("the first batch was saved");
        let source = interrupted.source().and_then(|source| source.downcast_ref::<Error>()).expect("the batch's error");
        assert_eq!(refused(source), taken("mapper_city_code", &["country", "code"]));
        drop_all(&db).await
    })
    .await;
}

#[tokio::test]
async fn a_constraint_of_another_type_is_told_by_its_label_and_property() {
    mapped(async |db| {
        let driver = db.driver();
        schema![Town].apply(driver).await?;
        Repository::<Town>::new().save(driver, &town("Oslo", 1)).await?;
        let lone = Repository::<City>::new().insert(driver, &City { name: "Oslo".to_owned() }).await.unwrap_err();
        assert_eq!(refused(&lone), taken("mapper_city_name_key", &["name"]), "both types make the same constraint");
        let rename = "MATCH (t:MapperCity) SET t.country = 'x'";
        db.query::<()>(rename).await?;

        #[derive(Debug, Node)]
        #[graph(label = "MapperCity")]
        struct Place {
            #[graph(key)]
            code: i64,
            name: String,
        }
        let place = Place { code: 7, name: "Oslo".to_owned() };
        let other = Repository::<Place>::new().insert(driver, &place).await.unwrap_err();
        assert_eq!(refused(&other), (None, vec!["name".to_owned()], Breach::Taken));
        assert_eq!(
            other.custom_ref::<Violation>().and_then(Violation::label),
            Some("MapperCity"),
            "what the server says is told, though the type has no name for it"
        );
        drop_all(&db).await
    })
    .await;
}

#[tokio::test]
async fn what_is_no_constraint_stays_the_servers_error() {
    mapped(async |db| {
        let driver = db.driver();
        crate::model::fill(driver).await?;
        let held = Repository::<Company>::new().delete(driver, "Acme").await.unwrap_err();
        assert!(held.custom_ref::<Violation>().is_none() && held.server().is_some(), "it has relationships: {held:?}");
        let constrained = Repository::<Person>::new().patch("Ann").set(Person::TOWN, "Bonn").on(driver).await?;
        assert!(constrained.is_some());
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_a_constraint_refuses_names_it_too() {
    mapped(async |db| {
        requires!(db, RelationshipConstraints);
        requires_version!(db, 5, 7, "constraints of relationships");
        let driver = db.driver();
        schema![Twinned].apply(driver).await?;
        let towns = ["Oslo", "Rome", "Bonn"];
        for (code, name) in (0..).zip(towns) {
            Repository::<Town>::new().save(driver, &town(name, code)).await?;
        }
        let treaty = Twinned { treaty: SECRET.to_owned() };
        Town::TWINS.of("Oslo").connect(driver, "Rome", &treaty).await?;
        let wanted = taken("mapper_twinned_treaty_unique", &["treaty"]);
        let one = Town::TWINS.of("Oslo").connect(driver, "Bonn", &treaty).await.unwrap_err();
        assert_eq!(refused(&one), wanted);
        let many = Town::TWINS.connect_all(driver, [("Rome", "Bonn", &treaty)]).await.unwrap_err();
        assert_eq!(refused(&many), wanted);
        let nobody: [&str; 0] = [];
        let other = Town::TWINS.of("Rome").replace(driver, nobody, [("Bonn", &treaty)]).await.unwrap_err();
        assert_eq!(refused(&other), wanted);
        db.query::<()>("DROP CONSTRAINT mapper_twinned_treaty_unique IF EXISTS").await.map(drop)
    })
    .await;
}
