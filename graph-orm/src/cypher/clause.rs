//! The tree of a statement: its clauses, patterns and expressions.

/// A statement as a list of clauses.
///
/// ```
/// use graph_orm::cypher::{Clause, Cypher, Expression, NodePattern, Variable};
///
/// let n = Variable("n");
/// let statement = Cypher::new()
///     .then(Clause::Match(NodePattern::of(n, "Person").with("name", Expression::Parameter("key"))))
///     .then(Clause::Return(vec![Expression::Variable(n).into()]));
/// assert_eq!(statement.to_cypher()?, "MATCH (n:Person {name: $key})\nRETURN n");
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cypher {
    pub(super) clauses: Vec<Clause>,
}

/// One clause.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Clause {
    /// Finds the nodes of a pattern.
    Match(NodePattern),
    /// Finds the node of a pattern or creates it.
    Merge(NodePattern),
    /// Changes what was found.
    Set(Vec<Assignment>),
    /// Deletes what was found.
    Delete(Variable, Delete),
    /// Returns a record for each match.
    Return(Vec<Projection>),
}

/// What becomes of the relationships of a node that is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delete {
    /// A node that has any is not deleted: the query fails.
    Refusing,
    /// They are deleted with it.
    Detaching,
}

/// The name that a part of the statement is known by inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable(pub &'static str);

/// A node in a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct NodePattern {
    pub(super) variable: Variable,
    pub(super) label: &'static str,
    pub(super) properties: Vec<(&'static str, Expression)>,
}

/// A change of what was found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Assignment {
    /// Adds labels to a node.
    Labels(Variable, Vec<&'static str>),
    /// Sets the properties of a map and leaves the others; null removes one.
    Properties(Variable, Expression),
}

/// Something that has a value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Expression {
    /// A part of the statement.
    Variable(Variable),
    /// A parameter.
    Parameter(&'static str),
    /// An item of a parameter that is a list, counted from 0.
    Item(&'static str, usize),
    /// How many values there are.
    Count(Variable),
    /// Whether there is any value.
    Any(Variable),
}

/// A column of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    pub(super) expression: Expression,
    pub(super) column: Option<&'static str>,
}

impl Cypher {
    /// Starts a statement.
    pub const fn new() -> Self {
        Self { clauses: Vec::new() }
    }

    /// Adds a clause.
    #[must_use]
    pub fn then(mut self, clause: Clause) -> Self {
        self.clauses.push(clause);
        self
    }
}

impl NodePattern {
    /// Starts the pattern of a node with a label.
    pub const fn of(variable: Variable, label: &'static str) -> Self {
        Self { variable, label, properties: Vec::new() }
    }

    /// Asks for a property of this value.
    #[must_use]
    pub fn with(mut self, property: &'static str, value: Expression) -> Self {
        self.properties.push((property, value));
        self
    }
}

impl Expression {
    /// Names the column that the expression becomes.
    pub const fn named(self, column: &'static str) -> Projection {
        Projection { expression: self, column: Some(column) }
    }
}

impl From<Expression> for Projection {
    fn from(expression: Expression) -> Self {
        Self { expression, column: None }
    }
}
