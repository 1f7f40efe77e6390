#[automatically_derived]
impl<'__graph, T> ::graph_orm::__private::FromValue<'__graph> for Email<T>
where
    T: ::graph_orm::__private::FromValue<'__graph>,
{
    const TYPE: ::graph_orm::__private::ValueType = <T as ::graph_orm::__private::FromValue<
        '_,
    >>::TYPE;
    #[inline]
    fn decode(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        ::graph_orm::__private::Ok(
            Self(<T as ::graph_orm::__private::FromValue<'_>>::decode(__decoder)?),
        )
    }
    #[inline]
    fn absent() -> ::graph_orm::__private::Option<Self> {
        ::graph_orm::__private::Option::map(
            <T as ::graph_orm::__private::FromValue<'_>>::absent(),
            Self,
        )
    }
}
#[automatically_derived]
impl<'__graph, T> ::graph_orm::__private::FromRecord<'__graph> for Email<T>
where
    T: ::graph_orm::__private::FromValue<'__graph>,
{
    const SHAPE: &'static ::graph_orm::__private::RowShape = &::graph_orm::__private::RowShape::Positional(
        1usize,
    );
    #[inline]
    fn from_row(
        mut __row: ::graph_orm::__private::Row<'__graph>,
        _: &::graph_orm::__private::Plan,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        __row.column::<Self>()
    }
}
