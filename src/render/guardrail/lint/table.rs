//! The report for people: each finding with its place, its line and a caret.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::audit::Severity;
use crate::domain::printable;
use crate::guardrail::lint::{LintCode, LintFinding};
use crate::render::table::paragraph;
use crate::render::words::count;

use super::LintedFile;

const BAD: Style = AnsiColor::Red.on_default().bold();
const DUBIOUS: Style = AnsiColor::Yellow.on_default().bold();
const PLAIN: Style = Style::new().bold();
const FAINT: Style = AnsiColor::BrightBlue.on_default();

/// Columns of an explanation where no terminal limits it.
const READABLE: u16 = 100;

/// What could not be read comes first; an explanation is given once for each kind of finding.
pub(super) fn table(files: &[LintedFile], width: Option<u16>) -> String {
    let width = width.unwrap_or(READABLE).min(READABLE);
    let mut text = String::new();
    let mut explained = BTreeSet::new();
    for file in files {
        for finding in file.findings() {
            let _ = writeln!(text, "{}", shown(&file.name, finding));
            if explained.insert(finding.code) {
                let _ = writeln!(text, "{}", paragraph("    ", finding.code.explanation(), width));
            }
            text.push('\n');
        }
    }
    text + &summary(files)
}

/// `policy.json:9:6: high: it caps … (never-expiring-gets-through)`, the line, the caret.
fn shown(file: &str, finding: &LintFinding) -> String {
    let LintFinding { code, place, message } = finding;
    let severity = code.severity();
    let style = match severity {
        Severity::Critical | Severity::High => BAD,
        Severity::Medium => DUBIOUS,
        Severity::Low | Severity::Info => PLAIN,
    };
    let (line, column, caret) = (place.line, place.column, place.caret);
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    format!(
        "{}:{line}:{column}: {style}{}{style:#}: {} ({code})\n  {FAINT}{number} |{FAINT:#} {}\n  \
         {FAINT}{margin} |{FAINT:#} {:caret$}{style}^{style:#}",
        printable(file),
        severity.as_str(),
        printable(message),
        printable(&place.excerpt),
        "",
    )
}

/// `2 files, 3 findings: 1 critical, 2 high`.
fn summary(files: &[LintedFile]) -> String {
    let codes: Vec<LintCode> =
        files.iter().flat_map(LintedFile::findings).map(|finding| finding.code).collect();
    let of = |severity: Severity| codes.iter().filter(|code| code.severity() == severity).count();
    let worst_first = Severity::ALL.into_iter().rev();
    let tally: Vec<String> = worst_first
        .map(|severity| (of(severity), severity))
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| format!("{number} {}", severity.as_str()))
        .collect();
    let unread = files.iter().filter(|file| file.is_unread()).count();
    let checked = match (files.len() - unread, tally.as_slice()) {
        (0, _) => None,
        (number, []) => Some(format!("{} checked, nothing found", count(number, "policy file"))),
        (number, tally) => Some(format!(
            "{} checked, {}: {}",
            count(number, "policy file"),
            count(codes.len(), "finding"),
            tally.join(", ")
        )),
    };
    // What is not known about comes first.
    let unread = (unread > 0).then(|| format!("{} not checked", count(unread, "policy file")));
    unread.into_iter().chain(checked).collect::<Vec<_>>().join("; ")
}
