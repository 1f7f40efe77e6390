//! Do the crates keep to their rooms? Fails on an import that the room plan forbids.
//!
//! `ARCHITECTURE.md` explains the plan; the tables here are what is enforced. A new module of graph-core or graph-orm needs a row in them.

mod fixtures;
mod manifest;
mod rules;
mod source;
mod token;

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use manifest::{forbidden_dependencies, is_behind_a_feature};
use rules::{CratePlan, Imports, Room, over_long};
use source::Crate;

/// The rooms of graph-core, lowest first: a room imports only earlier rows.
const GRAPH_CORE: CratePlan = CratePlan {
    rooms: &[
        Room::sans_io("value"),
        Room::sans_io("packstream"),
        Room::sans_io("bolt::wire"),
        Room::sans_io("bolt::message"),
        Room::sans_io("bolt::state"),
        Room::sans_io("bolt::machine"),
        Room::sans_io("bolt"),
        Room::sans_io("mapping"),
        Room { imports: Imports::Nothing, ..Room::new("sync") },
        Room { imports: Imports::Nothing, ..Room::new("net") },
        Room::new("connection"),
        Room::new("pool"),
        Room::new("bookmark"),
        Room::new("routing"),
        Room::new("retry"),
        Room::new("query"),
        Room::new("result"),
        Room::new("execute"),
        Room::new("transaction"),
        Room::new("trace"),
        Room::new("work"),
        Room::new("session"),
        Room::new("driver"),
        // Only under `cfg(fuzzing)`.
        Room::new("fuzzing"),
        Room { open_from: Some("connection"), ..Room::new("error") },
        Room { open_from: Some("connection"), ..Room::new("auth") },
        Room { open_from: Some("connection"), ..Room::new("config") },
    ],
    query_text_in: None,
};

/// The rooms of graph-orm, lowest first. Query text is written in `cypher` alone.
const GRAPH_ORM: CratePlan = CratePlan {
    rooms: &[
        Room::sans_io("entity"),
        Room::sans_io("cypher"),
        Room::sans_io("query"),
        Room::new("execute"),
        Room::new("relation"),
        Room::new("subgraph"),
        Room::new("repository"),
        Room::new("schema"),
        Room::new("migrate"),
        Room::new("testing"),
        Room::new("__private"),
    ],
    query_text_in: Some("cypher"),
};

/// The crates of the workspace that a crate may depend on, other than for its own tests.
const DEPENDENCIES: &[(&str, &[&str])] =
    &[("graph-core", &[]), ("graph-derive", &[]), ("graph-orm", &["graph-core", "graph-derive"])];

/// Crates that one may depend on behind a feature that nobody has unasked.
const BEHIND_FEATURES: &[(&str, &str)] = &[("graph-orm", "graph-embedded")];

#[test]
fn graph_core_imports_only_lower_rooms() {
    assert_none(&GRAPH_CORE.violations(&load("graph-core")));
}

#[test]
fn graph_orm_imports_only_lower_rooms_and_writes_queries_in_one() {
    assert_none(&GRAPH_ORM.violations(&load("graph-orm")));
}

#[test]
fn no_file_answers_more_than_one_question() {
    let long: Vec<_> = packages().iter().flat_map(|name| over_long(&load(name))).collect();
    assert_none(&long);
}

#[test]
fn libraries_depend_only_on_lower_crates() {
    let packages = packages();
    let mut found = Vec::new();
    for (name, allowed) in DEPENDENCIES {
        assert!(packages.iter().any(|package| package == name), "{name} is in the table, but not in the workspace");
        let manifest = read(&workspace().join(name).join("Cargo.toml"));
        let forbidden = packages.iter().map(String::as_str).filter(|package| package.starts_with("graph-"));
        let forbidden: Vec<&str> = forbidden.filter(|package| !allowed.contains(package)).collect();
        let behind = |it: &String| BEHIND_FEATURES.contains(&(name, it)) && is_behind_a_feature(&manifest, it);
        let forbidden = forbidden_dependencies(&manifest, &forbidden).into_iter().filter(|it| !behind(it));
        found.extend(forbidden.map(|it| format!("{name} depends on {it}")));
    }
    assert_none(&found);
}

fn assert_none<T: Display>(violations: &[T]) {
    let report: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(report.is_empty(), "\n{}\n", report.join("\n"));
}

fn load(package: &str) -> Crate {
    let source = workspace().join(package).join("src");
    let mut paths = Vec::new();
    collect(&source, &mut paths);
    assert!(!paths.is_empty(), "no source file under {}", source.display());
    let files = paths.iter().map(|path| {
        let inside = path.strip_prefix(&source).expect("it was found there");
        (inside.to_string_lossy().replace('\\', "/"), read(path))
    });
    Crate::new(package, files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("an entry of a readable folder").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
}

/// The folders of the workspace's members, which for the libraries are their names too.
fn packages() -> Vec<String> {
    let members = manifest::members(&read(&workspace().join("Cargo.toml")));
    assert!(members.len() > 3, "the workspace's members were not found");
    members
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a folder of the workspace")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
