//! What derived types read and write, checked on the bytes of messages.

mod entity;
mod hygiene;
mod params;
mod record;
mod value;
mod wire;
