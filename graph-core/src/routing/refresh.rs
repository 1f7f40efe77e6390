//! Asks routers who serves what, until one answers.

use std::sync::Arc;

use tokio::time::Instant;

use super::home_database::User;
use super::servers::{Demand, Servers, unreachable};
use super::table::{RoutingTable, TableFault};
use crate::bolt::message::Route;
use crate::config::RoutingChoice;
use crate::connection::DatabaseName;
use crate::error::{Error, ErrorKind};
use crate::net::Address;

impl Servers {
    /// Asks for the table that work needs, however good the known one is, within the acquisition timeout.
    pub(crate) async fn ask_anew(self: &Arc<Self>, demand: &Demand<'_>) -> Result<RoutingTable, Error> {
        if self.settings.routing == RoutingChoice::Direct {
            return Err(no_cluster());
        }
        let table = self.in_scope(Box::pin(async {
            let _turn = self.refreshing.lock().await;
            self.ask_routers(demand.database, demand).await
        }));
        let table = table.await?;
        if let (None, Some(home)) = (demand.database, &table.database) {
            self.learn_home(User::of(demand.impersonated_user, demand.token), home);
        }
        self.keep_table(demand.database.cloned(), table.clone());
        Ok(table)
    }

    /// Returns what is known of who serves a database; without a name, that of the user's home.
    pub(crate) fn known_table(&self, database: Option<DatabaseName>, user: &User) -> Option<RoutingTable> {
        let key = database.or_else(|| self.homes.guess(user));
        self.tables().get(&key).cloned()
    }

    /// Makes sure that the table of a database is good for the work, and returns the name that it is kept under.
    ///
    /// Without a name it is asked for the user's home database, whose name the answer tells.
    pub(super) async fn ensure_fresh(
        self: &Arc<Self>,
        database: Option<DatabaseName>,
        demand: &Demand<'_>,
    ) -> Result<Option<DatabaseName>, Error> {
        if database.is_some() && self.is_fresh(&database, demand) {
            return Ok(database);
        }
        let _turn = self.refreshing.lock().await;
        if database.is_some() && self.is_fresh(&database, demand) {
            return Ok(database);
        }
        let table = self.ask_routers(database.as_ref(), demand).await?;
        Ok(self.keep_table(database, table))
    }

    pub(super) fn is_fresh(&self, database: &Option<DatabaseName>, demand: &Demand<'_>) -> bool {
        self.tables().get(database).is_some_and(|table| table.is_fresh(demand.mode, Instant::now()))
    }

    async fn ask_routers(
        self: &Arc<Self>,
        database: Option<&DatabaseName>,
        demand: &Demand<'_>,
    ) -> Result<RoutingTable, Error> {
        let table = self.tables().get(&database.cloned()).cloned();
        // A table without writers may be of a router cut off from the leader; the URI's may know more.
        let seed_first = table.as_ref().is_none_or(|table| table.came_without_writers);
        let known = table.map_or_else(|| self.routers(), |table| table.routers);
        let mut attempt = Attempt { servers: self, database, demand, last: None };
        let found = if seed_first {
            let seeds = self.seeds().await?;
            match attempt.any_of(&seeds).await? {
                Some(table) => Some(table),
                None => attempt.any_of(&without(&known, &seeds)).await?,
            }
        } else {
            match attempt.any_of(&known).await? {
                Some(table) => Some(table),
                None => attempt.any_of(&without(&self.seeds().await?, &known)).await?,
            }
        };
        found.ok_or_else(|| no_router(database.map(AsRef::as_ref), attempt.last))
    }

    /// Returns the routers of all databases, for one whose own are not known yet: home databases are asked for without a
    /// name, and the URI's server may be gone by then.
    fn routers(&self) -> Vec<Address> {
        let mut routers = Vec::new();
        for table in self.tables().values() {
            routers.extend(without(&table.routers, &routers));
        }
        routers
    }

    /// Returns the addresses that the URI's stands for.
    pub(super) async fn seeds(&self) -> Result<Vec<Address>, Error> {
        let Some(resolver) = &self.settings.resolver else { return Ok(vec![self.seed.clone()]) };
        let resolved = resolver.resolve(&self.seed).await.map_err(|error| {
            Error::build(
                ErrorKind::Resolve,
                format!("the application's resolver failed for {}", self.seed),
                Some(Box::new(error)),
            )
        })?;
        Ok(if resolved.is_empty() { vec![self.seed.clone()] } else { resolved })
    }

