//! Saves what a Rust workspace is built of as a graph, asks the graph a few questions and draws it.
//!
//!     cargo run --example cargo_graph
//!     cargo run --example cargo_graph -- path/to/Cargo.toml --keep
//!
//! `metadata` asks cargo, `picture` and `layout` draw; here is what happens between.

mod layout;
mod metadata;
mod picture;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::ExitCode;

use graph_examples::{Error, Output};
use graph_orm::prelude::*;
use graph_orm::{Session, Tx};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;

use metadata::Workspace;

/// A crate, in whatever versions.
#[derive(Debug, Node)]
#[graph(label = "Crate", labels("CargoGraphExample"))]
pub(crate) struct Crate {
    #[graph(key)]
    name: String,
}

/// One version of a crate.
#[derive(Debug, Clone, PartialEq, Node)]
#[graph(label = "Version", labels("CargoGraphExample"))]
pub(crate) struct Version {
    /// Cargo's name for it, which says where it comes from, too.
    #[graph(key)]
    id: String,
    name: String,
    number: String,
    licence: Option<String>,
    /// Whether it is a member of the workspace.
    is_member: bool,
    /// How many crates the longest chain of dependencies below it has.
    layer: i64,
}

/// Why a version needs another, as its manifest says.
#[derive(Debug, Clone, PartialEq, Relationship)]
#[graph(type = "DEPENDS_ON", from = Version, to = Version)]
pub(crate) struct DependsOn {
    kind: Kind,
    requirement: String,
    optional: bool,
    features: Vec<String>,
}

/// When a dependency is needed. Cargo and the database call the kinds alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, FromValue, ToValue)]
#[serde(rename_all = "lowercase")]
#[graph(rename_all = "lowercase")]
pub(crate) enum Kind {
    Normal,
    Build,
    Dev,
}

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main_with_path("CargoGraphExample", async |manifest, driver, database, out| {
        let workspace = Workspace::read(manifest.as_deref())?;
        let picture = workspace.target.join("cargo_graph.svg");
        cargo_graph(driver, database, &workspace, &picture, out).await
    })
    .await
}

pub(crate) async fn cargo_graph(
    driver: &Driver,
    database: &str,
    workspace: &Workspace,
    picture: &Path,
    out: &Output,
) -> Result<(), Error> {
    let mut session = driver.session().database(database).open();
    save(&mut session, workspace).await?;
    let (versions, dependencies) = (workspace.versions.len(), workspace.dependencies.len());
    writeln!(out, "Saved {versions} packages and {dependencies} dependencies of {}.", workspace.root.display());

    writeln!(out, "\nMost depended upon:");
    for Popular { name, number, dependents } in most_depended_upon(&mut session).await? {
        writeln!(out, "{dependents:>5} need {name} {number}");
    }

    writeln!(out, "\nIn several versions:");
    for (name, numbers) in in_several_versions(&mut session).await? {
        writeln!(out, "      {name} {}", numbers.join(", "));
    }

    let chain = session.execute_write(async |tx| longest_chain(tx).await).await?;
    let names: Vec<&str> = chain.iter().map(|version| version.name.as_str()).collect();
    writeln!(out, "\nLongest chain, of {} packages:\n      {}", names.len(), names.join(" → "));

    writeln!(out, "\nLicences:");
    for (licence, packages) in licences(&mut session).await? {
        writeln!(out, "{packages:>5} {licence}");
    }

    let drawn = draw(&mut session, &chain).await?;
    std::fs::create_dir_all(picture.parent().unwrap_or(Path::new(".")))?;
    std::fs::write(picture, drawn)?;
    writeln!(out, "\nA picture for the browser: {}", picture.display());
    Ok(())
}

/// How many rows a query of the import carries.
const BATCH: usize = 100;

/// Saves everything, with a constraint in place meanwhile whose index finds the ends of relationships.
async fn save(session: &mut Session, workspace: &Workspace) -> Result<(), Error> {
    session
        .run("CREATE CONSTRAINT cargo_graph_example IF NOT EXISTS FOR (v:CargoGraphExample) REQUIRE v.id IS UNIQUE")
        .await?;
    let saved = save_batches(session, workspace).await;
    session.run("DROP CONSTRAINT cargo_graph_example IF EXISTS").await?;
    saved
}

