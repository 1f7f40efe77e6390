//! What a vector of numbers is.

use std::fmt;

/// A sequence of numbers of one type, such as an embedding.
///
/// Unlike a list it has one element type, of which there are more than properties otherwise have.
///
/// # Examples
///
/// ```
/// use graph_core::value::{ElementType, Vector};
///
/// let embedding = Vector::from(vec![0.5_f32, 0.25]);
/// assert_eq!(embedding.len(), 2);
/// assert_eq!(embedding.element_type(), ElementType::Float32);
/// assert_eq!(embedding.as_f32(), Some(&[0.5, 0.25][..]));
/// assert_eq!(embedding.to_string(), "vector([0.5, 0.25], 2, FLOAT32)");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Vector {
    /// Signed numbers of 8 bits.
    Int8(Vec<i8>),
    /// Signed numbers of 16 bits.
    Int16(Vec<i16>),
    /// Signed numbers of 32 bits.
    Int32(Vec<i32>),
    /// Signed numbers of 64 bits.
    Int64(Vec<i64>),
    /// Floating point numbers of 32 bits.
    Float32(Vec<f32>),
    /// Floating point numbers of 64 bits.
    Float64(Vec<f64>),
}

/// The type of the numbers of a [`Vector`], printed as the query language names it.
///
/// # Examples
///
/// ```
/// use graph_core::value::{ElementType, Vector};
///
/// assert_eq!(Vector::from(vec![1_i8]).element_type(), ElementType::Int8);
/// assert_eq!(ElementType::Float64.to_string(), "FLOAT64");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ElementType {
    /// `INTEGER8`
    Int8,
    /// `INTEGER16`
    Int16,
    /// `INTEGER32`
    Int32,
    /// `INTEGER64`
    Int64,
    /// `FLOAT32`
    Float32,
    /// `FLOAT64`
    Float64,
}

impl fmt::Display for ElementType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Int8 => "INTEGER8",
            Self::Int16 => "INTEGER16",
            Self::Int32 => "INTEGER32",
            Self::Int64 => "INTEGER64",
            Self::Float32 => "FLOAT32",
            Self::Float64 => "FLOAT64",
        })
    }
}

impl Vector {
    /// Returns whether there are no numbers in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Writes what differs between the element types by name only: variant, type and slice accessor.
macro_rules! elements {
    ($($variant:ident($type:ty) as $slice:ident;)*) => {
        impl Vector {
            /// Returns how many numbers there are.
            #[must_use]
            pub fn len(&self) -> usize {
                match self { $(Self::$variant(elements) => elements.len(),)* }
            }

            /// Returns the type of the numbers.
            #[must_use]
            pub const fn element_type(&self) -> ElementType {
                match self { $(Self::$variant(_) => ElementType::$variant,)* }
            }

            $(
                #[doc = concat!("Returns the numbers, if they are of type `", stringify!($type), "`.")]
                #[must_use]
                pub fn $slice(&self) -> Option<&[$type]> {
                    match self {
                        Self::$variant(elements) => Some(elements),
                        _ => None,
                    }
                }
            )*
        }

        impl fmt::Display for Vector {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("vector(")?;
                match self { $(Self::$variant(elements) => write!(f, "{elements:?}")?,)* }
                write!(f, ", {}, {})", self.len(), self.element_type())
            }
        }

        $(
            impl From<Vec<$type>> for Vector {
                fn from(elements: Vec<$type>) -> Self {
                    Self::$variant(elements)
                }
            }
        )*
    };
}

elements! {
    Int8(i8) as as_i8;
    Int16(i16) as as_i16;
    Int32(i32) as as_i32;
    Int64(i64) as as_i64;
    Float32(f32) as as_f32;
    Float64(f64) as as_f64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_element_type_has_its_name_and_its_slice() {
        let vectors = [
            (Vector::from(vec![1_i8, -2]), "vector([1, -2], 2, INTEGER8)"),
            (Vector::from(vec![1_i16, -2]), "vector([1, -2], 2, INTEGER16)"),
            (Vector::from(vec![1_i32, -2]), "vector([1, -2], 2, INTEGER32)"),
            (Vector::from(vec![1_i64, -2]), "vector([1, -2], 2, INTEGER64)"),
            (Vector::from(vec![1.0_f32, -0.5]), "vector([1.0, -0.5], 2, FLOAT32)"),
            (Vector::from(vec![1.0_f64, -0.5]), "vector([1.0, -0.5], 2, FLOAT64)"),
        ];
        for (index, (vector, text)) in vectors.iter().enumerate() {
            assert_eq!(vector.to_string(), *text);
            assert_eq!((vector.len(), vector.is_empty()), (2, false));
            let slices = [
                vector.as_i8().is_some(),
                vector.as_i16().is_some(),
                vector.as_i32().is_some(),
                vector.as_i64().is_some(),
                vector.as_f32().is_some(),
                vector.as_f64().is_some(),
            ];
            assert_eq!(slices.iter().position(|it| *it), Some(index));
            assert_eq!(slices.iter().filter(|it| **it).count(), 1);
        }
        assert!(Vector::from(Vec::<f32>::new()).is_empty());
    }
}
