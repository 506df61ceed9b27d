//! What `doctor` found.

use serde::Serialize;

use crate::domain::{AccountId, Partition, printable};

use super::json::pretty;
use super::table::Rows;

/// Who the caller is and what it may do.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// The account.
    pub account: AccountId,
    /// The caller.
    pub arn: String,
    /// The partition.
    pub partition: Partition,
    /// The Region calls go to.
    pub region: String,
    /// The account's place in its organization.
    pub organization: String,
    /// What was tried.
    pub checks: Vec<Check>,
    /// Commands and what they are for.
    pub commands: Vec<(&'static str, &'static str)>,
}

/// Something that was tried.
#[derive(Debug, Clone)]
pub struct Check {
    /// What.
    pub what: &'static str,
    /// The IAM action it takes.
    pub action: &'static str,
    /// How it went.
    pub result: CheckResult,
}

/// How a check went.
#[derive(Debug, Clone)]
pub enum CheckResult {
    /// It works, and this was found.
    Works(String),
    /// It is not allowed.
    Denied(String),
    /// It failed in another way.
    Unknown(String),
}

impl CheckResult {
    fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Works(found) => ("works", found),
            Self::Denied(said) => ("denied", said),
            Self::Unknown(said) => ("unknown", said),
        }
    }
}

/// The diagnosis for people.
pub fn diagnosis_text(diagnosis: &Diagnosis, width: Option<u16>) -> String {
    let mut checks = Rows::under(&["WHAT", "RESULT", "FOUND"]);
    for check in &diagnosis.checks {
        let (word, said) = check.result.words();
        checks.add([
            &[check.what.to_owned(), format!("  {}", check.action)],
            &[word.to_owned()],
            &[said.to_owned()],
        ]);
    }
    let mut commands = Rows::under(&["COMMAND", "TO"]);
    for (name, purpose) in &diagnosis.commands {
        commands.add([&[(*name).to_owned()], &[(*purpose).to_owned()]]);
    }
    format!(
        "account       {}\ncaller        {}\npartition     {}\nregion        {}\norganization  {}\n\n{}\n\n\
         Policies to attach, with `doctor --policy COMMAND`:\n\n{}\n",
        diagnosis.account,
        printable(&diagnosis.arn),
        diagnosis.partition,
        printable(&diagnosis.region),
        printable(&diagnosis.organization),
        checks.text(width, &[2]),
        commands.text(width, &[1]),
    )
}

#[derive(Serialize)]
struct DiagnosisJson<'a> {
    schema_version: u32,
    account: &'a str,
    arn: &'a str,
    partition: &'a str,
    region: &'a str,
    organization: &'a str,
    checks: Vec<CheckJson<'a>>,
}

#[derive(Serialize)]
struct CheckJson<'a> {
    what: &'a str,
    action: &'a str,
    result: &'a str,
    found: String,
}

/// The diagnosis as JSON.
pub fn diagnosis_json(diagnosis: &Diagnosis) -> String {
    let check = |check: &'_ Check| -> CheckJson<'_> {
        let (result, found) = check.result.words();
        CheckJson { what: check.what, action: check.action, result, found: printable(found) }
    };
    pretty(&DiagnosisJson {
        schema_version: 1,
        account: diagnosis.account.as_str(),
        arn: &diagnosis.arn,
        partition: diagnosis.partition.as_str(),
        region: &diagnosis.region,
        organization: &diagnosis.organization,
        checks: diagnosis.checks.iter().map(check).collect(),
    })
}
