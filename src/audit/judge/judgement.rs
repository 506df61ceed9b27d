//! Asking all rules about all accounts.

use std::cmp::Reverse;

use jiff::Timestamp;

use crate::audit::ability::Evaluations;
use crate::audit::rules::{Check, Conclusion, GuardrailContext, Rule, RuleContext, rules};
use crate::audit::{AuditPolicy, Finding, GuardrailReading, NotConcluded, Reading, Report, Scope, Snapshot};
use crate::domain::AccountId;

use super::coverage::coverage;
use super::waiving;

/// What the rules conclude from a snapshot at a time.
///
/// Work grows with keys, users and policies: each distinct set of policies is evaluated once.
pub fn judge(snapshot: &Snapshot, policy: &AuditPolicy, now: Timestamp) -> Report {
    let mut report = Report { silenced: policy.silenced(), ..Report::about(snapshot, now) };
    let mut evaluations = Evaluations::default();
    let applied: Vec<&'static Rule> = rules().iter().filter(|rule| policy.applies(rule)).collect();
    for account in &snapshot.accounts {
        let covered = coverage(account);
        let mut verdict = Verdict { report: &mut report, policy, account: &account.id };
        for rule in &applied {
            if let Check::Coverage(check) = rule.check {
                verdict.take(rule, check(&covered), |_| None);
            }
        }
        if let Reading::Audited(facts) = &account.reading {
            let terms = (policy, now);
            let context = RuleContext::new(account, facts, &snapshot.partition, terms, &mut evaluations);
            for rule in &applied {
                if let Check::Facts(check) = rule.check {
                    verdict.take(rule, check(&context), |subject| context.owner(subject));
                }
            }
        }
        report.coverage.push(covered);
    }
    guardrails(snapshot, &applied, (policy, now), &mut report);
    report.coverage.sort_by(|one, other| one.account.cmp(&other.account));
    let uses = waiving::waive(&mut report, snapshot.part, policy, now);
    for (waiver, usage) in policy.waivers.iter().zip(uses) {
        let account = waiving::account_of(waiver, &report).unwrap_or(&snapshot.caller).clone();
        let mut verdict = Verdict { report: &mut report, policy, account: &account };
        for rule in &applied {
            if let Check::Waiver(check) = rule.check {
                verdict.take(rule, check(waiver, usage, now), |_| None);
            }
        }
    }
    in_order(&mut report);
    report
}

/// What the rules about guardrails conclude. An audit of one account is not asked: what binds it is the organization's.
fn guardrails(
    snapshot: &Snapshot,
    applied: &[&'static Rule],
    (policy, now): (&AuditPolicy, Timestamp),
    report: &mut Report,
) {
    let needing = || applied.iter().filter(|rule| rule.needs_guardrails(policy));
    if snapshot.scope == Scope::Account || needing().next().is_none() {
        return;
    }
    let (context, why) = match &snapshot.guardrails {
        GuardrailReading::Read(facts) => {
            (GuardrailContext::new(facts, snapshot, (policy, now)), "they could not be evaluated")
        }
        GuardrailReading::NotRead(why) => (None, why.as_str()),
        GuardrailReading::NotAsked => (None, "they are not in this snapshot; take a new one"),
    };
    for rule in needing() {
        let conclusions = match (&context, &rule.check) {
            (Some(context), Check::Guardrails { check, .. }) => check(context),
            (None, Check::Guardrails { .. }) => {
                let missing = format!("the service control policies: {why}");
                vec![(snapshot.caller.clone(), Conclusion::NotConcluded(missing))]
            }
            (_, Check::Facts(_) | Check::Coverage(_) | Check::Waiver(_)) => continue,
        };
        for (account, conclusion) in conclusions {
            let mut verdict = Verdict { report: &mut *report, policy, account: &account };
            verdict.take(rule, vec![conclusion], |_| None);
        }
    }
}

/// Where conclusions about an account go.
struct Verdict<'r> {
    report: &'r mut Report,
    policy: &'r AuditPolicy,
    account: &'r AccountId,
}

impl Verdict<'_> {
    fn take(
        &mut self,
        rule: &Rule,
        conclusions: Vec<Conclusion>,
        owner: impl Fn(&crate::audit::Subject) -> Option<String>,
    ) {
        for conclusion in conclusions {
            let account = self.account.clone();
            match conclusion {
                Conclusion::Found(found) => self.report.findings.push(Finding {
                    rule: rule.code,
                    severity: self.policy.severity(rule, found.severity),
                    account,
                    owner: owner(&found.subject),
                    subject: found.subject,
                    message: found.message,
                    remediation: found.remediation,
                    waived: None,
                }),
                Conclusion::NotConcluded(why) => {
                    self.report.not_concluded.push(NotConcluded { rule: rule.code, account, why });
                }
            }
        }
    }
}

/// Worst first, then by account, subject and rule; each thing once.
fn in_order(report: &mut Report) {
    fn of_finding(finding: &Finding) -> impl Ord {
        (Reverse(finding.severity), &finding.account, &finding.subject, finding.rule, &finding.message)
    }
    fn of_not_concluded(open: &NotConcluded) -> impl Ord {
        (&open.account, open.rule, &open.why)
    }
    report.findings.sort_by(|one, other| of_finding(one).cmp(&of_finding(other)));
    report.not_concluded.sort_by(|one, other| of_not_concluded(one).cmp(&of_not_concluded(other)));
    report.not_concluded.dedup();
}
