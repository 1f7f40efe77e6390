//! The mapper beside queries by hand, over the same driver on a real server: how long many writes and single reads take.
//!
//!     scripts/neo4j with 5.26.28 -- cargo run --release --manifest-path benches/Cargo.toml --bin mapper
//!
//! Each round writes all by hand and then all by the mapper, the other way round in every second one; reads take turns in
//! short stretches. The table has the medians and how the mapper's compares.

use std::env;
use std::error::Error;
use std::time::{Duration, Instant};

use graph_orm::prelude::*;
use graph_orm::query::Relation;
use graph_orm::schema;

const NODES: usize = 100_000;
const RELATIONSHIPS: usize = 200_000;
const BATCH: usize = 1000;
const ROUNDS: usize = 3;
/// Stretches of reads, and how many each has.
const STRETCHES: usize = 40;
const READS: usize = 250;

#[derive(Node, Clone)]
#[graph(label = "BenchPerson")]
struct Person {
    #[graph(key)]
    id: i64,
    name: String,
    age: Option<u8>,
}

#[derive(Relationship, Clone)]
#[graph(type = "BENCH_KNOWS", from = Person, to = Person)]
struct Knows {
    since: i64,
    well: bool,
}

impl Person {
    const FRIENDS: Relation<Self, Knows, Self> = Relation::out();
}

/// What a row of relationships has by hand.
#[derive(ToValue)]
struct Friendship {
    from: i64,
    to: i64,
    properties: Knows,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    ByHand,
    Mapper,
}

struct World {
    people: Vec<Person>,
    friendships: Vec<Friendship>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let [uri, user, password] = ["NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD"].map(env::var);
    let driver = Driver::builder(&uri?).auth(AuthToken::basic(user?, password?)).build()?;
    clear(&driver).await?;
    schema![Person].apply(&driver).await?;
    let world = World::new();
    let mut times: [[Vec<Duration>; 2]; 3] = Default::default();
    for round in 0..ROUNDS {
        for way in turns(round) {
            clear(&driver).await?;
            let began = Instant::now();
            world.nodes(&driver, way).await?;
            times[0][way as usize].push(began.elapsed());
            let began = Instant::now();
            world.relationships(&driver, way).await?;
            times[1][way as usize].push(began.elapsed());
        }
    }
    for stretch in 0..STRETCHES {
        for way in turns(stretch) {
            let began = Instant::now();
            world.reads(&driver, way, stretch).await?;
            times[2][way as usize].push(began.elapsed());
        }
    }
    clear(&driver).await?;
    driver.execute_query::<()>("DROP CONSTRAINT bench_person_id_key IF EXISTS").await?;
    println!("{:<24} {:>12} {:>12} {:>8}", "", "by hand", "mapper", "ratio");
    for (title, times) in ["100,000 nodes", "200,000 relationships", "250 reads by key"].iter().zip(times) {
        let [by_hand, mapper] = times.map(median);
        let ratio = mapper.as_secs_f64() / by_hand.as_secs_f64();
        println!("{title:<24} {:>10} ms {:>10} ms {ratio:>8.2}", by_hand.as_millis(), mapper.as_millis());
    }
    driver.close().await;
    Ok(())
}

impl World {
    fn new() -> Self {
        let person = |id: i64| Person { id, name: format!("Person {id}"), age: u8::try_from(id % 120).ok() };
        let people: Vec<_> = (0i64..).map(person).take(NODES).collect();
        let nodes = people.len() as i64;
        let friendship = |number: i64| Friendship {
            from: number % nodes,
            to: (number * 7919 + 1) % nodes,
            properties: Knows { since: 1900 + number % 120, well: number % 2 == 0 },
        };
        Self { people, friendships: (0i64..).map(friendship).take(RELATIONSHIPS).collect() }
    }

    async fn nodes(&self, driver: &Driver, way: Way) -> Result<(), graph_orm::Error> {
        if way == Way::Mapper {
            return Repository::<Person>::new().save_all(driver, &self.people).batches_of(BATCH).await.map(drop);
        }
        for batch in self.people.chunks(BATCH) {
            let text = "UNWIND $rows AS row MERGE (n:BenchPerson {id: row.id}) SET n += row";
            driver.execute_query::<()>(text).param("rows", batch).await?;
        }
        Ok(())
    }

    async fn relationships(&self, driver: &Driver, way: Way) -> Result<(), graph_orm::Error> {
        for batch in self.friendships.chunks(BATCH) {
            if way == Way::Mapper {
                let rows = batch.iter().map(|friendship| (&friendship.from, &friendship.to, &friendship.properties));
                Person::FRIENDS.connect_all(driver, rows).await?;
            } else {
                let text = "UNWIND $rows AS row MATCH (a:BenchPerson {id: row.from}), (b:BenchPerson {id: row.to}) \
                            MERGE (a)-[r:BENCH_KNOWS]->(b) SET r += row.properties";
                driver.execute_query::<()>(text).param("rows", batch).await?;
            }
        }
        Ok(())
    }

    async fn reads(&self, driver: &Driver, way: Way, stretch: usize) -> Result<(), graph_orm::Error> {
        for person in self.people.iter().skip(stretch).step_by(NODES / READS) {
            let found: Option<Person> = if way == Way::Mapper {
                Repository::<Person>::new().find(driver, &person.id).await?
            } else {
                let text = "MATCH (n:BenchPerson {id: $id}) RETURN n";
                driver.execute_query(text).param("id", person.id).read().optional().await?
            };
            assert_eq!(found.map(|found| found.name).as_ref(), Some(&person.name));
        }
        Ok(())
    }
}

async fn clear(driver: &Driver) -> Result<(), graph_orm::Error> {
    let text = "MATCH (n:BenchPerson) WITH n LIMIT 10000 DETACH DELETE n RETURN count(n)";
    while driver.execute_query::<i64>(text).one().await? > 0 {}
    Ok(())
}

/// Who begins takes turns as well.
fn turns(round: usize) -> [Way; 2] {
    if round.is_multiple_of(2) { [Way::ByHand, Way::Mapper] } else { [Way::Mapper, Way::ByHand] }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
