//! Who a connection acts as.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

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
#[derive(Clone)]
pub struct AuthToken(Arc<Fields>);

#[derive(Clone, PartialEq)]
struct Fields {
    scheme: Box<str>,
    principal: Option<Box<str>>,
    credentials: Option<Secret>,
    realm: Option<Box<str>>,
    parameters: Map,
}

impl AuthToken {
    /// Makes the token for a server without authentication.
    pub fn none() -> Self {
        Fields::of("none").into()
    }

    /// Makes the token of a user with a password.
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Fields { principal: Some(user.into().into()), credentials: Some(password.into().into()), ..Fields::of("basic") }
            .into()
    }

    /// Makes the token of a single sign-on provider.
    pub fn bearer(token: impl Into<String>) -> Self {
        Fields { credentials: Some(token.into().into()), ..Fields::of("bearer") }.into()
    }

    /// Makes the token of a Kerberos ticket, base 64.
    pub fn kerberos(ticket: impl Into<String>) -> Self {
        Fields { principal: Some("".into()), credentials: Some(ticket.into().into()), ..Fields::of("kerberos") }.into()
    }

    /// Makes the token of a scheme that a plugin of the server knows; add to it what the scheme needs.
    pub fn custom(scheme: impl Into<String>) -> Self {
        Fields::of(&scheme.into()).into()
    }

    /// Names the user.
    #[must_use]
    pub fn with_principal(self, principal: impl Into<String>) -> Self {
        self.changed(|fields| fields.principal = Some(principal.into().into()))
    }

    /// Sets the secret.
    #[must_use]
    pub fn with_credentials(self, credentials: impl Into<String>) -> Self {
        self.changed(|fields| fields.credentials = Some(credentials.into().into()))
    }

    /// Names the realm, which tells the server's authentication providers apart.
    #[must_use]
    pub fn with_realm(self, realm: impl Into<String>) -> Self {
        self.changed(|fields| fields.realm = Some(realm.into().into()))
    }

    /// Adds parameters for a custom scheme.
    #[must_use]
    pub fn with_parameters(self, parameters: Map) -> Self {
        self.changed(|fields| fields.parameters = parameters)
    }

    /// Returns the user that a basic token names.
    #[cfg_attr(not(feature = "driver"), expect(dead_code, reason = "only routing asks"))]
    pub(crate) fn basic_principal(&self) -> Option<&str> {
        self.0.principal.as_deref().filter(|_| &*self.0.scheme == "basic")
    }

    fn changed(mut self, change: impl FnOnce(&mut Fields)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Returns how many entries [`write_entries`](Self::write_entries) appends to a map.
    pub(super) fn entries(&self) -> usize {
        1 + usize::from(self.0.principal.is_some())
            + usize::from(self.0.credentials.is_some())
            + usize::from(self.0.realm.is_some())
            + usize::from(!self.0.parameters.is_empty())
    }

    /// Appends the token's entries to a map that was opened for them.
    pub(super) fn write_entries(&self, writer: &mut Writer<'_>, dialect: Dialect) -> Result<(), Unencodable> {
        text_entry(writer, "scheme", Some(&self.0.scheme))?;
        text_entry(writer, "principal", self.0.principal.as_deref())?;
        text_entry(writer, "credentials", self.0.credentials.as_ref().map(Secret::expose))?;
        text_entry(writer, "realm", self.0.realm.as_deref())?;
        if !self.0.parameters.is_empty() {
            writer.string("parameters")?;
            encode_value(writer, dialect, &Value::Map(self.0.parameters.clone()), &mut false)?;
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

impl PartialEq for AuthToken {
    fn eq(&self, other: &Self) -> bool {
        // Nearly always it is the very same token, asked about each time a connection is taken.
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Eq for AuthToken {}

impl Hash for AuthToken {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.scheme.hash(state);
        self.0.principal.hash(state);
        self.0.credentials.as_ref().map(Secret::expose).hash(state);
    }
}

impl Fields {
    fn of(scheme: &str) -> Self {
        Self { scheme: scheme.into(), principal: None, credentials: None, realm: None, parameters: Map::new() }
    }
}

impl From<Fields> for AuthToken {
    fn from(fields: Fields) -> Self {
        Self(Arc::new(fields))
    }
}

impl fmt::Debug for AuthToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthToken").field("scheme", &self.0.scheme).finish_non_exhaustive()
    }
}
