//! The kernels of the driver one by one: encoding, decoding, records to structs, and connections taken by many at once.
//!
//!     cargo bench --bench kernels
//!     cargo bench --bench kernels -- encode
//!
//! No socket is used but by `acquire`, which has the server that answers from memory.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use graph_benches::drivers::Target;
use graph_benches::fields::{MIXED_COLUMNS, integer, mixed, node};
use graph_benches::server;
use graph_benches::work::{Item, Mixed, MixedRef, ONE, Person, PersonRef, items};
use graph_core::bolt::Dialect;
use graph_core::mapping::{Decoder, Encoder, FromRecord, Keys, Plan, Row, ToValue};
use graph_core::value::Value;
use graph_core::{AuthToken, Driver};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

criterion_group!(kernels, encode, decode, record_to_struct, acquire);
criterion_main!(kernels);

fn encode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("encode");
    let items: Vec<Item> = items();
    let integers: Vec<i64> = (0..10_000).map(|n| n * n).collect();
    let Ok(value) = Decoder::new(&mixed(), Dialect::NEWEST).value() else { unreachable!("it is a list") };
    let mut one = |name: &str, count: usize, value: &dyn Fn(&mut Encoder<'_>)| {
        group.throughput(Throughput::Elements(count as u64));
        let mut buffer = Vec::new();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                buffer.clear();
                value(&mut Encoder::new(&mut buffer, Dialect::NEWEST));
                black_box(buffer.len())
            });
        });
    };
    one("10,000 structs as maps", items.len(), &|encoder| items.encode(encoder).expect("they fit"));
    one("10,000 integers", integers.len(), &|encoder| integers.encode(encoder).expect("they fit"));
    one("mixed values", 1, &|encoder| encoder.value(black_box(&value)).expect("they fit"));
}

fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    for (name, bytes) in [("integer", integer(1_000)), ("mixed", mixed()), ("node", node(true))] {
        group.bench_function(format!("{name}, to values"), |bencher| {
            bencher.iter(|| -> Value { Decoder::new(black_box(&bytes), Dialect::NEWEST).value().expect("a list") });
        });
        group.bench_function(format!("{name}, skipped"), |bencher| {
            bencher.iter(|| Decoder::new(black_box(&bytes), Dialect::NEWEST).skip().expect("a list"));
        });
    }
}

fn record_to_struct(criterion: &mut Criterion) {
    let (columns, single) = (Keys::from_names(MIXED_COLUMNS), Keys::from_names(["p"]));
    let (mixed, node) = (mixed(), node(true));
    read::<Mixed>(criterion, "mixed, owned", &mixed, &columns);
    read::<MixedRef<'_>>(criterion, "mixed, borrowed", &mixed, &columns);
    read::<Person>(criterion, "node, owned", &node, &single);
    read::<PersonRef<'_>>(criterion, "node, borrowed", &node, &single);
}

fn read<'r, T: FromRecord<'r>>(criterion: &mut Criterion, name: &str, fields: &'r [u8], keys: &'r Keys) {
    let plan = Plan::new(T::SHAPE, keys).expect("the columns are there");
    criterion.benchmark_group("record to struct").bench_function(name, |bencher| {
        bencher.iter(|| {
            let row = Row::new(black_box(fields), keys, Dialect::NEWEST).expect("a list");
            T::from_row(row, &plan).expect("it fits")
        });
    });
}

/// Reads of one call in many tasks at once, for which there are enough connections, or far too few.
fn acquire(criterion: &mut Criterion) {
    const TASKS: usize = 64;
    let server = server::start().expect("there is a free port").to_string();
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime starts");
    let mut group = criterion.benchmark_group("acquire");
    group.throughput(Throughput::Elements(1));
    for connections in [TASKS, 4, 1] {
        let driver = driver(&server, connections);
        group.bench_function(format!("{TASKS} tasks, {connections} connections"), |bencher| {
            bencher.iter_custom(|reads| timed(&runtime, &driver, TASKS, reads));
        });
    }
}

fn driver(server: &str, connections: usize) -> Driver {
    let target = Target::canned(server);
    let auth = AuthToken::basic(&target.user, &target.password);
    let builder = Driver::builder(&format!("bolt://{}", target.address)).auth(auth);
    builder.max_pool_size(connections).build().expect("the options are right")
}

/// Does as many reads, divided among the tasks.
fn timed(runtime: &Runtime, driver: &Driver, tasks: usize, reads: u64) -> Duration {
    runtime.block_on(async {
        let mut readers = JoinSet::new();
        let began = Instant::now();
        for task in 0..tasks as u64 {
            let (driver, own) = (driver.clone(), (reads + task) / tasks as u64);
            readers.spawn(async move {
                for _ in 0..own {
                    let one = driver.execute_query::<i64>(ONE).read().one().await;
                    black_box(one.expect("the server answers"));
                }
            });
        }
        readers.join_all().await;
        began.elapsed()
    })
}
