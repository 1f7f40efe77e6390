//! One connection: a byte stream married to a protocol machine; the only place that reads and writes a socket.

mod io;
mod open;
mod request;
mod said;
mod server_info;
mod stall;
mod tally;
mod watch;

pub(crate) use io::Connection;
pub(crate) use open::{OpenOptions, RoutingContext, Step, open};
pub(crate) use request::QueryText;
pub(crate) use said::{Said, Telling};
pub use server_info::ServerInfo;
pub(crate) use tally::Tally;
pub(crate) use watch::{Closing, Context, DatabaseName, Managed, Used, Watch};
