#[automatically_derived]
impl ::graph_orm::__private::ToValue for Status {
    #[inline]
    fn encode(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        __encoder
            .string(
                match self {
                    Self::OnLeave => "on-leave",
                    Self::Left => "gone",
                },
            )
    }
}
