//! Owns the check whether those whom a statement spares take in every user: a long-term key calls as one.

use super::LintCode;
use super::conditions::matches_action;
use super::found::Found;
use super::satisfiable::{Placed, ROLES, USERS, excludes, may_hold, placed};
use super::statement::is_about_keys;
use crate::guardrail::condition_key::LONG_TERM;
use crate::guardrail::{ConditionKey, Endpoint, KeyAction};
use crate::policy::{
    ActionElement, ActionPattern, Context, ContextValue, Effect, Part, PolicyDocument, Statement, Unlisted,
};

/// What a long-term key is made, made anew and used by.
const ACTIONS: [KeyAction; 4] =
    [KeyAction::Create, KeyAction::Reset, KeyAction::CallBedrock, KeyAction::CallMantle];

pub(super) fn check(document: &PolicyDocument, found: &mut Found<'_>) {
    let denying = || {
        let all = document.statements().iter().enumerate();
        all.filter(|(_, it)| it.effect == Effect::Deny)
    };
    for (statement, it) in denying().filter(|(_, it)| is_meant_for_keys(it)) {
        let Some(block) = exemption(it) else { continue };
        let denied_elsewhere = |action: KeyAction| {
            denying().any(|(_, other)| matches_action(other, action) && reaches(other, &USERS))
        };
        let open =
            ACTIONS.into_iter().find(|action| matches_action(it, *action) && !denied_elsewhere(*action));
        if let Some(action) = open {
            let message = format!("it spares every user, so that none is denied `{}`", action.as_str());
            found.add(LintCode::EveryUserExempt, Part::Operator { statement, block }, message);
        }
    }
}

/// Whether an action is named that has to do with keys, rather than everything or all of IAM.
fn is_meant_for_keys(it: &Statement) -> bool {
    let is_meant = |pattern: &ActionPattern| {
        is_about_keys(pattern) || pattern.as_str().to_ascii_lowercase().starts_with("bedrock")
    };
    match &it.actions {
        ActionElement::Action(patterns) => patterns.as_slice().iter().any(is_meant),
        ActionElement::NotAction(_) => false,
    }
}

/// The operator that spares every user and not every role: where nobody is left, the statement never matches.
fn exemption(it: &Statement) -> Option<usize> {
    if reaches(it, &USERS) || !reaches(it, &ROLES) {
        return None;
    }
    let spares = |placed: &Placed<'_>| {
        ConditionKey::PRINCIPAL_ARN.is(placed.condition.key.folded())
            && excludes(placed)
            && !USERS.iter().any(|user| may_hold(std::slice::from_ref(placed), long_term_use_by(user)))
    };
    placed(it).find(spares).map(|placed| placed.block)
}

/// Whether what a statement asks of the principal and the kind of key lets it reach one of these.
fn reaches(it: &Statement, principals: &[&str]) -> bool {
    let asked =
        [&ConditionKey::PRINCIPAL_ARN, Endpoint::Bedrock.token_type(), Endpoint::BedrockMantle.token_type()];
    let conditions: Vec<Placed<'_>> =
        placed(it).filter(|placed| asked.iter().any(|key| key.is(placed.condition.key.folded()))).collect();
    principals.iter().any(|principal| may_hold(&conditions, long_term_use_by(principal)))
}

fn long_term_use_by(principal: &str) -> Context {
    let known = [
        (ConditionKey::PRINCIPAL_ARN.name, principal),
        (Endpoint::Bedrock.token_type().name, LONG_TERM),
        (Endpoint::BedrockMantle.token_type().name, LONG_TERM),
    ];
    let context = Context::new(Unlisted::Unknown);
    known.into_iter().fold(context, |context, (key, value)| context.with(key, ContextValue::single(value)))
}
