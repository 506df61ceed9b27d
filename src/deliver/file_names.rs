//! The names of the files of a delivery.

use crate::domain::CredentialId;

use super::Addressee;

/// Together with a credential id of 100 characters, the longest one there is, this stays below the 255 bytes a file
/// system takes: 80 + 2 + 60 + 1 + 100 + 8.
const OWNER_LIMIT: usize = 80;
const PURPOSE_LIMIT: usize = 60;

/// The two files of one key: `OWNER[--PURPOSE].CREDENTIAL.env[.age]` and `OWNER[--PURPOSE].CREDENTIAL.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileNames {
    /// Holds the secret.
    pub(super) secret: String,
    /// Holds the note.
    pub(super) note: String,
}

impl FileNames {
    /// `extension` is what the secret's file ends with, `env` or `env.age`.
    pub(super) fn new(addressee: &Addressee, credential: &CredentialId, extension: &str) -> Self {
        let mut stem = addressee.owner_segment(OWNER_LIMIT);
        if let Some(purpose) = addressee.purpose_segment(PURPOSE_LIMIT) {
            stem.push_str("--");
            stem.push_str(&purpose);
        }
        stem.push('.');
        stem.push_str(credential.as_str());
        Self { secret: format!("{stem}.{extension}"), note: format!("{stem}.md") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::test_values::addressee;
    use proptest::prelude::*;

    fn names(owner: &str, purpose: &str, credential: &str) -> FileNames {
        FileNames::new(&addressee(owner, purpose), &credential.parse().unwrap(), "env.age")
    }

    #[test]
    fn owner_purpose_and_credential_name_the_files() {
        let named = names("alice@example.com", "chat bot", "ACCAEXAMPLE0000000001");
        assert_eq!(named.secret, "alice@example.com--chat-bot.ACCAEXAMPLE0000000001.env.age");
        assert_eq!(named.note, "alice@example.com--chat-bot.ACCAEXAMPLE0000000001.md");
        assert_eq!(names("..", "", "ACCAEXAMPLE0000000001").note, "owner.ACCAEXAMPLE0000000001.md");
    }

    proptest! {
        #[test]
        fn no_owner_leads_out_of_the_directory(
            owner in "[a-z0-9/.=@_-]{1,256}", purpose in "[a-z/. -]{0,256}", credential in "[A-Z0-9_]{20,100}",
        ) {
            prop_assume!(owner.trim() == owner && purpose.trim() == purpose);
            let named = names(&owner, &purpose, &credential);
            for name in [&named.secret, &named.note] {
                prop_assert!(name.len() <= 255 && !name.contains('/') && !name.starts_with(['.', '-']), "{name}");
                prop_assert!(name.contains(&credential));
            }
        }
    }
}
