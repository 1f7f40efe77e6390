//! Which numbers the tests of this room sweep over: always the same ones, spread over a whole range.

/// Numbers without end that look random but are the same in each run.
pub(super) struct Sweep {
    state: u64,
}

impl Sweep {
    pub(super) const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Returns the next number within `min..=max`.
    pub(super) fn between(&mut self, min: i64, max: i64) -> i64 {
        let width = i128::from(max) - i128::from(min) + 1;
        let number = i128::from(self.bits()).rem_euclid(width) + i128::from(min);
        i64::try_from(number).expect("the number lies between two of its type")
    }

    fn bits(&mut self) -> u64 {
        // Multiplier and increment of Knuth's MMIX; the upper half of each state has the long periods.
        let mut step = || {
            self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            self.state >> 32
        };
        step() << 32 | step()
    }
}
