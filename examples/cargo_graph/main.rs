//! Saves what a Rust workspace is built of as a graph, asks the graph a few questions and draws it.
//!
//!     cargo run --example cargo_graph
//!     cargo run --example cargo_graph -- path/to/Cargo.toml --keep
//!
//! `metadata` asks cargo, `layers` finds the longest chain, `picture` and `layout` draw; here is what the graph is asked.

mod layers;
mod layout;
mod metadata;
mod picture;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::ExitCode;

use graph_examples::{Error, Made, Output};
use graph_orm::prelude::*;
use graph_orm::query::{Related, Relation};
use graph_orm::subgraph::{NodeIndex, SubGraph};
use graph_orm::{Session, schema};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;

use layers::Layered;
use metadata::{Dependency, Workspace};

/// A crate, in whatever versions.
#[derive(Debug, Node)]
#[graph(label = "CargoGraphCrate", labels("CargoGraphExample"))]
pub(crate) struct Crate {
    #[graph(key)]
    name: String,
}

/// One version of a crate.
#[derive(Debug, Clone, PartialEq, Node)]
#[graph(label = "CargoGraphVersion", labels("CargoGraphExample"))]
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

/// Which versions of a crate there are.
#[derive(Debug, Relationship)]
#[graph(from = Crate, to = Version)]
struct HasVersion;

/// Why a version needs another, as its manifest says. It may say so several times, each time otherwise.
#[derive(Debug, Clone, PartialEq, Relationship)]
#[graph(type = "DEPENDS_ON", from = Version, to = Version, keys("kind", "requirement", "optional", "features"))]
pub(crate) struct DependsOn {
    kind: Kind,
    requirement: String,
    optional: bool,
    features: Vec<String>,
}

impl Crate {
    const VERSIONS: Relation<Self, HasVersion, Version> = Relation::out();
}