    fn keep_table(&self, asked: Option<DatabaseName>, table: RoutingTable) -> Option<DatabaseName> {
        let key = asked.or_else(|| table.database.clone());
        let now = Instant::now();
        let delay = self.settings.routing_table_purge_delay;
        {
            let mut tables = self.tables();
            tables.retain(|_, old| !old.is_forgettable(now, delay));
            tables.insert(key.clone(), table);
        }
        self.clear_strangers();
        key
    }
}

/// One round of asking.
struct Attempt<'a> {
    servers: &'a Arc<Servers>,
    database: Option<&'a DatabaseName>,
    demand: &'a Demand<'a>,
    last: Option<Error>,
}

impl Attempt<'_> {
    async fn any_of(&mut self, routers: &[Address]) -> Result<Option<RoutingTable>, Error> {
        for router in routers {
            match self.ask(router).await {
                Ok(table) => return Ok(Some(table)),
                Err(error) if is_final(&error) => return Err(error),
                Err(error) => {
                    tracing::debug!(%router, %error, "a router gave no routing table");
                    if unreachable(&error) || error.server().is_some() {
                        self.servers.forget(router);
                    }
                    self.last = Some(error);
                }
            }
        }
        Ok(None)
    }

    async fn ask(&self, router: &Address) -> Result<RoutingTable, Error> {
        let pool = self.servers.pool(router)?;
        let mut lease = self.servers.lease_from(&pool, self.demand, None, &mut self.servers.patience()).await?;
        let context = self.servers.settings.open.routing.as_deref().unwrap_or_default();
        let bookmarks = self.demand.chain.current();
        lease.route(&Route {
            context,
            bookmarks: bookmarks.as_sent(),
            database: self.database.map(AsRef::as_ref),
            impersonated_user: self.demand.impersonated_user,
        })?;
        // What was waited for, should whoever waits run out of time.
        pool.remember(Some(unanswered(router)));
        let answer = lease.success().await;
        pool.remember(None);
        RoutingTable::read(answer?, Instant::now()).map_err(|fault| malformed(router, fault))
    }
}

fn without(addresses: &[Address], tried: &[Address]) -> Vec<Address> {
    addresses.iter().filter(|address| !tried.contains(address)).cloned().collect()
}

/// Errors that every router would answer with.
fn is_final(error: &Error) -> bool {
    if matches!(error.kind(), ErrorKind::DriverClosed | ErrorKind::Unsupported | ErrorKind::Encode | ErrorKind::Tls) {
        return true;
    }
    let Some(code) = error.code() else { return false };
    let security =
        code.starts_with("Neo.ClientError.Security.") && code != "Neo.ClientError.Security.AuthorizationExpired";
    security
        || matches!(
            code,
            "Neo.ClientError.Database.DatabaseNotFound"
                | "Neo.ClientError.Transaction.InvalidBookmark"
                | "Neo.ClientError.Transaction.InvalidBookmarkMixture"
                | "Neo.ClientError.Statement.TypeError"
                | "Neo.ClientError.Statement.ArgumentError"
                | "Neo.ClientError.Request.Invalid"
        )
}

#[cold]
fn malformed(router: &Address, fault: TableFault) -> Error {
    Error::build(ErrorKind::Routing, format!("{router} gave no usable routing table"), Some(Box::new(fault)))
}

#[cold]
fn unanswered(router: &Address) -> Error {
    Error::build(ErrorKind::Routing, format!("{router} did not answer ROUTE in time"), None)
}

#[cold]
fn no_cluster() -> Error {
    let message = "a driver of bolt:// has one server and asks nobody who serves a database; neo4j:// does";
    Error::build(ErrorKind::Config, message, None)
}

#[cold]
fn no_router(database: Option<&str>, last: Option<Error>) -> Error {
    let place = database.map_or_else(String::new, |name| format!(" for database {name}"));
    Error::build(
        ErrorKind::Routing,
        format!("no router that is known gave a routing table{place}"),
        last.map(Into::into),
    )
}
