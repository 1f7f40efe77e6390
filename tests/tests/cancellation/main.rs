//! What becomes of any public future that is dropped after 0 polls, 1 poll, 2 …, until it is ready in time?
//!
//! After each drop the permits add up, no transaction stays open on the server, the next use of the driver works, and
//! every answer is that to its own query. What was dropped happened as a whole or not at all. To have a poll at each byte
//! and at each part of a write, answers trickle and the server takes long messages in sips.

mod calls;
mod inside;
mod matrix;

use graph_tests::polls::Drop;
use graph_tests::works::Work;
use matrix::{Line, Temperature, survives_drops};

/// A parameter that does not fit into the buffers of both sides, 8 MiB.
const LONG: usize = 8 * 1024 * 1024;

#[tokio::test(start_paused = true)]
async fn work_on_a_connection_that_is_open() {
    survives_drops(&Work::ALL, Temperature::Warm, Line::Plain, 0).await;
}

#[tokio::test(start_paused = true)]
async fn work_on_a_connection_that_is_yet_to_be_opened() {
    survives_drops(&Work::ALL, Temperature::Cold, Line::Plain, 0).await;
    survives_drops(&Work::ALL, Temperature::ColdRouted, Line::Plain, 0).await;
}

#[tokio::test(start_paused = true)]
async fn work_whose_answers_come_byte_by_byte() {
    survives_drops(&Work::ALL, Temperature::Warm, Line::Trickling, 0).await;
    survives_drops(&Work::ALL, Temperature::ColdRouted, Line::Trickling, 0).await;
}

#[tokio::test(start_paused = true)]
async fn work_whose_messages_are_written_in_parts() {
    let works = [Work::OneCallWrite, Work::AutoCommit, Work::Stream, Work::ByHand];
    survives_drops(&works, Temperature::Warm, Line::Sipping, LONG).await;
}

#[tokio::test(start_paused = true)]
async fn the_calls_of_the_driver_itself() {
    calls::survive_drops().await;
}

#[tokio::test(start_paused = true)]
async fn a_record_that_is_waited_for_again_and_again_is_not_lost() {
    for line in [Line::Plain, Line::Trickling] {
        for when in [Drop::Pending, Drop::Woken] {
            inside::no_record_is_lost(line, when).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_query_of_a_session_or_transaction_that_goes_on() {
    for line in [Line::Plain, Line::Trickling, Line::Sipping] {
        for when in [Drop::Pending, Drop::Woken] {
            inside::the_next_query_gets_its_own_answer(line, when).await;
        }
    }
}
