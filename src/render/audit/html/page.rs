//! What stands on the page.

use std::collections::BTreeSet;
use std::io::{self, Write};

use askama::Template;

use crate::audit::{Finding, Report, ReportedKey};
use crate::domain::{Expiry, KeyStatus, printable};
use crate::render::audit::RuleCard;
use crate::render::audit::coverage::{coverage_code, coverage_word, is_short, reasons};
use crate::render::audit::headline::{Standing, coverage_sentence, findings_sentence};
use crate::render::audit::provisos::provisos;
use crate::render::audit::tally::Tally;
use crate::render::audit::words::{
    AccountNames, WORST_FIRST, owner, read_words, scope_words, severity_word, subject_kind, user_and_key,
};
use crate::render::page::{Frame, STYLE, Share, shares};
use crate::render::words::{date, days_left};

use super::timeline::{Timeline, timeline};
use super::tree::{Branch, tree};

/// A browser shows a page of this many rows in a moment; of the rest it says how many there are.
const FINDINGS: usize = 10_000;
const KEYS: usize = 5_000;

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    frame: Frame,
    taken_at: String,
    at: String,
    provisos: Vec<String>,
    read: String,
    short: Vec<Short>,
    gaps: Vec<Gap>,
    tiles: Vec<Tile>,
    rows: Vec<Row>,
    rows_left_out: usize,
    timeline: Option<Timeline>,
    branches: Vec<Branch>,
    keys: Vec<KeyRow>,
    keys_left_out: usize,
    cards: Vec<RuleCard>,
}

/// An account that was not read in full.
struct Short {
    account: String,
    name: String,
    code: &'static str,
    word: &'static str,
    reasons: Vec<String>,
}

/// A check that could not conclude.
struct Gap {
    rule: &'static str,
    account: String,
    name: String,
    why: String,
}

/// A severity and how many findings it has.
struct Tile {
    word: &'static str,
    number: usize,
}

/// A finding.
struct Row {
    severity: &'static str,
    rule: &'static str,
    has_card: bool,
    account: String,
    name: String,
    kind: &'static str,
    user: String,
    key: String,
    owner: String,
    message: String,
    remediation: String,
    /// The reason of its waiver; empty where there is none.
    waived: String,
}

/// A key.
struct KeyRow {
    owner: String,
    user: String,
    id: String,
    account: String,
    name: String,
    status: &'static str,
    created: String,
    ends: String,
    left: String,
    /// `ended`, `soon`, `later` or `never`.
    class: &'static str,
    /// How much of its life has gone, in hundredths.
    spent: i64,
}

/// The report as a page.
pub(in crate::render::audit) fn write_html(
    report: &Report,
    rules: &[RuleCard],
    output: &mut dyn Write,
) -> io::Result<()> {
    page(report, rules).write_into(output)
}

fn page(report: &Report, rules: &[RuleCard]) -> Page {
    let tally = Tally::of(report);
    let names = AccountNames::of(report);
    let cards = named_cards(report, rules);
    let codes: BTreeSet<&str> = cards.iter().map(|card| card.code.as_str()).collect();
    let minute = |instant: jiff::Timestamp| instant.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let row_of = |finding| row(finding, &names, &codes);
    Page {
        frame: Frame {
            scope: scope_words(report),
            standing: Standing::of(report).word(),
            coverage: coverage_sentence(report, &tally),
            result: findings_sentence(report, &tally),
            shares: shares_of(&tally),
            ..Frame::styled(STYLE)
        },
        taken_at: minute(report.taken_at),
        at: minute(report.at),
        provisos: provisos(report).into_iter().map(|proviso| proviso.sentence).collect(),
        read: read_words(report),
        short: short(report, &names),
        gaps: gaps(report, &names),
        tiles: WORST_FIRST
            .map(|severity| Tile { word: severity_word(severity), number: tally.open(severity) })
            .into_iter()
            .chain([Tile { word: "waived", number: tally.waived }])
            .collect(),
        rows: report.findings.iter().take(FINDINGS).map(row_of).collect(),
        rows_left_out: report.findings.len().saturating_sub(FINDINGS),
        timeline: timeline(report),
        branches: tree(report, &names),
        keys: keys(report, &names),
        keys_left_out: report.keys.len().saturating_sub(KEYS),
        cards,
    }
}

