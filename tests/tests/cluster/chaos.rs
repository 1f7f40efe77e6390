//! What happens to the cluster, drawn from a seed.

use std::time::Duration;

use graph_embedded::{CommitCut, EmbeddedCluster};

use crate::reports::Reports;
use graph_tests::random::Random;

/// A trouble that a cluster gets into and out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Another member leads.
    Election,
    /// Nobody leads, and then somebody does.
    Interregnum,
    /// The leader is lost, another one leads, and the old one comes back.
    LeaderLost,
    /// The leader is lost, comes back, and leads again.
    LeaderBlinks,
    /// A member that does not lead is lost and comes back.
    FollowerLost,
    /// The member of the driver's URI is lost and comes back; it may have led.
    RouterRestarts,
    /// A member that does not lead hears nothing for a while.
    FollowerLags,
    /// A member that does not lead hears of no election for a while, and gives old routing tables.
    FollowerMissesElection,
    /// Members that do not lead are cut off from the others.
    MinorityCutOff,
    /// The leader is cut off from the others, who elect another one.
    LeaderCutOff,
    /// Commits are cut before and after they happen.
    CommitsCut,
}

/// How many pieces of work are done between two events, so that each happens in the midst of others.
const PACE: usize = 24;

/// How long at most is waited for them: without a leader little is done.
const PATIENCE: Duration = Duration::from_millis(250);

/// How many primaries there are, which come first; the one after them only reads.
const PRIMARIES: usize = 3;
const SECONDARY: usize = 3;

impl Act {
    pub(crate) const ALL: &[Self] = &[
        Self::Election,
        Self::Interregnum,
        Self::LeaderLost,
        Self::LeaderBlinks,
        Self::FollowerLost,
        Self::RouterRestarts,
        Self::FollowerLags,
        Self::FollowerMissesElection,
        Self::MinorityCutOff,
        Self::LeaderCutOff,
        Self::CommitsCut,
    ];
}

/// Gives a cluster trouble.
pub(crate) struct Chaos<'c> {
    cluster: &'c EmbeddedCluster,
    random: Random,
    leader: usize,
}

impl<'c> Chaos<'c> {
    pub(crate) fn new(cluster: &'c EmbeddedCluster, random: Random) -> Self {
        Self { cluster, random, leader: 0 }
    }

    /// Gets the cluster into trouble of one of these kinds and out of it, while work is done.
    pub(crate) async fn play(&mut self, acts: &[Act], reports: &Reports) {
        let act = *self.random.pick(acts);
        println!("{act:?}, with member {} as the leader", self.leader);
        let cluster = self.cluster;
        match act {
            Act::Election => self.elect_another(),
            Act::Interregnum => {
                cluster.depose();
                pace(reports).await;
                let next = *self.random.pick(&[0, 1, 2]);
                self.elect(next);
            }
            Act::LeaderLost => {
                let lost = self.leader;
                cluster.stop(lost);
                pace(reports).await;
                self.elect_another();
                pace(reports).await;
                cluster.restart(lost);
            }
            Act::LeaderBlinks => {
                cluster.stop(self.leader);
                pace(reports).await;
                self.elect(self.leader);
            }
            Act::FollowerLost => {
                let lost = self.follower();
                cluster.stop(lost);
                pace(reports).await;
                cluster.restart(lost);
            }
            Act::RouterRestarts => {
                cluster.stop(0);
                if self.leader == 0 {
                    self.elect_another();
                }
                pace(reports).await;
                cluster.restart(0);
            }
            Act::FollowerLags => {
                let lagging = self.follower();
                cluster.leave_behind(lagging).expect("the graph can be copied");
                pace(reports).await;
                cluster.catch_up(lagging);
            }
            Act::FollowerMissesElection => {
                let lagging = self.follower();
                cluster.leave_behind(lagging).expect("the graph can be copied");
                self.elect_one_of(&others(&[self.leader, lagging]));
                pace(reports).await;
                cluster.catch_up(lagging);
            }
            Act::MinorityCutOff => {
                let follower = *self.random.pick(&others(&[self.leader]));
                self.cut_off(&[follower, SECONDARY], reports).await;
            }
            Act::LeaderCutOff => {
                let leader = self.leader;
                self.cut_off(&[leader], reports).await;
            }
            Act::CommitsCut => {
                for cut in [CommitCut::Before, CommitCut::After].repeat(3) {
                    cluster.cut_next_commit(cut);
                    pace(reports).await;
                }
            }
        }
        pace(reports).await;
    }

    /// Brings everybody back, and lets no commit be cut any more than were asked for.
    pub(crate) fn end(&self) {
        assert_eq!(self.cluster.leader(), Some(self.leader));
        for member in self.cluster.members() {
            self.cluster.restart(member);
            self.cluster.catch_up(member);
        }
    }

    async fn cut_off(&mut self, members: &[usize], reports: &Reports) {
        self.cluster.partition(members).expect("the graph can be copied");
        pace(reports).await;
        if members.contains(&self.leader) {
            self.elect_one_of(&others(members));
            pace(reports).await;
        }
        for member in members {
            self.cluster.catch_up(*member);
        }
    }

    fn follower(&mut self) -> usize {
        let mut followers = others(&[self.leader]);
        followers.push(SECONDARY);
        *self.random.pick(&followers)
    }

    fn elect_another(&mut self) {
        self.elect_one_of(&others(&[self.leader]));
    }

    fn elect_one_of(&mut self, members: &[usize]) {
        let next = *self.random.pick(members);
        self.elect(next);
    }

    fn elect(&mut self, member: usize) {
        self.leader = member;
        self.cluster.elect(member);
    }
}

fn others(members: &[usize]) -> Vec<usize> {
    (0..PRIMARIES).filter(|member| !members.contains(member)).collect()
}

/// Lets some work be done.
async fn pace(reports: &Reports) {
    // How much is done by then does not matter to what must be true.
    _ = tokio::time::timeout(PATIENCE, reports.more(PACE)).await;
}
