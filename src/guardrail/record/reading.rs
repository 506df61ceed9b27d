//! From a file to the way back.

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::domain::{AccountId, InvalidOrganizationId, UnitId, printable};
use crate::guardrail::plan::{Before, PolicyBefore, RollbackEntry, RollbackRecord, TextChange};

use super::{GuardrailRecord, KIND, RECORD_SCHEMA_VERSION, RecordFileError, RunHeading, shape};

/// Reads the file of a run.
///
/// # Errors
/// The first thing in it that is not as this program writes it, with its place.
pub fn parse_record(text: &str) -> Result<GuardrailRecord, RecordFileError> {
    let heading: shape::Heading = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => RecordFileError::NotARecord,
        serde_json::error::Category::Io
        | serde_json::error::Category::Syntax
        | serde_json::error::Category::Eof => RecordFileError::NotJson(error.to_string()),
    })?;
    if heading.kind.as_deref() != Some(KIND) {
        return Err(RecordFileError::NotARecord);
    }
    let version = heading.schema_version.unwrap_or_default();
    if version != RECORD_SCHEMA_VERSION {
        let found = printable(&version.to_string());
        return Err(RecordFileError::Version { found, known: RECORD_SCHEMA_VERSION });
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let file: shape::File = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| invalid(&error.path().to_string(), error.inner()))?;
    record(file)
}

fn invalid(path: &str, message: impl Display) -> RecordFileError {
    RecordFileError::Invalid { path: printable(path), message: printable(&message.to_string()) }
}

fn record(file: shape::File) -> Result<GuardrailRecord, RecordFileError> {
    let begun = file.begun.parse().map_err(|error: jiff::Error| invalid("begun", error))?;
    let organization = file.organization.parse();
    let organization = organization.map_err(|error: InvalidOrganizationId| invalid("organization", error))?;
    let mut names = BTreeSet::new();
    let mut policies = Vec::with_capacity(file.policies.len());
    for (index, policy) in file.policies.into_iter().enumerate() {
        let path = format!("policies[{index}]");
        if !names.insert(policy.name.clone()) {
            return Err(invalid(&format!("{path}.name"), format!("`{}` is here twice", policy.name)));
        }
        policies.push(entry(policy, &path)?);
    }
    let heading = RunHeading { command: file.command, begun, organization };
    Ok(GuardrailRecord { heading, rollback: RollbackRecord { policies } })
}

fn entry(policy: shape::Policy, path: &str) -> Result<RollbackEntry, RecordFileError> {
    targets(&policy.targets, &format!("{path}.targets"))?;
    let before = match policy.before {
        shape::Before::Absent => Before::Absent,
        shape::Before::There(before) => {
            let path = format!("{path}.before.there");
            let id = before.id.strip_prefix("p-").unwrap_or_default();
            if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                return Err(invalid(&format!("{path}.id"), format!("`{}` is no policy", before.id)));
            }
            targets(&before.targets, &format!("{path}.targets"))?;
            Before::There(PolicyBefore {
                id: before.id,
                description: before.description,
                content: before.content,
                tags: before.tags,
                targets: before.targets,
            })
        }
    };
    let text = match policy.text {
        shape::TextChange::Untouched => TextChange::Untouched,
        shape::TextChange::Written(text) => TextChange::Written(text),
        shape::TextChange::Deleted => TextChange::Deleted,
    };
    Ok(RollbackEntry { name: policy.name, before, text, targets: policy.targets, tags: policy.tags })
}

fn targets(targets: &BTreeSet<String>, path: &str) -> Result<(), RecordFileError> {
    let is_target = |target: &str| target.parse::<UnitId>().is_ok() || target.parse::<AccountId>().is_ok();
    match targets.iter().find(|target| !is_target(target)) {
        Some(target) => Err(invalid(path, format!("`{target}` is no root, OU or account"))),
        None => Ok(()),
    }
}
