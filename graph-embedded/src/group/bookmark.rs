//! Bookmarks: how a client says what its transaction must see.

use crate::failure::{Failure, Outcome, code};

const PREFIX: &str = "graph-embedded";

/// Writes the bookmark of a graph after so many transactions.
pub(crate) fn write(graph: u16, position: u64) -> String {
    format!("{PREFIX}:{graph}:{position}")
}

/// Reads how many transactions of a graph must have happened, for all of a client's bookmarks.
pub(crate) fn read<'b>(graph: u16, bookmarks: impl IntoIterator<Item = &'b str>) -> Outcome<u64> {
    let mut positions = bookmarks.into_iter().map(|bookmark| position(graph, bookmark).ok_or_else(refused));
    positions.try_fold(0, |latest, position| Ok(latest.max(position?)))
}

fn position(graph: u16, bookmark: &str) -> Option<u64> {
    let (of, position) = bookmark.strip_prefix(PREFIX)?.strip_prefix(':')?.split_once(':')?;
    (of.parse() == Ok(graph)).then(|| position.parse().ok()).flatten()
}

fn refused() -> Failure {
    Failure::new(code::INVALID_BOOKMARK, "a bookmark is none of this cluster's")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_of_several_bookmarks_counts() {
        let bookmarks = [write(7687, 4), write(7687, 12), write(7687, 3)];
        assert_eq!(read(7687, bookmarks.iter().map(String::as_str)), Ok(12));
        assert_eq!(read(7687, []), Ok(0));
    }

    #[test]
    fn what_is_no_bookmark_of_the_graph_is_refused() {
        for other in
            ["", "graph-embedded", "graph-embedded:7687:", "graph-embedded:1:1", "graph-embedded:7687:-1", "x:7687:1"]
        {
            let failure = read(7687, [other]).expect_err(other);
            assert_eq!(failure.code, code::INVALID_BOOKMARK);
        }
    }
}
