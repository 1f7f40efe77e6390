//! Who waits for the connection of a transaction.
//!
//! Several futures of one transaction may wait at once, each perhaps in a task of its own, and any of them may be
//! dropped. Mostly one task waits, and the socket wakes it. Where they are several the socket wakes all: whichever is
//! polled first drives the connection for the others.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::wakers::{EVERY, Wakers};

/// The tasks that wait for a transaction's connection; behind the lock under which it is polled.
#[derive(Debug, Default)]
pub(super) enum Waiting {
    #[default]
    Nobody,
    /// One task, for this slot or for [`EVERY`] one; the socket knows its waker.
    One(usize, Waker),
    /// Several tasks; the socket knows the waker that wakes them all.
    Several(Arc<Wakers>, Waker),
}

impl Waiting {
    /// Polls the connection once on behalf of `slot`; pending, the task is woken when there is more.
    #[inline]
    pub(super) fn poll<R>(
        &mut self,
        slot: usize,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<R>,
    ) -> Poll<R> {
        if let Self::One(known, waker) = self
            && *known != slot
            && !waker.will_wake(cx.waker())
        {
            let wakers = Arc::new(Wakers::with(*known, waker.clone()));
            *self = Self::Several(Arc::clone(&wakers), wakers.into());
        }
        if let Self::Several(wakers, waker) = self {
            return wakers.poll(slot, cx, || poll(&mut Context::from_waker(waker)));
        }
        let outcome = poll(cx);
        if outcome.is_pending() {
            self.note(slot, cx.waker());
        }
        outcome
    }

    /// Notes that the one task that there is waits for `slot`.
    #[inline]
    fn note(&mut self, slot: usize, task: &Waker) {
        match self {
            Self::One(known, waker) => {
                if *known != slot {
                    *known = EVERY;
                }
                waker.clone_from(task);
            }
            Self::Nobody | Self::Several(..) => *self = Self::One(slot, task.clone()),
        }
    }

    /// Wakes whoever waits for `slot`, unless it is the one that reads.
    #[inline]
    pub(super) fn wake(&self, slot: usize, reader: usize) {
        if slot == reader {
            return;
        }
        match self {
            Self::Nobody => {}
            // It may wait for this slot as well.
            Self::One(_, waker) => waker.wake_by_ref(),
            Self::Several(wakers, _) => wakers.wake_slot(slot),
        }
    }

    /// Wakes everybody.
    pub(super) fn wake_all(&self) {
        match self {
            Self::Nobody => {}
            Self::One(_, waker) => waker.wake_by_ref(),
            Self::Several(wakers, _) => wakers.wake_all(),
        }
    }

    /// Notes that nobody waits for `slot` any more.
    #[inline]
    pub(super) fn forget(&mut self, slot: usize) {
        if matches!(self, Self::One(known, _) if *known == slot) {
            *self = Self::Nobody;
        }
    }
}

#[cfg(all(test, graph_loom))]
mod under_loom {
    use std::collections::VecDeque;
    use std::future::poll_fn;

    use loom::future::block_on;
    use loom::sync::Arc;

    use super::*;
    use crate::sync::Mutex;

    /// What answers arrive at, as the runtime's reactor has it: whoever finds nothing leaves the waker that is to be woken.
    #[derive(Default)]
    struct Socket {
        state: Mutex<(VecDeque<usize>, Option<Waker>)>,
    }

    impl Socket {
        fn poll(&self, cx: &mut Context<'_>) -> Poll<usize> {
            let mut state = self.state.lock().expect("no code panics while it holds the lock");
            match state.0.pop_front() {
                Some(slot) => Poll::Ready(slot),
                None => {
                    state.1 = Some(cx.waker().clone());
                    Poll::Pending
                }
            }
        }

        fn receive(&self, slots: &[usize]) {
            let mut state = self.state.lock().expect("no code panics while it holds the lock");
            state.0.extend(slots);
            let waker = state.1.take();
            drop(state);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }

    /// A transaction as far as its wake-ups go: one connection, and for each slot whether its answer is there.
    struct Transaction {
        socket: Socket,
        core: Mutex<([bool; 2], Waiting)>,
    }

