//! Revocations planned with what is on their users, and carried out one after the other.

use jiff::Timestamp;

use crate::apply::Provisioner;
use crate::aws::Iam;
use crate::deliver::SinkServices;
use crate::domain::{AccountId, Key, UserName};
use crate::lifecycle::{
    Leavings, Management, ObservedAccount, RevocationEnd, RevocationOutcome, RevocationPlan, UserDeletion,
    plan_revocation,
};

use super::Context;

/// Plans the revocation of keys of one user, after looking at everything that is on it.
pub(super) async fn plan_for(
    iam: &Iam,
    account: &ObservedAccount,
    user: &UserName,
    management: Management,
    keys: &[Key],
    deletion: UserDeletion,
) -> RevocationPlan {
    let all: Vec<Key> = account.keys_of(user).cloned().collect();
    // The nine listings are made only where the user may go: they decide nothing else.
    let may_go = deletion == UserDeletion::WithEverything
        || (management != Management::Unmanaged && keys.len() == all.len());
    let leavings = if may_go {
        match iam.leftovers(user).await {
            Ok(leftovers) => Leavings::Known(leftovers),
            Err(error) => Leavings::Unknown(error.to_string()),
        }
    } else {
        Leavings::Known(Vec::new())
    };
    plan_revocation(user, management, keys, &all, leavings, deletion)
}

/// Carries out revocations in order. Interrupted, those not begun are left and named.
pub(super) async fn carry_out(
    context: &Context,
    iam: &Iam,
    account: &AccountId,
    plans: &[RevocationPlan],
    now: Timestamp,
) -> Vec<RevocationOutcome> {
    let provisioner = Provisioner {
        iam: iam.clone(),
        services: SinkServices::default(),
        account: account.clone(),
        policy_versions: std::collections::BTreeMap::new(),
        now,
    };
    let not_done =
        |plan: &RevocationPlan, end| RevocationOutcome { user: plan.user.clone(), deeds: Vec::new(), end };
    let mut outcomes = Vec::new();
    for plan in plans {
        outcomes.push(if context.interruption.is_asked_for() {
            not_done(plan, RevocationEnd::NotStarted)
        } else {
            let done = context.interruption.or_abandon(provisioner.revoke(plan)).await;
            done.unwrap_or_else(|| not_done(plan, RevocationEnd::InFlight))
        });
    }
    outcomes
}
