//! Owns policy variables: `${aws:PrincipalTag/team}`, `${aws:username, 'nobody'}`, `${*}`, `${?}`, `${$}`.
//!
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use super::glob::{self, Token};
use super::{Context, ContextValue};

/// A part of a policy string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'text> {
    /// Text, in which wildcards keep their meaning.
    Text(&'text str),
    /// `${*}`, `${?}`, `${$}`: the character itself.
    Literal(char),
    /// A context key whose value stands here.
    Variable { key: &'text str, fallback: Fallback<'text> },
    /// A `${` that starts no variable.
    Malformed(&'text str),
}

/// What stands for a variable whose key is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fallback<'text> {
    /// Nothing: there is no value to compare with.
    NoValue,
    /// The default after the comma.
    Default(&'text str),
}

/// Whether `*` and `?` in the text itself are wildcards. In the value of a variable they never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wildcards {
    Active,
    Literal,
}

/// A policy string with the request's values in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resolved {
    /// The pattern.
    Pattern(Vec<Token>),
    /// A variable has no value: "there is no equal or like value".
    NoValue,
    /// A variable's value is not known, or what AWS makes of the text is not documented.
    Unknown,
}

/// Puts the request's values into a policy string.
pub(crate) fn resolve(text: &str, context: &Context, wildcards: Wildcards) -> Resolved {
    let mut pattern = Vec::with_capacity(text.len());
    let mut known = true;
    for piece in pieces(text) {
        let value = match piece {
            Piece::Text(text) => {
                match wildcards {
                    Wildcards::Active => pattern.extend(glob::tokens(text)),
                    Wildcards::Literal => pattern.extend(text.chars().map(Token::Literal)),
                }
                continue;
            }
            Piece::Literal(character) => {
                pattern.push(Token::Literal(character));
                continue;
            }
            Piece::Malformed(_) => {
                known = false;
                continue;
            }
            Piece::Variable { key, fallback } => match (context.get(key), fallback) {
                (ContextValue::Single(value), Fallback::NoValue | Fallback::Default(_))
                    if !value.is_empty() =>
                {
                    value.as_str()
                }
                (ContextValue::Absent, Fallback::Default(default)) => default,
                // Nothing that is unknown beside it brings the value back.
                (ContextValue::Absent, Fallback::NoValue) => return Resolved::NoValue,
                // AWS documents that a multivalued key is no variable, but not what happens then; nor whether an
                // empty value is one that "has no value".
                (
                    ContextValue::Single(_)
                    | ContextValue::Multiple(_)
                    | ContextValue::Unknown
                    | ContextValue::PresentButUnknown,
                    Fallback::NoValue | Fallback::Default(_),
                ) => {
                    known = false;
                    continue;
                }
            },
        };
        pattern.extend(value.chars().map(Token::Literal));
    }
    if known { Resolved::Pattern(pattern) } else { Resolved::Unknown }
}

/// Whether the text has anything that looks like a variable.
pub(crate) fn has_variables(text: &str) -> bool {
    text.contains("${")
}

/// The context keys that a policy string refers to.
pub(crate) fn variable_keys(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Variable { key, .. } => Some(key),
        Piece::Text(_) | Piece::Literal(_) | Piece::Malformed(_) => None,
    })
}

/// The parts of a policy string, in order.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let Some((inside, behind)) = split_closing(after) else {
            pieces.push(Piece::Malformed(after));
            return pieces;
        };
        pieces.push(variable(inside));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Splits at the closing brace: the first one, or with a quoted default the first one after a quote.
fn split_closing(after: &str) -> Option<(&str, &str)> {
    let (inside, behind) = after.split_once('}')?;
    match inside.split_once('\'') {
        Some((_, default)) if !default.trim_end().ends_with('\'') => {
            let end = after.find("'}")? + 1;
            Some((after.get(..end)?, after.get(end + 1..)?))
        }
        Some(_) | None => Some((inside, behind)),
    }
}

fn variable(inside: &str) -> Piece<'_> {
    match inside {
        "*" => return Piece::Literal('*'),
        "?" => return Piece::Literal('?'),
        "$" => return Piece::Literal('$'),
        _ => {}
    }
    let (key, fallback) = match inside.split_once(',') {
        None => (inside.trim(), Fallback::NoValue),
        Some((key, default)) => {
            let quoted = default.trim().strip_prefix('\'').and_then(|default| default.strip_suffix('\''));
            match quoted {
                Some(default) => (key.trim(), Fallback::Default(default)),
                None => return Piece::Malformed(inside),
            }
        }
    };
    if key.is_empty() || key.contains(['$', '{', '*', '?']) {
        return Piece::Malformed(inside);
    }
    Piece::Variable { key, fallback }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_defaults_and_literals_are_told_apart() {
        assert_eq!(
            pieces("home/${aws:username}/${aws:PrincipalTag/team, 'no}ne'}${*}*"),
            [
                Piece::Text("home/"),
                Piece::Variable { key: "aws:username", fallback: Fallback::NoValue },
                Piece::Text("/"),
                Piece::Variable { key: "aws:PrincipalTag/team", fallback: Fallback::Default("no}ne") },
                Piece::Literal('*'),
                Piece::Text("*"),
            ]
        );
    }

    #[test]
    fn what_is_no_variable_is_named_malformed() {
        for text in ["${", "${}", "${aws:username", "${aws:username, none}", "${a*}", "${, 'x'}"] {
            assert!(matches!(pieces(text).as_slice(), [Piece::Malformed(_)]), "{text}: {:?}", pieces(text));
        }
    }

    #[test]
    fn a_lone_dollar_is_text() {
        assert_eq!(pieces("a$b{c}"), [Piece::Text("a$b{c}")]);
        assert_eq!(pieces(""), []);
    }
}
