//! What happens to the connections.

use std::collections::BTreeMap;
use std::time::Duration;

use graph_tests::proxy::{Fault, Proxy};
use graph_tests::random::Random;
use tokio::time::{Instant, sleep, sleep_until};

/// How long at most nothing happens.
const PACE: Duration = Duration::from_millis(300);

/// How long at most a connection is silent before both sides are told that it is gone.
const SILENCE: Duration = Duration::from_millis(1_500);

/// The faults, by their names in the report.
const FAULTS: [(&str, Fault); 7] = [
    ("cut", Fault::Cut),
    ("reset", Fault::Reset),
    ("half-open", Fault::HalfOpen),
    ("swallow", Fault::Swallow),
    ("stall", Fault::Stall),
    ("delay", Fault::Delay(Duration::from_millis(150))),
    ("trickle", Fault::Trickle(Duration::from_micros(200))),
];

/// How often each fault has happened.
pub(crate) type Counts = BTreeMap<&'static str, usize>;

/// Strikes connections until the time is over.
pub(crate) async fn trouble(proxy: &Proxy, mut random: Random, end: Instant) -> Counts {
    let mut counts = Counts::new();
    // The connections of which a side was told nothing yet, and when it will be.
    let mut silent: Vec<(Instant, usize)> = Vec::new();
    while Instant::now() < end {
        let pause = Duration::from_millis(random.below(PACE.as_millis() as u64));
        sleep_until((Instant::now() + pause).min(end)).await;
        let (name, fault) = *random.pick(&FAULTS);
        let choice = usize::try_from(random.below(1 << 16)).expect("a small number");
        if random.below(50) == 0 {
            // A network that is gone for all.
            *counts.entry("cut of all").or_default() += proxy.strike(Fault::Cut);
        } else if let Some(number) = proxy.strike_one(choice, fault) {
            *counts.entry(name).or_default() += 1;
            if matches!(fault, Fault::HalfOpen | Fault::Swallow | Fault::Stall) {
                let silence = Duration::from_millis(random.below(SILENCE.as_millis() as u64));
                silent.push((Instant::now() + silence, number));
            }
        }
        silent.retain(|(due, number)| {
            let goes_on = *due > Instant::now();
            if !goes_on {
                proxy.strike_again(*number, Fault::Reset);
            }
            goes_on
        });
    }
    for (_, number) in silent {
        proxy.strike_again(number, Fault::Reset);
    }
    // What is slow by now need not stay so.
    sleep(Duration::ZERO).await;
    proxy.strike(Fault::Cut);
    counts
}
