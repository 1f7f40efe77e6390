//! Does the server under test answer the queries of the corpus as Neo4j 5.26 does?
//!
//! `tests/corpus` has the queries and Neo4j's answers, and the tables of what the embedded server and other versions of
//! Neo4j answer otherwise. The whole way is tested: Bolt, decoding, counters and error codes.

mod answer;
mod files;

use std::fmt::Write as _;
use std::time::Duration;

use graph_core::value::{Map, Value};
use graph_core::{Driver, Error, Session, Statement};
use graph_tests::Database;

use files::{Corpus, Entry};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_answers_the_corpus_as_the_tables_say() {
    // Hundreds of queries, each of which a real server plans anew.
    graph_tests::live_within(Duration::from_secs(600), async |database: Database| {
        graph_tests::requires_version!(database, 5, 0, "the answers are those of Neo4j 5 and later");
        let corpus = Corpus::read();
        assert!(corpus.entries.len() >= 150, "{} queries", corpus.entries.len());
        let server = Server::of(&database).await?;
        let known = corpus.differences(&server.version);
        let mut wrong = String::new();
        for entry in &corpus.entries {
            let answer = server.answer(entry, &corpus).await?;
            let recorded = corpus.recorded(entry);
            let expected = known.get(&entry.name).map_or_else(|| recorded.clone(), Clone::clone);
            if answer != expected || (known.contains_key(&entry.name) && answer == recorded) {
                let _ = write!(
                    wrong,
                    "\n=== {}\n{}  here:     {answer}\n  expected: {expected}\n  recorded: {recorded}\n",
                    entry.name, entry.query
                );
            }
        }
        server.clear(true).await?;
        assert!(wrong.is_empty(), "{wrong}");
        println!("{} queries, {} of them known to differ", corpus.entries.len(), known.len());
        Ok(())
    })
    .await;
}

/// The server under test, emptied before each query.
struct Server {
    driver: Driver,
    database: Option<String>,
    /// `embedded`, or the version of Neo4j; names the table of what it answers otherwise.
    version: String,
}

impl Server {
    /// Takes the server under test, which must be empty: the corpus clears it again and again.
    async fn of(database: &Database) -> Result<Self, Error> {
        let driver = database.driver().clone();
        let version = if database.is_embedded() {
            "embedded".to_owned()
        } else {
            let agent = driver.server_info().await?.agent().to_owned();
            let full = agent.trim_start_matches("Neo4j/").to_owned();
            full.split('.').take(2).collect::<Vec<_>>().join(".")
        };
        let server = Self { driver, database: database.database_name().map(str::to_owned), version };
        let nodes: i64 = server.session().query::<i64>("MATCH (n) RETURN count(n)").await?.one()?;
        assert_eq!(nodes, 0, "the corpus empties its database, so it refuses one that has {nodes} nodes");
        Ok(server)
    }

    fn session(&self) -> Session {
        let builder = self.driver.session();
        match &self.database {
            Some(name) => builder.database(name).open(),
            None => builder.open(),
        }
    }

    /// Removes all nodes, and constraints and indexes where there may be some.
    async fn clear(&self, schema: bool) -> Result<(), Error> {
        let mut session = self.session();
        session.run("MATCH (n) DETACH DELETE n").await?;
        if !schema {
            return Ok(());
        }
        for (kind, show) in [("CONSTRAINT", "SHOW CONSTRAINTS"), ("INDEX", "SHOW INDEXES")] {
            for row in session.run(show).await?.records {
                let (name, kind_of): (String, String) = (row.get("name")?, row.get("type")?);
                if kind_of != "LOOKUP" {
                    session.run(Statement::dynamic(format!("DROP {kind} `{name}` IF EXISTS"))).await?;
                }
            }
        }
        Ok(())
    }

    /// Runs a query on a graph of its own and returns its answer in the corpus' form.
    async fn answer(&self, entry: &Entry, corpus: &Corpus) -> Result<String, Error> {
        self.clear(entry.touches_schema()).await?;
        let mut session = self.session();
        for query in corpus.graph(entry).into_iter().chain(entry.setup.iter().map(String::as_str)) {
            session.run(Statement::dynamic(query)).await?;
        }
        let parameters = match &entry.parameters {
            Some(map) => {
                let text = Statement::dynamic(format!("RETURN {map} AS parameters"));
                session.query::<Value>(text).await?.one()?.as_map().cloned().unwrap_or_default()
            }
            None => Map::new(),
        };
        let outcome = session.run(Statement::dynamic(entry.query.as_str())).params(parameters).await;
        let answer = answer::lines(&outcome, entry.is_ordered());
        if entry.touches_schema() {
            self.clear(true).await?;
        }
        Ok(answer.join("; "))
    }
}
