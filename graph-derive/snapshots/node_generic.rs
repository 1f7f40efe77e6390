#[automatically_derived]
impl<'a, T> ::graph_orm::__private::FromColumns<'a> for Item<'a, T>
where
    T: ::graph_orm::__private::FromValue<'a>,
{
    const COLUMNS: &'static ::graph_orm::__private::NamedShape = &::graph_orm::__private::NamedShape {
        columns: &[
            ::graph_orm::__private::ColumnShape {
                name: "name",
                ty: <&'a str as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "value",
                ty: <T as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
        ],
        flattened: &[],
    };
    #[inline]
    fn from_columns(
        __row: ::graph_orm::__private::Row<'a>,
        __plan: &::graph_orm::__private::Plan,
        __whole: &::graph_orm::__private::NamedShape,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let mut __field0 = ::graph_orm::__private::None;
        let mut __field1 = ::graph_orm::__private::None;
        let mut __columns = ::graph_orm::__private::Columns::new(__row, __plan);
        while !__columns.is_done() {
            let __left = __columns.left();
            if __columns.at(0) {
                match <&'a str as ::graph_orm::__private::FromValue<
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
                match <T as ::graph_orm::__private::FromValue<
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
            value: ::graph_orm::__private::column(__field1, "value", &__row)?,
        })
    }
}
#[automatically_derived]
impl<'a, T> ::graph_orm::__private::FromProperties<'a> for Item<'a, T>
where
    T: ::graph_orm::__private::FromValue<'a>,
{
    #[inline]
    fn from_properties(
        __decoder: &mut ::graph_orm::__private::Decoder<'a>,
        __head: &::graph_orm::__private::EntityHead<'a>,
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
                match <&'a str as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field0 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("name")
                                .in_entity("Item", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("value") {
                match <T as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field1 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("value")
                                .in_entity("Item", __head, __properties.decoder().dialect()),
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
                    match <&'a str as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "name",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Item", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            value: match __field1 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <T as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "value",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Item", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
        })
    }
}
#[automatically_derived]
impl<'a, T> ::graph_orm::__private::FromValue<'a> for Item<'a, T>
where
    T: ::graph_orm::__private::FromValue<'a>,
{
    const TYPE: ::graph_orm::__private::ValueType = ::graph_orm::__private::ValueType::Of(
        ::graph_orm::__private::Kind::Node,
    );
    #[inline]
    fn decode(
        __decoder: &mut ::graph_orm::__private::Decoder<'a>,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let __head = __decoder.node()?;
        <Self as ::graph_orm::__private::FromProperties<
            'a,
        >>::from_properties(
            __decoder,
            &__head,
            <Self as ::graph_orm::__private::FromColumns<'a>>::COLUMNS,
        )
    }
}
#[automatically_derived]
impl<'a, T> ::graph_orm::__private::FromRecord<'a> for Item<'a, T>
where
    T: ::graph_orm::__private::FromValue<'a>,
{
    const SHAPE: &'static ::graph_orm::__private::RowShape = &::graph_orm::__private::RowShape::Entity(
        <Self as ::graph_orm::__private::FromColumns<'a>>::COLUMNS,
    );
    #[inline]
    fn from_row(
        mut __row: ::graph_orm::__private::Row<'a>,
        __plan: &::graph_orm::__private::Plan,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        if __plan.is_entity(&__row) {
            return __row.column::<Self>();
        }
        <Self as ::graph_orm::__private::FromColumns<
            'a,
        >>::from_columns(
            __row,
            __plan,
            <Self as ::graph_orm::__private::FromColumns<'a>>::COLUMNS,
        )
    }
}
#[automatically_derived]
impl<'a, T> ::graph_orm::__private::ToParams for Item<'a, T>
where
    T: ::graph_orm::__private::ToValue,
{
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
            <&'a str as ::graph_orm::__private::ToValue>::encode(&self.name, __encoder),
            "name",
        )?;
        __encoder.string("value")?;
        ::graph_orm::__private::wrote(
            <T as ::graph_orm::__private::ToValue>::encode(&self.value, __encoder),
            "value",
        )?;
        ::graph_orm::__private::Ok(())
    }
}
#[automatically_derived]
impl<'a, T> ::graph_orm::__private::ToValue for Item<'a, T>
where
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
impl<'a, T> ::graph_orm::__private::Entity for Item<'a, T>
where
    T: ::graph_orm::__private::FromValue<'a>,
    T: ::graph_orm::__private::ToValue,
{
    const META: &'static ::graph_orm::__private::EntityMeta = &::graph_orm::__private::EntityMeta::new(
            "Item",
            ::graph_orm::__private::EntityKind::Node {
                labels: &["Item"],
            },
        )
        .with_key(&["name"])
        .with_properties(
            &[
                ::graph_orm::__private::PropertyMeta::new(
                    "name",
                    "name",
                    <&'a str as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
                ::graph_orm::__private::PropertyMeta::new(
                    "value",
                    "value",
                    <T as ::graph_orm::__private::FromValue<'_>>::TYPE,
                ),
            ],
        )
        .with_flattened(&[]);
}
#[automatically_derived]
impl<'a, T> ::graph_orm::__private::Node for Item<'a, T>
where
    T: ::graph_orm::__private::FromValue<'a>,
    T: ::graph_orm::__private::ToValue,
{
    type Key = &'a str;
    type KeyRef<'__key> = &'__key &'a str where Self: '__key;
    #[inline]
    fn key(&self) -> Self::KeyRef<'_> {
        &self.name
    }
}
#[automatically_derived]
#[allow(dead_code)]
impl<'a, T> Item<'a, T> {
    ///The property `name`, for typed queries.
    const NAME: ::graph_orm::__private::Property<
        Self,
        &'a str,
        ::graph_orm::__private::Fixed,
    > = ::graph_orm::__private::Property::fixed("name");
    ///The property `value`, for typed queries.
    const VALUE: ::graph_orm::__private::Property<
        Self,
        T,
        ::graph_orm::__private::Required,
    > = ::graph_orm::__private::Property::required("value");
}
