//! Revocations planned with what is on their users, and carried out one after the other.

use jiff::Timestamp;

use crate::apply::Provisioner;
use crate::aws::Iam;
use crate::deliver::SinkServices;
use crate::domain::{AccountId, Key, UserName};
use crate::lifecycle::{
    Leavings, Management, ObservedAccount, RevocationEnd, RevocationOutcome, RevocationPlan, RevokedUser,
    UserDeletion, plan_revocation,
};

use super::Context;

/// Plans the revocation of keys of one user, after looking at everything that is on it.
pub(super) async fn plan_for(
    iam: &Iam,
    account: &ObservedAccount,
    (user, management): (&UserName, Management),
    keys: &[Key],
    deletion: UserDeletion,
) -> RevocationPlan {
    let user = RevokedUser::of(account, user, management);
    let leavings = if user.may_be_deleted(keys, deletion) {
        match iam.leftovers(&user.name).await {
            Ok(leftovers) => Leavings::Known(leftovers),
            Err(error) => Leavings::Unknown(error.to_string()),
        }
    } else {
        Leavings::NotAsked
    };
    plan_revocation(user, keys, leavings, deletion)
}

/// Carries out revocations in order.
pub(super) async fn carry_out(
    context: &Context,
    iam: &Iam,
    account: &AccountId,
    plans: &[RevocationPlan],
    now: Timestamp,
) -> Vec<RevocationOutcome> {
    let provisioner = provisioner(iam, account, now);
    one_after_the_other(context, plans, |plan| &plan.user, async |plan| provisioner.revoke(plan).await).await
}

/// What carries out plans that deliver nothing.
pub(super) fn provisioner(iam: &Iam, account: &AccountId, now: Timestamp) -> Provisioner {
    Provisioner {
        iam: iam.clone(),
        services: SinkServices::default(),
        account: account.clone(),
        policy_versions: std::collections::BTreeMap::new(),
        now,
    }
}

/// Carries out plans about one user each, in order. Interrupted, those not begun are left and named.
pub(super) async fn one_after_the_other<Plan>(
    context: &Context,
    plans: &[Plan],
    user: impl Fn(&Plan) -> &UserName,
    work: impl AsyncFn(&Plan) -> RevocationOutcome,
) -> Vec<RevocationOutcome> {
    let not_done = |plan: &Plan, end| RevocationOutcome { user: user(plan).clone(), deeds: Vec::new(), end };
    let mut outcomes = Vec::new();
    for plan in plans {
        outcomes.push(if context.interruption.is_asked_for() {
            not_done(plan, RevocationEnd::NotStarted)
        } else {
            let done = context.interruption.or_abandon(work(plan)).await;
            done.unwrap_or_else(|| not_done(plan, RevocationEnd::InFlight))
        });
    }
    outcomes
}
