//! Queues requests on a connection; writing happens when an answer is awaited.

use super::Connection;
use crate::bolt::message::{
    AuthToken, Batch, Begin, Discard, Logon, NotificationFilter, Packed, Pull, Route, Run, Simple, Telemetry,
    TransactionExtra,
};
use crate::bolt::state::RequestKind;
use crate::bolt::wire::structure::Unencodable;
use crate::bolt::wire::version::Feature;
use crate::error::{Error, ErrorKind};
use crate::mapping::{EncodeError, Params};

/// A query as it is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QueryText<'a> {
    pub(crate) text: &'a str,
    pub(crate) params: &'a Params,
}

impl Connection {
    /// Says on whose behalf the requests are that are queued from now on.
    pub(crate) const fn ask_for(&mut self, owner: usize) {
        self.machine.ask_for(owner);
    }

    pub(crate) fn begin(&mut self, extra: &TransactionExtra<'_>) -> Result<(), Error> {
        self.can_filter(extra.notifications)?;
        encodable(self.machine.queue(RequestKind::Begin, &Begin { extra }))
    }

    /// Queues a query in a transaction of its own.
    #[inline]
    pub(crate) fn run(&mut self, query: QueryText<'_>, extra: &TransactionExtra<'_>) -> Result<(), Error> {
        self.can_filter(extra.notifications)?;
        self.queue_run(query, Some(extra))
    }

    /// Queues a query in the open transaction.
    #[inline]
    pub(crate) fn run_inside(&mut self, query: QueryText<'_>) -> Result<(), Error> {
        self.queue_run(query, None)
    }

    #[inline]
    fn queue_run(&mut self, query: QueryText<'_>, extra: Option<&TransactionExtra<'_>>) -> Result<(), Error> {
        let packed = query.params.packed(self.machine.dialect())?;
        let parameters = Packed { count: query.params.len(), packed: &packed };
        encodable(self.machine.queue(RequestKind::Run, &Run { text: query.text, parameters, extra }))
    }

    /// Refuses a filter that the server would not know, since nothing would be filtered.
    #[inline]
    pub(super) fn can_filter(&self, filter: Option<&NotificationFilter>) -> Result<(), Error> {
        let version = self.machine.version();
        if version.has(Feature::NotificationFilter) || filter.is_none_or(NotificationFilter::is_default) {
            return Ok(());
        }
        Err(Error::build(
            ErrorKind::Unsupported,
            format!("filters of notifications need Bolt 5.2, and the server speaks {version}"),
            None,
        ))
    }

    #[inline]
    pub(crate) fn pull(&mut self, batch: Batch) -> Result<(), Error> {
        if batch == Batch::ALL {
            self.machine.queue_framed(RequestKind::Pull, &Batch::PULL_ALL);
            return Ok(());
        }
        encodable(self.machine.queue(RequestKind::Pull, &Pull(batch)))
    }

    pub(crate) fn discard(&mut self, batch: Batch) -> Result<(), Error> {
        encodable(self.machine.queue(RequestKind::Pull, &Discard(batch)))
    }

    /// Returns how many bytes are to be sent with it, for [`poll_committed`](Self::poll_committed).
    #[inline]
    pub(crate) fn commit(&mut self) -> usize {
        self.machine.queue_framed(RequestKind::EndTransaction, &Simple::COMMIT);
        self.machine.unsent().len()
    }

    pub(crate) fn rollback(&mut self) -> Result<(), Error> {
        encodable(self.machine.queue(RequestKind::EndTransaction, &Simple::Rollback))
    }

    pub(crate) fn reset(&mut self) -> Result<(), Error> {
        encodable(self.machine.queue(RequestKind::Reset, &Simple::Reset))
    }

    pub(crate) fn goodbye(&mut self) -> Result<(), Error> {
        encodable(self.machine.queue_unanswered(&Simple::Goodbye))
    }
}

impl Connection {
    /// Authenticates anew as `token`; both requests travel with what follows, and nobody waits for their answers.
    pub(crate) fn log_on_as(&mut self, token: &AuthToken, expiries: u64) -> Result<(), Error> {
        encodable(self.machine.queue(RequestKind::Logoff, &Simple::Logoff))?;
        encodable(self.machine.queue(RequestKind::Logon, &Logon { auth: token }))?;
        self.token = token.clone();
        self.logs_on_after(expiries);
        Ok(())
    }

    /// Tells the server which API is used, if it wants to know.
    pub(crate) fn telemetry(&mut self, api: Telemetry) -> Result<(), Error> {
        if self.hints().telemetry && self.machine.version().has(Feature::Telemetry) {
            encodable(self.machine.queue(RequestKind::Telemetry, &api))?;
        }
        Ok(())
    }

    /// Asks for a routing table.
    pub(crate) fn route(&mut self, route: &Route<'_>) -> Result<(), Error> {
        encodable(self.machine.queue(RequestKind::Route, route))
    }
}

fn encodable(outcome: Result<(), Unencodable>) -> Result<(), Error> {
    outcome.map_err(|error| EncodeError::from(error).into())
}
