//! Paths with types, and parts of the graph in memory.

use graph_core::mapping::TypedPath;
use graph_orm::prelude::*;
use graph_orm::subgraph::{Fragment, NodeIndex, SubGraph};

use crate::mapped;
use crate::model::{Company, Knows, Person, WorksFor, fill};

/// Ann knows Bo and Cy, Bo knows Cy, and Cy knows Ann and Dee, who knows nobody.
async fn circle(driver: &Driver) -> Result<(), Error> {
    fill(driver).await?;
    let more = "MATCH (a:MapperPerson {name: 'Ann'}), (b:MapperPerson {name: 'Bo'}), (c:MapperPerson {name: 'Cy'}) \
                CREATE (b)-[:KNOWS]->(c), (c)-[:KNOWS {well: true}]->(a), \
                (c)-[:KNOWS]->(:MapperPerson {name: 'Dee', homeTown: 'Bonn'})";
    driver.execute_query::<()>(more).await.map(drop)
}

fn names(graph: &SubGraph<Person, Knows>, found: impl IntoIterator<Item = NodeIndex>) -> Vec<&str> {
    let mut names: Vec<_> = found.into_iter().map(|index| &*graph[index].name).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn what_is_reached_is_there_once_though_it_goes_in_circles() {
    mapped(async |db| {
        let driver = db.driver();
        circle(driver).await?;
        let ann = || Person::node().filter(Person::NAME.eq("Ann"));
        let graph = ann().reach(Person::ACQUAINTANCES, ..=1).load(driver).await?;
        assert_eq!(names(&graph, graph.nodes().map(|(index, _)| index)), ["Ann", "Bo", "Cy"]);
        assert_eq!(graph.links().len(), 4, "those between them, and not the one to Dee");
        let at = |name: &str| graph.find(|person| person.name == name).expect("the person was reached");
        assert_eq!(names(&graph, graph.outgoing(at("Ann")).map(|(_, to)| to)), ["Bo", "Cy"]);
        assert_eq!(names(&graph, graph.incoming(at("Cy")).map(|(_, from)| from)), ["Ann", "Bo"]);
        let back: Vec<_> = graph.outgoing(at("Cy")).collect();
        assert_eq!(back, [(&Knows { well: Some(true) }, at("Ann"))]);

        let graph = ann().reach(Person::FRIENDS, ..=9).load(driver).await?;
        assert_eq!(
            (graph.nodes().len(), graph.links().len()),
            (4, 5),
            "each once, though they are seen from both ends"
        );
        let graph =
            Person::node().filter(Person::NAME.eq("Dee")).reach(Person::ACQUAINTANCES, 0..).load(driver).await?;
        assert_eq!((graph.nodes().len(), graph.links().len()), (1, 0), "who knows nobody is there alone");
        let graph = ann().filter(Person::AGE.gt(99)).reach(Person::FRIENDS, ..).load(driver).await?;
        assert_eq!((graph.nodes().len(), graph.links().len()), (0, 0));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn any_rows_become_a_graph() {
    mapped(async |db| {
        let driver = db.driver();
        circle(driver).await?;
        let text = "MATCH p = (:MapperPerson {name: 'Bo'})-[:KNOWS*1..2]-(:MapperPerson) RETURN 1 AS one, p, [1, 'x']";
        let rows: Vec<Fragment<Person, Knows>> = driver.execute_query(text).read().all().await?;
        let graph: SubGraph<Person, Knows> = rows.into_iter().collect();
        assert_eq!((graph.nodes().len(), graph.links().len()), (4, 5));
        for (from, _, to) in graph.links() {
            let pair = (&*graph[from].name, &*graph[to].name);
            assert!(
                [("Ann", "Bo"), ("Ann", "Cy"), ("Bo", "Cy"), ("Cy", "Ann"), ("Cy", "Dee")].contains(&pair),
                "{pair:?}"
            );
        }

        let text = "MATCH (a:MapperPerson {name: 'Ann'}) RETURN {all: [a, [a]], none: null} AS map";
        let rows: Vec<Fragment<Person, Knows>> = driver.execute_query(text).read().all().await?;
        assert_eq!(rows.into_iter().collect::<SubGraph<_, _>>().nodes().len(), 1);

        let text = "MATCH (a:MapperPerson)-[w:WORKS_FOR]->(c:MapperCompany) RETURN a, w, c";
        let refused = driver.execute_query::<Fragment<Company, WorksFor>>(text).read().all().await;
        assert!(refused.is_ok(), "both have a name, and nobody asked for labels");
        let refused = driver.execute_query::<Fragment<Person, WorksFor>>(text).read().all().await.unwrap_err();
        let text = format!("{refused:#?}");
        assert!(text.contains("homeTown"), "a company is no person: {text}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_graph_goes_to_petgraph() {
    mapped(async |db| {
        let driver = db.driver();
        circle(driver).await?;
        let graph = Person::node().filter(Person::NAME.eq("Ann")).reach(Person::FRIENDS, ..=9).load(driver).await?;
        let graph: petgraph::graph::DiGraph<Person, Knows> = graph.into();
        assert_eq!((graph.node_count(), graph.edge_count()), (4, 5));
        let components = petgraph::algo::tarjan_scc(&graph);
        let sizes: Vec<_> = components.iter().map(Vec::len).collect();
        assert_eq!(sizes, [1, 3], "Dee alone, and those who know each other in a circle");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_path_has_typed_hops() {
    mapped(async |db| {
        let driver = db.driver();
        circle(driver).await?;
        let text = "MATCH p = (:MapperPerson {name: 'Bo'})<-[:KNOWS]-(:MapperPerson {name: 'Ann'})-[:KNOWS]->\
                    (:MapperPerson {name: 'Cy'}) RETURN p";
        let path: TypedPath<Person, Knows> = driver.execute_query(text).read().one().await?;
        let hops: Vec<_> =
            path.hops().map(|hop| (&*hop.from.name, hop.relationship.well, &*hop.to.name, hop.is_reversed)).collect();
        assert_eq!(hops, [("Bo", Some(true), "Ann", true), ("Ann", None, "Cy", false)]);
        assert_eq!(path.nodes().map(|person| person.age).collect::<Vec<_>>(), [Some(20), Some(30), None]);

        let text = "MATCH (a:MapperPerson {name: 'Ann'}), (d:MapperPerson {name: 'Dee'}) \
                    MATCH p = shortestPath((a)-[:KNOWS*..9]-(d)) RETURN p, length(p)";
        let (path, length): (TypedPath<Person, Knows>, usize) = driver.execute_query(text).read().one().await?;
        assert_eq!((path.len(), length), (2, 2));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn nodes_in_lists_and_maps_have_their_types() {
    mapped(async |db| {
        let driver = db.driver();
        fill(driver).await?;
        #[derive(FromValue, Debug)]
        struct Team {
            company: Company,
            staff: Vec<(WorksFor, Person)>,
        }
        let text = "MATCH (c:MapperCompany {name: 'Acme'})<-[w:WORKS_FOR]-(p:MapperPerson) \
                    WITH c, collect([w, p]) AS staff RETURN {company: c, staff: staff} AS team";
        let team: Team = driver.execute_query(text).read().one().await?;
        assert_eq!(team.company.name, "Acme");
        let staff: Vec<_> = team.staff.iter().map(|(job, person)| (job.since, &*person.name)).collect();
        assert_eq!(staff, [(1999, "Ann")]);
        Ok(())
    })
    .await;
}
