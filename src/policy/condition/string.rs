//! Owns `StringEquals`, `StringEqualsIgnoreCase`, `StringLike` and their negations.

use super::Compared;
use crate::policy::StringTest;
use crate::policy::glob::{self, Case, Token};

/// Compares with a policy value without variables.
pub(super) fn compare(test: StringTest, value: &str, policy_value: &str) -> Compared {
    match test {
        StringTest::Exact => value == policy_value,
        StringTest::IgnoreCase => {
            glob::matches(policy_value.chars().map(Token::Literal), value, Case::Insensitive)
        }
        StringTest::Like => glob::matches(glob::tokens(policy_value), value, Case::Sensitive),
    }
    .into()
}

/// Compares with a policy value whose variables are resolved.
pub(super) fn compare_resolved(test: StringTest, value: &str, pattern: &[Token]) -> Compared {
    let case = match test {
        StringTest::Exact | StringTest::Like => Case::Sensitive,
        StringTest::IgnoreCase => Case::Insensitive,
    };
    glob::matches(pattern.iter().copied(), value, case).into()
}
