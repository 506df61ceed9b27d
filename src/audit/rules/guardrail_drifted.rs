//! # What it checks
//!
//! The configured `guardrails:` are there: each policy under its name, saying what is configured, attached where it is
//! wanted and nowhere else, with the tag of this tool. White space and order are no drift. Without `guardrails:` the rule is
//! silent. It needs `--org`.
//!
//! # Why
//!
//! A policy is changed or detached in a minute, in the console, and nothing says so.
//!
//! # Remediation
//!
//! `bedrock-keys scp plan` shows the difference, `bedrock-keys scp apply` puts it right; or change the configuration.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_attach.html>

use crate::audit::Severity;
use crate::audit::finding::Subject;
use crate::domain::{AccountId, printable};
use crate::guardrail::plan::{Drift, drift};

use super::GuardrailContext;
use super::guardrail_context::observed;
use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "guardrail-drifted",
    title: "A configured guardrail is not as it should be",
    severity: Severity::High,
    standing: Standing::On,
    remediation: "see the difference with `scp plan` and put it right with `scp apply`",
    references: &[
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_attach.html",
    ],
    check: Check::Guardrails { concerns: |policy| !policy.guardrails.is_empty(), check },
};

fn check(context: &GuardrailContext<'_>) -> Vec<(AccountId, Conclusion)> {
    let conclusion = match observed(context.facts) {
        Err(why) => Conclusion::NotConcluded(format!("the guardrails as they are: {why}")),
        Ok(observed) => {
            let drifted = drift(&context.policy.guardrails, &observed);
            if drifted.is_empty() {
                return Vec::new();
            }
            // One finding: its fingerprint is of the rule and the account, and stays while the drift does.
            let message = drifted.iter().map(words).collect::<Vec<_>>().join("; ");
            let remediation = "bedrock-keys scp plan, then bedrock-keys scp apply".to_owned();
            Found { severity: RULE.severity, subject: Subject::Account, message, remediation }.into()
        }
    };
    vec![(context.whole(), conclusion)]
}

fn words(drift: &Drift) -> String {
    match drift {
        Drift::Missing { name } => format!("there is no policy `{}`", printable(name)),
        Drift::Changed { name, .. } => format!("policy `{}` says something else", printable(name)),
        Drift::NotAttached { name, target } => {
            format!("policy `{}` is not attached to {}", printable(name), printable(target))
        }
        Drift::AttachedElsewhere { name, target } => {
            format!(
                "policy `{}` is attached to {}, where it is not wanted",
                printable(name),
                printable(target)
            )
        }
        Drift::NotManaged { name } => format!("policy `{}` lacks the tag of this tool", printable(name)),
    }
}
