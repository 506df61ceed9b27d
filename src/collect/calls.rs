//! The calls that were made, by account and operation.

use std::collections::BTreeMap;

use crate::domain::AccountId;

/// How often each operation was called, retries included: `IAM:GetAccountAuthorizationDetails` and how often.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calls {
    /// About the organization as a whole, and who the caller is.
    pub shared: BTreeMap<String, usize>,
    /// About one account, `AssumeRole` into it included.
    pub accounts: BTreeMap<AccountId, BTreeMap<String, usize>>,
}

impl Calls {
    /// These calls, or the earlier ones where there are none: a session counts on from one reading to the next.
    #[must_use]
    pub fn after(&self, earlier: &Self) -> Self {
        if *self == Self::default() { earlier.clone() } else { self.clone() }
    }

    /// All calls of all accounts, by operation.
    pub fn totals(&self) -> BTreeMap<String, usize> {
        let mut totals = self.shared.clone();
        for (operation, count) in self.accounts.values().flatten() {
            *totals.entry(operation.clone()).or_default() += count;
        }
        totals
    }
}
