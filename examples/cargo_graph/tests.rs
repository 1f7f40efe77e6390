//! Does `cargo_graph` answer about a workspace what its metadata say?

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;

use graph_examples::{Output, Server, output_of};
use graph_orm::Driver;

use super::metadata::Workspace;
use super::{Kind, MADE, cargo_graph};

/// One after the other, since both use the same label.
#[tokio::test]
async fn cargo_graph_answers_what_the_metadata_say() {
    let (text, picture) = printed_of(&Workspace::of_metadata(SMALL.as_bytes()).unwrap()).await;
    assert_eq!(text, EXPECTED_OF_SMALL);
    for part in [
        ">5 of 5 packages, and how they need each other<",
        ">shop <tspan class=\"number\">1.0.0</tspan>",
        "<title>shop needs web ^2, features tls, http</title>",
        "<title>json 0.9.0, no licence stated; needed by 1</title>",
        "<title>web needs codegen =0.1.0 to be built, optional</title>",
    ] {
        assert!(picture.contains(part), "{part} in {picture}");
    }
    // What the longer way over `web` implies, and what only development needs.
    assert!(!picture.contains("shop needs json ^1") && !picture.contains("json needs shop"), "{picture}");

    let workspace = Workspace::read(None).unwrap();
    let (text, picture) = printed_of(&workspace).await;
    check_against(&workspace, &text);
    let members = workspace.versions.iter().filter(|version| version.is_member);
    for member in members {
        let tag = format!(">{} <tspan class=\"number\">{}</tspan>", member.name, member.number);
        assert_eq!(picture.matches(&tag).count(), 1, "{tag}");
    }
    assert_eq!(picture.matches("<g>").count(), workspace.versions.len().min(40));
}

async fn printed_of(workspace: &Workspace) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new").join("picture.svg");
    let server = Server::find().await.unwrap();
    let example = async |driver: &Driver, database: &str, out: &Output| {
        cargo_graph(driver, database, workspace, &path, out).await
    };
    let (text, outcome) = output_of(&server, MADE, example).await;
    outcome.unwrap();
    server.close().await;
    let picture = fs::read_to_string(&path).unwrap();
    let text = text.replace(path.to_str().unwrap(), "PATH").replace(workspace.root.to_str().unwrap(), "ROOT");
    (text, picture)
}

/// A shop with a web server, which needs a library for JSON in two versions; that is tested with the shop.
const SMALL: &str = r#"{
    "packages": [
        {"id": "shop", "name": "shop", "version": "1.0.0", "license": "MIT", "dependencies": [
            {"name": "web", "req": "^2", "kind": null, "optional": false, "features": ["tls", "http"], "target": null},
            {"name": "json", "req": "^1", "kind": null, "optional": false, "features": [], "target": "cfg(unix)"}
        ]},
        {"id": "web", "name": "web", "version": "2.1.0", "license": "MIT", "dependencies": [
            {"name": "json", "req": "^1.2", "kind": null, "optional": false, "features": [], "target": null},
            {"name": "codegen", "req": "=0.1.0", "kind": "build", "optional": true, "features": [], "target": null}
        ]},
        {"id": "json1", "name": "json", "version": "1.2.0", "license": "Apache-2.0", "dependencies": [
            {"name": "shop", "req": "*", "kind": "dev", "optional": false, "features": [], "target": null}
        ]},
        {"id": "json0", "name": "json", "version": "0.9.0", "license": null, "dependencies": []},
        {"id": "codegen", "name": "codegen", "version": "0.1.0", "license": "MIT", "dependencies": [
            {"name": "json", "req": "^0.9", "kind": null, "optional": false, "features": [], "target": null}
        ]}
    ],
    "workspace_members": ["shop"],
    "workspace_root": "/shop",
    "target_directory": "/shop/target",
    "resolve": {"nodes": [
        {"id": "shop", "deps": [
            {"pkg": "web", "dep_kinds": [{"kind": null, "target": null}]},
            {"pkg": "json1", "dep_kinds": [{"kind": null, "target": "cfg(unix)"}]}
        ]},
        {"id": "web", "deps": [
            {"pkg": "json1", "dep_kinds": [{"kind": null, "target": null}]},
            {"pkg": "codegen", "dep_kinds": [{"kind": "build", "target": null}]}
        ]},
        {"id": "json1", "deps": [{"pkg": "shop", "dep_kinds": [{"kind": "dev", "target": null}]}]},
        {"id": "json0", "deps": []},
        {"id": "codegen", "deps": [{"pkg": "json0", "dep_kinds": [{"kind": null, "target": null}]}]}
    ]}
}"#;

