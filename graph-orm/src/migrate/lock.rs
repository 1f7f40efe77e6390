//! Who may make migrations now.

use std::time::Duration;

use graph_core::{Error, Tx};
use tokio::time::{Instant, sleep, timeout};

use super::MigrationError;
use crate::cypher::{BREAK_LOCK, KEEP_LOCK, RECORD, RELEASE_LOCK, TAKE_LOCK};
use crate::execute::Place;

/// How long the lock is held without a sign of life.
const LEASE: Duration = Duration::from_secs(60);
/// How often a sign of life is given; several may be lost before the lock is.
const BEAT: Duration = Duration::from_secs(15);
/// How long to wait between two attempts to get the lock.
const PAUSE: Duration = Duration::from_millis(250);

/// The right to make migrations, until it is released or 60 seconds after the last sign of life.
pub(super) struct Lock<'m> {
    place: &'m Place<'m>,
    owner: String,
}

/// How far a migration is, for the database to know.
pub(super) struct Progress<'m> {
    pub(super) version: u64,
    pub(super) name: &'m str,
    pub(super) checksum: &'m str,
    pub(super) steps: u64,
    pub(super) done: u64,
}

impl<'m> Lock<'m> {
    /// Waits until nobody else holds the lock.
    pub(super) async fn take(place: &'m Place<'m>, patience: Duration) -> Result<Self, Error> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(owner) = place.write_returning(TAKE_LOCK, [("lease", &lease())]).await? {
                return Ok(Self { place, owner });
            }
            if Instant::now() >= deadline {
                return Err(MigrationError::Locked { waited: patience }.into());
            }
            sleep(PAUSE).await;
        }
    }

    /// Records how far a migration is, and tells whether the lock is still held; nothing is recorded otherwise.
    pub(super) async fn record(&self, progress: &Progress<'_>) -> Result<bool, Error> {
        let lease = lease();
        let recorded: Option<u64> = self.place.write_returning(RECORD, self.params(progress, &lease)).await?;
        Ok(recorded == Some(1))
    }

    /// As [`record`](Self::record), together with what else a transaction does.
    pub(super) async fn record_in(&self, tx: &Tx<'_>, progress: &Progress<'_>) -> Result<bool, Error> {
        let lease = lease();
        let query = tx.query::<u64>(RECORD);
        let query =
            self.params(progress, &lease).into_iter().fold(query, |query, (name, value)| query.param(name, value));
        Ok(query.one().await? == 1)
    }

    fn params<'p>(&'p self, progress: &'p Progress<'_>, lease: &'p i64) -> [(&'p str, Param<'p>); 7] {
        [
            ("owner", &self.owner),
            ("lease", lease),
            ("version", &progress.version),
            ("name", &progress.name),
            ("checksum", &progress.checksum),
            ("steps", &progress.steps),
            ("done", &progress.done),
        ]
    }

    /// Does some work and gives signs of life meanwhile, for work that is no transaction of its own with a record.
    pub(super) async fn during<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        // That the lock was lost is noticed when the end of the work is recorded.
        beating(work, move || async move { self.keep().await.map(drop) }).await
    }

    async fn keep(&self) -> Result<Option<u64>, Error> {
        self.place.write_returning(KEEP_LOCK, [("owner", &self.owner), ("lease", &lease())]).await
    }

    pub(super) fn owner(&self) -> &str {
        &self.owner
    }

    /// Lets others make migrations.
    pub(super) async fn release(self) -> Result<(), Error> {
        self.place.write_with(RELEASE_LOCK, [("owner", &self.owner)]).await
    }
}

/// Does some work, and something else at every beat of it.
async fn beating<T, F: Future<Output = Result<(), Error>>>(
    work: impl Future<Output = Result<T, Error>>,
    at_beat: impl Fn() -> F,
) -> Result<T, Error> {
    let mut work = std::pin::pin!(work);
    loop {
        match timeout(BEAT, work.as_mut()).await {
            Ok(done) => return done,
            Err(_) => at_beat().await?,
        }
    }
}

/// Takes the lock from whoever has it.
pub(super) async fn force_open(place: &Place<'_>) -> Result<(), Error> {
    place.write_with(BREAK_LOCK, []).await
}

type Param<'p> = &'p (dyn graph_core::mapping::ToValue + Sync);

fn lease() -> i64 {
    // Sixty thousand milliseconds.
    LEASE.as_millis() as i64
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn long_work_gives_signs_of_life_well_within_the_lease() {
        let (begun, last, beats) = (Instant::now(), Cell::new(Instant::now()), Cell::new(0));
        let work = async {
            sleep(LEASE * 3).await;
            Ok(7)
        };
        let at_beat = || {
            assert!(last.replace(Instant::now()).elapsed() <= LEASE / 2);
            beats.set(beats.get() + 1);
            std::future::ready(Ok(()))
        };
        assert_eq!(beating(work, at_beat).await.expect("the work ends"), 7);
        assert!(beats.get() >= 8 && begun.elapsed() >= LEASE * 3, "{beats:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn work_whose_signs_of_life_fail_is_given_up() {
        let work = std::future::pending::<Result<(), Error>>();
        let error = beating(work, || std::future::ready(Err(Error::custom("the server is gone")))).await;
        let error = error.expect_err("no sign of life can be given");
        assert_eq!(error.to_string(), "the server is gone");
    }
}
