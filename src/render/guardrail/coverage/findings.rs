//! The report as findings, for the formats that know nothing else: SARIF, OCSF, JUnit.
//!
//! A rule for each question. Where there is a requirement, what it denies and an account lets through is a finding;
//! where there is none, a hole is one, and what is merely open is worth knowing. What was not read is a gap there as it
//! is in an audit, so that a report that is not complete is never a successful execution.

use std::collections::BTreeMap;

use crate::audit::{
    AccountCoverage, AccountPlace, CoverageState, Finding, NotConcluded, Part, Report, Scope, Severity,
    Subject,
};
use crate::domain::{AccountId, Known};
use crate::guardrail::Question;
use crate::guardrail::coverage::{Answer, Asked, Binding, Compliance, Shortfall};
use crate::guardrail::report::{AccountStanding, CoverageReport, Example, Judged, ReportedAccount};
use crate::render::audit::RuleCard;

use super::words::Names;

/// The rule that says of the management account that no SCP binds it.
const EXEMPT: &str = "management-account-exempt";
/// The rule that an action that a requirement denies, and that no question is about, is let through.
const OTHER: &str = "other-action";
/// The rule that something about the organization was not read.
const READING: &str = "guardrails-not-read";

const PAGE: &str =
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html";

/// What there is to find, in the order of the questions.
pub(super) fn cards() -> Vec<RuleCard> {
    let of_question = |question: Question| RuleCard {
        code: question.as_str().to_owned(),
        title: format!("Somebody can {}", question.words()),
        severity: if question.is_collateral() { Severity::Info } else { Severity::High },
        help: "scp preview POLICY --target ID, then scp apply".to_owned(),
        references: vec![PAGE.to_owned()],
    };
    let card = |code: &str, title: &str, severity, help: &str| RuleCard {
        code: code.to_owned(),
        title: title.to_owned(),
        severity,
        help: help.to_owned(),
        references: vec![PAGE.to_owned()],
    };
    let others = [
        card(
            OTHER,
            "Somebody can do something else that is to be denied",
            Severity::High,
            "scp plan, then scp apply",
        ),
        card(EXEMPT, "No policy binds the management account", Severity::Info, "keep no Bedrock key in it"),
        card(READING, "Something about the organization was not read", Severity::High, "permit the calls"),
    ];
    Question::ALL.into_iter().map(of_question).chain(others).collect()
}

/// The report as an audit's.
pub(super) fn as_findings(report: &CoverageReport) -> Report {
    let names = Names::of(report);
    let mut findings = Vec::new();
    let mut not_concluded: Vec<NotConcluded> = report
        .gaps
        .iter()
        .map(|gap| NotConcluded { rule: READING, account: report.management.clone(), why: gap.clone() })
        .collect();
    for account in &report.accounts {
        match &account.binding {
            Binding::ExemptManagementAccount => findings.push(finding(
                (EXEMPT, Severity::Info, &account.id),
                "no service control policy ever binds the management account; a Bedrock key in it stays open"
                    .to_owned(),
                "keep no Bedrock key in it".to_owned(),
            )),
            Binding::Suspended(_) | Binding::Unknown(_) => {}
            Binding::Bound => {
                findings.extend(found(report, account, &names));
                not_concluded.extend(doubts(report, account, &names));
            }
        }
    }
    Report {
        at: report.request.taken_at,
        taken_at: report.request.taken_at,
        scope: match &report.request.id {
            Known::Known(id) => Scope::Organization(id.clone()),
            Known::Unknown(_) => Scope::UnknownOrganization,
        },
        part: Part::Whole,
        silenced: BTreeMap::new(),
        credential_reports: None,
        coverage: report.accounts.iter().map(|account| covered(report, account)).collect(),
        findings,
        not_concluded,
        keys: Vec::new(),
    }
}

