//! The passive client: requests and bytes in, bytes and events out.
//!
//! All that a connection must remember between two polls stands here and never in a future, so that any future may be
//! dropped at any await: `outbound` from `sent` on is still to be written, and `due` are the answers still to come.

mod heard;

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;

use self::heard::Heard;
use super::message::{Meta, NotAResponse, Request, Response};
use super::state::{Outcome, RequestKind, State};
use super::wire::chunk::{self, Inbound, OversizedMessage};
use super::wire::structure::{Dialect, Unencodable};
use super::wire::version::{Feature, UtcPatch, Version};
use crate::packstream::{PackError, Reader, Writer};

/// A message of a server that breaks the protocol; the connection is beyond use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolBreach {
    /// A message that is no answer.
    #[error(transparent)]
    NotAResponse(#[from] NotAResponse),
    /// A message above the limit.
    #[error(transparent)]
    Oversized(#[from] OversizedMessage),
    /// An answer to nothing.
    #[error("the server answered {0:?} when no answer was due")]
    Unasked(Response),
    /// Metadata that is no map.
    #[error("the server sent malformed metadata in answer to {0:?}")]
    Malformed(RequestKind, #[source] PackError),
    /// A record in answer to a request that has none.
    #[error("the server sent a record in answer to {0:?}")]
    UnexpectedRecord(RequestKind),
    /// More records than a batch has.
    #[error("the server sent more records than it was asked for")]
    TooManyRecords,
}

/// What a server answered. A place holds until the next bytes are received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A record; the place of its fields.
    Record(Range<usize>),
    /// The request is done, or has more records; the place of the metadata.
    Success(RequestKind, Outcome, Range<usize>),
    /// The request failed; the place of the error.
    Failure(RequestKind, Range<usize>),
    /// The request was skipped.
    Ignored(RequestKind),
}

/// One connection's protocol, without the connection.
///
/// `Debug` shows where it stands, and nothing of what is sent and received.
pub struct Machine {
    version: Version,
    dialect: Dialect,
    inbound: Inbound,
    outbound: Vec<u8>,
    /// How much of `outbound` was written; `sent <= outbound.len()`.
    sent: usize,
    due: Due,
    state: State,
    total_received: u64,
    /// On whose behalf requests are queued.
    owner: usize,
    /// The request that was answered last.
    answered: Option<Asked>,
    /// Where the metadata of the last success lies; holds until the next bytes are received.
    said: Range<usize>,
    heard: Heard,
}

/// A request that is to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// What was asked.
    pub kind: RequestKind,
    /// On whose behalf, as [`Machine::ask_for`] said.
    pub owner: usize,
}

/// The requests whose answers are still to come, in order; the first two at hand, because every record asks for the first
/// one, and a query by itself has no more.
#[derive(Debug, Default)]
struct Due {
    first: Option<Asked>,
    /// Nothing while there is no first one.
    second: Option<Asked>,
    /// Empty while there is no second one.
    rest: VecDeque<Asked>,
}

impl Due {
    #[inline]
    fn push(&mut self, request: Asked) {
        if self.first.is_none() {
            self.first = Some(request);
        } else if self.second.is_none() {
            self.second = Some(request);
        } else {
            self.rest.push_back(request);
        }
    }

    #[inline]
    fn pop(&mut self) -> Option<Asked> {
        let second = self.second.take();
        if second.is_some() && !self.rest.is_empty() {
            self.second = self.rest.pop_front();
        }
        std::mem::replace(&mut self.first, second)
    }

    fn len(&self) -> usize {
        usize::from(self.first.is_some()) + usize::from(self.second.is_some()) + self.rest.len()
    }
}

/// A send buffer that grew beyond this is given back once it is written, 256 KiB.
const KEPT_OUTBOUND: usize = 256 * 1024;

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine")
            .field("version", &self.version)
            .field("state", &self.state)
            .field("due", &self.due)
            .field("unsent", &self.unsent().len())
            .finish_non_exhaustive()
    }
}

impl Machine {
    /// Starts after the handshake agreed on `version`; messages above `limit` bytes are refused.
    pub fn new(version: Version, limit: usize) -> Self {
        Self {
            version,
            dialect: Dialect::of(version, UtcPatch::Absent),
            inbound: Inbound::new(limit),
            outbound: Vec::new(),
            sent: 0,
            due: Due::default(),
            state: State::Unauthenticated,
            total_received: 0,
            owner: 0,
            answered: None,
            said: 0..0,
            heard: Heard::default(),
        }
    }

    /// Returns the version that was agreed on.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Returns the forms in which values travel.
    #[inline]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Notes what a 4.4 server answered to the UTC patch.
    pub fn set_utc_patch(&mut self, patch: UtcPatch) {
        self.dialect = Dialect::of(self.version, patch);
    }

