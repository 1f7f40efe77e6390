//! The work, done by `neo4j` with its defaults; it has no rows of structs, so the fields are taken one by one.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;

use neo4j::address::Address;
use neo4j::driver::auth::AuthToken;
use neo4j::driver::{ConnectionConfig, Driver, DriverConfig, Record, RoutingControl};
use neo4j::retry::ExponentialBackoff;
use neo4j::session::SessionConfig;
use neo4j::{ValueReceive, ValueSend, value_map};

use super::{Failure, Target, Worker, all};
use crate::work::{INTEGERS, Item, MIXED, Mixed, NODES, ONE, Person, Place, ROWS, SET, Work, items};

pub(super) fn connect(target: &Target) -> Result<Worker, Failure> {
    let (host, port) = target.address.rsplit_once(':').ok_or("an address has a port")?;
    let address = Address::from((host, port.parse::<u16>()?));
    let auth = AuthToken::new_basic_auth(&target.user, &target.password);
    let config = ConnectionConfig::new(address).with_routing(false);
    let driver = Driver::new(config, DriverConfig::new().with_auth(Arc::new(auth)));
    let database = Arc::new("neo4j".to_owned());
    let items = items();
    Ok(Box::new(move |work, count| {
        let found = match work {
            Work::Integer => stream(&driver, &database, INTEGERS, count, integer)?,
            Work::Mixed => stream(&driver, &database, MIXED, count, mixed)?,
            Work::Node => stream(&driver, &database, NODES, count, person)?,
            Work::Read => reads(&driver, &database, count)?,
            Work::Write => writes(&driver, &database, count)?,
            Work::Parameter => parameters(&driver, &database, count, &items)?,
            Work::MixedBorrowed | Work::NodeBorrowed => return Err("its rows do not borrow".into()),
        };
        all(found, count)
    }))
}

#[expect(clippy::result_large_err, reason = "the error of that driver is as large as it is")]
fn stream<T>(
    driver: &Driver,
    database: &Arc<String>,
    text: &str,
    count: u64,
    read: impl Fn(Record) -> Option<T>,
) -> Result<u64, Failure> {
    let mut session = driver.session(SessionConfig::new().with_database(Arc::clone(database)));
    let rows = i64::try_from(count)?;
    let found = session
        .auto_commit(text)
        .with_parameters(value_map!({"rows": rows}))
        .with_routing_control(RoutingControl::Read)
        .with_receiver(|stream| {
            let mut found = 0;
            for record in stream.by_ref() {
                found += u64::from(black_box(read(record?)).is_some());
            }
            Ok(found)
        })
        .run()?;
    Ok(found)
}

fn integer(mut record: Record) -> Option<i64> {
    record.take_value("n")?.try_into().ok()
}

fn mixed(mut record: Record) -> Option<Mixed> {
    let numbers = record.take_value("numbers")?.try_into_list().ok()?;
    let mut place = record.take_value("place")?.try_into_map().ok()?;
    Some(Mixed {
        id: record.take_value("id")?.try_into().ok()?,
        score: record.take_value("score")?.try_into().ok()?,
        name: record.take_value("name")?.try_into().ok()?,
        active: record.take_value("active")?.try_into().ok()?,
        numbers: numbers.into_iter().map(|number| number.try_into().ok()).collect::<Option<_>>()?,
        place: Place {
            city: place.remove("city")?.try_into().ok()?,
            x: place.remove("x")?.try_into().ok()?,
            y: place.remove("y")?.try_into().ok()?,
        },
        nothing: match record.take_value("nothing")? {
            ValueReceive::Null => None,
            value => Some(value.try_into().ok()?),
        },
    })
}

fn person(mut record: Record) -> Option<Person> {
    let node = record.take_value("p")?.try_into_node().ok()?;
    let mut properties = node.properties;
    Some(Person {
        id: node.element_id,
        email: properties.remove("email")?.try_into().ok()?,
        name: properties.remove("name")?.try_into().ok()?,
        age: properties.remove("age")?.try_into().ok()?,
        score: properties.remove("score")?.try_into().ok()?,
        active: properties.remove("active")?.try_into().ok()?,
        city: properties.remove("city")?.try_into().ok()?,
    })
}

fn reads(driver: &Driver, database: &Arc<String>, count: u64) -> Result<u64, Failure> {
    let mut found = 0;
    for _ in 0..count {
        let result = driver
            .execute_query(ONE)
            .with_database(Arc::clone(database))
            .with_routing_control(RoutingControl::Read)
            .run_with_retry(ExponentialBackoff::default())?;
        let n: i64 = result.into_scalar()?.try_into().map_err(|_| "no integer")?;
        found += u64::from(black_box(n) == 1);
    }
    Ok(found)
}

#[expect(clippy::result_large_err, reason = "the error of that driver is as large as it is")]
fn writes(driver: &Driver, database: &Arc<String>, count: u64) -> Result<u64, Failure> {
    let mut session = driver.session(SessionConfig::new().with_database(Arc::clone(database)));
    for x in 0..count {
        let x = i64::try_from(x)?;
        let n = session.transaction().run_with_retry(ExponentialBackoff::default(), |tx| {
            let mut n = x;
            for _ in 0..3 {
                let mut stream = tx.query(SET).with_parameters(value_map!({"x": n + 1})).run()?;
                n = stream.single().ok().and_then(Result::ok).and_then(integer).unwrap_or_default();
                stream.consume()?;
            }
            tx.commit()?;
            Ok(n)
        })?;
        black_box(n);
    }
    Ok(count)
}

fn parameters(driver: &Driver, database: &Arc<String>, count: u64, items: &[Item]) -> Result<u64, Failure> {
    for _ in 0..count {
        let rows: Vec<ValueSend> = items.iter().map(map).collect();
        let result = driver
            .execute_query(ROWS)
            .with_database(Arc::clone(database))
            .with_routing_control(RoutingControl::Read)
            .with_parameters(value_map!({"rows": rows}))
            .run_with_retry(ExponentialBackoff::default())?;
        let n: i64 = result.into_scalar()?.try_into().map_err(|_| "no integer")?;
        black_box(n);
    }
    Ok(count)
}

fn map(item: &Item) -> ValueSend {
    let entries = [
        ("id", ValueSend::Integer(item.id)),
        ("name", ValueSend::String(item.name.clone())),
        ("score", ValueSend::Float(item.score)),
    ];
    ValueSend::Map(HashMap::from(entries.map(|(name, value)| (name.to_owned(), value))))
}
