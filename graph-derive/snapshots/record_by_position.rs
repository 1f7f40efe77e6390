#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromRecord<'__graph> for Row {
    const SHAPE: &'static ::graph_orm::__private::RowShape = &::graph_orm::__private::RowShape::Positional(
        2usize,
    );
    #[inline]
    fn from_row(
        mut __row: ::graph_orm::__private::Row<'__graph>,
        _: &::graph_orm::__private::Plan,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        ::graph_orm::__private::Ok(
            Self(
                {
                    let __value = match <String as ::graph_orm::__private::FromValue<
                        '_,
                    >>::decode(__row.decoder()) {
                        ::graph_orm::__private::Ok(__value) => __value,
                        ::graph_orm::__private::Err(__error) => {
                            return ::graph_orm::__private::Err(__row.misfit(__error));
                        }
                    };
                    __row.advance();
                    __value
                },
                {
                    let __value = match <Option<
                        u8,
                    > as ::graph_orm::__private::FromValue<
                        '_,
                    >>::decode(__row.decoder()) {
                        ::graph_orm::__private::Ok(__value) => __value,
                        ::graph_orm::__private::Err(__error) => {
                            return ::graph_orm::__private::Err(__row.misfit(__error));
                        }
                    };
                    __row.advance();
                    __value
                },
            ),
        )
    }
}
