//! Where the clauses of a query begin and end.

use std::ops::Range;

use super::source::Source;

/// What a clause does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Match,
    OptionalMatch,
    With,
    Return,
    Unwind,
    Create,
    Merge,
    Set,
    Remove,
    Delete,
    Call,
    Foreach,
    LoadCsv,
    Use,
    Finish,
    Union,
}

impl Verb {
    /// Whether a clause of this kind changes the graph.
    pub(crate) fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Merge | Self::Set | Self::Remove | Self::Delete | Self::Foreach)
    }
}

/// A clause: its keywords and what follows them, up to the next clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) verb: Verb,
    pub(crate) head: Range<usize>,
    pub(crate) body: Range<usize>,
}

/// Keywords that begin a clause; of two that begin alike, the longer is first.
const HEADS: [(&[&str], Verb); 21] = [
    (&["OPTIONAL", "MATCH"], Verb::OptionalMatch),
    (&["OPTIONAL", "CALL"], Verb::Call),
    (&["MATCH"], Verb::Match),
    (&["WITH"], Verb::With),
    (&["RETURN"], Verb::Return),
    (&["UNWIND"], Verb::Unwind),
    (&["CREATE"], Verb::Create),
    (&["MERGE"], Verb::Merge),
    (&["SET"], Verb::Set),
    (&["REMOVE"], Verb::Remove),
    (&["DETACH", "DELETE"], Verb::Delete),
    (&["NODETACH", "DELETE"], Verb::Delete),
    (&["DELETE"], Verb::Delete),
    (&["CALL"], Verb::Call),
    (&["FOREACH"], Verb::Foreach),
    (&["LOAD", "CSV"], Verb::LoadCsv),
    (&["USE"], Verb::Use),
    (&["FINISH"], Verb::Finish),
    (&["UNION", "ALL"], Verb::Union),
    (&["UNION", "DISTINCT"], Verb::Union),
    (&["UNION"], Verb::Union),
];

/// The clauses of `range`; tokens before the first one belong to none.
pub(crate) fn clauses(source: &Source<'_>, range: Range<usize>) -> Vec<Clause> {
    let mut found: Vec<Clause> = Vec::new();
    let mut skip_to = range.start;
    for at in source.top_level(range.clone()) {
        if at < skip_to {
            continue;
        }
        let Some((length, verb)) = head(source, at) else {
            continue;
        };
        if let Some(last) = found.last_mut() {
            last.body.end = at;
        }
        skip_to = at + length;
        found.push(Clause { verb, head: at..skip_to, body: skip_to..range.end });
    }
    found
}

/// The number of keywords of the clause that begins at `at`, and what it does.
fn head(source: &Source<'_>, at: usize) -> Option<(usize, Verb)> {
    let before = source.before(at).to_ascii_uppercase();
    if matches!(before.as_str(), "ON" | "AS" | "STARTS" | "ENDS" | ":" | "|" | "$") {
        return None;
    }
    // `ON CREATE SET` and `ON MATCH SET` belong to their MERGE.
    if source.is_word(at, "SET") && at.checked_sub(2).is_some_and(|on| source.is_word(on, "ON")) {
        return None;
    }
    // A variable may have a keyword's name.
    let named = matches!(before.as_str(), "RETURN" | "DISTINCT" | "UNWIND" | "DELETE" | "BY" | ",");
    if named || matches!(source.at(at + 1), "." | "," | "=" | "+=" | ")") {
        return None;
    }
    HEADS.iter().find(|(words, _)| source.are_words(at, words)).map(|(words, verb)| (words.len(), *verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verbs(query: &str) -> Vec<(Verb, String)> {
        let source = Source::new(query).expect("balanced");
        clauses(&source, 0..source.len())
            .into_iter()
            .map(|clause| (clause.verb, source.slice(clause.body).to_owned()))
            .collect()
    }

    #[test]
    fn merge_keeps_its_own_sets() {
        assert_eq!(
            verbs("MERGE (n) ON CREATE SET n.a = 1 ON MATCH SET n.b = 2 SET n.c = 3"),
            [(Verb::Merge, "(n) ON CREATE SET n.a = 1 ON MATCH SET n.b = 2".into()), (Verb::Set, "n.c = 3".into())]
        );
    }

    #[test]
    fn operators_properties_and_aliases_begin_no_clause() {
        assert_eq!(
            verbs("MATCH (n) WHERE n.set STARTS WITH 'a' RETURN n.match AS create"),
            [(Verb::Match, "(n) WHERE n.set STARTS WITH 'a'".into()), (Verb::Return, "n.match AS create".into())]
        );
    }

    #[test]
    fn variables_may_be_called_like_clauses() {
        assert_eq!(
            verbs("MATCH (set) SET set.x = 1, match.y = 2 RETURN set, with.z ORDER BY create.x"),
            [
                (Verb::Match, "(set)".into()),
                (Verb::Set, "set.x = 1, match.y = 2".into()),
                (Verb::Return, "set, with.z ORDER BY create.x".into())
            ]
        );
    }

    #[test]
    fn subqueries_keep_their_clauses() {
        assert_eq!(
            verbs("MATCH (n) WHERE EXISTS { MATCH (n)-->() RETURN 1 } DETACH DELETE n"),
            [(Verb::Match, "(n) WHERE EXISTS { MATCH (n)-->() RETURN 1 }".into()), (Verb::Delete, "n".into())]
        );
    }
}
