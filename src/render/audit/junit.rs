//! The report for CI servers.
//!
//! A suite `coverage` with a case for every account, so that an audit that read nothing cannot look like a run in which
//! nothing failed; then a suite for every rule with a case for each finding (a failure, or skipped where it is waived)
//! and for each check that could not conclude (an error). A rule with neither has one passing case.
//!
//! The cases of a large organization are many: they are counted first, and get their words when they are written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::audit::{AccountCoverage, CoverageState, Finding, NotConcluded, Report};
use crate::domain::{Severity, printable};

use super::RuleCard;
use super::coverage::{coverage_word, reasons};
use super::provisos::{Proviso, is_about_nothing, provisos};
use super::words::{AccountNames, severity_word, subject_line};

/// The report as JUnit XML.
pub(super) fn write_junit(report: &Report, rules: &[RuleCard], output: &mut dyn Write) -> io::Result<()> {
    write_junit_of(("bedrock-keys audit", Severity::Info), report, rules, output)
}

/// The report as JUnit XML under the name of a command. What is found below the severity is said in a skipped case, for
/// commands whose findings are not all failures.
pub(in crate::render) fn write_junit_of(
    (command, least): (&str, Severity),
    report: &Report,
    rules: &[RuleCard],
    output: &mut dyn Write,
) -> io::Result<()> {
    let mut run =
        Run { xml: Writer::new_with_indent(output, b' ', 4), least, names: AccountNames::of(report) };
    let provisos = provisos(report);
    let suites = suites(report, rules, &provisos);
    let all = suites.iter().flat_map(|(_, cases)| cases);
    run.xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let counts = run.counts(all).with(["tests", "skipped", "failures", "errors"]);
    run.open("testsuites", &[("name", command)], &counts)?;
    for (name, cases) in &suites {
        let counts = run.counts(cases.iter()).with(["tests", "skipped", "errors", "failures"]);
        run.open("testsuite", &[("name", name)], &counts)?;
        for case in cases {
            run.case(name, *case)?;
        }
        run.close("testsuite")?;
    }
    run.close("testsuites")?;
    // A line break at the end.
    run.xml.write_indent()
}

/// The name of the suite about accounts.
const COVERAGE: &str = "coverage";
/// That of what nobody asked about.
const PROVISOS: &str = "provisos";

