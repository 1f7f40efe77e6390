//! The URI that a driver is built from: any text is an address or an error that does not show who logs on.

#![no_main]

use graph_core::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match fuzzing::uri(text) {
        Ok(address) => {
            let again = fuzzing::uri(&format!("bolt://{address}")).expect("an address can be part of a URI");
            assert_eq!(again, address);
        }
        Err(reason) => assert!(!reason.is_empty()),
    }
    // Whoever puts a password into the URI does not find it in the error.
    let with_password = format!("neo4j://{text}:canary-7c1f@host");
    if let Err(reason) = fuzzing::uri(&with_password) {
        assert!(text.contains("canary") || !reason.contains("canary-7c1f"), "{reason}");
    }
});
