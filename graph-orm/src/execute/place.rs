//! Where statements about a whole database run: a driver, and the database by its name.

use graph_core::mapping::{FromRecord, ToValue};
use graph_core::{Driver, Error, ExecuteQuery, SessionBuilder, Statement};

/// A database of a driver; the user's home database where none is named.
#[derive(Debug, Clone)]
pub(crate) struct Place<'d> {
    driver: &'d Driver,
    database: Option<String>,
}

impl<'d> Place<'d> {
    pub(crate) const fn of(driver: &'d Driver) -> Self {
        Self { driver, database: None }
    }

    pub(crate) fn in_database(self, name: String) -> Self {
        Self { database: Some(name), ..self }
    }

    /// Reads every record.
    pub(crate) async fn read<T>(&self, text: &'static str) -> Result<Vec<T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        self.query(text.into()).read().all().await
    }

    /// Runs a statement for its effect.
    pub(crate) async fn write(&self, text: String) -> Result<(), Error> {
        self.query::<()>(Statement::dynamic(text)).await.map(drop)
    }

    /// Runs a statement for its effect, with parameters.
    pub(crate) async fn write_with<const N: usize>(
        &self,
        text: &'static str,
        params: [(&str, &(dyn ToValue + Sync)); N],
    ) -> Result<(), Error> {
        let query = self.query::<()>(text.into());
        params.into_iter().fold(query, |query, (name, value)| query.param(name, value)).await.map(drop)
    }

    /// Runs a statement that returns a value or nothing.
    pub(crate) async fn write_returning<T, const N: usize>(
        &self,
        text: &'static str,
        params: [(&str, &(dyn ToValue + Sync)); N],
    ) -> Result<Option<T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        let query = self.query::<T>(text.into());
        params.into_iter().fold(query, |query, (name, value)| query.param(name, value)).optional().await
    }

    /// Runs a statement without a transaction around it, once.
    pub(crate) async fn run(&self, text: String) -> Result<(), Error> {
        self.session().open().query::<()>(Statement::dynamic(text)).await.map(drop)
    }

    /// Begins a session in the database.
    pub(crate) fn session(&self) -> SessionBuilder {
        match &self.database {
            Some(name) => self.driver.session().database(name),
            None => self.driver.session(),
        }
    }

    fn query<T>(&self, text: Statement) -> ExecuteQuery<&'d Driver, T> {
        let query = self.driver.execute_query(text);
        match &self.database {
            Some(name) => query.database(name),
            None => query,
        }
    }
}