const EXPECTED_OF_SMALL: &str = "\
Saved 5 packages and 6 dependencies of ROOT.

Most depended upon:
    2 need json 1.2.0
    1 need codegen 0.1.0
    1 need json 0.9.0
    1 need shop 1.0.0
    1 need web 2.1.0

In several versions:
      json 0.9.0, 1.2.0

Longest chain, of 4 packages:
      shop → web → codegen → json

Licences:
    3 MIT
    1 Apache-2.0
    1 none stated

A picture for the browser: PATH
";

/// Answers the same questions without a database and compares.
fn check_against(workspace: &Workspace, text: &str) {
    let (versions, dependencies) = (&workspace.versions, &workspace.dependencies);
    let sections: Vec<Vec<&str>> = text.split("\n\n").map(|section| section.lines().collect()).collect();
    let [saved, popular, several, chain, licences, _] = &sections[..] else { panic!("six sections: {text}") };
    assert_eq!(
        saved[..],
        [format!("Saved {} packages and {} dependencies of ROOT.", versions.len(), dependencies.len())]
    );

    let mut users: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for dependency in dependencies {
        users.entry(&dependency.to).or_default().insert(&dependency.from);
    }
    let mut expected: Vec<_> = versions
        .iter()
        .filter_map(|version| Some((users.get(version.id.as_str())?.len(), version)))
        .map(|(users, version)| (usize::MAX - users, &version.name, &version.number, users))
        .collect();
    expected.sort();
    let expected: Vec<_> =
        expected.iter().take(10).map(|(_, name, number, users)| format!("{users:>5} need {name} {number}")).collect();
    assert_eq!(popular[1..], expected);

    let mut numbers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for version in versions {
        numbers.entry(&version.name).or_default().insert(&version.number);
    }
    let expected: Vec<_> = numbers
        .iter()
        .filter(|(_, numbers)| numbers.len() > 1)
        .map(|(name, numbers)| format!("      {name} {}", Vec::from_iter(numbers.iter().copied()).join(", ")))
        .collect();
    assert_eq!(several[1..], expected);

    let length = longest(workspace);
    assert_eq!(chain[0], format!("Longest chain, of {length} packages:"));
    assert_eq!(chain[1].split(" → ").count(), length);

    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for version in versions {
        *counts.entry(version.licence.as_deref().unwrap_or("none stated")).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(licence, count)| (usize::MAX - count, licence, count)).collect();
    counts.sort_unstable();
    let expected: Vec<_> = counts.iter().map(|(_, licence, count)| format!("{count:>5} {licence}")).collect();
    assert_eq!(licences[1..], expected);
}

/// How many packages the longest chain has, found from every package downwards.
fn longest(workspace: &Workspace) -> usize {
    fn below<'w>(workspace: &'w Workspace, id: &'w str, known: &mut HashMap<&'w str, usize>) -> usize {
        if let Some(length) = known.get(id) {
            return *length;
        }
        let needed = workspace.dependencies.iter().filter(|it| it.from == id && it.properties.kind != Kind::Dev);
        let length = 1 + needed.map(|it| below(workspace, &it.to, known)).max().unwrap_or(0);
        known.insert(id, length);
        length
    }
    let mut known = HashMap::new();
    workspace.versions.iter().map(|version| below(workspace, &version.id, &mut known)).max().unwrap_or(0)
}
