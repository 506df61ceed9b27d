//! An account for the tests of the rules.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::audit::ability::Evaluations;
use crate::audit::terms::{Fit, Waiver, WaiverTarget};
use crate::audit::{
    AccountFacts, AccountPlace, AccountSnapshot, AccountState, AuditPolicy, AuditedUser, CredentialReport,
    Known, PolicyDocumentVersion, Reading, ReportRow, Severity,
};
use crate::domain::{Expiry, Key, KeyStatus, Partition};
use crate::lifecycle::ObservedUser;

use super::rule::Found;
use super::{Check, Conclusion, Rule, RuleContext};

pub(in crate::audit) fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// A working key, ten days old, with sixty days to go.
pub(in crate::audit) fn key(user: &str, number: u32) -> Key {
    Key {
        id: format!("ACCAEXAMPLE{number:010}").parse().unwrap(),
        user: user.parse().unwrap(),
        alias: None,
        recorded: KeyStatus::Active,
        created: now() - SignedDuration::from_hours(240),
        expiry: Expiry::At(now() + SignedDuration::from_hours(1440)),
    }
}

/// A user without permissions that nobody manages.
pub(in crate::audit) fn unmanaged(name: &str) -> AuditedUser {
    let user = ObservedUser {
        name: name.parse().unwrap(),
        path: "/".to_owned(),
        tags: BTreeMap::new(),
        boundary: None,
        attached: BTreeSet::new(),
        inline: BTreeMap::new(),
        groups: Vec::new(),
    };
    AuditedUser { user, groups: Known::Known(BTreeMap::new()), ways_in: None }
}

/// A user that the tool manages, with more tags.
pub(in crate::audit) fn managed(name: &str, tags: &[(&str, &str)]) -> AuditedUser {
    let mut user = unmanaged(name);
    let own = [("bedrock-keys:managed", "true"), ("bedrock-keys:owner", "vision@example.com")];
    let all = own.iter().chain(tags).map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    user.user.tags = all.collect();
    user
}

/// A policy that allows these actions on these resources, both as JSON.
pub(in crate::audit) fn allowing(actions: &str, resources: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{actions},"Resource":{resources}}}]}}"#
    )
}

/// The shipped policy.
pub(in crate::audit) fn shipped() -> String {
    include_str!("../../../policies/identity/inference-only.json").to_owned()
}

pub(in crate::audit) fn waiver(rule: &'static str, until: &str) -> Waiver {
    Waiver {
        rule,
        target: WaiverTarget { account: Fit::Anything, user: Fit::Anything, key_owner: Fit::Anything },
        reason: "a vendor needs it".to_owned(),
        owner: "security@example.com".to_owned(),
        until: until.parse().unwrap(),
        place: "bedrock-keys.yaml:3:5".to_owned(),
    }
}

/// One account and what is decided about it.
#[derive(Debug, Clone)]
pub(in crate::audit) struct Scene {
    pub(in crate::audit) place: AccountPlace,
    pub(in crate::audit) policy: AuditPolicy,
    pub(in crate::audit) facts: AccountFacts,
}

impl Default for Scene {
    /// An account that was read, with nothing in it.
    fn default() -> Self {
        let report = CredentialReport { generated_at: now(), rows: BTreeMap::new() };
        let facts = AccountFacts {
            keys: Known::Known(Vec::new()),
            users: Known::Known(BTreeMap::new()),
            policies: BTreeMap::new(),
            credential_report: Known::Known(report),
            unreadable: Vec::new(),
        };
        Self { place: AccountPlace::Member, policy: AuditPolicy::standard(None), facts }
    }
}

impl Scene {
    pub(in crate::audit) fn with_key(mut self, key: Key) -> Self {
        if let Known::Known(keys) = &mut self.facts.keys {
            keys.push(key);
        }
        self
    }

    pub(in crate::audit) fn with_user(mut self, user: AuditedUser) -> Self {
        if let Known::Known(users) = &mut self.facts.users {
            users.insert(user.user.name.clone(), user);
        }
        self
    }

    pub(in crate::audit) fn with_policy(mut self, arn: &str, version: &str, document: &str) -> Self {
        let policy = PolicyDocumentVersion { version: version.to_owned(), document: document.to_owned() };
        self.facts.policies.insert(arn.to_owned(), Known::Known(policy));
        self
    }

    /// What the credential report says: a password, a first access key.
    pub(in crate::audit) fn with_row(
        mut self,
        user: &str,
        password: Option<bool>,
        key: Option<bool>,
    ) -> Self {
        if let Known::Known(report) = &mut self.facts.credential_report {
            let row = ReportRow {
                password_enabled: password,
                access_key_1_active: key,
                access_key_2_active: key.map(|_| false),
            };
            report.rows.insert(user.to_owned(), row);
        }
        self
    }

    pub(in crate::audit) fn with_unreadable(mut self, entry: &str) -> Self {
        self.facts.unreadable.push(entry.to_owned());
        self
    }

    pub(in crate::audit) fn without_keys(mut self, why: &str) -> Self {
        self.facts.keys = Known::Unknown(why.to_owned());
        self
    }

    pub(in crate::audit) fn without_users(mut self, why: &str) -> Self {
        self.facts.users = Known::Unknown(why.to_owned());
        self
    }

    pub(in crate::audit) fn without_report(mut self, why: &str) -> Self {
        self.facts.credential_report = Known::Unknown(why.to_owned());
        self
    }

    pub(in crate::audit) fn account(&self) -> AccountSnapshot {
        AccountSnapshot {
            id: "123456789012".parse().unwrap(),
            name: None,
            state: AccountState::Active,
            place: self.place,
            ancestors: Known::Known(Vec::new()),
            reading: Reading::Audited(Box::new(self.facts.clone())),
        }
    }

    pub(in crate::audit) fn conclusions(&self, rule: &Rule) -> Vec<Conclusion> {
        let Check::Facts(check) = rule.check else {
            panic!("{} looks at no facts", rule.code);
        };
        let account = self.account();
        let mut evaluations = Evaluations::default();
        let partition = Partition::commercial();
        let terms = (&self.policy, now());
        check(&RuleContext::new(&account, &self.facts, &partition, terms, &mut evaluations))
    }

    fn findings(&self, rule: &Rule) -> Vec<Found> {
        let found = |conclusion| match conclusion {
            Conclusion::Found(found) => Some(found),
            Conclusion::NotConcluded(_) => None,
        };
        self.conclusions(rule).into_iter().filter_map(found).collect()
    }

    /// The messages of what a rule finds.
    pub(in crate::audit) fn found(&self, rule: &Rule) -> Vec<String> {
        self.findings(rule).into_iter().map(|found| found.message).collect()
    }

    /// What is to be done about what a rule finds.
    pub(in crate::audit) fn remedies(&self, rule: &Rule) -> Vec<String> {
        self.findings(rule).into_iter().map(|found| found.remediation).collect()
    }

    pub(in crate::audit) fn severities(&self, rule: &Rule) -> Vec<Severity> {
        self.findings(rule).into_iter().map(|found| found.severity).collect()
    }

    /// What a rule would have needed.
    pub(in crate::audit) fn not_concluded(&self, rule: &Rule) -> Vec<String> {
        let why = |conclusion| match conclusion {
            Conclusion::Found(_) => None,
            Conclusion::NotConcluded(why) => Some(why),
        };
        self.conclusions(rule).into_iter().filter_map(why).collect()
    }
}
