//! The same work, done by each driver.

#[cfg(feature = "peers")]
mod neo4j;
#[cfg(feature = "peers")]
mod neo4rs;
mod ours;
mod reader;

use std::error::Error;

use crate::work::Work;

/// Who does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// This project's driver.
    Ours,
    /// Nobody: a loop written by hand for the bytes of this one work, which is how little it can take.
    Reader,
    /// The async crate of the comparison.
    #[cfg(feature = "peers")]
    Neo4rs,
    /// The blocking crate of the comparison.
    #[cfg(feature = "peers")]
    Neo4j,
}

/// Where the server is, and as whom to log in.
#[derive(Debug, Clone)]
pub struct Target {
    /// Host and port.
    pub address: String,
    /// The user.
    pub user: String,
    /// The user's password.
    pub password: String,
}

impl Target {
    /// Makes the target of the server that answers from memory, which lets in everybody.
    pub fn canned(address: &str) -> Self {
        Self { address: address.to_owned(), user: "neo4j".to_owned(), password: "secret".to_owned() }
    }
}

/// Does so many items of work; the function that [`Driver::connect`] returns.
pub type Worker = Box<dyn FnMut(Work, u64) -> Result<(), Failure>>;

/// Whatever went wrong.
pub type Failure = Box<dyn Error>;

impl Driver {
    /// Every driver that was built in.
    pub const ALL: &[Self] = &[
        Self::Ours,
        Self::Reader,
        #[cfg(feature = "peers")]
        Self::Neo4rs,
        #[cfg(feature = "peers")]
        Self::Neo4j,
    ];

    /// Returns the driver's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "graph",
            Self::Reader => "hand-written reader",
            #[cfg(feature = "peers")]
            Self::Neo4rs => "neo4rs 0.9-rc.11",
            #[cfg(feature = "peers")]
            Self::Neo4j => "neo4j 0.2",
        }
    }

    /// Returns the driver of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|driver| driver.name() == name)
    }

    /// Tells whether the driver can do the work; the hand-written reader writes nothing, and others do not borrow.
    pub const fn does(self, work: Work) -> bool {
        match self {
            Self::Ours => true,
            Self::Reader => !matches!(work, Work::Write),
            #[cfg(feature = "peers")]
            Self::Neo4rs | Self::Neo4j => !matches!(work, Work::MixedBorrowed | Work::NodeBorrowed),
        }
    }

    /// Connects, and returns what does the work.
    ///
    /// # Errors
    /// The driver's own.
    pub fn connect(self, target: &Target) -> Result<Worker, Failure> {
        match self {
            Self::Ours => ours::connect(target),
            Self::Reader => reader::connect(target),
            #[cfg(feature = "peers")]
            Self::Neo4rs => neo4rs::connect(target),
            #[cfg(feature = "peers")]
            Self::Neo4j => neo4j::connect(target),
        }
    }
}

/// Makes sure that nothing was left out.
fn all(found: u64, wanted: u64) -> Result<(), Failure> {
    if found == wanted { Ok(()) } else { Err(format!("{found} records instead of {wanted}").into()) }
}
