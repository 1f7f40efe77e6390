//! What successes said, for the next ones that say the same.
//!
//! A connection mostly runs few queries over and over, and two answers to one of them differ in small numbers alone: how many
//! milliseconds something took, and which result of its transaction it is. What was checked and found in one of them holds
//! for the next one as well.

use std::fmt;

use crate::bolt::message::{Found, Meta};
use crate::bolt::state::{Outcome, RequestKind};
use crate::packstream::PackError;

/// Longer metadata has a plan or notifications in it, and is not kept.
const KEPT: usize = 256;

/// A place that no metadata has.
const NOWHERE: usize = usize::MAX;

/// What the last successes of a connection said.
#[derive(Debug, Default)]
pub(super) struct Heard {
    run: Last,
    pull: Last,
    /// What was found in the last success to any other request.
    other: Found,
    newest: Newest,
}

/// To what the newest success was an answer.
#[derive(Debug, Clone, Copy, Default)]
enum Newest {
    Run,
    Pull,
    #[default]
    Other,
}

/// What the last success to one kind of request said.
#[derive(Default)]
struct Last {
    /// Empty where nothing is known.
    packed: Vec<u8>,
    found: Found,
    /// Where small numbers stand in it that may be others; [`NOWHERE`] for none.
    numbers: [usize; 2],
    more: bool,
    /// Rises with every success that said something else than the one before it, small numbers aside.
    edition: u64,
}

impl fmt::Debug for Last {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Last").field("edition", &self.edition).finish_non_exhaustive()
    }
}

impl Heard {
    /// Reads what a success says to a request.
    #[inline]
    pub(super) fn read(&mut self, request: RequestKind, meta: Meta<'_>) -> Result<Outcome, PackError> {
        let (newest, last) = match request {
            RequestKind::Run => (Newest::Run, &mut self.run),
            RequestKind::Pull => (Newest::Pull, &mut self.pull),
            _ => {
                self.newest = Newest::Other;
                self.other = meta.survey()?;
                return Ok(Outcome::Done);
            }
        };
        self.newest = newest;
        if !last.is_said_again(meta.packed()) {
            last.learn(request, meta)?;
        }
        Ok(if last.more { Outcome::More } else { Outcome::Done })
    }

    /// Returns what was found in the newest success.
    #[inline]
    pub(super) const fn found(&self) -> Found {
        match self.newest {
            Newest::Run => self.run.found,
            Newest::Pull => self.pull.found,
            Newest::Other => self.other,
        }
    }

    /// Returns a number that changes whenever a RUN's success says something else than the one before it, small numbers aside.
    #[inline]
    pub(super) const fn run_edition(&self) -> u64 {
        self.run.edition
    }
}

impl Last {
    /// Tells whether a success says the same, but for its numbers, which are known then.
    #[inline]
    fn is_said_again(&mut self, packed: &[u8]) -> bool {
        if self.packed.is_empty() || self.packed.len() != packed.len() {
            return false;
        }
        for place in self.numbers {
            if let (Some(known), Some(new)) = (self.packed.get_mut(place), packed.get(place))
                && is_tiny(*new)
            {
                *known = *new;
            }
        }
        self.packed == packed
    }

    fn learn(&mut self, request: RequestKind, meta: Meta<'_>) -> Result<(), PackError> {
        self.packed.clear();
        self.edition += 1;
        self.found = meta.survey()?;
        self.more = request == RequestKind::Pull && self.found.has_more(meta)?;
        if meta.packed().len() <= KEPT {
            self.packed.extend_from_slice(meta.packed());
            self.numbers = self.found.numbers().map(|place| self.place_of_tiny(place).unwrap_or(NOWHERE));
        }
        Ok(())
    }

    fn place_of_tiny(&self, place: u32) -> Option<usize> {
        // Where nothing was found stands the map's own header.
        let place = usize::try_from(place).ok().filter(|place| *place > 0)?;
        is_tiny(*self.packed.get(place)?).then_some(place)
    }
}

