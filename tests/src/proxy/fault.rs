//! What can go wrong with a connection, and when.

use std::time::Duration;

/// What goes wrong with a connection; everything but [`Fault::Delay`] and [`Fault::Trickle`] is for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Each byte is kept back for so long from now on.
    Delay(Duration),
    /// From now on each byte travels alone, so long after the one before it.
    Trickle(Duration),
    /// Both sides are told that the connection is over.
    Cut,
    /// Both sides are told that there is no such connection.
    Reset,
    /// The server is told that the connection is over and the client is told nothing, as when a router loses its memory.
    HalfOpen,
    /// What is sent is taken and never arrives; that a side has closed the connection does.
    Swallow,
    /// What is sent is not even taken, so that senders wait once the buffers are full.
    Stall,
}

/// A direction in which bytes travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the client to the server.
    Up,
    /// From the server to the client.
    Down,
}

/// A fault that waits for its moment in one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub(super) fault: Fault,
    pub(super) way: Way,
    pub(super) after: u64,
}

impl Fault {
    /// Plans the fault for the moment when so many bytes have travelled this way; what it does to bytes, it does to those of this way.
    pub fn after(self, bytes: u64, way: Way) -> Plan {
        Plan { fault: self, way, after: bytes }
    }
}

/// How the bytes of one way travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Manner {
    pub(super) delay: Duration,
    /// How long after the byte before it each byte travels, where they travel alone.
    pub(super) trickle: Option<Duration>,
    pub(super) flow: Flow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Passing,
    Swallowed,
    Stalled,
}

/// Whether the connection goes on, or how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Open,
    Cut,
    Reset,
    HalfOpen,
}

/// What is to become of a connection, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Course {
    pub(super) fate: Fate,
    pub(super) up: Manner,
    pub(super) down: Manner,
    /// The end of the connection comes with the server's next bytes, which are lost.
    pub(super) answer_is_cut: bool,
}

impl Course {
    pub(super) fn new(delay: Duration) -> Self {
        let manner = Manner { delay, trickle: None, flow: Flow::Passing };
        Self { fate: Fate::Open, up: manner, down: manner, answer_is_cut: false }
    }

    pub(super) fn manner(&self, way: Way) -> Manner {
        match way {
            Way::Up => self.up,
            Way::Down => self.down,
        }
    }

    /// Lets a fault happen; what it does to bytes, it does to those of these ways.
    pub(super) fn suffer(&mut self, fault: Fault, ways: &[Way]) {
        let end = match fault {
            Fault::Cut => Some(Fate::Cut),
            Fault::Reset => Some(Fate::Reset),
            Fault::HalfOpen => Some(Fate::HalfOpen),
            Fault::Delay(_) | Fault::Trickle(_) | Fault::Swallow | Fault::Stall => None,
        };
        if let Some(end) = end {
            self.fate = end;
        }
        for way in ways {
            let manner = match way {
                Way::Up => &mut self.up,
                Way::Down => &mut self.down,
            };
            match fault {
                Fault::Delay(delay) => manner.delay = delay,
                Fault::Trickle(pause) => manner.trickle = Some(pause),
                Fault::Swallow => manner.flow = Flow::Swallowed,
                Fault::Stall => manner.flow = Flow::Stalled,
                Fault::Cut | Fault::Reset | Fault::HalfOpen => {}
            }
        }
    }
}
