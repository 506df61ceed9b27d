//! The parts of one organization, put together again.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::domain::{AccountId, OrganizationId};
use crate::guardrail::gaps;

use super::{AccountSnapshot, GuardrailReading, Part, Scope, Shard, Snapshot};

/// Snapshots that are no parts of one whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// There are none.
    #[error("there is no snapshot to merge")]
    Nothing,
    /// One is of a single account, of chosen accounts, or of all.
    #[error("a snapshot is not of a shard; merge what `--org --shard I/N` wrote")]
    NotAShard,
    /// They were split differently.
    #[error("one snapshot is shard {one} and another {other}; all must be of one split")]
    DifferentSplits {
        /// One of them.
        one: Shard,
        /// Another one.
        other: Shard,
    },
    /// They are of different organizations.
    #[error("the snapshots are of different organizations: `{one}` and `{other}`")]
    DifferentOrganizations {
        /// One of them.
        one: OrganizationId,
        /// Another one.
        other: OrganizationId,
    },
    /// They were read by callers of different accounts, or in different partitions.
    #[error("the snapshots were read from different accounts: {one} and {other}")]
    DifferentCallers {
        /// One of them.
        one: String,
        /// Another one.
        other: String,
    },
    /// Some shards are not there: their accounts are not known.
    #[error("these shards of {total} are missing: {}", .missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    MissingShards {
        /// Their indexes, from 0.
        missing: Vec<u32>,
        /// How many there should be.
        total: u32,
    },
    /// They are not of one audit: one of them is left from an earlier one.
    #[error("one snapshot was taken at {oldest} and another at {newest}, which is more than {} apart", words(.within))]
    FarApart {
        /// When the first was taken.
        oldest: Timestamp,
        /// When the last was taken.
        newest: Timestamp,
        /// How far apart they may be.
        within: SignedDuration,
    },
    /// One is older than a merge of today is to be made of.
    #[error("a snapshot was taken at {taken}, which is more than {} ago", words(.age))]
    Old {
        /// When it was taken.
        taken: Timestamp,
        /// How old it may be.
        age: SignedDuration,
    },
    /// An account is in a shard that it does not belong to.
    #[error("account {account} is in shard {shard}, to which it does not belong")]
    WrongShard {
        /// The account.
        account: AccountId,
        /// The shard.
        shard: Shard,
    },
    /// Two snapshots of one shard differ.
    #[error("two snapshots say different things about account {0}; read its shard again")]
    Contradiction(AccountId),
}

/// Whether snapshots were taken close enough to each other to be of one audit.
pub fn check_apart(parts: &[Snapshot], within: SignedDuration) -> Result<(), MergeError> {
    let taken = || parts.iter().map(|part| part.taken_at);
    match (taken().min(), taken().max()) {
        (Some(oldest), Some(newest)) if newest.duration_since(oldest) > within => {
            Err(MergeError::FarApart { oldest, newest, within })
        }
        (Some(_), Some(_)) | (None, _) | (_, None) => Ok(()),
    }
}

/// Whether no snapshot is older than it may be.
pub fn check_age(parts: &[Snapshot], now: Timestamp, age: SignedDuration) -> Result<(), MergeError> {
    match parts.iter().map(|part| part.taken_at).min() {
        Some(taken) if now.duration_since(taken) > age => Err(MergeError::Old { taken, age }),
        Some(_) | None => Ok(()),
    }
}

fn words(duration: &SignedDuration) -> String {
    format!("{duration:#}")
}

