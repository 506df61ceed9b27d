//! Identifiers and secrets that look like AWS's and are made up here.
//!
//! Owns their derivation: everything follows from the account and a serial number, so the same requests make the same
//! ids, nothing is ever made twice, and the order of ids says nothing about the order of creation.

use data_encoding::{BASE32_NOPAD, BASE64, HEXLOWER};
use sha2::{Digest, Sha512};

/// What the made-up text is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum IdentityPart {
    /// The unique id of an entity: its prefix and 17 characters (`AIDA…`, `AGPA…`, `AROA…`, `ANPA…`, `ACCA…`).
    Unique(&'static str),
    /// The id of an access key: 20 characters, which name the account so that it can be found again.
    AccessKey,
    /// The id of a signing certificate: 32 characters.
    Certificate,
    /// 40 characters.
    SecretAccessKey,
    /// Six characters at the end of a secret's ARN.
    SecretSuffix,
    /// The version of a secret.
    Uuid,
    /// A policy of an organization: `p-` and eight small letters and digits.
    OrganizationPolicy,
}

impl IdentityPart {
    pub(crate) fn make(self, account: &str, serial: u64) -> String {
        let digest = Sha512::digest(format!("{account}/{self:?}/{serial}").as_bytes());
        let letters = BASE32_NOPAD.encode(&digest);
        let take = |count: usize| letters.chars().take(count).collect::<String>();
        match self {
            Self::Unique(prefix) => format!("{prefix}{}", take(17)),
            Self::AccessKey => format!("AKIA{account}{}", take(4)),
            Self::Certificate => take(32),
            Self::SecretAccessKey => format!("SANDBOX/{}", take(32)),
            Self::SecretSuffix => take(6),
            Self::Uuid => uuid(&digest),
            Self::OrganizationPolicy => format!("p-{}", take(8).to_lowercase()),
        }
    }
}

/// The 60 characters behind the colon of a key. They begin with `SANDBOX-`, so that no such key looks live.
pub(crate) fn secret_characters(account: &str, serial: u64) -> String {
    let digest = Sha512::digest(format!("{account}/secret/{serial}").as_bytes());
    let filler: String = BASE64.encode(&digest).chars().take(52).collect();
    format!("SANDBOX-{filler}")
}

fn uuid(bytes: &[u8]) -> String {
    let hex: String = HEXLOWER.encode(bytes).chars().take(32).collect();
    let mut text = String::with_capacity(36);
    for (position, character) in hex.chars().enumerate() {
        if matches!(position, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_lengths_of_aws() {
        assert_eq!(IdentityPart::Unique("ACCA").make("123456789012", 1).len(), 21);
        assert_eq!(IdentityPart::AccessKey.make("123456789012", 1).len(), 20);
        assert_eq!(IdentityPart::SecretAccessKey.make("123456789012", 1).len(), 40);
        assert_eq!(IdentityPart::Uuid.make("123456789012", 1).len(), 36);
        assert_eq!(secret_characters("123456789012", 1).len(), 60);
    }

    #[test]
    fn another_serial_is_another_secret() {
        assert_ne!(secret_characters("123456789012", 1), secret_characters("123456789012", 2));
    }
}
