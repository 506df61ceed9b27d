//! Organizations for the tests: any that can be described, and one of a given size.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use crate::audit::rules::fixture::{key, managed, now, shipped, unmanaged};
use crate::audit::{
    AccountFacts, AccountPlace, AccountSnapshot, AccountState, AuditedUser, CredentialReport, GroupPolicies,
    GuardrailFacts, GuardrailReading, Known, Part, PolicyDocumentVersion, Reading, ReportRow, Scope,
    Snapshot,
};
use crate::domain::{AccountId, CredentialAlias, Expiry, Key, KeyStatus, Partition};
use crate::guardrail::{Member, Organization, PolicyType, Scp};
use crate::lifecycle::{Leftover, MfaDevice, ObservedUser};
use crate::policy::PolicyDocument;

pub(super) fn snapshot(accounts: Vec<AccountSnapshot>) -> Snapshot {
    let guardrails = GuardrailReading::Read(Box::new(unguarded(&accounts)));
    Snapshot {
        taken_at: now(),
        caller: "000000000001".parse().unwrap(),
        partition: Partition::commercial(),
        scope: Scope::Organization("o-example123".parse().unwrap()),
        part: Part::Whole,
        accounts,
        guardrails,
    }
}

/// These accounts below a root at which everything is allowed.
pub(super) fn unguarded(accounts: &[AccountSnapshot]) -> GuardrailFacts {
    let full = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let member = |account: &AccountSnapshot| {
        let parent = Known::Known("r-1".to_owned());
        (account.id.clone(), Member { name: None, state: account.state.clone(), parent })
    };
    let everywhere = accounts.iter().map(|account| account.id.to_string()).chain(["r-1".to_owned()]);
    let full = Scp {
        name: "FullAWSAccess".to_owned(),
        document: Known::Known(PolicyDocument::parse(full).unwrap()),
        targets: Known::Known(everywhere.collect()),
    };
    let organization = Organization {
        partition: crate::domain::Partition::commercial(),
        root: "r-1".to_owned(),
        management: "000000000001".parse().unwrap(),
        policy_type: PolicyType::Enabled,
        units: BTreeMap::new(),
        accounts: accounts.iter().map(member).collect(),
        policies: Known::Known(BTreeMap::from([("p-FullAWSAccess".to_owned(), full)])),
    };
    GuardrailFacts { organization, tags: Known::Known(BTreeMap::new()) }
}

/// An account that was read, with these users and keys.
pub(super) fn account(id: &str, users: Vec<AuditedUser>, keys: Vec<Key>) -> AccountSnapshot {
    let row = |user: &AuditedUser| {
        let row = ReportRow {
            password_enabled: Some(false),
            access_key_1_active: Some(false),
            access_key_2_active: Some(false),
        };
        (user.user.name.to_string(), row)
    };
    let report = CredentialReport { generated_at: now(), rows: users.iter().map(row).collect() };
    let facts = AccountFacts {
        keys: Known::Known(keys),
        users: Known::Known(users.into_iter().map(|user| (user.user.name.clone(), user)).collect()),
        policies: BTreeMap::new(),
        credential_report: Known::Known(report),
        unreadable: Vec::new(),
    };
    AccountSnapshot {
        id: id.parse().unwrap(),
        name: Some(format!("account {id}")),
        state: AccountState::Active,
        place: AccountPlace::Member,
        ancestors: Known::Known(vec!["r-1".to_owned()]),
        reading: Reading::Audited(Box::new(facts)),
    }
}

/// A large organization: each account has users with a policy of their own and users with one of AWS's.
pub(super) fn large(accounts: u64, keys: u32) -> Snapshot {
    let arn = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess";
    let one = |number: u64| {
        let id = format!("{:012}", 100_000_000_000 + number);
        let mut users = Vec::new();
        let mut all = Vec::new();
        for index in 0..keys {
            let name = format!("BedrockAPIKey-{index:04}");
            let mut user = unmanaged(&name);
            if index % 2 == 0 {
                user.user.attached.insert(arn.to_owned());
            } else {
                let narrowed = shipped().replace(":*:*:", &format!(":*:{id}:"));
                user.user.inline.insert("bedrock-keys".to_owned(), narrowed);
            }
            users.push(user);
            all.push(key(&name, index));
        }
        let mut account = account(&id, users, all);
        if let Reading::Audited(facts) = &mut account.reading {
            let document = include_str!("../../sandbox/managed_policies/AmazonBedrockLimitedAccess.json");
            let description: serde_json::Value = serde_json::from_str(document).unwrap();
            let document = description["document"].to_string();
            let policy = PolicyDocumentVersion { version: "v9".to_owned(), document };
            facts.policies.insert(arn.to_owned(), Known::Known(policy));
        }
        account
    };
    snapshot((0..accounts).map(one).collect())
}

fn known<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Known<T>> {
    prop_oneof![3 => value.prop_map(Known::Known), 1 => ".{0,8}".prop_map(Known::Unknown)]
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000_i64, 0..1_000_i64).prop_map(|(seconds, millis)| {
        Timestamp::UNIX_EPOCH + SignedDuration::new(seconds, (millis * 1_000_000) as i32)
    })
}

