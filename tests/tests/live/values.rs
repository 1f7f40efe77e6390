//! Every type of value, sent as a parameter and received in a result.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt::Debug;

use bytes::Bytes;
use graph_core::bolt::Version;
use graph_core::mapping::{FromRecord, ToValue};
use graph_core::value::{
    Date, DateTime, Duration, LocalDateTime, LocalTime, Node, Path, Point, Relationship, Time, Uuid, Value, Vector,
};
use graph_core::{Error, ErrorKind, Record};
use graph_tests::{Database, live, requires, requires_version};

/// Sends a value and receives it as a type of its own and as a dynamic value.
async fn echo<T>(db: &Database, value: T) -> Result<(), Error>
where
    T: ToValue + Clone + Into<Value> + PartialEq + Debug + for<'r> FromRecord<'r> + Send + 'static,
{
    let text = "RETURN $x AS x";
    assert_eq!(db.query::<T>(text).param("x", value.clone()).read().one().await?, value);
    let dynamic: Value = value.into();
    assert_eq!(db.query::<Value>(text).param("x", dynamic.clone()).read().one().await?, dynamic);
    Ok(())
}

/// Echoes a value, and compares it with what the server makes of a literal: both sides mean the same by it.
async fn same<T>(db: &Database, value: T, literal: &str) -> Result<(), Error>
where
    T: ToValue + Clone + Into<Value> + PartialEq + Debug + for<'r> FromRecord<'r> + Send + 'static,
{
    echo(db, value.clone()).await?;
    let text = format!("RETURN {literal} AS x, {literal} = $x AS same");
    let (read, equal): (Value, Option<bool>) = db.query(&text).param("x", value.clone()).read().one().await?;
    assert_eq!(read, value.into(), "{literal}");
    assert_eq!(equal, Some(true), "{literal}");
    Ok(())
}

#[tokio::test]
async fn null_and_booleans() {
    live(async |db| {
        assert_eq!(db.query::<Value>("RETURN $x AS x").param("x", Value::Null).one().await?, Value::Null);
        assert_eq!(db.query::<Option<i64>>("RETURN $x AS x").param("x", None::<i64>).one().await?, None);
        same(&db, true, "true").await?;
        same(&db, false, "false").await
    })
    .await;
}

#[tokio::test]
async fn integers_of_every_width() {
    live(async |db| {
        for power in [0, 4, 7, 8, 15, 16, 31, 32, 62] {
            for number in [1_i64 << power, (1 << power) - 1, -(1 << power), -(1 << power) - 1] {
                same(&db, number, &number.to_string()).await?;
            }
        }
        echo(&db, i64::MAX).await?;
        echo(&db, i64::MIN).await
    })
    .await;
}

