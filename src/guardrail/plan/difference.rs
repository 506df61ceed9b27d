//! Owns the comparison of two documents: whether they mean the same, and how they differ line by line.

use crate::policy::{
    ActionElement, Condition, ConditionBlock, ConditionKey, Id, OneOrMany, PolicyDocument, ResourceElement,
    Scalar, Sid, Statement, StatementList,
};

/// How the document that is there differs from the one that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentDifference {
    /// The lines of both, pretty-printed, in order.
    pub lines: Vec<LineChange>,
}

/// One line of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineChange {
    /// In both.
    Same(String),
    /// Only in what is there.
    Removed(String),
    /// Only in what is wanted.
    Added(String),
}

/// Whether two documents mean the same: white space, the order of actions and values, one value or a list of one, and
/// the case of actions and condition keys are no difference. `Sid`s count, because verdicts name them.
pub fn same_meaning(one: &PolicyDocument, other: &PolicyDocument) -> bool {
    canonical(one) == canonical(other)
}

/// The lines in which a text that is there differs from a document that is wanted. A text that is no policy is removed
/// line by line.
pub fn difference(there: &str, wanted: &PolicyDocument) -> DocumentDifference {
    let there = PolicyDocument::parse(there).map_or_else(|_| there.to_owned(), |document| document.pretty());
    let wanted = wanted.pretty();
    let (before, after): (Vec<&str>, Vec<&str>) = (there.lines().collect(), wanted.lines().collect());
    DocumentDifference { lines: merged(&before, &after) }
}

/// Whether two texts mean the same; texts that are no policies only where they are equal.
pub fn same_text(one: &str, other: &str) -> bool {
    let parsed = (PolicyDocument::parse(one), PolicyDocument::parse(other));
    one == other || matches!(parsed, (Ok(one), Ok(other)) if same_meaning(&one, &other))
}

/// The lines in which a text differs from another. A text that is no policy is taken line by line.
pub fn text_difference(there: &str, wanted: &str) -> DocumentDifference {
    match PolicyDocument::parse(wanted) {
        Ok(document) => difference(there, &document),
        Err(_) => DocumentDifference {
            lines: merged(&there.lines().collect::<Vec<_>>(), &wanted.lines().collect::<Vec<_>>()),
        },
    }
}

/// Lines of a document are few (10,240 characters at most), so the quadratic table of common lengths is small; a text
/// that is longer is shown as replaced.
fn merged(before: &[&str], after: &[&str]) -> Vec<LineChange> {
    const MOST: usize = 2_000;
    let owned = |line: &&str| (*line).to_owned();
    if before.len() > MOST || after.len() > MOST {
        let removed = before.iter().map(owned).map(LineChange::Removed);
        return removed.chain(after.iter().map(owned).map(LineChange::Added)).collect();
    }
    let common = common_lengths(before, after);
    let length = |from: usize, to: usize| {
        common.get(from).and_then(|row: &Vec<usize>| row.get(to)).copied().unwrap_or_default()
    };
    let (mut from, mut to, mut lines) = (0, 0, Vec::new());
    loop {
        match (before.get(from), after.get(to)) {
            (None, None) => return lines,
            (Some(one), Some(other)) if one == other => {
                lines.push(LineChange::Same(owned(one)));
                (from, to) = (from + 1, to + 1);
            }
            (Some(one), after) if after.is_none() || length(from + 1, to) >= length(from, to + 1) => {
                lines.push(LineChange::Removed(owned(one)));
                from += 1;
            }
            (_, Some(other)) => {
                lines.push(LineChange::Added(owned(other)));
                to += 1;
            }
            (Some(one), None) => {
                lines.push(LineChange::Removed(owned(one)));
                from += 1;
            }
        }
    }
}

/// The length of the longest common subsequence of what remains from each pair of lines on.
fn common_lengths(before: &[&str], after: &[&str]) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = vec![vec![0; after.len() + 1]];
    for one in before.iter().rev() {
        let below = rows.last().cloned().unwrap_or_default();
        let mut row = vec![0];
        for (position, other) in after.iter().enumerate().rev() {
            let at = |index: usize| below.get(index).copied().unwrap_or_default();
            let right = row.last().copied().unwrap_or_default();
            row.push(if one == other { at(position + 1) + 1 } else { at(position).max(right) });
        }
        row.reverse();
        rows.push(row);
    }
    rows.reverse();
    rows
}

fn canonical(document: &PolicyDocument) -> PolicyDocument {
    let mut statements: Vec<Statement> = document.statements().iter().map(canonical_statement).collect();
    statements.sort_by_key(|statement| PolicyDocument::new(vec![statement.clone()]).minified());
    let statements = StatementList::Many(statements);
    PolicyDocument {
        version: document.version,
        id: Id::Unnamed,
        statements,
        unknown: document.unknown.clone(),
    }
}

fn canonical_statement(statement: &Statement) -> Statement {
    let mut statement = statement.clone();
    let action = |pattern: &crate::policy::ActionPattern| {
        crate::policy::ActionPattern::new(pattern.as_str().to_ascii_lowercase()).unwrap_or(pattern.clone())
    };
    statement.actions = match &statement.actions {
        ActionElement::Action(patterns) => ActionElement::Action(sorted(patterns, action)),
        ActionElement::NotAction(patterns) => ActionElement::NotAction(sorted(patterns, action)),
    };
    statement.resources = match &statement.resources {
        ResourceElement::Resource(patterns) => ResourceElement::Resource(sorted(patterns, Clone::clone)),
        ResourceElement::NotResource(patterns) => {
            ResourceElement::NotResource(sorted(patterns, Clone::clone))
        }
    };
    for block in &mut statement.conditions {
        canonical_block(block);
    }
    statement.conditions.sort_by(|one, other| one.operator.as_str().cmp(other.operator.as_str()));
    // An empty `Sid` is none.
    if statement.sid == Sid::Named(String::new()) {
        statement.sid = Sid::Unnamed;
    }
    statement
}

fn canonical_block(block: &mut ConditionBlock) {
    for condition in &mut block.conditions {
        let mut values: Vec<String> =
            condition.values.as_slice().iter().map(|value| value.as_text().to_owned()).collect();
        values.sort();
        values.dedup();
        *condition = Condition {
            key: ConditionKey::new(condition.key.folded()),
            values: OneOrMany::Many(values.into_iter().map(Scalar::Text).collect()),
        };
    }
    block.conditions.sort_by(|one, other| one.key.folded().cmp(other.key.folded()));
}

fn sorted<T: Ord + Clone>(values: &OneOrMany<T>, canonical: impl Fn(&T) -> T) -> OneOrMany<T> {
    let mut values: Vec<T> = values.as_slice().iter().map(canonical).collect();
    values.sort();
    values.dedup();
    OneOrMany::Many(values)
}
