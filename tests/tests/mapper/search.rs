//! Searching by words and by vectors, with scores. The embedded server has neither index.

use graph_orm::prelude::*;
use graph_orm::schema;
use graph_orm::value::Point;
use graph_tests::{Database, live, requires, requires_version};

use crate::alone;

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperFilm", fulltext("title", "summary", name = "mapper_films"))]
struct Film {
    #[graph(key)]
    title: String,
    summary: String,
    #[graph(vector(dims = 2, similarity = "euclidean"))]
    mood: Option<Vec<f64>>,
}

#[derive(Node, Debug)]
#[graph(label = "MapperActor")]
struct Actor {
    #[graph(key)]
    name: String,
}

#[derive(Relationship, Debug)]
#[graph(type = "MAPPER_PLAYED_IN", from = Actor, to = Film)]
struct PlayedIn;

async fn remove(db: &Database) -> Result<(), Error> {
    db.query::<()>("MATCH (n) WHERE n:MapperFilm OR n:MapperActor DETACH DELETE n").await?;
    for rule in ["INDEX mapper_films", "INDEX mapper_film_mood_vector"] {
        db.query::<()>(&format!("DROP {rule} IF EXISTS")).await?;
    }
    for name in ["mapper_film_title_key", "mapper_actor_name_key"] {
        db.query::<()>(&format!("DROP CONSTRAINT {name} IF EXISTS")).await?;
    }
    Ok(())
}

async fn fill(db: &Database) -> Result<(), Error> {
    remove(db).await?;
    schema![Film].apply(db.driver()).await?;
    let text = "CREATE (a:MapperActor {name: 'Ann'}), (b:MapperActor {name: 'Bo'}), \
        (d:MapperFilm {title: 'Dreams', summary: 'Whoever dreams of a dream, dreams', mood: [0.0, 1.0]}), \
        (r:MapperFilm {title: 'Rain', summary: 'It rains on a summer night with one dream', mood: [1.0, 0.0]}), \
        (s:MapperFilm {title: 'Snow', summary: 'Nothing but weather', mood: [0.9, 0.2]}), \
        (:MapperFilm {title: 'Fog', summary: 'Nothing to see'}), \
        (a)-[:MAPPER_PLAYED_IN]->(d), (b)-[:MAPPER_PLAYED_IN]->(r), (a)-[:MAPPER_PLAYED_IN]->(s)";
    db.query::<()>(text).await.map(drop)
}

fn titles(found: &[(Film, f64)]) -> Vec<&str> {
    found.iter().map(|(film, _)| &*film.title).collect()
}

#[tokio::test]
async fn words_are_found_with_the_best_first() {
    live(async |db| {
        requires!(db, FullText);
        requires_version!(db, 5, 15, "vector indexes");
        let _alone = alone(&db).await;
        fill(&db).await?;
        let driver = db.driver();
        let found = Film::search("dream*").all(driver).await?;
        assert_eq!(titles(&found), ["Dreams", "Rain"]);
        assert!(found[0].1 >= found[1].1 && found[1].1 > 0.0, "{found:?}");
        assert_eq!(titles(&Film::search("dream* AND rains").all(driver).await?), ["Rain"]);
        assert_eq!(titles(&Film::search("dream*").filter(Film::TITLE.ne("Dreams")).all(driver).await?), ["Rain"]);
        let by_title = Film::search_in("mapper_films", "dream* weather").order_by(Film::TITLE.desc()).limit(2);
        assert_eq!(titles(&by_title.all(driver).await?), ["Snow", "Rain"]);
        assert_eq!(Film::search("dream*").count(driver).await?, 2);
        assert_eq!(Film::search("nowhere").first(driver).await?, None);

        let players = Film::search("dream* weather")
            .incoming::<PlayedIn>()
            .from::<Actor>()
            .order_by(Actor::NAME.asc())
            .select_with(|(film, score, _, actor)| (actor.get(Actor::NAME), film.get(Film::TITLE), score.score()))
            .all(driver)
            .await?;
        let pairs: Vec<_> = players.iter().map(|(actor, film, _)| (&**actor, &**film)).collect();
        assert_eq!(pairs.len(), 3);
        assert_eq!(pairs[2], ("Bo", "Rain"));

        let wrong = Film::search("dream AND (").all(driver).await.unwrap_err();
        assert!(wrong.code().is_some(), "the server says that this is no query: {wrong}");
        remove(&db).await
    })
    .await;
}

#[tokio::test]
async fn the_nearest_vectors_come_first_with_how_near_they_are() {
    live(async |db| {
        requires!(db, Vectors);
        requires_version!(db, 5, 15, "vector indexes");
        let _alone = alone(&db).await;
        fill(&db).await?;
        let driver = db.driver();
        let found = Film::nearest([1.0, 0.0], 2).all(driver).await?;
        assert_eq!(titles(&found), ["Rain", "Snow"]);
        assert!((found[0].1 - 1.0).abs() < 1e-3 && found[1].1 < found[0].1, "{found:?}");
        let close = Film::nearest([1.0, 0.0], 3).filter_with(|(_, score)| score.score().gt(0.9)).all(driver).await?;
        assert_eq!(titles(&close), ["Rain", "Snow"]);
        let mood: Vec<f64> = vec![0.0, 0.9];
        assert_eq!(titles(&Film::nearest_in("mapper_film_mood_vector", &mood, 1).all(driver).await?), ["Dreams"]);
        let wrong = Film::nearest([1.0, 0.0, 0.0], 2).all(driver).await.unwrap_err();
        assert!(wrong.code().is_some(), "the server says that the vector is too long: {wrong}");
        remove(&db).await
    })
    .await;
}

#[derive(Node, Debug)]
#[graph(label = "MapperPlace")]
struct Place {
    #[graph(key)]
    name: String,
    #[graph(point)]
    at: Option<Point>,
}

#[tokio::test]
async fn distances_are_measured_filtered_and_ordered_by() {
    live(async |db| {
        requires!(db, Points);
        let _alone = alone(&db).await;
        let driver = db.driver();
        db.query::<()>("MATCH (n:MapperPlace) DETACH DELETE n").await?;
        let places = Repository::<Place>::new();
        for (name, longitude, latitude) in [("Oslo", 10.75, 59.91), ("Bergen", 5.32, 60.39), ("Rome", 12.5, 41.9)] {
            places.save(driver, &Place { name: name.into(), at: Some(Point::wgs84(longitude, latitude)) }).await?;
        }
        places.save(driver, &Place { name: "Nowhere".into(), at: None }).await?;
        let oslo = Point::wgs84(10.75, 59.91);
        let near = Place::node().filter(Place::AT.distance_to(oslo).lt(500_000.0)).order_by(Place::NAME.asc());
        assert_eq!(near.select(Place::NAME).all(driver).await?, ["Bergen", "Oslo"]);
        let by_distance = Place::node().filter(Place::AT.is_not_null()).order_by(Place::AT.distance_to(oslo).desc());
        let far = by_distance.select((Place::NAME, Place::AT.distance_to(oslo))).all(driver).await?;
        let [(rome, Some(metres)), (bergen, _), (_, Some(here))] = &far[..] else { panic!("three, not {far:?}") };
        assert_eq!((&**rome, &**bergen), ("Rome", "Bergen"));
        assert!((1_900_000.0..2_100_000.0).contains(metres) && *here < 1.0, "{far:?}");
        db.query::<()>("MATCH (n:MapperPlace) DETACH DELETE n").await.map(drop)
    })
    .await;
}
