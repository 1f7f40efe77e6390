//! Collects a driver's options and checks them all when it is built.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use super::Driver;
use super::uri::Target;
use crate::auth::AuthManager;
use crate::bolt::message::{AuthToken, BoltAgent, NotificationFilter};
use crate::config::{
    AcquisitionScope, AuthSource, AutoCommitRetries, BeginFlight, FetchSize, NextBatch, ReadFlight, Settings, Telemetry,
};
use crate::connection::OpenOptions;
use crate::error::Error;
use crate::net::{
    AddressResolver, ClientCertificate, ClientCertificateProvider, DnsResolver, HostNameCheck, OwnCertificate,
    TcpOptions, TlsClient, Trust,
};

/// The options of a [`Driver`]; made by [`Driver::builder`].
///
/// ```
/// use std::time::Duration;
/// use graph_core::{AuthToken, Driver};
///
/// let driver = Driver::builder("bolt://localhost")
///     .auth(AuthToken::basic("neo4j", "secret"))
///     .max_pool_size(20)
///     .acquisition_timeout(Duration::from_secs(5))
///     .build()?;
/// # Ok::<(), graph_core::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is built before `build`"]
pub struct DriverBuilder {
    uri: Box<str>,
    auth: AuthSource,
    user_agent: Option<Box<str>>,
    max_pool_size: usize,
    max_lifetime: Duration,
    acquisition_timeout: Duration,
    acquisition_scope: AcquisitionScope,
    connect_timeout: Duration,
    idle_timeout: Option<Duration>,
    liveness_check: Option<Duration>,
    write_timeout: Option<Duration>,
    keep_alive: Option<Duration>,
    trust: Option<Trust>,
    host_names: HostNameCheck,
    own_certificate: Option<OwnCertificate>,
    resolver: Option<Arc<dyn AddressResolver>>,
    dns_resolver: Option<Arc<dyn DnsResolver>>,
    telemetry: Telemetry,
    reads: ReadFlight,
    begins: BeginFlight,
    next_batch: NextBatch,
    auto_commit_retries: AutoCommitRetries,
    routing_table_purge_delay: Duration,
    max_retry_time: Duration,
    fetch_size: Option<i64>,
    max_message_size: usize,
    notifications: NotificationFilter,
    query_text: QueryTextInSpans,
}

/// Whether the text of queries is in their `tracing` spans.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueryTextInSpans {
    /// It is not, since texts may hold values that somebody wrote into them.
    #[default]
    Omitted,
    /// It is, in `db.query.text`.
    Recorded,
}

const HOUR: Duration = Duration::from_secs(3600);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
const MIB: usize = 1024 * 1024;

impl DriverBuilder {
    pub(super) fn new(uri: &str) -> Self {
        Self {
            uri: uri.into(),
            auth: AuthSource::Static(AuthToken::none()),
            user_agent: None,
            max_pool_size: 100,
            max_lifetime: HOUR,
            acquisition_timeout: Duration::from_secs(60),
            acquisition_scope: AcquisitionScope::default(),
            connect_timeout: Duration::from_secs(30),
            idle_timeout: None,
            liveness_check: None,
            write_timeout: Some(Duration::from_secs(30)),
            keep_alive: Some(Duration::from_secs(60)),
            trust: None,
            host_names: HostNameCheck::Required,
            own_certificate: None,
            resolver: None,
            dns_resolver: None,
            telemetry: Telemetry::Sent,
            reads: ReadFlight::One,
            begins: BeginFlight::WithFirstQuery,
            next_batch: NextBatch::Ahead,
            auto_commit_retries: AutoCommitRetries::Once,
            routing_table_purge_delay: Duration::from_secs(30),
            max_retry_time: Duration::from_secs(30),
            fetch_size: None,
            max_message_size: 256 * MIB,
            notifications: NotificationFilter::default(),
            query_text: QueryTextInSpans::Omitted,
        }
    }

    /// Sets the credentials; without authentication by default.
    pub fn auth(mut self, token: AuthToken) -> Self {
        self.auth = AuthSource::Static(token);
        self
    }

    /// Has a manager give the credentials, which may then change while the driver lives; see [`auth`](crate::auth).
    pub fn auth_manager(mut self, manager: impl AuthManager) -> Self {
        self.auth = AuthSource::Managed(Arc::new(manager));
        self
    }

