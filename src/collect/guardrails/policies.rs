//! The service control policies of an organization: what they say, and what they are attached to.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, stream};

use crate::audit::Known;
use crate::aws::{AwsError, ListedPolicy, Organizations};
use crate::collect::deadline::Deadline;
use crate::guardrail::plan::Origin;
use crate::guardrail::{PolicyType, Scp};
use crate::policy::PolicyDocument;

/// Policies described at the same time; the limit is two a second.
const DESCRIBED_AT_ONCE: usize = 2;
/// Policies whose targets are listed at the same time; the limit is five a second.
const LISTED_AT_ONCE: usize = 5;

/// A policy with all that was read of it.
pub(super) struct ReadPolicy {
    pub(super) listed: ListedPolicy,
    pub(super) content: Result<String, AwsError>,
    pub(super) targets: Result<BTreeMap<String, String>, AwsError>,
    /// Nothing where nobody asked.
    pub(super) tags: Option<Result<BTreeMap<String, String>, AwsError>>,
}

/// Reads every service control policy, and the tags of those of these names.
pub(super) async fn read_policies(
    organizations: &Organizations,
    named: &BTreeSet<String>,
    deadline: Deadline,
) -> Result<BTreeMap<String, ReadPolicy>, AwsError> {
    let listed = deadline.hold("ListPolicies", organizations.policies()).await?;
    let describe = stream::iter(listed.keys())
        .map(
            |id| async move { (id, deadline.hold("DescribePolicy", organizations.policy_content(id)).await) },
        )
        .buffer_unordered(DESCRIBED_AT_ONCE)
        .collect::<BTreeMap<_, _>>();
    let target = stream::iter(listed.keys())
        .map(|id| async move {
            (id, deadline.hold("ListTargetsForPolicy", organizations.policy_targets(id)).await)
        })
        .buffer_unordered(LISTED_AT_ONCE)
        .collect::<BTreeMap<_, _>>();
    let wanted = listed.iter().filter(|(_, policy)| named.contains(&policy.name));
    let tag = stream::iter(wanted)
        .map(|(id, _)| async move {
            (id, deadline.hold("ListTagsForResource", organizations.policy_tags(id)).await)
        })
        .buffer_unordered(LISTED_AT_ONCE)
        .collect::<BTreeMap<_, _>>();
    let (mut contents, mut targets, mut tags) = tokio::join!(describe, target, tag);
    let unread = |operation| AwsError::malformed(operation, "it was not read");
    let read = listed.iter().map(|(id, policy)| {
        let policy = ReadPolicy {
            listed: policy.clone(),
            content: contents.remove(id).unwrap_or_else(|| Err(unread("DescribePolicy"))),
            targets: targets.remove(id).unwrap_or_else(|| Err(unread("ListTargetsForPolicy"))),
            tags: tags.remove(id),
        };
        (id.clone(), policy)
    });
    Ok(read.collect())
}

/// A list without the policy of AWS's own is not the whole list: `FullAWSAccess` cannot be deleted.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>
pub(super) fn with_full_access(
    policies: BTreeMap<String, ReadPolicy>,
    policy_type: &PolicyType,
) -> Result<BTreeMap<String, ReadPolicy>, AwsError> {
    let is_there = policies.values().any(|policy| policy.listed.origin == Origin::Aws);
    if is_there || *policy_type == PolicyType::Disabled {
        Ok(policies)
    } else {
        Err(AwsError::malformed("ListPolicies", "the list lacks FullAWSAccess, which every organization has"))
    }
}

/// The policies as questions are put to them.
pub(super) fn scps(policies: &BTreeMap<String, ReadPolicy>) -> BTreeMap<String, Scp> {
    let scp = |policy: &ReadPolicy| Scp {
        name: policy.listed.name.clone(),
        document: match &policy.content {
            Ok(content) => Known::from(
                PolicyDocument::parse(content)
                    .map_err(|mistakes| format!("its text is no policy: {mistakes}")),
            ),
            Err(error) => Known::Unknown(error.to_string()),
        },
        targets: Known::from(policy.targets.as_ref().map(|targets| targets.keys().cloned().collect())),
    };
    policies.iter().map(|(id, policy)| (id.clone(), scp(policy))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_without_the_policy_that_cannot_be_deleted_is_not_believed() {
        let full = ReadPolicy {
            listed: ListedPolicy {
                name: "FullAWSAccess".to_owned(),
                description: String::new(),
                origin: Origin::Aws,
            },
            content: Ok(String::new()),
            targets: Ok(BTreeMap::new()),
            tags: None,
        };
        let listed =
            |policies, policy_type| with_full_access(policies, &policy_type).map(|found| found.len());
        assert!(listed(BTreeMap::new(), PolicyType::Enabled).is_err());
        assert!(listed(BTreeMap::new(), PolicyType::Unknown(String::new())).is_err());
        assert_eq!(listed(BTreeMap::new(), PolicyType::Disabled), Ok(0));
        let full = BTreeMap::from([("p-FullAWSAccess".to_owned(), full)]);
        assert_eq!(listed(full, PolicyType::Enabled), Ok(1));
    }
}
