//! Work that a driver does for an application on a server that keeps [books](crate::books), and what must come of it.

use std::time::Duration;

use graph_core::{AuthToken, Driver, Error, Query, Session};

use crate::books::Books;

/// A way of using a driver. Each is one unit of work: what it writes is there as a whole or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// `execute_query` of a read.
    OneCallRead,
    /// `execute_query` of a write.
    OneCallWrite,
    /// A query of a session, which commits by itself.
    AutoCommit,
    /// A result in several batches, read to its end.
    Stream,
    /// A result that is given up after its first record.
    ConsumedStream,
    /// A transaction function with queries one after another.
    Managed,
    /// A transaction function with queries side by side, and streams among them.
    Pipelined,
    /// A transaction that is committed by hand.
    ByHand,
    /// A transaction that is rolled back by hand.
    RolledBack,
    /// A transaction that is dropped while its query's result is open, and then another query.
    Abandoned,
    /// A transaction function whose second query is refused, and then another query.
    Refused,
    /// A query as another user, and one as the driver's own again.
    ReAuth,
}

/// Longer than a server of this machine takes to answer.
const SHORT: Duration = Duration::from_millis(10);

/// Numbers that no other piece of work on the same server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(i64);

/// How a piece of work ended, seen from both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// With the right answer, and its writes are there.
    Right,
    /// With an error that says that nothing was written, and nothing was.
    Failed,
    /// With an error that says that nobody knows; it was written.
    UnknownAndThere,
    /// With an error that says that nobody knows; nothing was written.
    UnknownAndNotThere,
}

/// What the server has of a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Nothing of it.
    Nothing,
    /// All that it writes, once.
    Everything,
}

impl Mark {
    /// Makes the mark of a piece of work, which are counted.
    pub const fn new(count: i64) -> Self {
        Self(count * 1000)
    }

    const fn id(self, place: i64) -> i64 {
        self.0 + place
    }
}

impl Work {
    /// Every way of using a driver.
    pub const ALL: [Self; 12] = [
        Self::OneCallRead,
        Self::OneCallWrite,
        Self::AutoCommit,
        Self::Stream,
        Self::ConsumedStream,
        Self::Managed,
        Self::Pipelined,
        Self::ByHand,
        Self::RolledBack,
        Self::Abandoned,
        Self::Refused,
        Self::ReAuth,
    ];

    /// Returns how many writes are there when the work ended well.
    const fn writes(self) -> i64 {
        match self {
            Self::OneCallRead
            | Self::Stream
            | Self::ConsumedStream
            | Self::RolledBack
            | Self::Abandoned
            | Self::Refused
            | Self::ReAuth => 0,
            Self::OneCallWrite | Self::AutoCommit => 1,
            Self::ByHand => 2,
            Self::Managed => 3,
            Self::Pipelined => 12,
        }
    }

    /// Does the work; `padding` goes along with its queries as one more parameter, and makes them as long as it is.
    ///
    /// # Errors
    /// The driver's.
    ///
    /// # Panics
    /// When an answer is not that to the work's own query.
    pub async fn run(self, driver: &Driver, mark: Mark, padding: &str) -> Result<(), Error> {
        let mut session = driver.session().fetch_size(2).open();
        match self {
            Self::OneCallRead => {
                let query = driver.execute_query::<(i64, i64)>("READ").param("id", mark.0).param("count", 3);
                assert_eq!(query.param("padding", padding).read().all().await?, rows(mark, 3));
                Ok(())
            }
            Self::OneCallWrite => {
                let query = driver.execute_query::<i64>("WRITE").param("id", mark.0).param("padding", padding);
                assert_eq!(query.one().await?, mark.0);
                Ok(())
            }
            Self::AutoCommit => {
                let query = session.query::<i64>("WRITE").param("id", mark.0).param("padding", padding);
                assert_eq!(query.await?.one()?, mark.0);
                Ok(())
            }
            Self::Stream => read_in_batches(&mut session, mark, padding).await,
            Self::ConsumedStream => {
                let query = session.query::<(i64, i64)>("READ").param("id", mark.0).param("count", 9);
                let mut stream = query.param("padding", padding).stream().await?;
                assert_eq!(stream.try_next().await?, Some((mark.0, 0)));
                stream.consume().await.map(drop)
            }
            Self::Managed => managed(&mut session, mark, padding).await,
            Self::Pipelined => pipelined(&mut session, mark, padding).await,
            Self::ByHand => {
                let tx = session.begin().await?;
                for place in 0..2 {
                    let id = mark.id(place);
                    let query = tx.query::<i64>("WRITE").param("id", id).param("padding", padding);
                    assert_eq!(query.one().await?, id);
                }
                tx.commit().await
            }
            Self::RolledBack => {
                let tx = session.begin().await?;
                tx.run("WRITE").param("id", mark.0).param("padding", padding).await?;
                tx.roll_back().await
            }
            Self::Abandoned => {
                let tx = session.begin().await?;
                tx.run("WRITE").param("id", mark.0).param("padding", padding).await?;
                let mut stream = tx.query::<(i64, i64)>("READ").param("id", mark.0).param("count", 9).stream().await?;
                assert_eq!(stream.try_next().await?, Some((mark.0, 0)));
                drop(stream);
                drop(tx);
                // Its connection is cleaned meanwhile, and used again.
                tokio::time::sleep(SHORT).await;
                read_in_batches(&mut session, mark, padding).await
            }
            Self::Refused => {
                let work = session.execute_write(async |tx| {
                    tx.run("WRITE").param("id", mark.0).param("padding", padding).await?;
                    tx.run("RETRUN").await.map(drop)
                });
                let refusal = work.await.expect_err("the server does not understand it");
                if refusal.code() != Some("Neo.ClientError.Statement.SyntaxError") {
                    return Err(refusal);
                }
                tokio::time::sleep(SHORT).await;
                read_in_batches(&mut session, mark, padding).await
            }
            Self::ReAuth => {
                let mut ann = driver.session().auth(AuthToken::basic("ann", "secret")).open();
                assert_eq!(who(&mut ann, padding).await?, "ann");
                assert_eq!(who(&mut session, padding).await?, "neo4j");
                Ok(())
            }
        }
    }

