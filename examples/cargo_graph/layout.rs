//! Where the boxes and arrows of a layered drawing go: every arrow leads one column or more to the right.

/// What is to be drawn: boxes by their width, and arrows from box to box, which form no circle.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) widths: Vec<f64>,
    pub(crate) arrows: Vec<(usize, usize)>,
}

/// Where things are.
#[derive(Debug)]
pub(crate) struct Drawing {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// The left ends of the boxes, in the middle of their height.
    pub(crate) boxes: Vec<Point>,
    /// The ways of the arrows: pairs of points to be joined by level lines, and from pair to pair by curves.
    pub(crate) arrows: Vec<Vec<Point>>,
}

/// A point in pixels from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// The height of a line of boxes.
const BOX_PITCH: f64 = 32.0;
/// The height that an arrow takes where it passes through a column.
const ARROW_PITCH: f64 = 14.0;
const COLUMN_GAP: f64 = 56.0;
const SWEEPS: usize = 24;

/// Lays a graph out: columns by the longest way, an order in each with few crossings, and short arrows.
pub(crate) fn lay_out(graph: &Graph) -> Drawing {
    let columns = columns(graph);
    let mut layers = Layers::new(graph, &columns);
    layers.uncross();
    let heights = layers.heights();

    let count = columns.iter().max().map_or(0, |last| last + 1);
    let mut lefts = Vec::new();
    let mut rights = Vec::new();
    let mut x = 0.0;
    for column in 0..count {
        let of_column = columns.iter().zip(&graph.widths).filter(|(it, _)| **it == column);
        let width = of_column.map(|(_, width)| *width).fold(0.0, f64::max);
        lefts.push(x);
        rights.push(x + width);
        x += width + COLUMN_GAP;
    }
    let boxes: Vec<Point> =
        columns.iter().enumerate().map(|(place, column)| Point { x: lefts[*column], y: heights[place] }).collect();
    let arrows = graph.arrows.iter().zip(&layers.ways).map(|((from, to), way)| {
        let start = Point { x: boxes[*from].x + graph.widths[*from], y: boxes[*from].y };
        // A short box lets the arrow begin at its own end and go level to the end of the column.
        let mut points = vec![start, Point { x: rights[columns[*from]], ..start }];
        for item in way {
            let (y, column) = (heights[*item], layers.column_of[*item]);
            points.extend([Point { x: lefts[column], y }, Point { x: rights[column], y }]);
        }
        points.extend([boxes[*to]; 2]);
        points
    });
    let height = heights.iter().copied().fold(0.0, f64::max) + BOX_PITCH / 2.0;
    Drawing { width: (x - COLUMN_GAP).max(0.0), height, arrows: arrows.collect(), boxes }
}

/// Puts each box as far left as its arrows allow, and a box that no arrow leads to next to where it leads.
fn columns(graph: &Graph) -> Vec<usize> {
    let count = graph.widths.len();
    let mut columns = vec![0; count];
    // The longest way has fewer arrows than there are boxes, so this many rounds are enough.
    for _ in 0..count {
        for (from, to) in &graph.arrows {
            columns[*to] = columns[*to].max(columns[*from] + 1);
        }
    }
    for place in 0..count {
        let is_reached = graph.arrows.iter().any(|(_, to)| *to == place);
        let next = graph.arrows.iter().filter(|(from, _)| *from == place).map(|(_, to)| columns[*to]).min();
        if let Some(next) = next
            && !is_reached
        {
            columns[place] = next - 1;
        }
    }
    columns
}

/// The boxes, and the places where arrows pass through a column on their way, in columns and with neighbours.
struct Layers {
    /// The items of each column from top to bottom. The first items are the boxes.
    columns: Vec<Vec<usize>>,
    column_of: Vec<usize>,
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
    /// What each arrow passes through.
    ways: Vec<Vec<usize>>,
    boxes: usize,
}

impl Layers {
    fn new(graph: &Graph, columns: &[usize]) -> Self {
        let count = columns.iter().max().map_or(0, |last| last + 1);
        let boxes = columns.len();
        let mut layers = Self {
            columns: vec![Vec::new(); count],
            column_of: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
            ways: Vec::new(),
            boxes,
        };
        for column in columns {
            layers.add(*column);
        }
        for (from, to) in &graph.arrows {
            let mut last = *from;
            let mut way = Vec::new();
            for column in columns[*from] + 1..columns[*to] {
                let item = layers.add(column);
                layers.join(last, item);
                way.push(item);
                last = item;
            }
            layers.join(last, *to);
            layers.ways.push(way);
        }
        layers
    }

    fn add(&mut self, column: usize) -> usize {
        let item = self.column_of.len();
        self.columns[column].push(item);
        self.column_of.push(column);
        self.before.push(Vec::new());
        self.after.push(Vec::new());
        item
    }

    fn join(&mut self, from: usize, to: usize) {
        self.after[from].push(to);
        self.before[to].push(from);
    }

