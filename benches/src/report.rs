//! The tables and the plot of what was counted and timed, and where that was.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use crate::drivers::Driver;
use crate::figure::Figure;
use crate::work::Work;

/// What the figures of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// User-mode instructions.
    Instructions,
    /// Nanoseconds, which are written as the unit that suits them.
    Time,
}

impl Unit {
    fn write(self, amount: f64) -> String {
        match self {
            Self::Instructions => grouped(amount),
            Self::Time if amount < 1e3 => format!("{amount:.0} ns"),
            Self::Time if amount < 1e6 => format!("{:.1} µs", amount / 1e3),
            Self::Time => format!("{:.2} ms", amount / 1e6),
        }
    }
}

/// Tells the machine, the compiler and the commit that numbers belong to.
pub fn origin() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("an unknown processor");
    let cores = available_parallelism().map_or(1, usize::from);
    let said = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success());
        output.map_or_else(|| "unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let compiler = said("rustc", &["--version"]);
    let commit = said("git", &["describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"]);
    format!("{}, {cores} cores; {compiler}; commit {commit}", cpu.trim_start_matches(['\t', ' ', ':']))
}

/// Makes a table with a row for each kind of work and a column for each driver, with how many times the first one's
/// figure the others' are.
pub fn table(heading: &str, unit: Unit, figures: &[Figure]) -> String {
    let drivers = drivers_of(figures);
    let mut text = format!("| {heading} |");
    for driver in &drivers {
        let _ = write!(text, " {} |", driver.name());
    }
    let _ = writeln!(text, "\n| --- |{}", " ---: |".repeat(drivers.len()));
    for work in Work::ALL {
        let ours = drivers.first().and_then(|&driver| found(figures, driver, work));
        let _ = write!(text, "| {} |", work.title());
        for &driver in &drivers {
            let cell = match (found(figures, driver, work), ours) {
                (Some(amount), Some(ours)) if driver != drivers[0] => {
                    format!("{}, {} ×", unit.write(amount), ratio(amount / ours))
                }
                (Some(amount), _) => unit.write(amount),
                (None, _) => "–".to_owned(),
            };
            let _ = write!(text, " {cell} |");
        }
        text.push('\n');
    }
    text
}

/// Returns the drivers that figures are of, in their own order.
fn drivers_of(figures: &[Figure]) -> Vec<Driver> {
    Driver::ALL.iter().copied().filter(|driver| figures.iter().any(|figure| figure.driver == *driver)).collect()
}

fn found(figures: &[Figure], driver: Driver, work: Work) -> Option<f64> {
    figures.iter().find(|figure| figure.driver == driver && figure.work == work).map(|figure| figure.amount)
}

fn ratio(ratio: f64) -> String {
    if ratio < 9.95 { format!("{ratio:.2}") } else { format!("{ratio:.0}") }
}

/// Writes a whole number with commas between its thousands.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// One half of the plot: a title, and bars.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    /// What the bars are, in words.
    pub title: &'a str,
    /// What they are in numbers.
    pub unit: Unit,
    /// The bars.
    pub figures: &'a [Figure],
}

/// Draws panels side by side. The longest bar of each kind of work has the full width, and the others their part of it.
pub fn plot(panels: &[Panel<'_>]) -> String {
    let drivers = panels.first().map(|panel| drivers_of(panel.figures)).unwrap_or_default();
    let (mut body, mut y) = (String::new(), TOP);
    for work in Work::ALL {
        let _ = writeln!(body, r#"<text x="10" y="{}">{}</text>"#, y + BAR, work.title());
        for &driver in drivers.iter().filter(|driver| driver.does(work)) {
            for (panel, x) in panels.iter().zip(places()) {
                bar(&mut body, panel, (driver, work), (x, y));
            }
            y += BAR;
        }
        y += GAP;
    }
    let width = places().nth(panels.len()).unwrap_or_default();
    let mut head = String::new();
    for (panel, x) in panels.iter().zip(places()) {
        let _ = writeln!(head, r#"<text x="{x}" y="44" font-weight="bold">{}</text>"#, panel.title);
    }
    for (driver, x) in drivers.iter().zip((0_u16..).map(|place| f64::from(place) * 140.0 + 10.0)) {
        let _ = writeln!(head, r#"<rect x="{x}" y="12" width="10" height="10" fill="{}"/>"#, colour(*driver));
        let _ = writeln!(head, r#"<text x="{}" y="21">{}</text>"#, x + 15.0, driver.name());
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{y}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#ffffff"/>
{head}{body}</svg>
"##
    )
}

fn bar(body: &mut String, panel: &Panel<'_>, (driver, work): (Driver, Work), (x, y): (f64, f64)) {
    let Some(amount) = found(panel.figures, driver, work) else { return };
    let longest = panel.figures.iter().filter(|figure| figure.work == work).map(|figure| figure.amount);
    let width = amount / longest.fold(1.0, f64::max) * LONGEST;
    let (height, end, base) = (BAR - 2.0, x + width + 5.0, y + BAR - 3.0);
    let (colour, number) = (colour(driver), panel.unit.write(amount));
    let _ = write!(body, r#"<rect x="{x}" y="{y}" width="{width:.1}" height="{height}" fill="{colour}"/>"#);
    let _ = writeln!(body, r#"<text x="{end:.1}" y="{base}">{number}</text>"#);
}

/// Where the panels begin: behind the names of the works, and behind each other with room for a number.
fn places() -> impl Iterator<Item = f64> {
    std::iter::successors(Some(LEFT), |x| Some(x + LONGEST + 80.0))
}

const fn colour(driver: Driver) -> &'static str {
    match driver {
        Driver::Ours => "#2563eb",
        Driver::Reader => "#9ca3af",
        #[cfg(feature = "peers")]
        Driver::Neo4rs => "#d97706",
        #[cfg(feature = "peers")]
        Driver::Neo4j => "#059669",
    }
}

const TOP: f64 = 56.0;
const LEFT: f64 = 320.0;
const BAR: f64 = 14.0;
const GAP: f64 = 12.0;
const LONGEST: f64 = 240.0;
