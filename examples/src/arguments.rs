//! What may stand behind the name of an example.

use std::path::{Path, PathBuf};

use lexopt::{Arg, Parser};

/// What an example takes beside the options that all have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Nothing,
    Path,
    Once,
}

/// What is asked of an example.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Run(Arguments),
    /// To say what it takes.
    Help(String),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) path: Option<PathBuf>,
    pub(crate) at_the_end: AtTheEnd,
    pub(crate) runs: Runs,
}

/// How long an example that serves others runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runs {
    /// Until somebody stops it.
    UntilStopped,
    /// Until it has shown what it does.
    Once,
}

/// What happens to the data of an example when it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtTheEnd {
    Clean,
    Keep,
}

/// Reads what is asked for; whatever the example does not take is an error.
pub(crate) fn read(mut given: Parser, takes: Takes) -> Result<Request, lexopt::Error> {
    let mut arguments = Arguments { path: None, at_the_end: AtTheEnd::Clean, runs: Runs::UntilStopped };
    while let Some(argument) = given.next()? {
        match argument {
            Arg::Long("keep") => arguments.at_the_end = AtTheEnd::Keep,
            Arg::Short('h') | Arg::Long("help") => return Ok(Request::Help(help(given.bin_name(), takes))),
            Arg::Long("once") if takes == Takes::Once => arguments.runs = Runs::Once,
            Arg::Value(path) if takes == Takes::Path && arguments.path.is_none() => arguments.path = Some(path.into()),
            unknown => return Err(unknown.unexpected()),
        }
    }
    Ok(Request::Run(arguments))
}

fn help(name: Option<&str>, takes: Takes) -> String {
    let name = name.and_then(|path| Path::new(path).file_name()?.to_str()).unwrap_or("example");
    let (usage, more) = match takes {
        Takes::Nothing => ("", ""),
        Takes::Path => (" [PATH]", ""),
        Takes::Once => {
            (" [--once]", "With --once, it shows what it does and ends; else it runs until it is stopped.\n")
        }
    };
    format!(
        "Usage: {name}{usage} [--keep]

{more}\
With --keep, what the example makes stays in the database until its next run.
It runs on the server of NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD and NEO4J_DATABASE, or on one of its own."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(arguments: &[&str], takes: Takes) -> Result<Request, String> {
        read(Parser::from_iter([&["target/connect"], arguments].concat()), takes).map_err(|error| error.to_string())
    }

    fn run(path: Option<&str>, at_the_end: AtTheEnd) -> Result<Request, String> {
        Ok(Request::Run(Arguments { path: path.map(PathBuf::from), at_the_end, runs: Runs::UntilStopped }))
    }

    #[test]
    fn a_path_and_keep_may_stand_in_any_order() {
        assert_eq!(given(&[], Takes::Path), run(None, AtTheEnd::Clean));
        assert_eq!(given(&["--keep", "a/Cargo.toml"], Takes::Path), run(Some("a/Cargo.toml"), AtTheEnd::Keep));
        assert_eq!(given(&["a/Cargo.toml", "--keep"], Takes::Path), run(Some("a/Cargo.toml"), AtTheEnd::Keep));
    }

    #[test]
    fn what_is_not_taken_is_named() {
        for (arguments, takes, named) in [
            (["--kep", ""], Takes::Nothing, "--kep"),
            (["Cargo.toml", ""], Takes::Nothing, "Cargo.toml"),
            (["a", "b"], Takes::Path, "\"b\""),
            (["--once", "a"], Takes::Path, "--once"),
        ] {
            let error = given(&arguments, takes).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }

    #[test]
    fn once_is_once() {
        let arguments = Arguments { path: None, at_the_end: AtTheEnd::Keep, runs: Runs::Once };
        assert_eq!(given(&["--once", "--keep"], Takes::Once), Ok(Request::Run(arguments)));
    }

    #[test]
    fn help_says_what_is_taken() {
        let Ok(Request::Help(text)) = given(&["--help"], Takes::Path) else { panic!("no help") };
        assert!(text.starts_with("Usage: connect [PATH] [--keep]\n"), "{text}");
    }
}
