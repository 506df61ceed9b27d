//! Owns the checks of a statement's actions and resources.

use super::LintCode;
use super::found::Found;
use crate::guardrail::KeyAction;
use crate::policy::{ActionElement, ActionPattern, Part, ResourceElement, ResourcePattern, Statement};

/// Actions that are not about keys and whose names look as if they were
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html>,
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssignin.html>).
const OTHERS: [&str; 2] = ["sts:GetServiceBearerToken", "signin:CreateBearerToken"];

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
fn is_about_keys(pattern: &ActionPattern) -> bool {
    let text = pattern.as_str().to_ascii_lowercase();
    ["servicespecific", "bearertoken"].iter().any(|part| text.contains(part))
}
