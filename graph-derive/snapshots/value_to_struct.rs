#[automatically_derived]
impl ::graph_orm::__private::ToParams for Address {
    #[inline]
    fn count(&self) -> ::graph_orm::__private::usize {
        1usize
    }
    #[inline]
    fn encode_params(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        __encoder.string("street")?;
        ::graph_orm::__private::wrote(
            <String as ::graph_orm::__private::ToValue>::encode(&self.street, __encoder),
            "street",
        )?;
        ::graph_orm::__private::Ok(())
    }
}
#[automatically_derived]
impl ::graph_orm::__private::ToValue for Address {
    #[inline]
    fn encode(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        __encoder.map(::graph_orm::__private::ToParams::count(self))?;
        ::graph_orm::__private::ToParams::encode_params(self, __encoder)
    }
}
