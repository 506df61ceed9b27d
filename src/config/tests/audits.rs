//! `audit:` and `waivers:`: what they decide, and what is wrong with them.

use super::support::{settings, source};
use crate::audit::{Fit, RuleChoice, Severity};
use crate::config::{Colour, Settings};

fn messages(text: &str) -> Vec<String> {
    let mistakes = Settings::load(&source("bedrock-keys.yaml", text)).unwrap_err();
    let located = mistakes.iter().map(|mistake| {
        let (line, column) = mistake.place.line_and_column().unwrap();
        format!("{line}:{column} {}", mistake.message)
    });
    located.collect()
}

#[test]
fn without_a_word_the_standard_holds() {
    assert_eq!(*settings("version: 1").audit(), crate::audit::AuditPolicy::standard(None));
    let longest = settings("{version: 1, max_lifetime: 180d}");
    assert_eq!(longest.audit().max_age.days(), 180);
    assert_eq!(longest.audit().max_lifetime.unwrap().days(), 180);
}

#[test]
fn thresholds_and_rules_are_taken() {
    let settings = settings(
        "version: 1\naudit:\n  expiring_within: [3d, 30d, 3d]\n  max_age: 60d\n  inactive_for: 1w\n  rules:\n    \
         key-unmanaged: off\n    user-without-boundary: on\n    key-expired: critical\n    user-orphaned: false\n",
    );
    let audit = settings.audit();
    let within: Vec<u32> = audit.expiring_within.iter().map(|within| within.days()).collect();
    assert_eq!((within, audit.max_age.days(), audit.inactive_for.days()), (vec![30, 3], 60, 7));
    assert_eq!(audit.rules["key-unmanaged"], RuleChoice::Off);
    assert_eq!(audit.rules["user-without-boundary"], RuleChoice::On);
    assert_eq!(audit.rules["key-expired"], RuleChoice::Severity(Severity::Critical));
    assert_eq!(audit.rules["user-orphaned"], RuleChoice::Off);
}

#[test]
fn a_waiver_keeps_its_place_and_an_account_needs_no_quotes() {
    let settings = settings(
        "version: 1\nwaivers:\n  - rule: key-never-expires\n    account: 123456789012\n    key_owner: '*@example.com'\n    \
         reason: vendor\n    owner: security@example.com\n    until: 2027-01-31\n",
    );
    let [waiver] = settings.audit().waivers.as_slice() else { panic!("one waiver") };
    assert_eq!(waiver.target.account, Fit::Like("123456789012".to_owned()));
    assert_eq!(waiver.target.user, Fit::Anything);
    assert_eq!((waiver.rule, waiver.until.to_string().as_str()), ("key-never-expires", "2027-01-31"));
    assert_eq!(waiver.place, "bedrock-keys.yaml:3:5");
}

#[test]
fn all_mistakes_in_rules_and_waivers_are_told_at_once() {
    let text = "version: 1\naudit:\n  max_age: never\n  rules:\n    key-unmanagd: off\n    key-expired: loud\nwaivers:\n  \
                - rule: key-never-expire\n    account: '12345'\n    reason: ''\n    until: 31.1.2027\n  \
                - {rule: waiver-expired, reason: r, owner: o, until: 2027-02-30}\n";
    assert_eq!(
        messages(text),
        [
            "3:12 `never` is not a lifetime; write whole days or weeks, such as `30d` or `12w`",
            "5:5 unknown field `key-unmanagd`",
            "6:18 `loud` is not `on`, `off` or a severity (`info`, `low`, `medium`, `high`, `critical`)",
            "8:5 the field `owner` is missing",
            "8:11 `key-never-expire` is not a rule; did you mean `key-never-expires`?",
            "9:14 `12345` is not an account id (twelve digits) or a pattern of one (`1234*`)",
            "10:13 this text says nothing",
            "11:12 `31.1.2027` is not a date (such as `2027-01-31`)",
            "12:5 the waiver covers all that its rule finds",
            "12:12 `waiver-expired` is about waivers and cannot be waived; it can be turned `off`",
            "12:56 `2027-02-30` is not a date (such as `2027-01-31`)",
        ]
    );
}

#[test]
fn a_mistake_in_a_waiver_shows_its_line() {
    let text = "version: 1\nwaivers:\n  - {rule: key-expired, user: 'a b', reason: r, owner: o, until: 2027-01-31}\n";
    let shown = Settings::load(&source("bedrock-keys.yaml", text)).unwrap_err().render(Colour::None);
    assert!(shown.contains("bedrock-keys.yaml:3:31") && shown.contains("user: 'a b'"), "{shown}");
    assert!(shown.contains("`a b` is not an IAM user name or a pattern of one"), "{shown}");
}

#[test]
fn the_configuration_in_its_reference_is_read() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let text = std::fs::read_to_string(file).unwrap();
    let blocks = text.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let read: Vec<(usize, usize)> = blocks
        .map(settings)
        .map(|settings| (settings.audit().waivers.len(), settings.guardrails().len()))
        .collect();
    assert_eq!(read, [(0, 0), (0, 0), (1, 0), (0, 2)]);
}
