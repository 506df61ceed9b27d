//! Owns `ArnEquals` and `ArnLike`, which behave identically, and their negations.
//!
//! "Each of the six colon-delimited components of the ARN is checked separately", so a wildcard stays in its own;
//! the last one, the resource, may itself have colons.
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>

use super::Compared;
use crate::policy::glob::{self, Case, Token};

const COMPONENTS: usize = 6;

/// Whether a text has the six components of an ARN.
pub(super) fn is_complete(text: &str) -> bool {
    text.splitn(COMPONENTS, ':').count() == COMPONENTS
}

/// Compares with a policy value without variables.
pub(super) fn compare(value: &str, policy_value: &str) -> Compared {
    // What a pattern such as `*` or `arn:aws:iam::*` means to an ARN operator is not documented.
    if !is_complete(policy_value) {
        return Compared::Undecided;
    }
    if !is_complete(value) {
        return Compared::Unfit;
    }
    let mut components = value.splitn(COMPONENTS, ':').zip(policy_value.splitn(COMPONENTS, ':'));
    components
        .all(|(component, pattern)| glob::matches(glob::tokens(pattern), component, Case::Sensitive))
        .into()
}

/// Compares with a policy value whose variables are resolved; colons of their values separate components too.
pub(super) fn compare_resolved(value: &str, pattern: &[Token]) -> Compared {
    let components = || pattern.splitn(COMPONENTS, |token| *token == Token::Literal(':'));
    if components().count() != COMPONENTS {
        return Compared::Undecided;
    }
    if !is_complete(value) {
        return Compared::Unfit;
    }
    let mut pairs = value.splitn(COMPONENTS, ':').zip(components());
    pairs
        .all(|(component, pattern)| glob::matches(pattern.iter().copied(), component, Case::Sensitive))
        .into()
}