/// Tells whether a value is an integer of a single byte.
const fn is_tiny(value: u8) -> bool {
    matches!(value, 0x00..=0x7F | 0xF0..=0xFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the last PULL's success says, packed.
    fn pulled(milliseconds: &[u8], more: u8) -> Vec<u8> {
        [&[0xA2, 0x86][..], b"t_last", milliseconds, &[0x88], b"has_more", &[more]].concat()
    }

    /// What RUN's success says, packed.
    fn run(milliseconds: &[u8], column: u8, number: &[u8]) -> Vec<u8> {
        [&[0xA3, 0x87][..], b"t_first", milliseconds, &[0x86], b"fields", &[0x91, 0x81, column, 0x83], b"qid", number]
            .concat()
    }

    const MORE: u8 = 0xC3;
    const NO_MORE: u8 = 0xC2;

    #[test]
    fn whatever_was_said_before_an_answer_is_read_as_by_itself() {
        let mut long = [pulled(&[1], MORE), vec![0x81, b'n', 0xD1, 1, 0], vec![b'x'; KEPT]].concat();
        long[0] = 0xA3;
        let mut answers = vec![long, vec![0xA0], vec![]];
        // Numbers of one byte and of two, and what is none.
        for number in [&[0][..], &[1], &[0xF0], &[0xC8, 0x80], &[0xC8, 0x81], &[0xC2], &[0xC0], &[0x80], &[0xA1]] {
            answers.extend([pulled(number, MORE), pulled(number, NO_MORE), pulled(number, 7)]);
            for other in [&[2][..], &[0xC8, 0x82], &[0xA0], number] {
                answers.extend([run(number, b'a', other), run(other, b'a', number), run(number, b'b', other)]);
            }
        }
        // What begins as no map does.
        let others = answers.iter().flat_map(|answer| {
            [0x05, 0xC0, 0x81].map(|first| [&[first], answer.get(1..).unwrap_or_default()].concat())
        });
        answers.extend(others.collect::<Vec<_>>());
        let mut heard = Heard::default();
        for (first, second) in answers.iter().flat_map(|first| answers.iter().map(move |second| (first, second))) {
            for answer in [first, first, second] {
                for kind in [RequestKind::Pull, RequestKind::Run, RequestKind::EndTransaction] {
                    let (meta, mut other) = (Meta::new(answer), Heard::default());
                    let outcome = heard.read(kind, meta);
                    assert_eq!(outcome, other.read(kind, meta), "{kind:?} {answer:?}");
                    assert!(outcome.is_err() || heard.found() == other.found(), "{kind:?} {answer:?}");
                }
            }
        }
        let mut outcome = |milliseconds, more| {
            let answer = pulled(&[milliseconds], more);
            heard.read(RequestKind::Pull, Meta::new(&answer))
        };
        assert_eq!((outcome(0, MORE), outcome(1, MORE)), (Ok(Outcome::More), Ok(Outcome::More)));
        assert_eq!((outcome(1, NO_MORE), outcome(0, NO_MORE)), (Ok(Outcome::Done), Ok(Outcome::Done)));
        assert!(outcome(0, 7).is_err());
    }

    #[test]
    fn an_edition_stays_while_the_same_is_said() {
        let mut heard = Heard::default();
        let mut edition = |kind, answer: &[u8]| {
            let _ = heard.read(kind, Meta::new(answer));
            heard.run_edition()
        };
        let first = edition(RequestKind::Run, &run(&[0], b'n', &[0]));
        for (milliseconds, number) in [(0, 0), (1, 0), (0x7F, 1), (3, 0xF0)] {
            assert_eq!(edition(RequestKind::Run, &run(&[milliseconds], b'n', &[number])), first);
        }
        assert_eq!(edition(RequestKind::Pull, &pulled(&[1], NO_MORE)), first);
        let second = edition(RequestKind::Run, &run(&[0], b'm', &[0]));
        assert_ne!(second, first);
        // What is malformed is so anew each time.
        assert_ne!(edition(RequestKind::Run, b""), second);
        assert_ne!(edition(RequestKind::Run, &run(&[0], b'm', &[0])), second);
    }
}
