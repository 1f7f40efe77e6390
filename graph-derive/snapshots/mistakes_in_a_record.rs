::core::compile_error! {
    "unknown option `renam`; did you mean `rename`?"
}
#[automatically_derived]
impl<'a> ::graph_orm::__private::FromRecord<'a> for Row<'a> {
    const SHAPE: &'static ::graph_orm::__private::RowShape = &::graph_orm::__private::RowShape::Any;
    fn from_row(
        _: ::graph_orm::__private::Row<'a>,
        _: &::graph_orm::__private::Plan,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        ::graph_orm::__private::unreachable!()
    }
}
