//! Owns the organization as far as guardrails need it: the tree, its accounts, and which SCPs hang where.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{AccountId, AccountState, Known, Partition};
use crate::policy::PolicyDocument;

/// An organization, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The partition of every ARN in it.
    pub partition: Partition,
    /// The root, `r-…`.
    pub root: String,
    /// The account that manages it: no SCP binds it.
    pub management: AccountId,
    /// Whether SCPs are in force at all.
    pub policy_type: PolicyType,
    /// OUs by id.
    pub units: BTreeMap<String, Unit>,
    /// Accounts by id, in whichever state.
    pub accounts: BTreeMap<AccountId, Member>,
    /// SCPs by id, or why they could not be listed.
    pub policies: Known<BTreeMap<String, Scp>>,
}

/// Whether the policy type `SERVICE_CONTROL_POLICY` is enabled on the root.
///
/// Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_enable-disable.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyType {
    /// SCPs bind member accounts.
    Enabled,
    /// It is being switched on; nothing is certain yet.
    PendingEnable,
    /// No SCP binds anybody.
    Disabled,
    /// Not read, and this is why.
    Unknown(String),
}

/// An organizational unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name. Untrusted text.
    pub name: String,
    /// The root or the OU above it; an OU without accounts below it may not say.
    pub parent: Known<String>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name, where it was read. Untrusted text.
    pub name: Option<String>,
    /// Its state.
    pub state: AccountState,
    /// The root or the OU above it.
    pub parent: Known<String>,
}

/// A service control policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scp {
    /// Its name. Untrusted text.
    pub name: String,
    /// What it says; a document that is no policy is unknown, with the reason.
    pub document: Known<PolicyDocument>,
    /// Ids of the roots, OUs and accounts that it is attached to.
    pub targets: Known<BTreeSet<String>>,
}

/// The places above an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// From the root down to the OU that holds the account; the account itself is not in it.
    Known(Vec<String>),
    /// The place is not known, and this is why.
    Unknown(String),
}

impl Organization {
    /// The places above an account.
    pub fn path(&self, account: &AccountId) -> Path {
        let Some(member) = self.accounts.get(account) else {
            return Path::Unknown("the account is not in the organization".to_owned());
        };
        match member.parent.as_ref() {
            Ok(parent) => self.path_to(parent),
            Err(why) => Path::Unknown(why.to_owned()),
        }
    }

    /// The places from the root down to this root or OU.
    pub fn path_to(&self, place: &str) -> Path {
        let mut path = vec![place.to_owned()];
        let mut place = place;
        while place != self.root {
            let Some(unit) = self.units.get(place) else {
                return Path::Unknown(format!("the organizational unit `{place}` was not read"));
            };
            place = match unit.parent.as_ref() {
                Ok(parent) => parent,
                Err(why) => return Path::Unknown(why.to_owned()),
            };
            if path.iter().any(|below| below == place) {
                return Path::Unknown("the tree goes round in a circle".to_owned());
            }
            path.push(place.to_owned());
        }
        path.reverse();
        Path::Known(path)
    }

    /// The accounts below a target: itself, where it is an account.
    pub fn accounts_under(&self, target: &str) -> BTreeSet<&AccountId> {
        let below = |account: &&AccountId| {
            account.as_str() == target
                || matches!(self.path(account), Path::Known(path) if path.iter().any(|place| place == target))
        };
        self.accounts.keys().filter(below).collect()
    }

    /// Places that bind somebody and that no policy was found at. While policies are in force AWS keeps at least one
    /// everywhere, so that something was not listed; without it nobody can tell what is allowed there.
    ///
    /// Page: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html>
    pub fn without_policy(&self) -> BTreeSet<String> {
        let Known::Known(policies) = &self.policies else { return BTreeSet::new() };
        let targets = || policies.values().map(|policy| policy.targets.as_ref());
        // One whose targets are not known may hang anywhere.
        if self.policy_type != PolicyType::Enabled || targets().any(|targets| targets.is_err()) {
            return BTreeSet::new();
        }
        let found: BTreeSet<&str> = targets().flatten().flatten().map(String::as_str).collect();
        let bound = self.accounts.iter().filter(|(account, member)| {
            **account != self.management
                && !matches!(member.state, AccountState::Suspended | AccountState::Closed)
        });
        let parents: BTreeSet<&str> =
            bound.clone().filter_map(|(_, member)| member.parent.as_ref().ok()).map(String::as_str).collect();
        let above = parents.into_iter().flat_map(|parent| match self.path_to(parent) {
            Path::Known(path) => path,
            Path::Unknown(_) => Vec::new(),
        });
        let places = above.chain(bound.map(|(account, _)| account.to_string()));
        places.filter(|place| !found.contains(place.as_str())).collect()
    }

    /// Whether there is a root, OU or account of this id.
    pub fn has_target(&self, target: &str) -> bool {
        target == self.root
            || self.units.contains_key(target)
            || target.parse::<AccountId>().is_ok_and(|account| self.accounts.contains_key(&account))
    }
}