fn finding(
    (rule, severity, account): (&'static str, Severity, &AccountId),
    message: String,
    remediation: String,
) -> Finding {
    Finding {
        rule,
        severity,
        account: account.clone(),
        subject: Subject::Account,
        owner: None,
        message,
        remediation,
        waived: None,
    }
}

fn found(report: &CoverageReport, account: &ReportedAccount, names: &Names<'_>) -> Vec<Finding> {
    let Some(group) = report.group_of(account) else { return Vec::new() };
    let mut findings = Vec::new();
    for (question, answer) in group.answers.iter() {
        let short =
            account.judged.iter().find_map(|judged| Some((judged.requirement, judged.shortfall(question)?)));
        let hole = group.holes.iter().find(|hole| hole.question() == question);
        let (severity, message) = match (short, hole, answer) {
            (Some((requirement, request)), _, _) => (
                Severity::High,
                format!(
                    "one can {}, which `{}` denies: {}",
                    question.words(),
                    names.requirement(requirement),
                    Example::of(request).asked_in(&account.id)
                ),
            ),
            (None, Some(hole), _) => (Severity::Medium, format!("a hole: {}", hole.words())),
            (None, None, Answer::Open { .. })
                if report.request.requirements.is_empty() && !question.is_collateral() =>
            {
                let example = report.example_in(account, question).map(|example| format!(": {example}"));
                (Severity::Info, format!("one can {}{}", question.words(), example.unwrap_or_default()))
            }
            (None, None, _) => continue,
        };
        let target = account.id.as_str();
        let remediation = match account.judged.first().map(|judged| names.requirement(judged.requirement)) {
            Some(requirement) => {
                format!("bedrock-keys scp preview {requirement} --target {target}, then scp apply")
            }
            None => format!("bedrock-keys scp list, then scp preview POLICY --target {target}"),
        };
        findings.push(finding((question.as_str(), severity, &account.id), message, remediation));
    }
    findings.extend(other_actions(account, names));
    findings
}

/// One finding for each requirement, for there may be many actions.
fn other_actions(account: &ReportedAccount, names: &Names<'_>) -> Vec<Finding> {
    let of_bar = |judged: &Judged| {
        let Compliance::FallsShort(shortfalls) = &judged.compliance else { return None };
        let others: Vec<&Shortfall> =
            shortfalls.iter().filter(|each| each.asked.question().is_none()).collect();
        let first = Example::of(&others.first()?.example).asked_in(&account.id);
        let more = others.len() - 1;
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        let requirement = names.requirement(judged.requirement);
        let message = format!("what `{requirement}` denies beside keys gets through: {first}{more}");
        let remediation =
            format!("bedrock-keys scp preview {requirement} --target {}, then scp apply", account.id);
        Some(finding((OTHER, Severity::High, &account.id), message, remediation))
    };
    account.judged.iter().filter_map(of_bar).collect()
}

fn doubts(report: &CoverageReport, account: &ReportedAccount, names: &Names<'_>) -> Vec<NotConcluded> {
    let open = |rule, why: String| NotConcluded { rule, account: account.id.clone(), why };
    let mut doubts = Vec::new();
    if let Some(group) = report.group_of(account) {
        for (question, answer) in group.answers.iter() {
            if let Answer::Unknown { .. } = answer {
                doubts.push(open(question.as_str(), names.reasons(answer).join("; ")));
            }
        }
    }
    for judged in &account.judged {
        if let Compliance::NotShown(questions) = &judged.compliance {
            let requirement = names.requirement(judged.requirement);
            doubts.extend(questions.iter().map(|(asked, why)| {
                let rule = match asked {
                    Asked::Question(question) => question.as_str(),
                    Asked::Action(_) => OTHER,
                };
                open(rule, format!("whether the account meets `{requirement}` could not be shown: {why}"))
            }));
        }
    }
    doubts
}

fn covered(report: &CoverageReport, account: &ReportedAccount) -> AccountCoverage {
    let uncertain = || {
        let group = report.group_of(account);
        group.is_some_and(|group| {
            group.answers.iter().any(|(_, answer)| matches!(answer, Answer::Unknown { .. }))
        })
    };
    AccountCoverage {
        account: account.id.clone(),
        name: account.name.clone(),
        state: account.state.clone(),
        place: match account.binding {
            Binding::ExemptManagementAccount => AccountPlace::Management,
            Binding::Bound | Binding::Suspended(_) | Binding::Unknown(_) => AccountPlace::Member,
        },
        ancestors: account.path.as_ref().ok().cloned().unwrap_or_default(),
        covered: match &account.binding {
            Binding::Unknown(why) => CoverageState::NotAudited(why.clone()),
            Binding::Suspended(state) => CoverageState::OutOfScope(format!("the account is {state}")),
            Binding::ExemptManagementAccount => CoverageState::Audited,
            Binding::Bound if uncertain() || account.standing == AccountStanding::NotShown => {
                CoverageState::Partly(vec!["some answers are not certain".to_owned()])
            }
            Binding::Bound => CoverageState::Audited,
        },
        keys: None,
    }
}
