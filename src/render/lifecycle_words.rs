//! The nouns of the lifecycle in words: intents, obstacles, remarks, deeds, and what is left on a user.

use crate::domain::{Expiry, Owner, Purpose};
use crate::lifecycle::{Deed, Intent, Leftover, Obstacle, Remark, WhyUserStays};

use super::words::date;

/// `vision-team@example.com (chat)`.
pub(super) fn owner_words(owner: &Owner, purpose: &Purpose) -> String {
    if purpose.is_unnamed() { owner.to_string() } else { format!("{owner} ({purpose})") }
}

/// The plan in one word.
pub(super) fn intent_word(intent: &Intent) -> &'static str {
    match intent {
        Intent::Create => "create",
        Intent::Adopt => "adopt",
        Intent::Renew(_) => "renew",
        Intent::Keep => "keep",
        Intent::Nothing => "nothing",
        Intent::Blocked(_) => "blocked",
    }
}

/// Why an entry cannot be carried out, and what to do about it.
pub(super) fn obstacle_words(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::NoSuchUser => "the user to adopt does not exist".to_owned(),
        Obstacle::OtherOwner(owner) => format!("the user carries the key of {owner}"),
        Obstacle::ForeignUser => {
            "a user of this name exists without this tool's tags; `adopt` it by name, or delete it".to_owned()
        }
        Obstacle::NoFreeSlot(keys) => {
            let keys: Vec<&str> = keys.iter().map(|id| id.as_str()).collect();
            format!("IAM allows two keys a user and both are in use; revoke one of {}", keys.join(", "))
        }
        Obstacle::UnknownStatus(id) => {
            format!("IAM gave a status of key {id} that this version does not know")
        }
        Obstacle::UnreadableKey(what) => {
            format!(
                "a key that may be this user's cannot be read: {what}; look at it in IAM, no key is issued as long as it is there"
            )
        }
    }
}

pub(super) fn last_segment(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

pub(super) fn remark_words(remark: &Remark) -> String {
    match remark {
        Remark::Suspended(id) => format!("{id} is suspended: activate or revoke it"),
        Remark::SuspensionNotLifted(id) => {
            format!("{id} was suspended and works all the same: activate, suspend or revoke it")
        }
        Remark::StillWorks(id, Expiry::Never) => format!("{id} never ends: revoke it once nobody uses it"),
        Remark::StillWorks(id, Expiry::At(end)) => format!("{id} works until {}", date(*end)),
        Remark::OtherPolicies(names) => {
            let names: Vec<&str> = names.iter().map(|name| last_segment(name)).collect();
            format!("has policies this tool did not give: {}", names.join(", "))
        }
        Remark::InGroups(names) => format!("is in groups: {}", names.join(", ")),
        Remark::BoundaryStays(arn) => format!("boundary {} stays", last_segment(arn)),
    }
}

/// A deed in words.
pub(super) fn deed_words(deed: &Deed) -> String {
    match deed {
        Deed::OpenSink => "open the sink".to_owned(),
        Deed::CreateUser => "create the user".to_owned(),
        Deed::Tag => "set tags".to_owned(),
        Deed::SetBoundary(arn) => format!("set boundary {}", last_segment(arn)),
        Deed::Attach(arn) => format!("attach {}", last_segment(arn)),
        Deed::WriteInline => "write the inline policy".to_owned(),
        Deed::Detach(arn) => format!("detach {}", last_segment(arn)),
        Deed::DeleteInline => "delete the inline policy".to_owned(),
        Deed::CreateKey => "create the key".to_owned(),
        Deed::Deliver(id) => format!("deliver {id}"),
        Deed::Record(id) => format!("record the delivery of {id}"),
        Deed::Withdraw(id) => format!("take {id} out of the sink"),
        Deed::Suspend(id) => format!("suspend {id}"),
        Deed::RecordSuspension(id) => format!("record the suspension of {id}"),
        Deed::LiftSuspension(id) => format!("lift the suspension of {id}"),
        Deed::Untag => "take off its bedrock-keys tags".to_owned(),
        Deed::Activate(id) => format!("activate {id}"),
        Deed::DeleteKey(id) => format!("delete {id}"),
        Deed::Remove(leftover) => format!("remove {}", leftover_words(leftover)),
        Deed::DeleteUser => "delete the user".to_owned(),
    }
}

/// Something on a user, in words.
pub(super) fn leftover_words(leftover: &Leftover) -> String {
    match leftover {
        Leftover::AccessKey(id) => format!("access key {id}"),
        Leftover::ConsolePassword => "console password".to_owned(),
        Leftover::Mfa(device) => format!("MFA device {}", last_segment(&device.serial)),
        Leftover::SshKey(id) => format!("SSH key {id}"),
        Leftover::SigningCertificate(id) => format!("signing certificate {id}"),
        Leftover::ServiceCredential { id, service } => format!("credential {id} of {service}"),
        Leftover::AttachedPolicy(arn) => format!("policy {}", last_segment(arn)),
        Leftover::InlinePolicy(name) => format!("inline policy {name}"),
        Leftover::Group(name) => format!("membership of {name}"),
    }
}

/// Why a user stays, in words.
pub(super) fn why_user_stays(why: &WhyUserStays) -> String {
    match why {
        WhyUserStays::Unmanaged => "this tool does not manage it".to_owned(),
        WhyUserStays::OtherKeys(ids) => {
            let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
            format!("it has other keys: {}", ids.join(", "))
        }
        WhyUserStays::WaysIn(leftovers) => {
            let words: Vec<String> = leftovers.iter().map(leftover_words).collect();
            format!("it can still be used through {}; `--delete-user` removes them", words.join(", "))
        }
        WhyUserStays::Unknown(what) => format!("what is on it could not be read ({what})"),
    }
}

/// Why an adopted user is left as it was.
pub(super) const GIVEN_BACK: &str = "it was there before it was adopted; `--delete-user` deletes it";
