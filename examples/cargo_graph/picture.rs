//! Which packages the picture shows, and what it looks like.

use std::collections::{BTreeSet, HashMap};

use super::layout::{Graph, Point, lay_out};
use super::{Edge, Kind, Version};

/// More boxes than that are no picture but a wallpaper.
const BOXES: usize = 40;

/// Draws a readable part of a graph: the longest chain, the workspace's members and the most depended-upon packages.
///
/// What an arrow says that a longer way says as well is left out, and so are dependencies of development.
pub(crate) fn svg(versions: &[Version], edges: &[Edge], chain: &[Version]) -> String {
    let shown = Shown::choose(versions, edges, chain);
    let widths = shown.places.iter().map(|place| box_width(&versions[*place])).collect();
    let graph = Graph { widths, arrows: shown.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect() };
    let drawing = lay_out(&graph);

    let mut body = String::new();
    for (arrow, way) in shown.arrows.iter().zip(&drawing.arrows) {
        let class = match arrow.role {
            Role::Chain => "arrow chain",
            Role::Direct => "arrow",
            Role::Indirect => "arrow indirect",
        };
        body +=
            &format!("<path class=\"{class}\" d=\"{}\"><title>{}</title></path>\n", path(way), escaped(&arrow.title));
    }
    for (place, (at, width)) in shown.places.iter().zip(drawing.boxes.iter().zip(&graph.widths)) {
        body += &boxed(&versions[*place], shown.dependents[*place], chain, *at, *width);
    }
    let title = format!("{} of {} packages, and how they need each other", shown.places.len(), versions.len());
    framed(&title, &body, drawing.width, drawing.height)
}

/// The packages in the picture and the arrows between them.
struct Shown {
    /// Places in the list of all versions.
    places: Vec<usize>,
    arrows: Vec<Arrow>,
    /// How many packages need each version.
    dependents: Vec<usize>,
}

/// An arrow between shown packages, by their place among these.
struct Arrow {
    from: usize,
    to: usize,
    role: Role,
    title: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Chain,
    Direct,
    /// Over packages that are not shown.
    Indirect,
}

impl Shown {
    fn choose(versions: &[Version], edges: &[Edge], chain: &[Version]) -> Self {
        let place_of: HashMap<&str, usize> =
            versions.iter().enumerate().map(|(place, version)| (version.id.as_str(), place)).collect();
        let mut needs = vec![BTreeSet::new(); versions.len()];
        for edge in edges.iter().filter(|edge| edge.dependency.kind != Kind::Dev) {
            if let (Some(from), Some(to)) = (place_of.get(edge.from.as_str()), place_of.get(edge.to.as_str())) {
                needs[*from].insert(*to);
            }
        }
        let dependents: Vec<usize> =
            (0..versions.len()).map(|place| needs.iter().filter(|needed| needed.contains(&place)).count()).collect();

        let chain: Vec<usize> = chain.iter().filter_map(|version| place_of.get(version.id.as_str()).copied()).collect();
        let members = (0..versions.len()).filter(|place| versions[*place].is_member);
        let mut popular: Vec<usize> = (0..versions.len()).collect();
        popular.sort_by_key(|place| std::cmp::Reverse(dependents[*place]));
        let mut places: Vec<usize> = Vec::new();
        for place in chain.iter().copied().chain(members).chain(popular) {
            if places.len() < BOXES && !places.contains(&place) {
                places.push(place);
            }
        }
        // Neighbours by name begin side by side; that makes for a calm picture and the same one every time.
        places.sort_unstable();

        let arrows = arrows(&places, &needs, &reached(versions, &needs), &chain);
        let arrows = arrows.into_iter().map(|(from, to, role)| Arrow {
            from,
            to,
            role,
            title: title_of(&versions[places[from]], &versions[places[to]], edges),
        });
        Self { arrows: arrows.collect(), places, dependents }
    }
}

/// Returns what each version needs, near or far.
fn reached(versions: &[Version], needs: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
    let mut order: Vec<usize> = (0..versions.len()).collect();
    // Whatever a version needs lies in a lower layer.
    order.sort_by_key(|place| versions[*place].layer);
    let mut reached = vec![BTreeSet::new(); versions.len()];
    for place in order {
        let mut all = needs[place].clone();
        for needed in &needs[place] {
            all.extend(&reached[*needed]);
        }
        reached[place] = all;
    }
    reached
}

/// Returns the dependencies between shown packages that no longer way over shown packages implies.
fn arrows(
    places: &[usize],
    needs: &[BTreeSet<usize>],
    reached: &[BTreeSet<usize>],
    chain: &[usize],
) -> Vec<(usize, usize, Role)> {
    let mut arrows = Vec::new();
    for (from, a) in places.iter().enumerate() {
        for (to, b) in places.iter().enumerate() {
            let implied = || places.iter().any(|c| reached[*a].contains(c) && reached[*c].contains(b));
            if !reached[*a].contains(b) || implied() {
                continue;
            }
            let role = match (needs[*a].contains(b), chain.windows(2).any(|step| step == [*a, *b])) {
                (true, true) => Role::Chain,
                (true, false) => Role::Direct,
                (false, _) => Role::Indirect,
            };
            arrows.push((from, to, role));
        }
    }
    arrows
}

