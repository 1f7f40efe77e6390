#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromColumns<'__graph> for Page {
    const COLUMNS: &'static ::graph_orm::__private::NamedShape = &::graph_orm::__private::NamedShape {
        columns: &[
            ::graph_orm::__private::ColumnShape {
                name: "path",
                ty: <String as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "a",
                ty: <::graph_orm::__private::With<
                    path::to::Hex,
                    u64,
                > as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "b",
                ty: <::graph_orm::__private::Option<
                    ::graph_orm::__private::With<::graph_orm::__private::Json, Vec<Part>>,
                > as ::graph_orm::__private::FromValue<'_>>::TYPE,
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
        let mut __columns = ::graph_orm::__private::Columns::new(__row, __plan);
        while !__columns.is_done() {
            let __left = __columns.left();
            if __columns.at(0) {
                match <String as ::graph_orm::__private::FromValue<
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
                match <::graph_orm::__private::With<
                    path::to::Hex,
                    u64,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__columns.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field1 = ::graph_orm::__private::Some(
                            ::graph_orm::__private::Converted::into_value(__value),
                        );
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(__columns.misfit(__error));
                    }
                }
                __columns.advance();
            }
            if __columns.at(2) {
                match <::graph_orm::__private::Option<
                    ::graph_orm::__private::With<::graph_orm::__private::Json, Vec<Part>>,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__columns.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field2 = ::graph_orm::__private::Some(
                            ::graph_orm::__private::Converted::into_value(__value),
                        );
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
            path: ::graph_orm::__private::column(__field0, "path", &__row)?,
            a: ::graph_orm::__private::column(__field1, "a", &__row)?,
            b: ::graph_orm::__private::column(__field2, "b", &__row)?,
        })
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromProperties<'__graph> for Page {
    #[inline]
    fn from_properties(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
        __head: &::graph_orm::__private::EntityHead<'__graph>,
        __whole: &::graph_orm::__private::NamedShape,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let mut __field0 = ::graph_orm::__private::None;
        let mut __field1 = ::graph_orm::__private::None;
        let mut __field2 = ::graph_orm::__private::None;
        let mut __properties = ::graph_orm::__private::Properties::new(
            __decoder,
            __head,
        )?;
        while !__properties.is_done() {
            let __left = __properties.left();
            if __properties.at("path") {
                match <String as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field0 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("path")
                                .in_entity("Page", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("a") {
                match <::graph_orm::__private::With<
                    path::to::Hex,
                    u64,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field1 = ::graph_orm::__private::Some(
                            ::graph_orm::__private::Converted::into_value(__value),
                        );
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("a")
                                .in_entity("Page", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("b") {
                match <::graph_orm::__private::Option<
                    ::graph_orm::__private::With<::graph_orm::__private::Json, Vec<Part>>,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field2 = ::graph_orm::__private::Some(
                            ::graph_orm::__private::Converted::into_value(__value),
                        );
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("b")
                                .in_entity("Page", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            __properties.skip_unless_moved(__left)?;
        }
        __decoder.skip_entity(__head)?;
        ::graph_orm::__private::Ok(Self {
            path: match __field0 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <String as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "path",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Page", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            a: match __field1 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <::graph_orm::__private::With<
                        path::to::Hex,
                        u64,
                    > as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => {
                            ::graph_orm::__private::Converted::into_value(__value)
                        }
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "a",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Page", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            b: match __field2 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <::graph_orm::__private::Option<
                        ::graph_orm::__private::With<
                            ::graph_orm::__private::Json,
                            Vec<Part>,
                        >,
                    > as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => {
                            ::graph_orm::__private::Converted::into_value(__value)
                        }
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "b",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Page", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
        })
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromValue<'__graph> for Page {
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
impl<'__graph> ::graph_orm::__private::FromRecord<'__graph> for Page {
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
impl ::graph_orm::__private::ToParams for Page {
    #[inline]
    fn count(&self) -> ::graph_orm::__private::usize {
        3usize
    }
    #[inline]
    fn encode_params(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        __encoder.string("path")?;
        ::graph_orm::__private::wrote(
            <String as ::graph_orm::__private::ToValue>::encode(&self.path, __encoder),
            "path",
        )?;
        __encoder.string("a")?;
        ::graph_orm::__private::wrote(
            ::graph_orm::__private::encode_with::<
                path::to::Hex,
                u64,
            >(&self.a, __encoder),
            "a",
        )?;
        __encoder.string("b")?;
        ::graph_orm::__private::wrote(
            ::graph_orm::__private::encode_optional_with::<
                ::graph_orm::__private::Json,
                Vec<Part>,
            >(&self.b, __encoder),
            "b",
        )?;
        ::graph_orm::__private::Ok(())
    }
}
#[automatically_derived]
impl ::graph_orm::__private::ToValue for Page {
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
impl ::graph_orm::__private::Entity for Page {
    const META: &'static ::graph_orm::__private::EntityMeta = &::graph_orm::__private::EntityMeta::new(
            "Page",
            ::graph_orm::__private::EntityKind::Node {
                labels: &["Page"],
            },
        )
        .with_key(&["path"])
        .with_properties(
            &[
                ::graph_orm::__private::PropertyMeta::new(
                    "path",
                    "path",
                    <String as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "a",
                    "a",
                    <::graph_orm::__private::With<
                        path::to::Hex,
                        u64,
                    > as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "b",
                    "b",
                    <::graph_orm::__private::Option<
                        ::graph_orm::__private::With<
                            ::graph_orm::__private::Json,
                            Vec<Part>,
                        >,
                    > as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
            ],
        )
        .with_flattened(&[]);
}
#[automatically_derived]
impl ::graph_orm::__private::Node for Page {
    type Key = String;
    type KeyRef<'__key> = &'__key String where Self: '__key;
    #[inline]
    fn key(&self) -> Self::KeyRef<'_> {
        &self.path
    }
}
#[automatically_derived]
#[allow(dead_code)]
impl Page {
    ///The property `path`, for typed queries.
    const PATH: ::graph_orm::__private::Property<
        Self,
        String,
        ::graph_orm::__private::Fixed,
    > = ::graph_orm::__private::Property::fixed("path");
    ///The property `a`, for typed queries.
    const A: ::graph_orm::__private::Property<
        Self,
        <path::to::Hex as ::graph_orm::__private::Convert<u64>>::Stored,
        ::graph_orm::__private::Required,
    > = ::graph_orm::__private::Property::required("a");
    ///The property `b`, for typed queries.
    const B: ::graph_orm::__private::Property<
        Self,
        <::graph_orm::__private::Json as ::graph_orm::__private::Convert<
            Vec<Part>,
        >>::Stored,
        ::graph_orm::__private::Optional,
    > = ::graph_orm::__private::Property::optional("b");
}
