//! What a rule is, and what it may conclude.

use jiff::Timestamp;

use crate::audit::finding::Subject;
use crate::audit::terms::Waiver;
use crate::audit::{AccountCoverage, AuditPolicy, Scope};
use crate::domain::{AccountId, Severity};

use super::{GuardrailContext, RuleContext};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its code, `key-never-expires`.
    pub code: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// How bad that is at its worst, unless the configuration says otherwise.
    pub severity: Severity,
    /// Whether it is applied unless the configuration says otherwise.
    pub standing: Standing,
    /// What to do about a finding, in one sentence.
    pub remediation: &'static str,
    /// The pages of AWS it rests on, the most telling one first; none for rules about the configuration.
    pub references: &'static [&'static str],
    /// What it looks at.
    pub(in crate::audit) check: Check,
}

/// Whether a rule is applied unless the configuration says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    On,
    /// It is not.
    OffByDefault,
}

/// What a rule looks at.
#[derive(Debug)]
pub(in crate::audit) enum Check {
    /// What was read of an account.
    Facts(fn(&RuleContext<'_>) -> Vec<Conclusion>),
    /// How much was read of an account.
    Coverage(fn(&AccountCoverage) -> Vec<Conclusion>),
    /// The service control policies of the organization, where the rule concerns an audit of one.
    Guardrails {
        /// Whether it has anything to say under a policy: what it would need is then missed where it is not there.
        concerns: fn(&AuditPolicy) -> bool,
        /// The check: what it concludes, and about which account.
        check: fn(&GuardrailContext<'_>) -> Vec<(AccountId, Conclusion)>,
    },
    /// An exception, and what became of it.
    Waiver(fn(&Waiver, WaiverUse, Timestamp) -> Vec<Conclusion>),
}

/// What became of an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::audit) enum WaiverUse {
    /// It is about a finding.
    Matched,
    /// It is about none, and all that it could be about was read.
    Unmatched,
    /// It is about none that was read.
    NotKnown,
}

/// What a rule concludes about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::audit) enum Conclusion {
    /// Something is wrong.
    Found(Found),
    /// It would have needed this, which was not there.
    NotConcluded(String),
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::audit) struct Found {
    /// How bad it is.
    pub(in crate::audit) severity: Severity,
    /// What it is about.
    pub(in crate::audit) subject: Subject,
    /// What is wrong, in one sentence.
    pub(in crate::audit) message: String,
    /// What to do.
    pub(in crate::audit) remediation: String,
}

impl Rule {
    /// Its name in the configuration and in documents, which is its code.
    pub fn named(code: &str) -> Option<&'static Self> {
        super::rules().iter().find(|rule| rule.code == code)
    }

    /// Whether a waiver can name it: exceptions from the rules about exceptions would never end.
    pub fn can_be_waived(&self) -> bool {
        match self.check {
            Check::Facts(_) | Check::Coverage(_) | Check::Guardrails { .. } => true,
            Check::Waiver(_) => false,
        }
    }

    /// Whether it needs the service control policies of the organization under a policy.
    pub fn needs_guardrails(&self, policy: &AuditPolicy) -> bool {
        match self.check {
            Check::Guardrails { concerns, .. } => policy.applies(self) && concerns(policy),
            Check::Facts(_) | Check::Coverage(_) | Check::Waiver(_) => false,
        }
    }

    /// Whether it has a say in an audit: one that has none found nothing, and did not look.
    pub fn is_asked(&self, policy: &AuditPolicy, scope: &Scope) -> bool {
        match self.check {
            Check::Facts(_) | Check::Coverage(_) | Check::Waiver(_) => policy.applies(self),
            Check::Guardrails { .. } => *scope != Scope::Account && self.needs_guardrails(policy),
        }
    }

    /// The severity of its findings under a policy, at its worst.
    pub fn severity_under(&self, policy: &AuditPolicy) -> Severity {
        policy.severity(self, self.severity)
    }
}

impl From<Found> for Conclusion {
    fn from(found: Found) -> Self {
        Self::Found(found)
    }
}