#[tokio::test]
async fn an_unsigned_number_above_the_largest_integer_is_refused_before_it_is_sent() {
    live(async |db| {
        let error = db.query::<i64>("RETURN $x AS x").param("x", u64::MAX).one().await.expect_err("too large");
        assert_eq!(error.kind(), &ErrorKind::Encode);
        let cause = error.source().expect("an encode error has a cause").to_string();
        assert_eq!(cause, "parameter `x`: the u64 is above i64::MAX, the largest integer of the database");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn floats() {
    live(async |db| {
        same(&db, 1.5, "1.5").await?;
        same(&db, -0.1, "-0.1").await?;
        for number in [f64::MAX, f64::MIN_POSITIVE, f64::EPSILON, 0.0, f64::INFINITY, f64::NEG_INFINITY] {
            echo(&db, number).await?;
        }
        let nan: f64 = db.query("RETURN $x AS x").param("x", f64::NAN).one().await?;
        assert!(nan.is_nan());
        let zero: f64 = db.query("RETURN $x AS x").param("x", -0.0).one().await?;
        assert!(zero == 0.0 && zero.is_sign_negative());
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn strings_of_every_header_size_and_script() {
    live(async |db| {
        same(&db, "ünïcödé 日本語 🦀 \u{0} '\"\\\n".to_owned(), "'ünïcödé 日本語 🦀 \\u0000 \\'\"\\\\\\n'").await?;
        for length in [0, 1, 15, 16, 255, 256, 65_535, 65_536, 1_000_000] {
            echo(&db, "é".repeat(length)).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn bytes_of_every_header_size() {
    live(async |db| {
        requires!(db, Bytes);
        for length in [0, 1, 255, 256, 65_535, 65_536, 200_000] {
            let bytes = Value::Bytes((0..=u8::MAX).cycle().take(length).collect());
            echo(&db, bytes).await?;
        }
        let bytes = Bytes::from_static(&[0, 255]);
        assert_eq!(db.query::<Bytes>("RETURN $x AS x").param("x", bytes.clone()).one().await?, bytes);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn lists_and_maps_nested_and_long() {
    live(async |db| {
        same(&db, vec![1_i64, 2, 3], "[1, 2, 3]").await?;
        same(&db, vec![vec!["a".to_owned()], vec![]], "[['a'], []]").await?;
        for length in [0, 15, 16, 255, 256, 65_535, 65_536] {
            echo(&db, (0..length).collect::<Vec<i64>>()).await?;
        }
        let mixed = Value::from(vec![Value::Null, 1.into(), "a".into(), true.into(), 1.5.into()]);
        let map = Value::from(BTreeMap::from([("a", mixed), ("b c", Value::from(vec![1_i64]))]));
        echo(&db, map).await?;
        let wide: BTreeMap<String, i64> = (0..300).map(|key| (format!("key{key}"), key)).collect();
        echo(&db, Value::from(wide)).await
    })
    .await;
}

#[tokio::test]
async fn deep_lists() {
    live(async |db| {
        let mut value = Value::from(1);
        for _ in 0..60 {
            value = Value::List(vec![value]);
        }
        echo(&db, value).await
    })
    .await;
}

#[tokio::test]
async fn dates() {
    live(async |db| {
        let date = |year, month, day| Date::new(year, month, day).expect("a day");
        same(&db, date(2024, 2, 29), "date('2024-02-29')").await?;
        same(&db, date(1, 1, 1), "date('0001-01-01')").await?;
        same(&db, date(9999, 12, 31), "date('9999-12-31')").await?;
        same(&db, date(1969, 12, 31), "date('1969-12-31')").await
    })
    .await;
}

#[tokio::test]
async fn times() {
    live(async |db| {
        let local = LocalTime::new(23, 59, 59, 999_999_999).expect("a time");
        same(&db, local, "localtime('23:59:59.999999999')").await?;
        same(&db, LocalTime::new(0, 0, 0, 0).expect("midnight"), "localtime('00:00')").await?;
        let time = |local, offset| Time::new(local, offset).expect("a time");
        same(&db, time(local, 0), "time('23:59:59.999999999Z')").await?;
        same(&db, time(local, 19_800), "time('23:59:59.999999999+05:30')").await?;
        same(&db, time(local, -3600), "time('23:59:59.999999999-01:00')").await
    })
    .await;
}

#[tokio::test]
async fn local_date_times() {
    live(async |db| {
        for (text, day) in [("2024-02-29", (2024, 2, 29)), ("1900-01-01", (1900, 1, 1))] {
            let date = Date::new(day.0, day.1, day.2).expect("a day");
            let local = LocalDateTime::new(date, LocalTime::new(12, 30, 15, 1).expect("a time"));
            same(&db, local, &format!("localdatetime('{text}T12:30:15.000000001')")).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn date_times_with_an_offset() {
    live(async |db| {
        for (text, year) in [("2024-06-01", 2024), ("1950-06-01", 1950)] {
            let date = Date::new(year, 6, 1).expect("a day");
            let local = LocalDateTime::new(date, LocalTime::new(12, 0, 0, 5).expect("a time"));
            for (offset, seconds) in [("Z", 0), ("+02:00", 7200), ("-09:30", -34_200)] {
                let value = DateTime::new(local, seconds).expect("a date-time");
                same(&db, value, &format!("datetime('{text}T12:00:00.000000005{offset}')")).await?;
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn date_times_in_a_zone() {
    live(async |db| {
        for (zone, month) in
            [("Europe/Stockholm", 1), ("Europe/Stockholm", 7), ("America/New_York", 7), ("Asia/Kolkata", 3)]
        {
            let date = Date::new(2024, month, 1).expect("a day");
            let local = LocalDateTime::new(date, LocalTime::new(12, 0, 0, 0).expect("a time"));
            let value = DateTime::in_zone(local, zone).expect("a zone");
            same(&db, value, &format!("datetime('2024-{month:02}-01T12:00:00[{zone}]')")).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn durations() {
    live(async |db| {
        let duration =
            |months, days, seconds, nanoseconds| Duration::new(months, days, seconds, nanoseconds).expect("a duration");
        same(&db, duration(14, 3, 14_706, 7), "duration('P1Y2M3DT4H5M6.000000007S')").await?;
        same(&db, duration(0, 0, 0, 0), "duration('PT0S')").await?;
        same(&db, duration(-1, -2, -3, 0), "duration('P-1M-2DT-3S')").await?;
        echo(&db, duration(0, 0, -1, 500_000_000)).await
    })
    .await;
}

#[tokio::test]
async fn points_of_all_four_systems() {
    live(async |db| {
        requires!(db, Points);
        same(&db, Point::cartesian(1.5, -2.0), "point({x: 1.5, y: -2.0})").await?;
        same(&db, Point::cartesian_3d(1.0, 2.0, 3.0), "point({x: 1.0, y: 2.0, z: 3.0})").await?;
        same(&db, Point::wgs84(18.07, 59.33), "point({longitude: 18.07, latitude: 59.33})").await?;
        let high = "point({longitude: 18.07, latitude: 59.33, height: 28.0})";
        same(&db, Point::wgs84_3d(18.07, 59.33, 28.0), high).await
    })
    .await;
}

#[tokio::test]
async fn nodes_relationships_and_paths() {
    live(async |db| {
        requires!(db, ElementIds);
        db.query::<()>("CREATE (:Mine:Extra {name: 'Ann', tags: ['x']})-[:KNOWS {since: 2000}]->(:Mine)").await?;
        let text = "MATCH p = (a:Mine:Extra)-[r:KNOWS]->(b:Mine) RETURN a, r, b, p";
        let (a, r, b, path): (Node, Relationship, Node, Path) = db.query(text).one().await?;
        assert!(a.has_label(db.label()) && a.has_label("Extra") && a.labels().len() == 2);
        assert_eq!(a.property("name"), Some(&"Ann".into()));
        assert_eq!(a.property("tags"), Some(&Value::from(vec!["x"])));
        assert_eq!((r.type_name(), r.property("since")), ("KNOWS", Some(&2000.into())));
        assert_eq!((r.start_element_id(), r.end_element_id()), (a.element_id(), b.element_id()));
        assert_eq!((path.len(), path.start(), path.end()), (1, &a, &b));
        assert_eq!(path.relationships().next().map(Relationship::element_id), Some(r.element_id()));

        let back = "MATCH p = (:Mine:Extra)-[:KNOWS]->(b) MATCH q = (b)<-[r]-() RETURN q, [r] AS list, {r: r} AS map";
        let (reversed, list, map): (Path, Value, Value) = db.query(back).one().await?;
        assert!(reversed.hops().all(|hop| hop.is_reversed() && hop.relationship() == &r));
        assert_eq!(list, Value::List(vec![Value::Relationship(Box::new(r.clone()))]));
        assert_eq!(map.as_map().and_then(|map| map.get("r")), Some(&Value::Relationship(Box::new(r))));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_result_is_one_graph_of_its_nodes_and_relationships() {
    live(async |db| {
        requires!(db, ElementIds);
        db.query::<()>("CREATE (a:Mine:Hub)-[:R]->(:Mine), (a)-[:R]->(:Mine)").await?;
        let text = "MATCH p = (a:Mine:Hub)-[r:R]->(b:Mine) RETURN a, p, [b] AS list, r";
        let result = db.query::<Record>(text).await?;
        assert_eq!(result.len(), 2);
        let graph = result.to_graph()?;
        assert_eq!((graph.nodes().len(), graph.relationships().len()), (3, 2));
        let hub = graph.nodes().iter().find(|node| node.has_label("Hub")).expect("it is there");
        for relationship in graph.relationships() {
            assert_eq!(relationship.start_element_id(), hub.element_id());
            assert!(graph.node(relationship.end_element_id()).is_some());
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_element_id_finds_its_node_again() {
    live(async |db| {
        requires!(db, ElementIds);
        requires_version!(db, 5, 0, "elementId()");
        let node: Node = db.query("CREATE (n:Mine {name: 'Ann'}) RETURN n").one().await?;
        let text = "MATCH (n:Mine) WHERE elementId(n) = $id RETURN n";
        assert_eq!(db.query::<Node>(text).param("id", node.element_id()).one().await?, node);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_node_is_no_parameter() {
    live(async |db| {
        let node: Value = db.query("CREATE (n:Mine) RETURN n").one().await?;
        let error = db.query::<Record>("RETURN $n").param("n", node).await.expect_err("nodes cannot be sent");
        assert_eq!(error.kind(), &ErrorKind::Encode);
        let cause = error.source().expect("an encode error has a cause").to_string();
        assert_eq!(cause, "parameter `n`: a NODE cannot be a parameter");
        Ok(())
    })
    .await;
}

/// The protocol of the driver's connections.
async fn protocol(db: &Database) -> Result<Version, Error> {
    Ok(db.driver().server_info().await?.protocol())
}

#[tokio::test]
async fn vectors_of_every_element_type() {
    live(async |db| {
        let vectors = [
            Vector::from(vec![1_i8, -1, i8::MIN]),
            Vector::from(vec![1_i16, -1, i16::MIN]),
            Vector::from(vec![1_i32, -1, i32::MIN]),
            Vector::from(vec![1_i64, -1, i64::MIN]),
            Vector::from(vec![1.5_f32, -0.25, f32::MAX]),
            Vector::from(vec![1.5_f64, -0.25, f64::MAX]),
        ];
        if protocol(&db).await? < Version::new(6, 0) {
            let outcome = db.query::<Value>("RETURN $x AS x").param("x", vectors[0].clone()).one().await;
            let cause = outcome.expect_err("no vectors").source().map(ToString::to_string);
            let cause = cause.expect("an encode error has a cause");
            assert_eq!(
                cause,
                "parameter `x`: a VECTOR can be sent from Bolt 6.0 on; this server speaks an older version"
            );
            return Ok(());
        }
        for vector in vectors {
            echo(&db, vector).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn uuids() {
    live(async |db| {
        let uuid = "8a2b1c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d".parse::<Uuid>().expect("a UUID");
        if protocol(&db).await? < Version::new(6, 1) {
            println!("Bolt 6.1 has UUIDs, this server is older");
            return Ok(());
        }
        echo(&db, uuid).await
    })
    .await;
}
