//! The tests that the suite cannot run against this driver; `docs/conformance.md` lists them.

use serde_json::Value as Json;

use crate::values;

/// Each names the errors of the drivers that it knows, and fails for every other one, whatever that does.
const WITHOUT_A_NAME: [&str; 4] = [
    "test_result_list.TestResultList.test_result_list_with_disconnect",
    "test_result_optional_single.TestResultSingleOptional.test_result_single_optional_with_2_records",
    "test_result_optional_single.TestResultSingleOptional.test_result_single_optional_with_disconnect",
    "test_result_peek.TestResultPeek.test_result_peek_with_disconnect",
];

/// Each goes through all time zones, of which suite, server and driver have databases of their own.
const OF_EVERY_ZONE: [&str; 2] = [
    "test_temporal_types.TestDataTypes.test_should_echo_all_timezone_ids",
    "test_temporal_types.TestDataTypes.test_date_time_cypher_created_tz_id",
];

/// Whether a test is run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    Whole,
    /// Each of its parts is asked for.
    ByPart,
    Skipped(&'static str),
}

/// Returns what becomes of a test.
pub(crate) fn plan(test: &str) -> Plan {
    let is_one_of = |names: &[&str]| names.iter().any(|name| test.ends_with(name));
    if is_one_of(&WITHOUT_A_NAME) {
        Plan::Skipped("the test knows no name for the errors of a driver in Rust")
    } else if is_one_of(&OF_EVERY_ZONE) {
        Plan::ByPart
    } else {
        Plan::Whole
    }
}

/// Returns what becomes of a part of a test, which is about a date-time or the name of a zone.
///
/// The suite's database knows local mean time to the minute only.
pub(crate) fn plan_part(arguments: &Json) -> Plan {
    let mut date_time = arguments["dt"].clone();
    if date_time.is_null() {
        let noon = serde_json::json!({"year": 1970, "month": 1, "day": 1, "hour": 12, "minute": 0, "second": 0});
        date_time = serde_json::json!({"name": "CypherDateTime", "data": noon});
        date_time["data"]["nanosecond"] = 0.into();
        date_time["data"]["utc_offset_s"] = 0.into();
        date_time["data"]["timezone_id"] = arguments["tz_id"].clone();
        return match values::read(&date_time) {
            Ok(_) => Plan::Whole,
            Err(_) => Plan::Skipped("the system's time zone database does not have the zone"),
        };
    }
    let again = values::read(&date_time).and_then(|value| values::write(&value));
    match again {
        Ok(again) if again == date_time => Plan::Whole,
        Ok(_) => Plan::Skipped("the time zone databases of the suite and of the system have different offsets"),
        Err(_) => Plan::Skipped("the system's time zone database does not have the zone"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn noon(offset: i64, zone: &str) -> Json {
        json!({"dt": {"name": "CypherDateTime", "data": {
            "year": 2022, "month": 1, "day": 17, "hour": 13, "minute": 24, "second": 34, "nanosecond": 5,
            "utc_offset_s": offset, "timezone_id": zone,
        }}})
    }

    #[test]
    fn parts_are_run_where_the_databases_agree() {
        assert_eq!(plan_part(&noon(3_600, "Europe/Paris")), Plan::Whole);
        assert!(matches!(plan_part(&noon(3_660, "Europe/Paris")), Plan::Skipped(_)));
        assert!(matches!(plan_part(&noon(3_600, "Europe/Nowhere")), Plan::Skipped(_)));
        assert_eq!(plan_part(&json!({"tz_id": "Europe/Paris"})), Plan::Whole);
        assert!(matches!(plan_part(&json!({"tz_id": "Europe/Nowhere"})), Plan::Skipped(_)));
    }

    #[test]
    fn other_tests_are_run_whole() {
        assert_eq!(plan("stub.retry.test_retry.TestRetry.test_read"), Plan::Whole);
        assert_eq!(
            plan("neo4j.datatypes.test_temporal_types.TestDataTypes.test_should_echo_all_timezone_ids"),
            Plan::ByPart
        );
    }
}
