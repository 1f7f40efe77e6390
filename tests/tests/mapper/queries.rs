//! Typed queries for the nodes of one type.

use graph_core::Error;
use graph_orm::prelude::*;
use graph_orm::query::Filter;

use crate::mapped;
use crate::model::{Company, Person, WorksFor, fill};

/// Returns the names of those who fit, in their order.
async fn names(driver: &Driver, filter: Filter<Person>) -> Result<Vec<String>, Error> {
    Person::node().filter(filter).order_by(Person::NAME.asc()).select(Person::NAME).all(driver).await
}

#[tokio::test]
async fn each_comparison_finds_what_it_says() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let cases: [(Filter<Person>, &[&str]); 27] = [
            (Person::AGE.eq(30), &["Ann"]),
            (Person::AGE.ne(30), &["Bo"]),
            (Person::AGE.lt(30), &["Bo"]),
            (Person::AGE.le(30), &["Ann", "Bo"]),
            (Person::AGE.gt(20), &["Ann"]),
            (Person::AGE.ge(20), &["Ann", "Bo"]),
            (Person::AGE.within(20..30), &["Bo"]),
            (Person::AGE.within(..=30), &["Ann", "Bo"]),
            (Person::AGE.within(..), &["Ann", "Bo", "Cy"]),
            (Person::AGE.one_of([20, 21]), &["Bo"]),
            (Person::AGE.none_of([20, 21]), &["Ann"]),
            (Person::AGE.is_null(), &["Cy"]),
            (Person::AGE.is_not_null(), &["Ann", "Bo"]),
            (Person::AGE.or(99).gt(40), &["Cy"]),
            (Person::AGE.plus(1).times(2).eq(42), &["Bo"]),
            (Person::NAME.starts_with("A"), &["Ann"]),
            (Person::NAME.ends_with("n"), &["Ann"]),
            (Person::NAME.contains("o"), &["Bo"]),
            (Person::NAME.matches("[A-B].*"), &["Ann", "Bo"]),
            (Person::NAME.lower().eq("ann"), &["Ann"]),
            (Person::NAME.length().lt(3), &["Bo", "Cy"]),
            (Person::NAME.ne(Person::TOWN), &["Ann", "Bo", "Cy"]),
            (Person::TAGS.includes("red"), &["Ann"]),
            (Person::TAGS.includes_any(["blue", "green"]), &["Ann", "Bo"]),
            (Person::TAGS.includes_all(["blue", "red"]), &["Ann"]),
            (Person::TAGS.size().eq(1), &["Bo"]),
            (Person::NAME.trim().upper().eq("BO"), &["Bo"]),
        ];
        for (filter, expected) in cases {
            let text = format!("{filter:?}");
            assert_eq!(names(driver, filter).await?, expected, "{text}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn filters_are_combined_as_they_are_written() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let (ann, bo, oslo) = (Person::NAME.eq("Ann"), Person::NAME.eq("Bo"), Person::TOWN.eq("Oslo"));
        let cases: [(Filter<Person>, &[&str]); 10] = [
            (ann.clone().or(bo.clone()).and(oslo.clone()), &["Ann", "Bo"]),
            (ann.clone().or(bo.clone().and(oslo.clone())), &["Ann", "Bo"]),
            (ann.clone().and(bo.clone()).or(oslo.clone()), &["Ann", "Bo"]),
            (oslo.clone().not(), &["Cy"]),
            (!(ann.clone() | bo.clone()), &["Cy"]),
            (ann.clone() ^ oslo.clone(), &["Bo"]),
            (oslo.clone() & !ann.clone(), &["Bo"]),
            (Filter::all([oslo.clone(), ann.clone()]), &["Ann"]),
            (Filter::all([]), &["Ann", "Bo", "Cy"]),
            (Filter::any([]), &[]),
        ];
        for (filter, expected) in cases {
            let text = format!("{filter:?}");
            assert_eq!(names(driver, filter).await?, expected, "{text}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn rows_come_in_order_and_in_parts() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let by_town = || Person::node().order_by(Person::TOWN.desc()).order_by(Person::NAME.asc());
        let name = |person: Person| person.name;
        let all: Vec<String> = by_town().all(driver).await?.into_iter().map(name).collect();
        assert_eq!(all, ["Cy", "Ann", "Bo"]);
        assert_eq!(by_town().skip(1).limit(1).one(driver).await?.name, "Ann");
        assert_eq!(by_town().first(driver).await?.map(name), Some("Cy".to_owned()));
        assert_eq!(by_town().skip(3).first(driver).await?, None);
        assert_eq!(by_town().skip(1).count(driver).await?, 2);
        assert_eq!(Person::node().count(driver).await?, 3);
        assert!(Person::node().filter(Person::AGE.is_null()).exists(driver).await?);
        assert!(!Person::node().filter(Person::AGE.gt(99)).exists(driver).await?);
        let towns: Vec<String> =
            Person::node().select(Person::TOWN).distinct().order_by(Person::TOWN.asc()).all(driver).await?;
        assert_eq!(towns, ["Oslo", "Rome"]);
        Ok(())
    })
    .await;
}

#[derive(Node, Debug)]
#[graph(label = "MapperSeat", keys("row", "number"))]
struct Seat {
    row: i64,
    number: i64,
}

#[derive(FromRecord, Debug, PartialEq)]
struct Card {
    name: String,
    age: Option<u8>,
}

#[derive(FromRecord, Debug, PartialEq)]
struct Town {
    #[graph(rename = "homeTown")]
    town: String,
    people: u64,
}

#[tokio::test]
async fn rows_become_tuples_and_structs() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let pairs: Vec<(String, Option<u8>)> =
            Person::node().select((Person::NAME, Person::AGE)).order_by(Person::NAME.asc()).all(driver).await?;
        assert_eq!(pairs, [("Ann".into(), Some(30)), ("Bo".into(), Some(20)), ("Cy".into(), None)]);
        let cards = Person::node().filter(Person::NAME.eq("Cy")).project::<Card>().one(driver).await?;
        assert_eq!(cards, Card { name: "Cy".into(), age: None });
        let towns = Person::node()
            .select((Person::TOWN, count_rows().named("people")))
            .order_by(count_rows().desc())
            .rows::<Town>()
            .all(driver)
            .await?;
        let town = |town: &str, people| Town { town: town.into(), people };
        assert_eq!(towns, [town("Oslo", 2), town("Rome", 1)]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn rows_come_one_by_one_from_whatever_runs_queries() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let everybody = || Person::node().order_by(Person::NAME.asc());
        let mut people = everybody().stream(driver).await?;
        let first = people.try_next().await?.map(|person| person.name);
        drop(people);
        assert_eq!(first.as_deref(), Some("Ann"), "the others are not read");

        let mut session = db.session();
        let mut names = everybody().select((Person::NAME, Person::AGE)).stream(&mut session).await?;
        let mut found = Vec::new();
        while let Some((name, age)) = names.try_next().await? {
            found.push((name, age));
        }
        drop(names);
        assert_eq!(found, [("Ann".to_owned(), Some(30)), ("Bo".to_owned(), Some(20)), ("Cy".to_owned(), None)]);

        let jobs = session.execute_read(async |tx| {
            let pattern = Person::node().out::<WorksFor>().to::<Company>().order_by(Company::NAME.asc());
            let mut jobs = pattern.stream(tx).await?;
            let mut found = Vec::new();
            while let Some((person, job, company)) = jobs.try_next().await? {
                found.push((person.name, job.since, company.name));
            }
            Ok(found)
        });
        assert_eq!(
            jobs.await?,
            [("Ann".into(), 1999, "Acme".into()), ("Bo".into(), 2010, "Bolt".into())] as [(String, i64, String); 2]
        );

        let mut all = Repository::<Person>::new().stream(driver).await?;
        let mut count = 0;
        while all.try_next().await?.is_some() {
            count += 1;
        }
        assert_eq!(count, 3);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_whatever_comes_and_goes() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let page = || Person::node().filter(Person::TOWN.ne("Bonn")).page(Person::NAME, 2);
        let names = |people: &[Person]| people.iter().map(|person| person.name.clone()).collect::<Vec<_>>();
        let first = page().load(driver).await?;
        assert_eq!((names(&first.nodes), first.next.as_deref()), (vec!["Ann".into(), "Bo".into()], Some("Bo")));
        db.query::<()>("CREATE (:MapperPerson {name: 'Al', homeTown: 'Oslo'})").await?;
        Repository::<Person>::new().delete_detached(driver, "Bo").await?;
        let second = page().after("Bo").load(&mut db.session()).await?;
        assert_eq!((names(&second.nodes), second.next), (vec!["Cy".into()], None), "nothing comes twice");

        let all = page().backwards().load(driver).await?;
        assert_eq!((names(&all.nodes), all.next.as_deref()), (vec!["Cy".into(), "Ann".into()], Some("Ann")));
        let rest = page().backwards().after("Ann").load(driver).await?;
        assert_eq!((names(&rest.nodes), rest.next), (vec!["Al".into()], None));
        let seats = Seat::node().page(Seat::ROW, 2).load(driver).await.unwrap_err();
        assert_eq!(
            seats.to_string(),
            "pages follow a key of one property; row is not the key, which is row and number"
        );
        let whole = Person::node().page(Person::NAME, 3).load(driver).await?;
        assert_eq!((whole.nodes.len(), whole.next), (3, None), "a full page may be the last one");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn values_of_many_rows_are_put_together() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let (age, name) = (Person::AGE, Person::NAME);
        let all = (age.sum(), age.average(), age.min(), age.max(), age.count(), Person::TOWN.count_distinct());
        assert_eq!(Person::node().select(all).one(driver).await?, (50, Some(25.0), Some(20), Some(30), 2, 2));
        let nobody = (age.sum(), age.average(), age.max(), name.collect(), name.count());
        assert_eq!(
            Person::node().filter(name.eq("Dee")).select(nobody).one(driver).await?,
            (0, None, None, Vec::new(), 0)
        );
        let mut towns = Person::node().select(Person::TOWN.collect_distinct()).one(driver).await?;
        towns.sort();
        assert_eq!(towns, ["Oslo", "Rome"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn labels_and_element_ids_are_conditions() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        db.query::<()>("MATCH (n:MapperPerson {name: 'Bo'}) SET n:Vip").await?;
        assert_eq!(names(driver, Person::has_label("Vip")).await?, ["Bo"]);
        assert_eq!(names(driver, Person::is_a::<Person>().and(Person::has_label("Vip").not())).await?, ["Ann", "Cy"]);
        if db.is_older_than((5, 0)) {
            return Ok(());
        }
        let id = Person::node().filter(Person::NAME.eq("Cy")).select(Person::element_id()).one(driver).await?;
        assert_eq!(names(driver, Person::element_id().eq(&id)).await?, ["Cy"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_is_told_with_the_entity_that_has_it() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let change = "MATCH (n:MapperPerson {name: 'Ann'}) SET n.age = 'thirty'";
        db.query::<()>(change).await?;
        let error = Repository::<Person>::new().find(driver, "Ann").await.unwrap_err();
        let misfit = error.decode().unwrap_or_else(|| panic!("it does not fit: {error:?}"));
        assert_eq!((misfit.entity(), misfit.property()), (Some("Person"), Some("age")));
        let found = "MATCH (n:MapperPerson {name: 'Ann'})-[w:WORKS_FOR]->() RETURN elementId(n), elementId(w)";
        if !db.is_older_than((5, 0)) {
            let (person, job): (String, String) = db.query(found).read().one().await?;
            assert_eq!(misfit.element_id(), Some(&*person));
            let text = format!("column `n`, property `age` of Person `{person}`: expected INTEGER, found STRING");
            assert_eq!(misfit.to_string(), text);
            db.query::<()>("MATCH (:MapperPerson {name: 'Ann'})-[w:WORKS_FOR]->() SET w.since = 'ever'").await?;
            let error = Person::EMPLOYER.of("Ann").all(driver).await.unwrap_err();
            let misfit = error.decode().unwrap_or_else(|| panic!("it does not fit: {error:?}"));
            assert_eq!((misfit.entity(), misfit.element_id()), (Some("WorksFor"), Some(&*job)));
        }
        Ok(())
    })
    .await;
}

#[derive(FromRecord, Debug)]
struct Employment {
    person: Person,
    job: Option<WorksFor>,
    company: Option<Company>,
    colleagues: Vec<Person>,
}

#[tokio::test]
async fn rows_by_hand_hold_entities_as_tuples_and_in_structs() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let text = "MATCH (p:MapperPerson)-[w:WORKS_FOR]->(c:MapperCompany) RETURN p, w, c ORDER BY p.name";
        let rows = driver.execute_query::<(Person, WorksFor, Company)>(text).read().all().await?;
        let rows: Vec<_> =
            rows.iter().map(|(person, job, company)| (&*person.name, job.since, &*company.name)).collect();
        assert_eq!(rows, [("Ann", 1999, "Acme"), ("Bo", 2010, "Bolt")]);

        let text = "MATCH (p:MapperPerson) OPTIONAL MATCH (p)-[w:WORKS_FOR]->(c:MapperCompany) \
                    OPTIONAL MATCH (p)-[:KNOWS]->(o:MapperPerson) WITH p, w, c, collect(o) AS others \
                    RETURN c AS company, others AS colleagues, w AS job, p AS person ORDER BY p.name";
        let all: Vec<Employment> = driver.execute_query(text).read().all().await?;
        let seen = |row: &Employment| {
            let company = row.company.as_ref().map(|company| company.name.clone());
            (row.person.name.clone(), row.job.as_ref().map(|job| job.since), company, row.colleagues.len())
        };
        let seen: Vec<_> = all.iter().map(seen).collect();
        let (acme, bolt) = (Some("Acme".to_owned()), Some("Bolt".to_owned()));
        let wanted = [("Ann", Some(1999), acme, 2), ("Bo", Some(2010), bolt, 0), ("Cy", None, None, 0)];
        assert_eq!(seen, wanted.map(|(name, since, company, count)| (name.to_owned(), since, company, count)));
        Ok(())
    })
    .await;
}
