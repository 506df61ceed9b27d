//! The words of a coverage report, the same in every format: accounts, places, statements, and the sentences it begins
//! with.

use std::collections::BTreeMap;

use crate::domain::{AccountId, Known, OrganizationId, first_few, printable};
use crate::guardrail::coverage::{Answer, Binding, Compliance};
use crate::guardrail::report::{AccountStanding, AnswerGroup, CoverageReport, Example, ReportedAccount};
use crate::guardrail::{PolicyType, Question};
use crate::policy::{Gate, StatementReference};
use crate::render::words::count;

/// So many suspended accounts are named.
const NAMED: usize = 3;

/// How a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// Something was not read or could not be told.
    Incomplete,
    /// Everything was read, and something is open or falls short.
    Found,
    /// Everything was read, and nothing is open.
    Clean,
}

impl Stand {
    pub(super) fn of(report: &CoverageReport) -> Self {
        let open = |account: &ReportedAccount| {
            matches!(
                account.standing,
                AccountStanding::FallsShort | AccountStanding::Open | AccountStanding::Partly
            )
        };
        if !report.is_complete() {
            Self::Incomplete
        } else if report.accounts.iter().any(open) {
            Self::Found
        } else {
            Self::Clean
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Found => "findings",
            Self::Clean => "clean",
        }
    }
}

/// The names of a report's accounts and places.
pub(super) struct Names<'report> {
    accounts: BTreeMap<&'report AccountId, String>,
    report: &'report CoverageReport,
}

impl<'report> Names<'report> {
    pub(super) fn of(report: &'report CoverageReport) -> Self {
        let named = |account: &'report ReportedAccount| {
            let name = account.name.as_deref().filter(|name| !name.trim().is_empty())?;
            Some((&account.id, printable(name)))
        };
        Self { accounts: report.accounts.iter().filter_map(named).collect(), report }
    }

    /// The name of an account; empty where it has none.
    pub(super) fn name(&self, account: &AccountId) -> &str {
        self.accounts.get(account).map_or("", String::as_str)
    }

    /// `111111111111 sandbox`, or the id alone.
    pub(super) fn with_id(&self, account: &AccountId) -> String {
        match self.name(account) {
            "" => account.to_string(),
            name => format!("{account} {name}"),
        }
    }

    /// The name of a root or an OU; empty where it has none.
    pub(super) fn place(&self, id: &str) -> String {
        if id == self.report.root {
            return "root".to_owned();
        }
        self.report.units.get(id).map(|unit| printable(&unit.name)).unwrap_or_default()
    }

    /// A statement with its policy and where that hangs: ``statement `Deny` of `guard` at `ou-…` (Workloads)``.
    pub(super) fn statement(&self, statement: &StatementReference) -> String {
        let place = match &statement.gate {
            Gate::ScpLevel(level) => self.place(level.as_str()),
            Gate::Identity | Gate::Boundary => String::new(),
        };
        if place.is_empty() { statement.to_string() } else { format!("{statement} ({place})") }
    }

    /// Why a question has its answer, a line each.
    pub(super) fn reasons(&self, answer: &Answer) -> Vec<String> {
        match answer {
            Answer::Denied { by } => by.iter().map(|statement| self.statement(statement)).collect(),
            Answer::NotAllowed { at } => vec![format!("nothing allows it {}", joined(at))],
            Answer::DeniedExcept { residual } | Answer::Unknown { residual } => {
                let clauses = residual.denied_when.iter().map(ToString::to_string);
                clauses.chain(residual.allowed_only_when.iter().map(ToString::to_string)).collect()
            }
            Answer::Open { denied_when, .. } => denied_when.iter().map(ToString::to_string).collect(),
        }
    }

    /// How an account compares with its requirements, a line each, for those it does not plainly meet.
    pub(super) fn shortfalls(&self, account: &ReportedAccount) -> Vec<String> {
        let mut lines = Vec::new();
        for judged in &account.judged {
            let requirement = self.requirement(judged.requirement);
            match &judged.compliance {
                Compliance::Met | Compliance::ExemptManagementAccount | Compliance::Suspended(_) => {}
                Compliance::FallsShort(shortfalls) => {
                    let what: Vec<_> = shortfalls.iter().map(|each| each.asked.words()).collect();
                    lines.push(format!("falls short of `{requirement}`: one can {}", what.join(", ")));
                }
                Compliance::NotShown(doubts) => {
                    let what: Vec<_> = doubts.iter().map(|(asked, _)| asked.words()).collect();
                    lines.push(format!(
                        "not shown to meet `{requirement}`: whether one can {}",
                        what.join(", ")
                    ));
                }
            }
        }
        lines
    }

    /// The name of a requirement, printable.
    pub(super) fn requirement(&self, index: usize) -> String {
        self.report
            .request
            .requirements
            .get(index)
            .map(|requirement| printable(&requirement.name))
            .unwrap_or_default()
    }

    fn requirements(&self) -> String {
        let requirements = &self.report.request.requirements;
        let names: Vec<String> =
            requirements.iter().map(|requirement| format!("`{}`", printable(&requirement.name))).collect();
        names.join(", ")
    }

    /// What was read, in one sentence.
    pub(super) fn coverage_sentence(&self) -> String {
        let report = self.report;
        if report.accounts.is_empty() {
            return "Incomplete: no account was asked about.".to_owned();
        }
        let accounts = count(report.accounts.len(), "account");
        let policies = report.policies.map(|number| count(number, "policy"));
        if report.is_complete() {
            let policies = policies.unwrap_or_else(|| "the policies".to_owned());
            return format!("Complete: {accounts} and {policies} were read, and every answer is certain.");
        }
        let mut missing = Vec::new();
        if !report.gaps.is_empty() {
            missing.push(format!("{} not read", count(report.gaps.len(), "thing")));
        }
        for (standing, words) in [
            (AccountStanding::Unknown, "unknown"),
            (AccountStanding::NotShown, "not shown to meet what is wanted"),
        ] {
            let number = report.count(standing);
            if number > 0 {
                missing.push(format!("{number} of {accounts} {words}"));
            }
        }
        if missing.is_empty() {
            missing.push("some answers are not certain".to_owned());
        }
        format!("Incomplete: {}. What follows is not all there is.", missing.join(", "))
    }

    /// What holds, in one sentence.
    pub(super) fn result_sentence(&self) -> String {
        let report = self.report;
        if !report.request.requirements.is_empty() {
            return self.bar_sentence();
        }
        let parts: Vec<String> = [
            (AccountStanding::Denied, "denied in"),
            (AccountStanding::Partly, "denied in part in"),
            (AccountStanding::Open, "open in"),
            (AccountStanding::Unknown, "unknown in"),
        ]
        .into_iter()
        .map(|(standing, words)| (report.count(standing), words))
        .filter(|(number, _)| *number > 0)
        .map(|(number, words)| format!("{words} {}", count(number, "account")))
        .collect();
        if parts.is_empty() {
            return "No account is bound by service control policies.".to_owned();
        }
        format!("Using, creating and resetting Bedrock keys: {}.", parts.join(", "))
    }

    fn bar_sentence(&self) -> String {
        let (report, requirements) = (self.report, self.requirements());
        let short = report.falling_short().count();
        let meeting = report.count(AccountStanding::Meets);
        if short > 0 {
            let verb = if short == 1 { "falls" } else { "fall" };
            return format!("{} {verb} short of {requirements}; {meeting} meet it.", count(short, "account"));
        }
        if report.is_complete() {
            return format!(
                "{} of those that are bound meet {requirements}, and none falls short.",
                count(meeting, "account")
            );
        }
        format!(
            "No account is known to fall short of {requirements}, which says nothing about what was not read."
        )
    }

    /// What else there is to know before the accounts, a sentence each.
    pub(super) fn notes(&self) -> Vec<String> {
        let report = self.report;
        let mut notes = Vec::new();
        match &report.policy_type {
            PolicyType::Enabled => {}
            PolicyType::Disabled => notes.push(
                "Service control policies are switched off in this organization: none is in force, nothing is denied \
                 anywhere. `scp apply` switches them on with the first guardrail."
                    .to_owned(),
            ),
            PolicyType::PendingEnable => {
                notes.push("Service control policies are being switched on; nothing is certain yet.".to_owned());
            }
            PolicyType::Unknown(why) => notes.push(format!(
                "Whether service control policies are in force is not known: {}",
                printable(why)
            )),
        }
        if report.accounts.iter().any(|account| account.binding == Binding::ExemptManagementAccount) {
            notes.push(format!(
                "Management account {}: no service control policy ever binds it, so a Bedrock key there stays open. \
                 Keep none; `audit` reports each as key-in-management-account.",
                self.with_id(&report.management)
            ));
        }
        let suspended =
            report.accounts.iter().filter(|account| account.standing == AccountStanding::Suspended);
        let suspended: Vec<&ReportedAccount> = suspended.collect();
        if !suspended.is_empty() {
            let them = if suspended.len() == 1 { "it" } else { "them" };
            let named = first_few(suspended.iter().map(|account| self.with_id(&account.id)), NAMED);
            notes.push(format!("Suspended, so that nobody can use {them}: {named}."));
        }
        notes
    }

    /// Where, when, and what the cap is.
    pub(super) fn scope(&self) -> String {
        format!("organization {}", organization(&self.report.request.id))
    }

    /// When it was read, and what the cap is.
    pub(super) fn circumstances(&self) -> String {
        let request = &self.report.request;
        let read = request.taken_at.strftime("%Y-%m-%d %H:%M UTC");
        format!("read {read}, cap {}", count(request.cap.days() as usize, "day"))
    }
}

