//! What a driver counts of its connections, by itself and for the `metrics` facade.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_core::ErrorKind;
use graph_tests::script::Scenario;
use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};

/// Adds up what is told, by name.
#[derive(Debug, Clone, Default)]
struct Sums(Arc<Mutex<BTreeMap<String, f64>>>);

/// One name of it.
#[derive(Debug)]
struct Sum(Sums, String);

impl Sum {
    fn add(&self, value: f64) {
        *self.0.0.lock().expect("no panic").entry(self.1.clone()).or_default() += value;
    }
}

impl CounterFn for Sum {
    fn increment(&self, value: u64) {
        self.add(f64::from(u32::try_from(value).expect("few")));
    }
    fn absolute(&self, _: u64) {
        panic!("the driver counts up");
    }
}

impl HistogramFn for Sum {
    fn record(&self, value: f64) {
        self.add(value);
    }
}

impl Recorder for Sums {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::new(Sum(self.clone(), key.name().to_owned())))
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }
    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Arc::new(Sum(self.clone(), key.name().to_owned())))
    }
}

#[tokio::test(start_paused = true)]
async fn connections_and_the_time_to_get_one_are_counted() {
    let sums = Sums::default();
    let _recording = metrics::set_default_local_recorder(&sums);
    let scenario = Scenario::start(
        "
        auto HELLO RESET
        connection *
        C LOGON ..
        S WAIT 2s
        S SUCCESS {}
        C BEGIN ..
        S SUCCESS {}
        ",
    )
    .await;
    let driver = scenario.driver("bolt").max_pool_size(1).acquisition_timeout(Duration::from_secs(5));
    let driver = driver.build().expect("valid");
    assert!(driver.pool_metrics().is_empty(), "nothing happened yet");
    let (mut one, mut two) = (driver.session().open(), driver.session().open());
    let held = one.begin().await.expect("begun");
    let waits = async { two.begin().await.map(drop).expect_err("the pool is full") };
    let looks = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        driver.pool_metrics()
    };
    let (full, meanwhile) = tokio::join!(waits, looks);
    assert_eq!(full.kind(), &ErrorKind::AcquisitionTimeout);
    let [meanwhile] = meanwhile.as_slice() else { panic!("one server") };
    assert_eq!(meanwhile.address.to_string(), scenario.address("server"));
    assert_eq!((meanwhile.in_use, meanwhile.idle, meanwhile.waiting), (1, 0, 1));

    drop(held);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let [after] = driver.pool_metrics().try_into().expect("one server");
    assert_eq!((after.in_use, after.idle, after.waiting), (0, 1, 0));
    assert_eq!((after.created, after.closed, after.timed_out), (1, 0, 1));
    assert_eq!((after.slow_acquisitions, after.slow_acquisition_time), (1, Duration::from_secs(2)));
    driver.close().await;
    let [closed] = driver.pool_metrics().try_into().expect("one server");
    assert_eq!((closed.idle, closed.closed), (0, 1));

    let told = sums.0.lock().expect("no panic").clone();
    let expected = [
        ("graph.pool.acquisition.seconds", 2.0),
        ("graph.pool.acquisitions.timed_out", 1.0),
        ("graph.pool.connections.closed", 1.0),
        ("graph.pool.connections.created", 1.0),
    ];
    assert_eq!(told, expected.map(|(name, sum)| (name.to_owned(), sum)).into());
}
