//! Tasks that read and write in every way that a driver has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use graph_core::{Driver, Error, Session};
use tokio::task::JoinSet;

use crate::reports::Reports;
use graph_tests::random::Random;

const COUNT: i64 = 32;

/// More writes than a task gets done.
const IDS: i64 = 1_000_000;

const WRITE: &str = "CREATE (:Entry {id: $id})";
const READ: &str = "MATCH (e:Entry {id: $id}) RETURN count(e)";

/// How often a task tries to write after the end of the trouble.
const LAST_TRIES: usize = 10;

/// The tasks.
pub(crate) struct Workers {
    tasks: JoinSet<()>,
    finishing: Arc<AtomicBool>,
}

/// A way to write.
#[derive(Debug, Clone, Copy)]
enum Way {
    OneCall,
    AutoCommit,
    Managed,
    ByHand,
}

struct Worker {
    driver: Driver,
    session: Session,
    reports: Arc<Reports>,
    random: Random,
    next: i64,
}

impl Workers {
    pub(crate) fn start(driver: &Driver, reports: &Arc<Reports>, seed: u64) -> Self {
        let finishing = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for number in 0..COUNT {
            let mut worker = Worker {
                driver: driver.clone(),
                session: driver.session().open(),
                reports: Arc::clone(reports),
                random: Random::new(seed ^ (number.unsigned_abs() << 32)),
                next: number * IDS,
            };
            let finishing = Arc::clone(&finishing);
            tasks.spawn(async move {
                while !finishing.load(Ordering::Relaxed) {
                    worker.write_and_read().await;
                }
                worker.ends_well().await;
            });
        }
        Self { tasks, finishing }
    }

    /// Lets the tasks end what they are at, and write once more with success.
    pub(crate) async fn finish(mut self) {
        self.finishing.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(failure) = ended {
                std::panic::resume_unwind(failure.into_panic());
            }
        }
    }
}

impl Worker {
    /// Writes, and then looks for what it wrote, which must be there, whoever answers; tells whether it was written.
    async fn write_and_read(&mut self) -> bool {
        let way = *self.random.pick(&[Way::OneCall, Way::AutoCommit, Way::Managed, Way::ByHand]);
        let id = self.next;
        self.next += 1;
        let outcome = self.write(way, id).await;
        let entries = way.entries();
        if !self.reports.wrote(id, entries, outcome) {
            return false;
        }
        let found = match way {
            // The driver chains its one-call queries, and a session its transactions.
            Way::OneCall => self.driver.execute_query(READ).param("id", id).read().one().await,
            Way::AutoCommit | Way::Managed | Way::ByHand => {
                self.session.execute_read(async |tx| tx.query::<i64>(READ).param("id", id).one().await).await
            }
        };
        self.reports.read(entries, found);
        true
    }

    async fn write(&mut self, way: Way, id: i64) -> Result<(), Error> {
        match way {
            Way::OneCall => self.driver.execute_query::<()>(WRITE).param("id", id).await.map(drop),
            Way::AutoCommit => self.session.run(WRITE).param("id", id).await.map(drop),
            Way::Managed => {
                let twice = async |tx: &graph_core::Tx<'_>| {
                    tx.run(WRITE).param("id", id).await?;
                    tx.run(WRITE).param("id", id).await.map(drop)
                };
                self.session.execute_write(twice).await
            }
            Way::ByHand => {
                let tx = self.session.begin().await?;
                tx.run(WRITE).param("id", id).await?;
                tx.run(WRITE).param("id", id).await?;
                tx.commit().await
            }
        }
    }

    /// Writes with success; what is left of the trouble may take a few tries.
    async fn ends_well(&mut self) {
        for _ in 0..LAST_TRIES {
            if self.write_and_read().await {
                return;
            }
        }
        panic!("nothing can be written though the cluster is well");
    }
}

impl Way {
    /// How many entries it writes.
    const fn entries(self) -> i64 {
        match self {
            Self::OneCall | Self::AutoCommit => 1,
            Self::Managed | Self::ByHand => 2,
        }
    }
}
