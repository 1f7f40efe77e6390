//! The future of a query in a transaction of its own.

use std::fmt;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::Place;
use super::attempt::Attempt;
use crate::auth::BoxFuture;
use crate::bolt::message::Telemetry as Api;
use crate::error::Error;
use crate::pool::Lease;
use crate::query::{Query, TransactionOptions};
use crate::result::{Gather, consumed};
use crate::trace::query_span;

/// The future of a one-call query of a driver or a session.
///
/// # Cancel safety
/// Dropped before it ends, the query may have run or not; the connection is cleaned in the background.
#[must_use = "futures do nothing unless they are awaited"]
pub struct OneCall<'e, G: Gather> {
    /// `None` once it is over, or went on patiently.
    call: Option<Call<'e>>,
    attempt: Option<Attempt<G>>,
    /// Everything that a call may have to wait for beside answers: a connection, another attempt.
    patient: Option<BoxFuture<'e, Result<G::Output, Error>>>,
}

/// Where a call runs.
#[derive(Debug)]
pub(crate) enum Whereabouts<'e> {
    /// Where all calls of a driver run, or a session's, which it keeps from doing anything else.
    Shared(&'e Place),
    /// Where this call alone runs.
    Own(Box<Place>),
}

impl Deref for Whereabouts<'_> {
    type Target = Place;

    #[inline]
    fn deref(&self) -> &Place {
        match self {
            Self::Shared(place) => place,
            Self::Own(place) => place,
        }
    }
}

/// What is to be done, and where.
#[derive(Debug)]
struct Call<'e> {
    place: Whereabouts<'e>,
    query: Query,
    options: TransactionOptions,
}

impl<'e, G: Gather> OneCall<'e, G> {
    #[inline]
    pub(crate) const fn new(place: Whereabouts<'e>, query: Query, options: TransactionOptions) -> Self {
        let call = Call { place, query, options };
        Self { call: Some(call), attempt: None, patient: None }
    }
}

impl<G: Gather> OneCall<'_, G> {
    /// Goes on with the first attempt, on a connection that was at hand; none where there is none.
    fn poll_at_hand(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<G::Output, Error>>> {
        let Some(call) = &self.call else { return Poll::Ready(None) };
        let attempt = match &mut self.attempt {
            Some(attempt) => attempt,
            none => match call.lease_at_hand() {
                Ok(Some(lease)) => {
                    let Call { place, query, options } = call;
                    // Asked for at the last moment, so that the work sees as much as there is.
                    let bookmarks = place.chain.current();
                    let attempt = none.insert(Attempt::new(lease, bookmarks, options.mode, &place.settings));
                    if let Err(error) = attempt.send(query, options, options.database.as_deref()) {
                        // Gives the connection back.
                        self.attempt = None;
                        return Poll::Ready(Some(Err(error)));
                    }
                    attempt
                }
                Ok(None) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            },
        };
        let outcome = ready!(attempt.poll(cx, &call.place.chain));
        self.attempt = None;
        Poll::Ready(Some(outcome))
    }
}

impl Call<'_> {
    /// Gets a connection for the first attempt where nothing needs to be awaited for it, and nobody listens to spans.
    fn lease_at_hand(&self) -> Result<Option<Lease>, Error> {
        let Self { place, query, options } = self;
        if !query_span(query.text(), options, &place.settings, place.servers.seed()).is_disabled() {
            return Ok(None);
        }
        place.lease_at_hand(options, Api::ExecuteQuery)
    }
}

/// Nothing in it is pinned: the records are moved about as any others.
impl<G: Gather> Unpin for OneCall<'_, G> {}

impl<'e, G: Gather + 'e> Future for OneCall<'e, G> {
    type Output = Result<G::Output, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        if let Some(patient) = &mut this.patient {
            let outcome = ready!(patient.as_mut().poll(cx));
            this.patient = None;
            return Poll::Ready(outcome);
        }
        let failure = match ready!(this.poll_at_hand(cx)) {
            Some(Ok(mut result)) => {
                if let Some(call) = this.call.take() {
                    G::describe(&mut result, call.query);
                }
                return Poll::Ready(Ok(result));
            }
            Some(Err(failure)) => Some(failure),
            None => None,
        };
        let Some(Call { place, query, options }) = this.call.take() else { return Poll::Ready(Err(consumed())) };
        let going_on = Box::pin(async move { place.query::<G>(query, &options, failure).await });
        let outcome = ready!(this.patient.insert(going_on).as_mut().poll(cx));
        this.patient = None;
        Poll::Ready(outcome)
    }
}

impl<G: Gather> fmt::Debug for OneCall<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneCall")
    }
}
