//! Who may hold a connection and which ones lie idle; knows no clock, no socket and no runtime.

use std::sync::PoisonError;

use crate::sync::{AcquireError, Mutex, MutexGuard, Semaphore, TryAcquireError};

/// Permits and idle connections. A permit is taken before a connection and given back after it, so that
/// `permits taken == connections leased or being opened`.
#[derive(Debug)]
pub(crate) struct Ledger<C> {
    permits: Semaphore,
    max: usize,
    idle: Mutex<Idle<C>>,
}

#[derive(Debug)]
struct Idle<C> {
    /// The last one used last, so that connections that are not needed grow old.
    connections: Vec<C>,
    closed: bool,
}

/// The pool was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closed;

/// What there is, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) leased: usize,
    pub(crate) idle: usize,
    pub(crate) max: usize,
}

impl<C> Ledger<C> {
    pub(crate) fn new(max: usize) -> Self {
        Self { permits: Semaphore::new(max), max, idle: Mutex::new(Idle { connections: Vec::new(), closed: false }) }
    }

    /// Takes a permit if one is free.
    #[inline]
    pub(crate) fn try_permit(&self) -> Result<Option<Permit<'_, C>>, Closed> {
        match self.permits.try_acquire() {
            Ok(permit) => {
                permit.forget();
                Ok(Some(Permit { ledger: self }))
            }
            Err(TryAcquireError::NoPermits) => Ok(None),
            Err(TryAcquireError::Closed) => Err(Closed),
        }
    }

    /// Waits for a permit, in the order of asking.
    pub(crate) async fn permit(&self) -> Result<Permit<'_, C>, Closed> {
        let permit = self.permits.acquire().await.map_err(|_: AcquireError| Closed)?;
        permit.forget();
        Ok(Permit { ledger: self })
    }

    /// Gives a permit back that was kept by [`Permit::keep`].
    #[inline]
    pub(crate) fn release(&self) {
        self.permits.add_permits(1);
    }

    /// Takes an idle connection.
    #[inline]
    pub(crate) fn take_idle(&self) -> Option<C> {
        self.idle().connections.pop()
    }

    /// Puts a connection among the idle ones, or hands it back when the pool is closed or full.
    #[inline]
    pub(crate) fn put_idle(&self, connection: C) -> Result<(), C> {
        let mut idle = self.idle();
        if idle.closed || idle.connections.len() >= self.max {
            return Err(connection);
        }
        idle.connections.push(connection);
        Ok(())
    }

    /// Refuses every permit from now on and returns the idle connections.
    pub(crate) fn close(&self) -> Vec<C> {
        self.permits.close();
        let mut idle = self.idle();
        idle.closed = true;
        std::mem::take(&mut idle.connections)
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.permits.is_closed()
    }

    pub(crate) fn counts(&self) -> Counts {
        let leased = self.max.saturating_sub(self.permits.available_permits());
        Counts { leased, idle: self.idle().connections.len(), max: self.max }
    }

    /// No code panics while it holds the lock, so a poisoned one is as good as any.
    #[inline]
    fn idle(&self) -> MutexGuard<'_, Idle<C>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to hold a connection; dropped, it goes back.
#[derive(Debug)]
#[must_use = "a permit that is dropped goes back at once"]
pub(crate) struct Permit<'l, C> {
    ledger: &'l Ledger<C>,
}

impl<C> Permit<'_, C> {
    /// Keeps the permit with a connection; [`Ledger::release`] gives it back.
    pub(crate) fn keep(self) {
        std::mem::forget(self);
    }
}

impl<C> Drop for Permit<'_, C> {
    fn drop(&mut self) {
        self.ledger.release();
    }
}

#[cfg(all(test, graph_loom))]
mod under_loom {
    use loom::sync::Arc;
    use loom::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A pool of pretended connections, each of which is counted until it is parted with.
    struct Pool {
        ledger: Ledger<u8>,
        open: AtomicUsize,
    }

    impl Pool {
        fn new(max: usize) -> Arc<Self> {
            Arc::new(Self { ledger: Ledger::new(max), open: AtomicUsize::new(0) })
        }

