//! Keys that are generated where a node is saved.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};

use graph_orm::prelude::*;
use graph_orm::repository::Upserted;
use uuid::Uuid;

use crate::mapped;

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperDevice")]
struct Device {
    #[graph(key, generated)]
    id: Uuid,
    name: String,
    #[graph(version)]
    version: i64,
}

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperTicket")]
struct Ticket {
    #[graph(key, generated = next_number)]
    number: i64,
    text: String,
}

#[derive(Node, Debug, Clone, PartialEq)]
enum Thing {
    Device(Device),
    Ticket(Ticket),
}

fn next_number() -> i64 {
    static LAST: AtomicI64 = AtomicI64::new(100);
    LAST.fetch_add(1, Ordering::Relaxed)
}

fn device(name: &str) -> Device {
    Device { id: Uuid::nil(), name: name.to_owned(), version: 0 }
}

fn ticket(number: i64) -> Ticket {
    Ticket { number, text: "x".to_owned() }
}

#[tokio::test]
async fn a_node_without_a_key_gets_one_and_keeps_it() {
    mapped(async |db| {
        let (driver, devices) = (db.driver(), Repository::<Device>::new());
        let first = devices.save(driver, &device("a")).await?;
        assert_eq!(first.id.get_version_num(), 7);
        let second = devices.insert(driver, &device("a")).await?;
        assert!(second.id > first.id, "later keys come later: {first:?}, {second:?}");
        let renamed = devices.save(driver, &Device { name: "b".to_owned(), ..first.clone() }).await?;
        assert_eq!((renamed.id, renamed.version), (first.id, 2));
        assert_eq!(devices.find(driver, &first.id).await?, Some(renamed));
        let own = Uuid::from_u128(7);
        assert_eq!(
            devices.insert(driver, &Device { id: own, ..device("c") }).await?.id,
            own,
            "a key is taken as it is"
        );
        assert_eq!(devices.count(driver).await?, 3);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_function_generates_keys_and_an_enum_has_those_of_its_types() {
    mapped(async |db| {
        let (driver, tickets) = (db.driver(), Repository::<Ticket>::new());
        let Upserted::Created(first) = tickets.upsert(&mut db.session(), &ticket(0)).await? else {
            panic!("a new key is that of a new node")
        };
        assert!(first.number >= 100, "{first:?}");
        assert_eq!(tickets.upsert(driver, &first).await?, Upserted::Matched(first.clone()));
        assert_eq!(tickets.save_all(driver, &[ticket(0), ticket(0), ticket(7)]).await?.created, 3);
        let numbers: HashSet<i64> = tickets.all(driver).await?.iter().map(|ticket| ticket.number).collect();
        assert!(numbers.len() == 4 && numbers.contains(&7) && !numbers.contains(&0), "{numbers:?}");
        let Thing::Device(saved) = Repository::<Thing>::new().save(driver, &Thing::Device(device("a"))).await? else {
            panic!("a device stays one")
        };
        assert!(!saved.id.is_nil());
        Ok(())
    })
    .await;
}
