//! What a user can do, evaluated from its policies.
//!
//! Owns which questions are asked of the evaluator in `policy` and what an answer is worth: whether a user can do more
//! than call models, and whether it can make keys for itself. Service control policies are not asked: they can be taken
//! away without anybody looking at the user.

mod answer;
mod concrete;
mod evaluation;
mod reach;
mod region;
mod texts;

pub(in crate::audit) use answer::{Abilities, Ability, Certainty, Minting, Unread};
pub(in crate::audit) use evaluation::Evaluations;
pub(in crate::audit) use reach::Reach;
