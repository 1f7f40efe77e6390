//! One-call queries: their options, their results and the chain of what they wrote.

use graph_core::mapping::FromRecord;
use graph_core::{ErrorKind, Query, Record, Statement};
use graph_orm::{FromRecord as DeriveFromRecord, ToParams};
use graph_tests::live;

#[derive(Debug, PartialEq, DeriveFromRecord)]
struct Person {
    name: String,
    age: Option<u8>,
}

#[derive(ToParams)]
struct Given<'a> {
    name: &'a str,
    age: u8,
}

#[tokio::test]
async fn a_query_gives_records_keys_and_summary() {
    live(async |db| {
        let result = db.query::<Record>("UNWIND [1, 2] AS x RETURN x, x * 2 AS twice").read().await?;
        assert_eq!(result.keys.iter().collect::<Vec<_>>(), ["x", "twice"]);
        assert_eq!((result.len(), result.is_empty()), (2, false));
        let twice = result.iter().map(|record| record.get::<i64>("twice")).collect::<Result<Vec<_>, _>>()?;
        assert_eq!(twice, [2, 4]);
        assert_eq!(result.summary.query_text(), "UNWIND [1, 2] AS x RETURN x, x * 2 AS twice");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn rows_become_structs_tuples_and_scalars() {
    live(async |db| {
        let text = "UNWIND [{name: 'Ann', age: 42}, {name: 'Bob'}] AS p RETURN p.name AS name, p.age AS age";
        let people = db.query::<Person>(text).read().all().await?;
        let ann = Person { name: "Ann".to_owned(), age: Some(42) };
        assert_eq!(people, [ann, Person { name: "Bob".to_owned(), age: None }]);
        let pairs = db.query::<(String, Option<i64>)>(text).read().all().await?;
        assert_eq!(pairs, [("Ann".to_owned(), Some(42)), ("Bob".to_owned(), None)]);
        let numbers = db.query::<u16>("UNWIND range(1, 3) AS x RETURN x").read().all().await?;
        assert_eq!(numbers, [1, 2, 3]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn parameters_come_from_a_struct_or_one_by_one() {
    live(async |db| {
        let text = "RETURN $name AS name, $age AS age";
        let ann = Person { name: "Ann".to_owned(), age: Some(42) };
        assert_eq!(db.query::<Person>(text).params(Given { name: "Ann", age: 42 }).one().await?, ann);
        assert_eq!(db.query::<Person>(text).param("age", 42).param("name", "Ann").one().await?, ann);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn one_optional_and_first_say_how_many_records_they_want() {
    live(async |db| {
        let rows = |count: i64| db.query::<i64>("UNWIND range(1, $count) AS x RETURN x").param("count", count).read();
        assert_eq!(rows(1).one().await?, 1);
        assert_eq!(rows(0).optional().await?, None);
        assert_eq!(rows(1).optional().await?, Some(1));
        assert_eq!(rows(3).first().await?, 1);

        let none = rows(0).one().await.expect_err("there is no record");
        assert_eq!(none.kind(), &ErrorKind::NoRecord);
        assert_eq!(none.to_string(), "the result has no record where one was asked for");
        assert_eq!(rows(0).first().await.expect_err("no record").kind(), &ErrorKind::NoRecord);
        let many = rows(3).one().await.expect_err("there are three");
        assert_eq!(many.kind(), &ErrorKind::TooManyRecords);
        assert_eq!(many.to_string(), "the result has 3 records where at most one was asked for");
        assert_eq!(rows(2).optional().await.expect_err("two records").kind(), &ErrorKind::TooManyRecords);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_query_without_records_has_none() {
    live(async |db| {
        let result = db.query::<Record>("MATCH (n:Mine) RETURN n.name AS name").read().await?;
        assert!(result.is_empty());
        assert_eq!(result.first().map(|record| record.len()), None);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn one_call_queries_see_what_those_before_wrote() {
    live(async |db| {
        for expected in 1..=20 {
            db.query::<Record>("CREATE (:Mine)").await?;
            assert_eq!(db.count().await?, expected);
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_retried_or_reused_query_text_may_be_built_at_run_time() {
    live(async |db| {
        let text = Statement::dynamic(format!("RETURN {} AS x", 7));
        let x: i64 = graph_core::Executor::execute(db.driver(), Query::new(text)).one().await?;
        assert_eq!(x, 7);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn generic_code_can_name_the_row_type() {
    async fn first<T: for<'r> FromRecord<'r> + Send + 'static>(
        db: &graph_tests::Database,
        text: &str,
    ) -> Result<T, graph_core::Error> {
        db.query::<T>(text).read().first().await
    }
    live(async |db| {
        assert_eq!(first::<String>(&db, "RETURN 'a'").await?, "a");
        assert_eq!(first::<(i64, bool)>(&db, "RETURN 1, true").await?, (1, true));
        Ok(())
    })
    .await;
}
