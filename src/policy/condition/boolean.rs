//! Owns `Bool`.

use super::Compared;
use crate::policy::glob::{self, Case, Token};

/// A boolean as AWS spells it, in any case.
pub(super) fn parse(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Compares with a policy value without variables.
pub(super) fn compare(value: &str, policy_value: &str) -> Compared {
    match (parse(value), parse(policy_value)) {
        (Some(value), Some(policy_value)) => (value == policy_value).into(),
        (None, _) | (_, None) => Compared::Unfit,
    }
}

/// Compares with a policy value whose variables are resolved.
pub(super) fn compare_resolved(value: &str, pattern: &[Token]) -> Compared {
    if parse(value).is_none() {
        return Compared::Unfit;
    }
    glob::matches(pattern.iter().copied(), value, Case::Insensitive).into()
}
