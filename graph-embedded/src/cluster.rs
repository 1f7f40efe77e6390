//! Several servers of one graph, whose leader changes and whose members fail as a test says.

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::group::{CommitCut, Group, Reach, Role, Timing, Topology};
use crate::server::{Credentials, DEFAULT_TIMING, Settings, Thread, listen};
use crate::store::Store;

/// A cluster of servers in this process, for tests of how an application bears elections and failures.
///
/// All members serve one graph. One of the primaries leads: it alone takes writes, and the others refuse them as the
/// members of a Neo4j cluster do. Routing tables tell who leads and who is there. Nothing happens by itself: the test
/// says when a member is elected, stopped, left behind or cut off, and when a commit is interrupted.
///
/// Members have numbers from 0 on, primaries first; the first one leads at the beginning. Methods that take a number
/// panic if there is no such member. Dropping the cluster ends it.
///
/// ```
/// use graph_core::Driver;
/// use graph_embedded::EmbeddedCluster;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let cluster = EmbeddedCluster::start().await?;
/// let driver = Driver::builder(cluster.uri()).build()?;
/// driver.execute_query::<()>("CREATE (:Person {name: 'Ann'})").await?;
///
/// cluster.stop(0);
/// cluster.elect(2);
/// driver.execute_query::<()>("CREATE (:Person {name: 'Bob'})").await?;
/// let people: i64 = driver.execute_query("MATCH (p:Person) RETURN count(p)").read().one().await?;
/// assert_eq!(people, 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct EmbeddedCluster {
    group: Arc<Group>,
    uri: String,
    thread: Thread,
}

/// Sets how an [`EmbeddedCluster`] is started.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use graph_embedded::EmbeddedCluster;
///
/// let builder = EmbeddedCluster::builder().primaries(3).secondaries(1).routing_ttl(Duration::from_secs(1));
/// let cluster = builder.start().await?;
/// assert_eq!(cluster.members(), 0..4);
/// # cluster.close().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct EmbeddedClusterBuilder {
    primaries: usize,
    secondaries: usize,
    credentials: Option<Credentials>,
    timing: Timing,
}

impl EmbeddedClusterBuilder {
    /// Sets how many members may lead; the default is 3, the least is 1.
    pub fn primaries(mut self, count: usize) -> Self {
        self.primaries = count.max(1);
        self
    }

    /// Sets how many members only read; the default is 0.
    pub fn secondaries(mut self, count: usize) -> Self {
        self.secondaries = count;
        self
    }

    /// Lets only this user in; by default everybody is let in, whatever they present.
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Some(Credentials { user: user.into(), password: password.into() });
        self
    }

    /// Sets how long clients may rely on a routing table, in whole seconds; the default is 300 s.
    pub fn routing_ttl(mut self, ttl: Duration) -> Self {
        self.timing.table = ttl;
        self
    }

    /// Sets how long a member waits until it has what a bookmark stands for; the default is 30 s.
    ///
    /// After that it answers with a transient error, which a managed transaction retries.
    pub fn bookmark_timeout(mut self, timeout: Duration) -> Self {
        self.timing.bookmark = timeout;
        self
    }

    /// Sets how long a transaction waits for another one that is writing; the default is 10 s.
    ///
    /// After that it gets a transient error, which a managed transaction retries.
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.timing.lock = timeout;
        self
    }

    /// Starts the cluster, with an empty graph in memory, on free ports of 127.0.0.1.
    ///
    /// # Errors
    /// [`Error::Listen`] when there are not enough free ports, [`Error::TemporaryDirectory`] and [`Error::Thread`] when
    /// the operating system refuses.
    ///
    /// # Cancel safety
    /// Dropping the future before it is ready ends the cluster that was being started.
    pub async fn start(self) -> Result<EmbeddedCluster, Error> {
        let doors = (0..self.primaries + self.secondaries).map(|_| listen(0));
        let (listeners, addresses): (Vec<_>, Vec<_>) = doors.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        let uri = format!("neo4j://{}", addresses[0]);
        let roles = (0..).map(|number| if number < self.primaries { Role::Primary } else { Role::Secondary });
        let topology = Topology::new(addresses.into_iter().zip(roles));
        let group = Arc::new(Group::new(Store::memory()?, self.timing, topology));
        let settings = Settings { listeners, group: Arc::clone(&group), credentials: self.credentials };
        Ok(EmbeddedCluster { group, uri, thread: Thread::start(settings).await? })
    }
}

