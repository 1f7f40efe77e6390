//! Times the drivers at the same work on the same server, in turns, so that whatever slows the machine slows them all.

use std::time::Instant;

use graph_orm::AuthToken;
use rustix::time::{ClockId, clock_gettime};
use tokio::runtime::Builder;

use crate::drivers::{Driver, Failure, Target, Worker};
use crate::figure::{Figure, median};
use crate::work::{CLEAR, PREPARE, Work};

/// How long the drivers are watched.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How often each driver does each work; the medians count.
    pub rounds: usize,
    /// Into how many parts the usual number of items is divided, of which one is done each time.
    pub share: u64,
}

impl Plan {
    /// Long enough for medians that stay the same.
    pub const FULL: Self = Self { rounds: 31, share: 1 };
    /// Tells no more than that everything works.
    pub const SMOKE: Self = Self { rounds: 1, share: 100 };
}

/// The medians of every driver at every kind of work, in nanoseconds an item.
#[derive(Debug, Clone, Default)]
pub struct Times {
    /// From the call to the result.
    pub wall: Vec<Figure>,
    /// How long this process computed meanwhile; the server is another one.
    pub cpu: Vec<Figure>,
}

/// Measures every kind of work for each driver that does it.
///
/// # Errors
/// The drivers' own.
pub fn times(drivers: &[Driver], target: &Target, plan: Plan) -> Result<Times, Failure> {
    let mut times = Times::default();
    for work in Work::ALL {
        eprintln!("timing: {}", work.title());
        let able = drivers.iter().filter(|driver| driver.does(work));
        let mut lanes = able.map(|&driver| Lane::new(driver, target)).collect::<Result<Vec<_>, _>>()?;
        let count = (work.lengths().0 / plan.share).max(1);
        for lane in &mut lanes {
            (lane.worker)(work, count)?;
        }
        for round in 0..plan.rounds {
            // Who begins takes turns as well.
            let first = round % lanes.len();
            let (before, from) = lanes.split_at_mut(first);
            for lane in from.iter_mut().chain(before) {
                lane.run(work, count)?;
            }
        }
        for lane in lanes {
            let figure = |amounts| median(amounts).map(|amount| Figure { driver: lane.driver, work, amount });
            times.wall.extend(figure(lane.wall));
            times.cpu.extend(figure(lane.cpu));
        }
    }
    Ok(times)
}

/// One driver with its connection, and what its rounds took.
struct Lane {
    driver: Driver,
    worker: Worker,
    wall: Vec<f64>,
    cpu: Vec<f64>,
}

impl Lane {
    fn new(driver: Driver, target: &Target) -> Result<Self, Failure> {
        Ok(Self { driver, worker: driver.connect(target)?, wall: Vec::new(), cpu: Vec::new() })
    }

    fn run(&mut self, work: Work, count: u64) -> Result<(), Failure> {
        let (cpu, wall) = (cpu_nanoseconds(), Instant::now());
        (self.worker)(work, count)?;
        let items = count as f64;
        self.wall.push(wall.elapsed().as_nanos() as f64 / items);
        self.cpu.push((cpu_nanoseconds() - cpu) / items);
        Ok(())
    }
}

fn cpu_nanoseconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// Does something with a real server that has the node of the bench meanwhile, and returns what server it is.
///
/// # Errors
/// The driver's own, and those of `action`.
pub fn prepared(target: &Target, action: impl FnOnce() -> Result<(), Failure>) -> Result<String, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let auth = AuthToken::basic(&target.user, &target.password);
    let driver = graph_orm::Driver::builder(&format!("bolt://{}", target.address)).auth(auth).build()?;
    let agent = runtime.block_on(async {
        driver.execute_query::<()>(PREPARE).await?;
        Ok::<_, Failure>(driver.server_info().await?.agent().to_owned())
    })?;
    let outcome = action();
    runtime.block_on(async {
        driver.execute_query::<()>(CLEAR).await?;
        driver.close().await;
        outcome.map(|()| agent)
    })
}
