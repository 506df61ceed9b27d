//! Every format copes with any report.

use std::collections::BTreeMap;

use bedrock_keys::audit::{
    AccountCoverage, AccountPlace, AccountState, CoverageState, Finding, NotConcluded, Part, Report,
    ReportedKey, Scope, Severity, Subject,
};
use bedrock_keys::domain::{Expiry, KeyStatus};
use bedrock_keys::render::audit::{Format, json_schema, render};
use jiff::Timestamp;
use proptest::prelude::*;

use super::sample::{account, cards, key_id};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z@. ]{0,20}",
        "(?s).{0,40}",
        "[<>&\"'|`*_=+\\-;,\\\\\r\n\t:#]{0,20}",
        Just("\u{0}\u{1b}[2J\u{202e}\u{feff}]]>".to_owned()),
        Just("w".repeat(700)),
    ]
}

fn severity() -> impl Strategy<Value = Severity> {
    prop::sample::select(vec![
        Severity::Info,
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
    ])
}

fn rule() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["key-never-expires", "user-orphaned", "not-on-any-card"])
}

fn instant() -> impl Strategy<Value = Timestamp> {
    let edges = vec![Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH];
    prop_oneof![
        3 => (1_700_000_000_i64..1_900_000_000).prop_map(|second| Timestamp::from_second(second).unwrap()),
        1 => prop::sample::select(edges),
    ]
}

fn subject() -> impl Strategy<Value = Subject> {
    prop_oneof![
        (0..50_u32).prop_map(|number| Subject::Key {
            id: key_id(number).parse().unwrap(),
            user: "a+b=c,d.e@f-g_h".parse().unwrap(),
        }),
        "[a-zA-Z0-9+=,.@_-]{1,64}".prop_map(|name| Subject::User(name.parse().unwrap())),
        Just(Subject::Account),
        text().prop_map(Subject::Waiver),
    ]
}

fn finding() -> impl Strategy<Value = Finding> {
    let words = (text(), text(), prop::option::of(text()), prop::option::of(text()));
    (rule(), severity(), 0..6_u32, subject(), words).prop_map(|(rule, severity, at, subject, words)| {
        Finding {
            rule,
            severity,
            account: account(at),
            subject,
            owner: words.2,
            message: words.0,
            remediation: words.1,
            waived: words.3,
        }
    })
}

fn covered() -> impl Strategy<Value = CoverageState> {
    prop_oneof![
        Just(CoverageState::Audited),
        prop::collection::vec(text(), 0..3).prop_map(CoverageState::Partly),
        text().prop_map(CoverageState::NotAudited),
        text().prop_map(CoverageState::OutOfScope),
    ]
}

fn coverage() -> impl Strategy<Value = Vec<AccountCoverage>> {
    let states = prop_oneof![
        Just(AccountState::Active),
        Just(AccountState::Closed),
        text().prop_map(AccountState::Unknown)
    ];
    let places = prop::sample::select(vec![
        AccountPlace::Management,
        AccountPlace::Member,
        AccountPlace::Standalone,
        AccountPlace::Unknown,
    ]);
    let ancestors = prop_oneof![prop::collection::vec(text(), 0..3), prop::collection::vec("[a-c]", 0..40)];
    let one = (prop::option::of(text()), states, places, ancestors, covered(), prop::option::of(0..9_usize));
    prop::collection::vec(one, 0..6).prop_map(|all| {
        (0..)
            .zip(all)
            .map(|(number, (name, state, place, ancestors, covered, keys))| AccountCoverage {
                account: account(number),
                name,
                state,
                place,
                ancestors,
                covered,
                keys,
            })
            .collect()
    })
}

