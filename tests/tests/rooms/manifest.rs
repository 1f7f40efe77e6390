//! Which crates does a manifest make a user of the crate depend on?

/// The folders of the workspace's members.
pub(crate) fn members(workspace: &str) -> Vec<String> {
    let list = workspace.split_once("members = [").and_then(|(_, rest)| rest.split_once(']'));
    let list = list.map_or("", |(list, _)| list);
    list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Those of `crates` that the manifest names in a section of dependencies, under any name. Dependencies of its tests do not count.
pub(crate) fn forbidden_dependencies(manifest: &str, crates: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut section = String::new();
    for line in manifest.lines().map(|line| line.split('#').next().unwrap_or_default().trim()) {
        if let Some(header) = line.strip_prefix('[') {
            section = header.split(']').next().unwrap_or_default().to_owned();
        }
        if !makes_users_depend(&section) {
            continue;
        }
        let words: Vec<&str> = line.split(|it: char| !(it.is_alphanumeric() || "-_".contains(it))).collect();
        let named = crates.iter().filter(|name| words.contains(name));
        found.extend(named.map(|name| (*name).to_owned()));
    }
    found.dedup();
    found
}

/// Whether a dependency is only there with a feature, and none that is on by default.
pub(crate) fn is_behind_a_feature(manifest: &str, name: &str) -> bool {
    let begins = |line: &str, key: &str| line.split_once('=').is_some_and(|(it, _)| it.trim() == key);
    let turned_on = format!("\"dep:{name}\"");
    let features = manifest.lines().filter(|line| line.contains(&turned_on)).filter_map(|line| line.split_once('='));
    let default = manifest.lines().find(|line| begins(line, "default")).unwrap_or_default();
    let by_default = features.map(|(feature, _)| format!("\"{}\"", feature.trim())).any(|it| default.contains(&it));
    let mut lines = manifest.lines().filter(|line| begins(line, name));
    lines.next().is_some_and(|line| line.contains("optional = true")) && !by_default
}

/// `[dependencies]`, `[build-dependencies]`, `[target.….dependencies]` and `[dependencies.name]`.
fn makes_users_depend(section: &str) -> bool {
    section.split('.').any(|part| part == "dependencies" || part == "build-dependencies")
}
