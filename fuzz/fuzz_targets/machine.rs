//! The passive client under any sequence of operations, beside a model that counts what is due.

#![no_main]

use std::collections::VecDeque;

use arbitrary::Arbitrary;
use graph_core::AuthToken;
use graph_core::bolt::Version;
use graph_core::bolt::machine::{Event, Machine};
use graph_core::bolt::message::{
    Batch, Begin, Discard, Logon, Packed, Pull, Request, Route, Run, Simple, Telemetry, TransactionExtra,
};
use graph_core::bolt::state::{Outcome, RequestKind, State};
use graph_core::bolt::wire::version::Feature;
use libfuzzer_sys::fuzz_target;

const LIMIT: usize = 4096;

#[derive(Debug, Arbitrary)]
enum Operation {
    Queue(Asked),
    Goodbye,
    Sent(u16),
    Answer(Answer),
    Receive(Vec<u8>),
    Shrink,
    Condemn,
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Asked {
    Hello,
    Logon,
    Logoff,
    Begin,
    Run(u8),
    Pull(i64),
    Discard(Option<i64>),
    Commit,
    Rollback,
    Reset,
    Route,
    Telemetry,
}

#[derive(Debug, Arbitrary)]
enum Answer {
    Success,
    More,
    Record,
    Failure,
    Ignored,
}

#[derive(Debug, Arbitrary)]
struct Input {
    old: bool,
    operations: Vec<Operation>,
}

/// The machine, and what is known of it without looking inside.
struct Beside {
    machine: Machine,
    due: VecDeque<RequestKind>,
    unsent: Vec<u8>,
    defunct: bool,
}

fuzz_target!(|input: Input| {
    let version = if input.old { Version::new(4, 4) } else { Version::new(5, 8) };
    let machine = Machine::new(version, LIMIT);
    let mut beside = Beside { machine, due: VecDeque::new(), unsent: Vec::new(), defunct: false };
    for operation in input.operations {
        beside.apply(operation);
        beside.agrees();
    }
});

impl Beside {
    fn apply(&mut self, operation: Operation) {
        match operation {
            Operation::Queue(asked) => self.ask(asked),
            Operation::Goodbye => {
                self.machine.queue_unanswered(&Simple::Goodbye).expect("encodable");
                self.queued();
            }
            Operation::Sent(count) => {
                self.machine.sent(count.into());
                self.unsent.drain(..self.unsent.len().min(count.into()));
            }
            Operation::Answer(answer) => self.receive(answer.bytes()),
            Operation::Receive(bytes) => self.receive(&bytes),
            Operation::Shrink => self.machine.shrink(),
            Operation::Condemn => {
                self.machine.condemn();
                self.defunct = true;
            }
        }
    }

    fn ask(&mut self, asked: Asked) {
        let extra = TransactionExtra::default();
        let token = AuthToken::basic("neo4j", "secret");
        let text = "x".repeat(if let Asked::Run(length) = asked { length.into() } else { 0 });
        match asked {
            Asked::Hello => self.queue(RequestKind::Hello, &Simple::Reset),
            Asked::Logon => self.queue(RequestKind::Logon, &Logon { auth: &token }),
            Asked::Logoff => self.queue(RequestKind::Logoff, &Simple::Logoff),
            Asked::Begin => self.queue(RequestKind::Begin, &Begin { extra: &extra }),
            Asked::Run(_) => {
                self.queue(RequestKind::Run, &Run { text: &text, parameters: Packed::default(), extra: Some(&extra) });
            }
            Asked::Pull(records) => self.queue(RequestKind::Pull, &Pull(Batch { records, result: None })),
            Asked::Discard(result) => self.queue(RequestKind::Pull, &Discard(Batch { records: -1, result })),
            Asked::Commit => self.queue(RequestKind::EndTransaction, &Simple::Commit),
            Asked::Rollback => self.queue(RequestKind::EndTransaction, &Simple::Rollback),
            Asked::Reset => self.queue(RequestKind::Reset, &Simple::Reset),
            Asked::Route => {
                let route = Route {
                    context: &[],
                    bookmarks: Packed::default(),
                    database: Some("films"),
                    impersonated_user: None,
                };
                self.queue(RequestKind::Route, &route);
            }
            Asked::Telemetry => self.queue(RequestKind::Telemetry, &Telemetry::AutoCommit),
        }
    }

    fn queue(&mut self, kind: RequestKind, request: &impl Request) {
        self.machine.queue(kind, request).expect("encodable");
        let with_auth = kind == RequestKind::Hello && !self.machine.version().has(Feature::Logon);
        self.due.push_back(if with_auth { RequestKind::HelloWithAuth } else { kind });
        self.queued();
    }

    /// What was to be sent stays as it was, and one whole message follows it.
    fn queued(&mut self) {
        let added = self.machine.unsent().strip_prefix(&self.unsent[..]).expect("what was queued before comes first");
        assert!(added.len() > 4 && added.ends_with(&[0, 0]), "{added:02X?}");
        self.unsent.extend_from_slice(added);
    }

    fn receive(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = self.machine.spare();
            let count = bytes.len().min(room.len());
            room[..count].copy_from_slice(&bytes[..count]);
            self.machine.received(count);
            bytes = &bytes[count..];
            loop {
                match self.machine.next_event() {
                    Ok(Some(event)) => self.happened(&event),
                    Ok(None) => break,
                    Err(breach) => {
                        assert!(!breach.to_string().is_empty());
                        assert!(!self.machine.is_usable() && !self.machine.is_clean());
                        self.defunct = true;
                        break;
                    }
                }
            }
        }
    }

    fn happened(&mut self, event: &Event) {
        let asked = *self.due.front().expect("no event without a request");
        let (answers, place) = match event {
            Event::Record(place) => {
                assert_eq!(asked, RequestKind::Pull);
                assert_eq!(self.machine.bytes(place.clone()).len(), place.len());
                return;
            }
            Event::Success(kind, outcome, place) => {
                assert!(matches!(outcome, Outcome::Done | Outcome::More));
                assert!(*outcome == Outcome::Done || asked == RequestKind::Pull);
                (*kind, Some(place.clone()))
            }
            Event::Failure(kind, place) => (*kind, Some(place.clone())),
            Event::Ignored(kind) => (*kind, None),
        };
        assert_eq!(answers, asked, "answers come in the order of the requests");
        if let Some(place) = place {
            assert_eq!(self.machine.bytes(place.clone()).len(), place.len());
            let _ = self.machine.meta(place).integer("qid");
        }
        self.due.pop_front();
    }

    fn agrees(&self) {
        assert_eq!(self.machine.due(), self.due.len());
        assert_eq!(self.machine.unsent(), self.unsent);
        assert!(!self.defunct || !self.machine.is_usable(), "what is beyond use stays so");
        if self.machine.is_clean() {
            assert!(self.due.is_empty() && self.unsent.is_empty() && self.machine.state() == State::Ready);
        }
    }
}

impl Answer {
    fn bytes(&self) -> &'static [u8] {
        match self {
            Self::Success => &[0, 3, 0xB1, 0x70, 0xA0, 0, 0],
            Self::More => b"\0\x0D\xB1\x70\xA1\x88has_more\xC3\0\0",
            Self::Record => &[0, 4, 0xB1, 0x71, 0x91, 1, 0, 0],
            Self::Failure => &[0, 3, 0xB1, 0x7F, 0xA0, 0, 0],
            Self::Ignored => &[0, 2, 0xB0, 0x7E, 0, 0],
        }
    }
}
