//! Reports to render.

use std::collections::BTreeMap;

use bedrock_keys::audit::{
    AccountCoverage, AccountPlace, AccountState, CoverageState, Finding, NotConcluded, Part, Report,
    ReportedKey, Scope, Severity, Silenced, Subject,
};
use bedrock_keys::domain::{AccountId, Expiry, KeyStatus};
use bedrock_keys::render::audit::RuleCard;
use jiff::{SignedDuration, Timestamp};

pub(super) fn now() -> Timestamp {
    "2026-11-23T15:00:00Z".parse().unwrap()
}

pub(super) fn account(number: u32) -> AccountId {
    format!("{:012}", 111_111_111_111_u64 + u64::from(number)).parse().unwrap()
}

pub(super) fn cards() -> Vec<RuleCard> {
    let card = |code: &str, title: &str, severity, help: &str| RuleCard {
        code: code.to_owned(),
        title: title.to_owned(),
        severity,
        help: help.to_owned(),
        references: vec![format!("https://example.com/rules#{code}")],
    };
    vec![
        card(
            "key-never-expires",
            "A key without an end",
            Severity::High,
            "Whoever finds it years later can use it.\nReplace it by a key that ends.",
        ),
        card(
            "key-expiring",
            "A key that ends soon",
            Severity::Low,
            "Its owner needs the next one before that day.",
        ),
        card(
            "user-overprivileged",
            "A key user that may do more than inference",
            Severity::Critical,
            "Whoever holds its key may do all its user may.",
        ),
        card("user-orphaned", "A generated user without a key", Severity::Info, "Nothing needs it any more."),
    ]
}

pub(super) fn covered(
    number: u32,
    name: &str,
    ancestors: &[&str],
    covered: CoverageState,
) -> AccountCoverage {
    AccountCoverage {
        account: account(number),
        name: Some(name.to_owned()),
        state: AccountState::Active,
        place: AccountPlace::Member,
        ancestors: ancestors.iter().map(|id| (*id).to_owned()).collect(),
        keys: match covered {
            CoverageState::Audited => Some(2),
            CoverageState::Partly(_) | CoverageState::NotAudited(_) | CoverageState::OutOfScope(_) => None,
        },
        covered,
    }
}

pub(super) fn key_id(number: u32) -> String {
    format!("ACCAEXAMPLE{number:010}")
}

pub(super) fn key(number: u32, at: u32, owner: Option<&str>, days: Option<i64>) -> ReportedKey {
    let end = days.map(|days| now().checked_add(SignedDuration::from_hours(24 * days)).unwrap());
    ReportedKey {
        account: account(at),
        id: key_id(number).parse().unwrap(),
        user: format!("bedrock-key-{number:04}").parse().unwrap(),
        owner: owner.map(ToOwned::to_owned),
        status: match days {
            Some(..=0) => KeyStatus::Expired,
            _ if number % 5 == 4 => KeyStatus::Inactive,
            _ => KeyStatus::Active,
        },
        created: now().checked_add(SignedDuration::from_hours(-24 * 60)).unwrap(),
        expiry: end.map_or(Expiry::Never, Expiry::At),
    }
}

pub(super) fn finding(
    rule: &'static str,
    severity: Severity,
    at: u32,
    subject: Subject,
    message: &str,
) -> Finding {
    Finding {
        rule,
        severity,
        account: account(at),
        subject,
        owner: None,
        message: message.to_owned(),
        remediation: "bedrock-keys keys revoke ACCAEXAMPLE0000000001".to_owned(),
        waived: None,
    }
}

/// A report about accounts that were all read, and about nothing else.
pub(super) fn clean() -> Report {
    Report {
        at: now(),
        taken_at: now(),
        scope: Scope::Organization("o-example123".parse().unwrap()),
        part: Part::Whole,
        silenced: BTreeMap::new(),
        credential_reports: None,
        coverage: vec![
            covered(0, "management", &["r-ab12"], CoverageState::Audited),
            covered(1, "ml-prod", &["r-ab12", "ou-ab12-prod0001"], CoverageState::Audited),
        ],
        findings: Vec::new(),
        not_concluded: Vec::new(),
        keys: vec![key(1, 1, Some("alice@example.com"), Some(30)), key(2, 1, Some("vision-team"), Some(61))],
    }
}

/// A report in which nothing was found, because most rules were not asked and most accounts were not chosen.
pub(super) fn narrow() -> Report {
    let lowered = Silenced::Lowered { from: Severity::Critical, to: Severity::Info };
    Report {
        part: Part::Chosen,
        silenced: [("key-never-expires", Silenced::Off), ("user-overprivileged", lowered)].into(),
        credential_reports: Some(now() - SignedDuration::from_hours(3)),
        ..clean()
    }
}

/// A report in which nothing was found, because next to nothing was read.
pub(super) fn blind() -> Report {
    let mut report = clean();
    report.keys.clear();
    for account in &mut report.coverage {
        account.covered = CoverageState::NotAudited("access denied: sts:AssumeRole".to_owned());
        account.keys = None;
    }
    report
}

