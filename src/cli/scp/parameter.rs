//! `--param NAME=VALUE`: a value for a parameter of a guardrail.

use std::str::FromStr;

/// A value for a parameter. Whether the policy has such a parameter is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterChoice {
    /// The parameter.
    pub name: String,
    /// One value; a parameter with several is given several times.
    pub value: String,
}

/// The text gives no parameter a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write NAME=VALUE, such as `max_days=30`")]
pub struct InvalidParameterChoice;

impl FromStr for ParameterChoice {
    type Err = InvalidParameterChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => {
                Ok(Self { name: name.to_owned(), value: value.to_owned() })
            }
            Some(_) | None => Err(InvalidParameterChoice),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_equals_sign_ends_the_name() {
        let choice: ParameterChoice = "tag_key=a=b".parse().unwrap();
        assert_eq!((choice.name.as_str(), choice.value.as_str()), ("tag_key", "a=b"));
        for text in ["max_days", "=30", ""] {
            assert_eq!(text.parse::<ParameterChoice>(), Err(InvalidParameterChoice), "{text}");
        }
    }
}
