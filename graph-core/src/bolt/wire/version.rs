//! Which protocol versions there are and what each one brought: the whole of the differences between them, as data.

use std::fmt;

use super::structure::Dialect;

/// A version of the Bolt protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The first number, as the 5 in 5.8.
    pub major: u8,
    /// The second number, as the 8 in 5.8.
    pub minor: u8,
}

impl Version {
    /// Makes the version `major.minor`.
    pub const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }

    /// Tells whether this driver speaks the version.
    pub fn is_supported(self) -> bool {
        SUPPORTED.iter().any(|range| range.contains(self))
    }

    /// Tells whether the version has what `feature` names.
    pub fn has(self, feature: Feature) -> bool {
        self >= feature.since()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// Minor versions of one major that a side speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionRange {
    /// The major version.
    pub major: u8,
    /// The newest minor version.
    pub newest_minor: u8,
    /// The oldest minor version, `<= newest_minor`.
    pub oldest_minor: u8,
}

impl VersionRange {
    /// Tells whether the range has the version.
    pub const fn contains(self, version: Version) -> bool {
        version.major == self.major && version.minor <= self.newest_minor && version.minor >= self.oldest_minor
    }
}

/// The versions that this driver speaks, newest first.
pub const SUPPORTED: [VersionRange; 3] = [
    VersionRange { major: 6, newest_minor: 1, oldest_minor: 0 },
    VersionRange { major: 5, newest_minor: 8, oldest_minor: 0 },
    VersionRange { major: 4, newest_minor: 4, oldest_minor: 4 },
];

/// What a protocol version brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Nodes and relationships carry element ids.
    ElementIds,
    /// Date-times carry UTC seconds without a patch.
    UtcDateTimes,
    /// LOGON and LOGOFF: authentication apart from HELLO, again and again on a live connection.
    Logon,
    /// HELLO, BEGIN and RUN filter notifications.
    NotificationFilter,
    /// HELLO names the driver's product, platform and language.
    BoltAgent,
    /// TELEMETRY tells the server which API a query came through.
    Telemetry,
    /// Notification categories are named classifications, and summaries carry GQL status objects.
    GqlStatuses,
    /// Failures carry GQL status, diagnostic record and causes.
    GqlErrors,
    /// BEGIN and RUN answer with the home database's name.
    HomeDatabaseName,
    /// Vectors.
    Vectors,
    /// UUIDs.
    Uuids,
}

impl Feature {
    /// Returns the first version that has it.
    pub const fn since(self) -> Version {
        match self {
            Self::ElementIds | Self::UtcDateTimes => Version::new(5, 0),
            Self::Logon => Version::new(5, 1),
            Self::NotificationFilter => Version::new(5, 2),
            Self::BoltAgent => Version::new(5, 3),
            Self::Telemetry => Version::new(5, 4),
            Self::GqlStatuses => Version::new(5, 5),
            Self::GqlErrors => Version::new(5, 7),
            Self::HomeDatabaseName => Version::new(5, 8),
            Self::Vectors => Version::new(6, 0),
            Self::Uuids => Version::new(6, 1),
        }
    }
}

impl Dialect {
    /// Returns the forms in which a version sends values; `utc_patch` is what a 4.4 server agreed to in HELLO.
    pub fn of(version: Version, utc_patch: UtcPatch) -> Self {
        Self {
            utc: version.has(Feature::UtcDateTimes) || utc_patch == UtcPatch::Agreed,
            element_ids: version.has(Feature::ElementIds),
            vectors: version.has(Feature::Vectors),
            uuids: version.has(Feature::Uuids),
        }
    }
}

/// Whether a 4.4 server sends date-times in UTC seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UtcPatch {
    /// It does.
    Agreed,
    /// It sends local seconds.
    Absent,
}
