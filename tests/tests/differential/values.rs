//! Values that look random and are the same in every run, within what the official driver can hold.

use graph_core::value::{Date, DateTime, Duration, LocalDateTime, LocalTime, Point, Time, Uuid, Value, Vector};

const DAY: i64 = 86_400;
const BILLION: i64 = 1_000_000_000;

pub(crate) struct Source(u64);

impl Source {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Makes a value with lists and maps in it to this depth.
    pub(crate) fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 11 } else { 14 }) {
            0 => Value::Null,
            1 => (self.below(2) == 0).into(),
            2 => self.integer().into(),
            3 => self.float().into(),
            4 => self.text().into(),
            5 => self.list(300, |it| it.bits() as u8).into(),
            6 => self.point().into(),
            7 => self.vector().into(),
            8 => Uuid::from_bytes(std::array::from_fn(|_| self.bits() as u8)).into(),
            9 | 10 => self.temporal(),
            11 | 12 => Value::List(self.list(8, |it| it.value(depth - 1))),
            _ => self.list(8, |it| (it.text(), it.value(depth - 1))).into_iter().collect(),
        }
    }

    /// Takes a step of the generator SplitMix64.
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.bits() % limit as u64).expect("below a usize")
    }

    /// Returns a number of any size, small ones as often as large ones.
    fn integer(&mut self) -> i64 {
        let shift = self.below(64);
        self.bits().cast_signed() >> shift
    }

    fn between(&mut self, from: i64, until: i64) -> i64 {
        from + (self.bits() >> 1).cast_signed() % (until - from)
    }

    fn float(&mut self) -> f64 {
        let float = f64::from_bits(self.bits());
        if float.is_nan() { 0.5 } else { float }
    }

    fn list<T>(&mut self, limit: usize, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(limit)).map(|_| item(self)).collect()
    }

    fn text(&mut self) -> String {
        let limit = [4, 20, 300][self.below(3)];
        self.list(limit, |source| ['a', 'Ω', '\0', '\u{1F600}', '\''][source.below(5)]).into_iter().collect()
    }

    fn point(&mut self) -> Point {
        let (x, y, z) = (self.float(), self.float(), self.float());
        match self.below(4) {
            0 => Point::cartesian(x, y),
            1 => Point::cartesian_3d(x, y, z),
            2 => Point::wgs84(x, y),
            _ => Point::wgs84_3d(x, y, z),
        }
    }

    fn vector(&mut self) -> Vector {
        match self.below(6) {
            0 => self.list(9, |it| it.bits() as i8).into(),
            1 => self.list(9, |it| it.bits() as i16).into(),
            2 => self.list(9, |it| it.bits() as i32).into(),
            3 => self.list(9, Self::integer).into(),
            4 => self.list(9, |it| it.below(1 << 20) as f32 / 3.0).into(),
            _ => self.list(9, Self::float).into(),
        }
    }

    /// In whole minutes, which is all that the official driver keeps, and never 0, which is the zone UTC to it.
    fn offset(&mut self) -> i64 {
        self.between(1, 1081) * [-60, 60][self.below(2)]
    }

    fn temporal(&mut self) -> Value {
        match self.below(6) {
            // Years 1 to 9999.
            0 => Date::from_epoch_day(self.between(-719_162, 2_932_896)).expect("in range").into(),
            1 => LocalTime::from_nanosecond_of_day(self.between(0, DAY * BILLION)).expect("in range").into(),
            2 => {
                let (time, offset) = (self.between(0, DAY * BILLION), self.offset());
                Time::from_nanosecond_of_day(time, offset).expect("in range").into()
            }
            3 => {
                let (second, nanosecond) = (self.between(-719_000 * DAY, 2_932_000 * DAY), self.between(0, BILLION));
                LocalDateTime::from_epoch_second(second, nanosecond).expect("in range").into()
            }
            4 => {
                let [months, days, seconds] = [self.integer(), self.integer(), self.integer()].map(|part| part >> 24);
                Duration::new(months, days, seconds, self.between(0, BILLION)).expect("in range").into()
            }
            _ => self.date_time().into(),
        }
    }

    fn date_time(&mut self) -> DateTime {
        const ZONES: [&str; 5] = ["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
        let nanosecond = self.between(0, BILLION);
        if self.below(2) == 0 {
            let second = self.between(-719_000 * DAY, 2_932_000 * DAY);
            return DateTime::from_utc_offset(second, nanosecond, self.offset()).expect("in range");
        }
        // From 1970 to 2035, for which the zones of the official driver's library have their rules.
        let second = self.between(DAY, 24_000 * DAY);
        DateTime::from_utc_named(second, nanosecond, ZONES[self.below(5)]).expect("a zone")
    }
}
