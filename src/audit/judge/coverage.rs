//! How much of an account was read.

use crate::audit::{
    AccountCoverage, AccountFacts, AccountSnapshot, AccountState, AuditedUser, CoverageState, Known, Reading,
};

/// How much of an account was read.
pub(super) fn coverage(account: &AccountSnapshot) -> AccountCoverage {
    let keys = match &account.reading {
        Reading::Audited(facts) => facts.keys.as_ref().ok().map(Vec::len),
        Reading::NotAudited(_) | Reading::OutOfScope(_) => None,
    };
    AccountCoverage {
        account: account.id.clone(),
        name: account.name.clone(),
        state: account.state.clone(),
        place: account.place,
        ancestors: account.ancestors.as_ref().cloned().unwrap_or_default(),
        covered: covered(account),
        keys,
    }
}

fn covered(account: &AccountSnapshot) -> CoverageState {
    match &account.reading {
        Reading::Audited(facts) => read(facts),
        Reading::OutOfScope(why) => CoverageState::OutOfScope(why.clone()),
        Reading::NotAudited(why) => match &account.state {
            // Nobody can use an account that is closed or not open yet.
            // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
            AccountState::Suspended => CoverageState::OutOfScope("the account is suspended".to_owned()),
            AccountState::Closed => CoverageState::OutOfScope("the account is closed".to_owned()),
            AccountState::PendingActivation => {
                CoverageState::OutOfScope("the account is not activated yet".to_owned())
            }
            // Until it is closed, its keys work.
            AccountState::Active | AccountState::PendingClosure => CoverageState::NotAudited(why.clone()),
            AccountState::Unknown(state) => {
                CoverageState::NotAudited(format!("its state is unknown ({state}): {why}"))
            }
        },
    }
}

fn read(facts: &AccountFacts) -> CoverageState {
    if let (Err(keys), Err(users)) = (facts.keys.as_ref(), facts.users.as_ref()) {
        return CoverageState::NotAudited(format!("the keys: {keys}; the users: {users}"));
    }
    let missing = missing(facts);
    if missing.is_empty() { CoverageState::Audited } else { CoverageState::Partly(missing) }
}

/// What was not read, of all that the rules need.
fn missing(facts: &AccountFacts) -> Vec<String> {
    let mut missing = Vec::new();
    let mut note = |what: &str, why: &str| missing.push(format!("{what}: {why}"));
    if let Err(why) = facts.keys.as_ref() {
        note("the keys", why);
    }
    match facts.users.as_ref() {
        Err(why) => note("the users", why),
        Ok(users) => {
            for user in users.values() {
                let name = &user.user.name;
                if let (Err(why), false) = (user.groups.as_ref(), user.user.groups.is_empty()) {
                    note(&format!("the groups of user `{name}`"), why);
                }
                if let Some(Known::Unknown(why)) = &user.ways_in {
                    note(&format!("the credentials of user `{name}`"), why);
                }
            }
            let listed = |user: &AuditedUser| user.ways_in.is_some();
            if let (Err(why), false) = (facts.credential_report.as_ref(), users.values().all(listed)) {
                note("the credential report", why);
            }
        }
    }
    for (arn, policy) in &facts.policies {
        if let Err(why) = policy.as_ref() {
            note(&format!("policy `{arn}`"), why);
        }
    }
    for entry in &facts.unreadable {
        note("an entry of the listings", entry);
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::rules::fixture::{Scene, managed};

    fn of(scene: &Scene) -> CoverageState {
        coverage(&scene.account()).covered
    }

    fn unread(state: AccountState) -> CoverageState {
        let reading = Reading::NotAudited("denied".to_owned());
        coverage(&AccountSnapshot { state, reading, ..Scene::default().account() }).covered
    }

    #[test]
    fn an_account_is_audited_when_nothing_is_missing() {
        assert_eq!(of(&Scene::default()), CoverageState::Audited);
        let partial = Scene::default().with_unreadable("a key without an id");
        assert_eq!(
            of(&partial),
            CoverageState::Partly(vec!["an entry of the listings: a key without an id".to_owned()])
        );
        let nothing = Scene::default().without_keys("denied").without_users("denied");
        assert!(matches!(of(&nothing), CoverageState::NotAudited(_)));
        for scene in [Scene::default().without_keys("x"), Scene::default().without_users("x")] {
            assert!(matches!(of(&scene), CoverageState::Partly(_)));
        }
    }

    #[test]
    fn the_credential_report_is_missed_only_where_users_were_not_listed_directly() {
        let without = Scene::default().without_report("denied");
        assert_eq!(of(&without), CoverageState::Audited);
        let mut user = managed("alice", &[]);
        assert!(matches!(of(&without.clone().with_user(user.clone())), CoverageState::Partly(_)));
        user.ways_in = Some(Known::Known(Vec::new()));
        assert_eq!(of(&without.with_user(user)), CoverageState::Audited);
    }

    #[test]
    fn only_an_account_nobody_can_use_is_out_of_scope() {
        for state in [AccountState::Suspended, AccountState::Closed, AccountState::PendingActivation] {
            assert!(matches!(unread(state), CoverageState::OutOfScope(_)));
        }
        let unknown = AccountState::Unknown("neither State nor Status".to_owned());
        for state in [AccountState::Active, AccountState::PendingClosure, unknown] {
            assert!(matches!(unread(state), CoverageState::NotAudited(_)));
        }
    }
}
