//! Which claims of a page of features do not hold?

use crate::page::{Link, Page, Row, Said};
use crate::source::{Definition, definitions};

/// Where the files lie that a page links to.
pub(crate) trait Workspace {
    /// Returns the text of a file, whose path is from the root; none where there is no such file.
    fn text(&self, path: &str) -> Option<String>;
}

/// The folder of programs that must not compile; the file is the test there.
const MUST_NOT_COMPILE: &str = "tests/ui/cases/";

/// Returns what does not hold, each with its place.
pub(crate) fn faults(page: &Page, path: &str, workspace: &impl Workspace) -> Vec<String> {
    let place = |line: usize, fault: String| format!("{path}:{line}: {fault}");
    let mut found: Vec<String> = Vec::new();
    if page.rows.is_empty() {
        found.push(format!("{path}: there is no row"));
    }
    for line in &page.strange_tables {
        found.push(place(*line, "the table has other columns, so nobody would check it".to_owned()));
    }
    for link in &page.links {
        found.extend(broken(link, path, workspace).map(|fault| place(link.line, fault)));
    }
    for row in &page.rows {
        found.extend(row_faults(row, path, workspace).into_iter().map(|fault| place(row.line, fault)));
    }
    found
}

/// Returns the public methods of a type, in this file, that no row names: options that the page does not know of.
pub(crate) fn unnamed(page: &Page, owner: &str, path: &str, workspace: &impl Workspace) -> Vec<String> {
    let options = definitions(&workspace.text(path).unwrap_or_default()).into_iter();
    let options: Vec<_> = options
        .filter(|it| it.is_function && it.is_public && it.owner.as_deref() == Some(owner))
        .map(|it| format!("{owner}::{}", it.name))
        .collect();
    if options.is_empty() {
        return vec![format!("`{path}` has no public method of `{owner}`")];
    }
    let named = |option: &String| page.rows.iter().flat_map(|row| &row.items).any(|link| link.text == *option);
    options.into_iter().filter(|option| !named(option)).map(|option| format!("no row names `{option}`")).collect()
}

/// Tells why a link leads nowhere.
fn broken(link: &Link, page: &str, workspace: &impl Workspace) -> Option<String> {
    let Some(path) = resolved(page, &link.target) else {
        return Some(format!("`{}` is no path to a file of the workspace", link.target));
    };
    workspace.text(&path).is_none().then(|| format!("there is no file `{path}`"))
}

/// Follows a target from the folder of the page that it stands on.
fn resolved(page: &str, target: &str) -> Option<String> {
    if target.is_empty() || target.starts_with('/') || target.contains([':', '#']) {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn row_faults(row: &Row, page: &str, workspace: &impl Workspace) -> Vec<String> {
    let said = match &row.said {
        Ok(said) => *said,
        Err(fault) => return vec![fault.clone()],
    };
    let mut found = Vec::new();
    if row.feature.is_empty() || row.drivers.is_empty() {
        found.push("the row names no feature, or not who has it".to_owned());
    }
    let feature = &row.feature;
    let is_had = matches!(said, Said::Yes | Said::InPart);
    if is_had && row.items.is_empty() {
        found.push(format!("`{feature}` is there, but no item is named"));
    }
    if is_had && row.tests.is_empty() {
        found.push(format!("`{feature}` is there, but no test is named"));
    }
    if said != Said::Yes && row.remark.is_empty() {
        found.push(format!("`{feature}` is not there, or not whole, and no reason is given"));
    }
    let mut documented = String::new();
    for link in &row.items {
        match defined(link, page, workspace) {
            Ok(docs) => documented.push_str(&docs),
            Err(fault) => found.push(fault),
        }
    }
    found.extend(row.tests.iter().filter_map(|link| no_test(link, page, workspace)));
    found.extend(another_default(&row.remark, &documented));
    found
}

/// Finds what a link names, in the file that it leads to, and returns its documentation.
fn defined(link: &Link, page: &str, workspace: &impl Workspace) -> Result<String, String> {
    let path = resolved(page, &link.target).unwrap_or_default();
    let text = workspace.text(&path).unwrap_or_default();
    let (owner, name) = match link.text.rsplit_once("::") {
        Some((before, name)) => (before.rsplit("::").next(), name),
        None => (None, link.text.as_str()),
    };
    let fits = |it: &Definition| {
        let owned = match (&it.owner, owner) {
            (_, None) => true,
            (Some(has), Some(wanted)) => has == wanted,
            (None, Some(module)) => module_of(&path) == Some(module),
        };
        it.name == name && owned
    };
    // A builder has a field beside the method of its name.
    let found: Vec<_> = definitions(&text).into_iter().filter(fits).map(|it| it.docs).collect();
    if found.is_empty() { Err(format!("`{path}` does not define `{}`", link.text)) } else { Ok(found.concat()) }
}

fn module_of(path: &str) -> Option<&str> {
    let stem = path.strip_suffix(".rs")?;
    stem.strip_suffix("/mod").unwrap_or(stem).rsplit('/').next()
}

/// Tells why a link does not show a test.
fn no_test(link: &Link, page: &str, workspace: &impl Workspace) -> Option<String> {
    let path = resolved(page, &link.target)?;
    if path.strip_prefix(MUST_NOT_COMPILE) == Some(link.text.as_str()) {
        return None;
    }
    let text = workspace.text(&path).unwrap_or_default();
    let found = definitions(&text).into_iter().any(|it| it.name == link.text && it.is_test());
    (!found).then(|| format!("`{path}` has no test `{}` that runs", link.text))
}

/// Tells of a default that the item's own documentation does not have.
fn another_default(remark: &str, documented: &str) -> Option<String> {
    let (default, _) = remark.split_once(" by default")?;
    let claim = format!("{default} by default");
    (!documented.contains(&claim)).then(|| format!("the item's documentation does not say `{claim}`"))
}
