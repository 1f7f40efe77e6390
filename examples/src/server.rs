//! Which server an example runs on: the one that the environment names, or an embedded one.

use std::env::{self, VarError};
use std::fmt;

use graph_embedded::EmbeddedServer;
use graph_orm::{AuthToken, Driver};

use crate::Error;

/// A server to run on, and what it takes to get in.
#[derive(Debug)]
pub struct Server {
    /// Where it is, such as `bolt://localhost:7687`.
    pub uri: String,
    /// Who the example is.
    pub auth: AuthToken,
    /// The database to use.
    pub database: String,
    /// The server itself, if it runs in this process.
    embedded: Option<EmbeddedServer>,
}

impl Server {
    /// Takes the server of `NEO4J_URI`, `NEO4J_USER`, `NEO4J_PASSWORD` and `NEO4J_DATABASE`; without `NEO4J_URI` it
    /// starts one in this process.
    ///
    /// # Errors
    /// A variable that is no text; no free port.
    pub async fn find() -> Result<Self, Error> {
        let database = variable("NEO4J_DATABASE")?.unwrap_or_else(|| "neo4j".to_owned());
        let Some(uri) = variable("NEO4J_URI")? else {
            let embedded = EmbeddedServer::start().await?;
            let uri = embedded.uri().to_owned();
            return Ok(Self { uri, auth: AuthToken::none(), database, embedded: Some(embedded) });
        };
        let auth = match (variable("NEO4J_USER")?, variable("NEO4J_PASSWORD")?) {
            (Some(user), Some(password)) => AuthToken::basic(user, password),
            (None, None) => AuthToken::none(),
            _ => return Err("set both NEO4J_USER and NEO4J_PASSWORD, or neither".into()),
        };
        Ok(Self { uri, auth, database, embedded: None })
    }

    /// Builds a driver for the server; it connects when it is used.
    ///
    /// # Errors
    /// A URI that is none.
    pub fn driver(&self) -> Result<Driver, Error> {
        Ok(Driver::builder(&self.uri).auth(self.auth.clone()).build()?)
    }

    /// Ends the server, if it runs in this process.
    pub async fn close(self) {
        if let Some(embedded) = self.embedded {
            embedded.close().await;
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.embedded {
            Some(_) => f.write_str("an embedded server, since NEO4J_URI is not set"),
            // Its text may carry a password by mistake.
            None => f.write_str("the server of NEO4J_URI"),
        }
    }
}

fn variable(name: &str) -> Result<Option<String>, Error> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is no Unicode text").into()),
    }
}
