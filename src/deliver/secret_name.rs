//! The name of an addressee's secret in Secrets Manager.

use super::Addressee;

/// With a prefix of 256 this stays below the 512 characters of a name: 256 + 1 + 120 + 1 + 120, and the marks below.
const SEGMENT_LIMIT: usize = 120;

/// `PREFIX/OWNER[/PURPOSE]`. Two owners may come to the same name; the tags of the secret then tell them apart.
///
/// A name that ends with a hyphen and six characters reads like the end of a secret's ARN, and AWS advises against it:
/// such a name gets a `_` at its end.
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html>
pub(super) fn secret_name(prefix: &str, addressee: &Addressee) -> String {
    let mut name = format!("{prefix}/{}", addressee.owner_segment(SEGMENT_LIMIT));
    if let Some(purpose) = addressee.purpose_segment(SEGMENT_LIMIT) {
        name.push('/');
        name.push_str(&purpose);
    }
    while name.bytes().nth_back(6) == Some(b'-') {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::test_values::addressee;
    use proptest::prelude::*;

    #[test]
    fn owner_and_purpose_name_the_secret() {
        for (owner, purpose, name) in [
            ("alice@example.com", "", "keys/alice@example.com"),
            ("alice@example.com", "chat bot", "keys/alice@example.com/chat-bot"),
            ("..", "-", "keys/owner/purpose"),
            ("team-sixsix", "", "keys/team-sixsix_"),
            ("team-fives", "", "keys/team-fives"),
            ("x--fives", "", "keys/x--fives__"),
        ] {
            assert_eq!(secret_name("keys", &addressee(owner, purpose)), name);
        }
    }

    proptest! {
        #[test]
        fn secrets_manager_takes_every_name(owner in "[a-zé0-9/.=@_-]{1,256}", purpose in "[a-z/.-]{0,256}") {
            let name = secret_name(&"p".repeat(256), &addressee(&owner, &purpose));
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte);
            prop_assert!(name.len() <= 512 && name.bytes().all(allowed), "{name}");
            prop_assert_ne!(name.bytes().nth_back(6), Some(b'-'));
        }
    }
}