/// A report with something of everything.
pub(super) fn typical() -> Report {
    let of_key = |number: u32| Subject::Key {
        id: key_id(number).parse().unwrap(),
        user: format!("bedrock-key-{number:04}").parse().unwrap(),
    };
    let of_user = |name: &str| Subject::User(name.parse().unwrap());
    let mut report = clean();
    let prod = ["r-ab12", "ou-ab12-prod0001"];
    let deep = ["r-ab12", "ou-ab12-sand0001", "ou-ab12-team0001"];
    report.coverage = vec![
        covered(0, "management", &["r-ab12"], CoverageState::Audited),
        covered(1, "ml-prod", &prod, CoverageState::Audited),
        covered(
            2,
            "data-prod",
            &prod,
            CoverageState::Partly(vec!["credential report: access denied".to_owned()]),
        ),
        covered(
            3,
            "sandbox-eu",
            &deep,
            CoverageState::NotAudited("access denied: sts:AssumeRole".to_owned()),
        ),
        covered(4, "old-trial", &deep, CoverageState::OutOfScope("the account is suspended".to_owned())),
    ];
    report.coverage[0].place = AccountPlace::Management;
    report.coverage[4].state = AccountState::Suspended;
    let over = "bedrock-key-0003 may do everything in the account (`AdministratorAccess`)";
    report.findings = vec![
        finding("user-overprivileged", Severity::Critical, 1, of_user("bedrock-key-0003"), over),
        finding("key-never-expires", Severity::High, 0, of_key(1), "the key has no expiry date"),
        finding("key-never-expires", Severity::High, 1, of_key(3), "the key has no expiry date"),
        finding("key-expiring", Severity::Low, 1, of_key(2), "the key ends in 6 days"),
        finding("user-orphaned", Severity::Info, 1, of_user("bedrock-key-0009"), "the user has no key left"),
    ];
    report.findings[0].owner = Some("vision-team@example.com".to_owned());
    report.findings[2].owner = Some("alice@example.com".to_owned());
    report.findings[2].waived = Some("partner integration, replaced in January (SEC-1234)".to_owned());
    report.not_concluded = vec![NotConcluded {
        rule: "user-has-access-keys",
        account: account(2),
        why: "the credential report was not read: access denied".to_owned(),
    }];
    report.keys = vec![
        key(1, 0, None, None),
        key(2, 1, Some("bob@example.com"), Some(6)),
        key(3, 1, Some("alice@example.com"), None),
        key(4, 1, Some("vision-team@example.com"), Some(33)),
        key(5, 1, Some("vision-team@example.com"), Some(35)),
        key(6, 2, Some("batch@example.com"), Some(80)),
        key(7, 2, Some("carol@example.com"), Some(-3)),
    ];
    report
}

/// A report about many accounts with many findings.
pub(super) fn large(accounts: u32, findings: u32) -> Report {
    let mut report = typical();
    let units: Vec<String> = (0..40).map(|unit| format!("ou-ab12-unit{unit:04}")).collect();
    report.coverage = (0..accounts)
        .map(|number| {
            let unit = &units[number as usize % units.len()];
            let state = if number % 97 == 5 {
                CoverageState::NotAudited("throttled: too many requests".to_owned())
            } else {
                CoverageState::Audited
            };
            covered(number, &format!("workload-{number:04}"), &["r-ab12", unit], state)
        })
        .collect();
    let worst_first = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];
    report.findings = (0..findings)
        .map(|number| {
            let severity = worst_first[(number * 5 / findings.max(1)) as usize];
            let subject = Subject::Key {
                id: key_id(number).parse().unwrap(),
                user: format!("bedrock-key-{number:04}").parse().unwrap(),
            };
            let mut one = finding(
                "key-never-expires",
                severity,
                number % accounts.max(1),
                subject,
                "the key has no expiry date and was made 412 days ago",
            );
            one.owner = Some(format!("team-{}@example.com", number % 71));
            one
        })
        .collect();
    report.keys = (0..findings)
        .map(|number| {
            let days = (number % 7 != 0).then(|| i64::from(number % 400) - 20);
            key(number, number % accounts.max(1), Some("team@example.com"), days)
        })
        .collect();
    report
}

/// A report whose every text tries to be something else.
pub(super) fn hostile() -> Report {
    let nasty = [
        "<script>alert('x')</script><img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)> ' & &amp; </td></table>",
        "=HYPERLINK(\"http://example.com\",\"click\")",
        "\u{1b}[31mred\u{7}\u{0} \u{202e}gpj.exe\u{2066} \u{200f}שלום",
        "| a | b |\n\n# heading\n@everyone [link](http://example.com) ![x](http://example.com/x.png) </details>",
        "{{ policy }} {% for x in y %} {# note #} ${7*7} ]]> <!-- -->",
    ];
    let long = format!("{} {}", "a".repeat(400), "b".repeat(400));
    let mut report = typical();
    let mut texts = nasty.iter().copied().chain([long.as_str()]).cycle();
    let mut next = || texts.next().unwrap().to_owned();
    for account in &mut report.coverage {
        account.name = Some(next());
        account.ancestors = vec![next(), next()];
        account.state = AccountState::Unknown(next());
        account.covered = match account.covered {
            CoverageState::Audited => CoverageState::Audited,
            CoverageState::Partly(_) => CoverageState::Partly(vec![next(), next()]),
            CoverageState::NotAudited(_) => CoverageState::NotAudited(next()),
            CoverageState::OutOfScope(_) => CoverageState::OutOfScope(next()),
        };
    }
    let findings = report.findings.clone();
    report.findings = findings.into_iter().cycle().take(14).collect();
    for finding in &mut report.findings {
        finding.owner = Some(next());
        finding.message = next();
        finding.remediation = next();
        finding.waived = finding.waived.is_some().then(&mut next);
    }
    report.findings[1].subject = Subject::Waiver(next());
    report.not_concluded[0].why = next();
    for key in &mut report.keys {
        key.owner = Some(next());
    }
    report
}
