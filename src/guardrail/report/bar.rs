//! Owns what is wanted of accounts: policies as bars, and the accounts that each is meant for.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::AccountId;
use crate::guardrail::coverage::{Compliance, Survey};
use crate::guardrail::{Organization, Path};
use crate::policy::{NotAnAction, PolicyDocument};

/// A policy whose denials are the least that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is called. A file's name is untrusted text.
    pub name: String,
    /// What it says.
    pub document: PolicyDocument,
    /// Where it is wanted.
    pub scope: BarScope,
}

/// The accounts that a bar is meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BarScope {
    /// All of them.
    Everywhere,
    /// Those below these roots, OUs and accounts, and those whose place is not known: they may be there.
    Below(BTreeSet<String>),
}

/// How an account compares with one bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The bar, by its index.
    pub bar: usize,
    /// The comparison.
    pub compliance: Compliance,
}

impl BarScope {
    fn takes(&self, organization: &Organization, account: &AccountId) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Below(targets) => {
                targets.contains(account.as_str())
                    || match organization.path(account) {
                        Path::Known(path) => path.iter().any(|place| targets.contains(place)),
                        Path::Unknown(_) => true,
                    }
            }
        }
    }
}

/// Every account against every bar that is meant for it.
pub(super) fn judge(
    bars: &[Bar],
    survey: &Survey,
    organization: &Organization,
) -> Result<BTreeMap<AccountId, Vec<Judged>>, NotAnAction> {
    let mut judged: BTreeMap<AccountId, Vec<Judged>> = BTreeMap::new();
    for (index, bar) in bars.iter().enumerate() {
        for (account, compliance) in survey.require(&bar.document)? {
            if bar.scope.takes(organization, &account) {
                judged.entry(account).or_default().push(Judged { bar: index, compliance });
            }
        }
    }
    Ok(judged)
}
