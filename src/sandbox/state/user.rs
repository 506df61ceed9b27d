//! IAM users, groups and roles, and what hangs on a user besides service-specific credentials.
//!
//! Secrets are not kept: AWS never gives them back, so there is nothing to remember.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AccountId;

/// A tag, in the order it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tag {
    pub(crate) key: String,
    pub(crate) value: String,
}

/// On or off, for credentials that know no third state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Switch {
    Active,
    Inactive,
}

impl Switch {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Inactive => "Inactive",
        }
    }
}

/// An IAM user.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) path: String,
    /// `AIDA…`, which survives a rename.
    pub(crate) id: String,
    pub(crate) created: Timestamp,
    pub(crate) tags: Vec<Tag>,
    /// The ARN of the permissions boundary.
    pub(crate) boundary: Option<String>,
    /// ARNs of attached managed policies.
    pub(crate) attached: BTreeSet<String>,
    /// Inline policy documents by name.
    pub(crate) inline: BTreeMap<String, String>,
    /// Lower-case names of groups.
    pub(crate) groups: BTreeSet<String>,
    pub(crate) access_keys: Vec<AccessKey>,
    pub(crate) login_profile: Option<LoginProfile>,
    pub(crate) mfa_devices: Vec<MfaAssignment>,
    pub(crate) ssh_public_keys: Vec<SshPublicKey>,
    pub(crate) signing_certificates: Vec<SigningCertificate>,
}

impl User {
    pub(crate) fn new(name: &str, path: &str, id: String, created: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            path: path.to_owned(),
            id,
            created,
            tags: Vec::new(),
            boundary: None,
            attached: BTreeSet::new(),
            inline: BTreeMap::new(),
            groups: BTreeSet::new(),
            access_keys: Vec::new(),
            login_profile: None,
            mfa_devices: Vec::new(),
            ssh_public_keys: Vec::new(),
            signing_certificates: Vec::new(),
        }
    }

    pub(crate) fn arn(&self, account: &AccountId) -> String {
        format!("arn:aws:iam::{account}:user{}{}", self.path, self.name)
    }
}

/// An access key without its secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AccessKey {
    pub(crate) id: String,
    pub(crate) status: Switch,
    pub(crate) created: Timestamp,
}

/// A console password, of which only the fact is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LoginProfile {
    pub(crate) created: Timestamp,
    pub(crate) reset_required: bool,
    /// When the console was last entered with it.
    #[serde(default)]
    pub(crate) last_used: Option<Timestamp>,
}

/// An MFA device in use.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MfaAssignment {
    pub(crate) serial_number: String,
    pub(crate) enabled: Timestamp,
}

/// An SSH key for CodeCommit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SshPublicKey {
    pub(crate) id: String,
    pub(crate) body: String,
    pub(crate) fingerprint: String,
    pub(crate) status: Switch,
    pub(crate) uploaded: Timestamp,
}

/// An X.509 signing certificate.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SigningCertificate {
    pub(crate) id: String,
    pub(crate) body: String,
    pub(crate) status: Switch,
    pub(crate) uploaded: Timestamp,
}

/// An IAM group; its members name it, not the other way round.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) created: Timestamp,
    pub(crate) attached: BTreeSet<String>,
    pub(crate) inline: BTreeMap<String, String>,
}

impl Group {
    pub(crate) fn arn(&self, account: &AccountId) -> String {
        format!("arn:aws:iam::{account}:group{}{}", self.path, self.name)
    }
}

/// An IAM role, as far as it can be assumed and listed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) created: Timestamp,
    /// The account whose principals may assume it.
    pub(crate) trusted: AccountId,
    /// Another account whose principals may.
    #[serde(default)]
    pub(crate) delegated: Option<AccountId>,
    pub(crate) attached: BTreeSet<String>,
}

impl Role {
    pub(crate) fn arn(&self, account: &AccountId) -> String {
        format!("arn:aws:iam::{account}:role{}{}", self.path, self.name)
    }

    /// Whether principals of an account may assume it.
    pub(crate) fn trusts(&self, account: &AccountId) -> bool {
        self.trusted == *account || self.delegated.as_ref() == Some(account)
    }

    /// The trust policy that says whom it trusts.
    pub(crate) fn trust_document(&self) -> String {
        let trusted = [Some(&self.trusted), self.delegated.as_ref()];
        let trusted =
            trusted.into_iter().flatten().map(|account| format!(r#""arn:aws:iam::{account}:root""#));
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":[{}]}},"Action":"sts:AssumeRole"}}]}}"#,
            trusted.collect::<Vec<_>>().join(",")
        )
    }
}