/// The rules that the page names.
fn named_cards(report: &Report, rules: &[RuleCard]) -> Vec<RuleCard> {
    let found = report.findings.iter().map(|finding| finding.rule);
    let named: BTreeSet<&str> = found.chain(report.not_concluded.iter().map(|gap| gap.rule)).collect();
    let mut cards: Vec<RuleCard> =
        rules.iter().filter(|card| named.contains(card.code.as_str())).cloned().collect();
    for card in &mut cards {
        // Only what is surely a page becomes a link.
        card.references.retain(|page| page.starts_with("https://"));
    }
    cards
}

fn shares_of(tally: &Tally) -> Vec<Share> {
    shares(&[
        ("audited", "audited", tally.audited),
        ("partly", "partly audited", tally.partly),
        ("not-audited", "not audited", tally.not_audited),
        ("out-of-scope", "out of scope", tally.out_of_scope),
    ])
}

fn short(report: &Report, names: &AccountNames) -> Vec<Short> {
    let short = report.coverage.iter().filter(|account| is_short(account)).map(|account| Short {
        account: account.account.to_string(),
        name: names.name(&account.account).to_owned(),
        code: coverage_code(&account.covered),
        word: coverage_word(&account.covered),
        reasons: reasons(&account.covered),
    });
    short.collect()
}

fn gaps(report: &Report, names: &AccountNames) -> Vec<Gap> {
    let gaps = report.not_concluded.iter().map(|gap| Gap {
        rule: gap.rule,
        account: gap.account.to_string(),
        name: names.name(&gap.account).to_owned(),
        why: printable(&gap.why),
    });
    gaps.collect()
}

fn row(finding: &Finding, names: &AccountNames, cards: &BTreeSet<&str>) -> Row {
    let (user, key) = user_and_key(&finding.subject);
    Row {
        severity: severity_word(finding.severity),
        rule: finding.rule,
        has_card: cards.contains(finding.rule),
        account: finding.account.to_string(),
        name: names.name(&finding.account).to_owned(),
        kind: subject_kind(&finding.subject),
        user: user.unwrap_or_default().to_owned(),
        key: key.unwrap_or_default().to_owned(),
        owner: owner(finding).unwrap_or_default(),
        message: printable(&finding.message),
        remediation: printable(&finding.remediation),
        waived: finding.waived.as_deref().map(printable).unwrap_or_default(),
    }
}

/// The keys, those that end first on top; what never ends comes before what ends, because it is worse.
fn keys(report: &Report, names: &AccountNames) -> Vec<KeyRow> {
    let mut keys: Vec<&ReportedKey> = report.keys.iter().collect();
    let rank = |key: &ReportedKey| match key.expiry {
        Expiry::Never => (0, None),
        Expiry::At(end) if key.status == KeyStatus::Expired => (2, Some(end)),
        Expiry::At(end) => (1, Some(end)),
    };
    keys.sort_by(|one, other| {
        (rank(one), &one.account, &one.id).cmp(&(rank(other), &other.account, &other.id))
    });
    let row = |key: &ReportedKey| KeyRow {
        owner: key.owner.as_deref().map(printable).unwrap_or_default(),
        user: key.user.to_string(),
        id: key.id.to_string(),
        account: key.account.to_string(),
        name: names.name(&key.account).to_owned(),
        status: key.status.as_str(),
        created: date(key.created),
        ends: match key.expiry {
            Expiry::At(end) => date(end),
            Expiry::Never => "never".to_owned(),
        },
        left: days_left(key.expiry, report.at),
        class: class(key, report),
        spent: spent(key, report),
    };
    keys.into_iter().take(KEYS).map(row).collect()
}

fn class(key: &ReportedKey, report: &Report) -> &'static str {
    match key.expiry.days_left(report.at) {
        None => "never",
        Some(_) if key.status == KeyStatus::Expired => "ended",
        Some(..14) => "soon",
        Some(14..) => "later",
    }
}

fn spent(key: &ReportedKey, report: &Report) -> i64 {
    let Expiry::At(end) = key.expiry else { return 0 };
    let whole = end.duration_since(key.created).as_secs();
    let gone = report.at.duration_since(key.created).as_secs();
    if whole <= 0 { 100 } else { (gone.saturating_mul(100) / whole).clamp(0, 100) }
}
