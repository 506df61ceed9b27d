//! Owns what was found so far, and where.

use super::{LintCode, LintFinding};
use crate::policy::{LocatedNotice, Part, PolicyMap};

pub(super) struct Found<'policy> {
    map: &'policy PolicyMap,
    findings: Vec<LintFinding>,
}

impl<'policy> Found<'policy> {
    pub(super) fn new(map: &'policy PolicyMap) -> Self {
        Self { map, findings: Vec::new() }
    }

    pub(super) fn add(&mut self, code: LintCode, part: Part, message: impl Into<String>) {
        let finding = LintFinding { code, place: self.map.place(part), message: message.into() };
        self.findings.push(finding);
    }

    /// What the parser does not understand, at the parser's places.
    pub(super) fn notices(&mut self, notices: &[LocatedNotice]) {
        self.findings.extend(notices.iter().map(|notice| LintFinding {
            code: LintCode::NotUnderstood,
            place: notice.place.clone(),
            message: notice.notice.to_string(),
        }));
    }

    pub(super) fn in_order(mut self) -> Vec<LintFinding> {
        self.findings.sort_by(|one, other| {
            (one.place.line, one.place.column, one.code, &one.message).cmp(&(
                other.place.line,
                other.place.column,
                other.code,
                &other.message,
            ))
        });
        self.findings.dedup();
        self.findings
    }
}
