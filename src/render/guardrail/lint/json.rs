//! The report for programs.

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use crate::guardrail::lint::LintFinding;
use crate::render::json::pretty;

use super::{Linted, LintedFile, UnreadPlace};

/// What is wrong with policy files.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Findings of scp lint")]
struct LintJson<'a> {
    /// The version of this format.
    #[schemars(extend("const" = 1))]
    schema_version: u32,
    /// Whether every file was checked. Where it is false, a file without findings is not a clean one.
    complete: bool,
    /// The files, in the order in which they were named.
    files: Vec<FileJson<'a>>,
}

/// A policy file.
#[derive(Serialize, JsonSchema)]
struct FileJson<'a> {
    /// Its path as it was written, or `standard input`.
    file: &'a str,
    /// Whether it could be read and is a policy.
    checked: bool,
    /// Its characters without white space, as they count against the limit of AWS; null where it was not checked.
    characters: Option<usize>,
    /// What was found in it.
    findings: Vec<FindingJson<'a>>,
    /// Why it was not checked.
    mistakes: Vec<MistakeJson<'a>>,
}

/// Something that is wrong with a policy.
#[derive(Serialize, JsonSchema)]
struct FindingJson<'a> {
    /// What kind of finding it is.
    code: &'static str,
    /// How bad it is.
    #[schemars(extend("enum" = ["info", "low", "medium", "high", "critical"]))]
    severity: &'static str,
    /// Where it is, counted from 1.
    line: usize,
    /// The character of the line, counted from 1.
    column: usize,
    /// The line itself.
    excerpt: &'a str,
    /// What is wrong, in one sentence.
    message: &'a str,
    /// Why that matters, and what to write instead.
    explanation: &'static str,
}

/// Why a file was not checked.
#[derive(Serialize, JsonSchema)]
struct MistakeJson<'a> {
    /// Where, counted from 1; null where it is about the whole file.
    line: Option<usize>,
    /// The character of the line, counted from 1; null where it is about the whole file.
    column: Option<usize>,
    /// What is wrong.
    message: &'a str,
}

/// The JSON Schema of the report, as it stands in `docs/scp-lint.schema.json`.
pub fn lint_json_schema() -> Value {
    SchemaGenerator::default().into_root_schema_for::<LintJson>().to_value()
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
