//! From the description to a state, at a given time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::Grown;
use super::description::{Seed, SeedAccount, SeedCredential, SeedUser};
use crate::policy::PolicyDocument;
use crate::sandbox::account_style::AccountStyle;
use crate::sandbox::failure::SandboxError;
use crate::sandbox::iam;
use crate::sandbox::operation::Context;
use crate::sandbox::state::{
    AccessKey, Account, Caller, Expiry, Group, IdentityPart, LoginProfile, ManagedPolicy, MemberAccount,
    MfaAssignment, Organization, OrganizationalUnit, PolicyType, PolicyVersion, Principal, Role,
    ServiceControlPolicy, Tag, User, VirtualMfaDevice, World,
};
use crate::sandbox::store::FORMAT;
use crate::sandbox::wire::PageStyle;

const DESCRIPTION: &str = include_str!("organization.json");
const FULL_ACCESS: &str = "p-FullAWSAccess";

/// The organization of a new sandbox.
pub(crate) fn organization(now: Timestamp) -> Grown {
    let seed: Seed =
        serde_json::from_str(DESCRIPTION).map_err(|error| SandboxError::Seed(error.to_string()))?;
    grow(seed, now)
}

/// What a description describes.
pub(super) fn grow(seed: Seed, now: Timestamp) -> Grown {
    let accounts = seed
        .accounts
        .iter()
        .map(|account| grow_account(account, &seed, now))
        .collect::<Result<Vec<_>, _>>()?;
    let organization = grow_organization(&seed, now);
    let world = World { format: FORMAT, management: seed.management, organization: Some(organization) };
    Ok((world, accounts))
}

fn grow_organization(seed: &Seed, now: Timestamp) -> Organization {
    let everywhere = std::iter::once(seed.root.clone())
        .chain(seed.units.iter().map(|unit| unit.id.clone()))
        .chain(seed.accounts.iter().map(|account| account.id.to_string()));
    let full_access = ServiceControlPolicy {
        name: "FullAWSAccess".to_owned(),
        description: "Allows access to every operation".to_owned(),
        aws_managed: true,
        content: PolicyDocument::allow_everything().minified(),
        targets: everywhere.collect(),
    };
    let written = seed.policies.iter().map(|policy| {
        let written = ServiceControlPolicy {
            name: policy.name.clone(),
            description: policy.description.clone(),
            aws_managed: false,
            content: policy.content.to_string(),
            targets: policy.targets.iter().cloned().collect(),
        };
        (policy.id.clone(), written)
    });
    let accounts = seed.accounts.iter().map(|account| {
        let member = MemberAccount {
            name: account.name.clone(),
            email: account.email.clone(),
            state: account.state,
            joined_method: account.joined_method.clone(),
            joined: days_before(now, account.joined_days_ago),
            parent: account.parent.clone(),
        };
        (account.id.clone(), member)
    });
    let units = seed.units.iter().map(|unit| {
        (unit.id.clone(), OrganizationalUnit { name: unit.name.clone(), parent: unit.parent.clone() })
    });
    Organization {
        id: seed.id.clone(),
        root_id: seed.root.clone(),
        accounts: accounts.collect(),
        delegated: seed.delegated.iter().cloned().collect(),
        units: units.collect(),
        policies: written.chain([(FULL_ACCESS.to_owned(), full_access)]).collect(),
        tags: BTreeMap::new(),
        policy_type: PolicyType::Enabled,
        serial: 0,
    }
}

fn grow_account(seed: &SeedAccount, organization: &Seed, now: Timestamp) -> Result<Account, SandboxError> {
    let joined = days_before(now, seed.joined_days_ago);
    let mut account = Account::new(seed.id.clone());
    account.aliases.extend(seed.alias.clone());
    for policy in &seed.policies {
        let arn = account.arn("policy", "/", &policy.name);
        let version = PolicyVersion { document: pretty(&policy.document), created: joined };
        let grown = ManagedPolicy {
            name: policy.name.clone(),
            path: "/".to_owned(),
            id: account.next_id(IdentityPart::Unique("ANPA")),
            arn: arn.clone(),
            description: policy.description.clone(),
            created: joined,
            versions: BTreeMap::from([(1, version)]),
            default_version: 1,
            tags: Vec::new(),
        };
        account.policies.insert(arn, grown);
    }
    for role in &seed.roles {
        let grown = Role {
            name: role.name.clone(),
            path: "/".to_owned(),
            id: account.next_id(IdentityPart::Unique("AROA")),
            created: joined,
            trusted: organization.management.clone(),
            delegated: organization.delegated.clone().filter(|_| role.delegated),
            attached: policy_arns(&account, &role.attached)?,
        };
        account.roles.insert(role.name.to_lowercase(), grown);
    }
    for group in &seed.groups {
        let grown = Group {
            name: group.name.clone(),
            path: "/".to_owned(),
            id: account.next_id(IdentityPart::Unique("AGPA")),
            created: joined,
            attached: policy_arns(&account, &group.attached)?,
            inline: BTreeMap::new(),
        };
        account.groups.insert(group.name.to_lowercase(), grown);
    }
    for user in &seed.users {
        grow_user(&mut account, user, now)?;
    }
    account.number_from(now);
    Ok(account)
}

