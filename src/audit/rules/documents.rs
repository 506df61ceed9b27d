//! `docs/rules.md` from the module docs of the rules; written with `UPDATE_DOCS=1`.

use std::fmt::Write;
use std::path::Path;

use super::{Check, Rule, Standing, rules};

const HEADINGS: [&str; 4] = ["What it checks", "Why", "Remediation", "References"];

const INTRODUCTION: &str = "\
# The rules of the audit

What `bedrock-keys audit` looks for. A rule concludes only from what was read: where something was not, it says so, and
the audit is incomplete (exit code 12). Severities can be changed, rules turned on and off and findings waived in
[`bedrock-keys.yaml`](configuration.md#audits).

This page is made from `src/audit/rules/`; `UPDATE_DOCS=1 cargo test rules` writes it.

| rule | severity | what it finds |
| --- | --- | --- |
";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The module docs of a rule's file.
fn chapter(rule: &Rule) -> String {
    let file = root().join("src/audit/rules").join(format!("{}.rs", rule.code.replace('-', "_")));
    let source = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn severity(rule: &Rule) -> String {
    let worst = rule.severity.as_str();
    match rule.standing {
        Standing::On => worst.to_owned(),
        Standing::OffByDefault => format!("{worst}, off by default"),
    }
}

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for rule in rules() {
        writeln!(page, "| [`{0}`](#{0}) | {1} | {2} |", rule.code, severity(rule), rule.title).unwrap();
    }
    for rule in rules() {
        let chapter = chapter(rule).replace("# ", "### ");
        write!(page, "\n## {}\n\n{}. Severity: {}.\n\n{chapter}\n", rule.code, rule.title, severity(rule))
            .unwrap();
    }
    page
}

#[test]
fn every_rule_has_its_chapter() {
    for rule in rules() {
        let chapter = chapter(rule);
        let headings: Vec<&str> = chapter.lines().filter_map(|line| line.strip_prefix("# ")).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.code);
        let references = chapter.rsplit("# References").next().unwrap();
        let pages: Vec<&str> =
            references.lines().filter_map(|line| line.strip_prefix("- <")?.strip_suffix('>')).collect();
        assert_eq!(pages, rule.references, "{}", rule.code);
        let known = pages.iter().all(|page| page.starts_with("https://docs.aws.amazon.com/"));
        assert!(known && (!pages.is_empty() || matches!(rule.check, Check::Waiver(_))), "{}", rule.code);
    }
}

#[test]
fn the_page_of_the_rules_is_that_of_their_files() {
    let file = root().join("docs/rules.md");
    let (found, wanted) = (std::fs::read_to_string(&file).unwrap_or_default(), page());
    if found != wanted && std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, wanted).unwrap();
    } else {
        assert!(found == wanted, "docs/rules.md is out of date; run `UPDATE_DOCS=1 cargo test rules`");
    }
}
