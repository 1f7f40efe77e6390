//! Serves the drivers' shared conformance suite, testkit: its requests, done with graph-core's public API.
//!
//! It listens on port 9876, or that of `TEST_BACKEND_PORT`, on this machine only. Each connection of the suite is served
//! by a thread with a runtime of its own, so that a test that hangs holds up no other, and so that each can set its
//! own clock.

#![forbid(unsafe_code)]

mod auth;
mod bookmarks;
mod clock;
mod cursor;
mod desk;
mod drivers;
mod failure;
mod features;
mod options;
mod resolvers;
mod session;
mod skips;
mod summary;
mod tls;
mod transaction;
mod values;
mod wire;

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use crate::desk::Desk;
use crate::wire::Wire;

const DEFAULT_PORT: u16 = 9876;

fn main() -> io::Result<()> {
    let port = match std::env::var("TEST_BACKEND_PORT") {
        Ok(text) => text.parse().map_err(|_| io::Error::other(format!("TEST_BACKEND_PORT is {text:?}, no port")))?,
        Err(_) => DEFAULT_PORT,
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    println!("serving the conformance suite on port {port}");
    for stream in listener.incoming() {
        let wire = Wire::open(stream?)?;
        std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => tokio::task::LocalSet::new().block_on(&runtime, Desk::new(wire).serve()),
                Err(error) => eprintln!("no runtime: {error}"),
            }
        });
    }
    Ok(())
}
