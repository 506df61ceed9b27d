//! The audit within this process and on one thread, so that whatever the embedded AWS does not spend is the program's own.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bedrock_keys::audit::{AuditPolicy, GuardrailFacts, GuardrailReading, judge, rules};
use bedrock_keys::aws::Session;
use bedrock_keys::collect::{
    Freshness, GuardrailRequest, Limits, OrganizationListing, OrganizationReading, Request, Selection,
    auditor, guardrails, organization,
};
use bedrock_keys::domain::{Known, RoleName};
use bedrock_keys::render::audit::{Format, RuleCard, render};
use tokio_util::sync::CancellationToken;

use super::say;
use super::scene::{KEYS, Scene};

/// What of a round trip to IAM is on the way and at AWS; a cautious figure, to compare our own time with.
const ROUND_TRIP: Duration = Duration::from_millis(50);

/// Whether everything was read.
pub(super) fn measure(scene: &Scene) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sandbox = scene.sandbox();
    let session = Session::sandbox(&sandbox);
    let now = sandbox.now();
    let limits = Limits { account: Duration::from_secs(3_600), ..Limits::AWS };
    let selection = Selection::default();
    let listing = OrganizationListing::of(session, limits);
    let reading = OrganizationReading {
        listing: &listing,
        role: auditor(RoleName::of_organizations(), None),
        selection: &selection,
        request: Request { freshness: Freshness::Report, limits },
        stop: CancellationToken::new(),
        begin: &|_| {},
        step: &|_| {},
    };
    let began = Instant::now();
    let mut collection = runtime.block_on(organization(&reading, now)).unwrap();
    let request = GuardrailRequest::default();
    let policies = runtime.block_on(guardrails(&listing, &request, &reading.stop)).unwrap();
    collection.snapshot.guardrails = GuardrailReading::Read(Box::new(GuardrailFacts {
        organization: policies.organization,
        tags: Known::Known(BTreeMap::new()),
    }));
    collection.calls.shared = listing.session().calls().counts();
    let read = began.elapsed();
    let spent = sandbox.time_spent();
    let ours = read.saturating_sub(spent);
    let began = Instant::now();
    let report = judge(&collection.snapshot, &AuditPolicy::default(), now);
    let judged = began.elapsed();
    let cards: Vec<RuleCard> = rules().iter().map(card).collect();
    let began = Instant::now();
    let table = render(Format::Table, &report, &cards, None);
    let rendered = began.elapsed();
    let calls = collection.calls.totals();
    let sum: usize = calls.values().sum();
    let own = ours + judged + rendered;
    say(&format!("calls: {sum}"));
    for (operation, count) in &calls {
        say(&format!("  {operation}: {count}"));
    }
    say(&format!(
        "one thread, in one process: {read:.1?} reading, of which {spent:.1?} in the embedded AWS and {ours:.1?} in the \
         program; {judged:.1?} judging, {rendered:.1?} rendering {} bytes",
        table.len()
    ));
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    report.findings.iter().for_each(|finding| *found.entry(finding.rule).or_default() += 1);
    say(&format!("findings: {}, {found:?}", report.findings.len()));
    let waiting = ROUND_TRIP * u32::try_from(sum).unwrap();
    say(&format!(
        "the program's own time: {own:.1?}, {:.1} ms an account; beside {sum} round trips of {ROUND_TRIP:?} that is {:.1} %",
        own.as_secs_f64() * 1_000.0 / scene.accounts as f64,
        100.0 * own.as_secs_f64() / (own + waiting).as_secs_f64()
    ));
    report.not_concluded.first().into_iter().for_each(|first| say(&format!("not concluded: {first:?}")));
    report.is_complete() && report.keys.len() == scene.accounts * KEYS
}

fn card(rule: &bedrock_keys::audit::Rule) -> RuleCard {
    RuleCard {
        code: rule.code.to_owned(),
        title: rule.title.to_owned(),
        severity: rule.severity,
        help: rule.remediation.to_owned(),
        references: rule.references.iter().map(|&page| page.to_owned()).collect(),
    }
}
