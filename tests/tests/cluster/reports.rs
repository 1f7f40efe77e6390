//! What the driver reported of each piece of work, and whether it is so.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard};

use graph_core::{Driver, Error, ErrorKind};
use tokio::sync::watch;

/// How a write ended, as the driver says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Report {
    Done,
    Failed(String),
    Unknown,
}

/// What was reported so far.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    writes: Mutex<BTreeMap<i64, (i64, Report)>>,
    /// How many pieces of work ended.
    ended: watch::Sender<usize>,
}

/// What was found, by how it was reported.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Audit {
    pub(crate) done: usize,
    pub(crate) failed: usize,
    pub(crate) unknown_and_there: usize,
    pub(crate) unknown_and_not_there: usize,
}

impl Audit {
    pub(crate) fn unknown_count(&self) -> usize {
        self.unknown_and_there + self.unknown_and_not_there
    }
}

impl Reports {
    /// Notes how a write of so many entries of an id ended; tells whether it was done.
    pub(crate) fn wrote(&self, id: i64, entries: i64, outcome: Result<(), Error>) -> bool {
        let report = match outcome {
            Ok(()) => Report::Done,
            Err(error) if error.may_have_committed() => {
                assert_eq!(error.kind(), &ErrorKind::CommitUnknown, "{error:?}");
                Report::Unknown
            }
            Err(error) => {
                expected(&error);
                Report::Failed(format!("{error:?}"))
            }
        };
        let done = report == Report::Done;
        let before = self.writes().insert(id, (entries, report));
        assert_eq!(before, None, "each id is written once");
        self.one_more();
        done
    }

    /// Notes how a read ended that had to find so many entries.
    pub(crate) fn read(&self, entries: i64, outcome: Result<i64, Error>) {
        match outcome {
            Ok(found) => assert_eq!(found, entries, "what was written is not what is read after it"),
            Err(error) => expected(&error),
        }
        self.one_more();
    }

    /// Waits until so many more pieces of work have ended.
    pub(crate) async fn more(&self, count: usize) {
        let mut ended = self.ended.subscribe();
        let goal = *ended.borrow() + count;
        ended.wait_for(|ended| *ended >= goal).await.expect("the reports hold their own sender");
    }

    fn one_more(&self) {
        self.ended.send_modify(|ended| *ended += 1);
    }

    fn writes(&self) -> MutexGuard<'_, BTreeMap<i64, (i64, Report)>> {
        self.writes.lock().expect("no code panics while it holds the lock")
    }

    /// Compares what was reported with what is there.
    pub(crate) async fn audit(&self, driver: &Driver) -> Audit {
        let text = "MATCH (e:Entry) RETURN e.id, count(*)";
        let found = driver.execute_query::<(i64, i64)>(text).await.expect("the cluster is well").records;
        let mut found: HashMap<i64, i64> = found.into_iter().collect();
        let mut audit = Audit::default();
        for (id, (entries, report)) in &*self.writes() {
            let there = found.remove(id).unwrap_or_default();
            assert!(there == 0 || there == *entries, "{id} is there {there} times of {entries}: {report:?}");
            let count = match (report, there > 0) {
                (Report::Done, true) => &mut audit.done,
                (Report::Failed(_), false) => &mut audit.failed,
                (Report::Unknown, true) => &mut audit.unknown_and_there,
                (Report::Unknown, false) => &mut audit.unknown_and_not_there,
                (report, there) => panic!("{id} was reported as {report:?}, and that it is there is {there}"),
            };
            *count += 1;
        }
        assert!(found.is_empty(), "nobody reported {found:?}");
        audit
    }
}

/// Fails at an error that trouble of a cluster does not explain.
fn expected(error: &Error) {
    let explained = error.is_retryable() || *error.kind() == ErrorKind::AcquisitionTimeout;
    assert!(explained, "{error:?}");
}
