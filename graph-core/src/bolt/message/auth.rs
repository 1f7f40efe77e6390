//! Who a connection acts as.

use std::fmt;

use crate::packstream::{PackError, Writer};
use crate::value::{Map, Value};

use super::super::wire::structure::{Dialect, Unencodable, encode_value};

/// A text that no log, error or `Debug` output shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Returns the text; for the message that carries it, and nowhere else.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The credentials of a driver, a session or a query.
///
/// `Debug` shows the scheme alone.
///
/// ```
/// use graph_core::AuthToken;
///
/// let token = AuthToken::basic("neo4j", "correct horse");
/// assert_eq!(format!("{token:?}"), r#"AuthToken { scheme: "basic", .. }"#);
/// ```
#[derive(Clone, PartialEq)]
pub struct AuthToken {
    scheme: Box<str>,
    principal: Option<Box<str>>,
    credentials: Option<Secret>,
    realm: Option<Box<str>>,
    parameters: Map,
}

impl AuthToken {
    /// Makes the token for a server without authentication.
    pub fn none() -> Self {
        Self::scheme("none")
    }

    /// Makes the token of a user with a password.
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { principal: Some(user.into().into()), credentials: Some(password.into().into()), ..Self::scheme("basic") }
    }

    /// Makes the token of a single sign-on provider.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self { credentials: Some(token.into().into()), ..Self::scheme("bearer") }
    }

    /// Makes the token of a Kerberos ticket, base 64.
    pub fn kerberos(ticket: impl Into<String>) -> Self {
        Self { principal: Some("".into()), credentials: Some(ticket.into().into()), ..Self::scheme("kerberos") }
    }

    /// Makes the token of a scheme that a server's plugin knows.
    pub fn custom(scheme: impl Into<String>, principal: impl Into<String>, credentials: impl Into<String>) -> Self {
        Self {
            principal: Some(principal.into().into()),
            credentials: Some(credentials.into().into()),
            ..Self::scheme(&scheme.into())
        }
    }

    /// Names the realm, which tells the server's authentication providers apart.
    #[must_use]
    pub fn with_realm(self, realm: impl Into<String>) -> Self {
        Self { realm: Some(realm.into().into()), ..self }
    }

    /// Adds parameters for a custom scheme.
    #[must_use]
    pub fn with_parameters(self, parameters: Map) -> Self {
        Self { parameters, ..self }
    }

    fn scheme(scheme: &str) -> Self {
        Self { scheme: scheme.into(), principal: None, credentials: None, realm: None, parameters: Map::new() }
    }

    /// Returns how many entries [`write_entries`](Self::write_entries) appends to a map.
    pub(super) fn entries(&self) -> usize {
        1 + usize::from(self.principal.is_some())
            + usize::from(self.credentials.is_some())
            + usize::from(self.realm.is_some())
            + usize::from(!self.parameters.is_empty())
    }

    /// Appends the token's entries to a map that was opened for them.
    pub(super) fn write_entries(&self, writer: &mut Writer<'_>, dialect: Dialect) -> Result<(), Unencodable> {
        text_entry(writer, "scheme", Some(&self.scheme))?;
        text_entry(writer, "principal", self.principal.as_deref())?;
        text_entry(writer, "credentials", self.credentials.as_ref().map(Secret::expose))?;
        text_entry(writer, "realm", self.realm.as_deref())?;
        if !self.parameters.is_empty() {
            writer.string("parameters")?;
            encode_value(writer, dialect, &Value::Map(self.parameters.clone()), &mut false)?;
        }
        Ok(())
    }
}

fn text_entry(writer: &mut Writer<'_>, key: &str, text: Option<&str>) -> Result<(), PackError> {
    if let Some(text) = text {
        writer.string(key)?;
        writer.string(text)?;
    }
    Ok(())
}

impl fmt::Debug for AuthToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthToken").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}
