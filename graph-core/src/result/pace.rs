//! How many records of a result are asked for next.

use crate::bolt::message::Batch;
use crate::config::{FetchSize, NextBatch};

/// The bytes of a batch that is not asked to be larger: enough to keep a connection busy over a round trip, little to
/// throw away for whoever stops reading.
const BATCH_BYTES: u64 = 1024 * 1024;

/// The most records of a batch whose size adapts.
const MOST: i64 = 100_000;

/// The size of a result's batches, which adapts to the records' size and the reader's pace.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pace {
    records: i64,
    adapts: bool,
    /// Whether the reader has found nothing to read since the last batch was asked for.
    waited: bool,
    /// What had been received of the connection when the last batch was asked for.
    received: u64,
}

impl Pace {
    pub(super) const fn new(fetch_size: FetchSize, next_batch: NextBatch) -> Self {
        let adapts = matches!((fetch_size, next_batch), (FetchSize::Adaptive, NextBatch::Ahead));
        Self { records: fetch_size.first(), adapts, waited: false, received: 0 }
    }

    /// Returns how many records the batch has that is asked for or on its way.
    pub(super) const fn records(&self) -> i64 {
        self.records
    }

    /// Asks for all that is left from now on.
    pub(super) const fn fetch_all(&mut self) {
        (self.records, self.adapts) = (Batch::ALL.records, false);
    }

    /// Notes that the first batch begins to arrive, after so many bytes of the connection.
    pub(super) const fn begin(&mut self, received: u64) {
        (self.waited, self.received) = (false, received);
    }

    /// Notes that the reader found nothing to read.
    pub(super) const fn wait(&mut self) {
        self.waited = true;
    }

    /// Returns how many records the next batch has, once the last one is here: with so many bytes of the connection.
    pub(super) fn next(&mut self, received: u64) -> i64 {
        if self.adapts {
            let bytes = received.saturating_sub(self.received).max(1);
            let records = u64::try_from(self.records).unwrap_or(1);
            let fill = i64::try_from(records.saturating_mul(BATCH_BYTES) / bytes).unwrap_or(MOST).clamp(1, MOST);
            // Whoever does not wait has no use for larger batches; too large ones are nobody's.
            let wanted = if self.waited { self.records.saturating_mul(2) } else { self.records };
            self.records = wanted.min(fill);
            (self.waited, self.received) = (false, received);
        }
        self.records
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads batches of records of this size, and returns how many records each has.
    fn batches(bytes_of_record: u64, waits: bool, count: usize) -> Vec<i64> {
        let mut pace = Pace::new(FetchSize::Adaptive, NextBatch::Ahead);
        let mut received = 77;
        pace.begin(received);
        let mut sizes = vec![pace.records];
        while sizes.len() < count {
            if waits {
                pace.wait();
            }
            received += sizes.last().map_or(0, |records| records.unsigned_abs()) * bytes_of_record;
            sizes.push(pace.next(received));
        }
        sizes
    }

    #[test]
    fn batches_of_small_records_grow_while_the_reader_waits() {
        assert_eq!(batches(20, true, 8), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 52_428, 52_428]);
        assert_eq!(batches(8, true, 9)[7..], [100_000, 100_000]);
    }

    #[test]
    fn a_reader_that_never_waits_gets_no_larger_batches() {
        assert_eq!(batches(20, false, 3), [1_000; 3]);
    }

    #[test]
    fn batches_of_large_records_shrink_whoever_waits() {
        for waits in [false, true] {
            assert_eq!(batches(100_000, waits, 3), [1_000, 10, 10]);
            assert_eq!(batches(10_000_000, waits, 3), [1_000, 1, 1]);
        }
    }

    #[test]
    fn a_size_that_was_set_stays() {
        let mut all = Pace::new(FetchSize::Adaptive, NextBatch::Ahead);
        all.fetch_all();
        for (mut pace, records) in [
            (Pace::new(FetchSize::Fixed(7), NextBatch::Ahead), 7),
            (Pace::new(FetchSize::Adaptive, NextBatch::WhenUsedUp), 1_000),
            (all, -1),
        ] {
            pace.wait();
            assert_eq!(pace.next(20_000_000), records);
        }
    }
}
