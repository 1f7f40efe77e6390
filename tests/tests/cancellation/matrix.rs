//! Every piece of work, dropped after every number of polls.

use std::pin::pin;
use std::thread;
use std::time::Duration;

use graph_core::bolt::Version;
use graph_core::{AuthToken, Driver, Error};
use graph_tests::books::{Appetite, Books};
use graph_tests::polls::{Drop, dropped_after};
use graph_tests::proxy::{Fault, Proxy, Way};
use graph_tests::works::{Mark, Work, Written};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

const BOLT: Version = Version { major: 5, minor: 8 };
/// More polls than any of these futures takes.
const POLLS: usize = 20_000;
/// After what time something hangs.
const DEADLINE: Duration = Duration::from_secs(30);
/// A part of it.
const STEP: Duration = Duration::from_secs(1);
/// What the system gets after each part to move the bytes that are under way: it may let a sender wait for hundreds of
/// milliseconds before it tries a full receiver again.
const MOVING: Duration = Duration::from_millis(200);
/// When a connection that was given up is clean or closed.
const CLEAN: Duration = Duration::from_secs(6);
/// Where a sample is enough, the numbers of polls beyond the first ones are so far apart.
const STRIDE: usize = 17;
/// How many numbers of polls are tried in any case.
const FIRST: usize = 12;

/// What is between the driver and its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// Nothing.
    Plain,
    /// A proxy that lets answers through byte by byte.
    Trickling,
    /// Nothing, but the server takes what it is sent in sips.
    Sipping,
}

/// What the driver has when the work begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Temperature {
    /// A connection.
    Warm,
    /// None.
    Cold,
    /// Neither a connection nor a routing table.
    ColdRouted,
}

/// A server that keeps books, and the way to it.
pub(crate) struct Place {
    pub(crate) books: Books,
    proxy: Option<Proxy>,
}

/// How many futures were dropped, and what had become of their work.
#[derive(Debug, Default)]
struct Counts {
    polls: usize,
    done: usize,
    not_done: usize,
    ready: usize,
}

impl Place {
    pub(crate) async fn open(line: Line) -> Self {
        let appetite = if line == Line::Sipping { Appetite::Sips } else { Appetite::Any };
        let books = Books::start(BOLT, appetite).await.expect("a free port");
        let proxy = match line {
            Line::Plain | Line::Sipping => None,
            Line::Trickling => {
                let trickles = |_| Some(Fault::Trickle(Duration::from_millis(1)).after(0, Way::Down));
                Some(Proxy::to(&books.address()).planned(trickles).start().await.expect("a free port"))
            }
        };
        Self { books, proxy }
    }

    /// Makes a driver with a single connection, so that one that is lost is missed.
    pub(crate) fn driver(&self, scheme: &str) -> Driver {
        let address =
            self.proxy.as_ref().map_or_else(|| self.books.address(), |proxy| proxy.uri().replace("bolt://", ""));
        let builder = Driver::builder(&format!("{scheme}://{address}")).auth(AuthToken::basic("neo4j", "secret"));
        builder.max_pool_size(1).acquisition_timeout(DEADLINE).build().expect("valid options")
    }

    /// Looks at both sides after a drop.
    pub(crate) async fn is_unharmed(&self, driver: &Driver, mark: Mark, context: &str) {
        assert_eq!(driver.pool_counts().in_use, 0, "{context}: the permit came back with the drop");
        let next = within(context, Work::OneCallRead.run(driver, mark, "")).await;
        next.unwrap_or_else(|error| panic!("{context}: the driver is of no use after it: {error:?}"));
        let counts = driver.pool_counts();
        assert!(counts.in_use == 0 && counts.idle <= 1, "{context}: {counts:?}");
        tokio::time::sleep(CLEAN).await;
        within(context, self.books.left_with(driver.pool_counts().idle)).await;
        within(context, self.books.settled()).await;
        assert_eq!(self.books.breaches(), [""; 0], "{context}");
    }
}

/// Fails when something takes too long, by the test's clock and by the system's.
///
/// The test's clock leaps ahead as soon as no task has anything to do, and then bytes may still be under way. It stands
/// while a thread is at work.
pub(crate) async fn within<T>(context: &str, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut waited = Duration::ZERO;
    while waited < DEADLINE {
        if let Ok(done) = timeout(STEP, &mut work).await {
            return done;
        }
        let moved = spawn_blocking(|| thread::sleep(MOVING));
        tokio::select! {
            biased;
            done = &mut work => return done,
            moved = moved => moved.expect("sleeping does not panic"),
        }
        waited += STEP;
    }
    panic!("{context}: it hangs")
}

/// Drops every piece of work after 0 polls, 1 poll, 2 … until it is ready in time, at both moments.
pub(crate) async fn survives_drops(works: &[Work], temperature: Temperature, line: Line, padding: usize) {
    let place = Place::open(line).await;
    let padding = "x".repeat(padding);
    let mut tried = Vec::new();
    for work in works.iter().copied() {
        for when in [Drop::Pending, Drop::Woken] {
            let warm = place.driver("bolt");
            let mut counts = Counts::default();
            for polls in numbers_of_polls() {
                let driver = match temperature {
                    Temperature::Warm => warm.clone(),
                    Temperature::Cold => place.driver("bolt"),
                    Temperature::ColdRouted => place.driver("neo4j"),
                };
                let mark = Mark::new(i64::try_from(tried.len()).expect("few points"));
                let context = format!("{temperature:?}, {line:?}, {work:?}, dropped {when:?} after {polls} polls");
                let outcome = within(&context, dropped_after(polls, when, work.run(&driver, mark, &padding))).await;
                place.is_unharmed(&driver, mark, &context).await;
                if temperature != Temperature::Warm {
                    within(&context, driver.close()).await;
                }
                let is_ready = outcome.is_some();
                let written = work.written(mark, &place.books);
                counts.note(outcome, written);
                counts.polls = polls;
                tried.push((mark, work, written));
                if is_ready {
                    break;
                }
            }
            assert_eq!(counts.ready, 1, "{work:?} is never ready");
            println!("{temperature:?}, {line:?}, {work:?}, {when:?}: {counts:?}");
            within("closing", warm.close()).await;
        }
    }
    println!("{temperature:?}, {line:?}: {} points", tried.len());
    for (mark, work, written) in tried {
        assert_eq!(work.written(mark, &place.books), written, "nothing happens later");
    }
}

/// All of them, or the first ones and some of the others.
pub(crate) fn numbers_of_polls() -> impl Iterator<Item = usize> {
    let stride = if std::env::var("GRAPH_MATRIX").is_ok_and(|matrix| matrix == "full") { 1 } else { STRIDE };
    (0..FIRST).chain((FIRST..POLLS).step_by(stride))
}

impl Counts {
    fn note(&mut self, outcome: Option<Result<(), Error>>, written: Written) {
        match (outcome, written) {
            (Some(outcome), _) => {
                outcome.expect("the work does well in peace");
                self.ready += 1;
            }
            (None, Written::Everything) => self.done += 1,
            (None, Written::Nothing) => self.not_done += 1,
        }
    }
}