    /// Sets the application's name and version for the server's logs, such as `shop/1.2`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into().into());
        self
    }

    /// Sets how many connections to one server there may be at once; 100 by default, from 1 to 100,000.
    pub fn max_pool_size(mut self, connections: usize) -> Self {
        self.max_pool_size = connections;
        self
    }

    /// Sets after how long a connection is replaced instead of used again; 1 hour by default, from 1 ms to a year.
    pub fn max_connection_lifetime(mut self, lifetime: Duration) -> Self {
        self.max_lifetime = lifetime;
        self
    }

    /// Sets how long getting a connection may take: waiting for a free one, name resolution, connecting, TLS,
    /// handshake and authentication together; 60 s by default, from 1 ms to a year.
    pub fn acquisition_timeout(mut self, timeout: Duration) -> Self {
        self.acquisition_timeout = timeout;
        self
    }

    /// Says what the acquisition timeout bounds; all that happens before work begins by default.
    pub fn acquisition_scope(mut self, scope: AcquisitionScope) -> Self {
        self.acquisition_scope = scope;
        self
    }

    /// Sets how long one TCP connection may take to be accepted; 30 s by default, from 1 ms to a year.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets after how long without use a connection is closed instead of used again; `None`, the default, for never;
    /// from 1 ms to a year.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = timeout.into();
        self
    }

    /// Sets after how long without use a connection is asked whether it still answers before it is used again, which
    /// costs a round trip; `None`, the default, for never; from 0, which means every time, to a year. One that does
    /// not answer within 2 s is closed, and with it all that have been idle for longer.
    pub fn liveness_check(mut self, idle: impl Into<Option<Duration>>) -> Self {
        self.liveness_check = idle.into();
        self
    }

    /// Sets how long a server may take no byte of what is sent before the connection counts as broken; 30 s by
    /// default, from 1 ms to a year, `None` for ever.
    pub fn write_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.write_timeout = timeout.into();
        self
    }

    /// Encrypts the connections of a `bolt://` or `neo4j://` driver and says which servers are trusted; not encrypted
    /// by default. `+s` and `+ssc` schemes encrypt by themselves.
    pub fn encrypted(mut self, trust: Trust) -> Self {
        self.trust = Some(trust);
        self
    }

    /// Says whether a server's certificate must name the host that was connected to; required by default.
    ///
    /// With [`Trust::System`] it can be omitted only where the platform has no verifier of its own, as on Linux.
    pub fn host_name_check(mut self, choice: HostNameCheck) -> Self {
        self.host_names = choice;
        self
    }

    /// Shows this certificate to servers that want to see one, on encrypted connections.
    pub fn client_certificate(mut self, certificate: ClientCertificate) -> Self {
        self.own_certificate = Some(OwnCertificate::Static(certificate));
        self
    }

    /// Shows a certificate that is renewed while the driver lives to servers that want to see one.
    pub fn client_certificate_provider(mut self, provider: impl ClientCertificateProvider) -> Self {
        self.own_certificate = Some(OwnCertificate::Provided(Arc::new(provider)));
        self
    }

    /// Has the application say which servers the URI's address stands for.
    ///
    /// With a `neo4j://` URI it is asked before routers are; with a `bolt://` URI whenever work needs a connection, and the
    /// first server that answers does the work.
    pub fn resolver(mut self, resolver: impl AddressResolver) -> Self {
        self.resolver = Some(Arc::new(resolver));
        self
    }

    /// Has the application look up host names in place of the system.
    pub fn dns_resolver(mut self, resolver: impl DnsResolver) -> Self {
        self.dns_resolver = Some(Arc::new(resolver));
        self
    }

    /// Says whether a server that asks learns which API is used; it does by default.
    pub fn telemetry(mut self, choice: Telemetry) -> Self {
        self.telemetry = choice;
        self
    }

    /// Says how a one-call query that reads travels; in one flight by default.
    pub fn reads(mut self, flight: ReadFlight) -> Self {
        self.reads = flight;
        self
    }

    /// Says how the opening of a managed transaction travels; with its first query by default.
    pub fn begins(mut self, flight: BeginFlight) -> Self {
        self.begins = flight;
        self
    }

    /// Says when a stream outside of transactions asks for its next batch; ahead of time by default. Without that all batches
    /// of a result are of one size.
    pub fn next_batch(mut self, moment: NextBatch) -> Self {
        self.next_batch = moment;
        self
    }

    /// Says whether an auto-commit query runs once more after an error that says that it did not run; it does by
    /// default.
    pub fn auto_commit_retries(mut self, choice: AutoCommitRetries) -> Self {
        self.auto_commit_retries = choice;
        self
    }

    /// Sets for how long a routing table that is no longer good is remembered; 30 s by default, from 0 to a year.
    pub fn routing_table_purge_delay(mut self, delay: Duration) -> Self {
        self.routing_table_purge_delay = delay;
        self
    }

    /// Sets after which idle time the operating system probes a connection; 60 s by default, from 1 s to a year,
    /// `None` for never.
    pub fn keep_alive(mut self, idle: impl Into<Option<Duration>>) -> Self {
        self.keep_alive = idle.into();
        self
    }

    /// Sets for how long a managed transaction is retried after its first failure; 30 s by default, from 0, which
    /// means no retry, to a year. An acquisition that ran out of time is not retried.
    pub fn max_retry_time(mut self, time: Duration) -> Self {
        self.max_retry_time = time;
        self
    }

    /// Sets how many records a stream asks for at once, from 1 to 2⁶³ − 1, or −1 for all.
    ///
    /// Without it they are 1000 at first. Outside of transactions each further batch is twice as large as the last while
    /// the reader waits for the server, up to 100,000 records or 1 MiB, and smaller where records are large; see
    /// [`next_batch`](Self::next_batch).
    pub fn fetch_size(mut self, records: i64) -> Self {
        self.fetch_size = Some(records);
        self
    }

    /// Sets the largest message that a server may send, in bytes; 256 MiB by default, from 64 KiB to 4 GiB − 1. It
    /// bounds the memory that a connection can take.
    pub fn max_message_size(mut self, bytes: usize) -> Self {
        self.max_message_size = bytes;
        self
    }

    /// Sets which notifications the server sends with summaries; the server's choice by default.
    ///
    /// A filter needs Bolt 5.2; connections to older servers fail with
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported).
    pub fn notifications(mut self, filter: NotificationFilter) -> Self {
        self.notifications = filter;
        self
    }

    /// Says whether the text of one-call queries is in their `tracing` spans; it is omitted by default. Parameters
    /// never are.
    pub fn query_text_in_spans(mut self, choice: QueryTextInSpans) -> Self {
        self.query_text = choice;
        self
    }

    /// Builds the driver, without connecting.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), naming the option and its range, or what the URI lacks;
    /// [`ErrorKind::Tls`](crate::ErrorKind::Tls) when the platform's certificates cannot be used.
    pub fn build(self) -> Result<Driver, Error> {
        let target = Target::parse(&self.uri)?;
        within("max_pool_size", &self.max_pool_size, &(1..=100_000))?;
        within("max_message_size", &self.max_message_size, &(64 * 1024..=u32::MAX as usize))?;
        if let Some(records) = self.fetch_size.filter(|records| *records != -1) {
            within("fetch_size", &records, &(1..=i64::MAX))?;
        }
        let least = Duration::from_millis(1);
        within("max_connection_lifetime", &self.max_lifetime, &(least..=YEAR))?;
        within("acquisition_timeout", &self.acquisition_timeout, &(least..=YEAR))?;
        within("connect_timeout", &self.connect_timeout, &(least..=YEAR))?;
        within("max_retry_time", &self.max_retry_time, &(Duration::ZERO..=YEAR))?;
        within("routing_table_purge_delay", &self.routing_table_purge_delay, &(Duration::ZERO..=YEAR))?;
        within_if_set("idle_timeout", self.idle_timeout, &(least..=YEAR))?;
        within_if_set("liveness_check", self.liveness_check, &(Duration::ZERO..=YEAR))?;
        within_if_set("write_timeout", self.write_timeout, &(least..=YEAR))?;
        within_if_set("keep_alive", self.keep_alive, &(Duration::from_secs(1)..=YEAR))?;
        let open = OpenOptions {
            tcp: TcpOptions {
                connect_timeout: self.connect_timeout,
                keep_alive: self.keep_alive,
                resolver: self.dns_resolver,
            },
            tls: tls(target.encryption.trust(self.trust)?, self.host_names, self.own_certificate)?,
            write_timeout: self.write_timeout,
            routing: target.routing_context(),
            user_agent: self.user_agent.unwrap_or_else(|| PRODUCT.into()),
            bolt_agent: bolt_agent(),
            notifications: self.notifications,
            max_message_size: self.max_message_size,
            tally: Arc::default(),
        };
        let settings = Settings {
            auth: self.auth,
            max_pool_size: self.max_pool_size,
            max_lifetime: self.max_lifetime,
            idle_timeout: self.idle_timeout,
            liveness_check: self.liveness_check,
            acquisition_timeout: self.acquisition_timeout,
            acquisition_scope: self.acquisition_scope,
            max_retry_time: self.max_retry_time,
            fetch_size: self.fetch_size.map(FetchSize::Fixed).unwrap_or_default(),
            record_query_text: self.query_text == QueryTextInSpans::Recorded,
            telemetry: self.telemetry,
            reads: self.reads,
            begins: self.begins,
            next_batch: self.next_batch,
            auto_commit_retries: self.auto_commit_retries,
            routing: target.routing,
            resolver: self.resolver,
            routing_table_purge_delay: self.routing_table_purge_delay,
            open,
        };
        Ok(Driver::new(target, settings))
    }
}

