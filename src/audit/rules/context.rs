//! An account as rules see it: what was read, joined by user, with every gap still a gap.

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::Timestamp;

use crate::audit::ability::{Abilities, Evaluations};
use crate::audit::finding::Subject;
use crate::audit::{AccountFacts, AccountPlace, AccountSnapshot, AuditPolicy, AuditedUser, Known};
use crate::domain::{Key, Lifetime, Partition, UserName};
use crate::lifecycle::{Leftover, Management};

use super::rule::{Conclusion, Found};

/// The beginning of the names that the Bedrock console gives to the users it makes.
///
/// <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html>
const CONSOLE_PREFIX: &str = "BedrockAPIKey-";

/// An account as rules see it.
pub(in crate::audit) struct RuleContext<'a> {
    pub(super) place: AccountPlace,
    pub(super) facts: &'a AccountFacts,
    pub(super) policy: &'a AuditPolicy,
    pub(super) now: Timestamp,
    users: Result<BTreeMap<&'a UserName, UserInView<'a>>, &'a str>,
}

/// A user as rules see it.
pub(in crate::audit) struct UserInView<'a> {
    pub(super) audited: &'a AuditedUser,
    pub(super) management: Management,
    pub(super) keys: Vec<&'a Key>,
    pub(super) abilities: Rc<Abilities>,
}

/// A way to use a user that is not a Bedrock key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::audit) enum WayIn {
    /// A console password.
    Password,
    /// Access keys.
    AccessKeys,
}

impl<'a> RuleContext<'a> {
    /// An account of which something was read.
    pub(in crate::audit) fn new(
        account: &'a AccountSnapshot,
        facts: &'a AccountFacts,
        partition: &Partition,
        (policy, now): (&'a AuditPolicy, Timestamp),
        evaluations: &mut Evaluations<'a>,
    ) -> Self {
        let mut keys: BTreeMap<&UserName, Vec<&Key>> = BTreeMap::new();
        for key in facts.keys.as_ref().into_iter().flatten() {
            keys.entry(&key.user).or_default().push(key);
        }
        let users = facts.users.as_ref().map(|users| {
            let in_view = users.iter().map(|(name, audited)| {
                let view = UserInView {
                    audited,
                    management: Management::of(&audited.user),
                    keys: keys.remove(name).unwrap_or_default(),
                    abilities: evaluations.of(audited, facts, &account.id, partition),
                };
                (name, view)
            });
            in_view.collect()
        });
        Self { place: account.place, facts, policy, now, users }
    }

    /// A conclusion about each key.
    pub(super) fn each_key(&self, check: impl Fn(&'a Key) -> Option<Conclusion>) -> Vec<Conclusion> {
        match self.facts.keys.as_ref() {
            Ok(keys) => keys.iter().filter_map(check).collect(),
            Err(why) => vec![not_read("the keys", why)],
        }
    }

    /// A conclusion about each key, knowing its user.
    pub(super) fn each_key_with_user(
        &self,
        check: impl Fn(&'a Key, &UserInView<'a>) -> Option<Conclusion>,
    ) -> Vec<Conclusion> {
        let users = match &self.users {
            Ok(users) => users,
            // Without keys there is nothing to know about their users.
            Err(why) => {
                return match self.facts.keys.as_ref() {
                    Ok(keys) if keys.is_empty() => Vec::new(),
                    Ok(_) | Err(_) => vec![not_read("the users", why)],
                };
            }
        };
        self.each_key(|key| match users.get(&key.user) {
            Some(user) => check(key, user),
            None => Some(not_read(&format!("user `{}`", key.user), "it was not among those listed")),
        })
    }

    /// A conclusion about each user that carries a key or was made for one.
    pub(super) fn each_user(&self, check: impl Fn(&UserInView<'a>) -> Option<Conclusion>) -> Vec<Conclusion> {
        match &self.users {
            Ok(users) => users.values().filter_map(check).collect(),
            Err(why) => vec![not_read("the users", why)],
        }
    }

    /// Why the absence of something cannot be concluded, where entries of the listings made no sense.
    pub(super) fn gap(&self) -> Option<String> {
        let first = self.facts.unreadable.first()?;
        Some(match self.facts.unreadable.len() {
            1 => format!("an entry of the listings could not be read: {first}"),
            several => format!("{several} entries of the listings could not be read, the first: {first}"),
        })
    }

    /// Whether a user has a way in, as far as anything says.
    pub(super) fn way_in(&self, user: &UserInView<'_>, way: WayIn) -> Known<bool> {
        let name = &user.audited.user.name;
        if let Some(listed) = &user.audited.ways_in {
            return listed.clone().map(|leftovers| leftovers.iter().any(|leftover| way.is(leftover)));
        }
        let report = match self.facts.credential_report.as_ref() {
            Ok(report) => report,
            Err(why) => return Known::Unknown(format!("the credential report: {why}")),
        };
        let at = report.generated_at;
        let Some(row) = report.rows.get(name.as_str()) else {
            return Known::Unknown(format!("user `{name}` is not in the credential report of {at}"));
        };
        let said = match way {
            WayIn::Password => row.password_enabled,
            WayIn::AccessKeys => match (row.access_key_1_active, row.access_key_2_active) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                (None, _) | (_, None) => None,
            },
        };
        said.map_or_else(
            || Known::Unknown(format!("the credential report of {at} does not say it of user `{name}`")),
            Known::Known,
        )
    }

    /// The command that revokes a key. What is not known to be managed is acted on only where that is asked for.
    pub(super) fn revoking(&self, key: &Key) -> String {
        let adopt = self.user_of(key).map_or(" --adopt", UserInView::adopt);
        format!("bedrock-keys keys revoke {}{adopt}", key.id)
    }

    /// The command that issues a key for whoever has this one, with a lifetime that is allowed. Words of tags are untrusted,
    /// and the command is there to be pasted: those that a shell could take for anything but words stay placeholders.
    pub(super) fn issuing(&self, key: &Key) -> String {
        let user = self.user_of(key);
        let owner = user.and_then(UserInView::owner).filter(|owner| is_plain_word(owner)).unwrap_or("OWNER");
        let purpose = user.and_then(|user| user.management.record()).map_or("", |record| &record.purpose);
        let purpose = match purpose {
            "" => String::new(),
            plain if is_plain_word(plain) => format!(" --purpose {plain}"),
            _ => " --purpose PURPOSE".to_owned(),
        };
        let usual = Lifetime::nearest(30);
        let lifetime = self.policy.max_lifetime.map_or(usual, |longest| longest.min(usual));
        format!("bedrock-keys keys create --owner {owner}{purpose} --expires-in {lifetime}")
    }

    fn user_of(&self, key: &Key) -> Option<&UserInView<'a>> {
        self.users.as_ref().ok()?.get(&key.user)
    }

    /// Whom a subject concerns.
    pub(in crate::audit) fn owner(&self, subject: &Subject) -> Option<String> {
        let (Subject::Key { user, .. } | Subject::User(user)) = subject else {
            return None;
        };
        self.users.as_ref().ok()?.get(user)?.owner().map(ToOwned::to_owned)
    }
}

impl<'a> UserInView<'a> {
    pub(super) fn name(&self) -> &'a UserName {
        &self.audited.user.name
    }

