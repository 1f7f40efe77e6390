//! Which functions there are, and which of them the engine knows.

use super::source::Source;
use super::token::Kind;

/// What is known of a function's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The engine computes it, or a rewrite replaces it.
    Known,
    /// A Neo4j server computes it, this one does not.
    Unsupported,
    /// There is no such function.
    Unknown,
}

/// Functions that make one value out of many rows.
const AGGREGATES: &str = "avg collect count max min percentilecont percentiledisc stdev stdevp sum";

/// Functions of the engine, of the grammar or of a rewrite.
const KNOWN: &str = "abs all allshortestpaths any avg ceil char_length character_length coalesce collect count date \
     date.realtime date.statement date.transaction date.truncate datetime datetime.fromepoch \
     datetime.fromepochmillis datetime.realtime datetime.statement datetime.transaction datetime.truncate \
     degrees duration duration.between duration.indays duration.inmonths duration.inseconds e elementid \
     endnode exists exp floor head id isempty keys labels last left length localdatetime \
     localdatetime.realtime localdatetime.statement localdatetime.transaction localdatetime.truncate \
     localtime localtime.realtime localtime.statement localtime.transaction localtime.truncate log log10 \
     lower ltrim max min nodes none percentilecont pi properties radians rand randomuuid range relationships \
     replace reverse right round rtrim shortestpath sign single size split sqrt startnode stdev stdevp \
     substring sum tail time time.realtime time.statement time.transaction time.truncate timestamp toboolean \
     tofloat tointeger tolower tostring toupper trim type upper";

/// Functions of a Neo4j server that are missing here.
const UNSUPPORTED: &str = "acos asin atan atan2 btrim cos cosh cot coth db.namefromelementid elementid.from file \
     graph.byelementid graph.byname graph.names graph.propertiesbyname haversin isnan linenumber normalize \
     nullif percentiledisc point point.distance point.withinbbox sin sinh tan tanh tobooleanlist \
     tobooleanornull tofloatlist tofloatornull tointegerlist tointegerornull tostringlist tostringornull \
     valuetype vector vector.similarity.cosine vector.similarity.euclidean vector_dimension_count \
     vector_distance vector_norm";

/// Words that may stand before a bracket and are no functions.
const KEYWORDS: &str = "all and any as asc ascending by call case contains create delete desc descending detach distinct else \
     end ends for foreach in is limit match merge none not on optional or remove require return set \
     single skip starts then union unwind when where with xor";

/// Whether the word at `at` begins a call of an aggregating function.
pub(crate) fn is_aggregate_call(source: &Source<'_>, at: usize) -> bool {
    source.kind(at) == Some(Kind::Word)
        && source.is(at + 1, "(")
        && source.before(at) != "."
        && has(AGGREGATES, &source.at(at).to_ascii_lowercase())
}

/// The full name of the function that is called with the bracket at `open`, and where the name begins.
///
/// `None` if the bracket opens no call: after a keyword, an operator, or nothing.
pub(crate) fn called(source: &Source<'_>, open: usize) -> Option<(usize, String)> {
    let mut start = open.checked_sub(1)?;
    if source.kind(start) != Some(Kind::Word) {
        return None;
    }
    let mut name = source.at(start).to_ascii_lowercase();
    while source.before(start) == "." {
        start = start.checked_sub(2)?;
        if source.kind(start) != Some(Kind::Word) {
            return None;
        }
        name = format!("{}.{name}", source.at(start).to_ascii_lowercase());
    }
    (!has(KEYWORDS, &name)).then_some((start, name))
}

/// What is known of a function, by its name in small letters.
pub(crate) fn standing(name: &str) -> Standing {
    if has(UNSUPPORTED, name) || name.starts_with("apoc.") {
        Standing::Unsupported
    } else if has(KNOWN, name) {
        Standing::Known
    } else {
        Standing::Unknown
    }
}

fn has(names: &str, name: &str) -> bool {
    names.split_ascii_whitespace().any(|known| known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(text: &str) -> Vec<String> {
        let source = Source::new(text).expect("balanced");
        (0..source.len())
            .filter(|at| source.is(*at, "("))
            .filter_map(|open| called(&source, open))
            .map(|(_, name)| name)
            .collect()
    }

    #[test]
    fn keywords_call_nothing() {
        assert_eq!(
            calls(
                "MATCH (a)-[:R]->(b) WHERE (a.x) IN (b.y) AND NOT (a)--(b) RETURN (1), toUpper(a.n), date.truncate('day', x)"
            ),
            ["toupper", "date.truncate"]
        );
    }

    #[test]
    fn each_function_has_one_standing() {
        assert_eq!(standing("tostring"), Standing::Known);
        assert_eq!(standing("sin"), Standing::Unsupported);
        assert_eq!(standing("apoc.text.join"), Standing::Unsupported);
        assert_eq!(standing("nosuch"), Standing::Unknown);
        assert!(UNSUPPORTED.split(' ').all(|name| !has(KNOWN, name)));
    }
}
