//! The accounts of an organization split between several machines.
//!
//! Owns which account belongs to which shard. Shards are put together again in [`super::merge`].

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::domain::AccountId;

/// The most shards an organization is split into.
const MOST: u32 = 10_000;

/// One of so many shards. Counted from 0, as `AWS_BATCH_JOB_ARRAY_INDEX` and `JOB_COMPLETION_INDEX` are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    index: u32,
    total: u32,
}

/// The text names no shard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidShard {
    /// Not of the form.
    #[error("`{0}` is not a shard (`I/N`, such as `0/4`)")]
    Syntax(String),
    /// There is no such shard.
    #[error("`{text}`: shards count from 0, so the last of {total} is `{}/{total}`", .total - 1)]
    NoSuchShard {
        /// As written.
        text: String,
        /// How many there are, at least one.
        total: u32,
    },
    /// Too many, or none.
    #[error("`{0}`: an organization is split into 1 to 10000 shards")]
    Total(String),
}

impl Shard {
    /// The shard of this index, from 0.
    pub fn new(index: u32, total: u32) -> Result<Self, InvalidShard> {
        let text = || format!("{index}/{total}");
        if !(1..=MOST).contains(&total) {
            Err(InvalidShard::Total(text()))
        } else if index >= total {
            Err(InvalidShard::NoSuchShard { text: text(), total })
        } else {
            Ok(Self { index, total })
        }
    }

    /// Which one it is, from 0.
    pub fn index(self) -> u32 {
        self.index
    }

    /// How many there are.
    pub fn total(self) -> u32 {
        self.total
    }

    /// Whether an account belongs to it.
    pub fn holds(self, account: &AccountId) -> bool {
        shard_of(account, self.total) == self.index
    }
}

/// The shard of an account, from 0 to one less than `total`; 0 where `total` is 0.
///
/// By a hash of the id: stable whatever other accounts there are, and even although ids are not.
pub fn shard_of(account: &AccountId, total: u32) -> u32 {
    let hash = Sha256::digest(account.as_str().as_bytes());
    let mixed = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    u32::try_from(mixed.checked_rem(u64::from(total)).unwrap_or(0)).unwrap_or(0)
}

impl FromStr for Shard {
    type Err = InvalidShard;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let syntax = || InvalidShard::Syntax(text.to_owned());
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse::<u32>().ok()).flatten().ok_or_else(syntax)
        };
        let (index, total) = text.split_once('/').ok_or_else(syntax)?;
        Self::new(number(index)?, number(total)?)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.index, self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shards_count_from_zero_and_say_so() {
        assert_eq!("0/4".parse::<Shard>(), Shard::new(0, 4));
        assert_eq!("3/4".parse::<Shard>().unwrap().to_string(), "3/4");
        let error = "4/4".parse::<Shard>().unwrap_err().to_string();
        assert_eq!(error, "`4/4`: shards count from 0, so the last of 4 is `3/4`");
        for text in ["", "1", "1/", "/2", "a/b", "-1/2", "+1/2", "0/0", "0/10001", "1/2/3"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_account_never_moves_to_another_shard() {
        // Pinned: machines of different versions must split alike.
        let shards: Vec<u32> = ["123456789012", "012345678901", "999999999999"]
            .map(|id| shard_of(&id.parse().unwrap(), 8))
            .to_vec();
        assert_eq!(shards, [2, 5, 4]);
    }

    #[test]
    fn neighbouring_ids_spread_evenly() {
        let mut counts = [0_u32; 10];
        for number in 0..10_000_u64 {
            let id = format!("{:012}", 100_000_000_000 + number).parse().unwrap();
            counts[shard_of(&id, 10) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (850..1_150).contains(count)), "{counts:?}");
    }

    proptest! {
        #[test]
        fn every_account_is_in_exactly_one_shard(id in "[0-9]{12}", total in 1_u32..50) {
            let id: AccountId = id.parse().unwrap();
            let holding = (0..total).filter(|index| Shard::new(*index, total).unwrap().holds(&id)).count();
            prop_assert_eq!(holding, 1);
        }
    }
}