    /// Tells how the work ended, looking at the server's books.
    ///
    /// # Panics
    /// When something was lost, happened twice or in part, or happened though it was said not to.
    pub fn ending(self, outcome: Result<(), Error>, mark: Mark, books: &Books) -> Ending {
        let written = self.written(mark, books);
        match (outcome, written) {
            (Ok(()), Written::Everything) => Ending::Right,
            (Ok(()), Written::Nothing) if self.writes() == 0 => Ending::Right,
            (Err(error), Written::Everything) if error.may_have_committed() => Ending::UnknownAndThere,
            (Err(error), Written::Nothing) if error.may_have_committed() => Ending::UnknownAndNotThere,
            (Err(_), Written::Nothing) => Ending::Failed,
            (outcome, written) => panic!("{self:?} ended with {outcome:?}, and {written:?} is there"),
        }
    }

    /// Tells what of the work is there.
    ///
    /// # Panics
    /// When a part is there, or something twice.
    pub fn written(self, mark: Mark, books: &Books) -> Written {
        let times: Vec<usize> = (0..self.writes().max(1)).map(|place| books.times(mark.id(place))).collect();
        if times.iter().all(|it| *it == 0) {
            return Written::Nothing;
        }
        let expected = usize::from(self.writes() > 0);
        assert!(times.iter().all(|it| *it == expected), "{self:?}: its writes are there {times:?} times");
        Written::Everything
    }
}

fn rows(mark: Mark, count: i64) -> Vec<(i64, i64)> {
    (0..count).map(|place| (mark.0, place)).collect()
}

async fn read_in_batches(session: &mut Session, mark: Mark, padding: &str) -> Result<(), Error> {
    let query = session.query::<(i64, i64)>("READ").param("id", mark.0).param("count", 5);
    let mut stream = query.param("padding", padding).stream().await?;
    let mut read = Vec::new();
    while let Some(row) = stream.try_next().await? {
        read.push(row);
    }
    assert_eq!(read, rows(mark, 5));
    Ok(())
}

async fn managed(session: &mut Session, mark: Mark, padding: &str) -> Result<(), Error> {
    let work = session.execute_write(async |tx| {
        for place in 0..3 {
            let id = mark.id(place);
            assert_eq!(tx.query::<i64>("WRITE").param("id", id).param("padding", padding).one().await?, id);
        }
        Ok(())
    });
    work.await
}

async fn pipelined(session: &mut Session, mark: Mark, padding: &str) -> Result<(), Error> {
    let work = session.execute_write(async |tx| {
        let write = |place| {
            let id = mark.id(place);
            Query::new("WRITE").param("id", id).param("padding", padding)
        };
        let many = tx.run_many((0..9).map(write)).await?;
        for (place, result) in (0..9).zip(many) {
            assert_eq!(result.one()?.get::<i64>("id")?, mark.id(place));
        }
        let read = |count| tx.query::<(i64, i64)>("READ").param("id", mark.0).param("count", count).stream();
        let one = |place| tx.query::<i64>("WRITE").param("id", mark.id(place)).one();
        let (mut first, ten, mut second, eleven, twelve) =
            tokio::try_join!(read(3), one(9), read(5), one(10), one(11))?;
        assert_eq!([ten, eleven, twelve], [9, 10, 11].map(|place| mark.id(place)));
        let (first, second) = tokio::try_join!(first.all(), second.all())?;
        assert_eq!((first, second), (rows(mark, 3), rows(mark, 5)));
        Ok(())
    });
    work.await
}

async fn who(session: &mut Session, padding: &str) -> Result<String, Error> {
    session.query::<String>("WHO").param("padding", padding).await?.one()
}
