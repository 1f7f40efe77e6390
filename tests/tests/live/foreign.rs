//! Values of other crates through a server and back, as properties.

use chrono::{NaiveDate, TimeDelta};
use graph_core::mapping::{FromValue, ToValue};
use graph_core::{Error, ErrorKind};
use graph_tests::{Database, live, requires};
use jiff::{Timestamp, Zoned};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use time::OffsetDateTime;
use url::Url;
use uuid::Uuid;

/// Stores a value as a property and reads it.
async fn stored<T>(db: &Database, value: &T) -> Result<T, Error>
where
    T: ToValue + for<'r> FromValue<'r> + Send + 'static,
    (T,): for<'r> graph_core::mapping::FromRecord<'r>,
{
    let query = db.query("CREATE (n:Mine {value: $value}) RETURN n.value");
    let (value,): (T,) = query.param("value", value).one().await?;
    Ok(value)
}

macro_rules! survives {
    ($db:expr, $($value:expr),+ $(,)?) => {$(
        let value = $value;
        assert_eq!(stored($db, &value).await?, value);
    )+};
}

#[tokio::test]
async fn values_of_other_crates_survive_a_server() {
    live(async |db| {
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a date");
        survives!(
            &db,
            day,
            day.and_hms_nano_opt(23, 59, 59, 7).expect("a time"),
            day.and_hms_nano_opt(23, 59, 59, 7).expect("a time").and_utc(),
            TimeDelta::new(-2, 5).expect("a duration"),
            OffsetDateTime::from_unix_timestamp(1_700_000_000).expect("an instant"),
            Timestamp::new(1_700_000_000, 7).expect("an instant"),
            "0.10".parse::<Decimal>().expect("a number"),
            Uuid::from_u128(7),
            "https://example.org/?a=b".parse::<Url>().expect("a URL"),
            json!(["a", "b"]),
            json!(1.5),
        );
        let error = db.query::<Json>("RETURN 0.0 / 0.0").one().await.expect_err("JSON has no such number");
        assert_eq!(error.kind(), &ErrorKind::Decode);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn date_times_in_named_zones_survive_a_server() {
    live(async |db| {
        requires!(db, ZonedDateTimes);
        let zoned: Zoned = "2024-01-02T04:04:05.000000006+01:00[Europe/Paris]".parse().expect("a date-time");
        survives!(&db, zoned);
        Ok(())
    })
    .await;
}
