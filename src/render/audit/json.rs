//! The report for programs: everything, in structs of its own with a version and a JSON Schema.
//!
//! Fields may be added within a version; a field that goes or changes its meaning makes a new one. Text from AWS has
//! control characters replaced and at most 500 characters, like everywhere else.

use std::io::{self, Write};

use jiff::Timestamp;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use crate::audit::{
    AccountCoverage, Finding, NotConcluded, Part, Report, ReportedKey, Scope, Severity, Silenced,
};
use crate::domain::{Expiry, printable};
use crate::render::json::{Each, write_pretty};

use super::coverage::{coverage_code, reasons};
use super::fingerprint::fingerprint;
use super::tally::Tally;
use super::words::{owner, place_word, severity_word, state_word, subject_kind, user_and_key};

/// The report of an audit of long-term Amazon Bedrock API keys.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Audit")]
struct AuditJson<'a> {
    /// The version of this format.
    #[schemars(extend("const" = 1))]
    schema_version: u32,
    /// The program.
    tool: Tool,
    /// When the rules were applied.
    #[schemars(with = "String", extend("format" = "date-time"))]
    at: Timestamp,
    /// When reading began.
    #[schemars(with = "String", extend("format" = "date-time"))]
    taken_at: Timestamp,
    /// What was to be read.
    scope: ScopeJson,
    /// Which part of that: `whole`, or `chosen` accounts of an organization, or a `shard` of them. Nothing is said about
    /// the others.
    #[schemars(extend("enum" = ["whole", "chosen", "shard"]))]
    part: &'static str,
    /// The rules that the configuration turned off or made less severe.
    silenced: Vec<SilencedJson>,
    /// When the oldest credential report was made that access keys and passwords are known from; null where all were
    /// listed directly, and where none was read.
    #[schemars(with = "Option<String>")]
    credential_reports_since: Option<Timestamp>,
    /// Whether everything in scope was read and every rule could conclude. Where it is false, the absence of a finding
    /// says nothing.
    complete: bool,
    /// Counts.
    summary: Summary,
    /// Every account of the scope, by id.
    accounts: Vec<Account>,
    /// The findings, worst first.
    #[schemars(with = "Vec<FindingJson>")]
    findings: Each<'a, Finding, FindingJson>,
    /// What rules could not conclude.
    not_concluded: Vec<Gap>,
    /// The keys that were found.
    #[schemars(with = "Vec<KeyJson>")]
    keys: Each<'a, ReportedKey, KeyJson>,
}

/// The program that wrote the report.
#[derive(Serialize, JsonSchema)]
struct Tool {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

/// What was to be read.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum ScopeJson {
    /// The caller's own account.
    Account,
    /// The accounts of an organization, or those that were chosen of it.
    Organization {
        /// Its id.
        id: String,
    },
}

/// A rule that says less than it would.
#[derive(Serialize, JsonSchema)]
struct SilencedJson {
    /// The rule's code.
    rule: &'static str,
    /// `off`, or the severity that its findings have.
    #[schemars(extend("enum" = ["off", "critical", "high", "medium", "low", "info"]))]
    to: &'static str,
}

/// Counts.
#[derive(Serialize, JsonSchema)]
struct Summary {
    /// Accounts by coverage.
    accounts: AccountCounts,
    /// Findings by severity.
    findings: FindingCounts,
    /// Checks that could not conclude.
    not_concluded: usize,
    /// Keys that were found.
    keys: usize,
}

/// Accounts by coverage.
#[derive(Serialize, JsonSchema)]
struct AccountCounts {
    /// Read in full.
    audited: usize,
    /// Read in part.
    partly: usize,
    /// Not read.
    not_audited: usize,
    /// Closed, or excluded by the admin.
    out_of_scope: usize,
}

/// Findings by severity; those that a waiver covers are counted apart.
#[derive(Serialize, JsonSchema)]
struct FindingCounts {
    /// To be mended now.
    critical: usize,
    /// To be mended soon.
    high: usize,
    /// To be mended.
    medium: usize,
    /// Untidy.
    low: usize,
    /// Worth knowing.
    info: usize,
    /// Covered by a waiver.
    waived: usize,
}

/// An account and how much of it was read.
#[derive(Serialize, JsonSchema)]
struct Account {
    /// Its id.
    #[schemars(extend("pattern" = "^[0-9]{12}$"))]
    id: String,
    /// Its name, where it was read.
    name: Option<String>,
    /// Its state in the organization.
    #[schemars(extend("enum" = ["active", "suspended", "pending-activation", "pending-closure", "closed", "unknown"]))]
    state: &'static str,
    /// Its place in the organization.
    #[schemars(extend("enum" = ["management", "member", "standalone", "unknown"]))]
    place: &'static str,
    /// The ids above it, root first; empty where they were not read.
    ancestors: Vec<String>,
    /// How much of it was read.
    #[schemars(extend("enum" = ["audited", "partly", "not-audited", "out-of-scope"]))]
    coverage: &'static str,
    /// Why it was not read in full.
    reasons: Vec<String>,
    /// Keys found; null where they were not read.
    keys: Option<usize>,
}

