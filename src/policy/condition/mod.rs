//! Owns comparing: one file a family of operators, one for quantifiers and absent keys.
//!
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

mod address;
mod arn;
mod binary;
mod boolean;
mod comparison;
mod date;
mod numeric;
mod string;
mod test;

pub(crate) use comparison::{Compared, fits};
pub(crate) use date::parse as moment;
pub(crate) use test::holds;
