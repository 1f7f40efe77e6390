//! The server under test, and a label that only one test uses.

use std::env;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use graph_core::{AuthToken, Driver, DriverBuilder, Error, ExecuteQuery, Session, SessionBuilder, Statement};
use graph_embedded::{Capability, EmbeddedServer};

/// How long a test may take; a hang is a failure.
const TEST_TIME: Duration = Duration::from_secs(120);

/// How long transactions wait for another one's locks where a test is about that.
const SHORT_LOCK_TIME: Duration = Duration::from_millis(50);

/// A database that a test may use, with a driver.
///
/// Clones are the same database.
#[derive(Debug, Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    driver: Driver,
    server: Server,
    label: String,
}

#[derive(Debug)]
struct Server {
    uri: String,
    auth: AuthToken,
    database: Option<String>,
    product: Product,
}

#[derive(Debug)]
enum Product {
    /// Ends when the last clone is dropped.
    Embedded {
        _server: EmbeddedServer,
    },
    Neo4j {
        version: (u16, u16),
    },
}

/// Runs a test in a task of its own, so that everything in it has to be `Send`; then removes its data and makes sure that it left the driver usable,
/// with every connection given back.
///
/// # Panics
/// As the test does, when it returns an error, and when it leaves something behind.
pub async fn live<F>(test: impl FnOnce(Database) -> F)
where
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    live_within(TEST_TIME, test).await;
}

/// As [`live`], for a test that may take longer.
///
/// # Panics
/// As [`live`].
pub async fn live_within<F>(time: Duration, test: impl FnOnce(Database) -> F)
where
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    let database = Database::open().await;
    let outcome = tokio::time::timeout(time, tokio::spawn(test(database.clone()))).await;
    match outcome.unwrap_or_else(|_| panic!("the test did not end within {time:?}")) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            database.remove_data().await;
            panic!("{error}: {error:#?}");
        }
        Err(failure) => {
            database.remove_data().await;
            resume_unwind(failure.into_panic());
        }
    }
    assert_eq!(database.driver().pool_counts().in_use, 0, "connections were not given back");
    database.remove_data().await;
    assert_eq!(database.count().await.expect("the driver is usable after the test"), 0);
    database.driver().close().await;
}

impl Database {
    /// Connects to the server under test, for tests that cannot be run by [`live`].
    ///
    /// # Panics
    /// When there is none, or its variables are wrong.
    pub async fn open() -> Self {
        Self::of(Server::under_test().await)
    }

    fn of(server: Server) -> Self {
        let driver = server.builder().build().expect("the server's URI is valid");
        Self { inner: Arc::new(Inner { driver, server, label: unique("Test") }) }
    }

    /// Returns the test's driver.
    pub fn driver(&self) -> &Driver {
        &self.inner.driver
    }

    /// Begins another driver of the same server, for options or an end of its own.
    pub fn builder(&self) -> DriverBuilder {
        self.inner.server.builder()
    }

    /// Returns the URI of the server under test.
    pub fn uri(&self) -> &str {
        &self.inner.server.uri
    }

    /// Returns the credentials for the server under test.
    pub fn auth(&self) -> AuthToken {
        self.inner.server.auth.clone()
    }

    /// Returns the text with the test's own label in place of `Mine`.
    pub fn text(&self, text: &str) -> Statement {
        Statement::dynamic(text.replace("Mine", &self.inner.label))
    }

    /// Returns the label that stands for `Mine`.
    pub fn label(&self) -> &str {
        &self.inner.label
    }

    /// Prepares a query on the test's driver; `Mine` is the test's own label.
    pub fn query<T>(&self, text: &str) -> ExecuteQuery<&Driver, T> {
        self.query_on(self.driver(), text)
    }

