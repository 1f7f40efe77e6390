//! `migrate!`: compiles the files of a folder in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{LitStr, Token};

/// The folder without an argument.
const FOLDER: &str = "./migrations";

/// What stands in the parentheses: a folder, and where the `graph_orm` crate is found.
struct Arguments {
    folder: LitStr,
    root: Option<syn::Path>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let folder = if input.peek(LitStr) {
            let folder = input.parse()?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
            folder
        } else {
            LitStr::new(FOLDER, Span::call_site())
        };
        let root = if input.peek(Token![crate]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            Some(input.call(syn::Path::parse_mod_style)?)
        } else {
            None
        };
        if input.is_empty() {
            Ok(Self { folder, root })
        } else {
            Err(input.error("write a folder: `migrate!(\"./migrations\")`"))
        }
    }
}

/// Expands to the migrations of a folder, which is looked for from the folder of the package.
pub(crate) fn expand(input: TokenStream, package: &Path) -> syn::Result<TokenStream> {
    let Arguments { folder, root } = syn::parse2(input)?;
    let refuse = |message: String| syn::Error::new(folder.span(), message);
    let files = read(&package.join(folder.value()), &folder.value()).map_err(refuse)?;
    let root = root.map_or_else(|| quote!(::graph_orm), |root| quote!(#root));
    let files = files.iter().map(|file| {
        let File { version, name, path } = file;
        // Cargo builds again when an included file changes.
        quote!((#version, #name, ::core::include_str!(#path)))
    });
    Ok(quote!(#root::migrate::Migrations::embedded(&[#(#files),*])))
}

struct File {
    version: u64,
    name: String,
    path: String,
}

fn read(folder: &Path, called: &str) -> Result<Vec<File>, String> {
    let entries = fs::read_dir(folder)
        .map_err(|error| format!("the folder {called:?} of this package cannot be read: {error}"))?;
    let mut files: BTreeMap<u64, File> = BTreeMap::new();
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| format!("the folder {called:?} cannot be read: {error}"))?;
        paths.push(entry.path());
    }
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "cypher")) {
        let file_name = path.file_name().unwrap_or_default().to_string_lossy();
        let stem = file_name.trim_end_matches(".cypher");
        let (version, name) = version_and_name(stem)
            .ok_or_else(|| format!("{file_name} has no version; name it like 0001_create_people.cypher"))?;
        let absolute = fs::canonicalize(path).map_err(|error| format!("{file_name} cannot be read: {error}"))?;
        let path = absolute.to_str().ok_or_else(|| format!("the path of {file_name} is no text"))?.to_owned();
        if let Some(other) = files.insert(version, File { version, name: name.clone(), path }) {
            return Err(format!("two migrations have the version {version}: {:?} and {name:?}", other.name));
        }
    }
    Ok(files.into_values().collect())
}

/// Reads the 1 and the `create people` of `0001_create_people`, as `Migrations::read` does.
fn version_and_name(stem: &str) -> Option<(u64, String)> {
    let (version, name) = stem.split_once('_')?;
    let digits = version.bytes().all(|byte| byte.is_ascii_digit());
    let version = version.parse().ok().filter(|_| digits)?;
    (!name.is_empty()).then(|| (version, name.replace('_', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these empty files.
    struct Folder(PathBuf);

    impl Folder {
        fn of(test: &str, files: &[&str]) -> Self {
            let path = std::env::temp_dir().join(format!("graph-migrate-{test}-{}", std::process::id()));
            fs::create_dir_all(&path).expect("a folder for temporary files");
            for file in files {
                fs::write(path.join(file), "RETURN 1;").expect("it is writable");
            }
            Self(path)
        }

        fn expansion(&self) -> Result<String, String> {
            let expansion = expand(quote!("."), &self.0).map(|tokens| tokens.to_string().replace(' ', ""));
            expansion.map_err(|error| error.to_string())
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn files_are_included_in_the_order_of_their_versions() {
        let folder = Folder::of("order", &["10_z.cypher", "0009_create_people.cypher", "README.md", "9_notes.txt"]);
        let expansion = folder.expansion().expect("two files");
        let (nine, ten) = (expansion.find("9u64,\"createpeople\""), expansion.find("10u64,\"z\""));
        assert!(nine.is_some() && nine < ten, "{expansion}");
        assert!(expansion.starts_with("::graph_orm::migrate::Migrations::embedded(&["), "{expansion}");
        assert_eq!(expansion.matches("include_str!").count(), 2);
    }

    #[test]
    fn a_folder_without_files_has_no_migrations() {
        let folder = Folder::of("empty", &[]);
        assert_eq!(folder.expansion().expect("nothing"), "::graph_orm::migrate::Migrations::embedded(&[])");
    }

    #[test]
    fn files_without_a_version_and_two_of_one_are_refused() {
        let unnamed = Folder::of("unnamed", &["people.cypher"]).expansion().expect_err("no version");
        assert_eq!(unnamed, "people.cypher has no version; name it like 0001_create_people.cypher");
        let twice = Folder::of("twice", &["1_a.cypher", "001_b.cypher"]).expansion().expect_err("one version");
        assert_eq!(twice, "two migrations have the version 1: \"b\" and \"a\"");
    }
}
