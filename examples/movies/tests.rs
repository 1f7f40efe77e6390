//! Does the library answer what its two files say?

use graph_examples::{Output, Runs, Server, output_of};
use graph_orm::Driver;
use serde_json::{Value, json};

use super::movies;
use super::seed::MADE;

#[tokio::test]
async fn movies_answers_what_the_files_say() {
    let server = Server::find().await.unwrap();
    let example = async |driver: &Driver, database: &str, out: &Output| movies(Runs::Once, driver, database, out).await;
    let (text, outcome) = output_of(&server, MADE, example).await;
    outcome.unwrap();
    assert_eq!(left_on(&server).await, (0, 0), "what it made is gone");
    server.close().await;

    let (seeded, answers) = text.split_once("\n\n").unwrap();
    assert_eq!(seeded, "Seeded 50 films, 228 people and 321 credits.");
    let answers: Vec<(&str, Value)> = answers
        .split("\n\n")
        .map(|answer| {
            answer.split_once('\n').map(|(asked, json)| (asked, serde_json::from_str(json).unwrap())).unwrap()
        })
        .collect();
    let [heat, like_heat, portman, tarantino, path, dreams, nothing] = &answers[..] else { panic!("seven: {text}") };

    assert_eq!(heat.0, "GET /films/Heat: 200 OK");
    assert_eq!((&heat.1["released"], &heat.1["directors"]), (&json!(1995), &json!(["Michael Mann"])));
    assert_eq!(heat.1["cast"][0], json!({"name": "Al Pacino", "role": "Vincent Hanna"}));
    assert_eq!(heat.1["cast"].as_array().map(Vec::len), Some(6));

    let titles: Vec<_> = like_heat.1.as_array().unwrap().iter().map(|film| film["title"].as_str().unwrap()).collect();
    let expected = ["The Godfather Part II", "Casino", "Goodfellas", "Léon: The Professional", "Raging Bull"];
    assert_eq!(titles, expected, "two of its actors, then one each by title");
    let mut shared = like_heat.1[0]["because_of"].as_array().unwrap().clone();
    shared.sort_by_key(ToString::to_string);
    assert_eq!(shared, [json!("Al Pacino"), json!("Robert De Niro")]);

    let played = json!([
        {"title": "Léon: The Professional", "released": 1994, "role": "Mathilda"},
        {"title": "Heat", "released": 1995, "role": "Lauren Gustafson"},
    ]);
    assert_eq!(portman.1, json!({"name": "Natalie Portman", "born": 1981, "played": played, "directed": []}));
    let directed = json!(["Reservoir Dogs", "Pulp Fiction", "Kill Bill: Volume 1"]);
    assert_eq!(tarantino.1["directed"], directed);

    let meeting = |one, film, other| json!({"one": one, "film": film, "other": other});
    let expected = json!([
        meeting("Keanu Reeves", "The Matrix", "Laurence Fishburne"),
        meeting("Laurence Fishburne", "Apocalypse Now", "Harrison Ford"),
        meeting("Harrison Ford", "Star Wars", "Alec Guinness"),
    ]);
    assert_eq!(path.1, expected);

    assert_eq!(dreams.1.as_array().map(Vec::len), Some(1));
    assert_eq!(dreams.1[0]["title"], "Inception");
    assert_eq!(nothing.0, "GET /films/Nothing: 404 Not Found");
    assert_eq!(nothing.1, json!({"error": "there is no such film"}));
}

/// How many nodes and relationships of the example there are.
async fn left_on(server: &Server) -> (i64, i64) {
    let driver = server.driver().unwrap();
    let query = "MATCH (n:MoviesExample) OPTIONAL MATCH (n)-[r]-() RETURN count(n), count(r)";
    let left = driver.execute_query(query).database(&server.database).read().one().await.unwrap();
    driver.close().await;
    left
}