/// Says what a manifest asks for: `tokio ^1.54, features net, rt`.
fn title_of(from: &Version, to: &Version, edges: &[Edge]) -> String {
    let edge = edges.iter().find(|edge| edge.from == from.id && edge.to == to.id && edge.dependency.kind != Kind::Dev);
    let Some(Edge { dependency, .. }) = edge else {
        return format!("{} needs {} by way of others", from.name, to.name);
    };
    let mut title = format!("{} needs {} {}", from.name, to.name, dependency.requirement);
    if dependency.kind == Kind::Build {
        title += " to be built";
    }
    if dependency.optional {
        title += ", optional";
    }
    if !dependency.features.is_empty() {
        title += &format!(", features {}", dependency.features.join(", "));
    }
    title
}

const MARGIN: f64 = 24.0;
const HEAD: f64 = 72.0;
const FOOT: f64 = 56.0;
const BOX_HEIGHT: f64 = 24.0;
const STYLE: &str = "
text { font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #1e293b }
.title { font-size: 16px; font-weight: bold }
.number { fill: #64748b; font-size: 10px }
.box { fill: #f8fafc; stroke: #94a3b8 }
.member { fill: #dbeafe; stroke: #2563eb }
.on-chain { stroke: #ea580c; stroke-width: 2 }
.arrow { fill: none; stroke: #94a3b8 }
.indirect { stroke-dasharray: 2 4 }
.chain { stroke: #ea580c; stroke-width: 2 }
.arrow:hover { stroke: #0f172a; stroke-width: 2 }
";

fn framed(title: &str, body: &str, width: f64, height: f64) -> String {
    let legend = legend();
    let width = width.max(700.0) + 2.0 * MARGIN;
    let foot = HEAD + height + FOOT / 2.0;
    let height = HEAD + height + FOOT;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\">\n<style>{STYLE}</style>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"32\">{}</text>\n\
         <text class=\"number\" x=\"{MARGIN}\" y=\"50\">Left out: dependencies of development, and arrows that longer ways imply.</text>\n\
         <g transform=\"translate({MARGIN} {HEAD})\">\n{body}</g>\n\
         <g transform=\"translate({MARGIN} {foot:.0})\">\n{legend}</g>\n</svg>\n",
        escaped(title)
    )
}

fn legend() -> String {
    let mut legend = String::new();
    let mut x = 0;
    for (class, text) in
        [("box member", "member of the workspace"), ("box", "other package"), ("box on-chain", "longest chain")]
    {
        legend += &format!("<rect class=\"{class}\" x=\"{x}\" y=\"-9\" width=\"24\" height=\"16\" rx=\"4\"/>");
        legend += &format!("<text x=\"{}\" y=\"4\">{text}</text>\n", x + 32);
        x += 56 + 8 * i32::try_from(text.len()).unwrap_or_default();
    }
    for (class, text) in [("arrow", "needs, from left to right"), ("arrow indirect", "needs by way of others")] {
        legend += &format!("<path class=\"{class}\" d=\"M {x} 0 h 24\"/>");
        legend += &format!("<text x=\"{}\" y=\"4\">{text}</text>\n", x + 32);
        x += 56 + 8 * i32::try_from(text.len()).unwrap_or_default();
    }
    legend
}

fn boxed(version: &Version, dependents: usize, chain: &[Version], at: Point, width: f64) -> String {
    let mut class = "box".to_owned();
    if version.is_member {
        class += " member";
    }
    if chain.iter().any(|it| it.id == version.id) {
        class += " on-chain";
    }
    let licence = version.licence.as_deref().unwrap_or("no licence stated");
    let (x, y) = (at.x, at.y - BOX_HEIGHT / 2.0);
    format!(
        "<g><title>{}</title><rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BOX_HEIGHT}\" \
         rx=\"5\"/><text x=\"{:.1}\" y=\"{:.1}\">{} <tspan class=\"number\">{}</tspan></text></g>\n",
        escaped(&format!("{} {}, {licence}; needed by {dependents}", version.name, version.number)),
        x + 8.0,
        at.y + 4.0,
        escaped(&version.name),
        escaped(&version.number),
    )
}

/// The room of name and number in their fonts.
#[expect(clippy::cast_precision_loss, reason = "no name has 2^52 letters")]
fn box_width(version: &Version) -> f64 {
    7.3 * (version.name.len() + 1) as f64 + 6.1 * version.number.len() as f64 + 16.0
}

fn path(way: &[Point]) -> String {
    let mut path = String::new();
    let mut last: Option<Point> = None;
    for pair in way.chunks(2) {
        let &[start, end] = pair else { continue };
        path += &match last {
            None => format!("M {:.1} {:.1}", start.x, start.y),
            Some(last) => {
                let middle = f64::midpoint(last.x, start.x);
                format!(" C {middle:.1} {:.1} {middle:.1} {:.1} {:.1} {:.1}", last.y, start.y, start.x, start.y)
            }
        };
        path += &format!(" H {:.1}", end.x);
        last = Some(end);
    }
    path
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
