//! # What it checks
//!
//! The management account of the organization has no keys.
//!
//! # Why
//!
//! Service control policies do not bind the management account: no guardrail can deny the use of these keys.
//!
//! # Remediation
//!
//! Issue the key in a member account, and revoke this one.
//!
//! # References
//!
//! - <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
//! - <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html>

use crate::audit::{AccountPlace, Severity};

use super::context::{RuleContext, about, not_read};
use super::rule::{Check, Conclusion, Rule, Standing};

pub(super) const RULE: Rule = Rule {
    code: "key-in-management-account",
    title: "A key is in the management account, where no SCP can stop it",
    severity: Severity::High,
    standing: Standing::On,
    remediation: "issue the key in a member account, then revoke this one",
    references: &[
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html",
    ],
    check: Check::Facts(check),
};

fn check(context: &RuleContext<'_>) -> Vec<Conclusion> {
    match context.place {
        AccountPlace::Member | AccountPlace::Standalone => Vec::new(),
        AccountPlace::Management => context.each_key(|key| {
            let message = "the key is in the management account, where no service control policy can stop it";
            let remediation = format!(
                "in a member account: {}; then here: {}",
                context.issuing(key),
                context.revoking(key)
            );
            Some(about(key, (RULE.severity, message.to_owned(), remediation)))
        }),
        AccountPlace::Unknown if context.facts.keys.as_ref().is_ok_and(Vec::is_empty) => Vec::new(),
        AccountPlace::Unknown => {
            vec![not_read("the place of the account in its organization", "it was not read")]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scene, key};
    use super::*;

    fn at(place: AccountPlace) -> Scene {
        Scene { place, ..Scene::default() }
    }

    #[test]
    fn only_the_management_account_is_out_of_reach() {
        for (place, found) in
            [(AccountPlace::Management, 1), (AccountPlace::Member, 0), (AccountPlace::Standalone, 0)]
        {
            assert_eq!(at(place).with_key(key("alice", 1)).found(&RULE).len(), found, "{place:?}");
        }
    }

    #[test]
    fn an_unknown_place_matters_only_where_there_may_be_keys() {
        assert!(at(AccountPlace::Unknown).not_concluded(&RULE).is_empty());
        assert_eq!(at(AccountPlace::Unknown).with_key(key("alice", 1)).not_concluded(&RULE).len(), 1);
        assert_eq!(at(AccountPlace::Unknown).without_keys("denied").not_concluded(&RULE).len(), 1);
        assert_eq!(at(AccountPlace::Management).without_keys("denied").not_concluded(&RULE).len(), 1);
    }
}
