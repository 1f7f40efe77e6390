//! Does the driver hold on a bad network, beside bad servers, and over a slow line? Needs no server but its own.

mod back_pressure;
mod broken;
mod endpoints;
mod flights;
mod secrecy;
mod unix;
