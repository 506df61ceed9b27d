//! From what is there to what is wanted: one plan an entry, decided without touching anything.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::domain::{Key, UserPath};

use super::alignment::{self, WantedPolicy};
use super::record::{self, Management, Origin, Record};
use super::renewal::Issuing;
use super::step::{EntryPlan, Intent, Obstacle, Remark, Renewal, Step};
use super::{DesiredKey, ObservedAccount, ObservedUser, UserChoice, renewal};

/// Plans one entry.
pub fn plan(desired: &DesiredKey, account: &ObservedAccount, renewal: Renewal, now: Timestamp) -> EntryPlan {
    let user = desired.user_name(&account.account);
    // Whatever it is, it takes one of the two places, and whether it is somebody's suspended key is not known.
    let unreadable = account.unreadable_of(&user).map(|key| Obstacle::UnreadableKey(key.what.clone()));
    let planned = match (unreadable, account.users.get(&user), &desired.user) {
        (Some(obstacle), _, _) => Err(obstacle),
        (None, None, UserChoice::Generated(path)) => Ok(creation(desired, path, account)),
        (None, None, UserChoice::Adopted(_)) => Err(Obstacle::NoSuchUser),
        (None, Some(observed), choice) => existing(desired, observed, choice, account, renewal, now),
    };
    let (intent, steps, remarks) =
        planned.unwrap_or_else(|obstacle| (Intent::Blocked(obstacle), Vec::new(), Vec::new()));
    let policy = WantedPolicy::of(desired, account).label().to_owned();
    let known_keys = account.keys_of(&user).map(|key| key.id.clone()).collect();
    EntryPlan { desired: desired.clone(), user, policy, known_keys, intent, steps, remarks }
}

type Planned = (Intent, Vec<Step>, Vec<Remark>);

fn creation(desired: &DesiredKey, path: &UserPath, account: &ObservedAccount) -> Planned {
    let wanted = WantedPolicy::of(desired, account);
    let tags = record::tags_for(desired, wanted.label());
    let mut steps = vec![
        Step::CreateUser { path: path.clone(), tags, boundary: desired.boundary.clone() },
        wanted.grant(),
    ];
    steps.push(Step::Issue(desired.lifetime));
    (Intent::Create, steps, Vec::new())
}

fn existing(
    desired: &DesiredKey,
    observed: &ObservedUser,
    choice: &UserChoice,
    account: &ObservedAccount,
    renewal: Renewal,
    now: Timestamp,
) -> Result<Planned, Obstacle> {
    let keys: Vec<&Key> = account.keys_of(&observed.name).collect();
    let (record, adopting) = match (Management::of(observed), choice) {
        (Management::Managed(record), _) if !record.is_for(desired) => {
            return Err(Obstacle::OtherOwner(record.owner));
        }
        (Management::Managed(record), _) => (record, false),
        (Management::Unmanaged, UserChoice::Adopted(_)) => (adopted(desired, observed, &keys, account), true),
        (Management::Unmanaged, UserChoice::Generated(_)) => return Err(Obstacle::ForeignUser),
    };
    let (mut steps, mut remarks) = alignment::align(desired, observed, &record, account);
    if adopting {
        // Whoever holds the user's keys today keeps them: they count as delivered.
        let held = keys.iter().flat_map(|key| record::delivery_tags(&key.id, now, None));
        let found = match &record.origin {
            Origin::Adopted { with: Some(policy) } => record::adopted_with_tag(policy),
            Origin::Adopted { with: None } | Origin::Generated => None,
        };
        let noted = held.chain(found);
        match steps.first_mut() {
            Some(Step::Tag(tags)) => tags.extend(noted),
            _ => steps.insert(0, Step::Tag(noted.collect())),
        }
    }
    let decision = renewal::decide(desired, &keys, &record, renewal, now)?;
    let aligned = steps.is_empty() && decision.steps.is_empty();
    steps.extend(decision.steps);
    remarks.extend(decision.remarks);
    if decision.issuing != Issuing::Nothing {
        steps.push(Step::Issue(desired.lifetime));
    }
    let intent = match decision.issuing {
        _ if adopting => Intent::Adopt,
        Issuing::First => Intent::Create,
        Issuing::Renewed(reason) => Intent::Renew(reason),
        Issuing::Nothing if aligned => Intent::Nothing,
        Issuing::Nothing => Intent::Keep,
    };
    Ok((intent, steps, remarks))
}

