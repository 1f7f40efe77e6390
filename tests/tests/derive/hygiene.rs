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

    pub(super) struct Halved;

    impl ::graph_orm::entity::Convert<i64> for Halved {
        type Stored = i64;
        type Error = &'static ::std::primitive::str;

        fn to_stored(value: &i64) -> ::std::result::Result<i64, Self::Error> {
            ::std::result::Result::Ok(value / 2)
        }

        fn from_stored(stored: i64) -> ::std::result::Result<i64, Self::Error> {
            ::std::result::Result::Ok(stored * 2)
        }
    }

    #[derive(::graph_orm::Node, ::std::clone::Clone)]
    #[graph(before_save = Kept::change, after_load = Kept::change, validate = Kept::check)]
    pub(super) struct Kept {
        #[graph(key, generated = ::std::default::Default::default)]
        pub(super) value: i64,
        #[graph(version)]
        pub(super) changed: i64,
        #[graph(created)]
        pub(super) loaded: Maybe<i64>,
        #[graph(soft_delete)]
        pub(super) gone: ::std::option::Option<i64>,
        #[graph(with = Halved, default)]
        pub(super) whole: i64,
        #[graph(with = Halved, validate = Kept::check_value)]
        pub(super) invalid: ::std::option::Option<i64>,
    }

    impl Kept {
        fn change(&mut self) {
            self.whole += 1;
        }

        fn check(&self) -> ::std::result::Result<(), &'static ::std::primitive::str> {
            ::std::result::Result::Ok(())
        }

        fn check_value(_: &i64) -> ::std::result::Result<(), &'static ::std::primitive::str> {
            ::std::result::Result::Err("it is not valid")
        }
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
    let kept: hostile::Kept = decoded(&map(&[("value", &1), ("changed", &2), ("whole", &3), ("invalid", &4)])).unwrap();
    assert_eq!((kept.value, kept.loaded, kept.gone, kept.whole, kept.invalid), (1, None, None, 7, Some(8)));
    let changed = graph_orm::Entity::before_save(&kept).unwrap();
    assert_eq!((changed.whole, graph_orm::Entity::loaded_version(&changed)), (8, Some(2)));
    assert!(graph_orm::Entity::validity(&changed).is_err());
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
