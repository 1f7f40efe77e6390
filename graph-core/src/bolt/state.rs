//! Where a connection stands, as far as the client can know from what it sent and received.

/// The kinds of request whose answers change where a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// HELLO, of a version that authenticates apart.
    Hello,
    /// HELLO, of a version that has no LOGON.
    HelloWithAuth,
    /// LOGON.
    Logon,
    /// LOGOFF.
    Logoff,
    /// RUN.
    Run,
    /// PULL or DISCARD.
    Pull,
    /// BEGIN.
    Begin,
    /// COMMIT or ROLLBACK.
    EndTransaction,
    /// RESET.
    Reset,
    /// ROUTE.
    Route,
    /// TELEMETRY.
    Telemetry,
}

/// Where a connection stands once the answers so far are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Connected, and not authenticated.
    Unauthenticated,
    /// Idle.
    Ready,
    /// A query of its own transaction has records left.
    Streaming,
    /// Inside an explicit transaction.
    Transaction,
    /// A request failed; everything but RESET is ignored.
    Failed,
    /// Beyond use: authentication failed or the protocol was broken.
    Defunct,
}

/// What an answer said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The request was carried out; nothing is left of it.
    Done,
    /// The request was carried out, and its result has more records.
    More,
    /// The request failed.
    Failed,
    /// The request was skipped.
    Ignored,
}

impl RequestKind {
    /// Tells whether records come before its answer.
    #[inline]
    #[must_use]
    pub const fn has_records(self) -> bool {
        matches!(self, Self::Pull)
    }
}

impl State {
    /// Returns where the connection stands after an answer; what is beyond use stays so, whatever is still answered.
    #[must_use]
    pub const fn after(self, request: RequestKind, outcome: Outcome) -> Self {
        match (request, outcome) {
            _ if matches!(self, Self::Defunct) => Self::Defunct,
            (_, Outcome::Failed | Outcome::Ignored) => Self::after_refusal(request),
            (RequestKind::Hello | RequestKind::Logoff, _) => Self::Unauthenticated,
            (RequestKind::HelloWithAuth | RequestKind::Logon | RequestKind::EndTransaction | RequestKind::Reset, _) => {
                Self::Ready
            }
            (RequestKind::Begin, _) => Self::Transaction,
            (RequestKind::Run, _) => match self {
                Self::Ready => Self::Streaming,
                other => other,
            },
            (RequestKind::Pull, Outcome::Done) => match self {
                Self::Streaming => Self::Ready,
                other => other,
            },
            (RequestKind::Pull, Outcome::More) | (RequestKind::Route | RequestKind::Telemetry, _) => self,
        }
    }

    const fn after_refusal(request: RequestKind) -> Self {
        match request {
            RequestKind::Hello
            | RequestKind::HelloWithAuth
            | RequestKind::Logon
            | RequestKind::Logoff
            | RequestKind::Reset => Self::Defunct,
            RequestKind::Run
            | RequestKind::Pull
            | RequestKind::Begin
            | RequestKind::EndTransaction
            | RequestKind::Route
            | RequestKind::Telemetry => Self::Failed,
        }
    }
}
