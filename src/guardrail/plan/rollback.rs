//! Owns the way back: what was there before a plan, and the steps that restore it.

use std::collections::{BTreeMap, BTreeSet};

use super::allowing::{Barred, barred};
use super::observed::Origin;
use super::{
    GuardrailPlan, Headroom, ObservedPolicies, ObservedPolicy, Ownership, PlanRefusal, PlanRemark,
    PlannedPolicy, Step, last_policies, same_text, text_difference,
};
use crate::policy::PolicyDocument;

/// What was there before a plan, policy by policy; written into a file before the plan is carried out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RollbackRecord {
    /// The policies that the plan touches, by name.
    pub policies: Vec<RollbackEntry>,
}

/// One policy before a plan, and what of it the plan touches. What is not touched is not restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollbackEntry {
    /// Its name.
    pub name: String,
    /// What was there.
    pub before: Before,
    /// What the plan does to its text.
    pub text: TextChange,
    /// The targets that the plan attaches it to or detaches it from.
    pub targets: BTreeSet<String>,
    /// The keys of the tags that the plan writes or takes off.
    pub tags: BTreeSet<String>,
}

/// A policy before a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// There was none of this name.
    Absent,
    /// This one.
    There(PolicyBefore),
}

/// A policy as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyBefore {
    /// Its id.
    pub id: String,
    /// Its description.
    pub description: String,
    /// Its text.
    pub content: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// What it was attached to.
    pub targets: BTreeSet<String>,
}

/// What a plan does to the text of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextChange {
    /// Nothing.
    Untouched,
    /// It writes this one.
    Written(String),
    /// It deletes the policy.
    Deleted,
}

impl RollbackRecord {
    /// What a plan's steps are going to change.
    pub(super) fn of(steps: &[Step], observed: &ObservedPolicies) -> Self {
        let mut entries: BTreeMap<&str, RollbackEntry> = BTreeMap::new();
        for step in steps {
            let Some(name) = step.policy() else { continue };
            let entry = entries.entry(name).or_insert_with(|| RollbackEntry::untouched(name, observed));
            match step {
                Step::CreatePolicy { content, .. } | Step::UpdatePolicy { content, .. } => {
                    entry.text = TextChange::Written(content.clone());
                }
                Step::DeletePolicy { .. } => entry.text = TextChange::Deleted,
                Step::TagPolicy { tags, .. } => entry.tags.extend(tags.keys().cloned()),
                Step::UntagPolicy { keys, .. } => entry.tags.extend(keys.iter().cloned()),
                Step::AttachPolicy { target, .. } | Step::DetachPolicy { target, .. } => {
                    entry.targets.insert(target.clone());
                }
                Step::EnablePolicyType { .. } => {}
            }
        }
        Self { policies: entries.into_values().collect() }
    }

    /// The entry of a policy.
    pub fn entry(&self, name: &str) -> Option<&RollbackEntry> {
        self.policies.iter().find(|entry| entry.name == name)
    }

    /// The names of the policies, for reading their tags.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.policies.iter().map(|entry| entry.name.as_str())
    }
}

impl RollbackEntry {
    fn untouched(name: &str, observed: &ObservedPolicies) -> Self {
        let before = match observed.named(name) {
            None => Before::Absent,
            Some((id, policy)) => Before::There(PolicyBefore {
                id: id.to_owned(),
                description: policy.description.clone(),
                content: policy.content.clone(),
                tags: policy.tags.clone(),
                targets: policy.targets.clone(),
            }),
        };
        let (targets, tags) = (BTreeSet::new(), BTreeSet::new());
        Self { name: name.to_owned(), before, text: TextChange::Untouched, targets, tags }
    }

    /// The text that the policy has once the plan is carried out.
    pub fn text_after(&self) -> Option<&str> {
        match (&self.text, &self.before) {
            (TextChange::Written(text), _) => Some(text),
            (TextChange::Untouched, Before::There(before)) => Some(&before.content),
            (TextChange::Deleted, _) | (TextChange::Untouched, Before::Absent) => None,
        }
    }
}

