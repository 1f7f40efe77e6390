//! What successes said, for the next ones that say the same.
//!
//! A connection mostly runs few queries over and over, and two answers to one of them differ in little more than
//! milliseconds, which are 0 or 1: what was checked and found in the last one holds for the next one with the same bytes.

use crate::bolt::message::{Found, Meta};
use crate::bolt::state::{Outcome, RequestKind};
use crate::packstream::PackError;

/// Longer metadata has a plan or notifications in it, and is not kept.
const KEPT: usize = 256;

/// What the last successes of a connection said.
#[derive(Debug, Default)]
pub(super) struct Heard {
    run: Last,
    pull: Last,
}

/// What the last success to one kind of request said.
#[derive(Default)]
struct Last {
    /// Empty where nothing is known.
    packed: Vec<u8>,
    found: Found,
    more: bool,
    /// Rises with every success that said something else than the one before it.
    edition: u64,
}

impl std::fmt::Debug for Last {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Last").field("edition", &self.edition).finish_non_exhaustive()
    }
}

impl Heard {
    /// Reads what a success says to a request.
    #[inline]
    pub(super) fn read(&mut self, request: RequestKind, meta: Meta<'_>) -> Result<(Found, Outcome), PackError> {
        let last = match request {
            RequestKind::Run => &mut self.run,
            RequestKind::Pull => &mut self.pull,
            _ => return Ok((meta.survey()?, Outcome::Done)),
        };
        if last.packed.is_empty() || last.packed != meta.packed() {
            last.learn(request, meta)?;
        }
        Ok((last.found, if last.more { Outcome::More } else { Outcome::Done }))
    }

    /// Returns a number that changes whenever a RUN's success says something else than the one before it.
    #[inline]
    pub(super) const fn run_edition(&self) -> u64 {
        self.run.edition
    }
}

impl Last {
    fn learn(&mut self, request: RequestKind, meta: Meta<'_>) -> Result<(), PackError> {
        self.packed.clear();
        self.edition += 1;
        self.found = meta.survey()?;
        self.more = request == RequestKind::Pull && self.found.has_more(meta)?;
        if meta.packed().len() <= KEPT {
            self.packed.extend_from_slice(meta.packed());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map of a number and a boolean, packed.
    fn said(milliseconds: u8, more: u8) -> Vec<u8> {
        [&[0xA2, 0x86][..], b"t_last", &[milliseconds, 0x88], b"has_more", &[more]].concat()
    }

    #[test]
    fn whatever_was_said_before_an_answer_is_read_as_by_itself() {
        const MORE: u8 = 0xC3;
        const NO_MORE: u8 = 0xC2;
        let mut long = [said(1, MORE), vec![0x81, b'n', 0xD1, 1, 0], vec![b'x'; KEPT]].concat();
        long[0] = 0xA3;
        let answers = [said(0, MORE), said(1, MORE), said(0, NO_MORE), said(0, 7), long, vec![0xA0], vec![]];
        let mut heard = Heard::default();
        for (first, second) in answers.iter().flat_map(|first| answers.iter().map(move |second| (first, second))) {
            for answer in [first, first, second] {
                for kind in [RequestKind::Pull, RequestKind::Run, RequestKind::EndTransaction] {
                    let meta = Meta::new(answer);
                    assert_eq!(heard.read(kind, meta), Heard::default().read(kind, meta), "{kind:?} {answer:?}");
                }
            }
        }
        let more = |answer| heard.read(RequestKind::Pull, Meta::new(answer)).map(|(_, outcome)| outcome);
        let outcomes: Vec<_> = answers.iter().map(Vec::as_slice).map(more).collect();
        assert!(matches!(
            outcomes[..],
            [
                Ok(Outcome::More),
                Ok(Outcome::More),
                Ok(Outcome::Done),
                Err(_),
                Ok(Outcome::More),
                Ok(Outcome::Done),
                Err(_)
            ]
        ));
    }

    #[test]
    fn an_edition_stays_while_the_same_is_said() {
        let mut heard = Heard::default();
        let mut edition = |kind, answer: &[u8]| {
            let _ = heard.read(kind, Meta::new(answer));
            heard.run_edition()
        };
        let first = edition(RequestKind::Run, &said(0, 0xC2));
        assert_eq!(edition(RequestKind::Run, &said(0, 0xC2)), first);
        assert_eq!(edition(RequestKind::Pull, &said(1, 0xC2)), first);
        let second = edition(RequestKind::Run, &said(1, 0xC2));
        assert_ne!(second, first);
        // What is malformed is so anew each time.
        assert_ne!(edition(RequestKind::Run, b""), second);
        assert_ne!(edition(RequestKind::Run, &said(0, 0xC2)), second);
    }
}
