//! The words of a plan: its intent, its steps, what stands in its way, what it leaves alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Arn, CredentialId, Expiry, Lifetime, TagKey, TagValue, UserName, UserPath};

use super::{DesiredKey, Management};

/// What will be done for one entry, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPlan {
    /// What is wanted.
    pub desired: DesiredKey,
    /// The user it is about.
    pub user: UserName,
    /// The policy the user is to have: the ARN of a managed one, or the name of a shipped one.
    pub policy: String,
    /// The keys the user had when the plan was made. Whatever goes wrong, none of them is taken for one that a lost
    /// answer made.
    pub known_keys: BTreeSet<CredentialId>,
    /// The plan in one word.
    pub intent: Intent,
    /// The steps; empty where nothing is to be done or nothing can be.
    pub steps: Vec<Step>,
    /// What the admin should know and the tool will not change.
    pub remarks: Vec<Remark>,
}

impl EntryPlan {
    /// The same plan about the keys alone, where the user has carried a key before: what the user may do and its tags
    /// stay as they are. For a wish that says nothing of them, and whose defaults might widen what somebody narrowed.
    pub fn about_keys_alone(mut self, management: &Management) -> Self {
        // A user without a delivered key is where an interrupted run stopped, and may lack its policy.
        let Some(record) = management.record().filter(|record| !record.delivered.is_empty()) else {
            return self;
        };
        self.steps
            .retain(|step| matches!(step, Step::RecordSuspension(_) | Step::DeleteKey(..) | Step::Issue(_)));
        if self.steps.is_empty() && self.intent == Intent::Keep {
            self.intent = Intent::Nothing;
        }
        if let Some(policy) = &record.policy {
            self.policy.clone_from(policy);
        }
        self
    }
}

/// A plan in one word, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// A key for somebody who has none.
    Create,
    /// An existing user becomes managed.
    Adopt,
    /// A new key beside or after an old one.
    Renew(RenewalReason),
    /// The key stays; its user is brought in line.
    Keep,
    /// Everything is as wanted.
    Nothing,
    /// It cannot be done.
    Blocked(Obstacle),
}

/// Why a key is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenewalReason {
    /// It ends within the renewal window, or has ended.
    Ending(Expiry),
    /// It never ends, and it should.
    NeverEnds,
    /// Its secret was delivered to nobody.
    Undelivered,
    /// The admin asked for a new one now.
    Asked,
}

/// Why an entry cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The user to adopt does not exist.
    NoSuchUser,
    /// The user carries another owner's key.
    OtherOwner(String),
    /// A user of the generated name exists without the tool's tags.
    ForeignUser,
    /// Both of the user's keys must stay.
    NoFreeSlot(Vec<CredentialId>),
    /// IAM answered a status this tool does not know.
    UnknownStatus(CredentialId),
    /// The listing has a key of this user, or of nobody knows whom, that cannot be read: this is known of it.
    UnreadableKey(String),
}

/// Something the admin should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// The key is suspended, so no new one is issued.
    Suspended(CredentialId),
    /// The key works, although it was suspended and nothing records that this was undone.
    SuspensionNotLifted(CredentialId),
    /// An old key still works beside the new one.
    StillWorks(CredentialId, Expiry),
    /// The user has policies this tool did not give it.
    OtherPolicies(Vec<String>),
    /// The user is in groups.
    InGroups(Vec<String>),
    /// The user has a boundary that nobody asked for; taking it away would widen what the key can do.
    BoundaryStays(String),
}

/// One change, in the order in which it is safe to be interrupted after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Make the user, with tags and boundary from its first moment.
    CreateUser {
        /// Where.
        path: UserPath,
        /// With which tags.
        tags: BTreeMap<TagKey, TagValue>,
        /// With which boundary.
        boundary: Option<Arn>,
    },
    /// Set tags.
    Tag(BTreeMap<TagKey, TagValue>),
    /// Set the boundary.
    SetBoundary(Arn),
    /// Attach a managed policy.
    Attach(String),
    /// Write the tool's inline policy.
    WriteInline(String),
    /// Detach a managed policy the tool had attached.
    Detach(String),
    /// Delete the tool's inline policy.
    DeleteInline,
    /// Record that a key is suspended, so that it is known after IAM says that it has ended.
    RecordSuspension(CredentialId),
    /// Delete a key that is of no use to anybody.
    DeleteKey(CredentialId, DeletionReason),
    /// Make a key, deliver its secret, record the delivery.
    Issue(Option<Lifetime>),
}

/// Why a key is deleted without being named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeletionReason {
    /// Nobody has its secret.
    Undelivered,
    /// It has ended and takes up one of two slots.
    Expired,
}

/// When a new key is issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// When the old one is due.
    WhenDue,
    /// Now.
    Now,
}
