//! The future of a query in a transaction of its own.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::Place;
use super::attempt::Attempt;
use crate::auth::BoxFuture;
use crate::bolt::message::Telemetry as Api;
use crate::error::Error;
use crate::mapping::FromRecord;
use crate::query::{Query, TransactionOptions};
use crate::result::EagerResult;
use crate::trace::query_span;

/// The future of a one-call query of a driver or a session.
///
/// # Cancel safety
/// Dropped before it ends, the query may have run or not; the connection is cleaned in the background.
#[must_use = "futures do nothing unless they are awaited"]
pub struct OneCall<'e, T> {
    /// `None` once it is over, or went on patiently.
    call: Option<Call>,
    attempt: Option<Attempt<T>>,
    /// Everything that a call may have to wait for beside answers: a connection, another attempt.
    patient: Option<BoxFuture<'e, Result<EagerResult<T>, Error>>>,
    /// A session's call keeps it from doing anything else.
    session: PhantomData<&'e mut ()>,
}

/// What is to be done, and where.
#[derive(Debug)]
struct Call {
    place: Place,
    query: Query,
    options: TransactionOptions,
}

impl<T> OneCall<'_, T> {
    pub(crate) const fn new(place: Place, query: Query, options: TransactionOptions) -> Self {
        let call = Call { place, query, options };
        Self { call: Some(call), attempt: None, patient: None, session: PhantomData }
    }
}

impl<'e, T: for<'r> FromRecord<'r> + Send + 'e> OneCall<'e, T> {
    /// Goes on with the first attempt, on a connection that was at hand; none where there is none.
    fn poll_at_hand(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<EagerResult<T>, Error>>> {
        let Some(call) = &self.call else { return Poll::Ready(None) };
        let attempt = match &mut self.attempt {
            Some(attempt) => attempt,
            None => match call.start_at_hand() {
                Ok(Some(attempt)) => self.attempt.insert(attempt),
                Ok(None) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            },
        };
        let outcome = ready!(attempt.poll(cx, &call.place.chain));
        self.attempt = None;
        Poll::Ready(Some(outcome))
    }
}

impl Call {
    /// Starts the first attempt where nothing needs to be awaited for it, and nobody listens to spans.
    fn start_at_hand<T: for<'r> FromRecord<'r>>(&self) -> Result<Option<Attempt<T>>, Error> {
        let Self { place, query, options } = self;
        if !query_span(query.text(), options, &place.settings, place.servers.seed()).is_disabled() {
            return Ok(None);
        }
        let Some(opening) = place.open_at_hand(options, Api::ExecuteQuery)? else { return Ok(None) };
        Attempt::start(opening, query, options, &place.settings).map(Some)
    }
}

/// Nothing in it is pinned: the records are moved about as any others.
impl<T> Unpin for OneCall<'_, T> {}

impl<'e, T: for<'r> FromRecord<'r> + Send + 'e> Future for OneCall<'e, T> {
    type Output = Result<EagerResult<T>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        if let Some(patient) = &mut this.patient {
            return patient.as_mut().poll(cx);
        }
        let failure = match ready!(this.poll_at_hand(cx)) {
            Some(Ok(mut result)) => {
                if let Some(call) = this.call.take() {
                    result.summary.describe(call.query);
                }
                return Poll::Ready(Ok(result));
            }
            Some(Err(failure)) => Some(failure),
            None => None,
        };
        let Some(Call { place, query, options }) = this.call.take() else { unreachable!("a query is over once") };
        let going_on = Box::pin(async move { place.query(query, &options, failure).await });
        this.patient.insert(going_on).as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for OneCall<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneCall")
    }
}
