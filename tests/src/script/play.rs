//! Plays one connection's part of a scenario.

use std::sync::{Arc, Mutex};

use graph_core::value::Value;
use tokio::sync::Notify;

use super::pattern::is_enough;
use super::read::{Block, Expected, Server};
use crate::line::{Answer, Respond};
use crate::message::{Message, Request};
use crate::peer::usual;

/// What came of a scenario so far.
#[derive(Debug, Default)]
pub(super) struct Course {
    state: Mutex<State>,
    pub(super) changed: Notify,
}

#[derive(Debug, Default)]
pub(super) struct State {
    /// What clients did that nobody expected.
    pub(super) faults: Vec<String>,
    /// The connections in the order of their opening.
    pub(super) connections: Vec<Connection>,
}

/// A connection that was opened.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) server: String,
    /// What its script still waits for; none when it may end here.
    pub(super) awaits: Option<String>,
    pub(super) messages: Vec<Message>,
}

impl Course {
    /// Looks at, or changes, how far the scenario is.
    pub(super) fn with<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        change(&mut self.state.lock().expect("no code panics while it holds the lock"))
    }

    pub(super) fn fault(&self, fault: String) {
        // Beside the failure that the client's half of the test will have.
        eprintln!("{fault}");
        self.with(|state| state.faults.push(fault));
        self.changed.notify_waiters();
    }
}

/// Plays a block for one connection.
pub(super) struct Player {
    server: Arc<Server>,
    block: usize,
    /// The next turn.
    at: usize,
    /// The connection's place in the course.
    number: usize,
    course: Arc<Course>,
}

impl Player {
    pub(super) fn new(server: Arc<Server>, block: usize, course: Arc<Course>) -> Self {
        let connection = Connection { server: server.name.clone(), awaits: None, messages: Vec::new() };
        let number = course.with(|state| {
            state.connections.push(connection);
            state.connections.len() - 1
        });
        let player = Self { server, block, at: 0, number, course };
        player.note();
        player
    }

    fn block(&self) -> &Block {
        &self.server.blocks[self.block]
    }

    /// Goes past the next turn, if it fits what the client did, and returns its answers.
    fn take_turn(&mut self, fits: impl Fn(&Expected) -> bool) -> Option<Vec<Answer>> {
        let mut at = self.at;
        let answers = loop {
            let turn = self.block().turns.get(at)?;
            at += 1;
            if fits(&turn.expected) {
                break turn.answers.clone();
            }
            if !turn.is_optional {
                return None;
            }
        };
        let block = self.block();
        self.at = block.repeats_from.filter(|_| at == block.turns.len()).unwrap_or(at);
        self.note();
        Some(answers)
    }

    /// Notes what the script waits for.
    fn note(&self) {
        let block = self.block();
        let is_over = block.repeats_from == Some(self.at);
        let awaits = block.turns.get(self.at..).unwrap_or_default().iter().find(|turn| !turn.is_optional);
        let awaits = awaits.filter(|_| !is_over).map(|turn| format!("line {}: {:?}", turn.line, turn.expected));
        self.course.with(|state| state.connections[self.number].awaits = awaits);
        self.course.changed.notify_waiters();
    }

    fn is_auto(&self, name: &str) -> bool {
        self.server.auto.iter().any(|known| known == name)
    }
}

impl Respond for Player {
    fn handshake(&mut self) -> Option<Answer> {
        self.block().handshake.clone()
    }

    fn greet(&mut self) -> Vec<Answer> {
        self.block().greeting.clone()
    }

    fn respond(&mut self, message: Message) -> Vec<Answer> {
        self.course.with(|state| state.connections[self.number].messages.push(message.clone()));
        if let Some(answers) = self.take_turn(|expected| is_expected(expected, &message)) {
            return answers;
        }
        let name = message.name();
        // Whoever leaves may say so.
        if name == "GOODBYE" || self.is_auto(name) {
            return usual(&Request::from(message));
        }
        let server = &self.server.name;
        let awaits = self.course.with(|state| state.connections[self.number].awaits.clone());
        let awaits = awaits.unwrap_or_else(|| "the end of the connection".to_owned());
        self.course.fault(format!("{server} got {message} where it awaits {awaits}"));
        vec![Answer::Close]
    }

    fn hung_up(&mut self) {
        self.take_turn(|expected| matches!(expected, Expected::HangUp));
    }
}

fn is_expected(expected: &Expected, message: &Message) -> bool {
    match expected {
        Expected::HangUp => false,
        Expected::Message { name, fields, openness } => {
            name == message.name()
                && is_enough(fields.len(), message.fields.len(), *openness)
                && fields.iter().zip(&message.fields).all(|(pattern, value): (_, &Value)| pattern.fits(value))
        }
    }
}
