//! Owns policy variables: `${aws:PrincipalTag/team}`, `${aws:username, 'nobody'}`, `${*}`, `${?}`, `${$}`.
//!
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

/// A part of a policy string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'text> {
    /// Text, in which wildcards keep their meaning.
    Text(&'text str),
    /// `${*}`, `${?}`, `${$}`: the character itself.
    Literal(char),
    /// A context key whose value stands here.
    Variable {
        key: &'text str,
        fallback: Fallback<'text>,
    },
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

/// Whether the text has anything that looks like a variable.
pub(crate) fn has_variables(text: &str) -> bool {
    text.contains("${")
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
            let quoted = default
                .trim()
                .strip_prefix('\'')
                .and_then(|default| default.strip_suffix('\''));
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
                Piece::Variable {
                    key: "aws:username",
                    fallback: Fallback::NoValue
                },
                Piece::Text("/"),
                Piece::Variable {
                    key: "aws:PrincipalTag/team",
                    fallback: Fallback::Default("no}ne")
                },
                Piece::Literal('*'),
                Piece::Text("*"),
            ]
        );
    }

    #[test]
    fn what_is_no_variable_is_named_malformed() {
        for text in [
            "${",
            "${}",
            "${aws:username",
            "${aws:username, none}",
            "${a*}",
            "${, 'x'}",
        ] {
            assert!(
                matches!(pieces(text).as_slice(), [Piece::Malformed(_)]),
                "{text}: {:?}",
                pieces(text)
            );
        }
    }

    #[test]
    fn a_lone_dollar_is_text() {
        assert_eq!(pieces("a$b{c}"), [Piece::Text("a$b{c}")]);
        assert_eq!(pieces(""), []);
    }
}
