//! Credentials of the suite, and managers that ask the suite for them.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use graph_core::auth::{self, AuthManager, ExpiringToken, Handled};
use graph_core::{AuthToken, Error};
use serde_json::{Value as Json, json};

use crate::failure::Failure;
use crate::values;
use crate::wire::Wire;

/// Reads a token; `None` where the suite gave none.
pub(crate) fn read(json: &Json) -> Result<Option<AuthToken>, Failure> {
    if json.is_null() {
        return Ok(None);
    }
    let data = &json["data"];
    let text = |field: &str| data[field].as_str();
    // What is left empty is not set.
    let set = |field: &str| text(field).filter(|text| !text.is_empty());
    let credentials = text("credentials").unwrap_or_default();
    let mut token = match text("scheme").unwrap_or_default() {
        "none" => return Ok(Some(AuthToken::none())),
        "bearer" => return Ok(Some(AuthToken::bearer(credentials))),
        "kerberos" => return Ok(Some(AuthToken::kerberos(credentials))),
        "basic" => AuthToken::basic(text("principal").unwrap_or_default(), credentials),
        other => {
            let mut token = AuthToken::custom(other);
            if let Some(principal) = text("principal") {
                token = token.with_principal(principal);
            }
            if let Some(credentials) = set("credentials") {
                token = token.with_credentials(credentials);
            }
            token
        }
    };
    if let Some(realm) = set("realm") {
        token = token.with_realm(realm);
    }
    if data["parameters"].is_object() {
        token = token.with_parameters(parameters(&data["parameters"])?);
    }
    Ok(Some(token))
}

/// A custom token's parameters are plain JSON, or the suite's values.
fn parameters(json: &Json) -> Result<graph_core::value::Map, Failure> {
    let entries = json.as_object().into_iter().flatten();
    entries.map(|(key, value)| Ok((key.clone(), parameter(value)?))).collect()
}

fn parameter(json: &Json) -> Result<graph_core::value::Value, Failure> {
    use graph_core::value::Value;
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::String(value) => value.as_str().into(),
        Json::Array(items) => Value::List(items.iter().map(parameter).collect::<Result<_, _>>()?),
        Json::Object(fields) if fields.contains_key("name") && fields.contains_key("data") => values::read(json)?,
        Json::Object(_) => Value::Map(parameters(json)?),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => integer.into(),
            None => number.as_f64().unwrap_or_default().into(),
        },
    })
}

/// Which manager the suite asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Custom,
    Basic,
    Bearer,
}

impl Kind {
    /// Returns the kind's name in the suite.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Custom => "AuthTokenManager",
            Self::Basic => "BasicAuthTokenManager",
            Self::Bearer => "BearerAuthTokenManager",
        }
    }
}

/// A manager that several drivers may have.
#[derive(Debug, Clone)]
pub(crate) struct Manager(Arc<dyn AuthManager>);

impl Manager {
    pub(crate) fn new(wire: &Arc<Wire>, kind: Kind, id: &str) -> Self {
        let (wire, id) = (Arc::clone(wire), id.to_owned());
        match kind {
            Kind::Custom => Self(Arc::new(BySuite { wire, id, given: Mutex::default() })),
            Kind::Basic => Self(Arc::new(auth::expiring_basic(move || {
                let (wire, id) = (Arc::clone(&wire), id.clone());
                async move {
                    let question = json!({"basicAuthTokenManagerId": id});
                    required(&wire.ask("BasicAuthTokenProviderRequest", question).await["auth"])
                }
            }))),
            Kind::Bearer => Self(Arc::new(auth::bearer(move || {
                let (wire, id) = (Arc::clone(&wire), id.clone());
                async move {
                    let question = json!({"bearerAuthTokenManagerId": id});
                    let answer = wire.ask("BearerAuthTokenProviderRequest", question).await;
                    let given = &answer["auth"]["data"];
                    let token = required(&given["auth"])?;
                    Ok(match given["expiresInMs"].as_u64() {
                        Some(time) => ExpiringToken::for_time(token, Duration::from_millis(time)),
                        None => ExpiringToken::lasting(token),
                    })
                }
            }))),
        }
    }
}

fn required(json: &Json) -> Result<AuthToken, Error> {
    match read(json) {
        Ok(Some(token)) => Ok(token),
        Ok(None) | Err(_) => Err(Error::custom("the suite gave no token")),
    }
}

impl AuthManager for Manager {
    fn token(&self) -> Pin<Box<dyn Future<Output = Result<AuthToken, Error>> + Send + '_>> {
        self.0.token()
    }

    fn handle_security_exception(&self, token: &AuthToken, error: &Error) -> Handled {
        self.0.handle_security_exception(token, error)
    }
}

/// A manager that the suite itself is.
struct BySuite {
    wire: Arc<Wire>,
    id: String,
    /// Tokens do not tell their secrets, and the suite wants to see them again.
    given: Mutex<HashMap<AuthToken, Json>>,
}

impl AuthManager for BySuite {
    fn token(&self) -> Pin<Box<dyn Future<Output = Result<AuthToken, Error>> + Send + '_>> {
        Box::pin(async {
            let question = json!({"authTokenManagerId": self.id});
            let mut answer = self.wire.ask("AuthTokenManagerGetAuthRequest", question).await;
            let token = required(&answer["auth"])?;
            let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
            given.insert(token.clone(), answer["auth"].take());
            Ok(token)
        })
    }

    fn handle_security_exception(&self, token: &AuthToken, error: &Error) -> Handled {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned();
        let question = json!({
            "authTokenManagerId": self.id, "auth": given.unwrap_or_default(), "errorCode": error.code(),
        });
        let answer = self.wire.ask_blocking("AuthTokenManagerHandleSecurityExceptionRequest", question);
        if answer["handled"] == true { Handled::Retry } else { Handled::GiveUp }
    }
}

impl fmt::Debug for BySuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BySuite").field("id", &self.id).finish_non_exhaustive()
    }
}
