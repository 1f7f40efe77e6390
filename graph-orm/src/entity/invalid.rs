//! What is wrong with an entity that was about to be written.

use std::fmt;

/// How many faults `Display` tells; a program has them all.
const TOLD: usize = 10;

/// The reason for which nothing was written: what the type's own rules say of it, all at once.
///
/// `#[graph(validate = …)]` names the rules: functions of a field, or of the whole entity. They are asked by whatever
/// writes whole entities, before anything is sent, and after the type's `before_save` had its turn. A patch, which knows
/// some properties only, asks nobody. [`Error::custom_ref`](graph_core::Error::custom_ref) finds it in an error; a form
/// that is filled in asks [`Entity::validity`](crate::Entity::validity) by itself.
///
/// ```
/// use graph_orm::entity::Invalid;
/// use graph_orm::prelude::*;
///
/// #[derive(Node, Clone, Debug)]
/// #[graph(before_save = tidy, validate = grown_up)]
/// struct Person {
///     #[graph(key, validate = address)]
///     email: String,
///     #[graph(validate = possible)]
///     age: Option<u8>,
///     is_member: bool,
/// }
///
/// fn tidy(person: &mut Person) {
///     person.email = person.email.trim().to_lowercase();
/// }
///
/// fn address(email: &str) -> Result<(), &'static str> {
///     if email.contains('@') { Ok(()) } else { Err("an address has an @") }
/// }
///
/// fn possible(age: &u8) -> Result<(), &'static str> {
///     if *age < 130 { Ok(()) } else { Err("nobody is that old") }
/// }
///
/// fn grown_up(person: &Person) -> Result<(), &'static str> {
///     if person.is_member && person.age < Some(18) { Err("members are grown up") } else { Ok(()) }
/// }
///
/// let nobody = Person { email: " ANN ".into(), age: Some(200), is_member: true };
/// let invalid = nobody.validity().expect_err("it has no @");
/// assert_eq!(invalid.to_string(), "the `Person` is not valid: email: an address has an @; age: nobody is that old");
///
/// # async fn example(driver: graph_orm::Driver, nobody: Person) {
/// let error = Repository::<Person>::new().save(&driver, &nobody).await.expect_err("nobody is saved");
/// for fault in error.custom_ref::<Invalid>().expect("it is not valid").faults() {
///     println!("{}: {}", fault.field().unwrap_or("the person"), fault.message());
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    entity: &'static str,
    faults: Vec<Fault>,
}

/// What one rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    position: Option<usize>,
    field: Option<&'static str>,
    message: String,
}

impl Invalid {
    #[doc(hidden)]
    pub const fn of(entity: &'static str) -> Self {
        Self { entity, faults: Vec::new() }
    }

    #[doc(hidden)]
    #[cold]
    pub fn field(&mut self, field: &'static str, message: impl fmt::Display) {
        self.faults.push(Fault { position: None, field: Some(field), message: message.to_string() });
    }

    #[doc(hidden)]
    #[cold]
    pub fn whole(&mut self, message: impl fmt::Display) {
        self.faults.push(Fault { position: None, field: None, message: message.to_string() });
    }

    #[doc(hidden)]
    pub fn unless_valid(self) -> Result<(), Self> {
        if self.faults.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Adds what is wrong with the entity at a position among many.
    #[cold]
    pub(crate) fn add(&mut self, position: usize, invalid: Self) {
        let at = |fault| Fault { position: Some(position), ..fault };
        self.faults.extend(invalid.faults.into_iter().map(at));
    }

    /// Returns the name of the entity's type.
    pub const fn entity(&self) -> &'static str {
        self.entity
    }

    /// Returns what is wrong: of each entity first its fields in their order, and then the whole.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl Fault {
    /// Returns which of many entities it is about, counted from 0; `None` where there is only one.
    pub const fn position(&self) -> Option<usize> {
        self.position
    }

    /// Returns the name of the field that it is about; `None` for the entity as a whole.
    pub const fn field(&self) -> Option<&'static str> {
        self.field
    }

    /// Returns the words of the rule.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the `{}` is not valid: ", self.entity)?;
        for (at, fault) in self.faults.iter().take(TOLD).enumerate() {
            f.write_str(if at == 0 { "" } else { "; " })?;
            fault.fmt(f)?;
        }
        match self.faults.len().saturating_sub(TOLD) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.position {
            write!(f, "#{position} ")?;
        }
        match self.field {
            Some(field) => write!(f, "{field}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Invalid {}
