//! The world: which accounts there are, and the organization that holds them.
//!
//! Owns the tree and what hangs on it; the inside of an account is in `account`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccountId, Tag};

/// Everything that is not inside one account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct World {
    /// The version of the files' format.
    pub(crate) format: u32,
    /// The account that the static credentials belong to.
    pub(crate) management: AccountId,
    /// Absent: `management` stands alone.
    pub(crate) organization: Option<Organization>,
}

/// An organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Organization {
    /// `o-…`
    pub(crate) id: String,
    /// `r-…`
    pub(crate) root_id: String,
    pub(crate) accounts: BTreeMap<AccountId, MemberAccount>,
    /// Accounts that may read the organization as its management account does.
    #[serde(default)]
    pub(crate) delegated: BTreeSet<AccountId>,
    /// By id.
    pub(crate) units: BTreeMap<String, OrganizationalUnit>,
    /// By id.
    pub(crate) policies: BTreeMap<String, ServiceControlPolicy>,
    /// Tags by id of root, unit, account or policy.
    pub(crate) tags: BTreeMap<String, Vec<Tag>>,
    /// Whether service control policies are in force.
    #[serde(default)]
    pub(crate) policy_type: PolicyType,
    /// The last number that an id of a policy was made of.
    #[serde(default)]
    pub(crate) serial: u64,
}

/// Whether service control policies are in force
/// (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicyTypeSummary.html>).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PolicyType {
    /// They bind member accounts, as in every organization with all features that ever used one.
    #[default]
    Enabled,
    /// No policy binds anybody, and none can be attached.
    Disabled,
    /// AWS is at work on it, and none can be attached yet. A view of an enabled type, which is never kept.
    Pending,
}

/// An account as the organization sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberAccount {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) state: AccountState,
    /// `CREATED` or `INVITED`.
    pub(crate) joined_method: String,
    pub(crate) joined: Timestamp,
    /// The root's id or a unit's.
    pub(crate) parent: String,
}

/// The life of an account (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum AccountState {
    Active,
    Suspended,
}

impl AccountState {
    /// `State` and the older `Status` read the same for these.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
        }
    }
}

/// An organizational unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrganizationalUnit {
    pub(crate) name: String,
    pub(crate) parent: String,
}

/// A service control policy and where it is attached.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServiceControlPolicy {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) aws_managed: bool,
    pub(crate) content: String,
    /// Ids of roots, units and accounts.
    pub(crate) targets: BTreeSet<String>,
}

/// A place in the tree.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target<'a> {
    Root,
    Unit(&'a OrganizationalUnit),
    Account(&'a MemberAccount),
}

impl World {
    /// Whether the account exists.
    pub(crate) fn has(&self, account: &AccountId) -> bool {
        *account == self.management
            || self
                .organization
                .as_ref()
                .is_some_and(|organization| organization.accounts.contains_key(account))
    }
}

impl Organization {
    /// What an id of root, unit or account stands for.
    pub(crate) fn target(&self, id: &str) -> Option<Target<'_>> {
        if id == self.root_id {
            return Some(Target::Root);
        }
        if let Some(unit) = self.units.get(id) {
            return Some(Target::Unit(unit));
        }
        let account = AccountId::parse(id)?;
        self.accounts.get(&account).map(Target::Account)
    }

    /// The ids of everything a policy can be attached to.
    pub(crate) fn targets(&self) -> impl Iterator<Item = String> {
        let units = self.units.keys().cloned();
        let accounts = self.accounts.keys().map(ToString::to_string);
        std::iter::once(self.root_id.clone()).chain(units).chain(accounts)
    }

    /// The places from the root down to an account or unit, itself included.
    pub(crate) fn levels<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        let mut chain = vec![id];
        let mut place = id;
        while let Some(parent) = self.parent(place).filter(|parent| !chain.contains(parent)) {
            chain.push(parent);
            place = parent;
        }
        chain.reverse();
        chain
    }

    /// The place above a unit or account.
    pub(crate) fn parent<'a>(&'a self, id: &str) -> Option<&'a str> {
        match self.target(id)? {
            Target::Root => None,
            Target::Unit(unit) => Some(&unit.parent),
            Target::Account(account) => Some(&account.parent),
        }
    }

    /// `o-…/r-…/ou-…/id/`: the chain from the organization down to the place itself, with a trailing slash.
    pub(crate) fn path(&self, id: &str) -> String {
        let mut chain = vec![id];
        let mut place = id;
        while let Some(parent) = self.parent(place) {
            // A damaged file could tie the tree into a knot.
            if chain.contains(&parent) {
                break;
            }
            chain.push(parent);
            place = parent;
        }
        chain.push(&self.id);
        chain.reverse();
        chain.join("/") + "/"
    }
}
