#[automatically_derived]
impl<'a, T> ::graph_orm::__private::ToParams for P<'a, T>
where
    T: ::graph_orm::__private::ToValue,
{
    #[inline]
    fn count(&self) -> ::graph_orm::__private::usize {
        2usize + <Page as ::graph_orm::__private::ToParams>::count(&self.page)
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
        __encoder.string("n")?;
        ::graph_orm::__private::wrote(
            <T as ::graph_orm::__private::ToValue>::encode(&self.count, __encoder),
            "n",
        )?;
        <Page as ::graph_orm::__private::ToParams>::encode_params(
            &self.page,
            __encoder,
        )?;
        ::graph_orm::__private::Ok(())
    }
}