/// The steps that restore what a record says, from what is there now: attach what was detached, detach what was attached,
/// put texts and tags back, delete what was made. What is restored already needs no step; what the plan did not attach
/// stays attached, and then the policy stays too. The policy type stays in force, because switching it off would detach
/// the policies of others.
///
/// # Errors
/// What cannot be restored, because the policy is not this tool's (any more), is another one, or is its target's last.
pub fn rollback(
    record: &RollbackRecord,
    observed: &ObservedPolicies,
    ownership: Ownership,
) -> Result<GuardrailPlan, Vec<PlanRefusal>> {
    let mut restored = Restored::default();
    for entry in &record.policies {
        let begun = restored.steps();
        match observed.named(&entry.name) {
            None => restored.missing(entry, observed),
            Some((id, there)) => restored.present(entry, id, there, observed),
        }
        let touched = restored.steps() > begun;
        if let Some((_, there)) = observed.named(&entry.name).filter(|_| touched) {
            restored.refusals.extend(there.refusal(ownership));
        }
    }
    let Restored { attach, detach, texts, delete, mut remarks, mut refusals } = restored;
    let steps: Vec<Step> = attach.into_iter().chain(detach).chain(texts).chain(delete).collect();
    refusals.extend(last_policies(&steps, observed));
    // It was so before, and whoever goes back wants what was there.
    let nothing = barred(&steps, observed).into_iter().map(|Barred { target, .. }| target);
    remarks.extend(nothing.map(|target| PlanRemark::NothingAllowed { target }));
    refusals.extend(observed.unknown_policy_type());
    if !refusals.is_empty() {
        refusals.sort();
        refusals.dedup();
        return Err(refusals);
    }
    let rollback = RollbackRecord::of(&steps, observed);
    Ok(GuardrailPlan { steps, headroom: Headroom::of(&[], observed), rollback, remarks })
}

/// What goes back, in the order in which it does: nobody is left without a policy in between.
#[derive(Default)]
struct Restored {
    attach: Vec<Step>,
    detach: Vec<Step>,
    texts: Vec<Step>,
    delete: Vec<Step>,
    remarks: Vec<PlanRemark>,
    refusals: Vec<PlanRefusal>,
}

impl Restored {
    fn steps(&self) -> usize {
        self.attach.len() + self.detach.len() + self.texts.len() + self.delete.len()
    }

    /// A policy that is not there: made again, where the plan deleted it.
    fn missing(&mut self, entry: &RollbackEntry, observed: &ObservedPolicies) {
        let name = entry.name.clone();
        let Before::There(before) = &entry.before else { return };
        if entry.text != TextChange::Deleted {
            self.remarks.push(PlanRemark::Gone { name });
            return;
        }
        let (description, content) = (before.description.clone(), before.content.clone());
        let tags = before.tags.clone();
        // The record is untrusted: whoever says yes sees what is put in force.
        let text =
            PolicyDocument::parse(&content).map_or_else(|_| content.clone(), |document| document.pretty());
        self.remarks.push(PlanRemark::MadeAgain { name: name.clone(), text });
        self.attach.push(Step::CreatePolicy { name: name.clone(), description, content, tags });
        for target in before.targets.intersection(&entry.targets) {
            self.attach_to(PlannedPolicy::Created(name.clone()), &name, target, observed);
        }
    }

    fn present(
        &mut self,
        entry: &RollbackEntry,
        id: &str,
        there: &ObservedPolicy,
        observed: &ObservedPolicies,
    ) {
        let nothing = BTreeSet::new();
        let before = match &entry.before {
            Before::Absent => None,
            Before::There(before) if before.id == id || is_made_again(entry, before, there) => Some(before),
            Before::There(_) => {
                self.refusals.push(PlanRefusal::Replaced { name: entry.name.clone() });
                return;
            }
        };
        let attached_before = before.map_or(&nothing, |before| &before.targets);
        for target in &entry.targets {
            match (attached_before.contains(target), there.targets.contains(target)) {
                (true, false) => {
                    self.attach_to(PlannedPolicy::Existing(id.to_owned()), &entry.name, target, observed);
                }
                (false, true) => self.detach.push(Step::DetachPolicy {
                    id: id.to_owned(),
                    name: entry.name.clone(),
                    target: target.clone(),
                }),
                (true, true) | (false, false) => {}
            }
        }
        if let TextChange::Written(written) = &entry.text {
            let is_before = before.is_some_and(|before| same_text(&before.content, &there.content));
            if !same_text(written, &there.content) && !is_before {
                self.remarks.push(PlanRemark::ChangedSince { name: entry.name.clone() });
            }
        }
        match before {
            Some(before) => self.restore(entry, before, id, there),
            None => self.remove(entry, id, there),
        }
    }

