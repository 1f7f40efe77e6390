#[automatically_derived]
impl ::graph_orm::__private::ToValue for Email {
    #[inline]
    fn encode(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        <String as ::graph_orm::__private::ToValue>::encode(&self.0, __encoder)
    }
}
