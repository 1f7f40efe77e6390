//! Which database users were last seen at home in.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::bolt::message::AuthToken;
use crate::connection::DatabaseName;

/// How many users are remembered; beyond it those asked for longest ago are forgotten.
const CAPACITY: usize = 1_000;

/// The home databases of users, as servers told them. A guess from it saves the question, and a wrong one costs
/// nothing but a server that passes the query on.
#[derive(Debug, Default)]
pub(super) struct HomeDatabases {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    entries: HashMap<User, Entry>,
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    database: DatabaseName,
    asked: u64,
}

/// Whose home it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum User {
    /// The driver's own.
    Driver,
    /// One that is impersonated, or that logs in by name.
    Named(Box<str>),
    /// One that is known by a token only.
    Token(AuthToken),
}

impl User {
    /// Tells whose home database work needs.
    pub(crate) fn of(impersonated: Option<&str>, session_token: Option<&AuthToken>) -> Self {
        match (impersonated, session_token) {
            (Some(name), _) => Self::Named(name.into()),
            (None, None) => Self::Driver,
            (None, Some(token)) => match token.basic_principal() {
                Some(name) => Self::Named(name.into()),
                None => Self::Token(token.clone()),
            },
        }
    }
}

impl HomeDatabases {
    pub(super) fn guess(&self, user: &User) -> Option<DatabaseName> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.clock += 1;
        let clock = known.clock;
        let entry = known.entries.get_mut(user)?;
        entry.asked = clock;
        Some(entry.database.clone())
    }

    pub(super) fn learn(&self, user: User, database: DatabaseName) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.clock += 1;
        let entry = Entry { database, asked: known.clock };
        known.entries.insert(user, entry);
        if known.entries.len() > CAPACITY {
            let oldest = known.entries.iter().min_by_key(|(_, entry)| entry.asked).map(|(user, _)| user.clone());
            oldest.and_then(|user| known.entries.remove(&user));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_told_apart_and_the_last_answer_counts() {
        let homes = HomeDatabases::default();
        homes.learn(User::Driver, "one".into());
        homes.learn(User::Named("ann".into()), "two".into());
        homes.learn(User::Driver, "three".into());
        assert_eq!(homes.guess(&User::Driver).as_deref(), Some("three"));
        let basic = AuthToken::basic("ann", "secret");
        assert_eq!(homes.guess(&User::of(None, Some(&basic))).as_deref(), Some("two"));
        assert_eq!(homes.guess(&User::of(None, Some(&AuthToken::bearer("x")))), None);
    }

    #[test]
    fn the_user_asked_for_longest_ago_is_forgotten() {
        let homes = HomeDatabases::default();
        for number in 0..CAPACITY {
            homes.learn(User::Named(number.to_string().into()), "db".into());
        }
        assert!(homes.guess(&User::Named("0".into())).is_some());
        homes.learn(User::Driver, "db".into());
        assert!(homes.guess(&User::Named("0".into())).is_some());
        assert!(homes.guess(&User::Named("1".into())).is_none());
    }
}
