//! # What it checks
//!
//! Every account below a target of the configured `guardrails:` is denied what they deny, by whichever policy. The management
//! account is left out: no policy ever binds it, and `key-in-management-account` reports every key in it. Without
//! `guardrails:` the rule is silent, unless it is chosen by name under `rules:`; then it reports accounts without a working
//! key in which long-term keys work. It needs `--org`.
//!
//! # Why
//!
//! What is configured is what somebody relies on. An account that was moved, or a policy that was narrowed, lets keys through
//! that everybody believes to be denied.
//!
//! # Remediation
//!
//! `bedrock-keys scp audit` shows a request that gets through, `bedrock-keys scp plan` what has to change.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
//! - <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>

use crate::audit::finding::Subject;
use crate::audit::{AuditPolicy, Severity};
use crate::domain::AccountId;
use crate::guardrail::coverage::{Answer, Compliance};
use crate::guardrail::report::{AccountStanding, Example, ReportedAccount};
use crate::guardrail::{Endpoint, KeyTerm, Question};

use super::GuardrailContext;
use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "account-not-guarded",
    title: "An account is not denied what the guardrails deny",
    severity: Severity::High,
    standing: Standing::On,
    remediation: "put the guardrail in force with `scp apply`",
    references: &[
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html",
    ],
    check: Check::Guardrails { concerns, check },
};

fn concerns(policy: &AuditPolicy) -> bool {
    !policy.guardrails.is_empty() || policy.rules.contains_key(RULE.code)
}

fn check(context: &GuardrailContext<'_>) -> Vec<(AccountId, Conclusion)> {
    let mut conclusions: Vec<(AccountId, Conclusion)> = context.gap().into_iter().collect();
    for account in context.accounts() {
        let told = if context.report.request.requirements.is_empty() {
            unused_and_open(context, account)
        } else {
            compared(context, account)
        };
        conclusions.extend(told.into_iter().map(|conclusion| (account.id.clone(), conclusion)));
    }
    conclusions
}

fn found(account: &ReportedAccount, message: String, remediation: &str) -> Conclusion {
    let remediation = format!("{remediation} (account {})", account.id);
    Found { severity: RULE.severity, subject: Subject::Account, message, remediation }.into()
}

/// Against what is configured.
fn compared(context: &GuardrailContext<'_>, account: &ReportedAccount) -> Option<Conclusion> {
    let (mut short, mut doubts) = (Vec::new(), Vec::new());
    for judged in &account.judged {
        let Some(requirement) = context.report.request.requirements.get(judged.requirement) else { continue };
        match &judged.compliance {
            Compliance::Met | Compliance::ExemptManagementAccount | Compliance::Suspended(_) => {}
            Compliance::FallsShort(shortfalls) => short.extend(shortfalls.first().map(|first| {
                let example = Example::of(&first.example).asked_in(&account.id);
                format!("what guardrail `{}` denies gets through: {example}", requirement.name)
            })),
            Compliance::NotShown(questions) => doubts.extend(questions.first().map(|(_, why)| {
                format!("whether the account is denied what guardrail `{}` denies: {why}", requirement.name)
            })),
        }
    }
    if !short.is_empty() {
        return Some(found(account, short.join("; "), "bedrock-keys scp plan, then scp apply"));
    }
    // What is unknown because of a gap of the organization is said once, for the organization.
    (!doubts.is_empty() && context.report.gaps.is_empty())
        .then(|| Conclusion::NotConcluded(doubts.join("; ")))
}

/// Where nothing that denies is configured: nobody has a key, and everybody may use one.
fn unused_and_open(context: &GuardrailContext<'_>, account: &ReportedAccount) -> Option<Conclusion> {
    if matches!(account.standing, AccountStanding::Exempt | AccountStanding::Suspended)
        || context.live_keys(&account.id) != Some(0)
    {
        return None;
    }
    let group = context.report.group_of(account)?;
    let open = |endpoint| {
        let question = Question::Use { term: KeyTerm::Long, endpoint };
        matches!(group.answers.to(question), Some(Answer::Open { .. })).then_some(endpoint.as_str())
    };
    let open: Vec<&str> = [Endpoint::Bedrock, Endpoint::BedrockMantle].into_iter().filter_map(open).collect();
    if open.is_empty() {
        return None;
    }
    let message =
        format!("no key works in the account, and long-term keys are not denied at {}", open.join(" and "));
    Some(found(account, message, "bedrock-keys scp preview deny-long-term-keys, then scp apply"))
}
