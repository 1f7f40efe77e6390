//! What date-times are tested for: agreement with a server, round trips, and the hours at which clocks change.

use std::collections::HashSet;
use std::error::Error;

use super::super::sweep::Sweep;
use super::*;

const ZONES: [&str; 8] = [
    "Europe/Paris",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "Pacific/Apia",
    "UTC",
];

/// Second in UTC, nanosecond, zone and text, as a server has them.
const NAMED: [(i64, i64, &str, &str); 8] = [
    (1_704_161_045, 6, "Europe/Paris", "2024-01-02T03:04:05.000000006+01:00[Europe/Paris]"),
    (0, 0, "UTC", "1970-01-01T00:00:00Z[UTC]"),
    (898_089_504, 149_754_613, "Antarctica/Troll", "1998-06-17T13:18:24.149754613Z[Antarctica/Troll]"),
    (651_941_667, 0, "America/St_Johns", "1990-08-29T12:24:27-02:30[America/St_Johns]"),
    (1_355_113_851, 0, "America/St_Johns", "2012-12-10T01:00:51-03:30[America/St_Johns]"),
    (350_483_814_997, 322_125_725, "Asia/Kolkata", "+13076-05-22T20:46:37.322125725+05:30[Asia/Kolkata]"),
    (12_409_878_733_426_620, 0, "Europe/Paris", "+393255372-01-31T23:57:00+01:00[Europe/Paris]"),
    (-274_734_660_471, 524_188_398, "Europe/Dublin", "-6736-01-02T16:06:48.524188398-00:25:21[Europe/Dublin]"),
];

/// Second in UTC, offset and text, as a server has them, each with five nanoseconds.
const OFFSET: [(i64, i64, &str); 4] = [
    (0, 0, "1970-01-01T00:00:00.000000005Z"),
    (8_601_478_178, -59_925, "2242-07-27T10:50:53.000000005-16:38:45"),
    (23_140_729_294_725_508, -5_655, "+733302489-06-23T04:24:13.000000005-01:34:15"),
    (-6_118_619_850_417_803, 59_756, "-193889375-07-16T20:32:33.000000005+16:35:56"),
];

fn local(text: &str) -> LocalDateTime {
    text.parse().unwrap()
}

fn noted(text: &str) -> DateTime {
    text.parse().unwrap()
}

#[test]
fn named_zones_are_written_and_read_as_a_server_does() {
    for (utc_second, nanosecond, zone, text) in NAMED {
        let found = DateTime::from_utc_named(utc_second, nanosecond, zone).unwrap();
        assert_eq!(found.to_string(), text);
        assert_eq!(noted(text), found);
        let zone_offset = found.offset_seconds();
        assert_eq!(found.zone(), Zone::Named { name: zone, offset_seconds: zone_offset });
        assert_eq!(DateTime::from_local_named(utc_second + i64::from(zone_offset), nanosecond, zone), Ok(found));
    }
}

#[test]
fn offsets_are_written_and_read_as_a_server_does() {
    for (utc_second, offset, text) in OFFSET {
        let found = DateTime::from_utc_offset(utc_second, 5, offset).unwrap();
        assert_eq!(found.to_string(), text);
        assert_eq!(noted(text), found);
        assert_eq!(DateTime::from_local_offset(utc_second + offset, 5, offset).as_ref(), Ok(&found));
        assert_eq!(i64::from(found.offset_seconds()), offset);
        assert_eq!(found.zone(), Zone::Offset(found.offset_seconds()));
    }
}

#[test]
fn the_parts_are_those_of_the_local_clock() {
    let found = DateTime::from_utc_offset(1_704_067_199, 7, 3_600).unwrap();
    assert_eq!((found.year(), found.month(), found.day()), (2024, 1, 1));
    assert_eq!((found.hour(), found.minute(), found.second(), found.nanosecond()), (0, 59, 59, 7));
    assert_eq!(found.local().epoch_second() - found.utc_second(), 3_600);
    let before = DateTime::from_utc_offset(-1, 7, 0).unwrap();
    assert_eq!((before.year(), before.hour(), before.second(), before.nanosecond()), (1969, 23, 59, 7));
}

