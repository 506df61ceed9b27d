//! Owns the checks of a statement's actions and resources.

use super::{LintCode, LintFinding, place_of};
use crate::policy::{
    ActionElement, ActionPattern, LocatedPolicy, Place, ResourceElement, ResourcePattern, Sid, Statement,
};

/// The actions on keys that there are
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>).
const KNOWN: [&str; 12] = [
    "iam:CreateServiceSpecificCredential",
    "iam:ResetServiceSpecificCredential",
    "iam:UpdateServiceSpecificCredential",
    "iam:DeleteServiceSpecificCredential",
    "iam:ListServiceSpecificCredentials",
    "bedrock:CallWithBearerToken",
    "bedrock-mantle:CallWithBearerToken",
    "aws-external-anthropic:CallWithBearerToken",
    "sagemaker:CallWithBearerToken",
    "logs:CallWithBearerToken",
    "cloudwatch:CallWithBearerToken",
    "logs:PutBearerTokenAuthentication",
];

pub(super) fn check(statement: &Statement, place: &Place, findings: &mut Vec<LintFinding>) {
    let mut add = |code, message: String| findings.push(LintFinding { code, place: place.clone(), message });
    let (ActionElement::Action(patterns) | ActionElement::NotAction(patterns)) = &statement.actions;
    for pattern in patterns.as_slice() {
        if is_about_keys(pattern) && !KNOWN.iter().any(|action| pattern.matches(action)) {
            let written = pattern.as_str().escape_debug();
            add(LintCode::NeverMatches, format!("`{written}` matches no action that there is"));
        }
    }
    let named = patterns.as_slice().iter().find(|pattern| {
        let text = pattern.as_str().to_ascii_lowercase();
        text.contains("callwithbearertoken")
    });
    if let (ActionElement::Action(_), Some(named), ResourceElement::Resource(resources)) =
        (&statement.actions, named, &statement.resources)
        && !resources.as_slice().iter().any(ResourcePattern::is_everything)
    {
        let written = named.as_str().escape_debug();
        add(LintCode::NarrowResource, format!("`{written}` never matches with a resource narrower than `*`"));
    }
}

/// Whether its author meant keys: a typing mistake in such an action is a hole.
fn is_about_keys(pattern: &ActionPattern) -> bool {
    let text = pattern.as_str().to_ascii_lowercase();
    ["servicespecific", "bearertoken"].iter().any(|part| text.contains(part))
}

/// Statements that are the same but for their `Sid`.
pub(super) fn check_repeated(policy: &LocatedPolicy, findings: &mut Vec<LintFinding>) {
    let bare = |statement: &Statement| Statement { sid: Sid::Unnamed, ..statement.clone() };
    let statements: Vec<Statement> = policy.document.statements().iter().map(bare).collect();
    for (index, statement) in statements.iter().enumerate() {
        if let Some(first) = statements.iter().take(index).position(|earlier| earlier == statement) {
            let message = format!("it says what statement {} says already", first + 1);
            let place = place_of(policy, index);
            findings.push(LintFinding { code: LintCode::Repeated, place, message });
        }
    }
}