/// Checks the options of encryption against each other; none without encryption.
fn tls(
    trust: Option<Trust>,
    host_names: HostNameCheck,
    own_certificate: Option<OwnCertificate>,
) -> Result<Option<TlsClient>, Error> {
    let needs = |what| Error::config(format!("{what} needs an encrypted connection: a +s scheme or `encrypted`"));
    match trust {
        None if own_certificate.is_some() => Err(needs("a client certificate")),
        None if host_names != HostNameCheck::Required => Err(needs("`host_name_check`")),
        None => Ok(None),
        Some(trust) if host_names == HostNameCheck::Omitted && !trust.can_omit_names() => Err(Error::config(
            "`host_name_check` cannot be omitted with `Trust::System` on this platform; use `Trust::Authorities`",
        )),
        Some(trust) => Ok(Some(TlsClient::new(trust, host_names, own_certificate)?)),
    }
}

const PRODUCT: &str = concat!("graph-core/", env!("CARGO_PKG_VERSION"));

fn bolt_agent() -> BoltAgent {
    BoltAgent {
        product: PRODUCT.into(),
        platform: format!("{}; {}", std::env::consts::OS, std::env::consts::ARCH).into(),
        language: concat!("Rust/", env!("CARGO_PKG_RUST_VERSION")).into(),
    }
}

