//! Who leads, who can be reached, and what each member knows of it.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::session::Place;

/// What a member is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It may be the leader.
    Primary,
    /// It only ever reads.
    Secondary,
}

/// The members of a group and where they stand.
#[derive(Debug)]
pub(crate) struct Topology {
    members: Vec<Standing>,
    leader: Option<usize>,
    /// How often the leadership has changed, so that a leader can tell that it was another one's meanwhile.
    term: u64,
}

#[derive(Debug)]
struct Standing {
    address: SocketAddr,
    role: Role,
    is_up: bool,
    /// How often it was stopped; a connection belongs to one of its lives.
    life: u64,
    behind: Option<Behind>,
}

/// What a member has that hears nothing of the others any more.
#[derive(Debug, Clone)]
pub(crate) struct Behind {
    /// The graph as it was.
    pub(crate) place: Arc<Place>,
    view: View,
    reach: Reach,
}

/// Whether a member that hears nothing is still there for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The others count on it.
    Listed,
    /// The others believe that it is gone.
    CutOff,
}

/// What a member believes of the group.
#[derive(Debug, Clone, PartialEq, Eq)]
struct View {
    leader: Option<usize>,
    members: Vec<usize>,
}

/// One server as a member knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    pub(crate) role: Role,
    pub(crate) leads: bool,
}