/// What a case is about.
#[derive(Clone, Copy)]
enum Case<'a> {
    Account(&'a AccountCoverage),
    /// There is no account, which is no success.
    NoAccount,
    Gap(&'a NotConcluded),
    Finding(&'a Finding),
    /// A rule found nothing.
    Nothing,
    /// Nobody asked, which is no success either.
    Proviso(&'a Proviso),
}

/// How a case ended.
enum Outcome<'a> {
    Passed,
    Skipped(String),
    Failed(&'a Finding),
    Error { kind: &'static str, why: String },
}

/// The suites with their cases: accounts, then a suite for each rule, by its code.
fn suites<'a>(
    report: &'a Report,
    rules: &'a [RuleCard],
    provisos: &'a [Proviso],
) -> Vec<(&'a str, Vec<Case<'a>>)> {
    let mut by_rule: BTreeMap<&str, Vec<Case<'a>>> =
        rules.iter().map(|card| (card.code.as_str(), Vec::new())).collect();
    for gap in &report.not_concluded {
        by_rule.entry(gap.rule).or_default().push(Case::Gap(gap));
    }
    for finding in &report.findings {
        by_rule.entry(finding.rule).or_default().push(Case::Finding(finding));
    }
    let or = |cases: Vec<Case<'a>>, otherwise| if cases.is_empty() { vec![otherwise] } else { cases };
    let accounts: Vec<Case<'a>> = report.coverage.iter().map(Case::Account).collect();
    let nothing = is_about_nothing(report).then_some(Case::NoAccount);
    let accounts = accounts.into_iter().chain(nothing).collect();
    let rules = by_rule.into_iter().map(|(code, cases)| (code, or(cases, Case::Nothing)));
    let provisos: Vec<Case<'a>> = provisos.iter().map(Case::Proviso).collect();
    let provisos = (!provisos.is_empty()).then_some((PROVISOS, provisos));
    std::iter::once((COVERAGE, accounts)).chain(rules).chain(provisos).collect()
}

/// How many cases end how.
struct Counts(BTreeMap<&'static str, usize>);

impl Counts {
    /// In this order.
    fn with<const N: usize>(&self, order: [&'static str; N]) -> [(&'static str, String); N] {
        order.map(|name| (name, self.0.get(name).copied().unwrap_or_default().to_string()))
    }
}

/// A report on its way out.
struct Run<'a> {
    xml: Writer<&'a mut dyn Write>,
    /// What is found below it is no failure.
    least: Severity,
    names: AccountNames,
}

impl Run<'_> {
    fn counts<'c>(&self, cases: impl Iterator<Item = &'c Case<'c>>) -> Counts {
        let mut counts = BTreeMap::new();
        for case in cases {
            *counts.entry("tests").or_default() += 1;
            let name = match self.outcome(*case) {
                Outcome::Passed => continue,
                Outcome::Skipped(_) => "skipped",
                Outcome::Failed(_) => "failures",
                Outcome::Error { .. } => "errors",
            };
            *counts.entry(name).or_default() += 1;
        }
        Counts(counts)
    }

    fn outcome<'c>(&self, case: Case<'c>) -> Outcome<'c> {
        match case {
            Case::Account(account) => {
                let why = reasons(&account.covered).join("\n");
                match account.covered {
                    CoverageState::Audited => Outcome::Passed,
                    CoverageState::Partly(_) | CoverageState::NotAudited(_) => {
                        Outcome::Error { kind: coverage_word(&account.covered), why }
                    }
                    CoverageState::OutOfScope(_) => Outcome::Skipped(why),
                }
            }
            Case::NoAccount => {
                Outcome::Error { kind: "not audited", why: "no account was audited".to_owned() }
            }
            Case::Gap(gap) => Outcome::Error { kind: "not concluded", why: gap.why.clone() },
            Case::Finding(finding) => match &finding.waived {
                Some(reason) => Outcome::Skipped(format!("waived: {reason}")),
                None if finding.severity < self.least => {
                    Outcome::Skipped(format!("{}: {}", severity_word(finding.severity), finding.message))
                }
                None => Outcome::Failed(finding),
            },
            Case::Nothing => Outcome::Passed,
            Case::Proviso(proviso) => Outcome::Skipped(proviso.sentence.clone()),
        }
    }

    fn name(&self, case: Case<'_>) -> String {
        match case {
            Case::Account(account) => self.names.with_id(&account.account),
            Case::NoAccount => "any account".to_owned(),
            Case::Gap(gap) => self.names.with_id(&gap.account),
            Case::Finding(finding) => {
                format!("{} {}", self.names.with_id(&finding.account), subject_line(&finding.subject))
            }
            Case::Nothing => "nothing found".to_owned(),
            Case::Proviso(proviso) => proviso.kind.to_owned(),
        }
    }

    fn case(&mut self, suite: &str, case: Case<'_>) -> io::Result<()> {
        let name = self.name(case);
        let tag = element("testcase", &[("name", &name), ("classname", suite)]);
        let outcome = self.outcome(case);
        if matches!(outcome, Outcome::Passed) {
            return self.xml.write_event(Event::Empty(tag));
        }
        self.xml.write_event(Event::Start(tag))?;
        match outcome {
            Outcome::Passed => {}
            Outcome::Skipped(why) => {
                self.xml.write_event(Event::Empty(element("skipped", &[("message", &printable(&why))])))?;
            }
            Outcome::Error { kind, why } => {
                let tag = element("error", &[("message", &printable(&why)), ("type", kind)]);
                self.xml.write_event(Event::Empty(tag))?;
            }
            Outcome::Failed(finding) => {
                let (message, remediation) = (printable(&finding.message), printable(&finding.remediation));
                let tag =
                    element("failure", &[("message", &message), ("type", severity_word(finding.severity))]);
                self.xml.write_event(Event::Start(tag))?;
                let text = format!("{message}\n{remediation}");
                self.xml.write_event(Event::Text(BytesText::new(&fit(&text))))?;
                self.close("failure")?;
            }
        }
        self.close("testcase")
    }

    fn open(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        counts: &[(&'static str, String)],
    ) -> io::Result<()> {
        let mut tag = element(name, attributes);
        counts.iter().for_each(|(name, number)| tag.push_attribute((*name, number.as_str())));
        self.xml.write_event(Event::Start(tag))
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.xml.write_event(Event::End(BytesEnd::new(name)))
    }
}

fn element<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut tag = BytesStart::new(name);
    for (name, value) in attributes {
        tag.push_attribute((*name, fit(value).as_ref()));
    }
    tag
}

/// Without the two characters that are harmless to a terminal and that XML cannot hold.
///
/// <https://www.w3.org/TR/xml/#charsets>
fn fit(text: &str) -> Cow<'_, str> {
    if text.contains(['\u{fffe}', '\u{ffff}']) {
        Cow::Owned(text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}
