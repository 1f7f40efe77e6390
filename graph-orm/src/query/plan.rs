//! What a typed query has been told so far, and the statement that it becomes.

use super::deleted::there;
use crate::cypher::{
    Body, Clause, Column, Cypher, Expression, Hop, Match, NodePattern, Pattern, Procedure, Projection, Sorting,
    Variable,
};
use crate::entity::EntityMeta;

/// The query so far.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    clauses: Vec<Clause>,
    /// The part of the pattern that goes on: it has the last step at its end.
    open: Match,
    /// The steps, in the order of the row.
    steps: Vec<Variable>,
    /// The last step that is an entity.
    end: Variable,
    /// The rows that are best come first, by this value, unless another order is asked for.
    best_by: Option<Variable>,
    /// What the row has beside its steps.
    more: Vec<Projection>,
    /// What the row has instead.
    selected: Option<Vec<Projection>>,
    order: Vec<Sorting>,
    distinct: bool,
    skip: Option<Expression>,
    limit: Option<Expression>,
    hops: u16,
}

/// Whether a row without a match is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    LeavesOut,
    IsNull,
}

impl Plan {
    /// Begins with the nodes of a type that are not deleted.
    pub(crate) fn of(meta: &EntityMeta) -> Self {
        let mut plan = Self::with_deleted(meta);
        plan.open.filter(there(meta, NODE));
        plan
    }

    /// Begins with the nodes of a type, also those that are deleted and still there.
    pub(crate) fn with_deleted(meta: &EntityMeta) -> Self {
        let pattern = NodePattern::of(NODE, meta.labels().first().copied());
        Self {
            clauses: Vec::new(),
            open: Match { patterns: vec![pattern.into()], filter: None, optional: false },
            steps: vec![NODE],
            end: NODE,
            best_by: None,
            more: Vec::new(),
            selected: None,
            order: Vec::new(),
            distinct: false,
            skip: None,
            limit: None,
            hops: 0,
        }
    }

    /// Begins with the nodes of a type that a procedure finds, each with its score, the best first.
    pub(crate) fn scored(meta: &EntityMeta, procedure: Procedure, arguments: Vec<Expression>) -> Self {
        let columns = vec![("node", NODE), ("score", SCORE)];
        Self {
            clauses: vec![Clause::Call(procedure, arguments, columns)],
            steps: vec![NODE, SCORE],
            best_by: Some(SCORE),
            ..Self::of(meta)
        }
    }

    /// The last step.
    pub(crate) const fn end(&self) -> Variable {
        self.end
    }

    /// The steps so far, in the order of the row.
    pub(crate) fn steps(&self) -> &[Variable] {
        &self.steps
    }

    /// Filters by a condition on the last step.
    pub(crate) fn filter(&mut self, condition: Option<Expression>) {
        let end = self.end();
        self.open.filter(condition.map(|condition| condition.bound_to(end)));
    }

    /// Filters whole rows, also those whose last part may be missing.
    pub(crate) fn filter_rows(&mut self, condition: Option<Expression>) {
        let Some(condition) = condition else { return };
        if !self.open.optional {
            return self.open.filter(Some(condition));
        }
        self.close();
        let steps = self.steps.iter().map(|step| Projection::from(*step));
        self.clauses.push(Clause::with(steps, Some(condition)));
    }

    /// Orders by the last step.
    pub(crate) fn order_by(&mut self, by: Expression, descending: bool) {
        let by = by.bound_to(self.end());
        self.order.push(Sorting { by, descending });
    }

    /// Goes on over a relationship to a node, with conditions on either.
    pub(crate) fn hop(&mut self, hop: Step, to: &EntityMeta) {
        self.hops += 1;
        let (relationship, node) = (RELATIONSHIP.numbered(self.hops), NODE.numbered(self.hops));
        let from = self.end();
        if hop.missing == Missing::IsNull || self.open.optional {
            self.close();
        }
        let steps = hop.pattern(relationship);
        let node_pattern = NodePattern::of(node, to.labels().first().copied());
        match self.open.patterns.pop() {
            Some(pattern) => self.open.patterns.push(pattern.then(steps, node_pattern)),
            None => self.open.patterns.push(Pattern::from(NodePattern::known(from)).then(steps, node_pattern)),
        }
        self.open.optional = hop.missing == Missing::IsNull;
        self.open.filter(hop.filter.map(|filter| filter.bound_to(relationship)));
        self.open.filter(there(to, node));
        self.steps.extend([relationship, node]);
        self.end = node;
    }

    /// Gives a value of the last step beside the steps.
    pub(crate) fn fetch(&mut self, value: Option<Expression>) {
        let end = self.end();
        let place = u16::try_from(self.more.len()).unwrap_or(u16::MAX).saturating_add(1);
        let column = Some(Column::Variable(FETCHED.numbered(place)));
        self.more.extend(value.map(|value| Projection { expression: value.bound_to(end), column }));
    }