        /// Takes a connection as an acquisition does: a permit, then an idle one or a new one.
        fn acquire(&self) -> Option<u8> {
            let permit = self.ledger.try_permit().ok()??;
            let connection = self.ledger.take_idle().unwrap_or_else(|| {
                self.open.fetch_add(1, Ordering::Relaxed);
                7
            });
            permit.keep();
            Some(connection)
        }

        /// Gives a connection back as a lease does: the connection, then its permit.
        fn release(&self, connection: u8) {
            if self.ledger.put_idle(connection).is_err() {
                self.part();
            }
            self.ledger.release();
        }

        fn part(&self) {
            self.open.fetch_sub(1, Ordering::Relaxed);
        }

        fn use_once(&self) {
            if let Some(connection) = self.acquire() {
                self.release(connection);
            }
        }
    }

    #[test]
    fn permits_and_connections_add_up_whoever_comes_first() {
        loom::model(|| {
            let pool = Pool::new(1);
            let other = Arc::clone(&pool);
            let thread = loom::thread::spawn(move || other.use_once());
            pool.use_once();
            thread.join().expect("it ends");
            let counts = pool.ledger.counts();
            assert_eq!((counts.leased, counts.idle), (0, pool.open.load(Ordering::Relaxed)));
            assert!(counts.idle == 1, "{counts:?}");
        });
    }

    #[test]
    fn a_pool_that_closes_meanwhile_keeps_no_connection() {
        loom::model(|| {
            let pool = Pool::new(2);
            let (user, closer) = (Arc::clone(&pool), Arc::clone(&pool));
            let user = loom::thread::spawn(move || {
                user.use_once();
                user.use_once();
            });
            let closer = loom::thread::spawn(move || {
                for _ in closer.ledger.close() {
                    closer.part();
                }
            });
            user.join().expect("it ends");
            closer.join().expect("it ends");
            let counts = pool.ledger.counts();
            assert_eq!((counts.leased, counts.idle, pool.open.load(Ordering::Relaxed)), (0, 0, 0));
            assert!(pool.ledger.try_permit().is_err());
        });
    }

    #[test]
    fn never_more_are_leased_than_there_may_be() {
        loom::model(|| {
            let pool = Pool::new(1);
            let other = Arc::clone(&pool);
            let thread = loom::thread::spawn(move || other.acquire());
            let mine = pool.acquire();
            let theirs = thread.join().expect("it ends");
            assert!(mine.is_some() != theirs.is_some(), "exactly one of them got it");
            assert_eq!(pool.ledger.counts().leased, 1);
        });
    }
}

#[cfg(all(test, not(graph_loom)))]
mod tests {
    use super::*;

    #[test]
    fn permits_add_up_whether_kept_or_dropped() {
        let ledger = Ledger::<u8>::new(2);
        let first = ledger.try_permit().expect("open").expect("free");
        ledger.try_permit().expect("open").expect("free").keep();
        assert!(ledger.try_permit().expect("open").is_none());
        assert_eq!(ledger.counts(), Counts { leased: 2, idle: 0, max: 2 });
        drop(first);
        ledger.release();
        assert_eq!(ledger.counts(), Counts { leased: 0, idle: 0, max: 2 });
    }

    #[test]
    fn a_closed_ledger_gives_nothing_and_keeps_nothing() {
        let ledger = Ledger::new(2);
        assert_eq!(ledger.put_idle(1), Ok(()));
        assert_eq!(ledger.close(), [1]);
        assert!(ledger.try_permit().is_err());
        assert_eq!(ledger.put_idle(2), Err(2));
        assert_eq!(ledger.take_idle(), None);
    }

    #[test]
    fn the_last_connection_used_is_the_next_one_taken() {
        let ledger = Ledger::new(3);
        for connection in [1, 2, 3] {
            assert_eq!(ledger.put_idle(connection), Ok(()));
        }
        assert_eq!(ledger.put_idle(4), Err(4));
        assert_eq!(ledger.take_idle(), Some(3));
    }
}
