//! Typed patterns: from node to node over relationships.

use graph_orm::prelude::*;

use crate::mapped;
use crate::model::{City, Company, Knows, LiesIn, Person, WorksFor, fill};

#[tokio::test]
async fn a_row_has_what_the_pattern_says() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let rows = Person::node()
            .out::<WorksFor>()
            .filter(WorksFor::SINCE.lt(2000))
            .to::<Company>()
            .out::<LiesIn>()
            .to::<City>()
            .filter(City::NAME.eq("Paris"))
            .all(driver)
            .await?;
        let [(person, job, company, LiesIn, city)] = &rows[..] else { panic!("one row, not {rows:?}") };
        assert_eq!((&*person.name, job.since, &*company.name, &*city.name), ("Ann", 1999, "Acme", "Paris"));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn steps_go_out_come_in_and_go_either_way() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let bo = || Person::node().filter(Person::NAME.eq("Bo"));
        assert_eq!(bo().out::<Knows>().to::<Person>().count(driver).await?, 0);
        let (_, knows, ann) = bo().incoming::<Knows>().from::<Person>().one(driver).await?;
        assert_eq!((knows, &*ann.name), (Knows { well: Some(true) }, "Ann"));
        let (_, _, ann) = bo().either::<Knows>().with::<Person>().one(driver).await?;
        assert_eq!(ann.name, "Ann");
        let staff = Company::node().filter(Company::NAME.eq("Acme")).incoming::<WorksFor>().from::<Person>();
        assert!(staff.exists(driver).await?);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_optional_step_keeps_rows_without_it() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let rows: Vec<(Person, Option<WorksFor>, Option<Company>)> = Person::node()
            .order_by(Person::NAME.asc())
            .out::<WorksFor>()
            .filter(WorksFor::SINCE.lt(2000))
            .optional()
            .to::<Company>()
            .all(driver)
            .await?;
        let found: Vec<_> = rows
            .iter()
            .map(|(person, job, company)| {
                (&*person.name, job.as_ref().map(|job| job.since), company.as_ref().map(|company| &*company.name))
            })
            .collect();
        assert_eq!(found, [("Ann", Some(1999), Some("Acme")), ("Bo", None, None), ("Cy", None, None)]);

        let unemployed = Person::node()
            .out::<WorksFor>()
            .optional()
            .to::<Company>()
            .filter_with(|(_, _, company)| company.get(Company::NAME).is_null())
            .select_with(|(person, _, _)| person)
            .all(driver)
            .await?;
        assert_eq!(unemployed.len(), 1);
        assert_eq!(unemployed[0].name, "Cy");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn several_steps_are_compared_ordered_and_selected() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let friends = Person::node()
            .out::<Knows>()
            .to::<Person>()
            .filter_with(|(one, _, other)| one.get(Person::AGE).gt(other.get(Person::AGE)))
            .select_with(|(one, knows, other)| (one.get(Person::NAME), knows, other.get(Person::NAME)))
            .all(driver)
            .await?;
        assert_eq!(friends, [("Ann".to_owned(), Knows { well: Some(true) }, "Bo".to_owned())]);

        let towns = Person::node()
            .out::<WorksFor>()
            .to::<Company>()
            .order_with(|(person, _, _)| person.get(Person::AGE).desc())
            .select_with(|(person, _, company)| (person.get(Person::AGE), company.get(Company::NAME)))
            .all(driver)
            .await?;
        assert_eq!(towns, [(Some(30), "Acme".to_owned()), (Some(20), "Bolt".to_owned())]);

        let counts = Person::node()
            .out::<Knows>()
            .to::<Person>()
            .select_with(|(one, _, other)| (one.get(Person::NAME), other.count()))
            .one(driver)
            .await?;
        assert_eq!(counts, ("Ann".to_owned(), 2));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_step_over_several_relationships_has_a_list_of_them() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        let mut rows: Vec<(Person, Vec<Knows>, Person)> = Person::node()
            .filter(Person::NAME.eq("Bo"))
            .either::<Knows>()
            .hops(1..=2)
            .with::<Person>()
            .all(driver)
            .await?;
        rows.sort_by_key(|(_, way, _)| way.len());
        let found: Vec<_> = rows.iter().map(|(_, way, other)| (way.len(), &*other.name)).collect();
        assert_eq!(found, [(1, "Ann"), (2, "Cy")]);
        Ok(())
    })
    .await;
}
