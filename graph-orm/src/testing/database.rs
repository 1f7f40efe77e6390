//! The database of a test.

use std::env;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use graph_core::{AuthToken, Driver, Session};
use graph_embedded::{Capability, EmbeddedServer};

use super::clean;

/// The database of one test, empty when the test begins.
///
/// Clones are the same database.
///
/// ```
/// # use graph_orm as graph;
/// use graph_orm::testing::TestDatabase;
///
/// #[graph::test]
/// async fn every_connection_sees_the_same(database: TestDatabase) {
///     let other = graph_orm::Driver::builder(database.uri()).auth(database.auth()).build().unwrap();
///     database.driver().run("CREATE (:Person)").await.unwrap();
///     let count: i64 = other.execute_query("MATCH (p:Person) RETURN count(p)").one().await.unwrap();
///     assert_eq!(count, 1);
/// }
/// ```
#[derive(Debug, Clone)]
pub struct TestDatabase(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    driver: Driver,
    uri: String,
    auth: AuthToken,
    _server: Server,
}

/// What keeps the database this test's alone.
#[derive(Debug)]
enum Server {
    Embedded {
        _server: EmbeddedServer,
    },
    /// Others wait for the lock of the file, in whatever process they are.
    Shared {
        _turn: File,
    },
}

/// What a test can have as a parameter: something made of its database.
///
/// ```
/// use graph_orm as graph;
/// use graph_orm::Repository;
/// use graph_orm::testing::{FromDatabase, TestDatabase};
///
/// struct Service {
///     driver: graph_orm::Driver,
/// }
///
/// impl FromDatabase for Service {
///     fn from_database(database: &TestDatabase) -> Self {
///         Self { driver: database.driver().clone() }
///     }
/// }
///
/// #[graph::test]
/// async fn the_service_answers(service: Service) {
///     service.driver.verify_connectivity().await.unwrap();
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a test cannot have a `{Self}` as a parameter",
    label = "`{Self}` is not made of a database",
    note = "take a `Driver`, a `Session` or a `TestDatabase`, or implement `FromDatabase`"
)]
pub trait FromDatabase {
    /// Makes it of the test's database.
    fn from_database(database: &TestDatabase) -> Self;
}

impl TestDatabase {
    /// Opens the server that the environment names, in this test's turn, or else an embedded one.
    pub(super) async fn open() -> Self {
        let Ok(uri) = env::var("GRAPH_TEST_URI") else {
            let server = EmbeddedServer::start().await.expect("the embedded server starts");
            let uri = server.uri().to_owned();
            return Self::of(uri, AuthToken::none(), Server::Embedded { _server: server });
        };
        let turn = wait_for_turn(&uri);
        let auth = match (env::var("GRAPH_TEST_USER"), env::var("GRAPH_TEST_PASSWORD")) {
            (Ok(user), Ok(password)) => AuthToken::basic(user, password),
            _ => AuthToken::none(),
        };
        let database = Self::of(uri, auth, Server::Shared { _turn: turn });
        clean::empty(database.driver()).await;
        database
    }

    fn of(uri: String, auth: AuthToken, server: Server) -> Self {
        let driver = Driver::builder(&uri).auth(auth.clone()).build();
        let driver = driver.unwrap_or_else(|error| panic!("the URI of the database for tests is not valid: {error}"));
        Self(Arc::new(Inner { driver, uri, auth, _server: server }))
    }

    /// Returns a driver of the database.
    pub fn driver(&self) -> &Driver {
        &self.0.driver
    }

    /// Returns the server's URI, for a driver with options of its own.
    pub fn uri(&self) -> &str {
        &self.0.uri
    }

    /// Returns the credentials for the server.
    pub fn auth(&self) -> AuthToken {
        self.0.auth.clone()
    }

    /// Tells whether the server is an embedded one, and not that of `GRAPH_TEST_URI`.
    pub fn is_embedded(&self) -> bool {
        matches!(self.0._server, Server::Embedded { .. })
    }

    /// Tells whether the server can do this; a real one can do everything.
    pub fn can(&self, capability: Capability) -> bool {
        !self.is_embedded() || EmbeddedServer::capabilities().contains(&capability)
    }
}

/// Waits until no other test of this machine uses the database of this URI.
fn wait_for_turn(uri: &str) -> File {
    let mut hasher = DefaultHasher::new();
    uri.hash(&mut hasher);
    let path = env::temp_dir().join(format!("graph-test-{:016x}.lock", hasher.finish()));
    let file = File::create(&path).and_then(|file| file.lock().map(|()| file));
    file.unwrap_or_else(|error| panic!("{} cannot be locked: {error}", path.display()))
}

impl FromDatabase for TestDatabase {
    fn from_database(database: &TestDatabase) -> Self {
        database.clone()
    }
}

impl FromDatabase for Driver {
    fn from_database(database: &TestDatabase) -> Self {
        database.driver().clone()
    }
}

impl FromDatabase for Session {
    fn from_database(database: &TestDatabase) -> Self {
        database.driver().session().open()
    }
}
