//! What the fuzz targets need and nobody else does; part of the crate only under `cfg(fuzzing)`, which cargo-fuzz sets.

use std::sync::Arc;

use tokio::time::Instant;

use crate::bolt::message::{AccessMode, Meta};
use crate::bolt::{Dialect, Version};
use crate::connection::{Said, ServerInfo};
use crate::driver::uri::Target;
use crate::mapping::Keys;
use crate::net::Address;
use crate::query::Query;
use crate::result::{HadRecords, Summary, SummaryParts};
use crate::routing::RoutingTable;

/// Reads the URI of a driver, and returns its address or why it is refused.
pub fn uri(text: &str) -> Result<String, String> {
    Target::parse(text).map(|target| target.address.to_string()).map_err(|error| error.to_string())
}

/// Reads the column names of a RUN's answer.
pub fn keys(meta: &[u8]) {
    let meta = Meta::new(meta);
    if let Ok(found) = meta.survey()
        && let Some(mut fields) = found.fields(meta)
        && let Ok(keys) = Keys::read(&mut fields)
    {
        assert_eq!(keys.iter().count(), keys.len());
        assert!(found.fields(meta).is_some_and(|fields| keys.are_at(fields)));
    }
}

/// Reads the answer to ROUTE.
pub fn routing_table(meta: &[u8]) {
    if let Ok(table) = RoutingTable::read(Meta::new(meta), Instant::now()) {
        assert!(!table.members(AccessMode::Read).is_empty());
    }
}

/// Looks at everything that a summary tells.
pub fn summary(run: &[u8], end: &[u8]) {
    let server = Arc::new(ServerInfo::new(Address::new("localhost", 7687), "", Version::new(5, 8), ""));
    let had_records = HadRecords::No;
    let mut said = Said::of_run(Meta::new(run));
    said.ended(end);
    let parts = SummaryParts { said, dialect: Dialect::NEWEST, had_records };
    let summary = Summary::new(Query::new("RETURN 1"), server, parts);
    let _ = (summary.counters(), summary.query_type(), summary.database(), summary.notifications());
    let _ = (summary.plan(), summary.profile(), summary.gql_statuses());
    let _ = (summary.available_after(), summary.consumed_after(), format!("{summary:?}"));
}
