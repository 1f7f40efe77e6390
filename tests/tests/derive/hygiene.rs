//! Derived code among names that shadow everything it could mean by accident.

use crate::wire::{decoded, map, row};

mod hostile {
    #![expect(dead_code, non_camel_case_types, unused_macros, reason = "the names are only in the way")]

    pub(super) struct Option;
    pub(super) struct Result;
    pub(super) struct Some;
    pub(super) struct None;
    pub(super) struct Ok;
    pub(super) struct Err;
    pub(super) struct Vec;
    pub(super) struct String;
    pub(super) struct Default;
    pub(super) struct Box;
    pub(super) struct usize;
    pub(super) struct u16;
    pub(super) struct bool;
    pub(super) struct str;
    pub(super) trait FromValue {}
    pub(super) trait Clone {}
    pub(super) mod core {}
    pub(super) mod std {}
    pub(super) mod graph_core {}

    macro_rules! unreachable {
        () => {
            compile_error!("derived code uses its own macros")
        };
    }
    macro_rules! vec {
        () => {
            compile_error!("derived code uses its own macros")
        };
    }

    type Text = ::std::string::String;
    type Maybe<T> = ::std::option::Option<T>;

    #[derive(::graph_orm::FromRecord)]
    pub(super) struct Row {
        pub(super) value: Text,
        pub(super) maybe: Maybe<i64>,
        #[graph(default)]
        pub(super) number: i64,
        #[graph(skip)]
        pub(super) skipped: i64,
        #[graph(flatten)]
        pub(super) more: ::std::collections::HashMap<Text, i64>,
    }

    #[derive(::graph_orm::FromValue, ::graph_orm::ToValue)]
    pub(super) enum Ternary {
        Some,
        None,
        Ok,
        Err,
    }

    #[derive(::graph_orm::FromValue, ::graph_orm::ToValue)]
    pub(super) struct Wrapped(pub(super) Text);

    #[derive(::graph_orm::Node)]
    #[graph(keys("self_", "decoder"))]
    pub(super) struct Item<T> {
        pub(super) self_: Text,
        pub(super) decoder: Text,
        pub(super) head: T,
        #[graph(element_id)]
        pub(super) row: Maybe<Text>,
        #[graph(labels)]
        pub(super) plan: ::std::vec::Vec<Text>,
    }

    #[derive(::graph_orm::Relationship)]
    #[graph(from = Item<i64>)]
    pub(super) struct Link {
        pub(super) value: Wrapped,
        pub(super) kind: Ternary,
    }

    #[derive(::graph_orm::ToParams)]
    pub(super) struct Params {
        pub(super) encoder: i64,
        pub(super) name: Text,
    }
}

#[test]
fn derived_code_means_its_own_names() {
    let read: hostile::Row = row(&[("value", &"x"), ("maybe", &()), ("more", &1)]).unwrap();
    assert_eq!((read.value.as_str(), read.maybe, read.number, read.skipped, read.more["more"]), ("x", None, 0, 0, 1));
    let item: hostile::Item<bool> = decoded(&map(&[("head", &true), ("self_", &"s"), ("decoder", &"d")])).unwrap();
    assert_eq!((item.head, item.row, item.plan.len()), (true, None, 0));
    let link: hostile::Link = decoded(&map(&[("kind", &"None"), ("value", &"v")])).unwrap();
    assert!(matches!(link.kind, hostile::Ternary::None));
    assert_eq!(crate::wire::parameters(&hostile::Params { encoder: 1, name: "n".into() }).len(), 2);
}

mod renamed {
    pub(super) use graph_orm as mapper;

    #[derive(graph_orm::FromValue, graph_orm::ToValue, Debug, PartialEq)]
    #[graph(crate = "crate::hygiene::renamed::mapper")]
    pub(super) struct Text {
        pub(super) text: String,
    }

    #[derive(graph_orm::FromRecord)]
    #[graph(crate = mapper)]
    pub(super) struct Path {
        pub(super) text: String,
    }
}

#[test]
fn the_crate_may_have_another_name() {
    assert_eq!(decoded::<renamed::Text>(&map(&[("text", &"x")])).unwrap(), renamed::Text { text: "x".into() });
    assert_eq!(row::<renamed::Path>(&[("text", &"x")]).unwrap().text, "x");
}
