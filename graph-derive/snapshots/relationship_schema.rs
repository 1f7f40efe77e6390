#[automatically_derived]
impl<'__graph, T> ::graph_orm::__private::FromColumns<'__graph> for Owns<T>
where
    T: ::graph_orm::__private::FromValue<'__graph>,
    T: ::graph_orm::__private::FromValue<'__graph>,
{
    const COLUMNS: &'static ::graph_orm::__private::NamedShape = &::graph_orm::__private::NamedShape {
        columns: &[
            ::graph_orm::__private::ColumnShape {
                name: "id",
                ty: <T as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "since",
                ty: <i64 as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "note",
                ty: <T as ::graph_orm::__private::FromValue<'_>>::TYPE,
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
                match <T as ::graph_orm::__private::FromValue<
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
                match <T as ::graph_orm::__private::FromValue<
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
            id: ::graph_orm::__private::column(__field0, "id", &__row)?,
            since: ::graph_orm::__private::column(__field1, "since", &__row)?,
            note: ::graph_orm::__private::column(__field2, "note", &__row)?,
        })
    }
}
#[automatically_derived]
impl<'__graph, T> ::graph_orm::__private::FromProperties<'__graph> for Owns<T>
where
    T: ::graph_orm::__private::FromValue<'__graph>,
    T: ::graph_orm::__private::FromValue<'__graph>,
{
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
            if __properties.at("id") {
                match <T as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field0 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("id")
                                .in_entity("Owns", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("since") {
                match <i64 as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field1 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("since")
                                .in_entity("Owns", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("note") {
                match <T as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field2 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("note")
                                .in_entity("Owns", __head, __properties.decoder().dialect()),
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
                    match <T as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "id",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Owns", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            since: match __field1 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <i64 as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "since",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Owns", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            note: match __field2 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <T as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "note",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Owns", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
        })
    }
}
#[automatically_derived]
impl<'__graph, T> ::graph_orm::__private::FromValue<'__graph> for Owns<T>
where
    T: ::graph_orm::__private::FromValue<'__graph>,
    T: ::graph_orm::__private::FromValue<'__graph>,
{
    const TYPE: ::graph_orm::__private::ValueType = ::graph_orm::__private::ValueType::Of(
        ::graph_orm::__private::Kind::Relationship,
    );
    #[inline]
    fn decode(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let __head = __decoder.relationship()?;
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
impl<'__graph, T> ::graph_orm::__private::FromRecord<'__graph> for Owns<T>
where
    T: ::graph_orm::__private::FromValue<'__graph>,
    T: ::graph_orm::__private::FromValue<'__graph>,
{
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
impl<T> ::graph_orm::__private::ToParams for Owns<T>
where
    T: ::graph_orm::__private::ToValue,
    T: ::graph_orm::__private::ToValue,
{
    #[inline]
    fn count(&self) -> ::graph_orm::__private::usize {
        3usize
    }
    #[inline]
    fn encode_params(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        __encoder.string("id")?;
        ::graph_orm::__private::wrote(
            <T as ::graph_orm::__private::ToValue>::encode(&self.id, __encoder),
            "id",
        )?;
        __encoder.string("since")?;
        ::graph_orm::__private::wrote(
            <i64 as ::graph_orm::__private::ToValue>::encode(&self.since, __encoder),
            "since",
        )?;
        __encoder.string("note")?;
        ::graph_orm::__private::wrote(
            <T as ::graph_orm::__private::ToValue>::encode(&self.note, __encoder),
            "note",
        )?;
        ::graph_orm::__private::Ok(())
    }
}
#[automatically_derived]
impl<T> ::graph_orm::__private::ToValue for Owns<T>
where
    T: ::graph_orm::__private::ToValue,
    T: ::graph_orm::__private::ToValue,
{
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
impl<T> ::graph_orm::__private::Entity for Owns<T>
where
    T: ::graph_orm::__private::FromValue<'static>,
    T: ::graph_orm::__private::FromValue<'static>,
    T: ::graph_orm::__private::ToValue,
    T: ::graph_orm::__private::ToValue,
{
    const META: &'static ::graph_orm::__private::EntityMeta = &::graph_orm::__private::EntityMeta::new(
            "Owns",
            ::graph_orm::__private::EntityKind::Relationship {
                name: "OWNS",
                from: ::graph_orm::__private::start_of::<Self>(),
                to: ::graph_orm::__private::end_of::<Self>(),
            },
        )
        .with_key(&[])
        .with_properties(
            &[
                ::graph_orm::__private::PropertyMeta::new(
                    "id",
                    "id",
                    <T as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "since",
                    "since",
                    <i64 as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "note",
                    "note",
                    <T as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
            ],
        )
        .with_flattened(&[])
        .with_rules(
            &[
                ::graph_orm::__private::RuleMeta::new(
                    ::graph_orm::__private::RuleKind::Unique,
                    &["id"],
                ),
                ::graph_orm::__private::RuleMeta::new(
                        ::graph_orm::__private::RuleKind::Range,
                        &["since"],
                    )
                    .with_name("owned_since"),
                ::graph_orm::__private::RuleMeta::new(
                    ::graph_orm::__private::RuleKind::FullText,
                    &["note"],
                ),
            ],
        );
}
#[automatically_derived]
impl<T> ::graph_orm::__private::Relationship for Owns<T>
where
    T: ::graph_orm::__private::FromValue<'static>,
    T: ::graph_orm::__private::FromValue<'static>,
    T: ::graph_orm::__private::ToValue,
    T: ::graph_orm::__private::ToValue,
{
    type From = ::graph_orm::__private::AnyNode;
    type To = ::graph_orm::__private::AnyNode;
}
#[automatically_derived]
#[allow(dead_code)]
impl<T> Owns<T> {
    ///The property `id`, for typed queries.
    const ID: ::graph_orm::__private::Property<
        Self,
        T,
        ::graph_orm::__private::Required,
    > = ::graph_orm::__private::Property::required("id");
    ///The property `since`, for typed queries.
    const SINCE: ::graph_orm::__private::Property<
        Self,
        i64,
        ::graph_orm::__private::Required,
    > = ::graph_orm::__private::Property::required("since");
    ///The property `note`, for typed queries.
    const NOTE: ::graph_orm::__private::Property<
        Self,
        T,
        ::graph_orm::__private::Required,
    > = ::graph_orm::__private::Property::required("note");
}