    /// Prepares a query on another driver of the same server.
    pub fn query_on<'d, T>(&self, driver: &'d Driver, text: &str) -> ExecuteQuery<&'d Driver, T> {
        let query = driver.execute_query(self.text(text));
        match &self.inner.server.database {
            Some(name) => query.database(name),
            None => query,
        }
    }

    /// Opens a session of the test's driver.
    pub fn session(&self) -> Session {
        self.session_builder().open()
    }

    /// Begins a session of the test's driver.
    pub fn session_builder(&self) -> SessionBuilder {
        self.session_builder_on(self.driver())
    }

    /// Begins a session of another driver of the same server.
    pub fn session_builder_on(&self, driver: &Driver) -> SessionBuilder {
        match &self.inner.server.database {
            Some(name) => driver.session().database(name),
            None => driver.session(),
        }
    }

    /// Returns the name of the database under test, where it was given.
    pub fn database_name(&self) -> Option<&str> {
        self.inner.server.database.as_deref()
    }

    /// Returns how many nodes of the test's own label there are.
    ///
    /// # Errors
    /// Those of the query.
    pub async fn count(&self) -> Result<i64, Error> {
        self.query("MATCH (n:Mine) RETURN count(n)").read().one().await
    }

    /// Returns a database whose server makes transactions wait for a short time only, where that can be set: an embedded one of its own, or else the
    /// same one.
    ///
    /// # Panics
    /// When no server can be started.
    pub async fn with_short_lock_timeout(&self) -> Self {
        if !self.is_embedded() {
            return self.clone();
        }
        let server = EmbeddedServer::builder().lock_timeout(SHORT_LOCK_TIME).start().await;
        Self::of(Server::of_embedded(server.expect("the embedded server starts")))
    }

    /// Tells whether the server under test is the embedded one.
    pub fn is_embedded(&self) -> bool {
        matches!(self.inner.server.product, Product::Embedded { .. })
    }

    /// Tells whether the server under test is an embedded one without this.
    pub fn lacks(&self, capability: Capability) -> bool {
        self.is_embedded() && !EmbeddedServer::capabilities().contains(&capability)
    }

    /// Tells whether the server under test is a Neo4j before this version.
    pub fn is_older_than(&self, wanted: (u16, u16)) -> bool {
        match &self.inner.server.product {
            Product::Embedded { .. } => false,
            Product::Neo4j { version } => *version < wanted,
        }
    }

    async fn remove_data(&self) {
        let removed = self.query::<graph_core::Record>("MATCH (n:Mine) DETACH DELETE n").await;
        if let Err(error) = removed {
            println!("the data of {} could not be removed: {error}", self.label());
        }
    }
}

impl Server {
    async fn under_test() -> Self {
        let Ok(uri) = env::var("NEO4J_URI") else { return Self::embedded().await };
        let [user, password] = ["NEO4J_USER", "NEO4J_PASSWORD"]
            .map(|name| env::var(name).unwrap_or_else(|_| panic!("{name} has to be set where NEO4J_URI is")));
        let product = Product::Neo4j { version: (0, 0) };
        let database = env::var("NEO4J_DATABASE").ok();
        let mut server = Self { uri, auth: AuthToken::basic(user, password), database, product };
        let driver = server.builder().build().expect("NEO4J_URI is a URI of the driver");
        let info = driver.server_info().await.expect("the server under test answers");
        server.product = Product::Neo4j { version: version(info.agent()) };
        driver.close().await;
        server
    }

    async fn embedded() -> Self {
        Self::of_embedded(EmbeddedServer::start().await.expect("the embedded server starts"))
    }

    fn of_embedded(server: EmbeddedServer) -> Self {
        let uri = server.uri().to_owned();
        Self { uri, auth: AuthToken::none(), database: None, product: Product::Embedded { _server: server } }
    }

    fn builder(&self) -> DriverBuilder {
        Driver::builder(&self.uri).auth(self.auth.clone())
    }
}

/// Reads the 5 and the 26 of `Neo4j/5.26.28`.
fn version(agent: &str) -> (u16, u16) {
    let numbers = agent.strip_prefix("Neo4j/").unwrap_or_else(|| panic!("{agent} is no Neo4j"));
    let mut numbers = numbers.split('.').map(|number| number.parse().expect("a version has numbers"));
    (numbers.next().expect("a major version"), numbers.next().expect("a minor version"))
}

/// Makes a name that no other test of this or another run has.
pub(crate) fn unique(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
    let (process, number) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    format!("{prefix}_{}_{process}_{number}", since.as_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_the_server_calls_itself() {
        assert_eq!(version("Neo4j/5.26.28"), (5, 26));
        assert_eq!(version("Neo4j/2026.09.0"), (2026, 9));
    }

    #[test]
    fn names_do_not_repeat() {
        assert_ne!(unique("a"), unique("a"));
    }
}
