#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromColumns<'__graph> for KnowsWell {
    const COLUMNS: &'static ::graph_orm::__private::NamedShape = &::graph_orm::__private::NamedShape {
        columns: &[],
        flattened: &[],
    };
    #[inline]
    fn from_columns(
        __row: ::graph_orm::__private::Row<'__graph>,
        __plan: &::graph_orm::__private::Plan,
        __whole: &::graph_orm::__private::NamedShape,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let mut __columns = ::graph_orm::__private::Columns::new(__row, __plan);
        while !__columns.is_done() {
            let __left = __columns.left();
            __columns.skip_unless_moved(__left)?;
        }
        ::graph_orm::__private::Ok(Self {})
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromProperties<'__graph> for KnowsWell {
    #[inline]
    fn from_properties(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
        __head: &::graph_orm::__private::EntityHead<'__graph>,
        __whole: &::graph_orm::__private::NamedShape,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let mut __properties = ::graph_orm::__private::Properties::new(
            __decoder,
            __head,
        )?;
        while !__properties.is_done() {
            let __left = __properties.left();
            __properties.skip_unless_moved(__left)?;
        }
        __decoder.skip_entity(__head)?;
        ::graph_orm::__private::Ok(Self {})
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromValue<'__graph> for KnowsWell {
    const TYPE: ::graph_orm::__private::ValueType = ::graph_orm::__private::ValueType::Of(
        ::graph_orm::__private::Kind::Relationship,
    );
    #[inline]
    fn decode(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let __head = __decoder.relationship()?;
        <Self as ::graph_orm::__private::FromProperties<
            '__graph,
        >>::from_properties(
            __decoder,
            &__head,
            <Self as ::graph_orm::__private::FromColumns<'__graph>>::COLUMNS,
        )
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromRecord<'__graph> for KnowsWell {
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
impl ::graph_orm::__private::ToParams for KnowsWell {
    #[inline]
    fn count(&self) -> ::graph_orm::__private::usize {
        0usize
    }
    #[inline]
    fn encode_params(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        ::graph_orm::__private::Ok(())
    }
}
#[automatically_derived]
impl ::graph_orm::__private::ToValue for KnowsWell {
    #[inline]
    fn encode(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        __encoder.map(::graph_orm::__private::ToParams::count(self))?;
        ::graph_orm::__private::ToParams::encode_params(self, __encoder)
    }
}
#[automatically_derived]
impl ::graph_orm::__private::Entity for KnowsWell {
    const META: &'static ::graph_orm::__private::EntityMeta = &::graph_orm::__private::EntityMeta::new(
            "KnowsWell",
            ::graph_orm::__private::EntityKind::Relationship {
                name: "KNOWS_WELL",
                from: ::graph_orm::__private::start_of::<Self>(),
                to: ::graph_orm::__private::end_of::<Self>(),
            },
        )
        .with_key(&[])
        .with_properties(&[])
        .with_flattened(&[]);
}
#[automatically_derived]
impl ::graph_orm::__private::Relationship for KnowsWell {
    type From = ::graph_orm::__private::AnyNode;
    type To = ::graph_orm::__private::AnyNode;
}
