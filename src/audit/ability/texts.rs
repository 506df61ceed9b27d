//! Policy texts, each parsed once however many users it hangs on.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::policy::{AttachedPolicy, PolicyContent, PolicyDocument, ResourceElement, Statement};

/// A text that was parsed.
#[derive(Debug)]
pub(super) struct Text {
    /// Its number among the texts.
    pub(super) number: usize,
    /// What it says.
    pub(super) policy: Arc<AttachedPolicy>,
    /// What is wrong with it, where it is no policy.
    pub(super) mistake: Option<String>,
    /// On what its meaning depends besides itself.
    pub(super) depends: Depends,
}

/// On what the meaning of a text depends besides itself. The order is how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Depends {
    /// On nothing.
    Nothing,
    /// On the account of the user.
    Account,
    /// On the user.
    User,
}

/// Policy texts, each parsed once.
#[derive(Debug, Default)]
pub(super) struct Texts<'a> {
    read: HashMap<&'a str, Rc<Text>>,
}

impl<'a> Texts<'a> {
    /// A text, parsed.
    pub(super) fn get(&mut self, text: &'a str) -> Rc<Text> {
        let number = self.read.len();
        Rc::clone(self.read.entry(text).or_insert_with(|| Rc::new(Text::parse(number, text))))
    }
}

impl Text {
    fn parse(number: usize, text: &str) -> Self {
        let label = number.to_string();
        match PolicyDocument::parse(text) {
            Ok(document) => {
                let depends = if text.contains("${") { Depends::User } else { Depends::of(&document) };
                Self { number, policy: AttachedPolicy::document(label, document), mistake: None, depends }
            }
            Err(mistakes) => {
                let first = mistakes.listed().first();
                let mistake = first.map_or_else(String::new, |mistake| {
                    format!("it is no policy: line {}: {}", mistake.place.line, mistake.message)
                });
                let policy = AttachedPolicy::unreadable(label);
                Self { number, policy, mistake: Some(mistake), depends: Depends::Nothing }
            }
        }
    }

    /// The document, where it is one.
    pub(super) fn document(&self) -> Option<&PolicyDocument> {
        match &self.policy.content {
            PolicyContent::Document(document) => Some(document),
            PolicyContent::Unreadable => None,
        }
    }
}

impl Depends {
    fn of(document: &PolicyDocument) -> Self {
        document.statements().iter().map(Self::of_statement).max().unwrap_or(Self::Nothing)
    }

    fn of_statement(statement: &Statement) -> Self {
        let about_principal =
            |key: &str| ["aws:principal", "aws:user"].iter().any(|beginning| key.starts_with(beginning));
        let mut conditions = statement.conditions.iter().flat_map(|block| &block.conditions);
        if conditions.any(|condition| about_principal(condition.key.folded())) {
            return Self::User;
        }
        let (ResourceElement::Resource(patterns) | ResourceElement::NotResource(patterns)) =
            &statement.resources;
        let narrow = patterns.as_slice().iter().filter(|pattern| !pattern.is_everything());
        narrow.map(|pattern| Self::of_resource(pattern.as_str())).max().unwrap_or(Self::Nothing)
    }

    /// Only an ARN of IAM can be that of the user, and only one with digits can be that of one account.
    fn of_resource(pattern: &str) -> Self {
        let mut fields = pattern.split(':').skip(2);
        let service = fields.next().unwrap_or("*");
        let account = fields.nth(1).unwrap_or("*");
        if service.contains(['*', '?']) || service == "iam" {
            Self::User
        } else if account.contains(|character: char| character.is_ascii_digit() || character == '?') {
            Self::Account
        } else {
            Self::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depends(resource: &str, condition: &str) -> Depends {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"s3:*","Resource":"{resource}","Condition":{condition}}}}}"#
        );
        Text::parse(0, &text).depends
    }

    #[test]
    fn a_text_depends_on_no_more_than_it_names() {
        for (resource, condition, expected) in [
            ("*", "{}", Depends::Nothing),
            ("arn:aws:s3:::bucket", "{}", Depends::Nothing),
            ("arn:aws:sqs:eu-central-1:123456789012:queue", "{}", Depends::Account),
            ("arn:aws:iam::*:role/x", "{}", Depends::User),
            ("arn:*", "{}", Depends::User),
            ("arn:aws:s3:::${aws:username}", "{}", Depends::User),
            ("*", r#"{"StringEquals":{"AWS:UserName":"a"}}"#, Depends::User),
            ("*", r#"{"ArnLike":{"aws:PrincipalArn":"*"}}"#, Depends::User),
            ("*", r#"{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#, Depends::Nothing),
        ] {
            assert_eq!(depends(resource, condition), expected, "{resource} {condition}");
        }
    }

    #[test]
    fn a_text_that_is_no_policy_keeps_its_mistake() {
        let text = Text::parse(0, "{");
        assert!(text.document().is_none());
        assert!(text.mistake.unwrap().starts_with("it is no policy: line 1"));
    }
}