/// What will be remembered of a user that is somebody's and becomes managed.
fn adopted(
    desired: &DesiredKey,
    observed: &ObservedUser,
    keys: &[&Key],
    account: &ObservedAccount,
) -> Record {
    let wanted = WantedPolicy::of(desired, account);
    let with = observed.attached.contains(wanted.label()).then(|| wanted.label().to_owned());
    Record {
        owner: desired.owner.as_str().to_owned(),
        purpose: desired.purpose.as_str().to_owned(),
        roster: None,
        policy: None,
        policy_version: None,
        origin: Origin::Adopted { with },
        delivered: keys.iter().map(|key| key.id.as_str().to_owned()).collect(),
        suspended: BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::KeyStatus::{Active, Expired, Inactive, Unknown};
    use crate::domain::{Expiry, TagKey};
    use crate::lifecycle::scenarios::{
        LIMITED, account_with, empty_account, id, key, managed_user, now, wish,
    };
    use crate::lifecycle::step::{DeletionReason, RenewalReason};
    use crate::lifecycle::{Narrowing, Permissions, UnreadableKey};

    fn planned(account: &ObservedAccount) -> EntryPlan {
        plan(&wish(), account, Renewal::WhenDue, now())
    }

    fn issue() -> Step {
        Step::Issue(wish().lifetime)
    }

    #[test]
    fn nobody_yet_becomes_user_policy_key_in_this_order() {
        let plan = planned(&empty_account());
        assert_eq!(plan.intent, Intent::Create);
        let [Step::CreateUser { path, tags, boundary: None }, grant, last] = plan.steps.as_slice() else {
            panic!("{:?}", plan.steps)
        };
        assert_eq!(path.as_str(), "/bedrock-keys/");
        let text = |key: &str| tags.get(&key.parse::<TagKey>().unwrap()).map(ToString::to_string);
        assert_eq!(text("bedrock-keys:managed").unwrap(), "true");
        assert_eq!(text("bedrock-keys:owner").unwrap(), "vision-team@example.com");
        assert_eq!(text("bedrock-keys:policy").unwrap(), LIMITED);
        assert_eq!((grant, last), (&Step::Attach(LIMITED.to_owned()), &issue()));
    }

    #[test]
    fn a_delivered_key_with_time_left_needs_nothing() {
        let plan = planned(&account_with(&[(1, Active, Some(20), true)]));
        assert_eq!((plan.intent, plan.steps, plan.remarks), (Intent::Nothing, vec![], vec![]));
    }

    #[test]
    fn a_user_without_a_key_is_where_an_interrupted_run_stopped() {
        let plan = planned(&account_with(&[]));
        assert_eq!((plan.intent, plan.steps), (Intent::Create, vec![issue()]));
    }

    #[test]
    fn an_undelivered_key_is_deleted_and_replaced() {
        let plan = planned(&account_with(&[(1, Active, Some(20), false)]));
        assert_eq!(plan.intent, Intent::Renew(RenewalReason::Undelivered));
        assert_eq!(plan.steps, [Step::DeleteKey(id(1), DeletionReason::Undelivered), issue()]);
    }

    #[test]
    fn an_undelivered_key_beside_a_good_one_is_only_deleted() {
        let plan = planned(&account_with(&[(1, Active, Some(20), true), (2, Active, Some(30), false)]));
        assert_eq!(plan.intent, Intent::Keep);
        assert_eq!(plan.steps, [Step::DeleteKey(id(2), DeletionReason::Undelivered)]);
    }

    #[test]
    fn a_key_that_ends_soon_gets_a_successor_and_works_on() {
        let account = account_with(&[(1, Active, Some(7), true)]);
        let end = account.keys[0].expiry;
        let plan = planned(&account);
        assert_eq!(plan.intent, Intent::Renew(RenewalReason::Ending(end)));
        assert_eq!(plan.steps, [issue()]);
        assert_eq!(plan.remarks, [Remark::StillWorks(id(1), end)]);
        assert_eq!(planned(&account_with(&[(1, Active, Some(8), true)])).intent, Intent::Nothing);
    }

    #[test]
    fn an_expired_key_is_deleted_and_replaced() {
        let plan = planned(&account_with(&[(1, Active, Some(0), true)]));
        assert_eq!(plan.steps, [Step::DeleteKey(id(1), DeletionReason::Expired), issue()]);
    }

    #[test]
    fn a_suspended_owner_gets_no_fresh_key() {
        let plan = planned(&suspended(account_with(&[(1, Inactive, Some(20), true)])));
        assert_eq!((plan.intent, plan.steps), (Intent::Nothing, vec![]));
        assert_eq!(plan.remarks, [Remark::Suspended(id(1))]);
        let ending = account_with(&[(1, Inactive, Some(20), true), (2, Active, Some(3), true)]);
        assert_eq!(planned(&suspended(ending)).intent, Intent::Nothing);
    }

    #[test]
    fn a_key_that_never_ends_is_replaced_once() {
        let plan = planned(&account_with(&[(1, Active, None, true)]));
        assert_eq!(plan.intent, Intent::Renew(RenewalReason::NeverEnds));
        let after = planned(&account_with(&[(1, Active, None, true), (2, Active, Some(30), true)]));
        assert_eq!((after.intent, after.steps), (Intent::Nothing, vec![]));
        assert_eq!(after.remarks, [Remark::StillWorks(id(1), Expiry::Never)]);
    }

    #[test]
    fn a_status_nobody_knows_stops_everything_for_the_entry() {
        let plan = planned(&account_with(&[(1, Unknown, Some(20), true), (2, Active, Some(1), true)]));
        assert_eq!(plan.intent, Intent::Blocked(Obstacle::UnknownStatus(id(1))));
        assert!(plan.steps.is_empty());
    }

    #[test]
    fn two_keys_that_must_stay_leave_no_slot() {
        let plan = planned(&account_with(&[(1, Active, Some(3), true), (2, Active, Some(2), true)]));
        assert_eq!(plan.intent, Intent::Blocked(Obstacle::NoFreeSlot(vec![id(1), id(2)])));
    }

    #[test]
    fn asked_for_a_second_key_comes_beside_the_first() {
        let account = account_with(&[(1, Active, Some(20), true)]);
        let plan = plan(&wish(), &account, Renewal::Now, now());
        assert_eq!(plan.intent, Intent::Renew(RenewalReason::Asked));
        assert_eq!(plan.steps, [issue()]);
    }

    #[test]
    fn a_user_of_the_generated_name_without_our_tags_is_left_alone() {
        let mut account = account_with(&[(1, Active, Some(1), true)]);
        account.users.values_mut().for_each(|user| user.tags.clear());
        assert_eq!(planned(&account).intent, Intent::Blocked(Obstacle::ForeignUser));
    }

    #[test]
    fn adopting_takes_the_keys_as_delivered_and_names_the_user_first() {
        let mut account = empty_account();
        let mut user = managed_user(&account, &wish());
        user.name = "BedrockAPIKey-ab12".parse().unwrap();
        user.tags.clear();
        account.keys.push(key(&user, 1, Active, None));
        account.users.insert(user.name.clone(), user);
        let adopting =
            DesiredKey { user: UserChoice::Adopted("BedrockAPIKey-ab12".parse().unwrap()), ..wish() };
        let adoption = plan(&adopting, &account, Renewal::WhenDue, now());
        assert_eq!(adoption.intent, Intent::Adopt);
        let [Step::Tag(tags), Step::Issue(_)] = adoption.steps.as_slice() else {
            panic!("{:?}", adoption.steps)
        };
        let keys: Vec<String> = tags.keys().map(ToString::to_string).collect();
        assert!(keys.contains(&format!("bedrock-keys:delivered:{}", id(1))), "{keys:?}");
        assert!(keys.contains(&"bedrock-keys:managed".to_owned()));
        account.users.clear();
        assert_eq!(
            plan(&adopting, &account, Renewal::WhenDue, now()).intent,
            Intent::Blocked(Obstacle::NoSuchUser)
        );
    }

    #[test]
    fn somebody_elses_key_user_is_not_adopted() {
        let mut account = account_with(&[]);
        let name = account.users.keys().next().unwrap().clone();
        let other = DesiredKey {
            owner: "batch@example.com".parse().unwrap(),
            user: UserChoice::Adopted(name.clone()),
            ..wish()
        };
        let blocked = |account: &ObservedAccount| plan(&other, account, Renewal::WhenDue, now()).intent;
        assert_eq!(
            blocked(&account),
            Intent::Blocked(Obstacle::OtherOwner("vision-team@example.com".to_owned()))
        );
        account.users.get_mut(&name).unwrap().tags.clear();
        assert_eq!(blocked(&account), Intent::Adopt);
    }

    #[test]
    fn a_narrower_policy_takes_the_wider_one_away_before_it_is_recorded() {
        let account = account_with(&[(1, Active, Some(20), true)]);
        let narrow = DesiredKey { permissions: Permissions::InferenceOnly(Narrowing::default()), ..wish() };
        let plan = plan(&narrow, &account, Renewal::WhenDue, now());
        assert_eq!(plan.intent, Intent::Keep);
        assert!(
            matches!(plan.steps.as_slice(), [Step::WriteInline(_), Step::Detach(arn), Step::Tag(_)] if arn == LIMITED),
            "{:?}",
            plan.steps
        );
    }

    #[test]
    fn what_others_gave_is_mentioned_and_left() {
        let mut account = account_with(&[(1, Active, Some(20), true)]);
        for user in account.users.values_mut() {
            user.attached.insert("arn:aws:iam::aws:policy/AdministratorAccess".to_owned());
            user.groups.push("admins".to_owned());
            user.boundary = Some("arn:aws:iam::123456789012:policy/cap".to_owned());
        }
        let plan = planned(&account);
        assert_eq!((plan.intent, plan.steps), (Intent::Nothing, vec![]));
        assert_eq!(plan.remarks.len(), 3);
    }

    #[test]
    fn a_wish_about_keys_alone_leaves_a_narrower_policy_as_it_is() {
        let narrow = DesiredKey { permissions: Permissions::InferenceOnly(Narrowing::default()), ..wish() };
        let mut account = account_with(&[(1, Active, Some(20), true)]);
        for user in account.users.values_mut() {
            let tags = super::record::tags_for(&narrow, "inference-only");
            user.tags.extend(tags.into_iter().map(|(key, value)| (key.to_string(), value.to_string())));
            user.attached.clear();
        }
        let standing = Management::of(account.users.values().next().unwrap());
        let widening = planned(&account);
        assert_eq!(widening.intent, Intent::Keep);
        let kept = widening.about_keys_alone(&standing);
        assert_eq!(
            (kept.intent, kept.steps, kept.policy.as_str()),
            (Intent::Nothing, vec![], "inference-only")
        );
        let renewed = plan(&wish(), &account, Renewal::Now, now()).about_keys_alone(&standing);
        assert_eq!(renewed.steps, [issue()]);
    }

    #[test]
    fn a_user_that_never_had_a_key_is_finished_all_the_same() {
        let mut account = account_with(&[]);
        account.users.values_mut().for_each(|user| user.attached.clear());
        let standing = Management::of(account.users.values().next().unwrap());
        let kept = planned(&account).about_keys_alone(&standing);
        assert_eq!(kept.steps, [Step::Attach(LIMITED.to_owned()), issue()]);
    }

    /// The same account, in which key 1 was suspended by this tool.
    fn suspended(mut account: ObservedAccount) -> ObservedAccount {
        let tags = record::suspension_tags(&id(1), now());
        let tags: Vec<_> = tags.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        account.users.values_mut().for_each(|user| user.tags.extend(tags.clone()));
        account
    }

    #[test]
    fn a_suspended_owner_gets_no_fresh_key_when_the_suspended_one_ends() {
        for recorded in [Inactive, Expired, Active] {
            let plan = planned(&suspended(account_with(&[(1, recorded, Some(-1), true)])));
            assert_eq!((plan.intent, plan.steps), (Intent::Nothing, vec![]), "{recorded}");
            assert_eq!(plan.remarks, [Remark::Suspended(id(1))]);
        }
    }

    #[test]
    fn a_suspension_of_the_console_is_recorded_before_iam_forgets_it() {
        let account = account_with(&[(1, Inactive, Some(20), true)]);
        let plan = planned(&account);
        assert_eq!((plan.intent, plan.steps), (Intent::Keep, vec![Step::RecordSuspension(id(1))]));
        let standing = Management::of(account.users.values().next().unwrap());
        assert_eq!(planned(&account).about_keys_alone(&standing).steps.len(), 1);
    }

    #[test]
    fn a_key_that_works_although_it_was_suspended_gets_no_successor() {
        let plan = planned(&suspended(account_with(&[(1, Active, Some(3), true)])));
        assert_eq!((plan.intent, plan.steps), (Intent::Nothing, vec![]));
        assert_eq!(plan.remarks, [Remark::SuspensionNotLifted(id(1))]);
    }

    #[test]
    fn a_suspended_key_that_reached_nobody_stays_as_the_mark_of_it() {
        let plan = planned(&suspended(account_with(&[(1, Inactive, Some(20), false)])));
        assert_eq!((plan.intent, plan.steps), (Intent::Nothing, vec![]));
    }

    #[test]
    fn a_key_that_cannot_be_read_blocks_its_user_and_nobody_else() {
        let unreadable =
            |user: &str| UnreadableKey { user: user.to_owned(), what: "it is damaged".to_owned() };
        let blocked = Intent::Blocked(Obstacle::UnreadableKey("it is damaged".to_owned()));
        for mut account in [empty_account(), account_with(&[(1, Active, Some(3), true)])] {
            let user = wish().user_name(&account.account).to_string().to_ascii_uppercase();
            for (on, is_blocked) in [("somebody-else", false), (user.as_str(), true), ("", true)] {
                account.unreadable = vec![unreadable(on)];
                let plan = planned(&account);
                assert_eq!(plan.intent == blocked && plan.steps.is_empty(), is_blocked, "{on}: {plan:?}");
            }
        }
    }

    #[test]
    fn adopting_remembers_that_and_which_policy_the_user_had() {
        let adopting =
            DesiredKey { user: UserChoice::Adopted("BedrockAPIKey-ab12".parse().unwrap()), ..wish() };
        let tags_where = |attached: &[&str]| {
            let mut account = empty_account();
            let mut user = managed_user(&account, &wish());
            user.name = "BedrockAPIKey-ab12".parse().unwrap();
            user.tags.clear();
            user.attached = attached.iter().map(|&arn| arn.to_owned()).collect();
            account.users.insert(user.name.clone(), user);
            let plan = plan(&adopting, &account, Renewal::WhenDue, now());
            let Some(Step::Tag(tags)) = plan.steps.first() else { panic!("{:?}", plan.steps) };
            let text = |key: &str| tags.get(&key.parse::<TagKey>().unwrap()).map(ToString::to_string);
            (text("bedrock-keys:adopted"), text("bedrock-keys:adopted-with"))
        };
        let adopted = Some("true".to_owned());
        assert_eq!(tags_where(&[]), (adopted.clone(), None));
        assert_eq!(tags_where(&[LIMITED]), (adopted, Some(LIMITED.to_owned())));
    }
}
