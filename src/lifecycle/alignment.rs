//! What an existing user lacks, and what is on it that the tool leaves alone.

use std::collections::BTreeMap;

use crate::domain::{TagKey, TagValue};

use super::step::{Remark, Step};
use super::{DesiredKey, INLINE_POLICY_NAME, ObservedAccount, ObservedUser, Permissions, Record, record};

/// The policy a user is to have, resolved for the account.
pub(super) enum WantedPolicy {
    Managed(String),
    Inline(String),
}

impl WantedPolicy {
    pub(super) fn of(desired: &DesiredKey, account: &ObservedAccount) -> Self {
        match &desired.permissions {
            Permissions::AwsManaged(name) => Self::Managed(account.partition.managed_policy(name)),
            Permissions::Managed(arn) => Self::Managed(arn.to_string()),
            Permissions::InferenceOnly(narrowing) => {
                Self::Inline(narrowing.document(&account.partition, &account.account).to_string())
            }
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
    let former = record.policy.as_deref().filter(|policy| *policy != wanted.label());
    let tags = missing_tags(desired, observed, &wanted);
    let tagging = (!tags.is_empty()).then_some(Step::Tag(tags));
    let (boundary, kept_boundary) = boundary(desired, observed);
    let granting = grants(observed, &wanted, former);
    // The tags say which policy the tool gave. Were they changed before the old policy is taken away, a run that is
    // interrupted in between would leave a policy that no later run knows to be the tool's.
    let steps = if former.is_some() {
        boundary.into_iter().chain(granting).chain(tagging).collect()
    } else {
        tagging.into_iter().chain(boundary).chain(granting).collect()
    };
    let mut remarks: Vec<Remark> = kept_boundary.into_iter().collect();
    remarks.extend(left_alone(observed, &wanted, former));
    (steps, remarks)
}

fn missing_tags(
    desired: &DesiredKey,
    observed: &ObservedUser,
    wanted: &WantedPolicy,
) -> BTreeMap<TagKey, TagValue> {
    record::tags_for(desired, wanted.label())
        .into_iter()
        .filter(|(key, value)| observed.tags.get(key.as_str()).map(String::as_str) != Some(value.as_str()))
        .collect()
}

/// A boundary nobody asked for stays: taking it away would widen what the key can do.
fn boundary(desired: &DesiredKey, observed: &ObservedUser) -> (Option<Step>, Option<Remark>) {
    match (&desired.boundary, &observed.boundary) {
        (Some(wanted), Some(there)) if wanted.as_str() == there => (None, None),
        (Some(wanted), _) => (Some(Step::SetBoundary(wanted.clone())), None),
        (None, Some(there)) => (None, Some(Remark::BoundaryStays(there.clone()))),
        (None, None) => (None, None),
    }
}

/// The new policy comes before the old one goes, so that a key in use is never without.
fn grants(observed: &ObservedUser, wanted: &WantedPolicy, former: Option<&str>) -> Vec<Step> {
    let inline = observed.inline.get(INLINE_POLICY_NAME);
    let granted = match wanted {
        WantedPolicy::Managed(arn) => observed.attached.contains(arn),
        WantedPolicy::Inline(document) => inline.is_some_and(|there| same_document(there, document)),
    };
    let grant = (!granted).then(|| wanted.grant());
    let detach =
        former.filter(|arn| observed.attached.contains(*arn)).map(|arn| Step::Detach(arn.to_owned()));
    let delete =
        (inline.is_some() && matches!(wanted, WantedPolicy::Managed(_))).then_some(Step::DeleteInline);
    grant.into_iter().chain(detach).chain(delete).collect()
}

fn left_alone(observed: &ObservedUser, wanted: &WantedPolicy, former: Option<&str>) -> Vec<Remark> {
    let ours = |arn: &&String| *arn == wanted.label() || Some(arn.as_str()) == former;
    let attached = observed.attached.iter().filter(|arn| !ours(arn));
    let inline = observed.inline.keys().filter(|name| *name != INLINE_POLICY_NAME);
    let others: Vec<String> = attached.chain(inline).cloned().collect();
    let policies = (!others.is_empty()).then_some(Remark::OtherPolicies(others));
    let groups = (!observed.groups.is_empty()).then(|| Remark::InGroups(observed.groups.clone()));
    policies.into_iter().chain(groups).collect()
}

fn same_document(a: &str, b: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    parse(a).is_some_and(|a| Some(a) == parse(b))
}
