//! Futures that are dropped half-way.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// The moment at which a future is dropped once its polls are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drop {
    /// As soon as it is pending, before anything that it waits for can have happened.
    Pending,
    /// When it was woken, so that what it waits for is there and will not be looked at.
    Woken,
}

/// Polls a future so many times and drops it; returns its output if it was ready by then.
pub async fn dropped_after<F: Future>(polls: usize, when: Drop, future: F) -> Option<F::Output> {
    if polls == 0 {
        return None;
    }
    let mut future = pin!(future);
    let mut done = 0;
    poll_fn(|cx| {
        if done == polls {
            return Poll::Ready(None);
        }
        done += 1;
        match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if done == polls && when == Drop::Pending => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_future_is_dropped_after_its_polls() {
        let twice = || async {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            7
        };
        for when in [Drop::Pending, Drop::Woken] {
            for polls in 0..3 {
                assert_eq!(dropped_after(polls, when, twice()).await, None, "{when:?} {polls}");
            }
            assert_eq!(dropped_after(3, when, twice()).await, Some(7), "{when:?}");
        }
    }
}
