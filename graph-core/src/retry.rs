//! Whether and when a failed unit of work runs again: an error and an attempt in, a decision out.

use std::time::Duration;

use crate::error::Error;

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
    next_delay: Duration,
}

impl Retry {
    /// Retries until `limit` after the first failure.
    pub(crate) const fn within(limit: Duration) -> Self {
        Self { limit, next_delay: FIRST_DELAY }
    }

    /// Returns how long to wait before the next attempt; none when the error is final or the time is over.
    ///
    /// `spent` is the time since the unit of work began, `random` is from 0 to 1.
    pub(crate) fn after(&mut self, error: &Error, spent: Duration, random: f64) -> Option<Duration> {
        if !error.is_retryable() || spent >= self.limit {
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
    use crate::error::ErrorKind;

    fn transient() -> Error {
        Error::build(ErrorKind::ConnectionLost, "lost", None)
    }

    #[test]
    fn delays_double_and_vary_by_a_fifth() {
        let mut retry = Retry::within(Duration::from_secs(30));
        let spent = Duration::from_secs(1);
        assert_eq!(retry.after(&transient(), spent, 0.5), Some(Duration::from_secs(1)));
        assert_eq!(retry.after(&transient(), spent, 0.0), Some(Duration::from_millis(1_600)));
        assert_eq!(retry.after(&transient(), spent, 1.0), Some(Duration::from_millis(4_800)));
    }

    #[test]
    fn time_that_is_over_and_errors_that_are_final_end_it() {
        let mut retry = Retry::within(Duration::from_secs(30));
        assert_eq!(retry.after(&transient(), Duration::from_secs(30), 0.5), None);
        assert_eq!(retry.after(&Error::custom("no"), Duration::ZERO, 0.5), None);
        assert_eq!(Retry::within(Duration::ZERO).after(&transient(), Duration::ZERO, 0.5), None);
    }
}
