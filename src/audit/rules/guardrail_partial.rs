//! # What it checks
//!
//! The service control policies that bind an account have no hole beside what they deny: keys that are denied at one endpoint
//! and work at the other, a cap that keys without an end pass, a creation that is denied beside a reset that is not. An
//! account that no policy denies anything has no hole: nobody meant to close anything. It needs `--org`.
//!
//! # Why
//!
//! A half-effective policy is believed to be a whole one. A key works at both endpoints, a reset hands out a new secret, and
//! a condition on the age says nothing of a key that has none.
//!
//! # Remediation
//!
//! `bedrock-keys scp audit` shows the hole with a request that gets through; `scp list` has policies without it. Preview
//! before attaching, with `scp preview`.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>

use crate::audit::Severity;
use crate::audit::finding::Subject;
use crate::domain::AccountId;

use super::GuardrailContext;
use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "guardrail-partial",
    title: "A guardrail has a hole",
    severity: Severity::Medium,
    standing: Standing::On,
    remediation: "close the hole with a policy of `scp list`",
    references: &[
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html",
    ],
    check: Check::Guardrails { concerns: |_| true, check },
};

fn check(context: &GuardrailContext<'_>) -> Vec<(AccountId, Conclusion)> {
    let found = context.accounts().filter_map(|account| {
        let holes = &context.report.group_of(account)?.holes;
        if holes.is_empty() {
            return None;
        }
        let words: Vec<String> = holes.iter().map(|hole| hole.words()).collect();
        let remediation =
            format!("bedrock-keys scp audit --account {}, then scp preview and scp apply", account.id);
        let message = words.join("; ");
        let found = Found { severity: RULE.severity, subject: Subject::Account, message, remediation };
        Some((account.id.clone(), found.into()))
    });
    found.chain(context.gap()).collect()
}
