//! Queues requests on a connection; writing happens when an answer is awaited.

use super::Connection;
use crate::bolt::message::{Batch, Begin, Discard, Entries, Pull, Run, Simple, TransactionExtra};
use crate::bolt::state::RequestKind;
use crate::bolt::wire::structure::Unencodable;
use crate::error::Error;
use crate::mapping::{EncodeError, Params};

/// A query as it is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QueryText<'a> {
    pub(crate) text: &'a str,
    pub(crate) params: &'a Params,
}

impl Connection {
    pub(crate) fn begin(&mut self, extra: &TransactionExtra<'_>) -> Result<(), Error> {
        encodable(self.machine.queue(RequestKind::Begin, &Begin { extra }))
    }

    pub(crate) fn run(&mut self, query: QueryText<'_>, extra: &TransactionExtra<'_>) -> Result<(), Error> {
        let packed = query.params.packed(self.machine.dialect())?;
        let parameters = Entries { count: query.params.len(), packed: &packed };
        encodable(self.machine.queue(RequestKind::Run, &Run { text: query.text, parameters, extra }))
    }

    pub(crate) fn pull(&mut self, batch: Batch) -> Result<(), Error> {
        encodable(self.machine.queue(RequestKind::Pull, &Pull(batch)))
    }

    pub(crate) fn discard(&mut self, batch: Batch) -> Result<(), Error> {
        encodable(self.machine.queue(RequestKind::Pull, &Discard(batch)))
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        encodable(self.machine.queue(RequestKind::EndTransaction, &Simple::Commit))
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

fn encodable(outcome: Result<(), Unencodable>) -> Result<(), Error> {
    outcome.map_err(|error| EncodeError::from(error).into())
}
