//! What is read of an organization's guardrails, in which order, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};

use tokio_util::sync::CancellationToken;

use crate::audit::Known;
use crate::aws::{AwsError, ListedAccount, OrganizationRoot};
use crate::collect::listing::Whose;
use crate::collect::{Calls, CollectError, OrganizationListing};
use crate::domain::{AccountId, OrganizationId, UnitId};
use crate::guardrail::plan::ObservedPolicies;
use crate::guardrail::{Organization, PolicyType};

use super::observed::observe;
use super::places::{Places, member, read_units};
use super::policies::{read_policies, scps, with_full_access};

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
    /// The organization's id.
    pub organization_id: OrganizationId,
    /// The organization for coverage and previews; what was not read is unknown there.
    pub organization: Organization,
    /// The policies for a plan, or everything that is missing for one: what is not known is not changed.
    pub observed: Result<ObservedPolicies, Vec<String>>,
    /// Targets that were asked for and could not be looked up, each with the reason: whether there are any such is not known.
    pub unread_targets: BTreeMap<UnitId, String>,
    /// What it took.
    pub calls: Calls,
}

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
    let partition = listing.identity().await?.partition().clone();
    // Without its accounts nothing can be said of an organization, and there is no reason to wait for its policies.
    let ((whose, mut accounts), root, policies) = tokio::try_join!(
        whose_accounts(listing),
        async { Ok::<_, CollectError>(deadline.hold("ListRoots", organizations.root()).await) },
        async { Ok::<_, CollectError>(read_policies(organizations, &request.named, deadline).await) },
    )?;
    let (root, policy_type) = root_of(root, &accounts)?;
    let policies = policies.and_then(|policies| with_full_access(policies, &policy_type));
    let units = read_units(listing, &root, &mut accounts).await;
    let mut places = Places::of(&accounts, units);
    for policy in policies.iter().flatten().map(|(_, policy)| policy) {
        places.see_targets(policy.targets.iter().flatten());
    }
    let unread_targets = places.look_for(&request.targets, organizations, deadline).await;
    let organization = Organization {
        partition,
        root: root.as_str().to_owned(),
        management: whose.management,
        policy_type,
        units: places.into_units(),
        accounts: accounts.into_values().map(member).collect(),
        policies: Known::from(policies.as_ref().map(scps)),
    };
    let observed = observe(&organization, policies, &request.named, &unread_targets);
    Ok(GuardrailCollection {
        organization_id: whose.organization,
        organization,
        observed,
        unread_targets,
        calls: Calls { shared: listing.session().calls().counts(), accounts: BTreeMap::new() },
    })
}

/// Whose organization it is, and its accounts. What binds whom hangs on both.
async fn whose_accounts(
    listing: &OrganizationListing,
) -> Result<(Whose, BTreeMap<AccountId, ListedAccount>), CollectError> {
    let listed = listing.listed().await?;
    let whose = listed.whose.clone().map_err(CollectError::Organization)?;
    Ok((whose, listed.accounts.clone()))
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