fn joined(gates: &[Gate]) -> String {
    gates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A request that gets through in a group, where that is wrong: collateral is right where it is open.
pub(super) fn example(group: &AnswerGroup, question: Question) -> Option<&Example> {
    group.examples.get(&question).filter(|_| !question.is_collateral())
}

/// An answer, so that what is wrong stands out without colour. Collateral is right where it is open.
pub(super) fn answer_word(question: Question, answer: &Answer) -> &'static str {
    match (answer, question.is_collateral()) {
        (Answer::Denied { .. }, false) => "denied",
        (Answer::Denied { .. }, true) => "DENIED",
        (Answer::NotAllowed { .. }, _) => "not allowed",
        (Answer::DeniedExcept { .. }, false) => "denied except",
        (Answer::DeniedExcept { .. }, true) => "DENIED except",
        (Answer::Open { .. }, false) => "OPEN",
        (Answer::Open { .. }, true) => "open",
        (Answer::Unknown { .. }, _) => "UNKNOWN",
    }
}

/// The organization's id, or that it is not known.
pub(super) fn organization(id: &Known<OrganizationId>) -> &str {
    id.as_ref().map_or("unknown", OrganizationId::as_str)
}

/// Why an account is unknown; empty where it is not.
pub(super) fn why_unknown(account: &ReportedAccount) -> String {
    match &account.binding {
        Binding::Unknown(why) => printable(why),
        Binding::Bound | Binding::ExemptManagementAccount | Binding::Suspended(_) => String::new(),
    }
}