/// The whole of which these are the shards, as one run would have read it. The time is that of the first to begin.
pub fn merge(parts: Vec<Snapshot>) -> Result<Snapshot, MergeError> {
    let mut parts = parts.into_iter();
    let mut whole = parts.next().ok_or(MergeError::Nothing)?;
    let first = shard(&whole)?;
    let mut shards = BTreeSet::from([first.index()]);
    let mut accounts = BTreeMap::new();
    add(&mut accounts, std::mem::take(&mut whole.accounts), first)?;
    let mut guardrails = vec![std::mem::replace(&mut whole.guardrails, GuardrailReading::NotAsked)];
    for part in parts {
        let shard = shard(&part)?;
        if shard.total() != first.total() {
            return Err(MergeError::DifferentSplits { one: first, other: shard });
        }
        same_reading(&whole, &part)?;
        // An account is in one organization: what one shard could not read of that, another one knows for both.
        if whole.scope == Scope::UnknownOrganization {
            whole.scope = part.scope;
        }
        shards.insert(shard.index());
        whole.taken_at = whole.taken_at.min(part.taken_at);
        guardrails.push(part.guardrails);
        add(&mut accounts, part.accounts, shard)?;
    }
    let total = first.total();
    let missing: Vec<u32> = (0..total).filter(|index| !shards.contains(index)).collect();
    if !missing.is_empty() {
        return Err(MergeError::MissingShards { missing, total });
    }
    let guardrails = agreed(guardrails);
    Ok(Snapshot { part: Part::Whole, guardrails, accounts: accounts.into_values().collect(), ..whole })
}

/// Every shard reads the same policies: what one of them read in full is there. Where two read different ones in full,
/// somebody changed them in between, and which of it holds is not known.
fn agreed(readings: Vec<GuardrailReading>) -> GuardrailReading {
    let mut agreed = GuardrailReading::NotAsked;
    for reading in readings {
        agreed = match (rank(&agreed), rank(&reading)) {
            (Rank::Whole, Rank::Whole) if agreed != reading => {
                return GuardrailReading::NotRead(
                    "the shards read different ones; somebody changed them in between, so read again"
                        .to_owned(),
                );
            }
            (one, other) if other > one => reading,
            _ => agreed,
        };
    }
    agreed
}

/// How much a reading says.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    NotAsked,
    NotRead,
    InPart,
    Whole,
}

fn rank(reading: &GuardrailReading) -> Rank {
    match reading {
        GuardrailReading::NotAsked => Rank::NotAsked,
        GuardrailReading::NotRead(_) => Rank::NotRead,
        GuardrailReading::Read(facts)
            if facts.tags.as_ref().is_ok() && gaps(&facts.organization).is_empty() =>
        {
            Rank::Whole
        }
        GuardrailReading::Read(_) => Rank::InPart,
    }
}

fn shard(snapshot: &Snapshot) -> Result<Shard, MergeError> {
    match (&snapshot.scope, snapshot.part) {
        (Scope::Organization(_) | Scope::UnknownOrganization, Part::Shard(shard)) => Ok(shard),
        (Scope::Organization(_) | Scope::UnknownOrganization, Part::Whole | Part::Chosen)
        | (Scope::Account, Part::Whole | Part::Chosen | Part::Shard(_)) => Err(MergeError::NotAShard),
    }
}

fn same_reading(one: &Snapshot, other: &Snapshot) -> Result<(), MergeError> {
    if let (Scope::Organization(one), Scope::Organization(other)) = (&one.scope, &other.scope)
        && one != other
    {
        return Err(MergeError::DifferentOrganizations { one: one.clone(), other: other.clone() });
    }
    if (&one.caller, &one.partition) != (&other.caller, &other.partition) {
        let caller = |snapshot: &Snapshot| format!("{} of `{}`", snapshot.caller, snapshot.partition);
        return Err(MergeError::DifferentCallers { one: caller(one), other: caller(other) });
    }
    Ok(())
}

/// The same file given twice is no contradiction.
fn add(
    all: &mut BTreeMap<AccountId, AccountSnapshot>,
    accounts: Vec<AccountSnapshot>,
    shard: Shard,
) -> Result<(), MergeError> {
    for account in accounts {
        if !shard.holds(&account.id) {
            return Err(MergeError::WrongShard { account: account.id, shard });
        }
        match all.entry(account.id.clone()) {
            Entry::Vacant(place) => {
                place.insert(account);
            }
            Entry::Occupied(known) if *known.get() == account => {}
            Entry::Occupied(_) => return Err(MergeError::Contradiction(account.id)),
        }
    }
    Ok(())
}
