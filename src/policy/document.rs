//! Owns the parsed policy document. How it is read is in [`super::parse`], how it is printed in `print`.

use super::{
    ActionElement, ActionPattern, Effect, OneOrMany, PrincipalElement, ResourceElement, ResourcePattern,
    Statement, UnknownElement,
};

/// A policy document: parsed, its shape kept (string or array, statement object or array).
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDocument {
    /// `Version`: the version of the language.
    pub version: LanguageVersion,
    /// `Id`.
    pub id: Id,
    /// `Statement`.
    pub statements: StatementList,
    /// Elements beside these three, in the order of the text.
    pub unknown: Vec<UnknownElement>,
}

/// The version of the policy language a document is written in.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LanguageVersion {
    /// No `Version`: means 2008-10-17, so policy variables are plain text.
    Unstated,
    /// `2008-10-17`: policy variables are plain text.
    Of2008,
    /// `2012-10-17`: the current one, with policy variables.
    Of2012,
}

/// `Id` of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Id {
    /// No `Id`.
    Unnamed,
    /// The `Id`.
    Named(String),
}

/// `Sid` of a statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sid {
    /// No `Sid`.
    Unnamed,
    /// The `Sid`.
    Named(String),
}

/// `Statement`: an object or an array of objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementList {
    /// One object without an array.
    One(Box<Statement>),
    /// An array.
    Many(Vec<Statement>),
}

impl StatementList {
    /// The statements, in the order of the text.
    pub fn as_slice(&self) -> &[Statement] {
        match self {
            Self::One(statement) => std::slice::from_ref(statement),
            Self::Many(statements) => statements,
        }
    }
}

impl PolicyDocument {
    /// A document of these statements in the current language version.
    pub fn new(statements: Vec<Statement>) -> Self {
        Self {
            version: LanguageVersion::Of2012,
            id: Id::Unnamed,
            statements: StatementList::Many(statements),
            unknown: Vec::new(),
        }
    }

    /// What `FullAWSAccess` says, which AWS attaches to every root, OU and account until somebody takes it away: everything
    /// is allowed.
    ///
    /// Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>
    pub fn allow_everything() -> Self {
        Self::new(vec![Statement {
            sid: Sid::Unnamed,
            effect: Effect::Allow,
            principal: PrincipalElement::Absent,
            actions: ActionElement::Action(OneOrMany::One(ActionPattern::everything())),
            resources: ResourceElement::Resource(OneOrMany::One(ResourcePattern::everything())),
            conditions: Vec::new(),
            unknown: Vec::new(),
        }])
    }

    /// The statements, in the order of the text.
    pub fn statements(&self) -> &[Statement] {
        self.statements.as_slice()
    }

    /// Whether it allows anything at all. What only denies leaves everything denied where it stands alone.
    pub fn allows_something(&self) -> bool {
        self.statements().iter().any(|statement| statement.effect == Effect::Allow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_allows_everything_is_written_as_aws_writes_it() {
        let written =
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
        assert_eq!(PolicyDocument::allow_everything().minified(), written);
        assert_eq!(PolicyDocument::parse(written), Ok(PolicyDocument::allow_everything()));
    }
}
