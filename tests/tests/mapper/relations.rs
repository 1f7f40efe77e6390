//! Writing relationships, loading them with their nodes, and asking for nodes that have them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use graph_core::ErrorKind;
use graph_orm::prelude::*;
use graph_orm::query::{Filter, Related, Relation};
use graph_orm::relation::MissingEnd;
use graph_tests::proxy::{Proxy, Verdict};

use crate::mapped;
use crate::model::{City, Company, Knows, LiesIn, Person, WorksFor, fill};

async fn friends(driver: &Driver, name: &str) -> Result<Vec<(String, Option<bool>)>, Error> {
    let mut friends: Vec<_> = Person::ACQUAINTANCES
        .of(name)
        .all(driver)
        .await?
        .into_iter()
        .map(|(knows, person)| (person.name, knows.well))
        .collect();
    friends.sort();
    Ok(friends)
}

fn friend(name: &str, well: Option<bool>) -> (String, Option<bool>) {
    (name.to_owned(), well)
}

#[tokio::test]
async fn a_relationship_is_written_once_however_often_it_is_connected() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let bo = || Person::ACQUAINTANCES.of("Bo");
        bo().connect(driver, "Cy", &Knows { well: Some(false) }).await?;
        bo().connect(driver, "Cy", &Knows { well: Some(true) }).await?;
        assert_eq!(friends(driver, "Bo").await?, [friend("Cy", Some(true))]);
        bo().connect(driver, "Cy", &Knows { well: None }).await?;
        assert_eq!(friends(driver, "Bo").await?, [friend("Cy", None)]);
        assert_eq!(bo().count(driver).await?, 1);
        assert_eq!(friends(driver, "Ann").await?, [friend("Bo", Some(true)), friend("Cy", None)], "hers are as before");

        Company::STAFF.of("Acme").connect(driver, "Cy", &WorksFor { since: 2001 }).await?;
        let (job, company) = Person::EMPLOYER.of("Cy").all(driver).await?.remove(0);
        assert_eq!((job.since, &*company.name), (2001, "Acme"), "it goes the way that the model says");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_relationship_of_either_direction_is_the_same_from_both_ends() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        Person::FRIENDS.of("Bo").connect(driver, "Ann", &Knows { well: Some(false) }).await?;
        assert_eq!(friends(driver, "Ann").await?, [friend("Bo", Some(false)), friend("Cy", None)]);
        assert_eq!(Person::FRIENDS.of("Bo").count(driver).await?, 1);
        Person::FRIENDS.of("Bo").connect(driver, "Cy", &Knows { well: None }).await?;
        assert_eq!(Person::FRIENDS.of("Cy").count(driver).await?, 2);
        assert_eq!(Person::FRIENDS.of("Cy").disconnect(driver, "Bo").await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn only_what_is_named_is_disconnected() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        assert_eq!(Person::ACQUAINTANCES.of("Ann").disconnect(driver, "Bo").await?, 1);
        assert_eq!(Person::ACQUAINTANCES.of("Ann").disconnect(driver, "Bo").await?, 0);
        assert_eq!(friends(driver, "Ann").await?, [friend("Cy", None)]);
        assert_eq!(Person::EMPLOYER.of("Ann").count(driver).await?, 1, "a relationship of another type stays");
        assert_eq!(Person::node().count(driver).await?, 3, "the nodes stay");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn whoever_is_missing_is_not_connected() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        for (from, to) in [("Ann", "Dee"), ("Dee", "Ann")] {
            let refused = Person::ACQUAINTANCES.of(from).connect(driver, to, &Knows { well: None }).await.unwrap_err();
            assert!(refused.custom_ref::<MissingEnd>().is_some(), "{refused}");
            let text = refused.to_string();
            assert!(text.contains("KNOWS") && text.contains("MapperPerson"), "{text}");
            assert!(!text.contains("Dee"), "a key is a value: {text}");
        }
        assert_eq!(Person::node().count(driver).await?, 3);
        assert_eq!(friends(driver, "Ann").await?.len(), 2);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_was_not_seen_is_not_replaced() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        db.query::<()>("CREATE (:MapperPerson {name: 'Dee', homeTown: 'Oslo'})").await?;
        let (well, badly) = (Knows { well: Some(true) }, Knows { well: Some(false) });
        let ann = || Person::ACQUAINTANCES.of("Ann");
        let changed = ann().replace(driver, ["Bo"], [("Dee", &well)]).await?;
        assert_eq!((changed.connected, changed.created, changed.disconnected), (1, 1, 1));
        assert_eq!(friends(driver, "Ann").await?, [friend("Cy", None), friend("Dee", Some(true))], "Cy was not seen");

        let changed = ann().replace(driver, ["Cy", "Dee"], [("Dee", &badly), ("Eve", &well)]).await?;
        assert_eq!((changed.connected, changed.created, changed.disconnected), (1, 0, 1), "there is no Eve");
        assert_eq!(friends(driver, "Ann").await?, [friend("Dee", Some(false))]);

        let nobody: [(&str, Knows); 0] = [];
        let changed = ann().replace(driver, ["Dee"], nobody).await?;
        assert_eq!((changed.connected, changed.disconnected), (0, 1));
        assert_eq!(ann().count(driver).await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn many_are_connected_by_one_statement() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let (well, badly) = (Knows { well: Some(true) }, Knows { well: Some(false) });
        let rows = [("Bo", "Ann", &well), ("Cy", "Bo", &badly), ("Cy", "Dee", &well), ("Ann", "Cy", &well)];
        assert_eq!(Person::ACQUAINTANCES.connect_all(driver, rows).await?, 3, "there is no Dee");
        assert_eq!(friends(driver, "Ann").await?, [friend("Bo", Some(true)), friend("Cy", Some(true))]);
        assert_eq!(friends(driver, "Cy").await?, [friend("Bo", Some(false))]);
        let nobody: [(&str, &str, Knows); 0] = [];
        assert_eq!(Person::ACQUAINTANCES.connect_all(driver, nobody).await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_is_rolled_back_connects_nothing() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let mut session = db.session();
        let tx = session.begin().await?;
        Person::ACQUAINTANCES.of("Cy").connect(&*tx, "Ann", &Knows { well: None }).await?;
        assert_eq!(Person::ACQUAINTANCES.of("Cy").count(&*tx).await?, 1);
        tx.roll_back().await?;
        assert_eq!(Person::ACQUAINTANCES.of("Cy").count(&mut session).await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_row_has_what_its_plan_asked_for() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        type Employer = Option<Related<WorksFor, Company, Vec<Related<LiesIn, City>>>>;
        let cities = Relation::<Company, LiesIn, City>::out();
        type Row = (Person, Employer, Vec<Related<Knows, Person>>);
        let rows: Vec<Row> = Person::node()
            .order_by(Person::NAME.asc())
            .fetch(Person::EMPLOYER.with(cities))
            .fetch(Person::FRIENDS)
            .all(driver)
            .await?;
        let found: Vec<_> = rows
            .iter()
            .map(|(person, employer, friends)| {
                let mut names: Vec<_> = friends.iter().map(|friend| &*friend.node.name).collect();
                names.sort_unstable();
                let cities = employer.as_ref().map(|employer| {
                    let cities = employer.more.iter().map(|city| &*city.node.name).collect::<Vec<_>>();
                    (employer.link.since, &*employer.node.name, cities)
                });
                (&*person.name, cities, names)
            })
            .collect();
        assert_eq!(
            found,
            [
                ("Ann", Some((1999, "Acme", vec!["Paris"])), vec!["Bo", "Cy"]),
                ("Bo", Some((2010, "Bolt", vec![])), vec!["Ann"]),
                ("Cy", None, vec!["Ann"]),
            ]
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_plan_loads_those_that_it_asks_for_and_goes_on_from_them() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let plan = Person::ACQUAINTANCES
            .filter(Person::AGE.is_not_null())
            .link(Knows::WELL.eq(true))
            .with((Person::EMPLOYER, Person::FRIENDS.filter(Person::NAME.ne("Cy"))));
        let (ann, friends) = Person::node().filter(Person::NAME.eq("Ann")).fetch(plan).one(driver).await?;
        let [Related { link, node, more: (employer, back), .. }] = &friends[..] else { panic!("not {friends:?}") };
        assert_eq!((&*ann.name, link.well, &*node.name), ("Ann", Some(true), "Bo"));
        assert_eq!(employer.as_ref().map(|employer| &*employer.node.name), Some("Bolt"));
        assert_eq!(back.iter().map(|back| &*back.node.name).collect::<Vec<_>>(), ["Ann"], "a cycle is no trouble");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn more_or_fewer_than_the_model_says_is_an_error_that_says_so() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let none = Company::node().filter(Company::NAME.eq("Bolt")).fetch(Company::CITY).one(driver).await;
        let text = format!("{:#?}", none.unwrap_err());
        assert!(text.contains("one LIES_IN between a Company and its City") && text.contains("has 0"), "{text}");
        let (_, city) = Company::node().filter(Company::NAME.eq("Acme")).fetch(Company::CITY).one(driver).await?;
        assert_eq!(city.node.name, "Paris");

        Person::EMPLOYER.of("Ann").connect(driver, "Bolt", &WorksFor { since: 2020 }).await?;
        let two = Person::node().filter(Person::NAME.eq("Ann")).fetch(Person::EMPLOYER).one(driver).await;
        let error = two.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Decode), "{error:?}");
        let text = format!("{error:#?}");
        assert!(text.contains("at most one WORKS_FOR") && text.contains("has 2"), "{text}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn nodes_are_found_by_what_they_are_related_to() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let veterans = Person::EMPLOYER.link(WorksFor::SINCE.lt(2000));
        let in_paris = Person::EMPLOYER.filter(Company::CITY.filter(City::NAME.eq("Paris")).exists());
        let cases: [(Filter<Person>, &[&str]); 7] = [
            (Person::EMPLOYER.exists(), &["Ann", "Bo"]),
            (Person::EMPLOYER.exists().not(), &["Cy"]),
            (veterans.exists(), &["Ann"]),
            (in_paris.exists(), &["Ann"]),
            (Person::FRIENDS.filter(Person::EMPLOYER.exists().not()).exists(), &["Ann"]),
            (Person::FRIENDS.count().ge(2), &["Ann"]),
            (Person::ACQUAINTANCES.link(Knows::WELL.is_null()).count().eq(1), &["Ann"]),
        ];
        for (filter, expected) in cases {
            let text = format!("{filter:?}");
            let query = Person::node().filter(filter).order_by(Person::NAME.asc()).select(Person::NAME);
            assert_eq!(query.all(driver).await?, expected, "{text}");
        }
        let counts = Person::node()
            .order_by(Person::FRIENDS.count().desc())
            .order_by(Person::NAME.asc())
            .select((Person::NAME, Person::FRIENDS.count()))
            .all(driver)
            .await?;
        assert_eq!(counts, [("Ann".to_owned(), 2), ("Bo".to_owned(), 1), ("Cy".to_owned(), 1)]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_thousand_people_with_employer_and_friends_are_one_query() {
    mapped(async |db| {
        let world = "UNWIND range(0, 9) AS i CREATE (c:MapperCompany {name: 'c' + toString(i)}) \
             WITH collect(c) AS companies \
             UNWIND range(0, 999) AS i CREATE (p:MapperPerson {name: 'p' + toString(i), homeTown: 'Oslo'}) \
             WITH companies, collect(p) AS people \
             UNWIND range(0, 999) AS i \
             WITH people[i] AS one, people[(i + 1) % 1000] AS next, companies[i % 10] AS company, i \
             CREATE (one)-[:KNOWS]->(next), (one)-[:WORKS_FOR {since: 2000 + i % 20}]->(company)";
        db.query::<()>(world).await?;
        let runs = Arc::new(AtomicUsize::new(0));
        let proxy = Proxy::to(db.uri()).judged(counting(Arc::clone(&runs))).start().await.expect("a port is free");
        let driver = Driver::builder(&proxy.uri()).auth(db.auth()).build()?;
        let people = Person::node().fetch(Person::EMPLOYER).fetch(Person::FRIENDS).all(&driver).await?;
        assert_eq!(runs.load(Ordering::SeqCst), 1, "nothing is loaded one by one");
        driver.close().await;
        assert_eq!(people.len(), 1000);
        for (person, employer, friends) in &people {
            let number: usize = person.name[1..].parse().expect("the name has a number");
            let employer = employer.as_ref().expect("everybody works");
            assert_eq!(employer.node.name, format!("c{}", number % 10));
            assert_eq!(friends.len(), 2, "the one before and the one after");
        }
        Ok(())
    })
    .await;
}

/// Counts the queries that a client sends: messages of three fields with the tag of RUN, 0x10.
fn counting(runs: Arc<AtomicUsize>) -> impl Fn(&[u8]) -> Verdict {
    move |sent| {
        runs.fetch_add(sent.windows(2).filter(|pair| *pair == [0xB3, 0x10]).count(), Ordering::SeqCst);
        Verdict::Pass
    }
}
