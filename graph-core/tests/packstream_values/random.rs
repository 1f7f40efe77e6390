use graph_core::bolt::Dialect;
use graph_core::mapping::{Decoder, Encoder, FromValue, Params, ToValue};
use graph_core::packstream::Reader;
use graph_core::value::{Date, DateTime, Duration, LocalDateTime, LocalTime, Point, Time, Uuid, Value, Vector, Zone};

use crate::{ALL, BOLT_4, decode, encode};

/// Numbers that look random and are the same in every run.
struct Source(u64);

impl Source {
    /// Takes a step of the generator SplitMix64.
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// Returns a number of any size, small ones as often as large ones.
    fn integer(&mut self) -> i64 {
        let shift = self.below(64);
        self.bits().cast_signed() >> shift
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.bits() % limit as u64).expect("below a usize")
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

    /// Tries until the parts make a value.
    fn until<T, E>(&mut self, mut build: impl FnMut(&mut Self) -> Result<T, E>) -> T {
        loop {
            if let Ok(value) = build(self) {
                return value;
            }
        }
    }

    fn offset(&mut self) -> i64 {
        self.integer() % 64_801
    }

    fn nanosecond(&mut self) -> i64 {
        (self.integer() % 1_000_000_000).abs()
    }

    fn date_time(&mut self) -> DateTime {
        /// Zones, each with a second at which its clock was set back.
        const ZONES: [(&str, i64); 5] = [
            ("UTC", 0),
            ("Europe/Paris", 1_729_990_800),
            ("America/New_York", 1_730_613_600),
            ("Australia/Lord_Howe", 1_712_415_600),
            ("Asia/Kathmandu", 0),
        ];
        self.until(|it| {
            let (name, set_back) = ZONES[it.below(5)];
            let second = match it.below(3) {
                0 => it.integer() % (1 << 55),
                1 => it.bits().cast_signed() >> 32,
                _ => set_back + it.integer() % 7_200,
            };
            match it.below(2) {
                0 => DateTime::from_utc_offset(second, it.nanosecond(), it.offset()).map_err(|_| ()),
                _ => DateTime::from_utc_named(second, it.nanosecond(), name).map_err(|_| ()),
            }
        })
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

    fn temporal(&mut self) -> Value {
        match self.below(6) {
            0 => self.until(|it| Date::from_epoch_day(it.integer())).into(),
            1 => self.until(|it| LocalTime::from_nanosecond_of_day(it.integer())).into(),
            2 => self.until(|it| Time::from_nanosecond_of_day(it.integer(), it.offset())).into(),
            3 => self.until(|it| LocalDateTime::from_epoch_second(it.integer(), it.nanosecond())).into(),
            4 => self.until(|it| Duration::new(it.integer(), it.integer(), it.integer(), it.integer())).into(),
            _ => self.date_time().into(),
        }
    }

    /// Makes a value that the dialect can carry.
    fn value(&mut self, dialect: Dialect, depth: usize) -> Value {
        match self.below(if depth == 0 { 9 } else { 13 }) {
            0 => Value::Null,
            1 => (self.below(2) == 0).into(),
            2 => self.integer().into(),
            3 => self.float().into(),
            4 => self.text().into(),
            5 => self.list(300, |it| it.bits() as u8).into(),
            6 => self.point().into(),
            7 if dialect.vectors => self.vector().into(),
            8 if dialect.uuids => Uuid::from_bytes(std::array::from_fn(|_| self.bits() as u8)).into(),
            7 | 8 => self.temporal(),
            9 | 10 => Value::List(self.list(20, |it| it.value(dialect, depth - 1))),
            11 => self.list(20, |it| (it.text(), it.value(dialect, depth - 1))).into_iter().collect(),
            _ => self.temporal(),
        }
    }

    fn point(&mut self) -> Point {
        let (x, y, z) = (self.float(), self.float(), self.float());
        match self.below(5) {
            0 => Point::cartesian(x, y),
            1 => Point::cartesian_3d(x, y, z),
            2 => Point::wgs84(x, y),
            3 => Point::wgs84_3d(x, y, z),
            _ => Point::new(27_700, x, y, None).expect("a system that no server has"),
        }
    }
}

#[test]
fn values_come_back_as_they_were_sent() {
    let mut source = Source(7);
    for dialect in ALL {
        for _ in 0..400 {
            let value = source.value(dialect, 4);
            let bytes = encode(&value, dialect).expect("a value of the dialect");
            let back = decode(&bytes, dialect).expect("what was sent can be read");
            if dialect.utc {
                assert_eq!(back, value);
            }
            assert_eq!(encode(&back, dialect).as_ref(), Ok(&bytes), "{value}");
            let mut reader = Reader::new(&bytes);
            reader.skip().expect("a value");
            assert!(reader.is_empty(), "{value}");
        }
    }
}

/// The form without UTC cannot say which of two equal local times is meant, nor name a zone and an offset.
#[test]
fn an_instant_is_never_changed_by_the_form_it_is_sent_in() {
    let mut source = Source(11);
    let (mut kept, mut named) = (0, 0);
    for _ in 0..20_000 {
        let instant = source.date_time();
        let bytes = encode(&instant.clone().into(), BOLT_4).expect("sendable");
        let back = decode(&bytes, BOLT_4).expect("what was sent can be read");
        let back = back.as_date_time().unwrap_or_else(|| panic!("{instant} came back as {back}"));
        assert_eq!((back.utc_second(), back.nanosecond()), (instant.utc_second(), instant.nanosecond()), "{instant}");
        assert_eq!(back.offset_seconds(), instant.offset_seconds());
        named += usize::from(matches!(instant.zone(), Zone::Named { .. }));
        kept += usize::from(matches!(back.zone(), Zone::Named { .. }));
    }
    assert!(named > 9_000 && kept < named && kept > named * 9 / 10, "nearly all names are kept: {kept} of {named}");
}

#[test]
fn the_second_of_two_equal_local_times_is_sent_with_its_offset() {
    // On the 27th of October 2024 the clock in Paris went from 03:00 back to 02:00.
    let first = DateTime::from_utc_named(1_729_989_000, 0, "Europe/Paris").expect("a zone");
    let second = DateTime::from_utc_named(1_729_992_600, 0, "Europe/Paris").expect("a zone");
    assert_eq!(first.local(), second.local());
    let sent = |instant: &DateTime| encode(&instant.clone().into(), BOLT_4).expect("sendable");
    assert_eq!(decode(&sent(&first), BOLT_4), Ok(first.into()));
    let by_offset = DateTime::from_utc_offset(1_729_992_600, 0, 3_600).expect("in range");
    assert_eq!(decode(&sent(&second), BOLT_4), Ok(by_offset.into()));
}

#[test]
fn parameters_come_back_as_they_were_given() {
    let mut source = Source(13);
    for _ in 0..200 {
        let value = source.value(Dialect::NEWEST, 3);
        let mut bytes = Vec::new();
        value.encode(&mut Encoder::new(&mut bytes, Dialect::NEWEST)).expect("sendable");
        let mut decoder = Decoder::new(&bytes, Dialect::NEWEST);
        assert_eq!(Value::decode(&mut decoder).expect("a value"), value);
        assert_eq!(Params::new().with("value", &value).len(), 1);
    }
}