fn any_key() -> impl Strategy<Value = Key> {
    let status = prop_oneof![
        Just(KeyStatus::Active),
        Just(KeyStatus::Inactive),
        Just(KeyStatus::Expired),
        Just(KeyStatus::Unknown)
    ];
    let expiry = prop_oneof![Just(Expiry::Never), instant().prop_map(Expiry::At)];
    let alias = option::of(".{0,8}".prop_map(CredentialAlias::new));
    ("[A-Z0-9]{20,24}", "[a-z]{1,4}", alias, status, instant(), expiry).prop_map(
        |(id, user, alias, recorded, created, expiry)| Key {
            id: id.parse().unwrap(),
            user: user.parse().unwrap(),
            alias,
            recorded,
            created,
            expiry,
        },
    )
}

fn leftover() -> impl Strategy<Value = Leftover> {
    prop_oneof![
        ".{0,4}".prop_map(Leftover::AccessKey),
        Just(Leftover::ConsolePassword),
        ".{0,4}".prop_map(|serial| Leftover::Mfa(MfaDevice { serial })),
        ".{0,4}".prop_map(Leftover::SshKey),
        ".{0,4}".prop_map(Leftover::SigningCertificate),
        (".{0,4}", ".{0,4}").prop_map(|(id, service)| Leftover::ServiceCredential { id, service }),
        ".{0,4}".prop_map(Leftover::AttachedPolicy),
        ".{0,4}".prop_map(Leftover::InlinePolicy),
        ".{0,4}".prop_map(Leftover::Group),
    ]
}

fn texts() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(".{0,6}", ".{0,6}", 0..3)
}

fn any_user() -> impl Strategy<Value = AuditedUser> {
    let user = ("[a-z]{1,4}", ".{0,4}", texts(), option::of(".{0,4}"), btree_set(".{0,4}", 0..3), texts())
        .prop_map(|(name, path, tags, boundary, attached, inline)| ObservedUser {
            name: name.parse().unwrap(),
            path,
            tags,
            boundary,
            attached,
            inline,
            groups: Vec::new(),
        });
    let group =
        (vec(".{0,4}", 0..2), texts()).prop_map(|(attached, inline)| GroupPolicies { attached, inline });
    let groups = known(btree_map(".{0,4}", group, 0..2));
    (user, vec(".{0,4}", 0..2), groups, option::of(known(vec(leftover(), 0..3)))).prop_map(
        |(user, names, groups, ways_in)| AuditedUser {
            user: ObservedUser { groups: names, ..user },
            groups,
            ways_in,
        },
    )
}

fn any_facts() -> impl Strategy<Value = AccountFacts> {
    let row = (any::<Option<bool>>(), any::<Option<bool>>(), any::<Option<bool>>()).prop_map(
        |(one, two, three)| ReportRow {
            password_enabled: one,
            access_key_1_active: two,
            access_key_2_active: three,
        },
    );
    let report = (instant(), btree_map(".{0,4}", row, 0..3))
        .prop_map(|(generated_at, rows)| CredentialReport { generated_at, rows });
    let policy =
        (".{0,4}", ".{0,9}").prop_map(|(version, document)| PolicyDocumentVersion { version, document });
    let users = vec(any_user(), 0..3)
        .prop_map(|users| users.into_iter().map(|user| (user.user.name.clone(), user)).collect());
    let policies = btree_map(".{0,6}", known(policy), 0..3);
    (known(vec(any_key(), 0..4)), known(users), policies, known(report), vec(".{0,6}", 0..2)).prop_map(
        |(keys, users, policies, credential_report, unreadable)| AccountFacts {
            keys,
            users,
            policies,
            credential_report,
            unreadable,
        },
    )
}

fn any_account(id: AccountId) -> impl Strategy<Value = AccountSnapshot> {
    let state = prop_oneof![
        Just(AccountState::Active),
        Just(AccountState::Suspended),
        Just(AccountState::PendingActivation),
        Just(AccountState::PendingClosure),
        Just(AccountState::Closed),
        ".{0,4}".prop_map(AccountState::Unknown)
    ];
    let place = prop_oneof![
        Just(AccountPlace::Management),
        Just(AccountPlace::Member),
        Just(AccountPlace::Standalone),
        Just(AccountPlace::Unknown)
    ];
    let reading = prop_oneof![
        4 => any_facts().prop_map(|facts| Reading::Audited(Box::new(facts))),
        1 => ".{0,6}".prop_map(Reading::NotAudited),
        1 => ".{0,6}".prop_map(Reading::OutOfScope),
    ];
    (option::of(".{0,6}"), state, place, known(vec(".{0,4}", 0..3)), reading).prop_map(
        move |(name, state, place, ancestors, reading)| AccountSnapshot {
            id: id.clone(),
            name,
            state,
            place,
            ancestors,
            reading,
        },
    )
}

/// Any organization of up to a dozen accounts.
pub(super) fn any_snapshot() -> impl Strategy<Value = Snapshot> {
    btree_set("[0-9]{12}", 0..12)
        .prop_flat_map(|ids: BTreeSet<String>| {
            ids.into_iter().map(|id| any_account(id.parse().unwrap())).collect::<Vec<_>>()
        })
        .prop_map(snapshot)
}

/// A managed user with a delivered key.
pub(super) fn onboarded(name: &str, number: u32) -> (AuditedUser, Key) {
    let key = key(name, number);
    let delivered = format!("bedrock-keys:delivered:{}", key.id);
    (managed(name, &[(&delivered, "2026-11-13T12:00:00Z")]), key)
}
