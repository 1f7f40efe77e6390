//! What cargo says of a workspace: the packages that it is built of, and which needs which.

use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use graph_examples::Error;
use serde::Deserialize;

use super::{Crate, DependsOn, Kind, Version};

/// A workspace as nodes and relationships.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Where build results go.
    pub(crate) target: PathBuf,
    pub(crate) versions: Vec<Version>,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A relationship with the keys of its ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dependency {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) properties: DependsOn,
}

impl Workspace {
    /// Asks cargo for the workspace of a manifest, or of the current directory, as it is built for this machine.
    ///
    /// # Errors
    /// Cargo is missing, or fails: it has said why on standard error then.
    pub(crate) fn read(manifest: Option<&Path>) -> Result<Self, Error> {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["metadata", "--format-version=1", "--filter-platform=host-tuple"]).stderr(Stdio::inherit());
        if let Some(manifest) = manifest {
            cargo.arg("--manifest-path").arg(manifest);
        }
        let output = cargo.output().map_err(|error| format!("cargo cannot be run: {error}"))?;
        if !output.status.success() {
            return Err(format!("cargo metadata: {}", output.status).into());
        }
        Self::of_metadata(&output.stdout)
    }

    /// Reads the JSON of `cargo metadata`.
    ///
    /// # Errors
    /// It has another form.
    pub(crate) fn of_metadata(json: &[u8]) -> Result<Self, Error> {
        let metadata: Metadata = serde_json::from_slice(json)?;
        let packages: HashMap<&str, &Package> =
            metadata.packages.iter().map(|package| (package.id.as_str(), package)).collect();
        let mut dependencies = Vec::new();
        for node in &metadata.resolve.nodes {
            let from = *packages.get(node.id.as_str()).ok_or("cargo names a package that it does not describe")?;
            for used in &node.deps {
                let to = *packages.get(used.pkg.as_str()).ok_or("cargo names a package that it does not describe")?;
                dependencies.extend(used.dep_kinds.iter().map(|reason| Dependency {
                    from: from.id.clone(),
                    to: to.id.clone(),
                    properties: from.declaration(to, reason),
                }));
            }
        }
        let is_member = |package: &Package| metadata.workspace_members.contains(&package.id);
        let versions = metadata.packages.iter().map(|package| package.version(is_member(package))).collect();
        Ok(Self { root: metadata.workspace_root, target: metadata.target_directory, versions, dependencies })
    }

    /// Returns the crates, each once, whatever the number of its versions.
    pub(crate) fn crates(&self) -> Vec<Crate> {
        let mut names: Vec<&str> = self.versions.iter().map(|version| version.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().map(|name| Crate { name: name.to_owned() }).collect()
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    #[serde(rename = "version")]
    number: String,
    license: Option<String>,
    dependencies: Vec<Declared>,
}

/// A dependency as it is written in a manifest.
#[derive(Deserialize)]
struct Declared {
    name: String,
    req: String,
    kind: Option<Kind>,
    optional: bool,
    features: Vec<String>,
    target: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Resolved>,
}

#[derive(Deserialize)]
struct Resolved {
    id: String,
    deps: Vec<Used>,
}

/// A dependency as it is built.
#[derive(Deserialize)]
struct Used {
    pkg: String,
    dep_kinds: Vec<Reason>,
}

#[derive(Deserialize)]
struct Reason {
    kind: Option<Kind>,
    target: Option<String>,
}

impl Package {
    fn version(&self, is_member: bool) -> Version {
        Version {
            id: self.id.clone(),
            name: self.name.clone(),
            number: self.number.clone(),
            licence: self.license.clone(),
            is_member,
            layer: 0,
        }
    }

    /// Finds what the manifest says of a dependency that is built.
    fn declaration(&self, to: &Self, reason: &Reason) -> DependsOn {
        let declared = self
            .dependencies
            .iter()
            .find(|it| it.name == to.name && it.kind == reason.kind && it.target == reason.target);
        DependsOn {
            kind: reason.kind.unwrap_or(Kind::Normal),
            requirement: declared.map_or_else(|| "*".to_owned(), |it| it.req.clone()),
            optional: declared.is_some_and(|it| it.optional),
            features: declared.map(|it| it.features.clone()).unwrap_or_default(),
        }
    }
}
