//! Clusters whose members change their minds.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use graph_core::{Driver, Error};
use tokio::net::TcpStream;

use crate::both;
use crate::peer::{Answer, Peer, Talk, request};

/// Answers one connection as a former leader that still believes in itself, and returns how often it was asked for
/// its routing table.
async fn former_leader(mut talk: Talk<TcpStream>, address: &str) -> usize {
    let mut asked = 0;
    while let Some(tag) = talk.request().await {
        let answer = match tag {
            request::ROUTE => {
                asked += 1;
                Answer::Table(address, "films", 300)
            }
            request::BEGIN => Answer::Failure("Neo.ClientError.Cluster.NotALeader"),
            request::RUN | request::PULL | request::COMMIT => Answer::Ignored,
            request::GOODBYE => break,
            _ => Answer::Success,
        };
        talk.say(answer).await;
    }
    asked
}

#[tokio::test]
async fn a_leader_of_a_database_by_another_name_that_steps_down_is_not_asked_again() {
    let peer = Peer::listen().await;
    let address = peer.address();
    let driver = Driver::builder(&format!("neo4j://{address}")).max_retry_time(Duration::ZERO).build().expect("valid");
    // Servers know databases by aliases, too, and whatever the case of letters.
    let write = || async { driver.execute_query::<i64>("CREATE () RETURN 1").database("Films").one().await };
    let client = async {
        let outcomes: [Result<i64, Error>; 2] = [write().await, write().await];
        driver.close().await;
        outcomes
    };
    let server = async {
        let first = peer.shaken().await;
        let second = async { former_leader(peer.shaken().await, &address).await };
        let (first, second) = tokio::join!(former_leader(first, &address), second);
        first + second
    };
    let (outcomes, asked) = both(client, server).await;
    for outcome in outcomes {
        assert_eq!(outcome.expect_err("no leader").code(), Some("Neo.ClientError.Cluster.NotALeader"));
    }
    assert_eq!(asked, 2, "the table of the first attempt is out of date");
}

/// Answers one connection as a member of a cluster whose users' home database is replaced by another one.
async fn moving_home(mut talk: Talk<TcpStream>, address: String, asked: Arc<AtomicUsize>) {
    while let Some(tag) = talk.request().await {
        let answer = match tag {
            request::HELLO => Answer::Routes,
            request::ROUTE => match asked.fetch_add(1, Ordering::Relaxed) {
                0 => Answer::Table(&address, "old", 0),
                // The driver asks for the members of the home database that it was told of before.
                1 => Answer::Failure("Neo.ClientError.Database.DatabaseNotFound"),
                _ => Answer::Table(&address, "new", 300),
            },
            request::RUN => Answer::OneColumn,
            request::GOODBYE => break,
            _ => Answer::Success,
        };
        talk.say(answer).await;
    }
}

#[tokio::test]
async fn a_home_database_that_is_gone_is_asked_for_anew() {
    let peer = Peer::listen().await;
    let address = peer.address();
    let driver = Driver::builder(&format!("neo4j://{address}")).max_retry_time(Duration::ZERO).build().expect("valid");
    let asked = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&asked);
    let server = tokio::spawn(async move {
        loop {
            tokio::spawn(moving_home(peer.shaken().await, address.clone(), Arc::clone(&asked)));
        }
    });
    let client = async {
        for _ in 0..2 {
            let rows = driver.execute_query::<i64>("RETURN 1 AS n").read().all().await;
            assert_eq!(rows.expect("the home database is known again"), []);
        }
    };
    both(client, async {}).await;
    assert_eq!(seen.load(Ordering::Relaxed), 3);
    server.abort();
}