impl Topology {
    /// All members are up, and the first one leads.
    pub(crate) fn new(members: impl IntoIterator<Item = (SocketAddr, Role)>) -> Self {
        let members = members.into_iter();
        let members = members.map(|(address, role)| Standing { address, role, is_up: true, life: 0, behind: None });
        Self { members: members.collect(), leader: Some(0), term: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    pub(crate) fn leader(&self) -> Option<usize> {
        self.leader
    }

    pub(crate) fn address(&self, member: usize) -> SocketAddr {
        self.members[member].address
    }

    pub(crate) fn role(&self, member: usize) -> Role {
        self.members[member].role
    }

    /// The term in which a member leads, if it does.
    pub(crate) fn term_of(&self, member: usize) -> Option<u64> {
        (self.leader == Some(member)).then_some(self.term)
    }

    /// The life that a member is in, if it is up.
    pub(crate) fn life_of(&self, member: usize) -> Option<u64> {
        let standing = &self.members[member];
        standing.is_up.then_some(standing.life)
    }

    pub(crate) fn behind(&self, member: usize) -> Option<&Behind> {
        self.members[member].behind.as_ref()
    }

    /// What a member knows of the group, itself included.
    pub(crate) fn peers(&self, member: usize) -> Vec<Peer> {
        let view = self.view(member);
        let peer = |at: &usize| {
            let standing = &self.members[*at];
            Peer { address: standing.address, role: standing.role, leads: view.leader == Some(*at) }
        };
        view.members.iter().map(peer).collect()
    }

    fn view(&self, member: usize) -> View {
        if let Some(behind) = self.behind(member) {
            return behind.view.clone();
        }
        let is_there = |at: &usize| {
            let standing = &self.members[*at];
            standing.is_up && standing.behind.as_ref().is_none_or(|behind| behind.reach == Reach::Listed)
        };
        View { leader: self.leader, members: (0..self.len()).filter(is_there).collect() }
    }

    /// Makes a member the leader, up and up to date, or leaves the group without one.
    pub(crate) fn lead(&mut self, leader: Option<usize>) {
        if let Some(member) = leader {
            self.start(member);
            self.catch_up(member);
        }
        if self.leader != leader {
            self.leader = leader;
            self.term += 1;
        }
    }

    /// Takes a member away with its connections, and its leadership.
    pub(crate) fn stop(&mut self, member: usize) {
        let standing = &mut self.members[member];
        if std::mem::take(&mut standing.is_up) {
            standing.life += 1;
        }
        standing.behind = None;
        self.step_down(member);
    }

    /// Brings a member back that is up to date.
    pub(crate) fn start(&mut self, member: usize) {
        self.members[member].is_up = true;
    }

    /// Lets these members hear no more of the others, with the graph as it is in the place; they lead no longer.
    pub(crate) fn leave_behind(&mut self, members: &[usize], reach: Reach, place: &Arc<Place>) {
        for member in members {
            let mut view = self.view(*member);
            if reach == Reach::CutOff {
                view = View { leader: None, members: members.to_vec() };
            }
            let behind = Behind { place: Arc::clone(place), view, reach };
            self.members[*member].behind = Some(behind);
        }
        members.iter().for_each(|member| self.step_down(*member));
    }

    /// Lets a member have all that the others have, and hear of them again.
    pub(crate) fn catch_up(&mut self, member: usize) {
        self.members[member].behind = None;
    }

    fn step_down(&mut self, member: usize) {
        if self.leader == Some(member) {
            self.lead(None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    fn three() -> Topology {
        let members = [Role::Primary, Role::Primary, Role::Secondary];
        Topology::new((1..).map(|port| SocketAddr::from(([127, 0, 0, 1], port))).zip(members))
    }

    fn place() -> Arc<Place> {
        Arc::new(Place::new(Store::memory().expect("a directory")))
    }

    /// The ports that a member knows of; the leader's is negative.
    fn known(topology: &Topology, member: usize) -> Vec<i32> {
        let port = |peer: &Peer| i32::from(peer.address.port()) * if peer.leads { -1 } else { 1 };
        topology.peers(member).iter().map(port).collect()
    }

    #[test]
    fn everybody_knows_of_an_election() {
        let mut topology = three();
        assert_eq!((known(&topology, 0), known(&topology, 2)), (vec![-1, 2, 3], vec![-1, 2, 3]));
        topology.lead(Some(1));
        assert_eq!((known(&topology, 0), known(&topology, 2)), (vec![1, -2, 3], vec![1, -2, 3]));
        assert_eq!((topology.term_of(0), topology.term_of(1)), (None, Some(1)));
        topology.lead(Some(1));
        assert_eq!(topology.term_of(1), Some(1), "it has led all the time");
        topology.lead(None);
        assert_eq!(known(&topology, 2), [1, 2, 3]);
    }

    #[test]
    fn a_stopped_leader_leads_no_longer_when_it_is_back() {
        let mut topology = three();
        topology.stop(0);
        assert_eq!((topology.life_of(0), known(&topology, 1)), (None, vec![2, 3]));
        topology.start(0);
        assert_eq!((topology.life_of(0), known(&topology, 1)), (Some(1), vec![1, 2, 3]));
    }

    #[test]
    fn a_member_that_is_held_knows_what_it_knew_and_is_still_counted_on() {
        let mut topology = three();
        topology.leave_behind(&[2], Reach::Listed, &place());
        topology.lead(Some(1));
        topology.stop(0);
        assert_eq!((known(&topology, 2), known(&topology, 1)), (vec![-1, 2, 3], vec![-2, 3]));
        assert!(topology.behind(2).is_some());
        topology.catch_up(2);
        assert_eq!(known(&topology, 2), [-2, 3]);
        assert!(topology.behind(2).is_none());
    }

    #[test]
    fn members_that_are_cut_off_know_each_other_alone_and_no_leader() {
        let mut topology = three();
        topology.leave_behind(&[0, 2], Reach::CutOff, &place());
        assert_eq!((known(&topology, 0), known(&topology, 2), known(&topology, 1)), (vec![1, 3], vec![1, 3], vec![2]));
        topology.lead(Some(1));
        assert_eq!((known(&topology, 0), known(&topology, 1)), (vec![1, 3], vec![-2]));
    }

    #[test]
    fn whoever_is_elected_is_up_and_up_to_date() {
        let mut topology = three();
        topology.stop(1);
        topology.lead(Some(1));
        assert_eq!(known(&topology, 1), [1, -2, 3]);
        topology.leave_behind(&[0, 1], Reach::Listed, &place());
        assert_eq!(topology.leader(), None);
        topology.lead(Some(0));
        assert!(topology.behind(0).is_none());
        assert_eq!((known(&topology, 0), known(&topology, 1)), (vec![-1, 2, 3], vec![1, -2, 3]));
    }
}
