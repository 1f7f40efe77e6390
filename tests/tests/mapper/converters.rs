//! Properties that are stored as something else: by a converter, or as JSON.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use graph_orm::entity::Convert;
use graph_orm::prelude::*;
use graph_orm::query::Relation;

use crate::mapped;

/// Addresses as numbers.
struct AsNumber;

impl Convert<Ipv4Addr> for AsNumber {
    type Stored = i64;
    type Error = &'static str;

    fn to_stored(address: &Ipv4Addr) -> Result<i64, Self::Error> {
        if address.is_broadcast() { Err("nobody has that address") } else { Ok(i64::from(address.to_bits())) }
    }

    fn from_stored(number: i64) -> Result<Ipv4Addr, Self::Error> {
        u32::try_from(number).map(Ipv4Addr::from_bits).map_err(|_| "no address has that number")
    }
}

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperHost")]
struct Host {
    #[graph(key)]
    name: String,
    #[graph(with = AsNumber)]
    address: Ipv4Addr,
    #[graph(with = AsNumber)]
    gateway: Option<Ipv4Addr>,
    #[graph(with = AsNumber, default = Ipv4Addr::LOCALHOST)]
    resolver: Ipv4Addr,
    #[graph(json, rename = "openPorts")]
    ports: BTreeMap<String, Vec<u16>>,
    #[graph(json)]
    notes: Option<Vec<(String, bool)>>,
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(from = Host, to = Host)]
struct Route {
    #[graph(with = AsNumber)]
    network: Ipv4Addr,
    #[graph(json)]
    hops: Vec<u8>,
}

/// A row, read by the same converter.
#[derive(FromRecord, Debug, PartialEq)]
struct Addressed {
    name: String,
    #[graph(with = AsNumber)]
    address: Ipv4Addr,
}

impl Host {
    const ROUTES: Relation<Self, Route, Self> = Relation::out();
}

const HOSTS: Repository<Host> = Repository::new();

fn host(name: &str, last: u8) -> Host {
    Host {
        name: name.to_owned(),
        address: Ipv4Addr::new(0, 0, 1, last),
        gateway: None,
        resolver: Ipv4Addr::LOCALHOST,
        ports: BTreeMap::from([("tcp".to_owned(), vec![22, 80])]),
        notes: Some(vec![("new".to_owned(), true)]),
    }
}

#[tokio::test]
async fn a_converted_value_is_stored_as_what_its_converter_says() {
    mapped(async |db| {
        let driver = db.driver();
        let first = HOSTS.save(driver, &host("a", 1)).await?;
        assert_eq!(first, host("a", 1));
        let stored = "MATCH (n:MapperHost) RETURN n.address, n.gateway, n.openPorts, n.notes";
        let stored: (i64, Option<i64>, String, String) = db.query(stored).one().await?;
        assert_eq!(stored, (257, None, r#"{"tcp":[22,80]}"#.to_owned(), r#"[["new",true]]"#.to_owned()));

        let second = Host { gateway: Some(first.address), notes: None, ..host("b", 2) };
        HOSTS.save_all(driver, &[first.clone(), second.clone()]).await?;
        assert_eq!(HOSTS.find(driver, "b").await?.as_ref(), Some(&second));
        let above = Host::node().filter(Host::ADDRESS.gt(257).and(Host::PORTS.contains("80"))).all(driver).await?;
        assert_eq!(above, [second], "a query compares what is stored");
        HOSTS.patch("b").set(Host::ADDRESS, 7).unset(Host::GATEWAY).on(driver).await?;
        let rows = "MATCH (n:MapperHost {name: 'b'}) RETURN n.name AS name, n.address AS address";
        let row: Addressed = db.query(rows).one().await?;
        assert_eq!(row, Addressed { name: "b".to_owned(), address: Ipv4Addr::new(0, 0, 0, 7) });
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn relationships_are_converted_too() {
    mapped(async |db| {
        let driver = db.driver();
        HOSTS.save_all(driver, &[host("a", 1), host("b", 2)]).await?;
        let route = Route { network: Ipv4Addr::new(0, 0, 1, 0), hops: vec![1, 2] };
        Host::ROUTES.of("a").connect(driver, "b", &route).await?;
        let found = Host::ROUTES.of("a").all(driver).await?;
        assert_eq!(found.iter().map(|(route, end)| (route, &*end.name)).collect::<Vec<_>>(), [(&route, "b")]);
        let stored: (i64, String) = db.query("MATCH ()-[r:ROUTE]->() RETURN r.network, r.hops").one().await?;
        assert_eq!(stored, (256, "[1,2]".to_owned()));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_has_no_counterpart_is_told_with_its_property_and_without_the_value() {
    mapped(async |db| {
        let driver = db.driver();
        let nobody = HOSTS.save(driver, &Host { address: Ipv4Addr::BROADCAST, ..host("a", 1) }).await.unwrap_err();
        let told = format!("{nobody:?} {nobody}");
        assert!(told.contains("address") && told.contains("nobody has that address"), "{told}");
        assert!(!told.contains("255.255"), "{told}");
        assert_eq!(HOSTS.count(driver).await?, 0);

        db.query::<()>("CREATE (:MapperHost {name: 'a', address: -5, openPorts: '{}'})").await?;
        let negative = HOSTS.find(driver, "a").await.unwrap_err();
        let told = negative.decode().expect("a value does not fit").to_string();
        assert!(told.contains("`address`") && told.contains("no address has that number"), "{told}");
        for (json, reason) in [("{\"a\": \"secret\"}", "another type"), ("secret", "no JSON")] {
            let broken = "MATCH (n:MapperHost) SET n.address = 5, n.openPorts = $json";
            db.query::<()>(broken).param("json", json).await?;
            let error = HOSTS.find(driver, "a").await.unwrap_err();
            let told = format!("{error:?} {}", error.decode().expect("a value does not fit"));
            assert!(told.contains("openPorts") && told.contains(reason) && !told.contains("secret"), "{told}");
        }
        db.query::<()>("MATCH (n:MapperHost) SET n.openPorts = '{}'").await?;
        let least = HOSTS.find(driver, "a").await?.expect("it is there");
        assert_eq!((least.gateway, least.resolver, least.notes), (None, Ipv4Addr::LOCALHOST, None));
        Ok(())
    })
    .await;
}
