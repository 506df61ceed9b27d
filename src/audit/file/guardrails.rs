//! The service control policies in the file of a snapshot, in and out.

use std::collections::BTreeMap;

use crate::audit::{AccountState, GuardrailFacts, GuardrailReading, Known};
use crate::domain::{AccountId, Partition, printable};
use crate::guardrail::{Member, Organization, PolicyType, Scp, Unit};
use crate::policy::PolicyDocument;

use super::{SnapshotFileError, shape};

/// What is written.
pub(super) fn written(reading: &GuardrailReading) -> shape::Guardrails {
    match reading {
        GuardrailReading::NotAsked => shape::Guardrails::NotAsked,
        GuardrailReading::NotRead(why) => shape::Guardrails::NotRead(why.clone()),
        GuardrailReading::Read(facts) => shape::Guardrails::Read(Box::new(facts_written(facts))),
    }
}

fn facts_written(facts: &GuardrailFacts) -> shape::GuardrailFacts {
    let organization = &facts.organization;
    let unit = |unit: &Unit| shape::Unit { name: unit.name.clone(), parent: known(&unit.parent) };
    let member = |member: &Member| shape::Member {
        name: member.name.clone(),
        state: state(&member.state),
        parent: known(&member.parent),
    };
    shape::GuardrailFacts {
        root: organization.root.clone(),
        management: organization.management.to_string(),
        policy_type: match &organization.policy_type {
            PolicyType::Enabled => shape::PolicyType::Enabled,
            PolicyType::PendingEnable => shape::PolicyType::PendingEnable,
            PolicyType::Disabled => shape::PolicyType::Disabled,
            PolicyType::Unknown(why) => shape::PolicyType::Unknown(why.clone()),
        },
        units: organization.units.iter().map(|(id, each)| (id.clone(), unit(each))).collect(),
        accounts: organization.accounts.iter().map(|(id, each)| (id.to_string(), member(each))).collect(),
        policies: match &organization.policies {
            Known::Known(policies) => {
                shape::Known::Known(policies.iter().map(|(id, policy)| (id.clone(), scp(policy))).collect())
            }
            Known::Unknown(why) => shape::Known::Unknown(why.clone()),
        },
        tags: known(&facts.tags),
    }
}

fn scp(policy: &Scp) -> shape::Scp {
    shape::Scp {
        name: policy.name.clone(),
        document: known(&policy.document.clone().map(|document| document.minified())),
        targets: known(&policy.targets),
    }
}

fn known<T: Clone>(value: &Known<T>) -> shape::Known<T> {
    match value {
        Known::Known(value) => shape::Known::Known(value.clone()),
        Known::Unknown(why) => shape::Known::Unknown(why.clone()),
    }
}

pub(super) fn state(state: &AccountState) -> shape::State {
    match state {
        AccountState::Active => shape::State::Active,
        AccountState::Suspended => shape::State::Suspended,
        AccountState::PendingActivation => shape::State::PendingActivation,
        AccountState::PendingClosure => shape::State::PendingClosure,
        AccountState::Closed => shape::State::Closed,
        AccountState::Unknown(why) => shape::State::Unknown(why.clone()),
    }
}

pub(super) fn state_read(state: shape::State) -> AccountState {
    match state {
        shape::State::Active => AccountState::Active,
        shape::State::Suspended => AccountState::Suspended,
        shape::State::PendingActivation => AccountState::PendingActivation,
        shape::State::PendingClosure => AccountState::PendingClosure,
        shape::State::Closed => AccountState::Closed,
        shape::State::Unknown(why) => AccountState::Unknown(why),
    }
}

/// What is read. A text that is no policy is unknown, as it is when it comes from AWS.
pub(super) fn read(
    reading: shape::Guardrails,
    partition: &Partition,
) -> Result<GuardrailReading, SnapshotFileError> {
    Ok(match reading {
        shape::Guardrails::NotAsked => GuardrailReading::NotAsked,
        shape::Guardrails::NotRead(why) => GuardrailReading::NotRead(why),
        shape::Guardrails::Read(facts) => GuardrailReading::Read(Box::new(facts_read(*facts, partition)?)),
    })
}

fn facts_read(
    facts: shape::GuardrailFacts,
    partition: &Partition,
) -> Result<GuardrailFacts, SnapshotFileError> {
    let account = |text: &str| {
        text.parse::<AccountId>().map_err(|error| SnapshotFileError::Invalid {
            path: "guardrails.read".to_owned(),
            message: printable(&error.to_string()),
        })
    };
    let mut accounts = BTreeMap::new();
    for (id, member) in facts.accounts {
        let parent = plain(member.parent);
        accounts.insert(account(&id)?, Member { name: member.name, state: state_read(member.state), parent });
    }
    let unit = |unit: shape::Unit| Unit { name: unit.name, parent: plain(unit.parent) };
    let organization = Organization {
        partition: partition.clone(),
        root: facts.root,
        management: account(&facts.management)?,
        policy_type: match facts.policy_type {
            shape::PolicyType::Enabled => PolicyType::Enabled,
            shape::PolicyType::PendingEnable => PolicyType::PendingEnable,
            shape::PolicyType::Disabled => PolicyType::Disabled,
            shape::PolicyType::Unknown(why) => PolicyType::Unknown(why),
        },
        units: facts.units.into_iter().map(|(id, each)| (id, unit(each))).collect(),
        accounts,
        policies: plain(facts.policies)
            .map(|policies| policies.into_iter().map(|(id, policy)| (id, scp_read(policy))).collect()),
    };
    Ok(GuardrailFacts { organization, tags: plain(facts.tags) })
}

fn scp_read(policy: shape::Scp) -> Scp {
    let document = match policy.document {
        shape::Known::Unknown(why) => Known::Unknown(why),
        shape::Known::Known(text) => Known::from(
            PolicyDocument::parse(&text).map_err(|mistakes| format!("its text is no policy: {mistakes}")),
        ),
    };
    Scp { name: policy.name, document, targets: plain(policy.targets) }
}

fn plain<T>(value: shape::Known<T>) -> Known<T> {
    match value {
        shape::Known::Known(value) => Known::Known(value),
        shape::Known::Unknown(why) => Known::Unknown(why),
    }
}
