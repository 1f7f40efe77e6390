//! Credentials: which ones a server sees, and what happens when it refuses them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use graph_core::AuthToken;
use graph_core::auth::{self, ExpiringToken};
use graph_tests::script::Scenario;

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
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let manager = auth::bearer(move || {
        let number = count.fetch_add(1, Ordering::Relaxed);
        async move { Ok(ExpiringToken::lasting(AuthToken::bearer(format!("token {number}")))) }
    });
    let driver = scenario.driver("bolt").auth_manager(manager).build().expect("valid");
    let refused = driver.verify_connectivity().await.expect_err("the token was refused");
    assert!(refused.is_retryable(), "a new token may be accepted");
    driver.verify_connectivity().await.expect("the new token was accepted");
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    scenario.done().await;
}
