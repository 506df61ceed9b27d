//! A recorded exception: a finding that somebody answers for, until a date.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::audit::Finding;
use crate::audit::finding::Subject;
use crate::policy::glob::{self, Case};

/// A recorded exception: findings of one rule that somebody answers for, until a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The code of the rule.
    pub rule: &'static str,
    /// Which findings it covers.
    pub target: WaiverTarget,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day it covers, in UTC.
    pub until: Date,
    /// Where it is written: `bedrock-keys.yaml:12:5`.
    pub place: String,
}

/// Which findings a waiver covers: those that fit all three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverTarget {
    /// The account.
    pub account: Fit,
    /// The user.
    pub user: Fit,
    /// Whom the key is for.
    pub key_owner: Fit,
}

/// What a text must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// Like anything; it may also be missing.
    Anything,
    /// Like this pattern: `*` is any characters, `?` any one; without regard to case, as IAM compares names.
    Like(String),
}

impl Fit {
    /// Whether a text fits.
    pub fn takes(&self, text: &str) -> bool {
        match self {
            Self::Anything => true,
            Self::Like(pattern) => glob::matches(glob::tokens(pattern), text, Case::Insensitive),
        }
    }

    fn takes_if_any(&self, text: Option<&str>) -> bool {
        match (self, text) {
            (Self::Anything, _) => true,
            (Self::Like(_), None) => false,
            (Self::Like(_), Some(text)) => self.takes(text),
        }
    }

    /// The text it names, where it is no pattern.
    pub(in crate::audit) fn literal(&self) -> Option<&str> {
        match self {
            Self::Like(pattern) if !pattern.contains(['*', '?']) => Some(pattern),
            Self::Like(_) | Self::Anything => None,
        }
    }
}

impl Waiver {
    /// Whether it has ended at `now`: the day after `until` has begun in UTC.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        Offset::UTC.to_datetime(now).date() > self.until
    }

    /// Whether it is about a finding, in force or not.
    pub(in crate::audit) fn is_about(&self, finding: &Finding) -> bool {
        let user = match &finding.subject {
            Subject::Key { user, .. } | Subject::User(user) => Some(user.as_str()),
            Subject::Account | Subject::Waiver(_) => None,
        };
        self.rule == finding.rule
            && self.target.account.takes(finding.account.as_str())
            && self.target.user.takes_if_any(user)
            && self.target.key_owner.takes_if_any(finding.owner.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Severity;

    fn waiver(account: Fit, user: Fit, key_owner: Fit) -> Waiver {
        Waiver {
            rule: "key-never-expires",
            target: WaiverTarget { account, user, key_owner },
            reason: "vendor".to_owned(),
            owner: "security@example.com".to_owned(),
            until: "2026-11-30".parse().unwrap(),
            place: "bedrock-keys.yaml:3:5".to_owned(),
        }
    }

    fn finding() -> Finding {
        Finding {
            rule: "key-never-expires",
            severity: Severity::High,
            account: "123456789012".parse().unwrap(),
            subject: Subject::User("BedrockAPIKey-ab12".parse().unwrap()),
            owner: None,
            message: String::new(),
            remediation: String::new(),
            waived: None,
        }
    }

    fn like(pattern: &str) -> Fit {
        Fit::Like(pattern.to_owned())
    }

    #[test]
    fn a_waiver_covers_its_last_day_to_the_end() {
        let waiver = waiver(Fit::Anything, Fit::Anything, Fit::Anything);
        assert!(!waiver.has_ended("2026-11-30T23:59:59Z".parse().unwrap()));
        assert!(waiver.has_ended("2026-12-01T00:00:00Z".parse().unwrap()));
    }

    #[test]
    fn all_that_a_waiver_names_must_fit() {
        for (account, user, fits) in [
            (like("123456789012"), Fit::Anything, true),
            (like("1234*"), like("bedrockapikey-????"), true),
            (like("1234*"), like("other"), false),
            (like("9*"), like("*"), false),
        ] {
            assert_eq!(waiver(account, user, Fit::Anything).is_about(&finding()), fits);
        }
    }

    #[test]
    fn a_finding_without_an_owner_has_none_that_fits() {
        assert!(!waiver(Fit::Anything, Fit::Anything, like("*")).is_about(&finding()));
    }
}
