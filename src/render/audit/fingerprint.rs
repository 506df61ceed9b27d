//! A name for a finding that stays the same from one audit to the next.

use sha2::{Digest, Sha256};

use crate::audit::{Finding, Subject};
use crate::domain::AccountId;

/// 128 bits in hexadecimal over rule, account and subject. Not over the words, the severity or the owner: those change
/// while the finding stays. A key counts by its id alone, because a user can be renamed.
pub(super) fn fingerprint(finding: &Finding) -> String {
    let (kind, name) = match &finding.subject {
        Subject::Key { id, .. } => ("key", id.as_str()),
        Subject::User(user) => ("user", user.as_str()),
        Subject::Account => ("account", ""),
        Subject::Waiver(place) => ("waiver", place.as_str()),
    };
    hash(&[finding.rule, finding.account.as_str(), kind, name])
}

/// The same for something that could not be concluded, or an account that was not read.
pub(super) fn fingerprint_of_gap(rule: &str, account: &AccountId) -> String {
    hash(&[rule, account.as_str(), "gap"])
}

fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"bedrock-keys finding v1");
    for part in parts {
        // Each part's length goes first, so that no two lists make the same bytes.
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let mut text = data_encoding::HEXLOWER.encode(&hasher.finalize());
    text.truncate(32);
    text
}