#[test]
fn a_local_time_that_comes_twice_is_the_first() {
    let twice = DateTime::in_zone(local("2024-10-27T02:30:00"), "Europe/Paris").unwrap();
    assert_eq!(twice.to_string(), "2024-10-27T02:30:00+02:00[Europe/Paris]");
    let second = noted("2024-10-27T02:30:00+01:00[Europe/Paris]");
    assert_eq!(second.utc_second() - twice.utc_second(), 3_600);
    assert_eq!(second.local(), twice.local());
}

#[test]
fn a_local_time_that_is_skipped_is_as_much_later() {
    let skipped = DateTime::in_zone(local("2024-03-31T02:30:00"), "Europe/Paris").unwrap();
    assert_eq!(skipped.to_string(), "2024-03-31T03:30:00+02:00[Europe/Paris]");
    // A whole day was skipped here.
    let day = DateTime::in_zone(local("2011-12-30T12:00:00"), "Pacific/Apia").unwrap();
    assert_eq!(day.to_string(), "2011-12-31T12:00:00+14:00[Pacific/Apia]");
}

#[test]
fn any_instant_survives_being_written_in_any_zone() {
    let mut sweep = Sweep::new(4);
    for round in 0..8_000 {
        let zone = ZONES[round % ZONES.len()];
        let (min, max) = match round % 3 {
            0 => (MIN_SECOND + zone::MAX_OFFSET, MAX_SECOND - zone::MAX_OFFSET),
            1 => (-400_000_000_000, 400_000_000_000),
            _ => (-2_000_000_000, 4_000_000_000),
        };
        let found = DateTime::from_utc_named(sweep.between(min, max), sweep.between(0, 999_999_999), zone).unwrap();
        assert_eq!(noted(&found.to_string()), found);
        // The local time alone tells the same instant, or the first of two.
        let again = DateTime::in_zone(found.local(), zone).unwrap();
        assert!(again == found || again.utc_second() < found.utc_second() && again.local() == found.local());
        let fixed = DateTime::new(found.local(), found.offset_seconds()).unwrap();
        assert_eq!(fixed.utc_second(), found.utc_second());
        assert_ne!(fixed, found, "a zone is more than its offset");
        assert_eq!(found.local().to_string().parse(), Ok(found.local()));
        assert_eq!(LocalDateTime::new(found.local().date(), found.local().time()), found.local());
    }
}

#[test]
fn the_first_and_the_last_moment_of_the_calendar_can_be_had() {
    for (moment, text) in
        [(LocalDateTime::MIN, "-999999999-01-01T00:00:00"), (LocalDateTime::MAX, "+999999999-12-31T23:59:59.999999999")]
    {
        assert_eq!(moment.to_string(), text);
        assert_eq!(local(text), moment);
        for offset in [-64_800, 0, 64_800] {
            let found = DateTime::new(moment, offset).unwrap();
            assert_eq!(noted(&found.to_string()), found);
        }
        assert!(DateTime::in_zone(moment, "America/New_York").is_ok());
    }
}

