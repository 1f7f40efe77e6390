use super::*;
use crate::bolt::message::{Batch, Begin, Packed, Pull, Run, Simple, TransactionExtra};

fn machine() -> Machine {
    let mut machine = Machine::new(Version::new(5, 8), 1 << 20);
    machine.state = State::Ready;
    machine
}

fn feed(machine: &mut Machine, message: &[u8]) {
    let mut bytes = vec![0, 0];
    bytes.extend_from_slice(message);
    chunk::frame(&mut bytes, 0);
    let room = machine.spare();
    room[..bytes.len()].copy_from_slice(&bytes);
    machine.received(bytes.len());
}

const SUCCESS: [u8; 3] = [0xB1, 0x70, 0xA0];
const IGNORED: [u8; 2] = [0xB0, 0x7E];
const FAILURE: [u8; 3] = [0xB1, 0x7F, 0xA0];

fn query(machine: &mut Machine) {
    let extra = TransactionExtra::default();
    let run = Run { text: "RETURN 1", parameters: Packed::default(), extra: Some(&extra) };
    machine.queue(RequestKind::Run, &run).expect("encodable");
    machine.queue(RequestKind::Pull, &Pull(Batch::ALL)).expect("encodable");
}

#[test]
fn a_request_is_dirty_before_its_first_byte_is_written() {
    let mut machine = machine();
    assert!(machine.is_clean());
    machine.queue(RequestKind::Reset, &Simple::Reset).expect("encodable");
    assert!(!machine.is_clean());
    assert_eq!(machine.unsent(), [0, 2, 0xB0, 0x0F, 0, 0]);
    machine.sent(6);
    assert!(!machine.is_clean(), "the answer is still due");
    feed(&mut machine, &SUCCESS);
    assert!(matches!(machine.next_event(), Ok(Some(Event::Success(RequestKind::Reset, Outcome::Done, _)))));
    assert!(machine.is_clean());
}

#[test]
fn a_partial_write_resumes_where_it_stopped() {
    let mut machine = machine();
    machine.queue(RequestKind::Reset, &Simple::Reset).expect("encodable");
    machine.sent(4);
    machine.queue(RequestKind::EndTransaction, &Simple::Commit).expect("encodable");
    assert_eq!(machine.unsent(), [0, 0, 0, 2, 0xB0, 0x12, 0, 0]);
}

#[test]
fn a_result_with_more_records_keeps_the_connection_busy() {
    let mut machine = machine();
    query(&mut machine);
    feed(&mut machine, &SUCCESS);
    feed(&mut machine, &[0xB1, 0x71, 0x91, 0x01]);
    feed(&mut machine, &[&[0xB1, 0x70, 0xA1, 0x88][..], b"has_more", &[0xC3]].concat());
    machine.sent(machine.unsent().len());
    assert!(matches!(machine.next_event(), Ok(Some(Event::Success(RequestKind::Run, Outcome::Done, _)))));
    let Ok(Some(Event::Record(fields))) = machine.next_event() else { panic!("a record") };
    assert_eq!(machine.bytes(fields), [0x91, 0x01]);
    assert!(matches!(machine.next_event(), Ok(Some(Event::Success(RequestKind::Pull, Outcome::More, _)))));
    assert_eq!((machine.state(), machine.due()), (State::Streaming, 0));
    assert!(!machine.is_clean());
}

#[test]
fn after_a_failure_everything_is_ignored_until_a_reset() {
    let mut machine = machine();
    machine.queue(RequestKind::Begin, &Begin { extra: &TransactionExtra::default() }).expect("encodable");
    query(&mut machine);
    machine.queue(RequestKind::Reset, &Simple::Reset).expect("encodable");
    machine.sent(machine.unsent().len());
    for answer in [&SUCCESS[..], &FAILURE, &IGNORED, &SUCCESS] {
        feed(&mut machine, answer);
    }
    let mut states = Vec::new();
    while let Ok(Some(_)) = machine.next_event() {
        states.push(machine.state());
    }
    assert_eq!(states, [State::Transaction, State::Failed, State::Failed, State::Ready]);
    assert!(machine.is_clean());
}

#[test]
fn breaches_of_the_protocol_condemn_the_connection() {
    let breaches: [(&[u8], ProtocolBreach); 3] = [
        (&SUCCESS, ProtocolBreach::Unasked(Response::Success)),
        (&[0xB1, 0x00], ProtocolBreach::NotAResponse(NotAResponse([0xB1, 0x00]))),
        (&[0x01], ProtocolBreach::NotAResponse(NotAResponse([0x01, 0x00]))),
    ];
    for (message, breach) in breaches {
        let mut machine = machine();
        feed(&mut machine, message);
        assert_eq!(machine.next_event(), Err(breach));
        assert!(!machine.is_usable());
    }
    let mut machine = machine();
    machine.queue(RequestKind::Reset, &Simple::Reset).expect("encodable");
    feed(&mut machine, &[0xB1, 0x71, 0x90]);
    assert_eq!(machine.next_event(), Err(ProtocolBreach::UnexpectedRecord(RequestKind::Reset)));
}

#[test]
fn metadata_that_is_no_whole_map_is_a_breach() {
    let more = |value: u8| [&[0xB1, 0x70, 0xA1, 0x88][..], b"has_more", &[value]].concat();
    let malformed: [(&[u8], PackError); 4] = [
        (&[0xB1, 0x70, 0xA1], PackError::UnexpectedEnd { needed: 1, available: 0 }),
        (&more(0xC3)[..11], PackError::UnexpectedEnd { needed: 8, available: 7 }),
        (&more(0x01), PackError::Mismatch(0x01)),
        (&[0xB1, 0x70, 0xA0, 0xC3], PackError::Mismatch(0xC3)),
    ];
    for (message, error) in malformed {
        let mut machine = machine();
        query(&mut machine);
        feed(&mut machine, &SUCCESS);
        assert!(matches!(machine.next_event(), Ok(Some(_))));
        feed(&mut machine, message);
        assert_eq!(machine.next_event(), Err(ProtocolBreach::Malformed(RequestKind::Pull, error)));
        assert!(!machine.is_usable());
    }
}

#[test]
fn no_answer_brings_back_a_connection_that_is_beyond_use() {
    let mut machine = machine();
    for request in [Simple::Reset, Simple::Reset] {
        machine.queue(RequestKind::Reset, &request).expect("encodable");
    }
    machine.sent(machine.unsent().len());
    feed(&mut machine, &[0xB1, 0x55]);
    assert!(machine.next_event().is_err(), "no answer of the protocol");
    feed(&mut machine, &SUCCESS);
    feed(&mut machine, &SUCCESS);
    while let Ok(Some(_)) = machine.next_event() {}
    assert_eq!(machine.due(), 0);
    assert!(!machine.is_usable() && !machine.is_clean());
}

#[test]
fn requests_that_are_framed_already_are_what_would_be_written() {
    let (mut framed, mut written) = (machine(), machine());
    framed.queue_framed(RequestKind::Pull, &Batch::PULL_ALL);
    framed.queue_framed(RequestKind::EndTransaction, &Simple::COMMIT);
    written.queue(RequestKind::Pull, &Pull(Batch::ALL)).expect("encodable");
    written.queue(RequestKind::EndTransaction, &Simple::Commit).expect("encodable");
    assert_eq!((framed.unsent(), framed.due()), (written.unsent(), written.due()));
}
