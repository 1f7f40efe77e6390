//! Drives a transaction's connection on behalf of whichever future is polled.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use super::core::{Begun, Core, Next, TRANSACTION};
use crate::bolt::Dialect;
use crate::bolt::message::{AccessMode, Batch, TransactionExtra};
use crate::connection::{QueryText, ServerInfo, Telling};
use crate::error::Error;
use crate::mapping::Keys;
use crate::pool::Lease;
use crate::query::Query;
use crate::result::{Gather, Rows, Summary, SummaryParts, consumed, telling};

/// A transaction's connection, for all of its futures.
#[derive(Debug)]
pub(crate) struct Shared(Mutex<Core>);

impl Shared {
    /// Queues BEGIN; nothing is sent before the first answer is awaited.
    #[inline]
    pub(crate) fn queue_begin(lease: &mut Lease, extra: &TransactionExtra<'_>) -> Result<(), Error> {
        lease.ask_for(TRANSACTION);
        lease.begin(extra)
    }

    /// Makes what shares a connection on which BEGIN was queued.
    #[inline]
    pub(crate) fn new(lease: Lease, begun: Option<Begun>) -> Self {
        Self(Mutex::new(Core::new(lease, begun)))
    }

    /// No code panics while it holds the lock, so a poisoned one is as good as any.
    fn core(&self) -> MutexGuard<'_, Core> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As [`core`](Self::core), where nobody else can have it.
    fn own_core(&mut self) -> &mut Core {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the connection, for what comes after all results.
    pub(crate) fn lease(&mut self) -> &mut Lease {
        &mut self.own_core().lease
    }

    /// Queues a query; the ticket is its owner's hold on the result.
    pub(crate) fn start(&self, query: QueryText<'_>, fetch_size: i64, telling: Telling) -> Result<Ticket<'_>, Error> {
        let slot = self.core().start(query, fetch_size, telling)?;
        Ok(Ticket { shared: self, slot })
    }

    /// Sends a query now, unless it was sent.
    pub(crate) fn send<G: Gather>(&self, call: &mut Call<G>, query: &Query) -> Result<(), Error> {
        call.sent(&mut self.core(), query).map(drop)
    }

    /// Sends a query unless it was sent, reads its result to the end and makes of it what was asked for.
    pub(crate) fn poll_call<G: Gather>(
        &self,
        call: &mut Call<G>,
        query: &mut Query,
        cx: &mut Context<'_>,
    ) -> Poll<Result<G::Output, Error>> {
        let mut core = self.core();
        let slot = call.sent(&mut core, query)?;
        let read = ready!(core.poll_gather(slot, cx, &mut call.rows, &mut call.gathered));
        let output = read.and_then(|()| {
            std::mem::take(&mut call.gathered).finish(|| {
                let query = std::mem::replace(query, Query::new(""));
                let summary = Summary::new(query, Arc::clone(core.lease.info()), core.take_parts(slot));
                (call.rows.take().unwrap_or_default().keys, summary)
            })
        });
        core.abandon(slot);
        call.stage = Stage::Over;
        Poll::Ready(output)
    }

    /// Gives up what is left of a call's result.
    pub(crate) fn give_up<G>(&self, call: &Call<G>) {
        if let Stage::Sent(slot) = call.stage {
            self.core().abandon(slot);
        }
    }

    /// Waits until every answer that is due has arrived.
    pub(crate) async fn settle(&self) -> Result<(), Error> {
        self.core().refuse_failed()?;
        poll_fn(|cx| self.core().poll_settled(cx)).await
    }

    /// Commits, once every answer that is due has arrived: results that nobody read to the end are given up first, and the
    /// server takes a commit only after them.
    pub(crate) async fn commit(&mut self, mode: AccessMode) -> Result<(), Error> {
        let core = self.own_core();
        core.refuse_failed()?;
        poll_fn(|cx| core.poll_settled(cx)).await?;
        let queued = core.lease.commit();
        poll_fn(|cx| core.lease.poll_committed(queued, mode, cx)).await
    }
}

/// A query whose result is wanted as a whole.
#[derive(Debug, Default)]
pub(crate) struct Call<G> {
    stage: Stage,
    /// How records are read, once the columns are known.
    rows: Option<Rows>,
    gathered: G,
}

/// How far a call is.
#[derive(Debug, Clone, Copy, Default)]
enum Stage {
    /// It was not sent.
    #[default]
    Prepared,
    /// Its result has this slot.
    Sent(usize),
    /// Its result was handed out.
    Over,
}

impl<G> Call<G> {
    /// Tells whether the query was sent and its result not read to the end.
    pub(crate) const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Sent(_))
    }
}

impl<G: Gather> Call<G> {
    /// Returns the call's slot, once it is sent.
    fn sent(&mut self, core: &mut Core, query: &Query) -> Result<usize, Error> {
        match self.stage {
            Stage::Sent(slot) => Ok(slot),
            Stage::Over => Err(consumed()),
            Stage::Prepared => {
                let slot = core.start(query.as_sent(), Batch::ALL.records, telling::<G>())?;
                self.stage = Stage::Sent(slot);
                Ok(slot)
            }
        }
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
        poll_fn(|cx| self.shared.core().poll_keys(self.slot, cx)).await
    }

    /// Calls `read` with the next record's fields, in place where nobody else's answers come first.
    pub(crate) fn poll_record<R>(
        &self,
        cx: &mut Context<'_>,
        read: impl FnOnce(&[u8], Dialect) -> Result<R, Error>,
    ) -> Poll<Option<Result<R, Error>>> {
        self.shared.core().poll_record(self.slot, cx, read)
    }

    /// Asks for all that is left, instead of for a batch, when the batch that is on its way is over.
    pub(crate) fn fetch_all(&self) {
        self.shared.core().fetch_all(self.slot);
    }

    /// Gives up the records that are left, waits for the end and returns what the server says of the result.
    pub(crate) async fn finish(&self) -> Result<SummaryParts, Error> {
        self.shared.core().discard(self.slot)?;
        poll_fn(|cx| {
            let mut core = self.shared.core();
            loop {
                match core.next_discarded(self.slot) {
                    Ok(Next::Record(_)) => {}
                    Ok(Next::End) => return Poll::Ready(Ok(core.take_parts(self.slot))),
                    Ok(Next::Wait) => _ = ready!(core.poll_answer(self.slot, cx)),
                    Err(error) => return Poll::Ready(Err(error)),
                }
            }
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

    pub(crate) fn server(&self) -> Arc<ServerInfo> {
        Arc::clone(self.shared.core().lease.info())
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.shared.core().abandon(self.slot);
    }
}
