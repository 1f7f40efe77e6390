//! How one connection's bytes travel, and how it ends.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::fault::{Course, Fate, Fault, Flow, Manner, Plan, Way};
use super::{Link, Verdict};

/// One connection through the proxy.
pub(super) struct Line {
    course: watch::Sender<Course>,
    plan: Option<Plan>,
    client_spoke_last: AtomicBool,
    up: AtomicU64,
    down: AtomicU64,
}

impl Line {
    pub(super) fn new(link: &Link, plan: Option<Plan>) -> Self {
        Self {
            course: watch::Sender::new(Course::new(link.delay)),
            plan,
            client_spoke_last: AtomicBool::new(false),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
        }
    }

    /// Lets a fault happen now, in both ways.
    pub(super) fn strike(&self, fault: Fault) {
        self.course.send_modify(|course| course.suffer(fault, &[Way::Up, Way::Down]));
    }

    /// Passes bytes until both sides have said all, or something ends the connection.
    pub(super) async fn run(&self, link: &Link, mut client: TcpStream, mut server: TcpStream) {
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        self.take_plan(link, Way::Up);
        self.take_plan(link, Way::Down);
        let fate = {
            let (from_client, to_client) = client.split();
            let (from_server, to_server) = server.split();
            let up = self.pass(link, Way::Up, from_client, to_server);
            let down = self.pass(link, Way::Down, from_server, to_client);
            tokio::select! {
                // Looked at first, so that no byte passes after the end.
                biased;
                fate = self.end() => fate,
                () = async { tokio::join!(up, down); } => Fate::Cut,
            }
        };
        self.finish(fate, client, server).await;
    }

    async fn finish(&self, fate: Fate, mut client: TcpStream, server: TcpStream) {
        match fate {
            Fate::Open | Fate::Cut => {
                // What lies unread would turn the end into a reset, which may take bytes back that were sent.
                for stream in [&client, &server] {
                    while stream.try_read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
                }
            }
            Fate::Reset => {
                let _ = (client.set_zero_linger(), server.set_zero_linger());
            }
            Fate::HalfOpen => {
                drop(server);
                let mut room = [0; 4096];
                let deaf = async { while client.read(&mut room).await.is_ok_and(|count| count > 0) {} };
                let told = self.comes_to(|fate| fate != Fate::HalfOpen);
                tokio::select! {
                    () = deaf => {}
                    fate = told => if fate == Fate::Reset { let _ = client.set_zero_linger(); },
                }
            }
        }
    }

    async fn end(&self) -> Fate {
        self.comes_to(|fate| fate != Fate::Open).await
    }

    async fn comes_to(&self, wanted: impl Fn(Fate) -> bool) -> Fate {
        let mut course = self.course.subscribe();
        let end = course.wait_for(|course| wanted(course.fate)).await;
        end.map_or(Fate::Cut, |course| course.fate)
    }

    /// Passes pieces on, each so much later than it came.
    async fn pass(&self, link: &Link, way: Way, mut from: ReadHalf<'_>, mut to: WriteHalf<'_>) {
        let mut course = self.course.subscribe();
        // Bounded by what both sides have in flight during one delay.
        let mut kept: VecDeque<(Instant, Bytes)> = VecDeque::new();
        let mut open = true;
        let mut room = vec![0; 64 * 1024];
        while open || !kept.is_empty() {
            let manner = course.borrow_and_update().manner(way);
            let flows = manner.flow != Flow::Stalled;
            let due = kept.front().map(|(due, _)| *due).filter(|_| flows);
            tokio::select! {
                changed = course.changed() => if changed.is_err() { return },
                read = from.read(&mut room), if open && flows => match read {
                    Ok(count) if count > 0 => {
                        let piece = &room[..count];
                        if self.passes(link, way, piece) {
                            kept.push_back((Instant::now() + manner.delay, Bytes::copy_from_slice(piece)));
                        }
                    }
                    Ok(_) | Err(_) => open = false,
                },
                () = at(due) => {
                    let Some((_, mut piece)) = kept.pop_front() else { continue };
                    let first = piece.split_to(self.together(way, piece.len()));
                    if manner.flow == Flow::Passing && to.write_all(&first).await.is_err() {
                        return;
                    }
                    self.count(link, way, first.len());
                    if !piece.is_empty() {
                        kept.push_front((Instant::now() + self.pause(way, manner), piece));
                    }
                }
            }
        }
        // The other side hears that this one has said all.
        let _ = to.shutdown().await;
    }

    /// How many of the next bytes travel together: not beyond the place of the planned fault.
    fn together(&self, way: Way, length: usize) -> usize {
        let alone = self.course.borrow().manner(way).trickle.is_some();
        let wanted = if alone { 1.min(length) } else { length };
        let place = self.plan.filter(|plan| plan.way == way).map(|plan| plan.after);
        let left = place.and_then(|place| place.checked_sub(self.passed(way).load(Ordering::SeqCst)));
        match left.and_then(|left| usize::try_from(left).ok()) {
            Some(left) if left > 0 => wanted.min(left),
            Some(_) | None => wanted,
        }
    }

    /// How long the rest of a piece waits that was begun in a manner.
    fn pause(&self, way: Way, begun: Manner) -> Duration {
        let manner = self.course.borrow().manner(way);
        manner.trickle.unwrap_or(if manner == begun { Duration::ZERO } else { manner.delay })
    }

    fn count(&self, link: &Link, way: Way, bytes: usize) {
        let bytes = bytes as u64;
        self.passed(way).fetch_add(bytes, Ordering::SeqCst);
        link.passed(way).fetch_add(bytes, Ordering::SeqCst);
        self.take_plan(link, way);
    }

    fn passed(&self, way: Way) -> &AtomicU64 {
        match way {
            Way::Up => &self.up,
            Way::Down => &self.down,
        }
    }

    /// Lets the planned fault happen if its place was reached.
    fn take_plan(&self, link: &Link, way: Way) {
        let reached = self.passed(way).load(Ordering::SeqCst);
        if let Some(plan) = self.plan
            && plan.way == way
            && plan.after == reached
        {
            link.faults.fetch_add(1, Ordering::SeqCst);
            self.course.send_modify(|course| course.suffer(plan.fault, &[way]));
        }
    }

    /// Counts flights and asks the judge; tells whether the piece goes on.
    fn passes(&self, link: &Link, way: Way, piece: &[u8]) -> bool {
        match way {
            Way::Up => {
                if !self.client_spoke_last.swap(true, Ordering::SeqCst) {
                    link.flights.fetch_add(1, Ordering::SeqCst);
                }
                self.judge((link.judge)(piece))
            }
            Way::Down => {
                self.client_spoke_last.store(false, Ordering::SeqCst);
                if self.course.borrow().answer_is_cut {
                    self.strike(Fault::Cut);
                    return false;
                }
                true
            }
        }
    }

    fn judge(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Pass => return true,
            Verdict::CutAnswer => {
                self.course.send_modify(|course| course.answer_is_cut = true);
                return true;
            }
            Verdict::CutBefore => self.strike(Fault::Cut),
            Verdict::Swallow => self.strike(Fault::Swallow),
        }
        false
    }
}

async fn at(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => pending().await,
    }
}
