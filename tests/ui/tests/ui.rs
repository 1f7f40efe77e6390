//! What the compiler says to a program that misuses the crates: each file in `cases` beside the exact answer.
//!
//! After an intended change, `TRYBUILD=overwrite cargo test -p graph-ui-tests` writes the answers anew; read the diff.

#[test]
fn mistakes_are_reported_where_they_stand() {
    trybuild::TestCases::new().compile_fail("cases/*.rs");
}
