//! Which derive runs, and what it promises.

/// One of the crate's derives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derive {
    FromRecord,
    ToParams,
    FromValue,
    ToValue,
    Node,
    Relationship,
}

impl Derive {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::FromRecord => "FromRecord",
            Self::ToParams => "ToParams",
            Self::FromValue => "FromValue",
            Self::ToValue => "ToValue",
            Self::Node => "Node",
            Self::Relationship => "Relationship",
        }
    }

    /// Whether values of the type are made from what a server sends.
    pub(crate) const fn reads(self) -> bool {
        !matches!(self, Self::ToParams | Self::ToValue)
    }

    /// Whether the type is an entity of the graph.
    pub(crate) const fn is_entity(self) -> bool {
        matches!(self, Self::Node | Self::Relationship)
    }
}