impl EmbeddedCluster {
    /// Starts a cluster of three primaries that lets everybody in.
    ///
    /// # Errors
    /// As [`EmbeddedClusterBuilder::start`].
    ///
    /// # Cancel safety
    /// Dropping the future before it is ready ends the cluster that was being started.
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// Begins to set how a cluster is started.
    pub fn builder() -> EmbeddedClusterBuilder {
        EmbeddedClusterBuilder { primaries: 3, secondaries: 0, credentials: None, timing: DEFAULT_TIMING }
    }

    /// The address of the first member for a driver that routes, for example `neo4j://127.0.0.1:49152`.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The numbers of the members.
    #[must_use]
    pub fn members(&self) -> Range<usize> {
        0..self.group.look(Topology::len)
    }

    /// The address of a member, which stays the same whatever becomes of it.
    ///
    /// # Panics
    /// If there is no such member.
    #[must_use]
    pub fn address(&self, member: usize) -> SocketAddr {
        self.group.look(|topology| topology.address(member))
    }

    /// The member that leads, if one does.
    #[must_use]
    pub fn leader(&self) -> Option<usize> {
        self.group.look(Topology::leader)
    }

    /// Makes a primary the leader; it is started and caught up if need be.
    ///
    /// Transactions of the leader before it can go on, but not commit what they wrote.
    ///
    /// # Panics
    /// If there is no such member, or it is a secondary.
    pub fn elect(&self, member: usize) {
        let role = self.group.look(|topology| topology.role(member));
        assert_eq!(role, Role::Primary, "member {member} is a secondary, which cannot lead");
        self.group.change(|topology| topology.lead(Some(member)));
    }

    /// Leaves the cluster without a leader, so that nobody takes writes.
    pub fn depose(&self) {
        self.group.change(|topology| topology.lead(None));
    }

    /// Stops a member: its connections are reset, and so are new ones. A leader leads no longer.
    ///
    /// # Panics
    /// If there is no such member.
    pub fn stop(&self, member: usize) {
        self.group.change(|topology| topology.stop(member));
    }

    /// Starts a member that was stopped.
    ///
    /// # Panics
    /// If there is no such member.
    pub fn restart(&self, member: usize) {
        self.group.change(|topology| topology.start(member));
    }

    /// Lets a member fall behind: it has the graph as it is now, and hears of no commit and no election.
    ///
    /// The others still count on it, so drivers still read from it. Whoever presents a later bookmark waits there until
    /// [`catch_up`](Self::catch_up), or gets a transient error. A leader leads no longer.
    ///
    /// # Errors
    /// [`Error::Copy`] and [`Error::TemporaryDirectory`] when the graph cannot be copied.
    ///
    /// # Panics
    /// If there is no such member.
    pub fn leave_behind(&self, member: usize) -> Result<(), Error> {
        self.group.leave_behind(&[member], Reach::Listed)
    }

    /// Cuts these members off from the others, though not from clients.
    ///
    /// They know each other alone and no leader, and have the graph as it is now; the others believe them gone. A leader
    /// among them leads no longer.
    ///
    /// # Errors
    /// [`Error::Copy`] and [`Error::TemporaryDirectory`] when the graph cannot be copied.
    ///
    /// # Panics
    /// If there is no such member.
    pub fn partition(&self, members: &[usize]) -> Result<(), Error> {
        self.group.leave_behind(members, Reach::CutOff)
    }

    /// Lets a member have all that the others have, and hear of them again.
    ///
    /// # Panics
    /// If there is no such member.
    pub fn catch_up(&self, member: usize) {
        self.group.change(|topology| topology.catch_up(member));
    }

    /// Cuts the connection of the client that commits next; calls add up.
    ///
    /// Counts for what wrote something, in a transaction or as a query that commits by itself. A commit that the server
    /// refuses on the way uses it up as well.
    pub fn cut_next_commit(&self, cut: CommitCut) {
        self.group.cut_next_commit(cut);
    }

    /// How many commits are still to be cut.
    #[must_use]
    pub fn cuts_to_come(&self) -> usize {
        self.group.cuts_to_come()
    }

    /// Ends the cluster and waits until nothing of it is left.
    ///
    /// # Cancel safety
    /// Dropping the future ends the cluster as well; it then waits in the drop.
    pub async fn close(self) {
        self.thread.close().await;
    }
}
