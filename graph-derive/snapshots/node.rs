#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromColumns<'__graph> for User {
    const COLUMNS: &'static ::graph_orm::__private::NamedShape = &::graph_orm::__private::NamedShape {
        columns: &[
            ::graph_orm::__private::ColumnShape {
                name: "name",
                ty: <String as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "age",
                ty: <Option<u8> as ::graph_orm::__private::FromValue<'_>>::TYPE,
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
                    u8,
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
            __columns.skip_unless_moved(__left)?;
        }
        ::graph_orm::__private::Ok(Self {
            name: ::graph_orm::__private::column(__field0, "name", &__row)?,
            age: ::graph_orm::__private::column(__field1, "age", &__row)?,
        })
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromProperties<'__graph> for User {
    #[inline]
    fn from_properties(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
        __head: &::graph_orm::__private::EntityHead<'__graph>,
        __whole: &::graph_orm::__private::NamedShape,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let mut __field0 = ::graph_orm::__private::None;
        let mut __field1 = ::graph_orm::__private::None;
        let mut __properties = ::graph_orm::__private::Properties::new(
            __decoder,
            __head,
        )?;
        while !__properties.is_done() {
            let __left = __properties.left();
            if __properties.at("name") {
                match <String as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field0 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("name")
                                .in_entity("User", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("age") {
                match <Option<
                    u8,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field1 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("age")
                                .in_entity("User", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            __properties.skip_unless_moved(__left)?;
        }
        __decoder.skip_entity(__head)?;
        ::graph_orm::__private::Ok(Self {
            name: match __field0 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <String as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "name",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("User", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            age: match __field1 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <Option<
                        u8,
                    > as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "age",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("User", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
        })
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromValue<'__graph> for User {
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
impl<'__graph> ::graph_orm::__private::FromRecord<'__graph> for User {
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
impl ::graph_orm::__private::ToParams for User {
    #[inline]
    fn count(&self) -> ::graph_orm::__private::usize {
        2usize
    }
    #[inline]
    fn encode_params(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        __encoder.string("name")?;
        ::graph_orm::__private::wrote(
            <String as ::graph_orm::__private::ToValue>::encode(&self.name, __encoder),
            "name",
        )?;
        __encoder.string("age")?;
        ::graph_orm::__private::wrote(
            <Option<
                u8,
            > as ::graph_orm::__private::ToValue>::encode(&self.age, __encoder),
            "age",
        )?;
        ::graph_orm::__private::Ok(())
    }
}
#[automatically_derived]
impl ::graph_orm::__private::ToValue for User {
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
impl ::graph_orm::__private::Entity for User {
    const META: &'static ::graph_orm::__private::EntityMeta = &::graph_orm::__private::EntityMeta::new(
            "User",
            ::graph_orm::__private::EntityKind::Node {
                labels: &["Person", "Agent"],
            },
        )
        .with_key(&["name"])
        .with_properties(
            &[
                ::graph_orm::__private::PropertyMeta::new(
                    "name",
                    "name",
                    <String as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "age",
                    "age",
                    <Option<u8> as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
            ],
        )
        .with_flattened(&[]);
}
#[automatically_derived]
impl ::graph_orm::__private::Node for User {
    type Key = String;
    type KeyRef<'__key> = &'__key String where Self: '__key;
    #[inline]
    fn key(&self) -> Self::KeyRef<'_> {
        &self.name
    }
}
#[automatically_derived]
#[allow(dead_code)]
impl User {
    ///The property `name`, for typed queries.
    const NAME: ::graph_orm::__private::Property<
        Self,
        String,
        ::graph_orm::__private::Fixed,
    > = ::graph_orm::__private::Property::fixed("name");
    ///The property `age`, for typed queries.
    const AGE: ::graph_orm::__private::Property<
        Self,
        u8,
        ::graph_orm::__private::Optional,
    > = ::graph_orm::__private::Property::optional("age");
}