fn within_if_set(option: &str, value: Option<Duration>, range: &RangeInclusive<Duration>) -> Result<(), Error> {
    value.map_or(Ok(()), |value| within(option, &value, range))
}

fn within<T: PartialOrd + std::fmt::Debug>(option: &str, value: &T, range: &RangeInclusive<T>) -> Result<(), Error> {
    if range.contains(value) {
        return Ok(());
    }
    Err(Error::config(format!("{option} is {value:?}; it must be from {:?} to {:?}", range.start(), range.end())))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Setter<T> = fn(DriverBuilder, T) -> DriverBuilder;

    fn with<T>(set: Setter<T>, value: T) -> Result<Driver, Error> {
        set(DriverBuilder::new("bolt://localhost"), value).build()
    }

    /// Sets an option to the ends of its range, and to what lies beyond them.
    fn keeps_within<T: Copy + std::fmt::Debug>(option: &str, set: Setter<T>, range: [T; 2], beyond: &[T]) {
        for value in range {
            assert!(with(set, value).is_ok(), "{option} may be {value:?}");
        }
        let [least, most] = range;
        for value in beyond {
            let error = with(set, *value).expect_err(option);
            let reason = format!("{option} is {value:?}; it must be from {least:?} to {most:?}");
            assert_eq!((error.kind(), error.to_string()), (&crate::ErrorKind::Config, reason));
        }
    }

    #[test]
    fn an_option_out_of_range_is_refused_by_name() {
        let (nothing, above) = (Duration::ZERO, YEAR + Duration::from_nanos(1));
        let (least, second) = (Duration::from_millis(1), Duration::from_secs(1));
        let below = Duration::from_micros(999);
        let short = [nothing, below, above, Duration::MAX];
        keeps_within("max_pool_size", DriverBuilder::max_pool_size, [1, 100_000], &[0, 100_001, usize::MAX]);
        let most = u32::MAX as usize;
        keeps_within(
            "max_message_size",
            DriverBuilder::max_message_size,
            [64 * 1024, most],
            &[0, 64 * 1024 - 1, most + 1],
        );
        keeps_within("fetch_size", DriverBuilder::fetch_size, [1, i64::MAX], &[0, -2, i64::MIN]);
        assert!(with(DriverBuilder::fetch_size, -1).is_ok(), "all records");
        keeps_within("max_connection_lifetime", DriverBuilder::max_connection_lifetime, [least, YEAR], &short);
        keeps_within("acquisition_timeout", DriverBuilder::acquisition_timeout, [least, YEAR], &short);
        keeps_within("connect_timeout", DriverBuilder::connect_timeout, [least, YEAR], &short);
        keeps_within("max_retry_time", DriverBuilder::max_retry_time, [nothing, YEAR], &[above]);
        keeps_within("routing_table_purge_delay", DriverBuilder::routing_table_purge_delay, [nothing, YEAR], &[above]);
        keeps_within("idle_timeout", DriverBuilder::idle_timeout, [least, YEAR], &short);
        keeps_within("write_timeout", DriverBuilder::write_timeout, [least, YEAR], &short);
        keeps_within("liveness_check", DriverBuilder::liveness_check, [nothing, YEAR], &[above]);
        keeps_within("keep_alive", DriverBuilder::keep_alive, [second, YEAR], &[nothing, second - below, above]);
        let off = DriverBuilder::new("bolt://localhost").idle_timeout(None).liveness_check(None);
        assert!(off.write_timeout(None).keep_alive(None).build().is_ok(), "what may be off is in no range");
    }
}
