//! Requests of drivers: built as the suite wants them, asked, closed.

use graph_core::{AccessMode, Address, Driver, Record, RoutingTable, Session, Telemetry, TokenVerdict};
use graph_core::{AcquisitionScope, BeginFlight, ErrorKind, NextBatch, ReadFlight};
use serde_json::{Value as Json, json};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::resolvers::BySuite;
use crate::wire::Request;
use crate::{auth, bookmarks, options, resolvers, summary, tls, values};

/// Builds a driver.
pub(crate) fn build(desk: &Desk, request: &Request) -> Result<Driver, Failure> {
    let data = &request.data;
    // The suite's scripts expect a read in batches, and its commit after them; and a transaction function after BEGIN.
    let mut builder = Driver::builder(request.text("uri"))
        .reads(ReadFlight::Batches)
        .begins(BeginFlight::Alone)
        .next_batch(NextBatch::WhenUsedUp)
        .acquisition_scope(AcquisitionScope::EachConnection);
    if let Some(token) = auth::read(&data["authorizationToken"])? {
        builder = builder.auth(token);
    }
    if let Some(id) = data["authTokenManagerId"].as_str() {
        let manager = desk.auth_manager(id).ok_or_else(|| Failure::Backend("no such manager".to_owned()))?;
        builder = builder.auth_manager(manager);
    }
    if let Some(name) = data["userAgent"].as_str() {
        builder = builder.user_agent(name);
    }
    if data["resolverRegistered"] == true {
        builder = builder.resolver(BySuite(desk.wire.clone()));
    }
    if data["domainNameResolverRegistered"] == true {
        builder = builder.dns_resolver(BySuite(desk.wire.clone()));
    }
    if let Some(time) = options::milliseconds(&data["connectionTimeoutMs"]) {
        builder = builder.connect_timeout(time);
    }
    if let Some(records) = data["fetchSize"].as_i64() {
        builder = builder.fetch_size(records);
    }
    if let Some(time) = options::milliseconds(&data["maxTxRetryTimeMs"]) {
        builder = builder.max_retry_time(time);
    }
    if let Some(time) = options::milliseconds(&data["livenessCheckTimeoutMs"]) {
        builder = builder.liveness_check(time);
    }
    if let Some(time) = options::milliseconds(&data["maxConnectionLifetimeMs"]) {
        builder = builder.max_connection_lifetime(time);
    }
    if let Some(size) = data["maxConnectionPoolSize"].as_u64() {
        builder = builder.max_pool_size(size as usize);
    }
    if let Some(time) = options::milliseconds(&data["connectionAcquisitionTimeoutMs"]) {
        builder = builder.acquisition_timeout(time);
    }
    if let Some(filter) = options::notifications(data) {
        builder = builder.notifications(filter);
    }
    if data["telemetryDisabled"] == true {
        builder = builder.telemetry(Telemetry::Withheld);
    }
    builder = tls::configure(builder, &desk.wire, data)?;
    builder.build().map_err(|error| match error.kind() {
        ErrorKind::Config => Failure::Refused { name: "ConnectionConfigParseError", message: error.to_string() },
        _ => Failure::Driver(error),
    })
}

/// Opens a session.
pub(crate) fn open_session(desk: &Desk, request: &Request) -> Result<Session, Failure> {
    let data = &request.data;
    let mut builder = desk.driver(request)?.session().access_mode(options::access_mode(data["accessMode"].as_str()));
    if data["bookmarks"].is_array() {
        builder = builder.bookmarks(bookmarks::read(&data["bookmarks"]));
    }
    if let Some(name) = data["database"].as_str() {
        builder = builder.database(name);
    }
    if let Some(records) = data["fetchSize"].as_i64() {
        builder = builder.fetch_size(records);
    }
    if let Some(user) = data["impersonatedUser"].as_str() {
        builder = builder.impersonate(user);
    }
    if let Some(token) = auth::read(&data["authorizationToken"])? {
        builder = builder.auth(token);
    }
    if let Some(filter) = options::notifications(data) {
        builder = builder.notifications(filter);
    }
    if let Some(manager) = data["bookmarkManagerId"].as_str().and_then(|id| desk.bookmark_manager(id)) {
        builder = builder.bookmark_manager(manager);
    }
    Ok(builder.open())
}

