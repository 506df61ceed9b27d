//! The values that only the audit's part of the configuration holds.

use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::civil::Date;

use crate::audit::{Rule, RuleChoice, Severity, rules};
use crate::config::decode::{Fields, Reader};
use crate::config::document::{Node, Value};

/// What is chosen for single rules.
#[derive(Debug, Clone, Default)]
pub struct RuleChoices(pub BTreeMap<&'static str, RuleChoice>);

/// The code of a rule that can be waived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleCode(pub &'static str);

/// Twelve digits, or a pattern of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountPattern(pub String);

/// The name of a user, or a pattern of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPattern(pub String);

/// An owner of keys, or a pattern of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerPattern(pub String);

/// The last day of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastDay(pub Date);

/// The text is none of these values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidChoice {
    /// No choice about a rule.
    #[error("`{0}` is not `on`, `off` or a severity (`info`, `low`, `medium`, `high`, `critical`)")]
    Rule(String),
    /// No rule, and one that is nearly the same.
    #[error("`{code}` is not a rule; did you mean `{near}`?")]
    NearlyRule {
        /// As written.
        code: String,
        /// The rule.
        near: &'static str,
    },
    /// No rule.
    #[error("`{0}` is not a rule; docs/rules.md lists them")]
    NoRule(String),
    /// A rule about waivers.
    #[error("`{0}` is about waivers and cannot be waived; it can be turned `off`")]
    AboutWaivers(String),
    /// No account.
    #[error("`{0}` is not an account id (twelve digits) or a pattern of one (`1234*`)")]
    Account(String),
    /// No user.
    #[error("`{0}` is not an IAM user name or a pattern of one (`BedrockAPIKey-*`)")]
    User(String),
    /// No owner.
    #[error("`{0}` is not an owner of keys or a pattern of one (`*@example.com`)")]
    Owner(String),
    /// No date.
    #[error("`{0}` is not a date (such as `2027-01-31`)")]
    Date(String),
}

/// The codes of all rules.
pub(in crate::config) fn codes() -> Vec<&'static str> {
    rules().iter().map(|rule| rule.code).collect()
}

impl RuleChoices {
    /// A mapping from codes to choices.
    pub(super) fn decode(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let codes = codes();
        let mut fields = Fields::open(reader, node, "`rules`", &codes)?;
        let mut chosen = BTreeMap::new();
        for code in codes {
            if let Some(choice) = fields.optional(code, choice).given() {
                chosen.insert(code, choice.value);
            }
        }
        Some(Self(chosen))
    }
}

/// `off` and `false` say the same to most people.
fn choice(reader: &mut Reader<'_>, node: &Node) -> Option<RuleChoice> {
    let text = match &node.value {
        Value::Truth { value: true, .. } => return Some(RuleChoice::On),
        Value::Truth { value: false, .. } => return Some(RuleChoice::Off),
        Value::Null | Value::Number(_) | Value::Text(_) | Value::List(_) | Value::Map(_) => {
            reader.text(node)?
        }
    };
    let choice = match text.as_str() {
        "on" => Ok(RuleChoice::On),
        "off" => Ok(RuleChoice::Off),
        other => {
            let severity = other.parse::<Severity>().map(RuleChoice::Severity);
            severity.map_err(|_| InvalidChoice::Rule(other.to_owned()))
        }
    };
    reader.told(node.span, choice)
}

impl FromStr for RuleCode {
    type Err = InvalidChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Rule::named(text) {
            Some(rule) if rule.can_be_waived() => Ok(Self(rule.code)),
            Some(rule) => Err(InvalidChoice::AboutWaivers(rule.code.to_owned())),
            None => Err(match crate::config::decode::suggest(text, &codes()) {
                Some(near) => InvalidChoice::NearlyRule { code: text.to_owned(), near },
                None => InvalidChoice::NoRule(text.to_owned()),
            }),
        }
    }
}

impl FromStr for AccountPattern {
    type Err = InvalidChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'*' | b'?'));
        let length = if text.contains('*') { 1..=12 } else { 12..=12 };
        if digits && length.contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidChoice::Account(text.to_owned()))
        }
    }
}

impl FromStr for UserPattern {
    type Err = InvalidChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-*?".contains(&byte);
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidChoice::User(text.to_owned()))
        }
    }
}

impl FromStr for OwnerPattern {
    type Err = InvalidChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if (1..=256).contains(&text.chars().count()) && text.trim() == text {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidChoice::Owner(text.to_owned()))
        }
    }
}

impl FromStr for LastDay {
    type Err = InvalidChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A time of day would be read and not kept.
        let date = (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten();
        date.map(Self).ok_or_else(|| InvalidChoice::Date(text.to_owned()))
    }
}
