//! Which notifications a server should send.

use crate::bolt::wire::version::{Feature, Version};
use crate::packstream::{PackError, Writer};

/// Which notifications the server sends with summaries: from a severity on, and without some classifications.
///
/// ```
/// use graph_core::{Classification, NotificationFilter, Severity};
///
/// let filter = NotificationFilter::from_severity(Severity::Warning).without(Classification::Performance);
/// # let _ = filter;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotificationFilter {
    minimum: Option<Minimum>,
    disabled: Option<Vec<Classification>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Minimum {
    Severity(Severity),
    Off,
}

/// How much a notification matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing.
    Information,
    /// Probably wrong.
    Warning,
}

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant is the server's classification of its name")]
pub enum Classification {
    Hint,
    Unrecognized,
    Unsupported,
    Performance,
    Deprecation,
    Security,
    Topology,
    Generic,
    Schema,
}

impl NotificationFilter {
    /// Asks for notifications of this severity and above.
    pub fn from_severity(severity: Severity) -> Self {
        Self { minimum: Some(Minimum::Severity(severity)), disabled: None }
    }

    /// Asks for no notifications.
    pub fn off() -> Self {
        Self { minimum: Some(Minimum::Off), disabled: None }
    }

    /// Leaves out a classification.
    #[must_use]
    pub fn without(mut self, classification: Classification) -> Self {
        self.disabled.get_or_insert_default().push(classification);
        self
    }

    /// Leaves out exactly these classifications, in place of the server's default; none of them for an empty list.
    #[must_use]
    pub fn disabling(mut self, classifications: impl IntoIterator<Item = Classification>) -> Self {
        self.disabled = Some(classifications.into_iter().collect());
        self
    }

    /// Tells whether the filter leaves everything to the server.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn entries(&self) -> usize {
        usize::from(self.minimum.is_some()) + usize::from(self.disabled.is_some())
    }

    pub(super) fn write_entries(&self, writer: &mut Writer<'_>, version: Version) -> Result<(), PackError> {
        if let Some(minimum) = self.minimum {
            writer.string("notifications_minimum_severity")?;
            writer.string(match minimum {
                Minimum::Off => "OFF",
                Minimum::Severity(Severity::Information) => "INFORMATION",
                Minimum::Severity(Severity::Warning) => "WARNING",
            })?;
        }
        if let Some(disabled) = &self.disabled {
            writer.string(if version.has(Feature::GqlStatuses) {
                "notifications_disabled_classifications"
            } else {
                "notifications_disabled_categories"
            })?;
            writer.list(disabled.len())?;
            for classification in disabled {
                writer.string(classification.name())?;
            }
        }
        Ok(())
    }
}

impl Severity {
    /// Returns the severity of the server's name for it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "INFORMATION" => Some(Self::Information),
            "WARNING" => Some(Self::Warning),
            _ => None,
        }
    }
}

impl Classification {
    const ALL: [Self; 9] = [
        Self::Hint,
        Self::Unrecognized,
        Self::Unsupported,
        Self::Performance,
        Self::Deprecation,
        Self::Security,
        Self::Topology,
        Self::Generic,
        Self::Schema,
    ];

    /// Returns the server's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hint => "HINT",
            Self::Unrecognized => "UNRECOGNIZED",
            Self::Unsupported => "UNSUPPORTED",
            Self::Performance => "PERFORMANCE",
            Self::Deprecation => "DEPRECATION",
            Self::Security => "SECURITY",
            Self::Topology => "TOPOLOGY",
            Self::Generic => "GENERIC",
            Self::Schema => "SCHEMA",
        }
    }

    /// Returns the classification of the server's name for it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|classification| classification.name() == name)
    }
}
