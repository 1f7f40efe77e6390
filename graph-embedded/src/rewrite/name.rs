//! Which names the engine gets for those that its grammar does not take.

use std::cell::RefCell;

/// Begins every name that a rewrite makes up.
pub(super) const OWN: &str = "graph_embedded_";

/// Words that the engine takes for keywords everywhere, and that make good names of variables.
const RESERVED: [&str; 25] = [
    "asc",
    "ascending",
    "by",
    "create",
    "delete",
    "desc",
    "descending",
    "detach",
    "explain",
    "limit",
    "match",
    "merge",
    "on",
    "optional",
    "order",
    "remove",
    "return",
    "set",
    "shortestpath",
    "allshortestpaths",
    "skip",
    "union",
    "unwind",
    "single",
    "end",
];

/// The names that were made up for variables so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    strange: RefCell<Vec<String>>,
}

impl Names {
    /// The engine's name of a variable.
    pub(super) fn variable(&self, name: &str) -> String {
        if is_plain(name) && !is_reserved(name) {
            return name.to_owned();
        }
        let mut strange = self.strange.borrow_mut();
        let known = strange.iter().position(|other| other == name);
        let number = known.unwrap_or_else(|| {
            strange.push(name.to_owned());
            strange.len() - 1
        });
        format!("{OWN}v{number}")
    }
}

/// Whether the engine takes the name as it is.
pub(super) fn is_plain(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether the engine takes the name for a keyword.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|word| name.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strange_name_is_replaced_by_the_same_one_every_time() {
        let names = Names::default();
        assert_eq!(names.variable("a"), "a");
        let first = names.variable("a b");
        assert_ne!(names.variable("größe"), first);
        assert_eq!(names.variable("a b"), first);
        assert!(is_plain(&first) && is_plain(&names.variable("order")));
    }
}
