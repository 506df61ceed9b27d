//! # What it checks
//!
//! Every account of the audit was read. Closed and suspended accounts are out of scope: nobody can use them. An account
//! whose state is not known is not passed over.
//!
//! # Why
//!
//! An account that the audit cannot enter is where a key is never found.
//!
//! # Remediation
//!
//! Deploy the auditor role to the account, or let its policies permit the calls of the audit. If it must stay out,
//! `--exclude` it, so that the report says so.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html>
//! - <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html>

use crate::audit::finding::Subject;
use crate::audit::{AccountCoverage, AccountState, CoverageState, Severity};

use super::rule::{Check, Conclusion, Found, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "account-not-audited",
    title: "An account was not read",
    severity: Severity::High,
    standing: Standing::On,
    remediation: "deploy the auditor role to the account, or exclude it",
    references: &[
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html",
        "https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html",
    ],
    check: Check::Coverage(check),
};

fn check(account: &AccountCoverage) -> Vec<Conclusion> {
    match &account.covered {
        CoverageState::Audited | CoverageState::Partly(_) | CoverageState::OutOfScope(_) => Vec::new(),
        CoverageState::NotAudited(why) => vec![Conclusion::Found(Found {
            severity: RULE.severity,
            subject: Subject::Account,
            message: format!("the account was not read: {why}"),
            remediation: remediation(account),
        })],
    }
}

fn remediation(account: &AccountCoverage) -> String {
    let id = &account.account;
    match account.state {
        // Nothing lists it: a slip in `--account` is likelier than an account without a role.
        AccountState::Unknown(_) => {
            format!("check that {id} is an account of the organization, or leave it out")
        }
        AccountState::Active
        | AccountState::PendingActivation
        | AccountState::Suspended
        | AccountState::PendingClosure
        | AccountState::Closed => format!("deploy the auditor role to {id}, or --exclude {id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::AccountPlace;

    #[test]
    fn only_an_account_that_should_have_been_read_is_reported() {
        for (covered, found) in [
            (CoverageState::NotAudited("denied".to_owned()), 1),
            (CoverageState::OutOfScope("closed".to_owned()), 0),
            (CoverageState::Partly(vec!["the keys: denied".to_owned()]), 0),
            (CoverageState::Audited, 0),
        ] {
            let coverage = AccountCoverage {
                account: "123456789012".parse().unwrap(),
                name: None,
                state: AccountState::Active,
                place: AccountPlace::Member,
                ancestors: Vec::new(),
                covered,
                keys: None,
            };
            assert_eq!(check(&coverage).len(), found, "{coverage:?}");
        }
    }
}
