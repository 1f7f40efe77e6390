//! The tree of a statement: its clauses.

use super::{Expression, Pattern, Variable};

/// A statement of the query language, to be looked at before it runs.
///
/// ```
/// use graph_orm::prelude::*;
///
/// #[derive(Node)]
/// struct Person {
///     #[graph(key)]
///     name: String,
/// }
///
/// let statement = Repository::<Person>::new().statements().find();
/// assert_eq!(statement.to_cypher()?, "MATCH (n:Person {name: $key})\nRETURN n");
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Cypher {
    pub(super) clauses: Vec<Clause>,
}

/// One clause.
#[derive(Debug, Clone)]
pub(crate) enum Clause {
    /// Finds what is asked for.
    Match(Match),
    /// Creates what a pattern describes.
    Create(Pattern),
    /// Finds what a pattern describes or creates it.
    Merge(Pattern),
    /// Calls a procedure, and goes on with these columns of its.
    Call(Procedure, Vec<Expression>, Vec<(&'static str, Variable)>),
    /// Goes on with each item of a list.
    Unwind(Expression, Variable),
    /// Changes what the clause before, which merges, has created.
    OnCreate(Vec<Assignment>),
    /// Changes what was found.
    Set(Vec<Assignment>),
    /// Deletes what was found.
    Delete(Variable, Delete),
    /// Goes on with these values alone.
    With(Body),
    /// Returns a record for each match.
    Return(Body),
}

/// A procedure of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Procedure {
    /// Finds nodes by words, in a full-text index.
    FullText,
    /// Finds nodes by how much a vector is like theirs, in a vector index.
    Nearest,
}

/// What is looked for.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) filter: Option<Expression>,
    /// Whether a row without a match goes on, with nulls.
    pub(crate) optional: bool,
}

/// The values of a row, and which rows there are in which order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    pub(crate) distinct: bool,
    pub(crate) items: Vec<Projection>,
    pub(crate) order: Vec<Sorting>,
    pub(crate) skip: Option<Expression>,
    pub(crate) limit: Option<Expression>,
    /// Only for rows that go on.
    pub(crate) filter: Option<Expression>,
}

/// A value that rows are ordered by.
#[derive(Debug, Clone)]
pub(crate) struct Sorting {
    pub(crate) by: Expression,
    pub(crate) descending: bool,
}

/// What becomes of the relationships of a node that is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delete {
    /// A node that has any is not deleted: the query fails.
    Refusing,
    /// They are deleted with it.
    Detaching,
}

/// A change of what was found.
#[derive(Debug, Clone)]
pub(crate) enum Assignment {
    /// Adds labels to a node.
    Labels(Variable, Vec<&'static str>),
    /// Sets a property; null removes it.
    Property(Variable, &'static str, Expression),
    /// Sets the properties of a map and leaves the others; null removes one.
    Properties(Variable, Expression),
}

/// A column of the result, or a value that goes on.
#[derive(Debug, Clone)]
pub(crate) struct Projection {
    pub(crate) expression: Expression,
    pub(crate) column: Option<Column>,
}

/// The name of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Named(&'static str),
    Variable(Variable),
}

impl Cypher {
    /// Starts a statement.
    pub(crate) const fn new() -> Self {
        Self { clauses: Vec::new() }
    }

    /// Adds a clause.
    #[must_use]
    pub(crate) fn then(mut self, clause: Clause) -> Self {
        self.clauses.push(clause);
        self
    }

    /// Adds the clauses that there are.
    #[must_use]
    pub(crate) fn then_all(mut self, clauses: impl IntoIterator<Item = Clause>) -> Self {
        self.clauses.extend(clauses);
        self
    }
}

impl Clause {
    /// Finds every match of a pattern.
    pub(crate) fn find(pattern: impl Into<Pattern>) -> Self {
        Self::Match(Match { patterns: vec![pattern.into()], filter: None, optional: false })
    }

    /// Returns these values, each in its column.
    pub(crate) fn give(items: impl IntoIterator<Item = Projection>) -> Self {
        Self::Return(Body::of(items))
    }

    /// Goes on with these values, each combination once.
    pub(crate) fn distinct(items: impl IntoIterator<Item = Projection>) -> Self {
        Self::With(Body { distinct: true, ..Body::of(items) })
    }

    /// Goes on with these values.
    pub(crate) fn with(items: impl IntoIterator<Item = Projection>, filter: Option<Expression>) -> Self {
        Self::With(Body { filter, ..Body::of(items) })
    }
}

impl Body {
    pub(crate) fn of(items: impl IntoIterator<Item = Projection>) -> Self {
        Self { items: items.into_iter().collect(), ..Self::default() }
    }
}

impl Expression {
    /// Names the column that the expression becomes.
    pub(crate) const fn named(self, column: &'static str) -> Projection {
        Projection { expression: self, column: Some(Column::Named(column)) }
    }
}

impl Variable {
    /// Goes on with another value under this name.
    pub(crate) const fn being(self, value: Expression) -> Projection {
        Projection { expression: value, column: Some(Column::Variable(self)) }
    }
}

impl From<Expression> for Projection {
    fn from(expression: Expression) -> Self {
        Self { expression, column: None }
    }
}

impl From<Variable> for Projection {
    fn from(variable: Variable) -> Self {
        Expression::Variable(variable).into()
    }
}
