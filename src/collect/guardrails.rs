//! The reading of an organization's guardrails: its tree, its accounts, its service control policies.
//!
//! Calls are made per policy, never per account. What was not read is unknown, with the reason, and everything else is
//! still there: a deny that was read stays certain when another policy could not be.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use crate::audit::Known;
use crate::aws::{AwsError, ErrorClass, ListedAccount, ListedPolicy, OrganizationRoot, Organizations};
use crate::domain::{AccountId, UnitId};
use crate::guardrail::plan::{ObservedPolicies, ObservedPolicy, Origin};
use crate::guardrail::{Member, Organization, PolicyType, Scp, Unit};
use crate::policy::PolicyDocument;

use super::deadline::Deadline;
use super::{Calls, CollectError, OrganizationListing};

/// What of an organization's guardrails is read beyond what every question needs.
#[derive(Debug, Clone, Default)]
pub struct GuardrailRequest {
    /// Policies whose tags are read, by name: those that are to be changed.
    pub named: BTreeSet<String>,
    /// OUs that must be looked for, even where no account and no policy leads to them.
    pub targets: BTreeSet<UnitId>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardrailCollection {
    /// The organization, `o-…`.
    pub organization_id: String,
    /// The account whose credentials were used.
    pub caller: AccountId,
    /// The organization for coverage and previews; what was not read is unknown there.
    pub organization: Organization,
    /// The policies for a plan, or everything that is missing for one: what is not known is not changed.
    pub observed: Result<ObservedPolicies, Vec<String>>,
    /// Targets that were asked for and could not be looked up, each with the reason: whether there are any such is not known.
    pub unread_targets: BTreeMap<UnitId, String>,
    /// What it took.
    pub calls: Calls,
}

/// Policies described at the same time; the limit is two a second.
const DESCRIBED_AT_ONCE: usize = 2;
/// Policies whose targets are listed at the same time; the limit is five a second.
const LISTED_AT_ONCE: usize = 5;

/// Reads the guardrails of an organization. Policies are asked for as soon as it is known who asks: nothing of them waits for the
/// list of accounts.
///
/// # Errors
/// Where nothing at all can be said: who asks, whose organization it is, its root, its accounts.
pub async fn guardrails(
    listing: &OrganizationListing,
    request: &GuardrailRequest,
    stop: &CancellationToken,
) -> Result<GuardrailCollection, CollectError> {
    tokio::select! {
        biased;
        () = stop.cancelled() => Err(CollectError::Interrupted),
        read = read(listing, request) => read,
    }
}

async fn read(
    listing: &OrganizationListing,
    request: &GuardrailRequest,
) -> Result<GuardrailCollection, CollectError> {
    let (organizations, deadline) = (listing.organizations(), listing.deadline());
    let identity = listing.identity().await?;
    // Without its accounts nothing can be said of an organization, and there is no reason to wait for its policies.
    let (listed, root, policies) = tokio::try_join!(
        listing.listed(),
        async { Ok::<_, CollectError>(deadline.hold("ListRoots", organizations.root()).await) },
        async { Ok::<_, CollectError>(read_policies(organizations, request, deadline).await) },
    )?;
    let whose = listed.whose.clone().map_err(CollectError::Organization)?;
    let mut accounts = listed.accounts.clone();
    let (root, policy_type) = root_of(root, &accounts)?;
    let policies = policies.and_then(|policies| with_full_access(policies, &policy_type));
    let units = read_units(listing, &root, &mut accounts).await;
    let mut places = Places::of(&accounts, units);
    if let Ok(policies) = &policies {
        places.see_targets(policies);
    }
    let unread_targets = places.look_for(organizations, request, deadline).await;
    let organization = Organization {
        root: root.as_str().to_owned(),
        management: whose.management,
        policy_type,
        units: places.units,
        accounts: accounts.into_values().map(member).collect(),
        policies: Known::from(policies.as_ref().map(scps)),
    };
    let observed = observe(&organization, policies, request, &unread_targets);
    Ok(GuardrailCollection {
        organization_id: whose.organization,
        caller: identity.account.clone(),
        organization,
        observed,
        unread_targets,
        calls: Calls { shared: listing.session().calls().counts(), accounts: BTreeMap::new() },
    })
}

/// The root, from the list of roots or else from the paths of the accounts, where all name the same.
fn root_of(
    root: Result<OrganizationRoot, AwsError>,
    accounts: &BTreeMap<AccountId, ListedAccount>,
) -> Result<(UnitId, PolicyType), CollectError> {
    let error = match root {
        Ok(root) => return Ok((root.id, root.policy_type)),
        Err(error) => error,
    };
    let named: BTreeSet<&String> = accounts
        .values()
        .filter_map(|account| account.ancestors.as_ref().ok().and_then(|ancestors| ancestors.first()))
        .collect();
    let only = if named.len() == 1 { named.first().and_then(|id| id.parse().ok()) } else { None };
    let why = error.to_string();
    only.map(|root| (root, PolicyType::Unknown(why))).ok_or(CollectError::Organization(error))
}

/// The units of the tree, where accounts do not name their place: it is filled in, or the reason why it could not be read.
async fn read_units(
    listing: &OrganizationListing,
    root: &UnitId,
    accounts: &mut BTreeMap<AccountId, ListedAccount>,
) -> BTreeMap<String, Unit> {
    match listing.place_below(root, accounts).await {
        Ok(tree) => tree.units,
        Err(error) => {
            for account in accounts.values_mut().filter(|account| account.ancestors.as_ref().is_err()) {
                account.ancestors = Known::Unknown(error.to_string());
            }
            BTreeMap::new()
        }
    }
}

fn member(account: ListedAccount) -> (AccountId, Member) {
    let parent = match account.ancestors {
        Known::Known(mut above) => Known::from(above.pop().ok_or("its place was not read")),
        Known::Unknown(why) => Known::Unknown(why),
    };
    (account.id, Member { name: account.name, state: account.state, parent })
}

/// A policy with all that was read of it.
struct ReadPolicy {
    listed: ListedPolicy,
    content: Result<String, AwsError>,
    targets: Result<BTreeMap<String, String>, AwsError>,
    /// Nothing where nobody asked.
    tags: Option<Result<BTreeMap<String, String>, AwsError>>,
}

async fn read_policies(
    organizations: &Organizations,
    request: &GuardrailRequest,
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
    let wanted = listed.iter().filter(|(_, policy)| request.named.contains(&policy.name));
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
fn with_full_access(
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

fn scps(policies: &BTreeMap<String, ReadPolicy>) -> BTreeMap<String, Scp> {
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

/// Where things are, put together from the paths of accounts, the tree and the targets of policies. An OU has at least one
/// policy while policies are in force, so the targets name them all.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_attach.html>
struct Places {
    units: BTreeMap<String, Unit>,
    contradicted: BTreeSet<String>,
}

impl Places {
    fn of(accounts: &BTreeMap<AccountId, ListedAccount>, units: BTreeMap<String, Unit>) -> Self {
        let mut places = Self { units, contradicted: BTreeSet::new() };
        for above in accounts.values().filter_map(|account| account.ancestors.as_ref().ok()) {
            for (parent, unit) in above.iter().zip(above.iter().skip(1)) {
                places.see(unit, Known::Known(parent.clone()));
            }
        }
        places
    }

    /// Units do not move, so that two places above one unit are an answer that makes no sense: neither is believed.
    fn see(&mut self, unit: &str, parent: Known<String>) {
        let nameless = || Unit { name: String::new(), parent: Known::Unknown(String::new()) };
        let seen = self.units.entry(unit.to_owned()).or_insert_with(nameless);
        match (&seen.parent, &parent) {
            (Known::Known(one), Known::Known(other)) if one != other => {
                seen.parent =
                    Known::Unknown(format!("`{unit}` is said to be below `{one}` and below `{other}`"));
                self.contradicted.insert(unit.to_owned());
            }
            (Known::Unknown(_), _) if !self.contradicted.contains(unit) => seen.parent = parent,
            (Known::Known(_) | Known::Unknown(_), _) => {}
        }
    }

    fn see_targets(&mut self, policies: &BTreeMap<String, ReadPolicy>) {
        let targets = policies.values().filter_map(|policy| policy.targets.as_ref().ok()).flatten();
        for (id, name) in targets.filter(|(id, _)| id.starts_with("ou-")) {
            self.see(id, Known::Unknown("no account leads to this organizational unit".to_owned()));
            if let Some(unit) = self.units.get_mut(id).filter(|unit| unit.name.is_empty()) {
                unit.name.clone_from(name);
            }
        }
    }

    /// Asks for the OUs that were named and that nothing led to. One that AWS does not find is left out; one that could not be
    /// looked up is answered, because it may be there.
    async fn look_for(
        &mut self,
        organizations: &Organizations,
        request: &GuardrailRequest,
        deadline: Deadline,
    ) -> BTreeMap<UnitId, String> {
        let unseen = request.targets.iter().filter(|unit| unit.as_str().starts_with("ou-"));
        let unseen: Vec<&UnitId> = unseen.filter(|unit| !self.units.contains_key(unit.as_str())).collect();
        let mut unread = BTreeMap::new();
        for unit in unseen {
            match deadline.hold("DescribeOrganizationalUnit", organizations.unit(unit)).await {
                Ok(found) => {
                    self.units.insert(unit.as_str().to_owned(), found);
                }
                Err(error) if error.class == ErrorClass::NotFound => {}
                Err(error) => {
                    unread.insert(unit.clone(), error.to_string());
                }
            }
        }
        unread
    }
}

/// The policies for a plan, or all that is missing. Whether a policy that nobody named can be parsed matters to no plan.
fn observe(
    organization: &Organization,
    policies: Result<BTreeMap<String, ReadPolicy>, AwsError>,
    request: &GuardrailRequest,
    unread_targets: &BTreeMap<UnitId, String>,
) -> Result<ObservedPolicies, Vec<String>> {
    let policies = policies.map_err(|error| vec![error.to_string()])?;
    let mut missing: Vec<String> =
        unread_targets.iter().map(|(unit, why)| format!("target `{unit}`: {why}")).collect();
    let mut observed = BTreeMap::new();
    for (id, policy) in policies {
        let mut unread = |error: &AwsError| missing.push(format!("policy `{id}`: {error}"));
        let asked = request.named.contains(&policy.listed.name);
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

    #[test]
    fn a_unit_at_two_places_is_at_no_known_one() {
        let account = |id: &str, above: &[&str]| {
            let id: AccountId = id.parse().unwrap();
            let ancestors = Known::Known(above.iter().map(|&place| place.to_owned()).collect());
            let listed = ListedAccount {
                name: None,
                state: crate::domain::AccountState::Active,
                ancestors,
                id: id.clone(),
            };
            (id, listed)
        };
        let accounts = BTreeMap::from([
            account("111111111111", &["r-root", "ou-root-aaaaaaaa"]),
            account("222222222222", &["r-root", "ou-root-bbbbbbbb", "ou-root-aaaaaaaa"]),
            account("333333333333", &["r-root", "ou-root-aaaaaaaa"]),
        ]);
        let places = Places::of(&accounts, BTreeMap::new());
        assert!(matches!(places.units["ou-root-aaaaaaaa"].parent, Known::Unknown(_)));
        assert_eq!(places.units["ou-root-bbbbbbbb"].parent, Known::Known("r-root".to_owned()));
    }
}
