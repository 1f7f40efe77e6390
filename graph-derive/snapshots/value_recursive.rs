#[automatically_derived]
impl<'__graph, T> ::graph_orm::__private::FromColumns<'__graph> for Tree<T>
where
    T: ::graph_orm::__private::FromValue<'__graph>,
    T: ::graph_orm::__private::FromValue<'__graph>,
{
    const COLUMNS: &'static ::graph_orm::__private::NamedShape = &::graph_orm::__private::NamedShape {
        columns: &[
            ::graph_orm::__private::ColumnShape {
                name: "value",
                ty: <T as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "children",
                ty: <Vec<Tree<T>> as ::graph_orm::__private::FromValue<'_>>::TYPE,
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
                match <Vec<
                    Tree<T>,
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
            value: ::graph_orm::__private::column(__field0, "value", &__row)?,
            children: ::graph_orm::__private::column(__field1, "children", &__row)?,
        })
    }
}
#[automatically_derived]
impl<'__graph, T> ::graph_orm::__private::FromProperties<'__graph> for Tree<T>
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
        let mut __properties = ::graph_orm::__private::Properties::new(
            __decoder,
            __head,
        )?;
        while !__properties.is_done() {
            let __left = __properties.left();
            if __properties.at("value") {
                match <T as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field0 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("value")
                                .in_entity("Tree", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            if __properties.at("children") {
                match <Vec<
                    Tree<T>,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__properties.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field1 = ::graph_orm::__private::Some(__value);
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(
                            __error
                                .in_property("children")
                                .in_entity("Tree", __head, __properties.decoder().dialect()),
                        );
                    }
                }
                __properties.advance()?;
            }
            __properties.skip_unless_moved(__left)?;
        }
        __decoder.skip_entity(__head)?;
        ::graph_orm::__private::Ok(Self {
            value: match __field0 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <T as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "value",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Tree", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
            children: match __field1 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    match <Vec<
                        Tree<T>,
                    > as ::graph_orm::__private::FromValue<'_>>::absent() {
                        ::graph_orm::__private::Some(__value) => __value,
                        ::graph_orm::__private::None => {
                            let __error = ::graph_orm::__private::DecodeError::missing_property(
                                "children",
                            );
                            return ::graph_orm::__private::Err(
                                __error.in_entity("Tree", __head, __decoder.dialect()),
                            );
                        }
                    }
                }
            },
        })
    }
}
#[automatically_derived]
impl<'__graph, T> ::graph_orm::__private::FromRecord<'__graph> for Tree<T>
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
impl<'__graph, T> ::graph_orm::__private::FromValue<'__graph> for Tree<T>
where
    T: ::graph_orm::__private::FromValue<'__graph>,
    T: ::graph_orm::__private::FromValue<'__graph>,
{
    const TYPE: ::graph_orm::__private::ValueType = ::graph_orm::__private::ValueType::Of(
        ::graph_orm::__private::Kind::Map,
    );
    #[inline]
    fn decode(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let __head = __decoder.properties()?;
        <Self as ::graph_orm::__private::FromProperties<
            '__graph,
        >>::from_properties(
            __decoder,
            &__head,
            <Self as ::graph_orm::__private::FromColumns<'__graph>>::COLUMNS,
        )
    }
}
