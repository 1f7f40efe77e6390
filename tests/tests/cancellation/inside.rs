//! Futures that are dropped inside a session, a transaction or a stream that goes on.

use std::time::Duration;

use graph_core::{Driver, Error, RecordStream, RowRef};
use graph_tests::polls::{Drop, dropped_after};

use crate::matrix::{Line, Place, numbers_of_polls, within};

type Row = (i64, i64);

/// How many records a result has.
const RECORDS: i64 = 7;

fn rows(id: i64) -> Vec<Row> {
    (0..RECORDS).map(|place| (id, place)).collect()
}

/// How a record is asked for.
#[derive(Debug, Clone, Copy)]
enum Reading {
    Next,
    Peek,
    NextRow,
}

/// Reads on and on, giving up each wait after so many polls, and counts how often.
async fn read(
    stream: &mut RecordStream<'_, Row>,
    reading: Reading,
    polls: usize,
    when: Drop,
) -> Result<(Vec<Row>, usize), Error> {
    let (mut read, mut dropped) = (Vec::new(), 0);
    loop {
        let next = match reading {
            Reading::Next => dropped_after(polls, when, stream.try_next()).await,
            Reading::Peek => match dropped_after(polls, when, stream.peek()).await {
                Some(Ok(Some(peeked))) => {
                    assert_eq!(stream.try_next().await?, Some(peeked));
                    Some(Ok(Some(peeked)))
                }
                other => other,
            },
            Reading::NextRow => {
                let row = async { stream.next_row().await?.map(RowRef::to::<Row>).transpose() };
                dropped_after(polls, when, row).await
            }
        };
        match next {
            None => {
                dropped += 1;
                // Until something more has come.
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            Some(Ok(Some(row))) => read.push(row),
            Some(Ok(None)) => return Ok((read, dropped)),
            Some(Err(error)) => return Err(error),
        }
    }
}

/// A wait that is given up for a record leaves the record to the next wait.
pub(crate) async fn no_record_is_lost(line: Line, when: Drop) {
    let place = Place::open(line).await;
    let driver = place.driver("bolt");
    let mut dropped = 0;
    for (id, polls) in (1..).zip([1, 2, 3, 5]) {
        for reading in [Reading::Next, Reading::Peek, Reading::NextRow] {
            let context = format!("{line:?}, {reading:?}, given up {when:?} after {polls} polls");
            let mut session = driver.session().fetch_size(2).open();
            let own = session.query::<Row>("READ").param("id", id).param("count", RECORDS);
            let mut stream = own.stream().await.expect("it streams");
            let (got, times) = within(&context, read(&mut stream, reading, polls, when)).await.expect("it reads");
            assert_eq!(got, rows(id), "{context}");
            dropped += times;
            drop(stream);

            let tx = session.begin().await.expect("it begins");
            let stream = |id: i64| tx.query::<Row>("READ").param("id", id).param("count", RECORDS).stream();
            let (mut first, mut second) = tokio::try_join!(stream(id), stream(-id)).expect("both stream");
            for (stream, id) in [(&mut second, -id), (&mut first, id)] {
                let (got, times) = within(&context, read(stream, reading, polls, when)).await.expect("it reads");
                assert_eq!(got, rows(id), "{context}, in a transaction");
                dropped += times;
            }
            drop((first, second));
            tx.commit().await.expect("it commits");
        }
    }
    println!("{line:?}, {when:?}: {dropped} waits for a record were given up, and no record was lost");
    assert!(dropped > 0, "{line:?}: nothing was given up");
    assert_eq!(place.books.breaches(), [""; 0]);
}

/// A query that is given up leaves its answers to nobody.
pub(crate) async fn the_next_query_gets_its_own_answer(line: Line, when: Drop) {
    let place = Place::open(line).await;
    let driver = place.driver("bolt");
    let padding = "x".repeat(if line == Line::Sipping { 8 * 1024 * 1024 } else { 0 });
    let of_session = beside_a_session(&place, &driver, &padding, when).await.expect("the session goes on");
    let of_transaction = beside_a_transaction(&place, &driver, &padding, when).await.expect("the transaction goes on");
    println!("{line:?}, {when:?}: {of_session} points in a session, {of_transaction} in a transaction");
    within("afterwards", place.books.settled()).await;
    assert_eq!(place.books.breaches(), [""; 0]);
}

async fn beside_a_session(place: &Place, driver: &Driver, padding: &str, when: Drop) -> Result<usize, Error> {
    let mut session = driver.session().fetch_size(2).open();
    let mut points = 0;
    for polls in numbers_of_polls() {
        let id = i64::try_from(polls).expect("few polls");
        let query = session.query::<Row>("READ").param("id", -id).param("count", RECORDS).param("padding", padding);
        let given_up = async { query.stream().await?.all().await };
        let context = format!("{polls} polls");
        let outcome = within(&context, dropped_after(polls, when, given_up)).await.transpose()?;
        let next = session.query::<Row>("READ").param("id", id).param("count", RECORDS);
        let next = within(&context, next.into_future()).await?;
        assert_eq!(next.records, rows(id), "after {context}");
        within(&context, place.books.settled()).await;
        points += 1;
        if let Some(read) = outcome {
            assert_eq!(read, rows(-id));
            return Ok(points);
        }
    }
    unreachable!("a query ends")
}

async fn beside_a_transaction(place: &Place, driver: &Driver, padding: &str, when: Drop) -> Result<usize, Error> {
    let mut session = driver.session().fetch_size(2).open();
    let tx = session.begin().await?;
    let mut points = 0;
    for polls in numbers_of_polls() {
        let id = i64::try_from(polls).expect("few polls");
        let query = |id: i64| tx.query::<Row>("READ").param("id", id).param("count", RECORDS).param("padding", padding);
        let context = format!("{polls} polls");
        let whole = within(&context, dropped_after(polls, when, query(-id).all())).await.transpose()?;
        let streamed = async { query(-id).stream().await?.all().await };
        let streamed = within(&context, dropped_after(polls, when, streamed)).await.transpose()?;
        let next = within(&context, query(id).all()).await?;
        assert_eq!(next, rows(id), "after {context}");
        points += 2;
        if let (Some(whole), Some(streamed)) = (whole, streamed) {
            assert_eq!((whole, streamed), (rows(-id), rows(-id)));
            break;
        }
    }
    within("a write", tx.query::<i64>("WRITE").param("id", 1).one()).await?;
    within("the commit", tx.commit()).await?;
    assert_eq!(place.books.times(1), 1, "the transaction went on");
    Ok(points)
}
