//! A byte stream to an address, with timeouts; knows nothing of Bolt.

mod address;
mod error;
mod plain;
mod resolve;
mod socket;
mod stream;
mod tcp;
mod tls;

pub use address::Address;
pub(crate) use error::NetError;
pub use resolve::{AddressResolver, DnsResolver};
pub(crate) use socket::{Socket, connect};
pub(crate) use stream::Stream;
pub(crate) use tcp::TcpOptions;
pub use tls::{
    CertificateAuthorities, ClientCertificate, ClientCertificateProvider, HostNameCheck, InvalidCertificate,
    RevocationLists, Trust,
};
pub(crate) use tls::{OwnCertificate, TlsClient};