    /// The user as the subject of a finding.
    pub(super) fn subject(&self) -> Subject {
        Subject::User(self.name().clone())
    }

    /// Whom it is for, by this tool's tag or by somebody's own tag `owner`.
    pub(super) fn owner(&self) -> Option<&str> {
        let recorded = self.management.record().map(|record| record.owner.as_str());
        let tags = || {
            let owner = |(key, _): &(&String, &String)| key.eq_ignore_ascii_case("owner");
            self.audited.user.tags.iter().find(owner).map(|(_, value)| value.as_str())
        };
        recorded.filter(|owner| !owner.is_empty()).or_else(tags).filter(|owner| !owner.trim().is_empty())
    }

    /// Whether it was made for nothing but a key: by this tool or by the Bedrock console.
    pub(super) fn was_made_for_a_key(&self) -> bool {
        self.management.record().is_some() || self.name().as_str().starts_with(CONSOLE_PREFIX)
    }

    /// The flags that let commands touch it.
    pub(super) fn adopt(&self) -> &'static str {
        match self.management {
            Management::Managed(_) => "",
            Management::Unmanaged => " --adopt",
        }
    }
}

impl WayIn {
    fn is(self, leftover: &Leftover) -> bool {
        match self {
            Self::Password => *leftover == Leftover::ConsolePassword,
            Self::AccessKeys => matches!(leftover, Leftover::AccessKey(_)),
        }
    }
}

/// Whether a shell takes a text for one word and a program for no flag.
fn is_plain_word(text: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "@._+-".contains(character);
    text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.chars().all(plain)
}

/// A key as the subject of a finding.
pub(super) fn subject_of(key: &Key) -> Subject {
    Subject::Key { id: key.id.clone(), user: key.user.clone() }
}

/// Something was not read.
pub(super) fn not_read(what: &str, why: &str) -> Conclusion {
    Conclusion::NotConcluded(format!("{what}: {why}"))
}

/// How many, in words: `1 day`, `2 days`.
pub(super) fn count(number: i64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// A finding about a key.
pub(super) fn about(key: &Key, found: (crate::audit::Severity, String, String)) -> Conclusion {
    let (severity, message, remediation) = found;
    Found { severity, subject: subject_of(key), message, remediation }.into()
}
