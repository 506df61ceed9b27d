//! What is there: users, their keys, and what hangs on them.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{AccountId, Key, Partition, UserName};

/// An IAM user as the account listing describes it. Texts are AWS's answers, unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedUser {
    /// Its name.
    pub name: UserName,
    /// Its path.
    pub path: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The ARN of its permissions boundary, where it has one.
    pub boundary: Option<String>,
    /// The ARNs of its managed policies.
    pub attached: BTreeSet<String>,
    /// Its inline policies: documents by name.
    pub inline: BTreeMap<String, String>,
    /// The groups it is in.
    pub groups: Vec<String>,
}

/// An account as far as keys are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedAccount {
    /// Its id.
    pub account: AccountId,
    /// Its partition.
    pub partition: Partition,
    /// Its users.
    pub users: BTreeMap<UserName, ObservedUser>,
    /// Its Bedrock keys, by user and id.
    pub keys: Vec<Key>,
    /// What the listing of its keys holds beside them.
    pub unreadable: Vec<UnreadableKey>,
}

/// An entry of a key listing that is no readable key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadableKey {
    /// The user it says it is on, unchecked.
    pub user: String,
    /// What it is, in words.
    pub what: String,
}

impl UnreadableKey {
    /// Whether it may be this user's. One that names nobody may be anybody's; IAM tells names apart without regard to
    /// case.
    pub fn may_be_of(&self, user: &UserName) -> bool {
        self.user.is_empty() || self.user.eq_ignore_ascii_case(user.as_str())
    }
}

impl ObservedAccount {
    /// The keys of one user.
    pub fn keys_of(&self, user: &UserName) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| key.user == *user)
    }

    /// Something that may be a key of this user and could not be read.
    pub fn unreadable_of(&self, user: &UserName) -> Option<&UnreadableKey> {
        self.unreadable.iter().find(|key| key.may_be_of(user))
    }
}

/// Something on a user that IAM wants gone before it deletes the user.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leftover {
    /// An access key, by id.
    AccessKey(String),
    /// A console password.
    ConsolePassword,
    /// A multi-factor device.
    Mfa(MfaDevice),
    /// An SSH public key, by id.
    SshKey(String),
    /// A signing certificate, by id.
    SigningCertificate(String),
    /// A service-specific credential, of Bedrock or of another service.
    ServiceCredential {
        /// Its id.
        id: String,
        /// Its service, `codecommit.amazonaws.com`.
        service: String,
    },
    /// A managed policy, by ARN.
    AttachedPolicy(String),
    /// An inline policy, by name.
    InlinePolicy(String),
    /// A membership, by the group's name.
    Group(String),
}

/// A multi-factor device, by serial number or ARN.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MfaDevice {
    /// The serial number of a hardware device, the ARN of a virtual one.
    pub serial: String,
}

impl MfaDevice {
    /// Whether it is virtual, and so must be deleted once it is deactivated. Passkeys have ARNs too (`…:u2f/…`).
    pub fn is_virtual(&self) -> bool {
        self.serial.starts_with("arn:") && self.serial.contains(":mfa/")
    }
}

impl Leftover {
    /// Whether somebody can still use the user through it. While one of these is left the user is not ours to delete.
    pub fn is_way_in(&self) -> bool {
        match self {
            Self::AccessKey(_)
            | Self::ConsolePassword
            | Self::SshKey(_)
            | Self::SigningCertificate(_)
            | Self::ServiceCredential { .. } => true,
            Self::Mfa(_) | Self::AttachedPolicy(_) | Self::InlinePolicy(_) | Self::Group(_) => false,
        }
    }
}