#[test]
fn what_is_out_of_range_is_named() {
    let field = |result: Result<DateTime, OutOfRange>| result.unwrap_err().field();
    for second in [i64::MIN, MIN_SECOND - 64_801, MAX_SECOND + 64_801, i64::MAX] {
        assert_eq!(LocalDateTime::from_epoch_second(second, 0).unwrap_err().field(), "epoch second");
        assert_eq!(field(DateTime::from_utc_offset(second, 0, 0)), "epoch second");
        assert_eq!(field(DateTime::from_local_offset(second, 0, 64_800)), "epoch second");
        for made in [DateTime::from_utc_named, DateTime::from_local_named] {
            let refused = made(second, 0, "Europe/Paris").unwrap_err();
            assert!(matches!(refused, ZonedError::OutOfRange(range) if range.field() == "epoch second"), "{refused}");
        }
    }
    assert_eq!(field(DateTime::from_utc_offset(0, 1_000_000_000, 0)), "nanosecond");
    assert_eq!(field(DateTime::from_utc_offset(0, -1, 0)), "nanosecond");
    assert_eq!(field(DateTime::from_utc_offset(0, 0, 64_801)), "offset seconds");
    assert_eq!(field(DateTime::from_local_offset(0, 0, i64::MIN)), "offset seconds");
    // The local clock counts: in UTC the last year has ended, there it has not.
    assert!(DateTime::from_utc_offset(MAX_SECOND + 3_600, 0, -3_600).is_ok());
    assert_eq!(field(DateTime::from_utc_offset(MAX_SECOND, 0, 1)), "epoch second");
}

#[test]
fn an_unknown_zone_is_named_in_part_at_most() {
    let refused = DateTime::from_utc_named(0, 0, "Europe/Atlantis").unwrap_err();
    assert_eq!(refused.to_string(), "unknown time zone \"Europe/Atlantis\"");
    let long = format!("{}\n{}", "x".repeat(31), "secret".repeat(100));
    let refused = DateTime::from_utc_named(0, 0, &long).unwrap_err();
    assert_eq!(refused.to_string(), format!("unknown time zone \"{}\\n\"", "x".repeat(31)));
}

#[test]
fn a_zone_may_stand_alone_but_not_contradict_its_offset() {
    assert_eq!(noted("2024-07-01T12:00[Europe/Paris]"), noted("2024-07-01T12:00:00+02:00[Europe/Paris]"));
    let refused = "2024-07-01T12:00:00+01:00[Europe/Paris]".parse::<DateTime>().unwrap_err();
    assert!(refused.to_string().ends_with(": the zone has another offset at that time"), "{refused}");
}

#[test]
fn other_texts_are_refused_with_the_reason_behind() {
    for text in [
        "",
        "2024-01-31",
        "2024-01-31T12:00:00",
        "2024-01-31 12:00:00Z",
        "2024-01-31T12:00:00Z[",
        "2024-01-31T12:00:00Z[UTC",
        "2024-01-31T12:00:00Z[UTC] ",
        "2024-01-31T12:00:00Z[]",
        "2024-01-31T12:00:00+18:30",
    ] {
        assert!(text.parse::<DateTime>().is_err(), "{text}");
    }
    let refused = "2024-01-31T12:00:00Z[Europe/Atlantis]".parse::<DateTime>().unwrap_err();
    assert_eq!(refused.source().unwrap().to_string(), "unknown time zone \"Europe/Atlantis\"");
    let refused = "2024-02-30T12:00:00Z".parse::<DateTime>().unwrap_err();
    assert_eq!(refused.source().unwrap().to_string(), "day 30 is outside 1..=29");
}

#[test]
fn order_equality_and_hash_agree() {
    let ordered = [
        noted("2024-07-01T12:00:00+03:00"),
        noted("2024-07-01T12:00:00+02:00"),
        noted("2024-07-01T12:00:00+02:00[Europe/Berlin]"),
        noted("2024-07-01T12:00:00+02:00[Europe/Paris]"),
        noted("2024-07-01T12:00:00.000000001+02:00"),
        noted("2024-07-01T11:00:00Z"),
    ];
    assert!(ordered.is_sorted_by(|earlier, later| earlier < later));
    let set: HashSet<_> = ordered.iter().cloned().chain(ordered.iter().cloned()).collect();
    assert_eq!(set.len(), ordered.len());
}

#[test]
fn debug_names_the_zone_and_not_its_rules() {
    let debug = format!("{:?}", noted("1970-01-01T01:00:00+01:00[Europe/Paris]"));
    assert_eq!(
        debug,
        "DateTime { utc_second: 0, nanosecond: 0, zone: Named { name: \"Europe/Paris\", offset_seconds: 3600 } }"
    );
}