fn key() -> impl Strategy<Value = ReportedKey> {
    let status = prop::sample::select(vec![
        KeyStatus::Active,
        KeyStatus::Inactive,
        KeyStatus::Expired,
        KeyStatus::Unknown,
    ]);
    let expiry = prop_oneof![Just(Expiry::Never), instant().prop_map(Expiry::At)];
    (0..60_u32, 0..6_u32, prop::option::of(text()), status, instant(), expiry).prop_map(
        |(number, at, owner, status, created, expiry)| ReportedKey {
            account: account(at),
            id: key_id(number).parse().unwrap(),
            user: "alice".parse().unwrap(),
            owner,
            status,
            created,
            expiry,
        },
    )
}

fn report() -> impl Strategy<Value = Report> {
    let scope = prop_oneof![
        Just(Scope::Account),
        Just(Scope::UnknownOrganization),
        "o-[a-z0-9]{10,32}".prop_map(|id| Scope::Organization(id.parse().unwrap())),
    ];
    let gap = (rule(), 0..6_u32, text()).prop_map(|(rule, at, why)| NotConcluded {
        rule,
        account: account(at),
        why,
    });
    (
        instant(),
        instant(),
        scope,
        coverage(),
        prop::collection::vec(finding(), 0..8),
        prop::collection::vec(gap, 0..4),
        prop::collection::vec(key(), 0..12),
    )
        .prop_map(|(at, taken_at, scope, coverage, findings, not_concluded, keys)| Report {
            at,
            taken_at,
            scope,
            part: Part::Whole,
            silenced: BTreeMap::new(),
            credential_reports: None,
            coverage,
            findings,
            not_concluded,
            keys,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_format_copes_and_the_formats_of_machines_parse(report in report(), width in 1..200_u16) {
        let cards = cards();
        for format in Format::ALL {
            let text = render(format, &report, &cards, Some(width));
            match format {
                Format::Table => prop_assert!(text.contains("omplete")),
                Format::Json => {
                    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                    prop_assert!(jsonschema::is_valid(&json_schema(), &value));
                    prop_assert_eq!(&value["complete"], &serde_json::json!(report.is_complete()));
                }
                Format::Sarif => {
                    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                    let results = value["runs"][0]["results"].as_array().map(Vec::len);
                    prop_assert_eq!(results, Some(report.findings.len()));
                }
                Format::Ocsf => {
                    let parses = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
                    prop_assert!(text.lines().all(parses));
                }
                Format::Csv => {
                    let mut reader = csv::Reader::from_reader(text.as_bytes());
                    let rows = reader.records().map(|record| record.unwrap().len());
                    prop_assert!(rows.fold((0, true), |(number, fit), cells| (number + 1, fit && cells == 12)).1);
                }
                Format::Junit => {
                    let run = quick_junit::Report::deserialize_from_str(&text);
                    prop_assert!(run.is_ok(), "{:?}\n{}", run, text);
                    let run = run.unwrap();
                    prop_assert_eq!(run.errors + run.failures == 0, report.is_complete() && report.failing(Severity::Info).next().is_none());
                }
                Format::Prometheus => {
                    for line in text.lines().filter(|line| !line.starts_with('#')) {
                        let (name, value) = line.rsplit_once(' ').unwrap();
                        prop_assert!(name.starts_with("bedrock_keys_") && value.parse::<f64>().is_ok(), "{}", line);
                    }
                }
                Format::Ical => {
                    let open = text.matches("BEGIN:VEVENT").count();
                    prop_assert_eq!(open, text.matches("END:VEVENT").count());
                    prop_assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
                }
                Format::Markdown => {
                    prop_assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
                    prop_assert!(text.len() < 62_000);
                }
                Format::Html => {
                    prop_assert!(text.trim_end().ends_with("</html>"));
                    for tag in ["details", "ul", "table", "section", "svg", "tr", "td"] {
                        let opened = text.matches(&format!("<{tag}>")).count() + text.matches(&format!("<{tag} ")).count();
                        prop_assert_eq!(opened, text.matches(&format!("</{tag}>")).count(), "{}", tag);
                    }
                }
            }
        }
    }
}
