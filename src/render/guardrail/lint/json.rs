//! The report for programs.

use serde::Serialize;

use crate::guardrail::lint::LintFinding;
use crate::render::json::pretty;

use super::{Linted, LintedFile, UnreadPlace};

#[derive(Serialize)]
struct LintJson<'a> {
    schema_version: u32,
    /// Whether every file was checked.
    complete: bool,
    files: Vec<FileJson<'a>>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    file: &'a str,
    checked: bool,
    characters: Option<usize>,
    findings: Vec<FindingJson<'a>>,
    mistakes: Vec<MistakeJson<'a>>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    code: &'static str,
    severity: &'static str,
    line: usize,
    column: usize,
    excerpt: &'a str,
    message: &'a str,
    explanation: &'static str,
}

#[derive(Serialize)]
struct MistakeJson<'a> {
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
}

pub(super) fn json(files: &[LintedFile]) -> String {
    pretty(&LintJson {
        schema_version: 1,
        complete: !files.iter().any(LintedFile::is_unread),
        files: files.iter().map(file).collect(),
    })
}

fn file(file: &LintedFile) -> FileJson<'_> {
    let (checked, characters, mistakes): (_, _, &[UnreadPlace]) = match &file.linted {
        Linted::Checked { characters, .. } => (true, Some(*characters), &[]),
        Linted::Unread(mistakes) => (false, None, mistakes),
    };
    FileJson {
        file: &file.name,
        checked,
        characters,
        findings: file.findings().iter().map(finding).collect(),
        mistakes: mistakes.iter().map(mistake).collect(),
    }
}

fn finding(finding: &LintFinding) -> FindingJson<'_> {
    FindingJson {
        code: finding.code.as_str(),
        severity: finding.code.severity().as_str(),
        line: finding.place.line,
        column: finding.place.column,
        excerpt: &finding.place.excerpt,
        message: &finding.message,
        explanation: finding.code.explanation(),
    }
}

fn mistake(mistake: &UnreadPlace) -> MistakeJson<'_> {
    let (line, column) = mistake.line_and_column.unzip();
    MistakeJson { line, column, message: &mistake.message }
}
