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
                name: "made",
                ty: <Option<DateTime> as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "at",
                ty: <Option<DateTime> as ::graph_orm::__private::FromValue<'_>>::TYPE,
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
                match <Option<
                    DateTime,
                > as ::graph_orm::__private::FromValue<
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
                match <Option<
                    DateTime,
                > as ::graph_orm::__private::FromValue<
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
            __columns.skip_unless_moved(__left)?;
        }
        ::graph_orm::__private::Ok(Self {
            path: ::graph_orm::__private::column(__field0, "path", &__row)?,
            made: ::graph_orm::__private::column(__field1, "made", &__row)?,
            at: ::graph_orm::__private::column(__field2, "at", &__row)?,
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
            if __properties.at("made") {
                match <Option<
                    DateTime,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field1 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("made")
                                .in_entity("Page", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("at") {
                match <Option<
                    DateTime,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field2 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("at")
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
            made: match __field1 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <Option<
                        DateTime,
                    > as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "made",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Page", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            at: match __field2 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <Option<
                        DateTime,
                    > as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "at",
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
        1usize
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
        .with_created("made")
        .with_updated("at")
        .with_properties(
            &[
                ::graph_orm::__private::PropertyMeta::new(
                    "path",
                    "path",
                    <String as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "made",
                    "made",
                    <Option<DateTime> as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "at",
                    "at",
                    <Option<DateTime> as ::graph_orm::__private::FromValue<'_>>::TYPE,
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
    ///The property `made`, for typed queries.
    const MADE: ::graph_orm::__private::Property<
        Self,
        DateTime,
        ::graph_orm::__private::Stamp,
    > = ::graph_orm::__private::Property::stamp("made");
    ///The property `at`, for typed queries.
    const AT: ::graph_orm::__private::Property<
        Self,
        DateTime,
        ::graph_orm::__private::Stamp,
    > = ::graph_orm::__private::Property::stamp("at");
}
