//! Owns the checks of a statement's actions and resources.

use super::LintCode;
use super::found::Found;
use super::satisfiable::USERS;
use crate::guardrail::KeyAction;
use crate::policy::glob::{self, Case};
use crate::policy::{ActionElement, ActionPattern, Part, ResourceElement, ResourcePattern, Statement};

/// Actions that are not about keys and whose names look as if they were
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html>,
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssignin.html>).
const OTHERS: [&str; 2] = ["sts:GetServiceBearerToken", "signin:CreateBearerToken"];

/// Where users may be; an ARN is `arn:PARTITION:iam::ACCOUNT:user/PATH/NAME`
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>).
const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"];

/// Letters that may be wrong in the name of an action; more is another action.
const MOST_SLIPS: usize = 3;

pub(super) fn check(statement: usize, it: &Statement, found: &mut Found<'_>) {
    let (ActionElement::Action(patterns) | ActionElement::NotAction(patterns)) = &it.actions;
    for (position, pattern) in patterns.as_slice().iter().enumerate() {
        let about_keys = KeyAction::ALL.iter().map(|action| action.as_str());
        if about_keys.chain(OTHERS).any(|action| pattern.matches(action)) {
            continue;
        }
        let meant = nearest(pattern);
        if meant.is_some() || is_about_keys(pattern) {
            let meant = meant.map(|action| format!("; did you mean `{action}`?")).unwrap_or_default();
            let message =
                format!("`{}` matches no action that there is{meant}", pattern.as_str().escape_debug());
            found.add(LintCode::NeverMatches, Part::Action { statement, position }, message);
        }
    }
    let named = patterns.as_slice().iter().find(|pattern| {
        let text = pattern.as_str().to_ascii_lowercase();
        text.contains("callwithbearertoken")
    });
    if let (ActionElement::Action(_), Some(named), ResourceElement::Resource(resources)) =
        (&it.actions, named, &it.resources)
        && !resources.as_slice().iter().any(ResourcePattern::is_everything)
    {
        let written = named.as_str().escape_debug();
        let message = format!("`{written}` never matches with a resource narrower than `*`");
        found.add(LintCode::NarrowResource, Part::Resource { statement, position: 0 }, message);
    }
    resources(statement, it, found);
}

/// Actions of IAM on keys where no resource is a user, on whom alone they are done.
fn resources(statement: usize, it: &Statement, found: &mut Found<'_>) {
    let ActionElement::Action(patterns) = &it.actions else { return };
    let about_credentials = |pattern: &&ActionPattern| {
        pattern.as_str().to_ascii_lowercase().contains("servicespecificcredential")
    };
    let Some(named) = patterns.as_slice().iter().find(about_credentials) else { return };
    let takes_in_users = match &it.resources {
        ResourceElement::Resource(resources) => resources.as_slice().iter().any(may_be_a_user),
        ResourceElement::NotResource(resources) => {
            !resources.as_slice().iter().any(|spared| USERS.iter().all(|user| is_like(spared, user)))
        }
    };
    if !takes_in_users {
        let written = named.as_str().escape_debug();
        let message = format!("`{written}` is done on a user, and no resource here is one");
        found.add(LintCode::NarrowResource, Part::Resource { statement, position: 0 }, message);
    }
}

/// Whether there may be a user that a pattern matches. A variable may stand for anything.
fn may_be_a_user(pattern: &ResourcePattern) -> bool {
    let written = pattern.as_str();
    let like = |partition: &&str| {
        let user = format!("arn:{partition}:iam::????????????:user/?*");
        // Part by part, for `arn:aws:iam::*:role/*` means no user, although a path may have `:role/` in it.
        let parts = written.splitn(6, ':').count();
        if parts == 6 {
            written.splitn(6, ':').zip(user.splitn(6, ':')).all(|(one, other)| glob::overlap(one, other))
        } else {
            glob::overlap(written, &user)
        }
    };
    written.contains("${") || PARTITIONS.iter().any(like)
}

fn is_like(pattern: &ResourcePattern, arn: &str) -> bool {
    glob::matches(glob::tokens(pattern.as_str()), arn, Case::Sensitive)
}

/// The action that its author probably meant. What stands for several has no one name to be near to.
fn nearest(pattern: &ActionPattern) -> Option<&'static str> {
    let written = pattern.as_str().to_ascii_lowercase();
    if written.contains(['*', '?']) {
        return None;
    }
    let slips = |action: &str| strsim::damerau_levenshtein(&written, &action.to_ascii_lowercase());
    KeyAction::ALL
        .into_iter()
        .map(KeyAction::as_str)
        .map(|action| (slips(action), action))
        .filter(|(slips, _)| *slips <= MOST_SLIPS)
        .min()
        .map(|(_, action)| action)
}

/// Whether its author meant keys: a typing mistake in such an action is a hole.
pub(super) fn is_about_keys(pattern: &ActionPattern) -> bool {
    let text = pattern.as_str().to_ascii_lowercase();
    ["servicespecific", "bearertoken"].iter().any(|part| text.contains(part))
}
