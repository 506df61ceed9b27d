//! What changed between two snapshots, for people.

use std::fmt::Write as _;

use crate::audit::{Alteration, Scope, SnapshotDiff};
use crate::domain::printable;
use crate::render::words::date;

/// A line for each change, and for each thing that could not be compared.
pub fn difference(diff: &SnapshotDiff) -> String {
    let mut text = format!("changes from {} to {}:\n", date(diff.from), date(diff.to));
    if diff.is_empty() {
        let rest = if diff.not_compared.is_empty() { "" } else { " in what could be compared" };
        let _ = writeln!(text, "  none{rest}");
    }
    let mut line = |what: String| {
        let _ = writeln!(text, "  {}", printable(&what));
    };
    let (before, after) = &diff.scopes;
    if before != after {
        let (before, after) = (of(before), of(after));
        line(format!("what is compared is not the same: the first is of {before}, the second of {after}"));
    }
    if diff.from > diff.to {
        line(
            "the first is the newer one: what it calls new is gone, and what it calls gone is new".to_owned(),
        );
    }
    diff.accounts.new.iter().for_each(|account| line(format!("new account {account}")));
    diff.accounts.gone.iter().for_each(|account| line(format!("gone account {account}")));
    for (account, alterations) in &diff.accounts.altered {
        line(format!("altered account {account}: {}", words(alterations)));
    }
    for (account, key) in &diff.keys.new {
        line(format!("new key {} of user `{}` in {account}", key.id, key.user));
    }
    for (account, key) in &diff.keys.gone {
        line(format!("gone key {} of user `{}` in {account}", key.id, key.user));
    }
    for key in &diff.keys.altered {
        let changes = words(&key.alterations);
        line(format!("altered key {} of user `{}` in {}: {changes}", key.id, key.user, key.account));
    }
    diff.users.new.iter().for_each(|(account, user)| line(format!("new user `{user}` in {account}")));
    diff.users.gone.iter().for_each(|(account, user)| line(format!("gone user `{user}` in {account}")));
    for user in &diff.users.altered {
        line(format!("altered user `{}` in {}: {}", user.user, user.account, words(&user.alterations)));
    }
    for (account, why) in &diff.not_compared {
        line(format!("not compared in {account}: {why}"));
    }
    text.trim_end().to_owned()
}

fn of(scope: &Scope) -> String {
    match scope {
        Scope::Account => "one account".to_owned(),
        Scope::Organization(id) => format!("organization {id}"),
        Scope::UnknownOrganization => "an unknown organization".to_owned(),
    }
}

/// Documents of policies are long: that they changed is said, not how.
const LONGEST: usize = 60;

fn words(alterations: &[Alteration]) -> String {
    let value = |value: &Option<String>| match value {
        None => "nothing".to_owned(),
        Some(value) if value.chars().count() > LONGEST => "another document".to_owned(),
        Some(value) => format!("`{value}`"),
    };
    let one = |change: &Alteration| match (&change.before, &change.after) {
        (Some(before), Some(after)) if before.chars().count().max(after.chars().count()) > LONGEST => {
            format!("{} changed", change.what)
        }
        (before, after) => format!("{} from {} to {}", change.what, value(before), value(after)),
    };
    alterations.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::diff;
    use crate::audit::{AccountPlace, AccountSnapshot, AccountState, Known, Part, Reading, Snapshot};

    fn snapshot(accounts: &[(&str, &str)]) -> Snapshot {
        let account = |(id, name): &(&str, &str)| AccountSnapshot {
            id: id.parse().unwrap(),
            name: Some((*name).to_owned()),
            state: AccountState::Active,
            place: AccountPlace::Member,
            ancestors: Known::Known(Vec::new()),
            reading: Reading::NotAudited("denied".to_owned()),
        };
        Snapshot {
            taken_at: "2026-11-23T12:00:00Z".parse().unwrap(),
            caller: "111111111111".parse().unwrap(),
            partition: crate::domain::Partition::commercial(),
            scope: Scope::Organization("o-example123".parse().unwrap()),
            part: Part::Whole,
            accounts: accounts.iter().map(account).collect(),
            guardrails: crate::audit::GuardrailReading::NotAsked,
        }
    }

    #[test]
    fn what_is_new_gone_altered_and_not_compared_has_a_line_each() {
        let before = snapshot(&[("222222222222", "Gone"), ("333333333333", "Old")]);
        let after = snapshot(&[("333333333333", "New\u{1b}[2J"), ("444444444444", "Fresh")]);
        let text = difference(&diff(&before, &after));
        for line in [
            "  new account 444444444444",
            "  gone account 222222222222",
            "  altered account 333333333333: name from `Old` to `New",
            "  not compared in 333333333333: the account: denied",
        ] {
            assert!(text.contains(line), "{text}");
        }
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn no_change_in_what_could_not_be_compared_is_no_good_news() {
        let same = snapshot(&[("333333333333", "Same")]);
        let text = difference(&diff(&same, &same));
        assert!(text.contains("none in what could be compared"), "{text}");
    }
}
