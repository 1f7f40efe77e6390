//! What work waits for, and what it leaves for later work to wait for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use graph_core::{BookmarkManager, Bookmarks, MemoryBookmarks};
use graph_tests::script::Scenario;

/// One transaction of a query, which must wait for `{before}` and leaves `{after}`.
fn transaction(before: &str, after: &str) -> String {
    let before = if before.is_empty() { String::new() } else { format!("bookmarks: [{before}]") };
    format!(
        r#"
        C BEGIN {{{before}}}
        S SUCCESS {{}}
        C RUN ..
        S SUCCESS {{fields: ["n"]}}
        C PULL ..
        S RECORD [1]
        S SUCCESS {{}}
        C COMMIT
        S SUCCESS {{bookmark: "{after}"}}
        "#
    )
}

#[tokio::test(start_paused = true)]
async fn one_call_queries_share_the_bookmarks_of_their_driver_unless_they_are_told_otherwise() {
    let script = [
        transaction("", "a:1"),
        transaction(r#""a:1""#, "a:2"),
        // Of another manager, and of none.
        transaction(r#""x:1""#, "x:2"),
        transaction("", "y:1"),
        transaction(r#""a:2""#, "a:3"),
        // A session with the driver's manager, and one without.
        transaction(r#""a:3""#, "a:4"),
        transaction("", "z:1"),
        transaction(r#""a:4""#, "a:5"),
    ];
    let scenario = Scenario::start(&format!("auto HELLO LOGON\n{}", script.concat())).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let other: Arc<dyn BookmarkManager> = Arc::new(MemoryBookmarks::new().starting_with(Bookmarks::from_raw(["x:1"])));
    let query = || driver.execute_query::<i64>("RETURN 1");
    query().one().await.expect("a result");
    query().one().await.expect("a result");
    query().bookmark_manager(Arc::clone(&other)).one().await.expect("a result");
    query().without_bookmarks().one().await.expect("a result");
    query().one().await.expect("a result");
    assert_eq!(other.bookmarks(), Bookmarks::from_raw(["x:2"]));
    assert_eq!(driver.last_bookmarks(), Bookmarks::from_raw(["a:3"]));

    let mut sharing = driver.session().bookmark_manager(driver.bookmark_manager()).open();
    sharing.execute_query::<i64>("RETURN 1").one().await.expect("a result");
    driver.session().open().execute_query::<i64>("RETURN 1").one().await.expect("a result");
    query().one().await.expect("a result");
    assert_eq!(driver.last_bookmarks(), Bookmarks::from_raw(["a:5"]));
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_session_waits_for_what_it_is_given_and_then_for_its_own_work() {
    let script = [
        transaction(r#""a:1", "b:1""#, "c:1"),
        transaction(r#""c:1""#, "c:2"),
        r#"
        C RUN _ {} {bookmarks: ["c:2"]}
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {bookmark: "c:3"}
        C BEGIN {bookmarks: ["c:3"]}
        S SUCCESS {}
        C ROLLBACK
        S SUCCESS {}
        C BEGIN {bookmarks: ["c:3"]}
        S SUCCESS {}
        C COMMIT
        S SUCCESS {bookmark: "c:4"}
        "#
        .to_owned(),
    ];
    let scenario = Scenario::start(&format!("auto HELLO LOGON\n{}", script.concat())).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().bookmarks(Bookmarks::from_raw(["a:1", "b:1"])).open();
    for _ in 0..2 {
        session.execute_query::<i64>("RETURN 1").one().await.expect("a result");
    }
    session.run("RETURN 1").await.expect("a result");
    session.begin().await.expect("begun").roll_back().await.expect("rolled back");
    session.begin().await.expect("begun").commit().await.expect("committed");
    assert_eq!(session.last_bookmarks(), Bookmarks::from_raw(["c:4"]));
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn an_application_is_asked_for_bookmarks_when_a_router_is_and_again_when_work_begins() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RESET
        C ROUTE _ ["a:1"] ..
        S TABLE {db: "films", ttl: 300, route: [$server], read: [$server], write: [$server]}
        C BEGIN {bookmarks: ["a:2"], db: "films"}
        S SUCCESS {}
        C RUN ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        "#,
    )
    .await;
    let asked = AtomicUsize::new(0);
    let supplier = move || Bookmarks::from_raw([format!("a:{}", 1 + asked.fetch_add(1, Ordering::Relaxed))]);
    let manager: Arc<dyn BookmarkManager> = Arc::new(MemoryBookmarks::new().supplied_by(supplier));
    let driver = scenario.driver("neo4j").build().expect("valid");
    let mut session = driver.session().bookmark_manager(manager).open();
    session.execute_write(async |tx| tx.run("RETURN 1").await).await.expect("a result");
    scenario.done().await;
}
