//! What rules about guardrails look at: the coverage of the organization, judged against what is configured.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::audit::{AuditPolicy, GuardrailFacts, Known, Reading, Snapshot};
use crate::domain::{AccountId, KeyStatus, OrganizationId};
use crate::guardrail::coverage::usual_cap;
use crate::guardrail::report::{CoverageReport, ReportRequest, ReportedAccount, Requirement};

use super::Conclusion;

/// The guardrails of the organization of a snapshot.
pub(in crate::audit) struct GuardrailContext<'a> {
    /// What was read.
    pub(super) facts: &'a GuardrailFacts,
    /// What the admin decided.
    pub(super) policy: &'a AuditPolicy,
    /// What the policies deny, account by account, and how that compares with what is configured.
    pub(super) report: CoverageReport,
    snapshot: &'a Snapshot,
    now: Timestamp,
}

impl<'a> GuardrailContext<'a> {
    /// The guardrails of a snapshot; nothing where they cannot be evaluated, for which there is no reason known.
    pub(in crate::audit) fn new(
        facts: &'a GuardrailFacts,
        snapshot: &'a Snapshot,
        (policy, now): (&'a AuditPolicy, Timestamp),
    ) -> Option<Self> {
        let request = ReportRequest {
            id: snapshot.scope.organization().map(OrganizationId::clone),
            taken_at: snapshot.taken_at,
            cap: policy.max_lifetime.unwrap_or_else(usual_cap),
            requirements: policy.guardrails.iter().filter_map(Requirement::of).collect(),
            only: snapshot.accounts.iter().map(|account| account.id.to_string()).collect(),
        };
        let report = CoverageReport::of(&facts.organization, request).ok()?;
        Some(Self { facts, policy, report, snapshot, now })
    }

    /// The account that findings about the organization as a whole are about: the one that manages it, where the audit is
    /// about it.
    pub(super) fn whole(&self) -> AccountId {
        let management = &self.facts.organization.management;
        let audited = self.snapshot.accounts.iter().any(|account| account.id == *management);
        if audited { management.clone() } else { self.snapshot.caller.clone() }
    }

    /// What was not read, as one conclusion about the organization; nothing where all was.
    pub(super) fn gap(&self) -> Option<(AccountId, Conclusion)> {
        // Shards share the policies that one of them read. An account that is not in its list was held against nothing.
        let known = &self.facts.organization.accounts;
        let unlisted = self.snapshot.accounts.iter().filter(|account| !known.contains_key(&account.id));
        let unlisted =
            unlisted.map(|account| format!("account {} is not where policies were read", account.id));
        let gaps: Vec<String> = self.report.gaps.iter().cloned().chain(unlisted).collect();
        let first = gaps.first()?;
        let more = gaps.len() - 1;
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        Some((self.whole(), Conclusion::NotConcluded(format!("the guardrails: {first}{more}"))))
    }

    /// The accounts that were read for the report.
    pub(super) fn accounts(&self) -> impl Iterator<Item = &ReportedAccount> {
        self.report.accounts.iter()
    }

    /// How many keys of an account work; nothing where its keys were not read.
    pub(super) fn live_keys(&self, account: &AccountId) -> Option<usize> {
        let account = self.snapshot.accounts.iter().find(|each| each.id == *account)?;
        let Reading::Audited(facts) = &account.reading else { return None };
        let Known::Known(keys) = &facts.keys else { return None };
        let live = keys.iter().filter(|key| match key.status(self.now) {
            KeyStatus::Active | KeyStatus::Unknown => true,
            KeyStatus::Inactive | KeyStatus::Expired => false,
        });
        Some(live.count())
    }
}

/// The policies with their tags, as they are compared with what is wanted, or why they cannot be.
pub(super) fn observed(facts: &GuardrailFacts) -> Result<crate::guardrail::plan::ObservedPolicies, String> {
    use crate::guardrail::plan::{ObservedPolicies, ObservedPolicy, Origin};
    let organization = &facts.organization;
    let policies = organization.policies.as_ref().map_err(str::to_owned)?;
    let tags = facts.tags.as_ref().map_err(str::to_owned)?;
    let mut observed = BTreeMap::new();
    for (id, policy) in policies {
        let unread = |why: &str| format!("policy `{}`: {why}", policy.name);
        let content = policy.document.as_ref().map_err(unread)?.minified();
        let targets = policy.targets.as_ref().map_err(unread)?.clone();
        let tags = tags.get(id).cloned().unwrap_or_default();
        let (name, description, origin) = (policy.name.clone(), String::new(), Origin::Organization);
        observed.insert(id.clone(), ObservedPolicy { name, description, content, origin, tags, targets });
    }
    Ok(ObservedPolicies {
        root: organization.root.clone(),
        targets: BTreeSet::new(),
        policy_type: organization.policy_type.clone(),
        policies: observed,
    })
}
