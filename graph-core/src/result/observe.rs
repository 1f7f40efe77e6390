//! Records by callbacks: column names, each record, the end or the failure.

use super::{RecordStream, Summary};
use crate::error::Error;
use crate::mapping::{FromRecord, Keys, Record};

/// What is called as a result arrives: the column names once, each record, and then one of the two ends.
///
/// ```no_run
/// use graph_core::{Driver, Error, Keys, Observer, Summary};
///
/// struct Printer;
///
/// impl Observer<String> for Printer {
///     fn keys(&mut self, keys: &Keys) {
///         println!("Result columns are: {keys:?}");
///     }
///     fn next(&mut self, name: String) {
///         println!("Processing {name}");
///     }
///     fn completed(&mut self, summary: Summary) {
///         println!("Done, {:?}", summary.consumed_after());
///     }
///     fn failed(&mut self, error: Error) {
///         eprintln!("{error}");
///     }
/// }
///
/// # async fn example(driver: Driver) {
/// driver.stream("MATCH (p:Person) RETURN p.name AS name").subscribe(Printer).await;
/// # }
/// ```
pub trait Observer<T = Record> {
    /// Called once, before the first record.
    fn keys(&mut self, keys: &Keys) {
        let _ = keys;
    }

    /// Called for each record; the next one is not read before it returns.
    fn next(&mut self, record: T);

    /// Called once after the last record, when the query's transaction is over.
    fn completed(&mut self, summary: Summary);

    /// Called once instead of [`completed`](Self::completed) when the query or a record fails.
    fn failed(&mut self, error: Error);
}

impl<T: for<'r> FromRecord<'r>> RecordStream<'_, T> {
    /// Calls the observer with all that is left of the result.
    ///
    /// # Cancel safety
    /// Dropped, the rest is given up and the observer is not called again.
    pub async fn subscribe(self, mut observer: impl Observer<T>) {
        observer.keys(self.keys());
        match self.feed(&mut observer).await {
            Ok(summary) => observer.completed(summary),
            Err(error) => observer.failed(error),
        }
    }

    async fn feed(mut self, observer: &mut impl Observer<T>) -> Result<Summary, Error> {
        while let Some(record) = self.try_next().await? {
            observer.next(record);
        }
        self.consume().await
    }
}

/// Runs what opens a stream and calls the observer with the result; a failure to open is told as any other.
pub(crate) async fn subscribe<'a, T: for<'r> FromRecord<'r>>(
    opening: impl Future<Output = Result<RecordStream<'a, T>, Error>>,
    mut observer: impl Observer<T>,
) {
    match opening.await {
        Ok(stream) => stream.subscribe(observer).await,
        Err(error) => observer.failed(error),
    }
}
