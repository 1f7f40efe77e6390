//! Credentials that a server refuses.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use graph_core::auth::{self, ExpiringToken};
use graph_core::{AuthToken, Driver};

use crate::both;
use crate::peer::{Answer, Peer, request};

#[tokio::test]
async fn a_token_refused_when_a_connection_opens_is_replaced() {
    let peer = Peer::listen().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let manager = auth::bearer(move || {
        count.fetch_add(1, Ordering::Relaxed);
        async { Ok(ExpiringToken::lasting(AuthToken::bearer("a token"))) }
    });
    let driver = Driver::builder(&peer.uri()).auth_manager(manager).build().expect("valid");
    let client = async { (driver.verify_connectivity().await, driver.verify_connectivity().await) };
    let server = async {
        let mut talk = peer.shaken().await;
        talk.answer(request::HELLO, Answer::Success).await;
        talk.answer(request::LOGON, Answer::Failure("Neo.ClientError.Security.TokenExpired")).await;
        peer.greeted().await;
    };
    let ((refused, accepted), ()) = both(client, server).await;
    assert!(refused.expect_err("the token was refused").is_retryable(), "a new token may be accepted");
    accepted.expect("the new token was accepted");
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}