    impl Transaction {
        fn new() -> Arc<Self> {
            Arc::new(Self { socket: Socket::default(), core: Mutex::new(([false; 2], Waiting::default())) })
        }

        /// Reads for all until the slot's own answer is there, as [`Core`](super::super::core::Core) does.
        fn poll(&self, slot: usize, cx: &mut Context<'_>) -> Poll<()> {
            let mut core = self.core.lock().expect("no code panics while it holds the lock");
            let (answered, waiting) = &mut *core;
            loop {
                if answered[slot] {
                    return Poll::Ready(());
                }
                match waiting.poll(slot, cx, |cx| self.socket.poll(cx)) {
                    Poll::Ready(arrived) => {
                        answered[arrived] = true;
                        waiting.wake(arrived, slot);
                    }
                    Poll::Pending => return Poll::Pending,
                }
            }
        }

        fn answered(&self, slot: usize) {
            block_on(poll_fn(|cx| self.poll(slot, cx)));
        }
    }

    /// Explores all orders in which at most so many threads are interrupted.
    fn model(check: impl Fn() + Sync + Send + 'static) {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(3);
        builder.check(check);
    }

    #[test]
    fn two_results_that_are_awaited_by_two_tasks_both_end() {
        model(|| {
            let transaction = Transaction::new();
            let other = Arc::clone(&transaction);
            let task = loom::thread::spawn(move || other.answered(1));
            let server = Arc::clone(&transaction);
            let server = loom::thread::spawn(move || server.socket.receive(&[1, 0]));
            transaction.answered(0);
            task.join().expect("it ends");
            server.join().expect("it ends");
        });
    }

    #[test]
    fn two_results_that_one_task_awaits_together_both_end() {
        for order in [[0, 1], [1, 0]] {
            model(move || {
                let transaction = Transaction::new();
                let server = Arc::clone(&transaction);
                let server = loom::thread::spawn(move || {
                    server.socket.receive(&[1]);
                    server.socket.receive(&[0]);
                });
                // Each is polled until it has ended, as by `join!`.
                let mut waits = [true; 2];
                block_on(poll_fn(|cx| {
                    for slot in order {
                        waits[slot] = waits[slot] && transaction.poll(slot, cx).is_pending();
                    }
                    if waits == [false; 2] { Poll::Ready(()) } else { Poll::Pending }
                }));
                server.join().expect("it ends");
            });
        }
    }

    #[test]
    fn whoever_hands_one_of_two_results_on_still_hears_of_the_other() {
        model(|| {
            let transaction = Transaction::new();
            let server = Arc::clone(&transaction);
            let server = loom::thread::spawn(move || server.socket.receive(&[1, 0]));
            let mut task = None;
            block_on(poll_fn(|cx| {
                if task.is_none() {
                    // This task has waited for both when it gives one of them away.
                    let _ = (transaction.poll(0, cx), transaction.poll(1, cx));
                    let other = Arc::clone(&transaction);
                    task = Some(loom::thread::spawn(move || other.answered(0)));
                }
                transaction.poll(1, cx)
            }));
            task.expect("it was polled").join().expect("it ends");
            server.join().expect("it ends");
        });
    }

    #[test]
    fn answers_that_come_one_by_one_reach_their_tasks() {
        model(|| {
            let transaction = Transaction::new();
            let server = Arc::clone(&transaction);
            let server = loom::thread::spawn(move || {
                server.socket.receive(&[1]);
                server.socket.receive(&[0]);
            });
            transaction.answered(0);
            transaction.answered(1);
            server.join().expect("it ends");
        });
    }

    #[test]
    fn a_task_that_gave_up_after_it_was_polled_keeps_nobody_waiting() {
        model(|| {
            let transaction = Transaction::new();
            let server = Arc::clone(&transaction);
            let server = loom::thread::spawn(move || server.socket.receive(&[1, 0]));
            // It was the last one to be polled, and will not be polled again.
            let _ = transaction.poll(1, &mut Context::from_waker(Waker::noop()));
            transaction.answered(0);
            server.join().expect("it ends");
        });
    }
}
