//! The methods of a serializer for shapes of value that it does not take.

/// Writes the methods of whole groups of shapes; each answers with the error that `$refused` makes of the shape's name.
macro_rules! refuse {
    ($refused:ident: $($group:ident;)+) => { $($crate::mapping::serde::refuse::refuse!(@$group $refused);)+ };

    (@numbers $refused:ident) => {
        $crate::mapping::serde::refuse::refuse! { @each $refused
            serialize_bool(bool) -> Ok = "a boolean",
            serialize_i8(i8) -> Ok = "an integer",
            serialize_i16(i16) -> Ok = "an integer",
            serialize_i32(i32) -> Ok = "an integer",
            serialize_i64(i64) -> Ok = "an integer",
            serialize_i128(i128) -> Ok = "an integer",
            serialize_u8(u8) -> Ok = "an integer",
            serialize_u16(u16) -> Ok = "an integer",
            serialize_u32(u32) -> Ok = "an integer",
            serialize_u64(u64) -> Ok = "an integer",
            serialize_u128(u128) -> Ok = "an integer",
            serialize_f32(f32) -> Ok = "a float",
            serialize_f64(f64) -> Ok = "a float",
        }
    };
    (@text $refused:ident) => {
        $crate::mapping::serde::refuse::refuse! { @each $refused
            serialize_char(char) -> Ok = "a string",
            serialize_str(&str) -> Ok = "a string",
        }
    };
    (@bytes $refused:ident) => {
        $crate::mapping::serde::refuse::refuse! { @each $refused serialize_bytes(&[u8]) -> Ok = "a byte array", }
    };
    (@nothing $refused:ident) => {
        $crate::mapping::serde::refuse::refuse! { @each $refused
            serialize_none() -> Ok = "null",
            serialize_unit() -> Ok = "null",
            serialize_unit_struct(&'static str) -> Ok = "null",
        }
    };
    (@sequences $refused:ident) => {
        $crate::mapping::serde::refuse::refuse! { @each $refused
            serialize_seq(Option<usize>) -> SerializeSeq = "a list",
            serialize_tuple(usize) -> SerializeTuple = "a list",
            serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct = "a list",
        }
    };
    (@maps $refused:ident) => {
        $crate::mapping::serde::refuse::refuse! { @each $refused
            serialize_map(Option<usize>) -> SerializeMap = "a map",
            serialize_struct(&'static str, usize) -> SerializeStruct = "a map",
        }
    };
    (@unit_variants $refused:ident) => {
        $crate::mapping::serde::refuse::refuse! { @each $refused
            serialize_unit_variant(&'static str, u32, &'static str) -> Ok = "an enum",
        }
    };
    (@variants $refused:ident) => {
        fn serialize_newtype_variant<T: serde::Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<Self::Ok, Self::Error> {
            Err($refused("an enum with content"))
        }

        $crate::mapping::serde::refuse::refuse! { @each $refused
            serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant
                = "an enum with content",
            serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant
                = "an enum with content",
        }
    };

    (@each $refused:ident $($method:ident($($argument:ty),*) -> $ok:ident = $what:literal,)+) => {
        $(
            fn $method(self, $(_: $argument),*) -> Result<Self::$ok, Self::Error> {
                Err($refused($what))
            }
        )+
    };
}

pub(super) use refuse;
