//! Owns the words of a preview: what is not known, then one sentence before anybody types yes.

use std::collections::BTreeSet;
use std::fmt;

use super::{Effect, Preview};
use crate::domain::first_few;

/// So many other actions are named where a policy may deny hundreds; JSON has them all.
const NAMED: usize = 10;

impl fmt::Display for Preview {
    /// "This breaks 14 keys of 9 owners in 4 accounts.", after what is not known and before what else there is to know.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (keys, owners, accounts) = self.broken();
        let perhaps = self.perhaps_broken();
        if !self.unknown.is_empty() {
            let unknown = counted(self.unknown.len(), "account");
            write!(formatter, "Not known for {unknown}: not everything was read there. ")?;
        }
        if !self.unread_policies.is_empty() {
            formatter.write_str("Not all policies that are there could be read. ")?;
        }
        let least = if self.is_complete() { "" } else { "at least " };
        if keys > 0 {
            let (keys, owners, accounts) =
                (counted(keys, "key"), counted(owners, "owner"), counted(accounts, "account"));
            write!(formatter, "This breaks {least}{keys} of {owners} in {accounts}.")?;
        } else if self.is_complete() {
            formatter.write_str("This breaks no key.")?;
        } else {
            formatter.write_str("Of the keys that were read, this breaks none.")?;
        }
        if perhaps > 0 {
            let perhaps = counted(perhaps, "key");
            let more = if keys > 0 { " more" } else { "" };
            write!(formatter, " It may break {perhaps}{more}; what they depend on is not known.")?;
        }
        let touched: BTreeSet<_> = self.collateral().map(|(account, _)| account).collect();
        if !touched.is_empty() {
            let accounts = counted(touched.len(), "account");
            write!(formatter, " It also touches CodeCommit or Keyspaces credentials in {accounts}.")?;
        }
        if !self.also_denied.is_empty() {
            let denied = self.also_denied.iter().map(|denied| match denied.effect {
                Effect::Lost => format!("`{}`", denied.actions),
                Effect::Perhaps => format!("`{}` (in part)", denied.actions),
            });
            write!(formatter, " It also denies: {}.", first_few(denied, NAMED))?;
        }
        Ok(())
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
