//! Enums whose variants are node types: the labels of a node decide.

use graph_orm::mapping::DecodeFault;
use graph_orm::prelude::*;
use graph_orm::query::Relation;
use graph_orm::value;

use crate::mapped;
use crate::model::{City, Company};

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperAnimal", labels("MapperCity"))]
struct Animal {
    #[graph(key)]
    name: String,
}

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperDog", labels("MapperAnimal", "MapperCity"))]
struct Dog {
    #[graph(key)]
    number: i64,
    #[graph(flatten)]
    animal: Named,
}

#[derive(FromValue, ToValue, Debug, Clone, PartialEq)]
struct Named {
    name: String,
}

/// The general type comes first on purpose.
#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperCity")]
enum Pet {
    Animal(Animal),
    Dog(Dog),
}

#[derive(Node, Debug, Clone, PartialEq)]
enum Anything {
    Company(Company),
    Dog(Dog),
    #[graph(other)]
    Other(value::Node),
}

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperCity")]
enum Known {
    Dog(Dog),
    #[graph(other)]
    Unknown,
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(type = "MAPPER_KEEPS", from = Company, to = Pet)]
struct Keeps {
    since: i64,
}

impl Company {
    const PETS: Relation<Self, Keeps, Pet> = Relation::out();
    const DOGS: Relation<Self, Keeps, Dog> = Relation::out();
}

fn dog(number: i64, name: &str) -> Dog {
    Dog { number, animal: Named { name: name.to_owned() } }
}

fn tortoise() -> Animal {
    Animal { name: "Achilles".to_owned() }
}

async fn fill(driver: &Driver) -> Result<(), Error> {
    let pets = [Pet::Dog(dog(1, "Rex")), Pet::Animal(tortoise()), Pet::Dog(dog(2, "Ada"))];
    let saved = Repository::<Pet>::new().save_all(driver, &pets).await?;
    assert_eq!((saved.saved, saved.created), (3, 3), "each by a statement of its own type");
    Repository::<Company>::new().save(driver, &Company { name: "Acme".to_owned() }).await?;
    Company::DOGS.of("Acme").connect(driver, &2, &Keeps { since: 2020 }).await
}

#[tokio::test]
async fn the_labels_of_a_node_decide_which_variant_it_is() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let pets = Repository::<Pet>::new();
        assert_eq!(pets.count(driver).await?, 3);
        let mut all = pets.all(driver).await?;
        all.sort_by_key(|pet| matches!(pet, Pet::Animal(_)));
        assert_eq!(all.last(), Some(&Pet::Animal(tortoise())), "the label that both have does not make a dog of it");
        assert_eq!(all.iter().filter(|pet| matches!(pet, Pet::Dog(_))).count(), 2, "the most specific one wins");
        let dogs = Pet::node().filter(Pet::is_a::<Dog>()).all(driver).await?;
        assert_eq!(dogs.len(), 2);

        let rows: Vec<(Anything, Option<Anything>)> = db
            .query("MATCH (c:MapperCompany) OPTIONAL MATCH (c)-[:MAPPER_KEEPS]->(d) RETURN c, d")
            .read()
            .all()
            .await?;
        let acme = Company { name: "Acme".to_owned() };
        assert_eq!(rows, [(Anything::Company(acme.clone()), Some(Anything::Dog(dog(2, "Ada"))))]);
        let other: Anything = db.query("MATCH (a:MapperAnimal {name: 'Achilles'}) RETURN a").read().one().await?;
        let Anything::Other(node) = other else { panic!("no company and no dog: {other:?}") };
        assert_eq!(node.labels().len(), 2);
        let known = Known::node().filter(!Known::is_a::<Dog>()).all(driver).await?;
        assert_eq!(known, [Known::Unknown]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_enum_is_saved_as_what_it_holds() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let pets = Repository::<Pet>::new();
        let renamed = Pet::Dog(dog(1, "Rox"));
        assert_eq!(pets.save(driver, &renamed).await?, renamed);
        assert_eq!(Repository::<Dog>::new().find(driver, &1).await?, Some(dog(1, "Rox")));
        let fresh = Pet::Animal(Animal { name: "Bea".to_owned() });
        assert_eq!(pets.insert(&mut db.session(), &fresh).await?, fresh);
        let labels: Vec<String> = db.query("MATCH (a {name: 'Bea'}) RETURN labels(a)").read().one().await?;
        assert!(labels.contains(&"MapperAnimal".to_owned()) && labels.contains(&"MapperCity".to_owned()), "{labels:?}");
        let refused = Repository::<Known>::new().save(driver, &Known::Unknown).await.unwrap_err();
        assert_eq!(*refused.kind(), graph_core::ErrorKind::Encode, "{refused:?}");
        assert_eq!(pets.count(driver).await?, 4, "and nothing was written");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn plans_and_patterns_go_over_an_enum() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let (acme, pets) = Company::node().fetch(Company::PETS).one(driver).await?;
        assert_eq!((&*acme.name, pets.len()), ("Acme", 1));
        assert_eq!((pets[0].link.since, &pets[0].node), (2020, &Pet::Dog(dog(2, "Ada"))));
        let (_, _, pet) = Company::node().out::<Keeps>().to::<Pet>().one(driver).await?;
        assert_eq!(pet, Pet::Dog(dog(2, "Ada")));
        let (_, _, rex) = Company::node().out::<Keeps>().to::<Dog>().one(driver).await?;
        assert_eq!(rex, dog(2, "Ada"), "where an enum may stand, each of its types may");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_node_that_fits_no_variant_is_told_with_its_labels() {
    mapped(async |db| {
        let driver = db.driver();
        Repository::<City>::new().save(driver, &City { name: "Oslo".to_owned() }).await?;
        let error = Repository::<Pet>::new().all(driver).await.unwrap_err();
        let misfit = error.decode().unwrap_or_else(|| panic!("it does not fit: {error:?}"));
        let wanted = DecodeFault::UnknownLabels { target: "Pet", labels: vec!["MapperCity".to_owned()] };
        assert_eq!((misfit.fault(), misfit.entity()), (&wanted, Some("Pet")));
        assert!(
            misfit.to_string().ends_with("the node fits no variant of Pet; its labels are `MapperCity`"),
            "{misfit}"
        );
        Ok(())
    })
    .await;
}
