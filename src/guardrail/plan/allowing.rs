//! Owns whether every place that a plan touches is left with a policy that allows something.
//!
//! Where none does, everything below is denied, whatever the policies there were meant to deny. AWS only keeps the last
//! policy of a place, not the last one that allows.
//!
//! Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>

use std::collections::{BTreeMap, BTreeSet};

use super::{ObservedPolicies, Step};
use crate::policy::PolicyDocument;

/// A place where nothing is allowed any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Barred {
    /// The place.
    pub(super) target: String,
    /// A policy that allows something there, and is taken away or changed.
    pub(super) name: String,
}

/// The policies at each place, by name, and what each says.
struct Attachments<'plan> {
    at: BTreeMap<&'plan str, BTreeSet<&'plan str>>,
    texts: BTreeMap<&'plan str, &'plan str>,
}

/// The places that the steps leave with policies of which none is known to allow anything, although one did, or may have.
pub(super) fn barred(steps: &[Step], observed: &ObservedPolicies) -> Vec<Barred> {
    let before = Attachments::of(observed);
    let mut after = Attachments::of(observed);
    let touched: BTreeSet<&str> = steps.iter().flat_map(|step| after.carry_out(step)).collect();
    let barred = touched.into_iter().filter_map(|target| {
        let left = after.at.get(target).filter(|left| !left.is_empty())?;
        if left.iter().any(|name| after.says(name) == Allowing::Something) {
            return None;
        }
        let there = before.at.get(target)?;
        let name = there.iter().find(|name| before.says(name) != Allowing::Nothing)?;
        Some(Barred { target: target.to_owned(), name: (*name).to_owned() })
    });
    barred.collect()
}

/// Whether a text allows anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guardrail) enum Allowing {
    /// Something.
    Something,
    /// Nothing: it only denies.
    Nothing,
    /// It is no policy that can be read.
    Unknown,
}

impl Allowing {
    /// Of a text.
    pub(in crate::guardrail) fn of(content: &str) -> Self {
        match PolicyDocument::parse(content) {
            Ok(document) if document.allows_something() => Self::Something,
            Ok(_) => Self::Nothing,
            Err(_) => Self::Unknown,
        }
    }
}

impl<'plan> Attachments<'plan> {
    fn of(observed: &'plan ObservedPolicies) -> Self {
        let mut there = Self { at: BTreeMap::new(), texts: BTreeMap::new() };
        for policy in observed.policies.values() {
            there.texts.insert(&policy.name, &policy.content);
            for target in &policy.targets {
                there.at.entry(target).or_default().insert(&policy.name);
            }
        }
        there
    }

    fn says(&self, name: &str) -> Allowing {
        self.texts.get(name).map_or(Allowing::Unknown, |text| Allowing::of(text))
    }

    /// What is there after a step; returns the places where that may change what is allowed.
    fn carry_out(&mut self, step: &'plan Step) -> Vec<&'plan str> {
        match step {
            Step::CreatePolicy { name, content, .. } | Step::UpdatePolicy { name, content, .. } => {
                self.texts.insert(name, content);
                let here = self.at.iter().filter(|(_, names)| names.contains(name.as_str()));
                here.map(|(target, _)| *target).collect()
            }
            Step::AttachPolicy { name, target, .. } => {
                self.at.entry(target).or_default().insert(name);
                Vec::new()
            }
            Step::DetachPolicy { name, target, .. } => {
                self.at.entry(target).or_default().remove(name.as_str());
                vec![target]
            }
            Step::EnablePolicyType { .. }
            | Step::TagPolicy { .. }
            | Step::UntagPolicy { .. }
            | Step::DeletePolicy { .. } => Vec::new(),
        }
    }
}
