//! What an existing user lacks, and what is on it that the tool leaves alone.

use std::collections::BTreeMap;

use super::plan::{Remark, Step};
use super::{DesiredKey, INLINE_POLICY_NAME, ObservedAccount, ObservedUser, Record, record};

/// The policy a user is to have, resolved for the account.
pub(super) enum WantedPolicy {
    Managed(String),
    Inline(String),
}

impl WantedPolicy {
    pub(super) fn of(desired: &DesiredKey, account: &ObservedAccount) -> Self {
        match desired.permissions.managed_policy_arn(&account.partition) {
            Some(arn) => Self::Managed(arn),
            None => Self::Inline(
                desired.permissions.inline_document(&account.partition, &account.account).unwrap_or_default(),
            ),
        }
    }

    /// What the tool remembers having granted.
    pub(super) fn label(&self) -> &str {
        match self {
            Self::Managed(arn) => arn,
            Self::Inline(_) => "inference-only",
        }
    }

    pub(super) fn grant(&self) -> Step {
        match self {
            Self::Managed(arn) => Step::Attach(arn.clone()),
            Self::Inline(document) => Step::WriteInline(document.clone()),
        }
    }
}

/// The steps that bring an existing user in line, and what is on it that the tool leaves alone.
pub(super) fn align(
    desired: &DesiredKey,
    observed: &ObservedUser,
    record: &Record,
    account: &ObservedAccount,
) -> (Vec<Step>, Vec<Remark>) {
    let wanted = WantedPolicy::of(desired, account);
    let mut steps = Vec::new();
    let mut remarks = Vec::new();
    let tags: BTreeMap<_, _> = record::tags_for(desired, wanted.label())
        .into_iter()
        .filter(|(key, value)| observed.tags.get(key.as_str()).map(String::as_str) != Some(value.as_str()))
        .collect();
    // The record of the granted policy is written before the old policy is taken away: interrupted in between, the
    // next run would not know any more that the old one was ours. So the tags go last where the policy changes.
    let changes_policy =
        tags.keys().any(|key| key.as_str() == "bedrock-keys:policy") && record.policy.is_some();
    if !tags.is_empty() && !changes_policy {
        steps.push(Step::Tag(tags.clone()));
    }
    match (&desired.boundary, &observed.boundary) {
        (Some(wanted), Some(there)) if wanted.as_str() == there => {}
        (Some(wanted), _) => steps.push(Step::SetBoundary(wanted.clone())),
        (None, Some(there)) => remarks.push(Remark::BoundaryStays(there.clone())),
        (None, None) => {}
    }
    let inline = observed.inline.get(INLINE_POLICY_NAME);
    let granted = match &wanted {
        WantedPolicy::Managed(arn) => observed.attached.contains(arn),
        WantedPolicy::Inline(document) => inline.is_some_and(|there| same_document(there, document)),
    };
    if !granted {
        steps.push(wanted.grant());
    }
    let former = record.policy.as_ref().filter(|policy| *policy != wanted.label());
    if let Some(former) = former.filter(|former| observed.attached.contains(*former)) {
        steps.push(Step::Detach(former.clone()));
    }
    if inline.is_some() && matches!(wanted, WantedPolicy::Managed(_)) {
        steps.push(Step::DeleteInline);
    }
    if !tags.is_empty() && changes_policy {
        steps.push(Step::Tag(tags));
    }
    let ours = |arn: &&String| **arn == wanted.label() || Some(*arn) == former;
    let others = observed.attached.iter().filter(|arn| !ours(arn)).cloned();
    let inlined = observed.inline.keys().filter(|name| *name != INLINE_POLICY_NAME).cloned();
    let others: Vec<String> = others.chain(inlined).collect();
    if !others.is_empty() {
        remarks.push(Remark::OtherPolicies(others));
    }
    if !observed.groups.is_empty() {
        remarks.push(Remark::InGroups(observed.groups.clone()));
    }
    (steps, remarks)
}

fn same_document(a: &str, b: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    parse(a).is_some_and(|a| Some(a) == parse(b))
}
