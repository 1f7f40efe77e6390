//! Who waits for the connection of a transaction.
//!
//! Several futures of one transaction may wait at once, each perhaps in a task of its own, and any of them may be
//! dropped. So the socket wakes all that wait: whichever is polled first drives the connection for the others.

use std::sync::PoisonError;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::{AtomicU64, Mutex, Ordering};

/// The wakers of all futures that wait, and how often they were woken.
#[derive(Debug, Default)]
pub(super) struct Wakers {
    waiting: Mutex<Vec<(usize, Waker)>>,
    /// Rises with every wake-up, so that one between a poll and a registration is not lost.
    generation: AtomicU64,
}

impl Wakers {
    /// Polls what wakes everybody here, once; pending, the future that waits for `slot` is registered, and no wake-up is
    /// lost.
    pub(super) fn poll<R>(&self, slot: usize, cx: &mut Context<'_>, poll: impl FnOnce() -> Poll<R>) -> Poll<R> {
        let generation = self.generation.load(Ordering::Acquire);
        let outcome = poll();
        if outcome.is_pending() && !self.register(slot, cx.waker(), generation) {
            // Somebody was woken in between: the socket may be ready by now. Looking at once could go on for ever,
            // since a runtime that wants the task to give way wakes it within the poll.
            cx.waker().wake_by_ref();
        }
        outcome
    }

    /// Registers a future that waits for `slot`; tells whether nobody was woken since `generation`.
    #[must_use]
    fn register(&self, slot: usize, waker: &Waker, generation: u64) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.iter_mut().find(|(known, _)| *known == slot) {
            Some((_, registered)) => registered.clone_from(waker),
            None => waiting.push((slot, waker.clone())),
        }
        drop(waiting);
        self.generation.load(Ordering::Acquire) == generation
    }

    /// Wakes the future that waits for `slot`, if one does.
    pub(super) fn wake_slot(&self, slot: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let found = waiting.iter().position(|(known, _)| *known == slot).map(|place| waiting.swap_remove(place));
        drop(waiting);
        if let Some((_, waker)) = found {
            waker.wake();
        }
    }

    /// Wakes everybody.
    pub(super) fn wake_all(&self) {
        self.generation.fetch_add(1, Ordering::Release);
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        for (_, waker) in waiting {
            waker.wake();
        }
    }
}

impl Wake for Wakers {
    fn wake(self: std::sync::Arc<Self>) {
        self.wake_all();
    }

    fn wake_by_ref(self: &std::sync::Arc<Self>) {
        self.wake_all();
    }
}

#[cfg(all(test, graph_loom))]
mod under_loom {
    use std::collections::VecDeque;
    use std::future::poll_fn;

    use loom::future::block_on;
    use loom::sync::Arc;

    use super::*;

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
        core: Mutex<[bool; 2]>,
        wakers: std::sync::Arc<Wakers>,
        io_waker: Waker,
    }

    impl Transaction {
        fn new() -> Arc<Self> {
            let wakers = std::sync::Arc::new(Wakers::default());
            let io_waker = Waker::from(std::sync::Arc::clone(&wakers));
            Arc::new(Self { socket: Socket::default(), core: Mutex::new([false; 2]), wakers, io_waker })
        }

        /// Reads for all until the slot's own answer is there, as [`Shared`](super::super::Shared) does.
        fn poll(&self, slot: usize, cx: &mut Context<'_>) -> Poll<()> {
            let mut core = self.core.lock().expect("no code panics while it holds the lock");
            loop {
                if core[slot] {
                    return Poll::Ready(());
                }
                let socket = &self.socket;
                match self.wakers.poll(slot, cx, || socket.poll(&mut Context::from_waker(&self.io_waker))) {
                    Poll::Ready(arrived) => {
                        core[arrived] = true;
                        self.wakers.wake_slot(arrived);
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
