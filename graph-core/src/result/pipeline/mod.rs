//! Several results on one connection: who receives the next answer, and who wakes whom.

mod core;
mod shared;
mod slots;
mod waiting;
mod wakers;

pub(crate) use self::core::Begun;
pub(crate) use shared::{Call, Shared, Ticket};
