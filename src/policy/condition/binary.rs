//! Owns `BinaryEquals`: both values are base64, the bytes are compared.

use super::Compared;
use data_encoding::BASE64;

/// The bytes of a base64 text.
pub(super) fn parse(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.as_bytes()).ok()
}

/// Compares byte for byte.
pub(super) fn compare(value: &str, policy_value: &str) -> Compared {
    match (parse(value), parse(policy_value)) {
        (Some(value), Some(policy_value)) => (value == policy_value).into(),
        (None, _) | (_, None) => Compared::Unfit,
    }
}
