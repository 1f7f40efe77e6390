#[automatically_derived]
impl<'__graph> my::mapper::__private::FromColumns<'__graph> for Row {
    const COLUMNS: &'static my::mapper::__private::NamedShape = &my::mapper::__private::NamedShape {
        columns: &[
            my::mapper::__private::ColumnShape {
                name: "type",
                ty: <String as my::mapper::__private::FromValue<'_>>::TYPE,
                required: true,
            },
        ],
        flattened: &[],
    };
    #[inline]
    fn from_columns(
        __row: my::mapper::__private::Row<'__graph>,
        __plan: &my::mapper::__private::Plan,
        __whole: &my::mapper::__private::NamedShape,
    ) -> my::mapper::__private::Result<Self, my::mapper::__private::DecodeError> {
        let mut __field0 = my::mapper::__private::None;
        let mut __columns = my::mapper::__private::Columns::new(__row, __plan);
        while !__columns.is_done() {
            let __left = __columns.left();
            if __columns.at(0) {
                match <String as my::mapper::__private::FromValue<
                    '_,
                >>::decode(__columns.decoder()) {
                    my::mapper::__private::Ok(__value) => {
                        __field0 = my::mapper::__private::Some(__value);
                    }
                    my::mapper::__private::Err(__error) => {
                        return my::mapper::__private::Err(__columns.misfit(__error));
                    }
                }
                __columns.advance();
            }
            __columns.skip_unless_moved(__left)?;
        }
        my::mapper::__private::Ok(Self {
            r#type: my::mapper::__private::column(__field0, "type", &__row)?,
        })
    }
}
#[automatically_derived]
impl<'__graph> my::mapper::__private::FromRecord<'__graph> for Row {
    const SHAPE: &'static my::mapper::__private::RowShape = &my::mapper::__private::RowShape::Named(
        <Self as my::mapper::__private::FromColumns<'__graph>>::COLUMNS,
    );
    #[inline]
    fn from_row(
        __row: my::mapper::__private::Row<'__graph>,
        __plan: &my::mapper::__private::Plan,
    ) -> my::mapper::__private::Result<Self, my::mapper::__private::DecodeError> {
        <Self as my::mapper::__private::FromColumns<
            '__graph,
        >>::from_columns(
            __row,
            __plan,
            <Self as my::mapper::__private::FromColumns<'__graph>>::COLUMNS,
        )
    }
}
