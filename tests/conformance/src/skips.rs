//! The tests that the suite cannot run against a driver of this name; `docs/conformance.md` lists them.

/// Each names the errors of the drivers that it knows, and fails for every other one, whatever that does.
const WITHOUT_A_NAME: [&str; 4] = [
    "test_result_list.TestResultList.test_result_list_with_disconnect",
    "test_result_optional_single.TestResultSingleOptional.test_result_single_optional_with_2_records",
    "test_result_optional_single.TestResultSingleOptional.test_result_single_optional_with_disconnect",
    "test_result_peek.TestResultPeek.test_result_peek_with_disconnect",
];

/// Returns why a test cannot be run, if it cannot.
pub(crate) fn reason(test: &str) -> Option<&'static str> {
    let nameless = WITHOUT_A_NAME.iter().any(|name| test.ends_with(name));
    nameless.then_some("the test knows no name for the errors of a driver in Rust")
}