    /// Gives columns instead of the steps.
    pub(crate) fn select(&mut self, mut columns: Vec<Projection>) {
        let end = self.end();
        for column in &mut columns {
            let expression = std::mem::replace(&mut column.expression, Expression::Integer(0));
            column.expression = expression.bound_to(end);
        }
        self.selected = Some(columns);
    }

    pub(crate) const fn distinct(&mut self) {
        self.distinct = true;
    }

    pub(crate) fn skip(&mut self, rows: u64) {
        self.skip = Some(Expression::value(&rows));
    }

    pub(crate) fn limit(&mut self, rows: u64) {
        self.limit = Some(Expression::value(&rows));
    }

    /// The statement that returns the rows.
    pub(crate) fn statement(&self) -> Cypher {
        let body = self.body(self.columns());
        self.found().then(Clause::Return(body))
    }

    /// The statement that counts the rows.
    pub(crate) fn counting(&self) -> Cypher {
        let total = Expression::Call(crate::cypher::Function::Count, Vec::new()).named("total");
        if !self.distinct && self.skip.is_none() && self.limit.is_none() && self.selected.is_none() {
            return self.found().then(Clause::give([total]));
        }
        let body = self.body(self.columns());
        self.found().then(Clause::With(body)).then(Clause::give([total]))
    }

    /// The statement that returns a record if there is a row.
    pub(crate) fn probing(&self) -> Cypher {
        let body = Body { skip: self.skip.clone(), limit: Some(Expression::Integer(1)), ..Body::default() };
        self.found().then(Clause::Return(Body { items: vec![Expression::Integer(1).named("found")], ..body }))
    }

    /// The statement so far, for one that goes on from the rows.
    pub(crate) fn going_on(&self) -> Cypher {
        if !self.distinct && self.skip.is_none() && self.limit.is_none() {
            return self.found();
        }
        let steps = self.steps.iter().map(|step| Projection::from(*step)).collect();
        self.found().then(Clause::With(self.body(steps)))
    }

    fn found(&self) -> Cypher {
        let open = (!self.open.patterns.is_empty()).then(|| Clause::Match(self.open.clone()));
        Cypher::new().then_all(self.clauses.iter().cloned()).then_all(open)
    }

    fn columns(&self) -> Vec<Projection> {
        match &self.selected {
            Some(selected) => selected.clone(),
            None => {
                let steps = self.steps.iter().map(|step| Projection::from(*step));
                steps.chain(self.more.iter().cloned()).collect()
            }
        }
    }

    fn body(&self, items: Vec<Projection>) -> Body {
        Body {
            distinct: self.distinct,
            items,
            order: self.order(),
            skip: self.skip.clone(),
            limit: self.limit.clone(),
            filter: None,
        }
    }

    fn order(&self) -> Vec<Sorting> {
        // Rows that stand for many others have no score of their own.
        let grouped = self.selected.as_ref().is_some_and(|columns| columns.iter().any(|it| it.expression.is_of_rows()));
        let best = self.best_by.filter(|_| self.order.is_empty() && !grouped && !self.distinct);
        let best = best.map(|score| Sorting { by: Expression::Variable(score), descending: true });
        self.order.iter().cloned().chain(best).collect()
    }

    /// Ends the part of the pattern that goes on.
    fn close(&mut self) {
        let none = Match { patterns: Vec::new(), filter: None, optional: false };
        let open = std::mem::replace(&mut self.open, none);
        if !open.patterns.is_empty() {
            self.clauses.push(Clause::Match(open));
        }
    }
}

/// A step over a relationship, before it is known where to.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) hop: Hop,
    pub(crate) filter: Option<Expression>,
    pub(crate) missing: Missing,
}

impl Step {
    fn pattern(&self, variable: Variable) -> Hop {
        self.hop.clone().called(variable)
    }
}

impl Match {
    fn filter(&mut self, condition: Option<Expression>) {
        self.filter = both(self.filter.take(), condition);
    }
}

/// Asks for both conditions; one that asks for nothing is none.
pub(super) fn both(first: Option<Expression>, second: Option<Expression>) -> Option<Expression> {
    let second = second.filter(|second| !matches!(second, Expression::All(of) if of.is_empty()));
    match (first, second) {
        (None, only) | (only, None) => only,
        (Some(Expression::All(mut of)), Some(Expression::All(more))) => {
            of.extend(more);
            Some(Expression::All(of))
        }
        (Some(Expression::All(mut of)), Some(second)) => {
            of.push(second);
            Some(Expression::All(of))
        }
        (Some(first), Some(second)) => Some(Expression::All(vec![first, second])),
    }
}

const NODE: Variable = Variable::new("n");
const SCORE: Variable = Variable::new("score");
const RELATIONSHIP: Variable = Variable::new("r");
const FETCHED: Variable = Variable::new("f");
