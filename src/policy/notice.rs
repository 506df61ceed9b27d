//! Owns what a policy's author should know about a document that could be read.

use super::Place;
use std::fmt;

/// Something in a document that AWS would refuse or ignore, or that is evaluated as "unknown".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// An element that the language does not have; beside or inside statements.
    UnknownElement {
        /// Its name.
        name: String,
    },
    /// A condition operator that AWS does not document.
    UnknownOperator {
        /// Its name.
        operator: String,
    },
    /// `Principal` or `NotPrincipal`, which neither SCPs nor identity policies may have.
    PrincipalNotAllowed {
        /// Which of the two.
        element: String,
    },
    /// No `Version`, or the old one: an SCP needs `2012-10-17`.
    OldLanguage,
    /// A policy variable in a document whose language version has none: it is plain text.
    VariableInOldLanguage {
        /// The value that holds it.
        value: String,
    },
    /// A `${` that starts no variable.
    MalformedVariable {
        /// The value that holds it.
        value: String,
    },
    /// A resource that is neither `*` nor an ARN.
    ResourceIsNoArn {
        /// The value.
        value: String,
    },
    /// An ARN with fewer than six fields, which AWS completes with wildcards.
    IncompleteArn {
        /// The value.
        value: String,
    },
    /// A `Sid` that another statement has too.
    RepeatedSid {
        /// The `Sid`.
        sid: String,
    },
    /// A `Sid` with other characters than ASCII letters and digits.
    OddSid {
        /// The `Sid`.
        sid: String,
    },
    /// A condition value that its operator cannot compare.
    ValueDoesNotFit {
        /// The operator.
        operator: String,
        /// The condition key.
        key: String,
        /// The value.
        value: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownElement { name } => {
                write!(formatter, "`{}` is no element of the policy language; the statement counts as unknown", name.escape_debug())
            }
            Self::UnknownOperator { operator } => write!(
                formatter,
                "`{}` is no documented condition operator; whether it holds counts as unknown",
                operator.escape_debug()
            ),
            Self::PrincipalNotAllowed { element } => {
                write!(formatter, "`{element}` is not allowed in identity policies and SCPs")
            }
            Self::OldLanguage => formatter.write_str(
                "the document is not in version `2012-10-17`: policy variables are plain text, and an SCP is refused",
            ),
            Self::VariableInOldLanguage { value } => write!(
                formatter,
                "`{}` is plain text: policy variables need version `2012-10-17`",
                value.escape_debug()
            ),
            Self::MalformedVariable { value } => {
                write!(formatter, "`{}` has a `${{` that starts no policy variable", value.escape_debug())
            }
            Self::ResourceIsNoArn { value } => {
                write!(formatter, "the resource `{}` is neither `*` nor an ARN", value.escape_debug())
            }
            Self::IncompleteArn { value } => write!(
                formatter,
                "the ARN `{}` has fewer than six fields; AWS adds `:*` for the missing ones",
                value.escape_debug()
            ),
            Self::RepeatedSid { sid } => {
                write!(formatter, "the Sid `{}` is used by more than one statement", sid.escape_debug())
            }
            Self::OddSid { sid } => write!(
                formatter,
                "the Sid `{}` has characters other than ASCII letters and digits",
                sid.escape_debug()
            ),
            Self::ValueDoesNotFit { operator, key, value } => write!(
                formatter,
                "`{}` is no value that `{}` could compare with `{}`",
                value.escape_debug(),
                operator.escape_debug(),
                key.escape_debug()
            ),
        }
    }
}

/// A notice and where in the text it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocatedNotice {
    /// Where.
    pub place: Place,
    /// What.
    pub notice: Notice,
}

impl fmt::Display for LocatedNotice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { line, column, .. } = self.place;
        write!(formatter, "line {line}, column {column}: {}", self.notice)
    }
}
