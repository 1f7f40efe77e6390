//! Drives a transaction's connection on behalf of whichever future is polled.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::core::{Begun, Core, Next, TRANSACTION};
use super::wakers::Wakers;
use crate::bolt::Dialect;
use crate::bolt::machine::Event;
use crate::bolt::message::TransactionExtra;
use crate::connection::QueryText;
use crate::error::Error;
use crate::mapping::Keys;
use crate::pool::Lease;
use crate::result::SummaryParts;

/// A transaction's connection, for all of its futures.
#[derive(Debug)]
pub(crate) struct Shared {
    core: Mutex<Core>,
    wakers: Arc<Wakers>,
    /// Wakes everybody in `wakers`; what the socket is polled with.
    io_waker: Waker,
}

impl Shared {
    pub(crate) fn begin(lease: Lease, extra: &TransactionExtra<'_>, begun: Option<Begun>) -> Result<Self, Error> {
        let wakers = Arc::new(Wakers::default());
        let io_waker = Waker::from(Arc::clone(&wakers));
        Ok(Self { core: Mutex::new(Core::begin(lease, extra, begun)?), wakers, io_waker })
    }

    /// No code panics while it holds the lock, so a poisoned one is as good as any.
    fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the connection back once no result is open on it.
    pub(crate) fn into_lease(self) -> Lease {
        self.core.into_inner().unwrap_or_else(PoisonError::into_inner).lease
    }

    /// Queues a query; the ticket is its owner's hold on the result.
    pub(crate) fn start(&self, query: QueryText<'_>, fetch_size: i64) -> Result<Ticket<'_>, Error> {
        let slot = self.core().start(query, fetch_size)?;
        Ok(Ticket { shared: self, slot })
    }

    /// Reads and hands out answers until `ready` gives something.
    fn poll_until<R>(
        &self,
        slot: usize,
        cx: &mut Context<'_>,
        mut ready: impl FnMut(&mut Core) -> Option<R>,
    ) -> Poll<R> {
        let mut core = self.core();
        loop {
            if let Some(outcome) = ready(&mut core) {
                return Poll::Ready(outcome);
            }
            match self.poll_event(&mut core, slot, cx) {
                Poll::Ready(event) => self.deliver(&mut core, event),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// Polls the connection once; pending, the future is registered.
    fn poll_event(&self, core: &mut Core, slot: usize, cx: &mut Context<'_>) -> Poll<Result<Event, Error>> {
        self.wakers.poll(slot, cx, || core.lease.poll_event(&mut Context::from_waker(&self.io_waker)))
    }

    fn deliver(&self, core: &mut Core, event: Result<Event, Error>) {
        match event {
            Ok(event) => core.dispatch(event, &self.wakers),
            Err(error) => core.broke(&error, &self.wakers),
        }
    }

    /// Waits until every answer that is due has arrived.
    pub(crate) async fn settle(&self) -> Result<(), Error> {
        if let Some(failure) = self.core().failure() {
            return Err(Error::transaction_failed(failure));
        }
        poll_fn(|cx| {
            self.poll_until(TRANSACTION, cx, |core| match core.failure() {
                Some(failure) => Some(Err(failure.clone())),
                None => core.is_settled().then_some(Ok(())),
            })
        })
        .await
    }
}

/// The hold of a result's owner on its slot; dropped, the rest of the result is given up.
#[derive(Debug)]
pub(crate) struct Ticket<'t> {
    shared: &'t Shared,
    slot: usize,
}

impl Ticket<'_> {
    /// Waits for the column names.
    pub(crate) async fn keys(&self) -> Result<Keys, Error> {
        poll_fn(|cx| self.poll_keys(cx)).await
    }

    /// As [`keys`](Self::keys).
    pub(crate) fn poll_keys(&self, cx: &mut Context<'_>) -> Poll<Result<Keys, Error>> {
        self.shared.poll_until(self.slot, cx, |core| core.keys(self.slot))
    }

    /// Calls `read` with the next record's fields, in place where nobody else's answers come first.
    pub(crate) fn poll_record<R>(
        &self,
        cx: &mut Context<'_>,
        read: impl FnOnce(&[u8], Dialect) -> Result<R, Error>,
    ) -> Poll<Option<Result<R, Error>>> {
        let mut core = self.shared.core();
        loop {
            match core.next(self.slot) {
                Ok(Next::Record(fields)) => return Poll::Ready(Some(read(&fields, core.lease.machine().dialect()))),
                Ok(Next::End) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
                Ok(Next::Wait) => {}
            }
            match self.shared.poll_event(&mut core, self.slot, cx) {
                Poll::Ready(Ok(Event::Record(place))) if core.claims_record(self.slot) => {
                    let machine = core.lease.machine();
                    return Poll::Ready(Some(read(machine.bytes(place), machine.dialect())));
                }
                Poll::Ready(event) => self.shared.deliver(&mut core, event),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// Asks for all that is left, instead of for a batch, when the batch that is on its way is over.
    pub(crate) fn fetch_all(&self) {
        self.shared.core().fetch_all(self.slot);
    }

    /// Gives up the records that are left, waits for the end and returns what the server says of the result.
    pub(crate) async fn finish(&self) -> Result<SummaryParts, Error> {
        self.shared.core().discard(self.slot)?;
        poll_fn(|cx| {
            self.shared.poll_until(self.slot, cx, |core| {
                loop {
                    match core.next_discarded(self.slot) {
                        Ok(Next::Record(_)) => {}
                        Ok(Next::End) => return Some(Ok(core.take_parts(self.slot))),
                        Ok(Next::Wait) => return None,
                        Err(error) => return Some(Err(error)),
                    }
                }
            })
        })
        .await
    }

    /// Takes what the server says of a result that was read to its end.
    pub(crate) fn take_parts(&self) -> SummaryParts {
        self.shared.core().take_parts(self.slot)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.shared.core().lease.machine().dialect()
    }

    pub(crate) fn server(&self) -> Arc<crate::connection::ServerInfo> {
        Arc::clone(self.shared.core().lease.info())
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.shared.core().abandon(self.slot);
    }
}
