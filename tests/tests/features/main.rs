//! Do `docs/features.md` and `docs/mapper.md` tell the truth? Fails on a row that names an item or a test that is not there.

mod fixtures;
mod page;
mod rules;
mod source;

use std::fs;
use std::path::Path;

use page::{Page, Said};
use rules::{Workspace, faults, unnamed};

/// The page of the driver, from the workspace's root.
const DRIVER: &str = "docs/features.md";

/// The page of the mapper.
const MAPPER: &str = "docs/mapper.md";

/// One table each on either page: configuration, connections, the surface, summaries and errors, types; and entities,
/// relationships, queries, writing, the schema and everything around.
const TABLES: usize = 5;

/// Types whose public methods are options, each of which has its row, and their files.
const OPTIONS: [(&str, &str); 3] = [
    ("DriverBuilder", "graph-core/src/driver/builder.rs"),
    ("SessionBuilder", "graph-core/src/session.rs"),
    ("TransactionConfig", "graph-core/src/session.rs"),
];

fn checkout(page: &str) -> (Page, Checkout<'static>) {
    let workspace = Checkout(Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a folder of it"));
    (Page::read(&workspace.text(page).expect("the page of features")), workspace)
}

#[test]
fn every_row_names_what_is_there() {
    for path in [DRIVER, MAPPER] {
        let (page, workspace) = checkout(path);
        let found = faults(&page, path, &workspace);
        assert!(found.is_empty(), "\n{}\n", found.join("\n"));

        assert!(page.tables >= TABLES, "{path} has {} tables of features; at least {TABLES} belong there", page.tables);
        let had = page.rows.iter().filter(|row| matches!(row.said, Ok(Said::Yes | Said::InPart))).count();
        println!("{path}: {} features, {had} of them had and tested", page.rows.len());
    }
}

#[test]
fn every_option_has_a_row() {
    let (page, workspace) = checkout(DRIVER);
    let missing: Vec<_> = OPTIONS.iter().flat_map(|(owner, path)| unnamed(&page, owner, path, &workspace)).collect();
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}

/// The files of the checkout.
struct Checkout<'a>(&'a Path);

impl Workspace for Checkout<'_> {
    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.0.join(path)).ok()
    }
}
