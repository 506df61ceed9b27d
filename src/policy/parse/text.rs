//! Owns the text of a policy before it is a document, and the reading of the outermost object.

use super::findings::Findings;
use super::map::PolicyMap;
use super::statement::read_statement;
use crate::policy::json::{self, LocatedMember, LocatedValue, ReadOutcome, Shape};
use crate::policy::{
    Id, LanguageVersion, LocatedNotice, Notice, PolicyDocument, PolicyMistakes, Sid, Statement,
    StatementList, UnknownElement,
};
use std::collections::BTreeSet;

/// Larger texts are refused unread, in bytes. The largest document AWS takes has 10,240 characters without white space.
const LARGEST_TEXT: usize = 256 * 1024;

/// A policy as somebody wrote it: not yet read, not yet trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText(String);

/// A document, with what was noticed and where its statements stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocatedPolicy {
    /// The document.
    pub document: PolicyDocument,
    /// What its author should know, in the order of the text.
    pub notices: Vec<LocatedNotice>,
    /// Where its parts stand.
    pub map: PolicyMap,
}

impl PolicyText {
    /// The text of a policy.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the text.
    ///
    /// # Errors
    /// Every mistake in the text, with line, column and the line itself.
    pub fn parse(&self) -> Result<LocatedPolicy, PolicyMistakes> {
        read_policy(&self.0)
    }
}

impl PolicyDocument {
    /// Reads a document, leaving notices and positions aside; see [`PolicyText::parse`] for those.
    ///
    /// # Errors
    /// Every mistake in the text, with line, column and the line itself.
    pub fn parse(text: &str) -> Result<Self, PolicyMistakes> {
        read_policy(text).map(|located| located.document)
    }
}

fn read_policy(text: &str) -> Result<LocatedPolicy, PolicyMistakes> {
    let mut findings = Findings::default();
    match read_root(text, &mut findings) {
        Some((document, map)) if findings.has_no_mistake() => {
            Ok(LocatedPolicy { document, notices: findings.into_notices(text), map })
        }
        Some(_) | None => Err(findings.into_mistakes(text)),
    }
}

fn read_root(text: &str, findings: &mut Findings) -> Option<(PolicyDocument, PolicyMap)> {
    if text.len() > LARGEST_TEXT {
        findings.mistake(0, format!("the policy has {} bytes; at most {LARGEST_TEXT} are read", text.len()));
        return None;
    }
    let root = match json::read(text) {
        ReadOutcome::Broken(mistake) => {
            findings.mistake(mistake.offset, mistake.message);
            return None;
        }
        ReadOutcome::Read { value, duplicates } => {
            for duplicate in duplicates {
                findings.mistake(duplicate.offset, duplicate.message);
            }
            value
        }
    };
    let members = findings.members(&root, "a policy")?;
    read_document(text, &root, members, findings)
}

fn read_document(
    text: &str,
    root: &LocatedValue,
    members: &[LocatedMember],
    findings: &mut Findings,
) -> Option<(PolicyDocument, PolicyMap)> {
    // The version decides how the rest reads, wherever it stands.
    let version = match members.iter().find(|member| member.name == "Version") {
        Some(member) => read_version(&member.value, findings),
        None => LanguageVersion::Unstated,
    };
    if version != LanguageVersion::Of2012 {
        findings.notice(root.offset, Notice::OldLanguage);
    }
    let mut id = Id::Unnamed;
    let mut statements = None;
    let mut unknown = Vec::new();
    for member in members {
        match member.name.as_str() {
            "Version" => {}
            "Id" => {
                if let Some(text) = findings.text(&member.value, "`Id`") {
                    id = Id::Named(text);
                }
            }
            "Statement" => {
                let read = read_statements(&member.value, version, findings);
                statements = Some(read.map(|read| (read, PolicyMap::new(text, &member.value))));
            }
            name => {
                findings.notice(member.offset, Notice::UnknownElement { name: name.to_owned() });
                unknown.push(UnknownElement { name: name.to_owned(), value: member.value.to_json() });
            }
        }
    }
    let Some(read) = statements else {
        findings.mistake(root.offset, "the policy has no `Statement`");
        return None;
    };
    let (statements, map) = read?;
    Some((PolicyDocument { version, id, statements, unknown }, map))
}

fn read_version(value: &LocatedValue, findings: &mut Findings) -> LanguageVersion {
    match findings.text(value, "`Version`").as_deref() {
        Some("2012-10-17") => LanguageVersion::Of2012,
        Some("2008-10-17") => LanguageVersion::Of2008,
        Some(other) => {
            let other = other.escape_debug();
            findings
                .mistake(value.offset, format!("`Version` is `{other}`, not `2012-10-17` or `2008-10-17`"));
            LanguageVersion::Of2012
        }
        None => LanguageVersion::Of2012,
    }
}

fn read_statements(
    value: &LocatedValue,
    version: LanguageVersion,
    findings: &mut Findings,
) -> Option<StatementList> {
    let (list, offsets) = match &value.shape {
        Shape::List(items) => {
            if items.is_empty() {
                findings.mistake(value.offset, "`Statement` is an empty array");
            }
            // Every item is read, so that every mistake is found, before the first unreadable one ends it.
            let read: Vec<_> = items.iter().map(|item| read_statement(item, version, findings)).collect();
            let statements: Option<Vec<Statement>> = read.into_iter().collect();
            (StatementList::Many(statements?), items.iter().map(|item| item.offset).collect())
        }
        Shape::Object(_) => {
            let statement = read_statement(value, version, findings)?;
            (StatementList::One(Box::new(statement)), vec![value.offset])
        }
        Shape::Null | Shape::Boolean(_) | Shape::Number(_) | Shape::Text(_) => {
            let kind = value.kind();
            findings
                .mistake(value.offset, format!("`Statement` must be an object or an array, but is {kind}"));
            return None;
        }
    };
    notice_repeated_sids(&list, &offsets, findings);
    Some(list)
}

fn notice_repeated_sids(list: &StatementList, offsets: &[usize], findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (statement, offset) in list.as_slice().iter().zip(offsets) {
        if let Sid::Named(sid) = &statement.sid
            && !seen.insert(sid)
        {
            findings.notice(*offset, Notice::RepeatedSid { sid: sid.clone() });
        }
    }
}
