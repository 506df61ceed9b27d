//! Owns what of a requirement no question asks for: the actions that it denies beside those on keys.
//!
//! A requirement that is about access keys would be met everywhere if only the questions were asked. An action that is
//! spelled out is asked for itself. A pattern is asked for by the actions below that it matches, and by a made-up action of
//! its shape, which only what denies the whole pattern denies.

use std::collections::BTreeSet;

use super::witness::{Example, concrete};
use crate::domain::{AccountId, Known, Partition};
use crate::guardrail::condition_key::without_keys_of_other_actions;
use crate::guardrail::requester::made_by_a_principal;
use crate::guardrail::{
    BEDROCK_SERVICE, ConditionKey, KeyAction, PrincipalTags, Question, Requester, Somebody, Surroundings,
};
use crate::policy::{
    Action, ActionElement, ActionPattern, ContextValue, Effect, PolicyDocument, Request, RequestResource,
    ResourceElement, ResourcePattern, Statement, Unlisted,
};

/// Actions beside those on keys that a pattern is asked for by: some that everybody needs.
const EVERYDAY: [&str; 5] = [
    "iam:CreateAccessKey",
    "iam:ListUsers",
    "sts:AssumeRole",
    "s3:GetObject",
    "organizations:DescribeOrganization",
];

/// Actions that a pattern is asked for by, unless a question asks for them.
fn samples() -> impl Iterator<Item = &'static str> {
    KeyAction::ALL.into_iter().map(KeyAction::as_str).chain(EVERYDAY)
}

/// The actions that a requirement denies to somebody and that no question asks for.
pub(super) fn other_actions(required: &PolicyDocument) -> BTreeSet<Action> {
    let names = denying(required).flat_map(|statement| match &statement.actions {
        ActionElement::Action(patterns) => patterns.as_slice().iter().flat_map(of_pattern).collect(),
        ActionElement::NotAction(patterns) => {
            let spared = |name: &&str| patterns.as_slice().iter().any(|pattern| pattern.matches(name));
            samples()
                .chain([ActionPattern::SOME_OTHER])
                .filter(|name| !spared(name))
                .map(ToOwned::to_owned)
                .collect::<Vec<_>>()
        }
    });
    let names = names.filter(|name| !is_asked_for(name));
    // A name that no action can have denies nothing.
    names.filter_map(|name| Action::new(name).ok()).collect()
}

fn of_pattern(pattern: &ActionPattern) -> Vec<String> {
    let written = pattern.as_str();
    if !written.contains(['*', '?']) {
        return vec![written.to_owned()];
    }
    let matched: Vec<String> =
        samples().filter(|name| pattern.matches(name)).map(ToOwned::to_owned).collect();
    // A wildcard in the service alone (`bedrock*:CallWithBearerToken`) is about services that there are.
    let of_any_name = written.split_once(':').is_none_or(|(_, name)| name.contains('*'));
    let made_up = (of_any_name || matched.is_empty()).then(|| pattern.made_up());
    matched.into_iter().chain(made_up).collect()
}

fn is_asked_for(name: &str) -> bool {
    Question::ALL.iter().any(|question| question.action().as_str().eq_ignore_ascii_case(name))
}

fn denying(required: &PolicyDocument) -> impl Iterator<Item = &Statement> {
    required.statements().iter().filter(|statement| statement.effect == Effect::Deny)
}

/// The request for an action by anybody, on anything.
pub(super) fn by_anybody(action: &Action, requester: &Requester) -> Request {
    request(action, requester, RequestResource::Unknown)
}

/// The requests of an example, on each resource that a requirement names.
pub(super) fn by_example(
    (action, required): (&Action, &PolicyDocument),
    example: Example,
    whose: (&Partition, &AccountId),
    asked: &BTreeSet<String>,
) -> Vec<Request> {
    let requester = Requester::Somebody(Box::new(Somebody {
        arn: Known::Known(example.arn),
        account: whose.1.clone(),
        tags: PrincipalTags::Read { tags: example.tags, asked: asked.clone() },
        target: Known::Unknown(String::new()),
        surroundings: Surroundings::Unknown,
    }));
    let reaching = denying(required).filter(|statement| reaches(statement, action));
    let mut resources: Vec<RequestResource> = Vec::new();
    for statement in reaching {
        let named: &[ResourcePattern] = match &statement.resources {
            ResourceElement::Resource(patterns) => patterns.as_slice(),
            ResourceElement::NotResource(_) => &[],
        };
        let concrete = named.iter().filter(|pattern| !pattern.is_everything());
        let concrete = concrete.filter_map(|pattern| concrete_of(pattern, whose));
        for resource in std::iter::once(RequestResource::Unknown).chain(concrete) {
            if !resources.contains(&resource) {
                resources.push(resource);
            }
        }
    }
    resources.into_iter().map(|resource| request(action, &requester, resource)).collect()
}

fn reaches(statement: &Statement, action: &Action) -> bool {
    match &statement.actions {
        ActionElement::Action(patterns) => {
            patterns.as_slice().iter().any(|pattern| pattern.matches(action.as_str()))
        }
        ActionElement::NotAction(patterns) => {
            !patterns.as_slice().iter().any(|pattern| pattern.matches(action.as_str()))
        }
    }
}

fn concrete_of(pattern: &ResourcePattern, whose: (&Partition, &AccountId)) -> Option<RequestResource> {
    concrete(pattern.as_str(), whose).map(RequestResource::Arn)
}

fn request(action: &Action, requester: &Requester, resource: RequestResource) -> Request {
    let mut context = made_by_a_principal(requester.context(Unlisted::Unknown));
    if let Some(about_keys) = KeyAction::named(action.as_str()) {
        context = without_keys_of_other_actions(about_keys, context);
        if ConditionKey::SERVICE.is_carried_for(about_keys) {
            context.set(ConditionKey::SERVICE.name, ContextValue::single(BEDROCK_SERVICE));
        }
    }
    Request { action: action.clone(), resource, context }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(actions: &str) -> Vec<String> {
        let text =
            format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny",{actions},"Resource":"*"}}}}"#);
        let required = PolicyDocument::parse(&text).unwrap();
        other_actions(&required).iter().map(|action| action.as_str().to_owned()).collect()
    }

    #[test]
    fn what_no_question_asks_for_is_found_and_what_they_ask_for_is_not() {
        let keys = r#""Action":["BEDROCK:CallWithBearerToken","bedrock*:CallWithBearerToken","iam:ResetServiceSpecificCredential"]"#;
        assert!(of(keys).is_empty(), "{:?}", of(keys));
        assert_eq!(
            of(r#""Action":["iam:CreateAccessKey","bedrock:CallWithBearerToken"]"#),
            ["iam:CreateAccessKey"]
        );
        assert_eq!(of(r#""Action":"ec2:Run*""#), ["ec2:RunAnything"]);
        assert!(
            of(r#""Action":"*:CallWithBearerToken""#).contains(&"sagemaker:CallWithBearerToken".to_owned())
        );
        let all: Vec<&str> =
            samples().filter(|name| !is_asked_for(name)).chain([ActionPattern::SOME_OTHER]).collect();
        assert_eq!(of(r#""Action":"*""#).len(), all.len());
        assert_eq!(of(r#""Action":"s3:*""#), ["s3:Anything", "s3:GetObject"]);
        assert!(!of(r#""NotAction":"iam:*""#).contains(&"iam:ListUsers".to_owned()));
    }

    #[test]
    fn what_only_allows_asks_for_nothing() {
        let allow = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        assert!(other_actions(&PolicyDocument::parse(allow).unwrap()).is_empty());
    }
}
