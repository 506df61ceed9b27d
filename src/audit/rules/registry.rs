//! All rules, in the order of their codes.

use super::{
    Rule, account_not_audited, account_not_guarded, guardrail_drifted, guardrail_partial, key_expired,
    key_expiring, key_in_management_account, key_inactive_lingering, key_lifetime_exceeds_policy,
    key_never_expires, key_on_shared_user, key_too_old, key_undelivered, key_unmanaged,
    managed_policy_changed, user_can_mint_keys, user_has_access_keys, user_has_console_password,
    user_orphaned, user_overprivileged, user_two_active_keys, user_without_boundary, user_without_owner,
    waiver_expired, waiver_unmatched,
};

static RULES: [Rule; 25] = [
    account_not_audited::RULE,
    account_not_guarded::RULE,
    guardrail_drifted::RULE,
    guardrail_partial::RULE,
    key_expired::RULE,
    key_expiring::RULE,
    key_in_management_account::RULE,
    key_inactive_lingering::RULE,
    key_lifetime_exceeds_policy::RULE,
    key_never_expires::RULE,
    key_on_shared_user::RULE,
    key_too_old::RULE,
    key_undelivered::RULE,
    key_unmanaged::RULE,
    managed_policy_changed::RULE,
    user_can_mint_keys::RULE,
    user_has_access_keys::RULE,
    user_has_console_password::RULE,
    user_orphaned::RULE,
    user_overprivileged::RULE,
    user_two_active_keys::RULE,
    user_without_boundary::RULE,
    user_without_owner::RULE,
    waiver_expired::RULE,
    waiver_unmatched::RULE,
];

/// All rules, in the order of their codes.
pub fn rules() -> &'static [Rule] {
    &RULES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_stand_in_the_order_of_their_codes() {
        assert!(rules().is_sorted_by(|one, other| one.code < other.code));
    }
}
