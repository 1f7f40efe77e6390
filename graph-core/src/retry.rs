//! Whether and when a failed unit of work runs again: an error and an attempt in, a decision out.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, ErrorKind};

/// The delay before the first retry.
const FIRST_DELAY: Duration = Duration::from_secs(1);
/// How much each delay is longer than the one before.
const MULTIPLIER: f64 = 2.0;
/// By how much a delay varies, so that many clients do not come back at once.
const JITTER: f64 = 0.2;

/// The delays of one unit of work.
#[derive(Debug)]
pub(crate) struct Retry {
    limit: Duration,
    first_failure: Option<Instant>,
    next_delay: Duration,
}

impl Retry {
    /// Retries until `limit` after the first failure.
    pub(crate) const fn within(limit: Duration) -> Self {
        Self { limit, first_failure: None, next_delay: FIRST_DELAY }
    }

    /// Returns how long to wait before the next attempt; none when the error is final or the time is over.
    ///
    /// `now` is when the attempt failed, `random` is from 0 to 1.
    pub(crate) fn after(&mut self, error: &Error, now: Instant, random: f64) -> Option<Duration> {
        let spent = now.saturating_duration_since(*self.first_failure.get_or_insert(now));
        // Who did not get a connection has waited already for as long as the application wants to wait.
        let waited = *error.kind() == ErrorKind::AcquisitionTimeout;
        if waited || !error.is_retryable() || spent >= self.limit {
            return None;
        }
        let delay = self.next_delay.mul_f64(1.0 + JITTER * (2.0 * random - 1.0));
        self.next_delay = self.next_delay.mul_f64(MULTIPLIER).min(self.limit);
        Some(delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transient() -> Error {
        Error::build(ErrorKind::ConnectionLost, "lost", None)
    }

    #[test]
    fn delays_double_and_vary_by_a_fifth() {
        let (mut retry, now) = (Retry::within(Duration::from_secs(30)), Instant::now());
        assert_eq!(retry.after(&transient(), now, 0.5), Some(Duration::from_secs(1)));
        assert_eq!(retry.after(&transient(), now, 0.0), Some(Duration::from_millis(1_600)));
        assert_eq!(retry.after(&transient(), now, 1.0), Some(Duration::from_millis(4_800)));
    }

    #[test]
    fn the_time_begins_with_the_first_failure_however_long_the_first_attempt_took() {
        let limit = Duration::from_secs(30);
        let (mut retry, failed) = (Retry::within(limit), Instant::now());
        assert!(retry.after(&transient(), failed, 0.5).is_some());
        assert!(retry.after(&transient(), failed + limit - Duration::from_nanos(1), 0.5).is_some());
        assert_eq!(retry.after(&transient(), failed + limit, 0.5), None);
    }

    #[test]
    fn final_errors_and_no_time_at_all_end_it() {
        let (limit, now) = (Duration::from_secs(30), Instant::now());
        let no_connection = Error::build(ErrorKind::AcquisitionTimeout, "none", None);
        assert_eq!(Retry::within(limit).after(&Error::custom("no"), now, 0.5), None);
        assert_eq!(Retry::within(limit).after(&no_connection, now, 0.5), None);
        assert_eq!(Retry::within(Duration::ZERO).after(&transient(), now, 0.5), None);
    }
}