    /// Orders each column by the middle of its neighbours, to and fro, and keeps the best order found.
    fn uncross(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..SWEEPS {
            let forwards = sweep % 2 == 0;
            let count = self.columns.len();
            for step in 1..count {
                let column = if forwards { step } else { count - 1 - step };
                let places = self.places();
                let neighbours = if forwards { &self.before } else { &self.after };
                self.columns[column].sort_by(|a, b| {
                    let middle =
                        |item: usize| mean(neighbours[item].iter().map(|it| places[*it])).unwrap_or(places[item]);
                    middle(*a).total_cmp(&middle(*b))
                });
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    /// Returns the place of each item in its column.
    #[expect(clippy::cast_precision_loss, reason = "no column has 2^52 items")]
    fn places(&self) -> Vec<f64> {
        let mut places = vec![0.0; self.column_of.len()];
        for column in &self.columns {
            for (place, item) in column.iter().enumerate() {
                places[*item] = place as f64 / column.len() as f64;
            }
        }
        places
    }

    fn crossings(&self) -> usize {
        let places = self.places();
        let mut crossings = 0;
        for column in &self.columns {
            let steps: Vec<(f64, f64)> = column
                .iter()
                .flat_map(|item| self.after[*item].iter().map(|next| (places[*item], places[*next])))
                .collect();
            for (number, (from, to)) in steps.iter().enumerate() {
                crossings += steps[..number].iter().filter(|(f, t)| (f - from) * (t - to) < 0.0).count();
            }
        }
        crossings
    }

    /// Moves every item towards its neighbours as far as the order and the others' room allow.
    fn heights(&self) -> Vec<f64> {
        let mut heights = vec![0.0; self.column_of.len()];
        for sweep in 0..SWEEPS {
            for step in 0..self.columns.len() {
                let column = if sweep % 2 == 0 { step } else { self.columns.len() - 1 - step };
                let items = &self.columns[column];
                let wanted: Vec<f64> = items
                    .iter()
                    .map(|item| {
                        let neighbours = self.before[*item].iter().chain(&self.after[*item]);
                        mean(neighbours.map(|it| heights[*it])).unwrap_or(heights[*item])
                    })
                    .collect();
                let rooms: Vec<f64> = items.iter().map(|item| self.room(*item)).collect();
                for (item, height) in items.iter().zip(spread(&wanted, &rooms)) {
                    heights[*item] = height;
                }
            }
        }
        let top = heights.iter().copied().fold(f64::INFINITY, f64::min);
        heights.iter().map(|height| height - top + BOX_PITCH / 2.0).collect()
    }

    const fn room(&self, item: usize) -> f64 {
        if item < self.boxes { BOX_PITCH } else { ARROW_PITCH }
    }
}

/// Returns heights as near to the wanted ones as can be, in the same order and each with its room.
///
/// Neighbours that want the same place form a block, which stands where its members want it on average.
fn spread(wanted: &[f64], rooms: &[f64]) -> Vec<f64> {
    let mut offset = 0.0;
    let mut offsets = Vec::new();
    // A block: the sum of what its members want, less their offsets, and how many there are.
    let mut blocks: Vec<(f64, f64)> = Vec::new();
    for (place, (wanted, room)) in wanted.iter().zip(rooms).enumerate() {
        if place > 0 {
            offset += (rooms[place - 1] + room) / 2.0;
        }
        offsets.push(offset);
        let mut block = (wanted - offset, 1.0);
        while let Some((sum, count)) = blocks.pop_if(|(sum, count)| *sum / *count > block.0 / block.1) {
            block = (block.0 + sum, block.1 + count);
        }
        blocks.push(block);
    }
    let mut blocks = blocks.into_iter();
    let (mut base, mut left) = (0.0, 0.0);
    offsets
        .into_iter()
        .map(|offset| {
            if left < 0.5
                && let Some((sum, count)) = blocks.next()
            {
                (base, left) = (sum / count, count);
            }
            left -= 1.0;
            base + offset
        })
        .collect()
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_lead_to_the_right_and_boxes_keep_their_distance() {
        let arrows = vec![(0, 1), (1, 2), (0, 2), (3, 2), (0, 4), (3, 4), (4, 5), (1, 5)];
        let graph = Graph { widths: vec![50.0, 80.0, 60.0, 50.0, 70.0, 40.0], arrows };
        let drawing = lay_out(&graph);
        for ((from, to), way) in graph.arrows.iter().zip(&drawing.arrows) {
            assert!(drawing.boxes[*from].x + graph.widths[*from] < drawing.boxes[*to].x, "{from} to {to}");
            assert!(way.is_sorted_by(|a, b| a.x <= b.x), "{way:?}");
            assert_eq!(way.last(), Some(&drawing.boxes[*to]));
        }
        for (number, a) in drawing.boxes.iter().enumerate() {
            assert!(a.y >= BOX_PITCH / 2.0 && a.y <= drawing.height - BOX_PITCH / 2.0 + 0.01);
            assert!(a.x + graph.widths[number] <= drawing.width);
            for b in &drawing.boxes[..number] {
                assert!(a.x != b.x || (a.y - b.y).abs() >= BOX_PITCH - 0.01, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn items_that_want_one_place_stand_around_it() {
        assert_eq!(spread(&[10.0, 10.0, 100.0], &[20.0; 3]), [0.0, 20.0, 100.0]);
        assert_eq!(spread(&[5.0, 90.0], &[20.0; 2]), [5.0, 90.0]);
        assert_eq!(spread(&[30.0, 20.0, 10.0], &[20.0; 3]), [0.0, 20.0, 40.0]);
    }

    #[test]
    fn a_crossing_that_need_not_be_goes() {
        let graph = Graph { widths: vec![10.0; 4], arrows: vec![(0, 3), (1, 2)] };
        let mut layers = Layers::new(&graph, &columns(&graph));
        assert_eq!(layers.crossings(), 1);
        layers.uncross();
        assert_eq!(layers.crossings(), 0);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let drawing = lay_out(&Graph { widths: vec![], arrows: vec![] });
        assert_eq!((drawing.boxes.len(), drawing.width), (0, 0.0));
    }
}