    /// Returns where the connection stands once the answers so far are read.
    #[inline]
    pub const fn state(&self) -> State {
        self.state
    }

    /// Tells whether the connection is idle: nothing to write, no answer due, no transaction or result open.
    #[inline]
    pub fn is_clean(&self) -> bool {
        self.state == State::Ready && self.due.first.is_none() && self.sent == self.outbound.len()
    }

    /// Returns how many answers are still to come.
    #[inline]
    pub fn due(&self) -> usize {
        self.due.len()
    }

    /// Tells whether the connection can still be brought back by a RESET.
    pub const fn is_usable(&self) -> bool {
        !matches!(self.state, State::Defunct)
    }

    /// Marks the connection beyond use.
    pub fn condemn(&mut self) {
        self.state = State::Defunct;
    }

    /// Queues a request whose answer is of `kind`.
    ///
    /// # Errors
    /// [`Unencodable`], and then nothing is queued.
    pub fn queue(&mut self, kind: RequestKind, request: &impl Request) -> Result<(), Unencodable> {
        self.append(request)?;
        // Without LOGON it is HELLO that authenticates.
        let authenticates = kind == RequestKind::Hello && !self.version.has(Feature::Logon);
        let kind = if authenticates { RequestKind::HelloWithAuth } else { kind };
        self.due.push(Asked { kind, owner: self.owner });
        Ok(())
    }

    /// Queues a request whose answer is of `kind` and that is framed already.
    #[inline]
    pub fn queue_framed(&mut self, kind: RequestKind, framed: &[u8]) {
        self.make_room();
        self.outbound.extend_from_slice(framed);
        self.due.push(Asked { kind, owner: self.owner });
    }

    /// Says on whose behalf the requests are that are queued from now on; the machine hands it back with the answers.
    #[inline]
    pub const fn ask_for(&mut self, owner: usize) {
        self.owner = owner;
    }

    /// Returns the request whose answer is the next one.
    #[inline]
    pub const fn next_due(&self) -> Option<Asked> {
        self.due.first
    }

    /// Returns the request that was answered last.
    #[inline]
    pub const fn last_answered(&self) -> Option<Asked> {
        self.answered
    }

    /// Queues a request that is never answered.
    ///
    /// # Errors
    /// [`Unencodable`], and then nothing is queued.
    pub fn queue_unanswered(&mut self, request: &impl Request) -> Result<(), Unencodable> {
        self.append(request)
    }

    /// Begins anew where everything was written.
    #[inline]
    fn make_room(&mut self) {
        if self.sent == self.outbound.len() {
            self.outbound.clear();
            self.sent = 0;
        }
    }

    fn append(&mut self, request: &impl Request) -> Result<(), Unencodable> {
        self.make_room();
        let start = self.outbound.len();
        self.outbound.extend_from_slice(&[0, 0]);
        match request.write(&mut Writer::new(&mut self.outbound), self.version, self.dialect) {
            Ok(()) => {
                chunk::frame(&mut self.outbound, start);
                Ok(())
            }
            Err(error) => {
                self.outbound.truncate(start);
                Err(error)
            }
        }
    }

    /// Returns the bytes still to be written.
    #[inline]
    pub fn unsent(&self) -> &[u8] {
        self.outbound.get(self.sent..).unwrap_or_default()
    }

    /// Notes that the first `count` bytes of [`unsent`](Self::unsent) were written.
    #[inline]
    pub fn sent(&mut self, count: usize) {
        self.sent = (self.sent + count).min(self.outbound.len());
        if self.sent == self.outbound.len() && self.outbound.capacity() > KEPT_OUTBOUND {
            self.outbound = Vec::new();
            self.sent = 0;
        }
    }

    /// Returns room for the next read; every place returned before is gone.
    #[inline]
    pub fn spare(&mut self) -> &mut [u8] {
        self.inbound.spare()
    }

    /// Notes that a read filled the first `count` bytes of the room.
    #[inline]
    pub fn received(&mut self, count: usize) {
        self.total_received += count as u64;
        self.inbound.received(count);
    }

    /// Returns how many bytes were received since the machine was made.
    pub const fn total_received(&self) -> u64 {
        self.total_received
    }

    /// Returns the next answer; `None` asks for more bytes.
    ///
    /// # Errors
    /// [`ProtocolBreach`]; the connection is beyond use then.
    #[inline]
    pub fn next_event(&mut self) -> Result<Option<Event>, ProtocolBreach> {
        match self.read_event() {
            Err(breach) => {
                self.condemn();
                Err(breach)
            }
            event => event,
        }
    }

    /// Tells whether every byte received belongs to a message that was handed out.
    #[inline]
    pub fn is_drained(&self) -> bool {
        self.inbound.is_drained()
    }

