//! Which servers does an encrypted driver trust, and who is it to them? Certificates are made for each test.

mod authority;
mod client;
mod revocation;
mod server;
mod system;
mod trust;
