//! What do the tables of features on a page say, row by row, and where does the page link to?

/// The first cells of a table of features: the driver's, and the mapper's.
const HEADERS: [[&str; 5]; 2] = [
    ["Feature", "Official drivers", "graph-core", "Item", "Test"],
    ["Feature", "Other mappers", "graph-orm", "Item", "Test"],
];

/// A page of features.
pub(crate) struct Page {
    pub(crate) rows: Vec<Row>,
    /// How many tables of features there are.
    pub(crate) tables: usize,
    /// Every link, wherever it stands.
    pub(crate) links: Vec<Link>,
    /// The lines of tables with other columns, whose rows nobody would look at.
    pub(crate) strange_tables: Vec<usize>,
}

/// One feature.
pub(crate) struct Row {
    pub(crate) line: usize,
    pub(crate) feature: String,
    pub(crate) drivers: String,
    pub(crate) said: Result<Said, String>,
    /// What is said beyond that: a default, a reason.
    pub(crate) remark: String,
    pub(crate) items: Vec<Link>,
    pub(crate) tests: Vec<Link>,
}

/// Whether the crate has a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Yes,
    InPart,
    No,
    NotForRust,
}

/// One `[text](target)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) target: String,
}

impl Page {
    pub(crate) fn read(text: &str) -> Self {
        let mut page = Self { rows: Vec::new(), tables: 0, links: Vec::new(), strange_tables: Vec::new() };
        let mut inside = Inside::Prose;
        for (line, content) in (1..).zip(text.lines()) {
            page.links.extend(links(line, content));
            inside = match cells(content) {
                None => Inside::Prose,
                Some(cells) => page.take_row(line, &cells, inside),
            };
        }
        page
    }

    fn take_row(&mut self, line: usize, cells: &[&str], inside: Inside) -> Inside {
        match inside {
            Inside::Prose if HEADERS.iter().any(|header| cells == header) => {
                self.tables += 1;
                return Inside::Head;
            }
            Inside::Prose => {
                self.strange_tables.push(line);
                return Inside::Strange;
            }
            Inside::Strange => return Inside::Strange,
            Inside::Head if cells.iter().all(|cell| cell.chars().all(|it| it == '-')) => {}
            Inside::Head | Inside::Rows => self.rows.push(Row::read(line, cells)),
        }
        Inside::Rows
    }
}

#[derive(Clone, Copy)]
enum Inside {
    Prose,
    /// Between the names of the columns and the rows.
    Head,
    Rows,
    Strange,
}

impl Row {
    fn read(line: usize, cells: &[&str]) -> Self {
        let cell = |place: usize| cells.get(place).copied().unwrap_or_default();
        let (said, remark) = Said::read(cell(2));
        let wanted = HEADERS[0].len();
        let said = if cells.len() == wanted {
            said
        } else {
            Err(format!("the row has {} cells; {wanted} belong there", cells.len()))
        };
        Self {
            line,
            feature: cell(0).to_owned(),
            drivers: cell(1).to_owned(),
            said,
            remark: remark.to_owned(),
            items: links(line, cell(3)),
            tests: links(line, cell(4)),
        }
    }
}

impl Said {
    /// Reads `yes`, `in part`, `no` or `not for Rust`, and what follows a comma or colon.
    fn read(cell: &str) -> (Result<Self, String>, &str) {
        let known =
            [("yes", Self::Yes), ("in part", Self::InPart), ("not for Rust", Self::NotForRust), ("no", Self::No)];
        for (word, said) in known {
            let Some(rest) = cell.strip_prefix(word) else { continue };
            if rest.is_empty() || rest.starts_with([',', ':']) {
                return (Ok(said), rest.trim_start_matches([',', ':']).trim());
            }
        }
        (Err(format!("`{cell}` begins with none of `yes`, `in part`, `no`, `not for Rust`")), "")
    }
}

/// Splits a line of a table; none for other lines.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?;
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    Some(inner.split('|').map(str::trim).collect())
}

fn links(line: usize, text: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((target, beyond)) = after.split_once(')') else { break };
        let label = before.rsplit_once('[').map_or(before, |(_, label)| label);
        found.push(Link { line, text: label.trim_matches('`').to_owned(), target: target.to_owned() });
        rest = beyond;
    }
    found
}