    fn attach_to(&mut self, policy: PlannedPolicy, name: &str, target: &str, observed: &ObservedPolicies) {
        if observed.targets.contains(target) {
            let (name, target) = (name.to_owned(), target.to_owned());
            self.attach.push(Step::AttachPolicy { policy, name, target, stage: 0 });
        } else {
            self.refusals.push(PlanRefusal::UnknownTarget { target: target.to_owned() });
        }
    }

    /// Text and tags as they were; tags last, so that a policy that was adopted is ours until all else is restored.
    fn restore(&mut self, entry: &RollbackEntry, before: &PolicyBefore, id: &str, there: &ObservedPolicy) {
        let (id, name) = (id.to_owned(), entry.name.clone());
        let is_written = matches!(entry.text, TextChange::Written(_));
        let differs = before.content != there.content || before.description != there.description;
        if is_written && differs {
            self.texts.push(Step::UpdatePolicy {
                id: id.clone(),
                name: name.clone(),
                content: before.content.clone(),
                description: before.description.clone(),
                difference: text_difference(&there.content, &before.content),
            });
        }
        let touched = || entry.tags.iter();
        let back: BTreeMap<String, String> = touched()
            .filter_map(|key| before.tags.get(key).map(|value| (key.clone(), value.clone())))
            .filter(|(key, value)| there.tags.get(key) != Some(value))
            .collect();
        if !back.is_empty() {
            self.delete.push(Step::TagPolicy { id: id.clone(), name: name.clone(), tags: back });
        }
        let is_new = |key: &&String| !before.tags.contains_key(*key) && there.tags.contains_key(*key);
        let keys: Vec<String> = touched().filter(is_new).cloned().collect();
        if !keys.is_empty() {
            self.delete.push(Step::UntagPolicy { id, name, keys });
        }
    }

    /// A policy that the plan made goes, unless it hangs where the plan did not attach it.
    fn remove(&mut self, entry: &RollbackEntry, id: &str, there: &ObservedPolicy) {
        let name = entry.name.clone();
        let elsewhere: BTreeSet<String> = there.targets.difference(&entry.targets).cloned().collect();
        if elsewhere.is_empty() {
            self.delete.push(Step::DeletePolicy { id: id.to_owned(), name });
        } else {
            self.remarks.push(PlanRemark::StaysAttached { name, targets: elsewhere });
        }
    }
}

/// A policy that was deleted and that a rollback made again has another id, and is known by its text and its tags.
fn is_made_again(entry: &RollbackEntry, before: &PolicyBefore, there: &ObservedPolicy) -> bool {
    let texts = [Some(before.content.as_str()), entry.text_after()];
    let same = texts.iter().flatten().any(|text| same_text(text, &there.content));
    same && (there.is_managed() || before.tags == there.tags)
}

impl ObservedPolicy {
    /// Why it is not to be changed; nothing where it may be.
    pub(super) fn refusal(&self, ownership: Ownership) -> Option<PlanRefusal> {
        let name = || self.name.clone();
        match (self.origin, ownership) {
            (Origin::Aws, _) => Some(PlanRefusal::AwsManaged { name: name() }),
            (Origin::Organization, Ownership::Adopt) => None,
            (Origin::Organization, Ownership::ManagedOnly) if self.is_managed() => None,
            (Origin::Organization, Ownership::ManagedOnly) => Some(PlanRefusal::NotOurs { name: name() }),
        }
    }
}
