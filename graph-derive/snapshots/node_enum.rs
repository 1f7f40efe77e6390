#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromValue<'__graph> for Agent {
    const TYPE: ::graph_orm::__private::ValueType = ::graph_orm::__private::ValueType::Of(
        ::graph_orm::__private::Kind::Node,
    );
    #[inline]
    fn decode(
        __decoder: &mut ::graph_orm::__private::Decoder<'__graph>,
    ) -> ::graph_orm::__private::Result<Self, ::graph_orm::__private::DecodeError> {
        let mut __ahead = *__decoder;
        let __head = __ahead.node()?;
        match ::graph_orm::__private::variant(
            &__head,
            &[
                <Person as ::graph_orm::__private::Entity>::META,
                <Company as ::graph_orm::__private::Entity>::META,
            ],
        )? {
            ::graph_orm::__private::Some(0) => {
                ::graph_orm::__private::Result::map(
                    <Person as ::graph_orm::__private::FromValue<'_>>::decode(__decoder),
                    Self::Person,
                )
            }
            ::graph_orm::__private::Some(1) => {
                ::graph_orm::__private::Result::map(
                    <Company as ::graph_orm::__private::FromValue<
                        '_,
                    >>::decode(__decoder),
                    Self::Company,
                )
            }
            _ => ::graph_orm::__private::Result::map(__decoder.skip(), |()| Self::Other),
        }
    }
}
#[automatically_derived]
impl<'__graph> ::graph_orm::__private::FromRecord<'__graph> for Agent {
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
#[automatically_derived]
impl ::graph_orm::__private::ToValue for Agent {
    #[inline]
    fn encode(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        match self {
            Self::Person(__node) => {
                <Person as ::graph_orm::__private::ToValue>::encode(__node, __encoder)
            }
            Self::Company(__node) => {
                <Company as ::graph_orm::__private::ToValue>::encode(__node, __encoder)
            }
            Self::Other { .. } => {
                ::graph_orm::__private::Err(
                    ::graph_orm::__private::not_saved("Agent::Other"),
                )
            }
        }
    }
}
#[automatically_derived]
impl ::graph_orm::__private::ToParams for Agent {
    #[inline]
    fn count(&self) -> ::graph_orm::__private::usize {
        match self {
            Self::Person(__node) => {
                <Person as ::graph_orm::__private::ToParams>::count(__node)
            }
            Self::Company(__node) => {
                <Company as ::graph_orm::__private::ToParams>::count(__node)
            }
            Self::Other { .. } => 0,
        }
    }
    #[inline]
    fn encode_params(
        &self,
        __encoder: &mut ::graph_orm::__private::Encoder<'_>,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::EncodeError> {
        match self {
            Self::Person(__node) => {
                <Person as ::graph_orm::__private::ToParams>::encode_params(
                    __node,
                    __encoder,
                )
            }
            Self::Company(__node) => {
                <Company as ::graph_orm::__private::ToParams>::encode_params(
                    __node,
                    __encoder,
                )
            }
            Self::Other { .. } => {
                ::graph_orm::__private::Err(
                    ::graph_orm::__private::not_saved("Agent::Other"),
                )
            }
        }
    }
}
const _: () = {
    <Person as ::graph_orm::__private::Entity>::META.assert_labelled("Agent");
    <Company as ::graph_orm::__private::Entity>::META.assert_labelled("Agent");
};
#[automatically_derived]
impl ::graph_orm::__private::Entity for Agent {
    const META: &'static ::graph_orm::__private::EntityMeta = {
        &::graph_orm::__private::EntityMeta::new(
            "Agent",
            ::graph_orm::__private::EntityKind::Node {
                labels: &["Agent"],
            },
        )
    };
    #[inline]
    fn loaded_version(
        &self,
    ) -> ::graph_orm::__private::Option<::graph_orm::__private::i64> {
        match self {
            Self::Person(__node) => {
                <Person as ::graph_orm::__private::Entity>::loaded_version(__node)
            }
            Self::Company(__node) => {
                <Company as ::graph_orm::__private::Entity>::loaded_version(__node)
            }
            Self::Other { .. } => ::graph_orm::__private::None,
        }
    }
    fn before_save(&self) -> ::graph_orm::__private::Option<Self> {
        match self {
            Self::Person(__node) => {
                ::graph_orm::__private::Option::map(
                    <Person as ::graph_orm::__private::Entity>::before_save(__node),
                    Self::Person,
                )
            }
            Self::Company(__node) => {
                ::graph_orm::__private::Option::map(
                    <Company as ::graph_orm::__private::Entity>::before_save(__node),
                    Self::Company,
                )
            }
            Self::Other { .. } => ::graph_orm::__private::None,
        }
    }
    fn validity(
        &self,
    ) -> ::graph_orm::__private::Result<(), ::graph_orm::__private::Invalid> {
        match self {
            Self::Person(__node) => {
                <Person as ::graph_orm::__private::Entity>::validity(__node)
            }
            Self::Company(__node) => {
                <Company as ::graph_orm::__private::Entity>::validity(__node)
            }
            Self::Other { .. } => ::graph_orm::__private::Ok(()),
        }
    }
}
#[automatically_derived]
impl ::graph_orm::__private::Node for Agent {
    type Key = ::graph_orm::__private::NoKey;
    type KeyRef<'__key> = ::graph_orm::__private::Encoded where Self: '__key;
    #[inline]
    fn key(&self) -> Self::KeyRef<'_> {
        match self {
            Self::Person(__node) => {
                ::graph_orm::__private::Encoded::new(
                    &<Person as ::graph_orm::__private::Node>::key(__node),
                )
            }
            Self::Company(__node) => {
                ::graph_orm::__private::Encoded::new(
                    &<Company as ::graph_orm::__private::Node>::key(__node),
                )
            }
            Self::Other { .. } => ::graph_orm::__private::Encoded::new(self),
        }
    }
    #[inline]
    fn saved_key(&self) -> ::graph_orm::__private::Encoded {
        match self {
            Self::Person(__node) => {
                <Person as ::graph_orm::__private::Node>::saved_key(__node)
            }
            Self::Company(__node) => {
                <Company as ::graph_orm::__private::Node>::saved_key(__node)
            }
            Self::Other { .. } => ::graph_orm::__private::Encoded::new(self),
        }
    }
    #[inline]
    fn meta(&self) -> &'static ::graph_orm::__private::EntityMeta {
        match self {
            Self::Person(__node) => {
                <Person as ::graph_orm::__private::Node>::meta(__node)
            }
            Self::Company(__node) => {
                <Company as ::graph_orm::__private::Node>::meta(__node)
            }
            Self::Other { .. } => <Self as ::graph_orm::__private::Entity>::META,
        }
    }
}
#[automatically_derived]
impl ::graph_orm::__private::Meets<Person> for Agent {}
#[automatically_derived]
impl ::graph_orm::__private::Meets<Company> for Agent {}
