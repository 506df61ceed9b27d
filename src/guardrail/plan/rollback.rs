//! Owns the way back: what was there before a plan, and the steps that restore it.

use std::collections::BTreeSet;

use super::observed::Origin;
use super::{ObservedPolicies, Ownership, PlanRefusal, PlannedPolicy, Step, difference};
use crate::policy::PolicyDocument;

/// What was there before a plan, policy by policy; written into the plan's outcome file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RollbackRecord {
    /// The policies that the plan touches, by name.
    pub policies: Vec<RollbackEntry>,
}

/// One policy before a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollbackEntry {
    /// Its name.
    pub name: String,
    /// Its text and description, where it was there.
    pub before: Option<(String, String)>,
    /// The targets that the plan attaches it to.
    pub attached: BTreeSet<String>,
}

/// What a plan's steps are going to change.
pub(super) fn record(steps: &[Step], observed: &ObservedPolicies) -> RollbackRecord {
    let mut entries: Vec<RollbackEntry> = Vec::new();
    let mut touch = |name: &str, target: Option<&String>| {
        let position = entries.iter().position(|entry| entry.name == name).unwrap_or_else(|| {
            let there = observed.named(name);
            let before = there.map(|(_, policy)| (policy.content.clone(), policy.description.clone()));
            entries.push(RollbackEntry { name: name.to_owned(), before, attached: BTreeSet::new() });
            entries.len() - 1
        });
        if let Some(entry) = entries.get_mut(position) {
            entry.attached.extend(target.cloned());
        }
    };
    for step in steps {
        match step {
            Step::AttachPolicy { name, target, .. } => touch(name, Some(target)),
            Step::CreatePolicy { name, .. } | Step::UpdatePolicy { name, .. } => touch(name, None),
            Step::EnablePolicyType { .. }
            | Step::TagPolicy { .. }
            | Step::DetachPolicy { .. }
            | Step::DeletePolicy { .. } => {}
        }
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    RollbackRecord { policies: entries }
}

/// The steps that restore what a record says, from what is there now: detach what was attached, then put texts back and
/// delete what was made. What is gone already needs no step; what the plan did not attach stays attached, and then the
/// policy stays too. The policy type stays in force, because switching it off would detach the policies of others.
///
/// # Errors
/// What cannot be restored, because the policy is not this tool's any more or is its target's last.
pub fn rollback(record: &RollbackRecord, observed: &ObservedPolicies) -> Result<Vec<Step>, Vec<PlanRefusal>> {
    let (mut detach, mut restore, mut refusals) = (Vec::new(), Vec::new(), Vec::new());
    for entry in &record.policies {
        let Some((id, there)) = observed.named(&entry.name) else { continue };
        let (id, name) = (id.to_owned(), entry.name.clone());
        let attached: Vec<&String> =
            entry.attached.iter().filter(|target| there.targets.contains(*target)).collect();
        for target in &attached {
            match detach_refusal(&name, target, observed, Ownership::ManagedOnly) {
                Some(refusal) => refusals.push(refusal),
                None => detach.push(Step::DetachPolicy {
                    id: id.clone(),
                    name: name.clone(),
                    target: (*target).clone(),
                }),
            }
        }
        match &entry.before {
            Some((content, description)) if *content != there.content => {
                let wanted = PolicyDocument::parse(content);
                restore.extend(wanted.ok().map(|wanted| Step::UpdatePolicy {
                    id,
                    name,
                    content: content.clone(),
                    description: description.clone(),
                    difference: difference(&there.content, &wanted),
                }));
            }
            Some(_) => {}
            None if attached.len() == there.targets.len() && there.is_managed() => {
                restore.push(Step::DeletePolicy { id, name });
            }
            None => {}
        }
    }
    if refusals.is_empty() { Ok(detach.into_iter().chain(restore).collect()) } else { Err(refusals) }
}

/// Why a policy is not detached from a target; nothing where it may be.
pub fn detach_refusal(
    name: &str,
    target: &str,
    observed: &ObservedPolicies,
    ownership: Ownership,
) -> Option<PlanRefusal> {
    let (_, policy) = observed.named(name)?;
    if policy.origin == Origin::Aws {
        return Some(PlanRefusal::AwsManaged { name: name.to_owned() });
    }
    if ownership == Ownership::ManagedOnly && !policy.is_managed() {
        return Some(PlanRefusal::NotOurs { name: name.to_owned() });
    }
    let last = policy.targets.contains(target) && observed.attached_to(target).len() == 1;
    last.then(|| PlanRefusal::LastPolicy { name: name.to_owned(), target: target.to_owned() })
}

impl PlannedPolicy {
    /// The id, where it is known before the plan is carried out.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Existing(id) => Some(id),
            Self::Created(_) => None,
        }
    }
}
