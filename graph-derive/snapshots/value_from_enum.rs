#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromValue<'__graph> for Status {
    const TYPE: ::graph_orm::__private::ValueType = ::graph_orm::__private::ValueType::Of(
        ::graph_orm::__private::Kind::String,
    );
    #[inline]
    fn decode(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        match __decoder.string()? {
            "on-leave" => ::graph_orm::__private::Ok(Self::OnLeave),
            "gone" => ::graph_orm::__private::Ok(Self::Left),
            _ => {
                ::graph_orm::__private::Err(
                    ::graph_orm::__private::DecodeError::unknown_variant(
                        "Status",
                        &["on-leave", "gone"],
                    ),
                )
            }
        }
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromRecord<'__graph> for Status {
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
