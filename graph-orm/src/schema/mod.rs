//! The indexes and constraints that a program's types declare: made, compared with a database, and drawn.
//!
//! ```no_run
//! use graph_orm::prelude::*;
//! use graph_orm::schema;
//!
//! #[derive(Node)]
//! struct Person {
//!     #[graph(key)]
//!     email: String,
//!     #[graph(index)]
//!     name: String,
//! }
//!
//! #[derive(Relationship)]
//! #[graph(from = Person, to = Person)]
//! struct Knows {
//!     #[graph(index)]
//!     since: i64,
//! }
//!
//! # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
//! let schema = schema![Person, Knows];
//! let applied = schema.apply(&driver).await?;
//! println!("{} of {} rules were new", applied.created.len(), schema.rules()?.len());
//! assert!(schema.diff(&driver).await?.is_empty());
//! # Ok(()) }
//! ```

mod apply;
mod diff;
mod error;
mod live;
mod mermaid;
mod rule;
mod support;

pub(crate) use apply::is_there_already;
pub use apply::{Applied, Apply};
pub use diff::{Compare, Difference, SchemaDiff};
pub use error::SchemaError;
pub use live::{IndexState, LiveKind, LiveRule};
pub use rule::{Rule, Target};
pub use support::{Needs, Unsupported};

use graph_core::Driver;

use crate::entity::{Entity, EntityMeta};

/// The types of a program, and with them the indexes and constraints that it wants.
///
/// The macro [`schema!`](macro@crate::schema) makes one of a list of types.
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::schema;
///
/// #[derive(Node)]
/// struct Film {
///     #[graph(key)]
///     title: String,
///     #[graph(fulltext(name = "films"))]
///     summary: Option<String>,
/// }
///
/// assert_eq!(
///     schema![Film].to_cypher()?,
///     "CREATE CONSTRAINT film_title_key IF NOT EXISTS FOR (n:Film) REQUIRE (n.title) IS UNIQUE;\n\
///      CREATE FULLTEXT INDEX films IF NOT EXISTS FOR (n:Film) ON EACH [n.summary];\n"
/// );
/// # Ok::<(), graph_orm::schema::SchemaError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Schema {
    entities: Vec<&'static EntityMeta>,
    keys: Keys,
}

/// What the key of a type becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Keys {
    #[default]
    Unique,
    Constraint,
}

impl Schema {
    /// Starts a schema without types.
    pub const fn new() -> Self {
        Self { entities: Vec::new(), keys: Keys::Unique }
    }

    /// Makes the schema of one type.
    pub fn of<T: Entity>() -> Self {
        Self::new().with::<T>()
    }

    /// Adds a type; one that is there already stays there once.
    #[must_use]
    pub fn with<T: Entity>(mut self) -> Self {
        if !self.entities.iter().any(|entity| std::ptr::eq(*entity, T::META)) {
            self.entities.push(T::META);
        }
        self
    }

    /// Makes key constraints of the keys: no two entities have the same, and each has one.
    ///
    /// Only Neo4j's Enterprise Edition has them. Without it a key becomes a uniqueness constraint, which every edition
    /// has.
    #[must_use]
    pub fn with_key_constraints(mut self) -> Self {
        self.keys = Keys::Constraint;
        self
    }

    /// Returns the types, in the order in which they were given.
    pub fn entities(&self) -> &[&'static EntityMeta] {
        &self.entities
    }

    /// Returns every index and constraint that the types declare, keys first.
    ///
    /// # Errors
    /// [`SchemaError::NameTaken`] when two of them have one name.
    pub fn rules(&self) -> Result<Vec<Rule>, SchemaError> {
        rule::of_entities(&self.entities, self.keys)
    }

    /// Returns the commands that create the indexes and constraints, one a line.
    ///
    /// # Errors
    /// [`SchemaError::NameTaken`], and [`SchemaError::InvalidName`] for a name that no query can hold.
    pub fn to_cypher(&self) -> Result<String, SchemaError> {
        let mut text = String::new();
        for rule in self.rules()? {
            text.push_str(&rule.to_cypher()?);
            text.push_str(";\n");
        }
        Ok(text)
    }

    /// Returns a diagram of the types and their relationships, in the language of [Mermaid](https://mermaid.js.org).
    ///
    /// ```
    /// use graph_orm::prelude::*;
    /// use graph_orm::schema;
    ///
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    ///     born: Option<i64>,
    /// }
    ///
    /// #[derive(Relationship)]
    /// #[graph(from = Person, to = Person)]
    /// struct Knows;
    ///
    /// let diagram = r#"erDiagram
    ///     Person {
    ///         STRING name PK
    ///         INTEGER born "optional"
    ///     }
    ///     Person }o--o{ Person : "KNOWS"
    /// "#;
    /// assert_eq!(schema![Person, Knows].to_mermaid(), diagram);
    /// ```
    pub fn to_mermaid(&self) -> String {
        mermaid::draw(&self.entities)
    }

    /// Prepares to create the indexes and constraints that a database lacks; awaiting it does.
    pub fn apply<'d>(&self, driver: &'d Driver) -> Apply<'d> {
        Apply::new(self.clone(), driver)
    }

    /// Prepares to compare the schema with a database; awaiting it does.
    pub fn diff<'d>(&self, driver: &'d Driver) -> Compare<'d> {
        Compare::new(self.clone(), driver)
    }
}

/// Makes the [`Schema`](crate::schema::Schema) of a list of types.
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::schema;
///
/// #[derive(Node)]
/// struct Person {
///     #[graph(key)]
///     name: String,
/// }
///
/// assert_eq!(schema![Person].rules()?.len(), 1);
/// # Ok::<(), graph_orm::schema::SchemaError>(())
/// ```
#[macro_export]
macro_rules! schema {
    ($($entity:ty),* $(,)?) => {
        $crate::schema::Schema::new()$(.with::<$entity>())*
    };
}
