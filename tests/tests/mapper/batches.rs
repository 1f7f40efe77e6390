//! Saving many nodes at once.

use std::sync::{Arc, Mutex};

use graph_orm::prelude::*;
use graph_orm::repository::{Interrupted, Violation};

use crate::mapped;
use crate::model::{Person, fill};

fn people(count: u16) -> Vec<Person> {
    let person = |number: u16| Person {
        name: format!("p{number}"),
        age: Some(u8::try_from(number % 100).expect("below 100")),
        town: "Oslo".to_owned(),
        tags: vec![number.to_string()],
    };
    (0..count).map(person).collect()
}

#[tokio::test]
async fn many_nodes_are_saved_in_batches_and_counted() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let (repository, people, told) = (Repository::<Person>::new(), people(25), Mutex::new(Vec::new()));
        let progress = |saved| told.lock().expect("nobody panics").push(saved);
        let written = repository.save_all(driver, &people).batches_of(10).progress(progress).await?;
        assert_eq!((written.saved, written.created), (25, 25));
        assert_eq!(*told.lock().expect("nobody panics"), [10, 20, 25]);
        assert_eq!(repository.count(driver).await?, 28, "those who were there before stay");
        assert_eq!(repository.find(driver, "p7").await?.as_ref(), people.get(7));

        let changed = [Person { age: None, tags: Vec::new(), ..people[7].clone() }, people[8].clone()];
        let written = repository.save_all(&mut db.session(), &changed).await?;
        assert_eq!((written.saved, written.created), (2, 0));
        assert_eq!(repository.find(driver, "p7").await?, Some(changed[0].clone()), "what is `None` is removed");
        assert_eq!(repository.save_all(driver, &[]).await?.saved, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_fails_says_what_was_saved_before_it() {
    mapped(async |db| {
        let driver = db.driver();
        let constraint =
            "CREATE CONSTRAINT mapper_town IF NOT EXISTS FOR (p:MapperPerson) REQUIRE p.homeTown IS UNIQUE";
        db.query::<()>(constraint).await?;
        let mut people = people(25);
        people.iter_mut().for_each(|person| person.town.clone_from(&person.name));
        people[17].town = "p3".to_owned();

        let repository = Repository::<Person>::new();
        let mut session = db.session();
        let tx = session.begin().await?;
        let whole = repository.save_all(&*tx, &people).batches_of(10).await.unwrap_err();
        assert!(whole.custom_ref::<Interrupted>().is_none(), "a transaction is all or nothing: {whole:?}");
        assert!(whole.custom_ref::<Violation>().is_some(), "{whole:?}");
        drop(tx);
        assert_eq!(repository.count(driver).await?, 0);

        let part = repository.save_all(driver, &people).batches_of(10).await.unwrap_err();
        let interrupted = part.custom_ref::<Interrupted>().unwrap_or_else(|| panic!("it was interrupted: {part:?}"));
        assert_eq!((interrupted.written().saved, interrupted.written().created), (10, 10));
        assert_eq!(part.to_string(), "10 of 25 nodes were saved before a batch failed");
        assert_eq!(repository.count(driver).await?, 10);

        let first = repository.save_all(driver, &people[15..]).batches_of(10).await.unwrap_err();
        assert!(first.custom_ref::<Violation>().is_some(), "nothing was saved before: {first:?}");
        db.query::<()>("DROP CONSTRAINT mapper_town IF EXISTS").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn saving_many_can_be_spawned() {
    mapped(async |db| {
        let (driver, told) = (db.driver().clone(), Arc::new(Mutex::new(0)));
        let heard = Arc::clone(&told);
        let saving = async move {
            let people = people(12);
            let progress = move |saved| *heard.lock().expect("nobody panics") = saved;
            Repository::<Person>::new().save_all(&driver, &people).progress(progress).await
        };
        let written = tokio::spawn(saving).await.expect("it does not panic")?;
        assert_eq!((written.saved, *told.lock().expect("nobody panics")), (12, 12));
        Ok(())
    })
    .await;
}