/// Something a rule found.
#[derive(Serialize, JsonSchema)]
struct FindingJson {
    /// The same from one audit to the next, as long as rule, account and subject are the same.
    fingerprint: String,
    /// The rule's code.
    rule: &'static str,
    /// How bad it is.
    #[schemars(extend("enum" = ["critical", "high", "medium", "low", "info"]))]
    severity: &'static str,
    /// The account.
    account: String,
    /// What it is about.
    #[schemars(extend("enum" = ["key", "user", "account", "waiver"]))]
    subject: &'static str,
    /// The user, where it is about a user or a key.
    user: Option<String>,
    /// The key's id, where it is about a key.
    key: Option<String>,
    /// Whom it concerns, where that is known.
    owner: Option<String>,
    /// What is wrong.
    message: String,
    /// What to do.
    remediation: String,
    /// The reason of the waiver that covers it; null where none does.
    waived: Option<String>,
}

/// A rule that could not conclude.
#[derive(Serialize, JsonSchema)]
struct Gap {
    /// The rule's code.
    rule: &'static str,
    /// The account.
    account: String,
    /// What was missing, and why.
    why: String,
}

/// A key.
#[derive(Serialize, JsonSchema)]
struct KeyJson {
    /// Its id.
    id: String,
    /// The account.
    account: String,
    /// The user that carries it.
    user: String,
    /// Whom it is for, where that is known.
    owner: Option<String>,
    /// What can be done with it.
    #[schemars(extend("enum" = ["active", "inactive", "expired", "unknown"]))]
    status: &'static str,
    /// When it was made.
    #[schemars(with = "String", extend("format" = "date-time"))]
    created: Timestamp,
    /// When it ends; null where it never does.
    #[schemars(with = "Option<String>")]
    expires: Option<Timestamp>,
    /// Whole days left, negative once it has ended; null where it never ends.
    days_left: Option<i64>,
}

/// The report as JSON.
pub(super) fn write_json(report: &Report, output: &mut dyn Write) -> io::Result<()> {
    let tally = Tally::of(report);
    let key = |found: &ReportedKey| key(found, report.at);
    let audit = AuditJson {
        schema_version: 1,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        at: report.at,
        taken_at: report.taken_at,
        scope: match &report.scope {
            Scope::Account => ScopeJson::Account,
            Scope::Organization(id) => ScopeJson::Organization { id: id.to_string() },
            Scope::UnknownOrganization => ScopeJson::Organization { id: "unknown".to_owned() },
        },
        part: match report.part {
            Part::Whole => "whole",
            Part::Chosen => "chosen",
            Part::Shard(_) => "shard",
        },
        silenced: report.silenced.iter().map(silenced).collect(),
        credential_reports_since: report.credential_reports,
        complete: report.is_complete(),
        summary: summary(report, &tally),
        accounts: report.coverage.iter().map(account).collect(),
        findings: Each::of(&report.findings, &finding),
        not_concluded: report.not_concluded.iter().map(gap).collect(),
        keys: Each::of(&report.keys, &key),
    };
    write_pretty(&audit, output)
}

/// The JSON Schema of the report, as it stands in `docs/audit.schema.json`.
pub fn json_schema() -> Value {
    SchemaGenerator::default().into_root_schema_for::<AuditJson>().to_value()
}

fn silenced((rule, how): (&&'static str, &Silenced)) -> SilencedJson {
    let to = match how {
        Silenced::Off => "off",
        Silenced::Lowered { to, .. } => severity_word(*to),
    };
    SilencedJson { rule, to }
}

fn summary(report: &Report, tally: &Tally) -> Summary {
    Summary {
        accounts: AccountCounts {
            audited: tally.audited,
            partly: tally.partly,
            not_audited: tally.not_audited,
            out_of_scope: tally.out_of_scope,
        },
        findings: FindingCounts {
            critical: tally.open(Severity::Critical),
            high: tally.open(Severity::High),
            medium: tally.open(Severity::Medium),
            low: tally.open(Severity::Low),
            info: tally.open(Severity::Info),
            waived: tally.waived,
        },
        not_concluded: report.not_concluded.len(),
        keys: report.keys.len(),
    }
}

fn account(account: &AccountCoverage) -> Account {
    Account {
        id: account.account.to_string(),
        name: account.name.as_deref().map(printable),
        state: state_word(&account.state),
        place: place_word(account.place),
        ancestors: account.ancestors.iter().map(|id| printable(id)).collect(),
        coverage: coverage_code(&account.covered),
        reasons: reasons(&account.covered),
        keys: account.keys,
    }
}

fn finding(finding: &Finding) -> FindingJson {
    let (user, key) = user_and_key(&finding.subject);
    FindingJson {
        fingerprint: fingerprint(finding),
        rule: finding.rule,
        severity: severity_word(finding.severity),
        account: finding.account.to_string(),
        subject: subject_kind(&finding.subject),
        user: user.map(ToOwned::to_owned),
        key: key.map(ToOwned::to_owned),
        owner: owner(finding),
        message: printable(&finding.message),
        remediation: printable(&finding.remediation),
        waived: finding.waived.as_deref().map(printable),
    }
}

fn gap(missing: &NotConcluded) -> Gap {
    Gap { rule: missing.rule, account: missing.account.to_string(), why: printable(&missing.why) }
}

fn key(key: &ReportedKey, at: Timestamp) -> KeyJson {
    KeyJson {
        id: key.id.to_string(),
        account: key.account.to_string(),
        user: key.user.to_string(),
        owner: key.owner.as_deref().map(printable),
        status: key.status.as_str(),
        created: key.created,
        expires: match key.expiry {
            Expiry::At(instant) => Some(instant),
            Expiry::Never => None,
        },
        days_left: key.expiry.days_left(at),
    }
}
