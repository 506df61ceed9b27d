//! Which findings are waived, and which waivers are about nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::audit::rules::WaiverUse;
use crate::audit::terms::{Fit, Waiver};
use crate::audit::{AuditPolicy, CoverageState, Finding, Part, Report};
use crate::domain::AccountId;

/// Marks what is waived, and says what became of each waiver, in their order.
pub(super) fn waive(report: &mut Report, part: Part, policy: &AuditPolicy, now: Timestamp) -> Vec<WaiverUse> {
    let mut matched = vec![false; policy.waivers.len()];
    let index = Index::new(&policy.waivers);
    for finding in &mut report.findings {
        for position in index.candidates(finding) {
            let Some(waiver) = policy.waivers.get(position) else { continue };
            if !waiver.is_about(finding) {
                continue;
            }
            if let Some(matched) = matched.get_mut(position) {
                *matched = true;
            }
            if finding.waived.is_none() && !waiver.has_ended(now) {
                finding.waived = Some(waiver.reason.clone());
            }
        }
    }
    let usage = |(waiver, matched): (&Waiver, bool)| match matched {
        true => WaiverUse::Matched,
        false if all_was_read(waiver, report, part) => WaiverUse::Unmatched,
        false => WaiverUse::NotKnown,
    };
    policy.waivers.iter().zip(matched).map(usage).collect()
}

/// The account a waiver names, where the report has it.
pub(super) fn account_of<'r>(waiver: &Waiver, report: &'r Report) -> Option<&'r AccountId> {
    let literal = waiver.target.account.literal()?;
    report.coverage.iter().map(|account| &account.account).find(|account| account.as_str() == literal)
}

/// Whether all accounts that a waiver could be about were read, and its rule concluded about each.
fn all_was_read(waiver: &Waiver, report: &Report, part: Part) -> bool {
    let names_one = waiver.target.account.literal().is_some();
    // What a pattern is about may be in another part of the scope.
    if !names_one && part != Part::Whole {
        return false;
    }
    let takes = |account: &AccountId| waiver.target.account.takes(account.as_str());
    let mut accounts = report.coverage.iter().filter(|account| takes(&account.account)).peekable();
    let read = |covered: &CoverageState| match covered {
        CoverageState::Audited | CoverageState::OutOfScope(_) => true,
        CoverageState::Partly(_) | CoverageState::NotAudited(_) => false,
    };
    let open = report.not_concluded.iter().any(|open| open.rule == waiver.rule && takes(&open.account));
    accounts.peek().is_some() && accounts.all(|account| read(&account.covered)) && !open
}

/// Waivers by rule and, where they name one, by account: a large organization has many of both.
struct Index<'a> {
    by_rule: BTreeMap<&'static str, ByAccount<'a>>,
}

#[derive(Default)]
struct ByAccount<'a> {
    named: BTreeMap<&'a str, Vec<usize>>,
    any: Vec<usize>,
}

impl<'a> Index<'a> {
    fn new(waivers: &'a [Waiver]) -> Self {
        let mut by_rule: BTreeMap<&'static str, ByAccount<'a>> = BTreeMap::new();
        for (position, waiver) in waivers.iter().enumerate() {
            let of_rule = by_rule.entry(waiver.rule).or_default();
            match (waiver.target.account.literal(), &waiver.target.account) {
                (Some(account), _) => of_rule.named.entry(account).or_default().push(position),
                (None, Fit::Anything | Fit::Like(_)) => of_rule.any.push(position),
            }
        }
        Self { by_rule }
    }

    /// In the order of the file, so that the first that covers a finding gives the reason.
    fn candidates(&self, finding: &Finding) -> Vec<usize> {
        let Some(of_rule) = self.by_rule.get(finding.rule) else {
            return Vec::new();
        };
        let named = of_rule.named.get(finding.account.as_str()).into_iter().flatten();
        let mut candidates: Vec<usize> = named.chain(&of_rule.any).copied().collect();
        candidates.sort_unstable();
        candidates
    }
}