/// Saves everything in batches, each a list of structs in one parameter.
async fn save_batches(session: &mut Session, workspace: &Workspace) -> Result<(), Error> {
    let crates = workspace.crates();
    let rows = crates.len() + workspace.versions.len() + workspace.dependencies.len();
    let style = ProgressStyle::with_template("{msg:14} {bar:40} {pos}/{len}")?;
    let progress = ProgressBar::new(u64::try_from(rows)?).with_style(style);

    progress.set_message("crates");
    for batch in crates.chunks(BATCH) {
        session
            .execute_query::<()>("UNWIND $crates AS crate MERGE (:CargoGraphExample:Crate {name: crate.name})")
            .param("crates", batch)
            .await?;
        progress.inc(u64::try_from(batch.len())?);
    }
    progress.set_message("versions");
    for batch in workspace.versions.chunks(BATCH) {
        session
            .execute_query::<()>(
                "UNWIND $versions AS version
                 MERGE (c:CargoGraphExample:Crate {name: version.name})
                 MERGE (v:CargoGraphExample:Version {id: version.id})
                 SET v = version
                 MERGE (c)-[:HAS_VERSION]->(v)",
            )
            .param("versions", batch)
            .await?;
        progress.inc(u64::try_from(batch.len())?);
    }
    progress.set_message("dependencies");
    for batch in workspace.dependencies.chunks(BATCH) {
        session
            .execute_query::<()>(
                "UNWIND $dependencies AS dependency
                 MERGE (a:CargoGraphExample:Version {id: dependency.from})
                 MERGE (b:CargoGraphExample:Version {id: dependency.to})
                 CREATE (a)-[d:DEPENDS_ON]->(b)
                 SET d = dependency.properties",
            )
            .param("dependencies", batch)
            .await?;
        progress.inc(u64::try_from(batch.len())?);
    }
    progress.finish_and_clear();
    Ok(())
}

/// A row by column names.
#[derive(Debug, FromRecord)]
struct Popular {
    name: String,
    number: String,
    dependents: u32,
}

async fn most_depended_upon(session: &mut Session) -> Result<Vec<Popular>, graph_orm::Error> {
    session
        .execute_query(
            "MATCH (v:Version:CargoGraphExample)<-[:DEPENDS_ON]-(user:Version)
             WITH v, count(DISTINCT user) AS dependents
             RETURN v.name AS name, v.number AS number, dependents
             ORDER BY dependents DESC, name, number LIMIT 10",
        )
        .read()
        .all()
        .await
}

async fn in_several_versions(session: &mut Session) -> Result<Vec<(String, Vec<String>)>, graph_orm::Error> {
    session
        .execute_query(
            "MATCH (c:Crate:CargoGraphExample)-[:HAS_VERSION]->(v)
             WITH c, v ORDER BY v.number
             WITH c.name AS name, collect(v.number) AS numbers
             WHERE size(numbers) > 1
             RETURN name, numbers ORDER BY name",
        )
        .read()
        .all()
        .await
}

async fn licences(session: &mut Session) -> Result<Vec<(String, i64)>, graph_orm::Error> {
    session
        .execute_query(
            "MATCH (v:Version:CargoGraphExample)
             WITH coalesce(v.licence, 'none stated') AS licence, count(v) AS packages
             RETURN licence, packages ORDER BY packages DESC, licence",
        )
        .read()
        .all()
        .await
}

/// Gives every version the layer above its highest dependency, and follows the layers down from the top.
///
/// Only dependencies of development go in circles, which leaves them out. To look at all chains instead would take
/// forever: their number grows exponentially with the number of packages.
async fn longest_chain(tx: &Tx<'_>) -> Result<Vec<Version>, graph_orm::Error> {
    let versions: i64 = tx.query("MATCH (v:Version:CargoGraphExample) RETURN count(v)").one().await?;
    for layer in 0..versions {
        let lifted: i64 = tx
            .query(
                "MATCH (below:Version:CargoGraphExample {layer: $layer})<-[d:DEPENDS_ON]-(v:Version)
                 WHERE d.kind <> 'dev'
                 WITH DISTINCT v
                 SET v.layer = $layer + 1
                 RETURN count(v)",
            )
            .param("layer", layer)
            .one()
            .await?;
        if lifted == 0 {
            break;
        }
    }

    let top = tx.query("MATCH (v:Version:CargoGraphExample) RETURN v ORDER BY v.layer DESC, v.name, v.number LIMIT 1");
    let mut chain: Vec<Version> = top.all().await?;
    while let Some(last) = chain.last()
        && last.layer > 0
    {
        let next = tx
            .query(
                "MATCH (:Version:CargoGraphExample {id: $id})-[d:DEPENDS_ON]->(v:Version {layer: $layer})
                 WHERE d.kind <> 'dev'
                 RETURN v ORDER BY v.name, v.number LIMIT 1",
            )
            .params(params! { id: &last.id, layer: last.layer - 1 })
            .first()
            .await?;
        chain.push(next);
    }
    Ok(chain)
}

/// A row with a relationship in it, as the struct that it was saved from.
#[derive(Debug, FromRecord)]
struct Edge {
    from: String,
    to: String,
    dependency: DependsOn,
}

async fn draw(session: &mut Session, chain: &[Version]) -> Result<String, Error> {
    let versions: Vec<Version> = session
        .execute_query("MATCH (v:Version:CargoGraphExample) RETURN v ORDER BY v.name, v.number")
        .read()
        .all()
        .await?;
    let edges: Vec<Edge> = session
        .execute_query(
            "MATCH (a:Version:CargoGraphExample)-[d:DEPENDS_ON]->(b:Version)
             RETURN a.id AS from, b.id AS to, d AS dependency",
        )
        .read()
        .all()
        .await?;
    Ok(picture::svg(&versions, &edges, chain))
}
