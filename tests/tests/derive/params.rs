//! `ToParams`: a struct's fields as parameters.

use std::collections::BTreeMap;

use graph_core::mapping::Params;
use graph_orm::ToParams;

use crate::wire::parameters;

#[derive(ToParams)]
#[graph(rename_all = "camelCase")]
struct Search<'a, T> {
    first_name: &'a str,
    #[graph(rename = "max")]
    limit: Option<u32>,
    #[graph(skip)]
    _note: &'static str,
    #[graph(flatten)]
    page: Page,
    filter: T,
    #[graph(flatten)]
    rest: BTreeMap<String, i64>,
    #[graph(default)]
    tags: Vec<&'a str>,
}

#[derive(ToParams)]
struct Page {
    skip: u8,
    take: u8,
}

#[test]
fn every_field_is_a_parameter_unless_it_is_skipped() {
    let search = Search {
        first_name: "Ann",
        limit: None,
        _note: "for nobody",
        page: Page { skip: 1, take: 2 },
        filter: [true],
        rest: BTreeMap::from([("x".to_owned(), 9)]),
        tags: vec!["a"],
    };
    let expected = ["firstName: 'Ann'", "max: null", "skip: 1", "take: 2", "filter: [true]", "x: 9", "tags: ['a']"];
    assert_eq!(parameters(&search).iter().map(|entry| entry.to_lowercase()).collect::<Vec<_>>(), {
        expected.map(str::to_lowercase)
    });
}

#[derive(ToParams)]
struct TooLarge {
    count: u64,
}

#[test]
fn what_cannot_be_sent_names_the_field() {
    let mut params = Params::new();
    params.extend(&TooLarge { count: u64::MAX });
    let mut bytes = Vec::new();
    let mut encoder = graph_core::mapping::Encoder::new(&mut bytes, graph_core::bolt::Dialect::NEWEST);
    let error = params.encode_params(&mut encoder).unwrap_err();
    assert_eq!(error.to_string(), "parameter `count`: the u64 is above i64::MAX, the largest integer of the database");
}
