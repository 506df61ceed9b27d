//! From a pattern of a policy to something concrete that it matches, so that the evaluator can be asked about it.

use std::collections::BTreeSet;

use crate::policy::{ActionElement, ActionPattern, Effect, PolicyDocument, ResourceElement};

use super::reach::{self, Reach};

/// Where a user lives: what a wildcard of an ARN is filled with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home<'a> {
    pub(super) partition: &'a str,
    pub(super) account: &'a str,
}

/// Actions beyond inference that the statements of a document speak of, each in a form the evaluator takes.
pub(super) fn actions(document: &PolicyDocument) -> BTreeSet<String> {
    let mut actions = BTreeSet::new();
    for statement in document.statements().iter().filter(|statement| statement.effect == Effect::Allow) {
        match &statement.actions {
            ActionElement::Action(patterns) => {
                for pattern in patterns.as_slice() {
                    let written = pattern.as_str();
                    actions.insert(pattern.made_up());
                    if written.contains(['*', '?']) {
                        let telling = reach::telling().filter(|action| pattern.matches(action));
                        actions.extend(telling.map(str::to_owned));
                    }
                }
            }
            ActionElement::NotAction(patterns) => {
                let left = |action: &&str| !patterns.as_slice().iter().any(|pattern| pattern.matches(action));
                actions.extend(
                    reach::telling().chain([ActionPattern::SOME_OTHER]).filter(left).map(str::to_owned),
                );
            }
        }
    }
    actions.retain(|action| Reach::of(action) > Reach::Inference);
    actions
}

/// Resources that the allowing statements of a document speak of. A wildcard for all is no resource of its own.
pub(super) fn resources(document: &PolicyDocument, home: Home<'_>) -> BTreeSet<String> {
    let allowing = document.statements().iter().filter(|statement| statement.effect == Effect::Allow);
    let mut resources = BTreeSet::new();
    for statement in allowing {
        if let ResourceElement::Resource(patterns) = &statement.resources {
            let narrow = patterns.as_slice().iter().filter(|pattern| !pattern.is_everything());
            resources.extend(narrow.map(|pattern| resource(pattern.as_str(), home)));
        }
    }
    resources
}

/// An ARN that a pattern matches. Policy variables stay, for the evaluator knows more of them.
fn resource(pattern: &str, home: Home<'_>) -> String {
    let mut fields: Vec<String> = pattern.splitn(6, ':').map(str::to_owned).collect();
    let everywhere = ["arn", home.partition, "some-service", "us-east-1", home.account];
    for (field, filling) in fields.iter_mut().zip(everywhere) {
        if field == "*" {
            filling.clone_into(field);
        }
    }
    fields.join(":").replace('*', "anything").replace('?', "x")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: Home<'_> = Home { partition: "aws", account: "123456789012" };

    fn document(statement: &str) -> PolicyDocument {
        PolicyDocument::parse(&format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)).unwrap()
    }

    #[test]
    fn inference_leaves_nothing_to_ask() {
        let inference =
            r#"{"Effect":"Allow","Action":["bedrock:InvokeModel*","bedrock-mantle:Get*"],"Resource":"*"}"#;
        assert!(actions(&document(inference)).is_empty());
    }

    #[test]
    fn a_wildcard_is_asked_about_telling_actions() {
        let all = actions(&document(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#));
        assert!(all.contains("iam:PutUserPolicy") && all.contains("s3:GetObject"), "{all:?}");
        let power = r#"{"Effect":"Allow","NotAction":["iam:*","organizations:*"],"Resource":"*"}"#;
        let power = actions(&document(power));
        assert!(power.contains("ec2:RunInstances") && !power.contains("iam:PutUserPolicy"), "{power:?}");
    }

    #[test]
    fn what_is_denied_is_not_asked_about() {
        assert!(actions(&document(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#)).is_empty());
    }

    #[test]
    fn a_resource_is_filled_with_where_the_user_lives() {
        let narrow = r#"{"Effect":"Allow","Action":"iam:*","Resource":["arn:*:iam::*:role/team-*","*"]}"#;
        let resources = resources(&document(narrow), HOME);
        assert_eq!(
            resources.into_iter().collect::<Vec<_>>(),
            ["arn:aws:iam::123456789012:role/team-anything"]
        );
    }
}
