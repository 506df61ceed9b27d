//! Service-specific credentials, of which Bedrock API keys are one kind.
//!
//! Owns the services there are, what their secrets look like, and what the clock does to a status. The secret is not
//! kept: AWS gives it out on creation and on reset, and never again.

use data_encoding::BASE64;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One credential.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServiceCredential {
    pub(crate) id: String,
    /// The unique id of the user (`AIDA…`), so that a rename changes nothing here.
    pub(crate) owner: String,
    /// The service in lower case.
    pub(crate) service: String,
    /// `user-at-account` or `user+n-at-account`, frozen at creation.
    pub(crate) alias: String,
    pub(crate) status: CredentialStatus,
    pub(crate) created: Timestamp,
    pub(crate) expiry: Expiry,
}

/// The status that was set; `Expired` is the clock's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum CredentialStatus {
    Active,
    Inactive,
}

/// When a credential stops working by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Expiry {
    Never,
    At(Timestamp),
}

impl Expiry {
    pub(crate) fn timestamp(self) -> Option<Timestamp> {
        match self {
            Self::Never => None,
            Self::At(timestamp) => Some(timestamp),
        }
    }
}

impl ServiceCredential {
    /// The status as it reads at `now`: from the second of its expiry on, a credential is `Expired`.
    pub(crate) fn status_at(&self, now: Timestamp) -> &'static str {
        match (self.expiry, self.status) {
            (Expiry::At(expiry), _) if expiry <= now => "Expired",
            (_, CredentialStatus::Active) => "Active",
            (_, CredentialStatus::Inactive) => "Inactive",
        }
    }
}

/// What a service hands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServiceKind {
    /// One bearer token with this prefix.
    ApiKey(&'static str),
    /// A user name and a password.
    Password,
}

impl ServiceKind {
    /// The kind of a service in lower case; nothing for a service that has no such credentials.
    pub(crate) fn of(service: &str) -> Option<Self> {
        match service {
            "bedrock.amazonaws.com" => Some(Self::ApiKey("ABSK")),
            "logs.amazonaws.com" => Some(Self::ApiKey("ACWL")),
            "cloudwatch.amazonaws.com" => Some(Self::ApiKey("APIAACWM")),
            "aws-external-anthropic.amazonaws.com" => Some(Self::ApiKey("AEAA")),
            "codecommit.amazonaws.com" | "cassandra.amazonaws.com" => Some(Self::Password),
            _ => None,
        }
    }

    /// The text that is handed out: an API key wraps alias and secret, a password is the secret itself.
    pub(crate) fn hand_out(self, alias: &str, secret: &str) -> String {
        match self {
            Self::ApiKey(prefix) => {
                format!("{prefix}{}", BASE64.encode(format!("{alias}:{secret}").as_bytes()))
            }
            Self::Password => secret.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_expires_in_the_second_of_its_expiry() {
        let created: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let expiry: Timestamp = "2026-01-02T00:00:00Z".parse().unwrap();
        let credential = ServiceCredential {
            id: "ACCAX".into(),
            owner: "AIDAX".into(),
            service: "bedrock.amazonaws.com".into(),
            alias: "a-at-123456789012".into(),
            status: CredentialStatus::Inactive,
            created,
            expiry: Expiry::At(expiry),
        };
        assert_eq!(credential.status_at("2026-01-01T23:59:59Z".parse().unwrap()), "Inactive");
        assert_eq!(credential.status_at(expiry), "Expired");
    }

    #[test]
    fn the_key_of_a_console_user_has_132_characters() {
        let key = ServiceKind::ApiKey("ABSK").hand_out("BedrockAPIKey-ab12-at-123456789012", &"x".repeat(60));
        assert_eq!(key.len(), 132);
    }
}
