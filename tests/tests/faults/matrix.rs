//! Every piece of work, broken at every byte.

use std::collections::BTreeMap;
use std::time::Duration;

use graph_core::bolt::Version;
use graph_core::{AuthToken, Driver, Error, ErrorKind};
use graph_tests::books::{Appetite, Books};
use graph_tests::proxy::{Fault, Proxy, Way};
use graph_tests::works::{Ending, Mark, Work};
use tokio::time::timeout;

const BOLT: Version = Version { major: 5, minor: 8 };
/// How long the driver may look for a connection, and how long it may try again.
const PATIENCE: Duration = Duration::from_secs(10);
/// When work has to be over, whatever happens: it was tried again for so long, and the last attempt waited once for a
/// connection and once for an answer, for which the server allows five seconds.
const DEADLINE: Duration = Duration::from_secs(10 + 10 + 10 + 5);
/// Where a sample is enough, every so many bytes are tried.
const STRIDE: usize = 7;

/// Which connections of the driver a fault meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The first one; others are good.
    First,
    /// Each at the same byte.
    Every,
}

/// How the driver finds its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Bolt,
    Neo4j,
}

/// One place at which one connection breaks in one way.
#[derive(Debug, Clone, Copy)]
struct Point {
    work: Work,
    scheme: Scheme,
    fault: Fault,
    reach: Reach,
    way: Way,
    after: u64,
}

/// What happened to each piece of work that was tried.
type Tried = Vec<(Mark, Work, Ending)>;

/// Lets each fault happen at each byte of each way.
pub(crate) async fn survives(works: &[Work], scheme: Scheme, faults: &[Fault], reach: Reach) {
    let mut tried = Vec::new();
    let books = Books::start(BOLT, Appetite::Any).await.expect("a free port");
    for fault in faults {
        for work in works {
            let mut counts = BTreeMap::<Ending, usize>::new();
            for way in [Way::Up, Way::Down] {
                for after in (0..=traffic(&books, *work, scheme, way).await).step_by(stride()) {
                    let point = Point { work: *work, scheme, fault: *fault, reach, way, after };
                    let mark = mark(&tried);
                    let ending = point.tried(&books, mark).await;
                    *counts.entry(ending).or_default() += 1;
                    tried.push((mark, *work, ending));
                }
            }
            println!(
                "{fault:?} of {reach:?}, {scheme:?}, {work:?}: {} points, {counts:?}",
                counts.values().sum::<usize>()
            );
        }
    }
    nothing_happened_later(&books, &tried);
}

/// Does the work once with a fault that only makes it slow.
pub(crate) async fn is_right(works: &[Work], scheme: Scheme, fault: Fault) {
    let books = Books::start(BOLT, Appetite::Any).await.expect("a free port");
    let mut tried = Vec::new();
    for work in works {
        for way in [Way::Up, Way::Down] {
            let point = Point { work: *work, scheme, fault, reach: Reach::Every, way, after: 0 };
            let mark = mark(&tried);
            let ending = point.tried(&books, mark).await;
            assert_eq!(ending, Ending::Right, "{point:?}");
            tried.push((mark, *work, ending));
        }
    }
    println!("{fault:?}, {scheme:?}: {} points, all right", tried.len());
}

fn stride() -> usize {
    if std::env::var("GRAPH_MATRIX").is_ok_and(|matrix| matrix == "full") { 1 } else { STRIDE }
}

/// Returns the mark of the next piece of work; the first ones are for those without a fault.
fn mark(tried: &Tried) -> Mark {
    Mark::new(i64::try_from(tried.len()).expect("few points") + 1_000)
}

/// Returns how many bytes the work sends or receives when nothing breaks.
async fn traffic(books: &Books, work: Work, scheme: Scheme, way: Way) -> u64 {
    let proxy = Proxy::to(&books.address()).start().await.expect("a free port");
    let driver = driver(&proxy, scheme);
    work.run(&driver, Mark::new(0), "").await.expect("nothing breaks");
    driver.close().await;
    assert_eq!(proxy.connections(), 1, "all of it is on one connection");
    proxy.traffic(way)
}

fn driver(proxy: &Proxy, scheme: Scheme) -> Driver {
    let uri = match scheme {
        Scheme::Bolt => proxy.uri(),
        Scheme::Neo4j => proxy.uri().replace("bolt", "neo4j"),
    };
    let builder = Driver::builder(&uri).auth(AuthToken::basic("neo4j", "secret"));
    builder.acquisition_timeout(PATIENCE).max_retry_time(PATIENCE).build().expect("valid options")
}

fn nothing_happened_later(books: &Books, tried: &Tried) {
    for (mark, work, ending) in tried {
        let outcome = match ending {
            Ending::Right => Ok(()),
            Ending::Failed => Err(Error::custom("as before")),
            Ending::UnknownAndThere | Ending::UnknownAndNotThere => continue,
        };
        assert_eq!(work.ending(outcome, *mark, books), *ending);
    }
    assert_eq!(books.breaches(), [""; 0], "the driver keeps to the protocol");
}

impl Point {
    async fn tried(self, books: &Books, mark: Mark) -> Ending {
        let planner = move |connection| {
            (self.reach == Reach::Every || connection == 0).then(|| self.fault.after(self.after, self.way))
        };
        let proxy = Proxy::to(&books.address()).planned(planner).start().await.expect("a free port");
        let driver = driver(&proxy, self.scheme);
        let outcome = self.in_time(self.work.run(&driver, mark, "")).await;
        if let Err(error) = &outcome {
            self.blames_the_network(error);
        }
        if self.reach == Reach::First {
            let next = self.in_time(Work::OneCallRead.run(&driver, mark, "")).await;
            next.unwrap_or_else(|error| panic!("{self:?}: the driver is of no use after it: {error:?}"));
        }
        assert_eq!(driver.pool_counts().in_use, 0, "{self:?}");
        self.in_time(driver.close()).await;
        self.in_time(books.settled()).await;
        self.work.ending(outcome, mark, books)
    }

    async fn in_time<T>(self, work: impl Future<Output = T>) -> T {
        timeout(DEADLINE, work).await.unwrap_or_else(|_| panic!("{self:?} hangs"))
    }

    fn blames_the_network(self, error: &Error) {
        let expected = matches!(
            error.kind(),
            ErrorKind::Connect
                | ErrorKind::ConnectionLost
                | ErrorKind::CommitUnknown
                | ErrorKind::AcquisitionTimeout
                | ErrorKind::Routing
        );
        assert!(expected, "{self:?}: {error:?}");
    }
}
