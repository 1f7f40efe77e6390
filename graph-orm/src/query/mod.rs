//! What the mapper asks of a database, as statements with their parameters; nothing here runs.

mod branch;
mod fetch;
mod filter;
mod find;
mod joined;
mod kind;
mod links;
mod node;
mod operand;
mod plan;
mod projection;
mod property;
mod reach;
mod relation;
mod select;
mod shape;
mod step;

pub use branch::Branch;
pub use fetch::{Fetch, Fetched, Fetching, Related};
pub use filter::{Condition, Filter, Order};
pub use find::{Find, Queried};
pub use joined::{At, Joined, Steps};
pub use kind::{Clearable, Computable, Computed, Fixed, Kind, Optional, Perhaps, Required, Settable, Stamp, Stored};
pub use links::LinkStatements;
pub(crate) use links::{KEPT, OTHER, SEEN, WANTED};
pub use node::NodeStatements;
pub(crate) use node::{KEY, PROPERTIES};
pub use operand::{List, Number, Operand, Place, Text};
pub use property::Property;
pub use reach::Reach;
pub use relation::{AtMostOne, Cardinality, ExactlyOne, Many, Relation};
pub use select::{Column, Columns, Named, Select, count_rows};
pub(crate) use shape::Shaped;
pub use shape::{Piece, Shape, Then};
pub use step::{Incoming, Maybe, Mode, One, Outgoing, Several, Step, Undirected};
