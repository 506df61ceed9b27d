//! The policies of an organization as a plan takes them: known in full, or not at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::AwsError;
use crate::domain::UnitId;
use crate::guardrail::Organization;
use crate::guardrail::plan::{ObservedPolicies, ObservedPolicy};

use super::policies::ReadPolicy;

/// The policies for a plan, or all that is missing. Whether a policy that nobody named can be parsed matters to no plan.
pub(super) fn observe(
    organization: &Organization,
    policies: Result<BTreeMap<String, ReadPolicy>, AwsError>,
    named: &BTreeSet<String>,
    unread_targets: &BTreeMap<UnitId, String>,
) -> Result<ObservedPolicies, Vec<String>> {
    let policies = policies.map_err(|error| vec![error.to_string()])?;
    let mut missing: Vec<String> =
        unread_targets.iter().map(|(unit, why)| format!("target `{unit}`: {why}")).collect();
    let mut observed = BTreeMap::new();
    for (id, policy) in policies {
        let mut unread = |error: &AwsError| missing.push(format!("policy `{id}`: {error}"));
        let asked = named.contains(&policy.listed.name);
        let content = policy.content.inspect_err(|error| {
            if asked {
                unread(error);
            }
        });
        let targets = policy.targets.inspect_err(&mut unread).unwrap_or_default();
        let tags = policy.tags.transpose().inspect_err(&mut unread).ok().flatten().unwrap_or_default();
        let policy = ObservedPolicy {
            name: policy.listed.name,
            description: policy.listed.description,
            content: content.unwrap_or_default(),
            origin: policy.listed.origin,
            tags,
            targets: targets.into_keys().collect(),
        };
        observed.insert(id, policy);
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    let units = organization.units.keys().cloned();
    let accounts = organization.accounts.keys().map(|account| account.as_str().to_owned());
    Ok(ObservedPolicies {
        root: organization.root.clone(),
        targets: units.chain(accounts).chain([organization.root.clone()]).collect(),
        policy_type: organization.policy_type.clone(),
        policies: observed,
    })
}
