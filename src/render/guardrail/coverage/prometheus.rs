//! The report for a node exporter's textfile collector: how many accounts stand how, and what is open in how many.

use crate::guardrail::Question;
use crate::guardrail::coverage::{Answer, Hole};
use crate::guardrail::report::{AccountStanding, CoverageReport};
use crate::guardrail::{Endpoint, KeyTerm};
use crate::render::exposition::Exposition;

const ANSWERS: [&str; 5] = ["denied", "not-allowed", "denied-except", "open", "unknown"];

/// The report as metrics. Labels are bounded: none is an account.
pub(super) fn prometheus(report: &CoverageReport) -> String {
    let mut text = Exposition::default();
    text.gauge(
        "scp_audit_complete",
        "Whether everything was read and every answer is certain (1) or not (0)",
    );
    text.sample("scp_audit_complete", &[], u8::from(report.is_complete()));
    text.gauge("scp_audit_timestamp_seconds", "When the organization was read");
    text.sample("scp_audit_timestamp_seconds", &[], report.request.taken_at.as_second());
    text.gauge("scp_not_read", "Things about the organization that were not read");
    text.sample("scp_not_read", &[], report.gaps.len());
    text.gauge("scp_accounts", "Accounts by how they stand");
    for standing in AccountStanding::ALL {
        text.sample("scp_accounts", &[("standing", standing.as_str())], report.count(standing));
    }
    text.gauge("scp_accounts_by_answer", "Accounts by question and answer");
    for question in Question::ALL {
        for answer in ANSWERS {
            let number = accounts_with(report, |asked, given| asked == question && given.as_str() == answer);
            text.sample(
                "scp_accounts_by_answer",
                &[("question", question.as_str()), ("answer", answer)],
                number,
            );
        }
    }
    text.gauge("scp_accounts_with_hole", "Accounts where something is open although its sibling is denied");
    for hole in [
        Hole::OtherEndpoint { term: KeyTerm::Long, open: Endpoint::Bedrock }.as_str(),
        Hole::NeverExpiring { cap: report.request.cap }.as_str(),
        Hole::Reset.as_str(),
    ] {
        let has = |holes: &[Hole]| holes.iter().any(|each| each.as_str() == hole);
        let groups = report.groups.iter().filter(|group| has(&group.holes));
        let number: usize = groups.map(|group| group.accounts.len()).sum();
        text.sample("scp_accounts_with_hole", &[("hole", hole)], number);
    }
    text.into_text()
}

fn accounts_with(report: &CoverageReport, is: impl Fn(Question, &Answer) -> bool) -> usize {
    let groups = report
        .groups
        .iter()
        .filter(|group| group.answers.iter().any(|(question, answer)| is(question, answer)));
    groups.map(|group| group.accounts.len()).sum()
}
