//! Credentials: which ones a server sees, and what happens when it refuses them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use graph_core::auth::{self, AuthManager, ExpiringToken};
use graph_core::{AuthToken, ErrorKind, TokenVerdict, params};
use graph_tests::script::Scenario;

/// A manager of bearer tokens `token 0`, `token 1`, …, each good for so long, and how many it gave.
fn counting(lifetime: Duration) -> (impl AuthManager, Arc<AtomicUsize>) {
    let given = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&given);
    let manager = auth::bearer(move || {
        let number = count.fetch_add(1, Ordering::Relaxed);
        async move { Ok(ExpiringToken::for_time(AuthToken::bearer(format!("token {number}")), lifetime)) }
    });
    (manager, given)
}

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(start_paused = true)]
async fn each_scheme_has_its_entries() {
    let custom = AuthToken::custom("own").with_principal("ann").with_credentials("secret").with_realm("here");
    for (token, entries) in [
        (AuthToken::none(), r#"{scheme: "none"}"#),
        (AuthToken::basic("ann", "secret"), r#"{scheme: "basic", principal: "ann", credentials: "secret"}"#),
        (
            AuthToken::basic("ann", "secret").with_realm("here"),
            r#"{scheme: "basic", principal: "ann", credentials: "secret", realm: "here"}"#,
        ),
        (AuthToken::bearer("a.b.c"), r#"{scheme: "bearer", credentials: "a.b.c"}"#),
        (AuthToken::kerberos("dGlja2V0"), r#"{scheme: "kerberos", principal: "", credentials: "dGlja2V0"}"#),
        (AuthToken::custom("plain"), r#"{scheme: "plain"}"#),
        (
            custom.with_parameters([("level".to_owned(), 3.into())].into()),
            r#"{scheme: "own", principal: "ann", credentials: "secret", realm: "here", parameters: {level: 3}}"#,
        ),
    ] {
        let scenario = Scenario::start(&format!("auto HELLO\nC LOGON {entries}\nS SUCCESS {{}}")).await;
        let driver = scenario.driver("bolt").auth(token.clone()).build().expect("valid");
        driver.verify_connectivity().await.expect("accepted");
        scenario.done().await;

        // Before Bolt 5.1 they are HELLO's.
        let entries = entries.replace('}', "") + &"}".repeat(entries.matches('}').count() - 1) + ", ..}";
        let scenario = Scenario::start(&format!("bolt 5.0\nC HELLO {entries}\nS SUCCESS {{}}")).await;
        let driver = scenario.driver("bolt").auth(token).build().expect("valid");
        driver.verify_connectivity().await.expect("accepted");
        scenario.done().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_refused_when_a_connection_opens_is_replaced() {
    let scenario = Scenario::start(
        r#"
        auto HELLO
        connection
        C LOGON {scheme: "bearer", credentials: "token 0"}
        S FAILURE {code: "Neo.ClientError.Security.TokenExpired", message: "no"}
        connection
        C LOGON {scheme: "bearer", credentials: "token 1"}
        S SUCCESS {}
        "#,
    )
    .await;
    let (manager, given) = counting(HOUR);
    let driver = scenario.driver("bolt").auth_manager(manager).build().expect("valid");
    let refused = driver.verify_connectivity().await.expect_err("the token was refused");
    assert!(refused.is_retryable(), "a new token may be accepted");
    driver.verify_connectivity().await.expect("the new token was accepted");
    assert_eq!(given.load(Ordering::Relaxed), 2);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_live_connection_takes_a_new_token_over_together_with_its_work() {
    let scenario = Scenario::start(
        r#"
        auto HELLO
        C LOGON {scheme: "bearer", credentials: "token 0"}
        S SUCCESS {}
        C RUN "RETURN 1" ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        # Nothing is answered before all of it came.
        C LOGOFF
        C LOGON {scheme: "bearer", credentials: "token 1"}
        C RUN "RETURN 2" ..
        C PULL ..
        S SUCCESS {}
        S SUCCESS {}
        S SUCCESS {fields: ["n"]}
        S SUCCESS {}
        "#,
    )
    .await;
    let (manager, _) = counting(Duration::from_secs(10));
    let driver = scenario.driver("bolt").auth_manager(manager).build().expect("valid");
    let mut session = driver.session().open();
    session.run("RETURN 1").await.expect("with the first token");
    tokio::time::sleep(Duration::from_secs(10)).await;
    session.run("RETURN 2").await.expect("with the second token");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_cannot_take_a_new_token_over_is_replaced() {
    let scenario = Scenario::start(
        r#"
        bolt 5.0
        connection
        C HELLO {credentials: "token 0", ..}
        S SUCCESS {}
        C GOODBYE
        S CLOSE
        connection
        C HELLO {credentials: "token 1", ..}
        S SUCCESS {}
        "#,
    )
    .await;
    let (manager, _) = counting(Duration::from_secs(10));
    let driver = scenario.driver("bolt").auth_manager(manager).build().expect("valid");
    driver.verify_connectivity().await.expect("with the first token");
    tokio::time::sleep(Duration::from_secs(10)).await;
    driver.verify_connectivity().await.expect("with the second token");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn work_whose_token_expired_is_retried_with_a_new_one() {
    let scenario = Scenario::start(
        r#"
        auto HELLO RESET
        C LOGON {scheme: "bearer", credentials: "token 0"}
        S SUCCESS {}
        C BEGIN ..
        S FAILURE {code: "Neo.ClientError.Security.TokenExpired", message: "no"}
        C RUN ..
        S IGNORED
        C PULL ..
        S IGNORED
        C RESET
        S SUCCESS {}
        C LOGOFF
        S SUCCESS {}
        C LOGON {scheme: "bearer", credentials: "token 1"}
        S SUCCESS {}
        C BEGIN ..
        S SUCCESS {}
        C RUN ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S RECORD [1]
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        "#,
    )
    .await;
    let (manager, given) = counting(HOUR);
    let driver = scenario.driver("bolt").auth_manager(manager).build().expect("valid");
    assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await.expect("the second attempt"), 1);
    assert_eq!(given.load(Ordering::Relaxed), 2);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn work_that_a_token_of_its_own_may_not_do_is_not_retried() {
    for code in ["Unauthorized", "TokenExpired", "Forbidden", "CredentialsExpired"] {
        let scenario = Scenario::start(&format!(
            r#"
            auto HELLO RESET
            C LOGON ..
            S FAILURE {{code: "Neo.ClientError.Security.{code}", message: "no"}}
            "#
        ))
        .await;
        let driver = scenario.driver("bolt").auth(AuthToken::basic("ann", "wrong")).build().expect("valid");
        let error = driver.execute_query::<i64>("RETURN 1").one().await.expect_err("refused");
        assert_eq!(error.code(), Some(format!("Neo.ClientError.Security.{code}").as_str()));
        assert!(!error.is_retryable());
        scenario.done().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_logs_on_anew_once_the_server_wants_all_to_do_so() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C BEGIN ..
        S FAILURE {code: "Neo.ClientError.Security.AuthorizationExpired", message: "log on again"}
        C RUN ..
        S IGNORED
        C PULL ..
        S IGNORED
        C RESET
        S SUCCESS {}
        C LOGOFF
        S SUCCESS {}
        C BEGIN ..
        S SUCCESS {}
        C RUN ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S RECORD [1]
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await.expect("with another logon"), 1);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_session_acts_with_credentials_of_its_own_and_the_next_one_not() {
    let scenario = Scenario::start(
        r#"
        auto HELLO
        C LOGON {scheme: "basic", principal: "driver", credentials: "one"}
        S SUCCESS {}
        C LOGOFF
        S SUCCESS {}
        C LOGON {scheme: "basic", principal: "session", credentials: "two"}
        S SUCCESS {}
        C RUN "RETURN 1" ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        C RUN "RETURN 2" ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        C LOGOFF
        S SUCCESS {}
        C LOGON {scheme: "basic", principal: "driver", credentials: "one"}
        S SUCCESS {}
        C RUN "RETURN 3" ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").auth(AuthToken::basic("driver", "one")).build().expect("valid");
    driver.verify_connectivity().await.expect("as the driver's user");
    let mut session = driver.session().auth(AuthToken::basic("session", "two")).open();
    session.run("RETURN 1").await.expect("as the session's user");
    session.run("RETURN 2").await.expect("as the session's user, who is on already");
    driver.session().open().run("RETURN 3").await.expect("as the driver's user");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_query_acts_with_credentials_of_its_own() {
    let scenario = Scenario::start(
        r#"
        auto HELLO BEGIN COMMIT
        C LOGON {scheme: "bearer", credentials: "the query's"}
        S SUCCESS {}
        C RUN ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S RECORD [1]
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").auth(AuthToken::basic("driver", "one")).build().expect("valid");
    let query = driver.execute_query::<i64>("RETURN 1").auth(AuthToken::bearer("the query's"));
    assert_eq!(query.one().await.expect("as the query's user"), 1);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn credentials_of_a_session_need_a_server_that_can_change_users() {
    let scenario = Scenario::start("bolt 5.0\nauto HELLO RESET\nconnection *").await;
    let driver = scenario.driver("bolt").build().expect("valid");
    assert!(!driver.supports_session_auth().await.expect("it answers"));
    let mut session = driver.session().auth(AuthToken::basic("session", "two")).open();
    let error = session.run("RETURN 1").await.expect_err("it cannot");
    assert_eq!(error.kind(), &ErrorKind::Unsupported);
    assert!(error.to_string().ends_with("need Bolt 5.1, and the server speaks 5.0"), "{error}");
    let error = driver.verify_authentication(&AuthToken::none()).await.expect_err("it cannot");
    assert_eq!(error.kind(), &ErrorKind::Unsupported);
    scenario.done().await;

    let scenario = Scenario::start("bolt 5.1\nauto HELLO LOGON RESET\nconnection *").await;
    let driver = scenario.driver("bolt").build().expect("valid");
    assert!(driver.supports_session_auth().await.expect("it answers"));
    assert!(driver.supports_multi_db().await.expect("it answers"));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_verified_on_a_connection_of_the_pool() {
    let scenario = Scenario::start(
        r#"
        auto HELLO RESET
        connection
        C LOGON {scheme: "basic", principal: "driver", credentials: "one"}
        S SUCCESS {}
        C LOGOFF
        S SUCCESS {}
        C LOGON {scheme: "basic", principal: "ann", credentials: "good"}
        S SUCCESS {}
        # Even the token that the connection has already.
        C LOGOFF
        S SUCCESS {}
        C LOGON {scheme: "basic", principal: "ann", credentials: "good"}
        S SUCCESS {}
        C LOGOFF
        S SUCCESS {}
        C LOGON {scheme: "basic", principal: "ann", credentials: "bad"}
        S FAILURE {code: "Neo.ClientError.Security.Unauthorized", message: "no"}
        connection
        C LOGON {scheme: "basic", principal: "ann", credentials: "ugly"}
        S FAILURE {code: "Neo.ClientError.Security.AuthenticationRateLimit", message: "slowly"}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").auth(AuthToken::basic("driver", "one")).build().expect("valid");
    driver.verify_connectivity().await.expect("as the driver's user");
    let ann = |password: &str| AuthToken::basic("ann", password);
    assert_eq!(driver.verify_authentication(&ann("good")).await.expect("an answer"), TokenVerdict::Accepted);
    assert_eq!(driver.verify_authentication(&ann("good")).await.expect("an answer"), TokenVerdict::Accepted);
    assert_eq!(driver.verify_authentication(&ann("bad")).await.expect("an answer"), TokenVerdict::Refused);
    let error = driver.verify_authentication(&ann("ugly")).await.expect_err("no answer");
    assert_eq!(error.code(), Some("Neo.ClientError.Security.AuthenticationRateLimit"));
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn work_on_behalf_of_another_user_says_so() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C ROUTE {..} [] {imp_user: "bob"}
        S TABLE {db: "bobs", ttl: 300, route: [$server], read: [$server], write: [$server]}
        C RUN "RETURN $x" {x: 1} {imp_user: "bob", db: "bobs"}
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        C BEGIN {imp_user: "bob", db: "bobs"}
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        C ROUTE {..} [] {imp_user: "eve"}
        S TABLE {db: "eves", ttl: 300, route: [$server], read: [$server], write: [$server]}
        C BEGIN {imp_user: "eve", db: "eves"}
        S SUCCESS {}
        C RUN "RETURN 2" {} {}
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S RECORD [2]
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    let mut session = driver.session().impersonate("bob").open();
    session.run("RETURN $x").params(params! { x: 1 }).await.expect("as Bob");
    session.begin().await.expect("as Bob").commit().await.expect("as Bob");
    let query = driver.execute_query::<i64>("RETURN 2").impersonate("eve");
    assert_eq!(query.one().await.expect("as Eve"), 2);
    scenario.done().await;
}
