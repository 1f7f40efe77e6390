//! What kind of property a handle names: whether it may be null, be set, be unset, or is computed.

use sealed::Parts;

use crate::cypher::{Expression, Variable};

/// The kind of a [`Property`](super::Property).
pub trait Kind: sealed::Sealed + Sized {
    /// What a column of it holds, for a property of type `V`.
    type Value<V>;

    /// The kind of what is computed from it.
    type Computed: Kind + Computable;

    #[doc(hidden)]
    fn into_parts(self) -> Parts;
}

/// A kind that the database stores, and rows can be ordered by.
pub trait Stored: Kind + Copy {
    /// Returns the property's name in the database.
    fn name(self) -> &'static str;
}

/// A kind that can be set: neither a key nor anything that the mapper keeps itself.
#[diagnostic::on_unimplemented(
    message = "the mapper does not let this property be set",
    label = "a key, a version or a stamp",
    note = "a key identifies a node for its life; versions and stamps are set by whatever writes the node"
)]
pub trait Settable: Stored {}

/// A kind that can be unset: that of an `Option`.
#[diagnostic::on_unimplemented(
    message = "only a property that is an `Option` can be unset",
    label = "this property always has a value",
    note = "set it to another value, or make the field an `Option`"
)]
pub trait Clearable: Settable {}

/// A kind that is made of an expression.
pub trait Computable: Kind {
    #[doc(hidden)]
    fn from_parts(parts: Parts) -> Self;
}

/// A property that every entity has.
#[derive(Debug, Clone, Copy)]
pub struct Required(pub(super) &'static str);

/// A property that an entity may have: the field is an `Option`.
#[derive(Debug, Clone, Copy)]
pub struct Optional(pub(super) &'static str);

/// A property that every entity has and that nobody sets: a key or a version.
#[derive(Debug, Clone, Copy)]
pub struct Fixed(pub(super) &'static str);

/// A property that an entity may have and that nobody sets: a stamp in an `Option`.
#[derive(Debug, Clone, Copy)]
pub struct Stamp(pub(super) &'static str);

/// A value that a query computes.
#[derive(Debug, Clone)]
pub struct Computed(pub(super) Parts);

/// A value that a query computes, and that may be null.
#[derive(Debug, Clone)]
pub struct Perhaps(pub(super) Parts);

pub(super) mod sealed {
    use crate::cypher::Expression;

    #[expect(unnameable_types, reason = "sealing a trait is what an unnameable one is for")]
    pub trait Sealed {}

    /// An expression that nobody outside can take apart.
    #[derive(Debug, Clone)]
    #[expect(unnameable_types, reason = "it hides the tree of statements in the signatures of sealed traits")]
    pub struct Parts(pub(crate) Expression);
}

macro_rules! stored {
    ($($kind:ident $value:ty, $computed:ident;)+) => {$(
        impl sealed::Sealed for $kind {}

        impl Kind for $kind {
            type Value<V> = $value;
            type Computed = $computed;

            fn into_parts(self) -> Parts {
                Parts(Expression::Property(Variable::ITSELF, self.0))
            }
        }

        impl Stored for $kind {
            fn name(self) -> &'static str {
                self.0
            }
        }
    )+};
}

stored! {
    Required V, Computed;
    Optional Option<V>, Perhaps;
    Fixed V, Computed;
    Stamp Option<V>, Perhaps;
}

impl Settable for Required {}
impl Settable for Optional {}
impl Clearable for Optional {}

macro_rules! computed {
    ($($kind:ident $value:ty;)+) => {$(
        impl sealed::Sealed for $kind {}

        impl Kind for $kind {
            type Value<V> = $value;
            type Computed = Self;

            fn into_parts(self) -> Parts {
                self.0
            }
        }

        impl Computable for $kind {
            fn from_parts(parts: Parts) -> Self {
                Self(parts)
            }
        }
    )+};
}

computed! {
    Computed V;
    Perhaps Option<V>;
}