    /// Returns the place of the next record's fields if it is here; otherwise [`next_event`](Self::next_event) tells
    /// what is.
    #[inline]
    pub fn next_record(&mut self) -> Option<Range<usize>> {
        if self.due.first?.kind.has_records() { self.inbound.next_of(Response::RECORD) } else { None }
    }

    /// Returns the next record's fields if it is here; otherwise [`next_event`](Self::next_event) tells what is.
    #[inline]
    pub fn next_fields(&mut self) -> Option<&[u8]> {
        if self.due.first?.kind.has_records() { self.inbound.take_of(Response::RECORD) } else { None }
    }

    /// Tells whether the last answer that is here says that a batch is over and its result has more.
    pub fn has_more_at_end(&self) -> bool {
        self.inbound.ends_with(Response::HAS_MORE)
    }

    /// Returns the next answer if it is here, a success, and of a request whose answer somebody waits for: what it said,
    /// and the place of its metadata. Otherwise [`next_event`](Self::next_event) tells what is here.
    #[inline]
    pub fn next_success(&mut self) -> Option<(Outcome, Range<usize>)> {
        let request = self.due.first?.kind;
        if !matches!(request, RequestKind::Begin | RequestKind::Run | RequestKind::Pull | RequestKind::EndTransaction) {
            return None;
        }
        let place = self.inbound.peek_of(Response::SUCCESS)?;
        let outcome = self.heard.read(request, Meta::new(self.inbound.bytes(place.clone()))).ok()?;
        self.inbound.pass(&place);
        self.said = place.clone();
        self.answered = self.due.pop();
        self.state = self.state.after(request, outcome);
        Some((outcome, place))
    }

    /// Returns a reader at the column names that the last success told, until the next bytes are received.
    #[inline]
    pub fn fields(&self) -> Option<Reader<'_>> {
        self.heard.found().fields(self.meta(self.said.clone()))
    }

    /// Returns a number that changes whenever a RUN's success says something else than the one before it, small numbers aside.
    #[inline]
    pub const fn run_edition(&self) -> u64 {
        self.heard.run_edition()
    }

    /// Returns the bookmark that the last success told, as it is packed, until the next bytes are received.
    #[inline]
    pub fn bookmark(&self) -> Option<&[u8]> {
        self.heard.found().bookmark(self.meta(self.said.clone()))
    }

    /// Returns the number of its result that the last success told, until the next bytes are received.
    #[inline]
    pub fn result_number(&self) -> Option<i64> {
        self.heard.found().result(self.meta(self.said.clone()))
    }

    fn read_event(&mut self) -> Result<Option<Event>, ProtocolBreach> {
        let Some(message) = self.inbound.next_message()? else { return Ok(None) };
        let (response, rest) = Response::read(self.inbound.bytes(message.clone()))?;
        let body = message.end - rest.len()..message.end;
        let Some(Asked { kind: request, .. }) = self.due.first else { return Err(ProtocolBreach::Unasked(response)) };
        if response == Response::Record {
            if !request.has_records() {
                return Err(ProtocolBreach::UnexpectedRecord(request));
            }
            return Ok(Some(Event::Record(body)));
        }
        let event =
            self.answered(request, response, body).map_err(|error| ProtocolBreach::Malformed(request, error))?;
        self.answered = self.due.pop();
        Ok(Some(event))
    }

    fn answered(&mut self, request: RequestKind, response: Response, body: Range<usize>) -> Result<Event, PackError> {
        let (outcome, event) = match response {
            Response::Failure => (Outcome::Failed, Event::Failure(request, body)),
            Response::Ignored => (Outcome::Ignored, Event::Ignored(request)),
            Response::Success | Response::Record => {
                let outcome = self.success(request, body.clone())?;
                (outcome, Event::Success(request, outcome, body))
            }
        };
        self.state = self.state.after(request, outcome);
        Ok(event)
    }

    fn success(&mut self, request: RequestKind, place: Range<usize>) -> Result<Outcome, PackError> {
        let outcome = self.heard.read(request, Meta::new(self.inbound.bytes(place.clone())))?;
        self.said = place;
        Ok(outcome)
    }

    /// Returns the bytes of a place in an event.
    #[inline]
    pub fn bytes(&self, place: Range<usize>) -> &[u8] {
        self.inbound.bytes(place)
    }

    /// Returns the metadata of a place in an event.
    #[inline]
    pub fn meta(&self, place: Range<usize>) -> Meta<'_> {
        Meta::new(self.inbound.bytes(place))
    }

    /// Gives memory back that large messages took; for a connection that becomes idle.
    #[inline]
    pub fn shrink(&mut self) {
        self.inbound.shrink();
    }
}

#[cfg(test)]
mod tests;
