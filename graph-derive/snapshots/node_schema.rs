#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromColumns<'__graph> for N {
    const COLUMNS: &'static ::graph_orm::__private::NamedShape = &::graph_orm::__private::NamedShape {
        columns: &[
            ::graph_orm::__private::ColumnShape {
                name: "id",
                ty: <i64 as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "a",
                ty: <i64 as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "B",
                ty: <String as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "v",
                ty: <Vec<f32> as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "p",
                ty: <Point as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
        ],
        flattened: &[],
    };
    #[inline]
    fn from_columns(
        __row: ::graph_orm::__private::Row<'__graph>,
        __plan: &::graph_orm::__private::Plan,
        __whole: &::graph_orm::__private::NamedShape,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let mut __field0 = ::graph_orm::__private::None;
        let mut __field1 = ::graph_orm::__private::None;
        let mut __field2 = ::graph_orm::__private::None;
        let mut __field3 = ::graph_orm::__private::None;
        let mut __field4 = ::graph_orm::__private::None;
        let mut __columns = ::graph_orm::__private::Columns::new(__row, __plan);
        while !__columns.is_done() {
            let __left = __columns.left();
            if __columns.at(0) {
                match <i64 as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__columns.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field0 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(__columns.misfit(__error));
                    }
                }
                __columns.advance();
            }
            if __columns.at(1) {
                match <i64 as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__columns.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field1 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(__columns.misfit(__error));
                    }
                }
                __columns.advance();
            }
            if __columns.at(2) {
                match <String as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__columns.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field2 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(__columns.misfit(__error));
                    }
                }
                __columns.advance();
            }
            if __columns.at(3) {
                match <Vec<
                    f32,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__columns.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field3 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(__columns.misfit(__error));
                    }
                }
                __columns.advance();
            }
            if __columns.at(4) {
                match <Point as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__columns.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field4 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(__columns.misfit(__error));
                    }
                }
                __columns.advance();
            }
            __columns.skip_unless_moved(__left)?;
        }
        ::graph_orm::__private::Ok(Self {
            id: ::graph_orm::__private::column(__field0, "id", &__row)?,
            a: ::graph_orm::__private::column(__field1, "a", &__row)?,
            b: ::graph_orm::__private::column(__field2, "B", &__row)?,
            v: ::graph_orm::__private::column(__field3, "v", &__row)?,
            p: ::graph_orm::__private::column(__field4, "p", &__row)?,
        })
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromProperties<'__graph> for N {
    #[inline]
    fn from_properties(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
        __head: &::graph_orm::__private::EntityHead<'__graph>,
        __whole: &::graph_orm::__private::NamedShape,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let mut __field0 = ::graph_orm::__private::None;
        let mut __field1 = ::graph_orm::__private::None;
        let mut __field2 = ::graph_orm::__private::None;
        let mut __field3 = ::graph_orm::__private::None;
        let mut __field4 = ::graph_orm::__private::None;
        let mut __properties = ::graph_orm::__private::Properties::new(
            __decoder,
            __head,
        )?;
        while !__properties.is_done() {
            let __left = __properties.left();
            if __properties.at("id") {
                match <i64 as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field0 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("id")
                                .in_entity("N", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("a") {
                match <i64 as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field1 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("a")
                                .in_entity("N", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("B") {
                match <String as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field2 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("B")
                                .in_entity("N", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("v") {
                match <Vec<
                    f32,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field3 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("v")
                                .in_entity("N", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("p") {
                match <Point as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field4 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("p")
                                .in_entity("N", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            __properties.skip_unless_moved(__left)?;
        }
        __decoder.skip_entity(__head)?;
        ::graph_orm::__private::Ok(Self {
            id: match __field0 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <i64 as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "id",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("N", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            a: match __field1 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <i64 as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "a",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("N", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            b: match __field2 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <String as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "B",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("N", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            v: match __field3 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <Vec<f32> as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "v",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("N", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            p: match __field4 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <Point as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "p",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("N", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
        })
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromValue<'__graph> for N {
    const TYPE: ::graph_orm::__private::ValueType = ::graph_orm::__private::ValueType::Of(
        ::graph_orm::__private::Kind::Node,
    );
    #[inline]
    fn decode(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let __head = __decoder.node()?;
        <Self as ::graph_orm::__private::FromProperties<
            '__graph,
        >>::from_properties(
            __decoder,
            &__head,
            <Self as ::graph_orm::__private::FromColumns<'__graph>>::COLUMNS,
        )
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromRecord<'__graph> for N {
    const SHAPE: &'static ::graph_orm::__private::RowShape = &::graph_orm::__private::RowShape::Entity(
        <Self as ::graph_orm::__private::FromColumns<'__graph>>::COLUMNS,
    );
    #[inline]
    fn from_row(
        mut __row: ::graph_orm::__private::Row<'__graph>,
        __plan: &::graph_orm::__private::Plan,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        if __plan.is_entity(&__row) {
            return __row.column::<Self>();
        }
        <Self as ::graph_orm::__private::FromColumns<
            '__graph,
        >>::from_columns(
            __row,
            __plan,
            <Self as ::graph_orm::__private::FromColumns<'__graph>>::COLUMNS,
        )
    }
}
#[automatically_derived]
impl ::graph_orm::__private::ToParams for N {
    #[inline]
    fn count(&self) -> ::graph_orm::__private::usize {
        5usize
    }
    #[inline]
    fn encode_params(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        __encoder.string("id")?;
        ::graph_orm::__private::wrote(
            <i64 as ::graph_orm::__private::ToValue>::encode(&self.id, __encoder),
            "id",
        )?;
        __encoder.string("a")?;
        ::graph_orm::__private::wrote(
            <i64 as ::graph_orm::__private::ToValue>::encode(&self.a, __encoder),
            "a",
        )?;
        __encoder.string("B")?;
        ::graph_orm::__private::wrote(
            <String as ::graph_orm::__private::ToValue>::encode(&self.b, __encoder),
            "B",
        )?;
        __encoder.string("v")?;
        ::graph_orm::__private::wrote(
            <Vec<f32> as ::graph_orm::__private::ToValue>::encode(&self.v, __encoder),
            "v",
        )?;
        __encoder.string("p")?;
        ::graph_orm::__private::wrote(
            <Point as ::graph_orm::__private::ToValue>::encode(&self.p, __encoder),
            "p",
        )?;
        ::graph_orm::__private::Ok(())
    }
}
#[automatically_derived]
impl ::graph_orm::__private::ToValue for N {
    #[inline]
    fn encode(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        __encoder.map(::graph_orm::__private::ToParams::count(self))?;
        ::graph_orm::__private::ToParams::encode_params(self, __encoder)
    }
}
#[automatically_derived]
impl ::graph_orm::__private::Entity for N {
    const META: &'static ::graph_orm::__private::EntityMeta = &::graph_orm::__private::EntityMeta::new(
            "N",
            ::graph_orm::__private::EntityKind::Node {
                labels: &["N"],
            },
        )
        .with_key(&["id"])
        .with_properties(
            &[
                ::graph_orm::__private::PropertyMeta::new(
                    "id",
                    "id",
                    <i64 as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "a",
                    "a",
                    <i64 as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "B",
                    "b",
                    <String as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "v",
                    "v",
                    <Vec<f32> as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "p",
                    "p",
                    <Point as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
            ],
        )
        .with_flattened(&[])
        .with_rules(
            &[
                ::graph_orm::__private::RuleMeta::new(
                    ::graph_orm::__private::RuleKind::Range,
                    &["B", "a"],
                ),
                ::graph_orm::__private::RuleMeta::new(
                        ::graph_orm::__private::RuleKind::FullText,
                        &["B"],
                    )
                    .with_name("words"),
                ::graph_orm::__private::RuleMeta::new(
                    ::graph_orm::__private::RuleKind::Required,
                    &["a"],
                ),
                ::graph_orm::__private::RuleMeta::new(
                    ::graph_orm::__private::RuleKind::Text,
                    &["B"],
                ),
                ::graph_orm::__private::RuleMeta::new(
                    ::graph_orm::__private::RuleKind::Vector {
                        dimensions: 3,
                        similarity: ::graph_orm::__private::Similarity::Euclidean,
                    },
                    &["v"],
                ),
                ::graph_orm::__private::RuleMeta::new(
                    ::graph_orm::__private::RuleKind::Point,
                    &["p"],
                ),
            ],
        );
}
const _: () = ::graph_orm::__private::RuleKind::assert_covers(
    ::graph_orm::__private::RuleKind::FullText,
    <String as ::graph_orm::__private::FromValue<'_>>::TYPE,
);
const _: () = ::graph_orm::__private::RuleKind::assert_covers(
    ::graph_orm::__private::RuleKind::Text,
    <String as ::graph_orm::__private::FromValue<'_>>::TYPE,
);
const _: () = ::graph_orm::__private::RuleKind::assert_covers(
    ::graph_orm::__private::RuleKind::Vector {
        dimensions: 3,
        similarity: ::graph_orm::__private::Similarity::Euclidean,
    },
    <Vec<f32> as ::graph_orm::__private::FromValue<'_>>::TYPE,
);
const _: () = ::graph_orm::__private::RuleKind::assert_covers(
    ::graph_orm::__private::RuleKind::Point,
    <Point as ::graph_orm::__private::FromValue<'_>>::TYPE,
);
#[automatically_derived]
impl ::graph_orm::__private::Node for N {
    type Key = i64;
    type KeyRef<'__key> = &'__key i64 where Self: '__key;
    #[inline]
    fn key(&self) -> Self::KeyRef<'_> {
        &self.id
    }
}
#[automatically_derived]
#[allow(dead_code)]
impl N {
    ///The property `id`, for typed queries.
    const ID: ::graph_orm::__private::Property<
        Self,
        i64,
        ::graph_orm::__private::Fixed,
    > = ::graph_orm::__private::Property::fixed("id");
    ///The property `a`, for typed queries.
    const A: ::graph_orm::__private::Property<
        Self,
        i64,
        ::graph_orm::__private::Required,
    > = ::graph_orm::__private::Property::required("a");
    ///The property `B`, for typed queries.
    const B: ::graph_orm::__private::Property<
        Self,
        String,
        ::graph_orm::__private::Required,
    > = ::graph_orm::__private::Property::required("B");
    ///The property `v`, for typed queries.
    const V: ::graph_orm::__private::Property<
        Self,
        Vec<f32>,
        ::graph_orm::__private::Required,
    > = ::graph_orm::__private::Property::required("v");
    ///The property `p`, for typed queries.
    const P: ::graph_orm::__private::Property<
        Self,
        Point,
        ::graph_orm::__private::Required,
    > = ::graph_orm::__private::Property::required("p");
}