/// Does what a driver is asked, and returns the answer.
pub(crate) async fn serve(desk: &Desk, request: &Request) -> Result<(&'static str, Json), Failure> {
    let id = request.text("driverId");
    let driver = desk.driver(request)?;
    Ok(match request.name.as_str() {
        "DriverClose" => {
            driver.close().await;
            ("Driver", json!({"id": id}))
        }
        "VerifyConnectivity" => {
            driver.verify_connectivity().await?;
            ("Driver", json!({"id": id}))
        }
        "GetServerInfo" => ("ServerInfo", summary::server(&driver.server_info().await?)),
        "CheckMultiDBSupport" => ("MultiDBSupport", json!({"id": id, "available": driver.supports_multi_db().await?})),
        "CheckSessionAuthSupport" => {
            ("SessionAuthSupport", json!({"id": id, "available": driver.supports_session_auth().await?}))
        }
        "CheckDriverIsEncrypted" => ("DriverIsEncrypted", json!({"encrypted": driver.is_encrypted()})),
        "VerifyAuthentication" => {
            let token = auth::read(&request.data["authorizationToken"])?;
            let token = token.ok_or_else(|| Failure::Backend("a token is needed".to_owned()))?;
            let accepted = driver.verify_authentication(&token).await? == TokenVerdict::Accepted;
            ("DriverIsAuthenticated", json!({"id": id, "authenticated": accepted}))
        }
        "ForcedRoutingTableUpdate" => {
            table_session(&driver, request).refresh_routing_table().await?;
            ("Driver", json!({"id": id}))
        }
        "GetRoutingTable" => ("RoutingTable", routing_table(&table_session(&driver, request))),
        "ExecuteQuery" => ("EagerResult", execute_query(desk, &driver, request).await?),
        "GetConnectionPoolMetrics" => ("ConnectionPoolMetrics", pool_counts(&driver, request)),
        other => return Err(Failure::Backend(format!("no request that this program knows: {other}"))),
    })
}

async fn execute_query(desk: &Desk, driver: &Driver, request: &Request) -> Result<Json, Failure> {
    let config = &request.data["config"];
    let text = graph_core::Statement::dynamic(request.text("cypher"));
    let mut query = driver.execute_query::<Record>(text).params(values::read_params(&request.data["params"])?);
    if options::access_mode(config["routing"].as_str()) == AccessMode::Read {
        query = query.read();
    }
    if let Some(name) = config["database"].as_str() {
        query = query.database(name);
    }
    if let Some(user) = config["impersonatedUser"].as_str() {
        query = query.impersonate(user);
    }
    match &config["bookmarkManagerId"] {
        Json::Number(_) => query = query.without_bookmarks(),
        Json::String(id) => {
            let manager = desk.bookmark_manager(id).ok_or_else(|| Failure::Backend("no such manager".to_owned()))?;
            query = query.bookmark_manager(manager);
        }
        _ => {}
    }
    query = query.metadata(values::read_params(&config["txMeta"])?);
    if let Some(timeout) = options::timeout(config)? {
        query = query.timeout(timeout);
    }
    if let Some(token) = auth::read(&config["authorizationToken"])? {
        query = query.auth(token);
    }
    let result = query.await?;
    Ok(json!({
        "keys": result.keys.to_vec(),
        "records": result.records.iter().map(values::write_record).collect::<Result<Vec<_>, _>>()?,
        "summary": summary::write(&result.summary, &request.data["params"])?,
    }))
}

/// Opens a session in the database whose routing table the suite asks for.
fn table_session(driver: &Driver, request: &Request) -> Session {
    let builder = driver.session().bookmarks(bookmarks::read(&request.data["bookmarks"]));
    match request.data["database"].as_str() {
        Some(name) => builder.database(name).open(),
        None => builder.open(),
    }
}

/// Writes what is known of who serves a database; nothing known is a table of nobody to the suite.
fn routing_table(session: &Session) -> Json {
    let table = session.routing_table();
    let table = table.as_ref();
    let texts = |members: &[Address]| members.iter().map(Address::to_string).collect::<Vec<_>>();
    json!({
        "database": table.and_then(RoutingTable::database),
        "ttl": table.map_or(0, |table| table.time_to_live().as_secs()),
        "routers": table.map(|table| texts(table.routers())).unwrap_or_default(),
        "readers": table.map(|table| texts(table.readers())).unwrap_or_default(),
        "writers": table.map(|table| texts(table.writers())).unwrap_or_default(),
    })
}

fn pool_counts(driver: &Driver, request: &Request) -> Json {
    let asked = resolvers::host_and_port(request.text("address"));
    let metrics = driver.pool_metrics().into_iter().find(|metrics| Some(&metrics.address) == asked.as_ref());
    let (in_use, idle) = metrics.map_or((0, 0), |metrics| (metrics.in_use, metrics.idle));
    json!({"inUse": in_use, "idle": idle})
}
