#[automatically_derived]
impl<'__graph, T> ::graph_orm::__private::FromColumns<'__graph> for Row<T>
where
    ::graph_orm::__private::Json: ::graph_orm::__private::Convert<T>,
{
    const COLUMNS: &'static ::graph_orm::__private::NamedShape = &::graph_orm::__private::NamedShape {
        columns: &[
            ::graph_orm::__private::ColumnShape {
                name: "a",
                ty: <::graph_orm::__private::With<
                    Hex,
                    u64,
                > as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: true,
            },
            ::graph_orm::__private::ColumnShape {
                name: "b",
                ty: <::graph_orm::__private::Option<
                    ::graph_orm::__private::With<Hex, u64>,
                > as ::graph_orm::__private::FromValue<'_>>::TYPE,
                required: false,
            },
            ::graph_orm::__private::ColumnShape {
                name: "c",
                ty: <::graph_orm::__private::With<
                    ::graph_orm::__private::Json,
                    T,
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
                match <::graph_orm::__private::With<
                    Hex,
                    u64,
                > as ::graph_orm::__private::FromValue<
                    '_,
                >>::decode(__columns.decoder()) {
                    ::graph_orm::__private::Ok(__value) => {
                        __field0 = ::graph_orm::__private::Some(
                            ::graph_orm::__private::Converted::into_value(__value),
                        );
                    }
                    ::graph_orm::__private::Err(__error) => {
                        return ::graph_orm::__private::Err(__columns.misfit(__error));
                    }
                }
                __columns.advance();
            }
            if __columns.at(1) {
                if __columns.decoder().null()? {
                    __field1 = ::graph_orm::__private::Option::map(
                        <::graph_orm::__private::Option<
                            ::graph_orm::__private::With<Hex, u64>,
                        > as ::graph_orm::__private::FromValue<'_>>::absent(),
                        |__value| ::graph_orm::__private::Converted::into_value(__value),
                    );
                } else {
                    match <::graph_orm::__private::Option<
                        ::graph_orm::__private::With<Hex, u64>,
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
                }
                __columns.advance();
            }
            if __columns.at(2) {
                match <::graph_orm::__private::With<
                    ::graph_orm::__private::Json,
                    T,
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
            a: ::graph_orm::__private::column(__field0, "a", &__row)?,
            b: match __field1 {
                ::graph_orm::__private::Some(__value) => __value,
                ::graph_orm::__private::None => {
                    <Option<u64> as ::graph_orm::__private::Default>::default()
                }
            },
            c: ::graph_orm::__private::column(__field2, "c", &__row)?,
        })
    }
}
#[automatically_derived]
impl<'__graph, T> ::graph_orm::__private::FromRecord<'__graph> for Row<T>
where
    ::graph_orm::__private::Json: ::graph_orm::__private::Convert<T>,
{
    const SHAPE: &'static ::graph_orm::__private::RowShape = &::graph_orm::__private::RowShape::Named(
        <Self as ::graph_orm::__private::FromColumns<'__graph>>::COLUMNS,
    );
    #[inline]
    fn from_row(
        __row: ::graph_orm::__private::Row<'__graph>,
        __plan: &::graph_orm::__private::Plan,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        <Self as ::graph_orm::__private::FromColumns<
            '__graph,
        >>::from_columns(
            __row,
            __plan,
            <Self as ::graph_orm::__private::FromColumns<'__graph>>::COLUMNS,
        )
    }
}