impl Version {
    const DEPENDENCIES: Relation<Self, DependsOn, Self> = Relation::out();
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

/// What the example makes.
const MADE: Made = Made {
    label: "CargoGraphExample",
    drops: &[
        "DROP CONSTRAINT cargo_graph_crate_name_key IF EXISTS",
        "DROP CONSTRAINT cargo_graph_version_id_key IF EXISTS",
    ],
};

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main_with_path(MADE, async |manifest, driver, database, out| {
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
    schema![Crate, Version].apply(driver).database(database).await?;
    let mut session = driver.session().database(database).open();
    answer(&mut session, workspace, picture, out).await
}

/// Saves the workspace, and asks the graph about it.
async fn answer(session: &mut Session, workspace: &Workspace, picture: &Path, out: &Output) -> Result<(), Error> {
    save(session, workspace).await?;
    let (versions, dependencies) = (workspace.versions.len(), workspace.dependencies.len());
    writeln!(out, "Saved {versions} packages and {dependencies} dependencies of {}.", workspace.root.display());

    writeln!(out, "\nMost depended upon:");
    for Popular { name, number, dependents } in most_depended_upon(session).await? {
        writeln!(out, "{dependents:>5} need {name} {number}");
    }

    writeln!(out, "\nIn several versions:");
    for (name, numbers) in in_several_versions(session).await? {
        writeln!(out, "      {name} {}", numbers.join(", "));
    }

    let graph = Version::node().reach(Version::DEPENDENCIES, ..=0).load(&mut *session).await?;
    let layered = Layered::of(&graph);
    let chain = layered.longest_chain();
    save_all(session, &layered.versions, "layers").await?;
    let names: Vec<&str> = chain.iter().map(|version| version.name.as_str()).collect();
    writeln!(out, "\nLongest chain, of {} packages:\n      {}", names.len(), names.join(" → "));

    writeln!(out, "\nLicences:");
    for (licence, packages) in licences(session).await? {
        writeln!(out, "{packages:>5} {licence}");
    }

    let drawn = picture::svg(&layered.versions, &edges(&graph), &chain);
    std::fs::create_dir_all(picture.parent().unwrap_or(Path::new(".")))?;
    std::fs::write(picture, drawn)?;
    writeln!(out, "\nA picture for the browser: {}", picture.display());
    Ok(())
}

/// How many nodes or relationships a transaction of the import writes.
const BATCH: usize = 100;

async fn save(session: &mut Session, workspace: &Workspace) -> Result<(), Error> {
    save_all(session, &workspace.crates(), "crates").await?;
    save_all(session, &workspace.versions, "versions").await?;

    let belonging = workspace.versions.iter().map(|version| (&version.name, &version.id, HasVersion));
    Crate::VERSIONS.connect_all(&mut *session, belonging).await?;
    let progress = progress("dependencies", workspace.dependencies.len())?;
    for batch in workspace.dependencies.chunks(BATCH) {
        let rows = batch.iter().map(|Dependency { from, to, properties }| (from, to, properties));
        Version::DEPENDENCIES.connect_all(&mut *session, rows).await?;
        progress.inc(u64::try_from(batch.len())?);
    }
    progress.finish_and_clear();
    Ok(())
}

/// Saves nodes in batches, each in a transaction of its own.
async fn save_all<T: Node + Sync>(session: &mut Session, nodes: &[T], what: &'static str) -> Result<(), Error> {
    let progress = progress(what, nodes.len())?;
    let repository = Repository::<T>::new();
    repository.save_all(session, nodes).batches_of(BATCH).progress(|saved| progress.set_position(saved)).await?;
    progress.finish_and_clear();
    Ok(())
}

fn progress(what: &'static str, steps: usize) -> Result<ProgressBar, Error> {
    let style = ProgressStyle::with_template("{msg:14} {bar:40} {pos}/{len}")?;
    Ok(ProgressBar::new(u64::try_from(steps)?).with_style(style).with_message(what))
}

/// A row by column names.
#[derive(Debug, FromRecord)]
struct Popular {
    name: String,
    number: String,
    dependents: u32,
}

async fn most_depended_upon(session: &mut Session) -> Result<Vec<Popular>, graph_orm::Error> {
    Version::node()
        .incoming::<DependsOn>()
        .from::<Version>()
        .order_with(|(_, _, user)| user.count_distinct().desc())
        .order_with(|(version, _, _)| version.get(Version::NAME).asc())
        .order_with(|(version, _, _)| version.get(Version::NUMBER).asc())
        .limit(10)
        .select_with(|(version, _, user)| {
            let dependents = user.count_distinct().named("dependents");
            // Two versions of one number may come from different places.
            (version.get(Version::NAME), version.get(Version::NUMBER), version.get(Version::ID), dependents)
        })
        .rows()
        .all(session)
        .await
}

/// Loads the crates with their versions, by one query.
async fn in_several_versions(session: &mut Session) -> Result<Vec<(String, Vec<String>)>, graph_orm::Error> {
    let several = Crate::node().filter(Crate::VERSIONS.count().gt(1)).order_by(Crate::NAME.asc());
    let found = several.fetch(Crate::VERSIONS).all(session).await?;
    let numbers = |versions: Vec<Related<HasVersion, Version>>| {
        let mut numbers: Vec<String> = versions.into_iter().map(|version| version.node.number).collect();
        numbers.sort();
        numbers
    };
    Ok(found.into_iter().map(|(found, versions)| (found.name, numbers(versions))).collect())
}

async fn licences(session: &mut Session) -> Result<Vec<(String, u64)>, graph_orm::Error> {
    let counted = Version::node().select((Version::LICENCE.or("none stated"), count_rows()));
    let mut licences: Vec<(String, u64)> = counted.all(session).await?;
    licences.sort_by(|(one, some), (other, more)| more.cmp(some).then_with(|| one.cmp(other)));
    Ok(licences)
}

/// A dependency as an arrow between two packages.
#[derive(Debug)]
struct Edge {
    from: String,
    to: String,
    dependency: DependsOn,
}

fn edges(graph: &SubGraph<Version, DependsOn>) -> Vec<Edge> {
    let edge = |(from, dependency, to): (NodeIndex, &DependsOn, NodeIndex)| Edge {
        from: graph[from].id.clone(),
        to: graph[to].id.clone(),
        dependency: dependency.clone(),
    };
    graph.links().map(edge).collect()
}
