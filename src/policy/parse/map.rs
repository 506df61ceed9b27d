//! Owns where the parts of a document stand in its text.

use crate::policy::Place;
use crate::policy::json::{LocatedMember, LocatedValue, Shape};

/// A part of a document. Positions count from 0, in the order of the text, as they do in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A statement.
    Statement(usize),
    /// A value of `Action` or `NotAction`.
    Action {
        /// Of this statement.
        statement: usize,
        /// Which value.
        position: usize,
    },
    /// A value of `Resource` or `NotResource`.
    Resource {
        /// Of this statement.
        statement: usize,
        /// Which value.
        position: usize,
    },
    /// An operator of `Condition`.
    Operator {
        /// Of this statement.
        statement: usize,
        /// Which operator.
        block: usize,
    },
    /// A value of a condition.
    Value {
        /// Of this statement.
        statement: usize,
        /// Under which operator.
        block: usize,
        /// Of which key.
        condition: usize,
        /// Which value.
        position: usize,
    },
}

/// The text of a document that could be read, and where in it what stands. A place is only worked out when it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyMap {
    text: String,
    statements: Vec<StatementOffsets>,
}

/// Byte offsets in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct StatementOffsets {
    statement: usize,
    actions: Vec<usize>,
    resources: Vec<usize>,
    blocks: Vec<BlockOffsets>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct BlockOffsets {
    operator: usize,
    /// The values of each key.
    values: Vec<Vec<usize>>,
}

impl PolicyMap {
    /// Of the statements of a document that has no mistake.
    pub(super) fn new(text: &str, statements: &LocatedValue) -> Self {
        let statements = items(statements).iter().map(StatementOffsets::of).collect();
        Self { text: text.to_owned(), statements }
    }

    /// Where a part stands. For one that there is not, the nearest around it.
    pub fn place(&self, part: Part) -> Place {
        Place::of(&self.text, self.offset(part).unwrap_or_default())
    }

    fn offset(&self, part: Part) -> Option<usize> {
        let of = |statement: usize| self.statements.get(statement);
        match part {
            Part::Statement(statement) => of(statement).map(|it| it.statement),
            Part::Action { statement, position } => {
                of(statement).map(|it| *it.actions.get(position).unwrap_or(&it.statement))
            }
            Part::Resource { statement, position } => {
                of(statement).map(|it| *it.resources.get(position).unwrap_or(&it.statement))
            }
            Part::Operator { statement, block } => {
                of(statement).map(|it| it.blocks.get(block).map_or(it.statement, |block| block.operator))
            }
            Part::Value { statement, block, condition, position } => {
                let it = of(statement)?;
                let Some(block) = it.blocks.get(block) else { return Some(it.statement) };
                let value = block.values.get(condition).and_then(|values| values.get(position));
                Some(*value.unwrap_or(&block.operator))
            }
        }
    }
}

impl StatementOffsets {
    fn of(statement: &LocatedValue) -> Self {
        let mut offsets = Self { statement: statement.offset, ..Self::default() };
        for member in members(statement) {
            match member.name.as_str() {
                "Action" | "NotAction" => offsets.actions = offsets_of(&member.value),
                "Resource" | "NotResource" => offsets.resources = offsets_of(&member.value),
                "Condition" => offsets.blocks = members(&member.value).iter().map(BlockOffsets::of).collect(),
                _ => {}
            }
        }
        offsets
    }
}

impl BlockOffsets {
    fn of(member: &LocatedMember) -> Self {
        let values = members(&member.value).iter().map(|key| offsets_of(&key.value)).collect();
        Self { operator: member.offset, values }
    }
}

fn members(value: &LocatedValue) -> &[LocatedMember] {
    match &value.shape {
        Shape::Object(members) => members,
        Shape::Null | Shape::Boolean(_) | Shape::Number(_) | Shape::Text(_) | Shape::List(_) => &[],
    }
}

/// The items of an array; a value without one is the only item.
fn items(value: &LocatedValue) -> &[LocatedValue] {
    match &value.shape {
        Shape::List(items) => items,
        Shape::Null | Shape::Boolean(_) | Shape::Number(_) | Shape::Text(_) | Shape::Object(_) => {
            std::slice::from_ref(value)
        }
    }
}

fn offsets_of(value: &LocatedValue) -> Vec<usize> {
    items(value).iter().map(|item| item.offset).collect()
}
