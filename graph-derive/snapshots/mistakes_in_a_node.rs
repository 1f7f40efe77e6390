::core::compile_error! {
    "a label cannot be empty; write its name, or leave `label` out to use the struct's name"
}
::core::compile_error! {
    "a node needs a key: mark the property that identifies it with `#[graph(key)]`; or derive `FromValue` for a struct that is only read"
}
#[automatically_derived]
impl<'__graph, T> my::mapper::__private::FromValue<'__graph> for Person<T> {
    const TYPE: my::mapper::__private::ValueType = my::mapper::__private::ValueType::Any;
    fn decode(
        _: &mut my::mapper::__private::Decoder<'__graph>,
    ) -> my::mapper::__private::Result<Self, my::mapper::__private::DecodeError> {
        my::mapper::__private::unreachable!()
    }
}
#[automatically_derived]
impl<'__graph, T> my::mapper::__private::FromRecord<'__graph> for Person<T> {
    const SHAPE: &'static my::mapper::__private::RowShape = &my::mapper::__private::RowShape::Any;
    fn from_row(
        _: my::mapper::__private::Row<'__graph>,
        _: &my::mapper::__private::Plan,
    ) -> my::mapper::__private::Result<Self, my::mapper::__private::DecodeError> {
        my::mapper::__private::unreachable!()
    }
}
#[automatically_derived]
impl<T> my::mapper::__private::ToValue for Person<T> {
    fn encode(
        &self,
        _: &mut my::mapper::__private::Encoder<'_>,
    ) -> my::mapper::__private::Result<(), my::mapper::__private::EncodeError> {
        my::mapper::__private::unreachable!()
    }
}
#[automatically_derived]
impl<T> my::mapper::__private::ToParams for Person<T> {
    fn count(&self) -> my::mapper::__private::usize {
        0
    }
    fn encode_params(
        &self,
        _: &mut my::mapper::__private::Encoder<'_>,
    ) -> my::mapper::__private::Result<(), my::mapper::__private::EncodeError> {
        my::mapper::__private::unreachable!()
    }
}
#[automatically_derived]
impl<T> my::mapper::__private::Entity for Person<T> {
    const META: &'static my::mapper::__private::EntityMeta = &my::mapper::__private::EntityMeta::new(
        "",
        my::mapper::__private::EntityKind::Node {
            labels: &[],
        },
    );
}
#[automatically_derived]
impl<T> my::mapper::__private::Node for Person<T> {
    type Key = ();
    type KeyRef<'__key> = () where Self: '__key;
    fn key(&self) -> Self::KeyRef<'_> {}
}
#[automatically_derived]
#[allow(dead_code)]
impl<T> Person<T> {
    ///The property `name`, for typed queries.
    const NAME: my::mapper::__private::Property<
        Self,
        T,
        my::mapper::__private::Required,
    > = my::mapper::__private::Property::required("name");
}
