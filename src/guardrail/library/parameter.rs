//! Owns the kinds of parameters and which values each takes.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::domain::{MAX_LIFETIME_DAYS, TagKey, UserPath};

/// The chosen values by the parameter's name; a parameter with one value has a list of one.
pub type ParameterValues = BTreeMap<String, Vec<String>>;

/// What the values of a parameter look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// Any number of ARN patterns of users and roles.
    PrincipalPatterns,
    /// A number of days that IAM takes as the age of a key.
    Days,
    /// The path of IAM users.
    UserPath,
    /// The key of a tag.
    TagKey,
}

/// The text names no kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of parameter; the kinds are {kinds}", kinds = ParameterKind::names())]
pub struct InvalidParameterKind(pub String);

/// More patterns than this fit into no policy.
const MOST_VALUES: usize = 200;

impl ParameterKind {
    const ALL: [Self; 4] = [Self::PrincipalPatterns, Self::Days, Self::UserPath, Self::TagKey];

    /// The word for it in descriptions.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PrincipalPatterns => "principal-patterns",
            Self::Days => "days",
            Self::UserPath => "user-path",
            Self::TagKey => "tag-key",
        }
    }

    fn names() -> String {
        let names: Vec<String> = Self::ALL.iter().map(|kind| format!("`{}`", kind.as_str())).collect();
        names.join(", ")
    }

    /// How many values it takes at most.
    pub(super) fn most_values(self) -> usize {
        match self {
            Self::PrincipalPatterns => MOST_VALUES,
            Self::Days | Self::UserPath | Self::TagKey => 1,
        }
    }

    /// What is wrong with a value.
    pub(super) fn check(self, value: &str) -> Result<(), String> {
        match self {
            Self::PrincipalPatterns => principal_pattern(value),
            Self::Days => days(value),
            Self::UserPath => user_path(value),
            Self::TagKey => tag_key(value),
        }
    }
}

impl fmt::Display for ParameterKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl FromStr for ParameterKind {
    type Err = InvalidParameterKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| InvalidParameterKind(text.to_owned()))
    }
}

fn days(value: &str) -> Result<(), String> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.parse::<u32>().ok().filter(|_| digits && !value.starts_with('0'));
    match number {
        Some(1..=MAX_LIFETIME_DAYS) => Ok(()),
        Some(_) | None => {
            Err(format!("it must be a whole number of days from 1 to {MAX_LIFETIME_DAYS}, such as `90`"))
        }
    }
}

/// ARN conditions compare six components, each with wildcards of its own.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
/// ("Amazon Resource Name (ARN) condition operators").
fn principal_pattern(value: &str) -> Result<(), String> {
    const FORM: &str =
        "write the ARN of a user or role, such as `arn:aws:iam::*:role/BedrockKeysProvisioner`";
    if !value.chars().all(|character| character.is_ascii_graphic()) || value.contains(['"', '\\', '$']) {
        return Err(format!("it has a character that no ARN has; {FORM}"));
    }
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    let [prefix, partition, service, region, account, resource] = parts.as_slice() else {
        return Err(format!("it is no ARN; {FORM}"));
    };
    if *service == "sts" {
        return Err(
            "AWS compares the ARN of the role, not of its session; write `arn:aws:iam::ACCOUNT:role/NAME`"
                .to_owned(),
        );
    }
    if *prefix != "arn" || !partition.starts_with(['a', '*']) || *service != "iam" || !region.is_empty() {
        return Err(format!("it is no ARN of IAM; {FORM}"));
    }
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if !is_account && !account.contains(['*', '?']) {
        return Err("its account is neither twelve digits nor a pattern".to_owned());
    }
    if *resource == "root" {
        return Ok(());
    }
    let name = resource.strip_prefix("role/").or_else(|| resource.strip_prefix("user/"));
    match name {
        Some("") | None => Err(format!("it names neither a user nor a role; {FORM}")),
        Some(name) if name.chars().all(|character| matches!(character, '*' | '?')) => {
            Err("it matches every user or every role, and so would leave nothing of the policy".to_owned())
        }
        Some(_) => Ok(()),
    }
}

fn user_path(value: &str) -> Result<(), String> {
    if value.contains(['*', '?', '$', '"', '\\']) {
        return Err("a path has no wildcards; it protects all users below it anyway".to_owned());
    }
    value.parse::<UserPath>().map(|_| ()).map_err(|error| error.to_string())
}

fn tag_key(value: &str) -> Result<(), String> {
    value.parse::<TagKey>().map(|_| ()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_are_those_that_iam_takes() {
        for text in ["1", "90", "36600"] {
            assert_eq!(ParameterKind::Days.check(text), Ok(()), "{text}");
        }
        for text in ["", "0", "-1", "+1", "01", "1.5", "36601", "90d", "٣"] {
            assert!(ParameterKind::Days.check(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_pattern_names_users_or_roles_and_not_all_of_them() {
        for text in [
            "arn:aws:iam::123456789012:role/Provisioner",
            "arn:*:iam::*:role/team/*",
            "arn:aws-us-gov:iam::1234*:user/bedrock-keys/*",
            "arn:aws:iam::123456789012:root",
        ] {
            assert_eq!(ParameterKind::PrincipalPatterns.check(text), Ok(()), "{text}");
        }
        for text in [
            "",
            "*",
            "Provisioner",
            "arn:aws:iam::*:*",
            "arn:aws:iam::*:role/*",
            "arn:aws:iam::*:user/**",
            "arn:aws:iam::*:role/",
            "arn:aws:iam::12:role/a",
            "arn:aws:s3:::bucket",
            "arn:aws:iam::*:group/a",
            "arn:aws:iam::*:role/${aws:username}",
            "arn:aws:iam::*:role/a b",
        ] {
            assert!(ParameterKind::PrincipalPatterns.check(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_session_is_answered_with_what_to_write_instead() {
        let answer = ParameterKind::PrincipalPatterns.check("arn:aws:sts::*:assumed-role/Provisioner/x");
        assert!(answer.unwrap_err().contains("role/NAME"));
    }

    proptest! {
        #[test]
        fn no_value_breaks_the_check(text in "\\PC*|.*") {
            for kind in ParameterKind::ALL {
                let _ = kind.check(&text);
            }
        }
    }
}