fn grow_user(account: &mut Account, seed: &SeedUser, now: Timestamp) -> Result<(), SandboxError> {
    let created = days_before(now, seed.created_days_ago);
    let id = account.next_id(IdentityPart::Unique("AIDA"));
    let mut user = User::new(&seed.name, &seed.path, id, created);
    user.tags = seed.tags.iter().map(|(key, value)| Tag { key: key.clone(), value: value.clone() }).collect();
    user.attached = policy_arns(account, &seed.attached)?;
    user.boundary = seed.boundary.as_ref().map(|name| policy_arn(account, name)).transpose()?;
    user.inline = seed.inline.iter().map(|(name, document)| (name.clone(), pretty(document))).collect();
    user.groups = seed.groups.iter().map(|group| group.to_lowercase()).collect();
    user.login_profile = seed.console.as_ref().map(|console| LoginProfile {
        created: days_before(now, console.created_days_ago),
        reset_required: false,
        last_used: console.used_days_ago.map(|days| days_before(now, days)),
    });
    if seed.mfa {
        let serial_number = account.arn("mfa", "/", &seed.name);
        account
            .virtual_mfa_devices
            .insert(serial_number.clone(), VirtualMfaDevice { created, tags: Vec::new() });
        user.mfa_devices.push(MfaAssignment { serial_number, enabled: created });
    }
    for key in &seed.access_keys {
        let id = account.next_id(IdentityPart::AccessKey);
        user.access_keys.push(AccessKey {
            id,
            status: key.status,
            created: days_before(now, key.created_days_ago),
        });
    }
    account.users.insert(seed.name.to_lowercase(), user);
    for credential in &seed.credentials {
        grow_credential(account, &seed.name, credential, now)?;
    }
    Ok(())
}

/// Through the operation itself, so that limits and aliases are what they would be.
fn grow_credential(
    account: &mut Account,
    user: &str,
    seed: &SeedCredential,
    now: Timestamp,
) -> Result<(), SandboxError> {
    let created = days_before(now, seed.created_days_ago);
    let expiry = match seed.lifetime_days {
        None => Expiry::Never,
        Some(days) => Expiry::At(created + SignedDuration::from_hours(days * 24)),
    };
    let context = Context {
        now: created,
        caller: Caller { account: account.id.clone(), principal: Principal::Administrator },
        region: "us-east-1".to_owned(),
        pages: PageStyle::Full,
        accounts: AccountStyle::default(),
    };
    let credential = iam::create_credential(account, &context, user, &seed.service, expiry)
        .map_err(|error| SandboxError::Seed(error.message))?;
    if let Some(credential) = account.credentials.get_mut(&credential.id) {
        credential.status = seed.status;
    }
    Ok(())
}

fn policy_arns(account: &Account, names: &[String]) -> Result<BTreeSet<String>, SandboxError> {
    names.iter().map(|name| policy_arn(account, name)).collect()
}

/// The ARN of a policy by its name, the account's own first.
fn policy_arn(account: &Account, name: &str) -> Result<String, SandboxError> {
    let candidates = [account.arn("policy", "/", name), format!("arn:aws:iam::aws:policy/{name}")];
    let found = candidates.into_iter().find(|arn| iam::policy_of(account, arn).is_some());
    found.ok_or_else(|| SandboxError::Seed(format!("there is no policy `{name}`")))
}

fn pretty(document: &Value) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default()
}

fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now - SignedDuration::from_hours(days * 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_is_possible() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let (world, accounts) = organization(now).unwrap();
        let tree = world.organization.unwrap();
        assert_eq!(accounts.len(), tree.accounts.len());
        for account in &accounts {
            let member = &tree.accounts[&account.id];
            assert!(tree.target(&member.parent).is_some(), "{} hangs nowhere", member.name);
            assert!(member.joined <= now);
            for user in account.users.values() {
                assert!(user.created >= member.joined, "{} is older than its account", user.name);
                assert!(user.groups.iter().all(|group| account.groups.contains_key(group)));
                let keys = account.credentials.values().filter(|credential| credential.owner == user.id);
                for key in keys {
                    assert!(key.created >= user.created, "{} is older than its user", key.alias);
                }
            }
        }
        for policy in tree.policies.values() {
            assert!(policy.targets.iter().all(|target| tree.target(target).is_some()), "{}", policy.name);
            assert!(serde_json::from_str::<Value>(&policy.content).is_ok());
        }
    }
}
