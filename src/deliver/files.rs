//! The `file` and `age` sinks: a file with the secret and a file with the note, for each key.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::domain::{ApiKeySecret, CredentialId};

use super::checkpoint::checkpoint;
use super::directory::{Contents, Directory};
use super::export_line::export_line;
use super::file_names::FileNames;
use super::note::note;
use super::private_file::{NOTE_STEPS, PrivateFile, SECRET_STEPS};
use super::{
    Addressee, DeliveryError, Handover, NotePlace, Placement, Receipt, Recipient, SinkError, SinkWarning,
    Withdrawal,
};

/// Writes into a directory.
///
/// The calls block: they are few, short, and must not be cut off in the middle by a cancelled future.
#[derive(Debug)]
pub(super) struct FileSink {
    directory: Directory,
    form: Form,
}

/// How the secret stands in its file.
#[derive(Debug)]
enum Form {
    Plain,
    Encrypted(Recipient),
}

impl FileSink {
    pub(super) fn open_plain(directory: &Path, addressee: &Addressee) -> Result<Self, SinkError> {
        let directory = Directory::open(directory, Contents::PlainText, addressee)?;
        Ok(Self { directory, form: Form::Plain })
    }

    pub(super) fn open_encrypted(
        directory: &Path,
        recipient: Option<&str>,
        addressee: &Addressee,
    ) -> Result<Self, SinkError> {
        let recipient = Recipient::parse(recipient.ok_or(SinkError::NoRecipient)?)?;
        let directory = Directory::open(directory, Contents::Encrypted, addressee)?;
        Ok(Self { directory, form: Form::Encrypted(recipient) })
    }

    pub(super) fn warnings(&self) -> &[SinkWarning] {
        &self.directory.warnings
    }

    pub(super) fn deliver(
        &self,
        handover: &Handover,
        secret: &ApiKeySecret,
    ) -> Result<Receipt, DeliveryError> {
        let names = self.names(&handover.addressee, &handover.credential);
        let secret_path = self.directory.join(&names.secret);
        let note_path = self.directory.join(&names.note);
        let line = export_line(secret);
        let (placement, written) = match &self.form {
            Form::Plain => {
                (Placement::File(secret_path.clone()), PrivateFile::write(&secret_path, &line, &SECRET_STEPS))
            }
            Form::Encrypted(recipient) => {
                let encrypted = recipient.encrypt(&line).map_err(DeliveryError::Encryption)?;
                let placement = Placement::EncryptedFile(secret_path.clone());
                (placement, PrivateFile::write(&secret_path, &encrypted, &SECRET_STEPS))
            }
        };
        let secret_file = written.map_err(|error| file_error(&secret_path, error))?;
        let note_file = PrivateFile::write(&note_path, note(handover, &placement).as_bytes(), &NOTE_STEPS)
            .map_err(|error| file_error(&note_path, error))?;
        self.directory.sync().map_err(DeliveryError::File)?;
        secret_file.keep();
        note_file.keep();
        Ok(Receipt { placement, note: NotePlace::File(note_path) })
    }

    pub(super) fn withdraw(
        &self,
        addressee: &Addressee,
        credential: &CredentialId,
    ) -> Result<Withdrawal, DeliveryError> {
        let names = self.names(addressee, credential);
        let mut removed = Vec::new();
        for name in [&names.secret, &names.note] {
            let path = self.directory.join(name);
            if remove_own(&path)? {
                removed.push(path);
            }
        }
        if removed.is_empty() {
            return Ok(Withdrawal::Nothing);
        }
        self.directory.sync().map_err(DeliveryError::File)?;
        Ok(Withdrawal::Removed(removed))
    }

    fn names(&self, addressee: &Addressee, credential: &CredentialId) -> FileNames {
        let extension = match self.form {
            Form::Plain => "env",
            Form::Encrypted(_) => "env.age",
        };
        FileNames::new(addressee, credential, extension)
    }
}

/// Removes a regular file; says whether there was one. This tool makes nothing else, so anything else is not its own.
fn remove_own(path: &Path) -> Result<bool, DeliveryError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(DeliveryError::NotOurs(path.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(DeliveryError::File(error)),
    }
    checkpoint("file: withdrawing");
    fs::remove_file(path).map_err(DeliveryError::File)?;
    checkpoint("file: withdrawn");
    Ok(true)
}

fn file_error(path: &Path, error: io::Error) -> DeliveryError {
    if error.kind() == ErrorKind::AlreadyExists {
        DeliveryError::Exists(PathBuf::from(path))
    } else {
        DeliveryError::File(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::test_values::{
        SECRET, addressee, assert_holds_no_secret, assert_keeps_secret, handover, secret,
    };
    use std::os::unix::fs::{MetadataExt, symlink};
    use tempfile::TempDir;

    const STEM: &str = "alice@example.com--chat.ACCAEXAMPLE0000000001";

    fn plain(scratch: &TempDir) -> FileSink {
        FileSink::open_plain(&scratch.path().join("out"), &addressee("alice@example.com", "chat")).unwrap()
    }

    fn listing(scratch: &TempDir) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(scratch.path().join("out"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_delivery_leaves_the_line_and_a_note_without_the_secret() {
        let scratch = TempDir::new().unwrap();
        let receipt = plain(&scratch).deliver(&handover("alice@example.com", "chat"), &secret()).unwrap();
        assert_eq!(listing(&scratch), [format!("{STEM}.env"), format!("{STEM}.md")]);
        let Placement::File(path) = receipt.placement else { panic!("{receipt:?}") };
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            format!("export AWS_BEARER_TOKEN_BEDROCK='{SECRET}'\n")
        );
        let NotePlace::File(note) = receipt.note else { panic!() };
        assert_holds_no_secret(&fs::read_to_string(&note).unwrap());
        for path in [path, note] {
            assert_eq!(fs::metadata(path).unwrap().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_second_delivery_of_the_same_key_overwrites_nothing() {
        let scratch = TempDir::new().unwrap();
        let sink = plain(&scratch);
        let handover = handover("alice@example.com", "chat");
        sink.deliver(&handover, &secret()).unwrap();
        let other = ApiKeySecret::from_answer("ABSKother".to_owned()).unwrap();
        let error = sink.deliver(&handover, &other).unwrap_err();
        assert!(
            matches!(&error, DeliveryError::Exists(path) if path.ends_with(format!("{STEM}.env"))),
            "{error}"
        );
        let kept = fs::read_to_string(scratch.path().join("out").join(format!("{STEM}.env"))).unwrap();
        assert!(kept.contains(SECRET));
    }

    #[test]
    fn a_link_at_the_place_of_the_file_is_not_followed() {
        let scratch = TempDir::new().unwrap();
        let sink = plain(&scratch);
        symlink(scratch.path().join("elsewhere"), scratch.path().join("out").join(format!("{STEM}.env")))
            .unwrap();
        let error = sink.deliver(&handover("alice@example.com", "chat"), &secret()).unwrap_err();
        assert!(matches!(error, DeliveryError::Exists(_)), "{error}");
        assert!(!scratch.path().join("elsewhere").exists());
    }

    #[test]
    fn a_note_that_cannot_be_written_takes_the_secret_with_it() {
        let scratch = TempDir::new().unwrap();
        let sink = plain(&scratch);
        fs::write(scratch.path().join("out").join(format!("{STEM}.md")), "not ours").unwrap();
        let error = sink.deliver(&handover("alice@example.com", "chat"), &secret()).unwrap_err();
        assert_keeps_secret(&error);
        assert_eq!(listing(&scratch), [format!("{STEM}.md")]);
    }

    #[test]
    fn a_directory_that_is_gone_is_a_failed_delivery() {
        let scratch = TempDir::new().unwrap();
        let sink = plain(&scratch);
        fs::remove_dir(scratch.path().join("out")).unwrap();
        let error = sink.deliver(&handover("alice@example.com", "chat"), &secret()).unwrap_err();
        assert_keeps_secret(&error);
        assert!(error.to_string().contains(&format!("{STEM}.env")), "{error}");
    }

    #[test]
    fn withdrawing_removes_the_two_files_of_that_key_and_nothing_else() {
        let scratch = TempDir::new().unwrap();
        let sink = plain(&scratch);
        let first = handover("alice@example.com", "chat");
        let second = Handover { credential: "ACCAEXAMPLE0000000002".parse().unwrap(), ..first.clone() };
        sink.deliver(&first, &secret()).unwrap();
        sink.deliver(&second, &secret()).unwrap();
        fs::write(scratch.path().join("out/unrelated"), "").unwrap();
        let removed = sink.withdraw(&first.addressee, &first.credential).unwrap();
        let out = scratch.path().join("out");
        assert_eq!(
            removed,
            Withdrawal::Removed(vec![out.join(format!("{STEM}.env")), out.join(format!("{STEM}.md"))])
        );
        assert_eq!(
            listing(&scratch),
            [
                "alice@example.com--chat.ACCAEXAMPLE0000000002.env",
                "alice@example.com--chat.ACCAEXAMPLE0000000002.md",
                "unrelated"
            ]
        );
        assert_eq!(sink.withdraw(&first.addressee, &first.credential).unwrap(), Withdrawal::Nothing);
    }

    #[test]
    fn withdrawing_takes_what_a_killed_delivery_left_and_leaves_what_is_not_a_file() {
        let scratch = TempDir::new().unwrap();
        let sink = plain(&scratch);
        let out = scratch.path().join("out");
        fs::write(out.join(format!("{STEM}.env")), "export AWS").unwrap();
        symlink("/etc/hostname", out.join(format!("{STEM}.md"))).unwrap();
        let handover = handover("alice@example.com", "chat");
        let error = sink.withdraw(&handover.addressee, &handover.credential).unwrap_err();
        assert!(matches!(error, DeliveryError::NotOurs(_)), "{error}");
        assert_eq!(listing(&scratch), [format!("{STEM}.md")]);
    }

    #[test]
    fn an_encrypted_delivery_needs_a_recipient() {
        let scratch = TempDir::new().unwrap();
        let error = FileSink::open_encrypted(scratch.path(), None, &addressee("alice", "")).unwrap_err();
        assert!(matches!(error, SinkError::NoRecipient), "{error}");
    }

    #[cfg(feature = "age")]
    mod encrypted {
        use super::*;

        fn delivered(recipient: &str) -> Vec<u8> {
            let scratch = TempDir::new().unwrap();
            let handover = handover("alice@example.com", "chat");
            let out = scratch.path().join("out");
            let sink = FileSink::open_encrypted(&out, Some(recipient), &handover.addressee).unwrap();
            sink.deliver(&handover, &secret()).unwrap();
            assert_eq!(listing(&scratch), [format!("{STEM}.env.age"), format!("{STEM}.md")]);
            for name in listing(&scratch) {
                assert_holds_no_secret(&fs::read_to_string(out.join(name)).unwrap());
            }
            fs::read(out.join(format!("{STEM}.env.age"))).unwrap()
        }

        fn line() -> Vec<u8> {
            format!("export AWS_BEARER_TOKEN_BEDROCK='{SECRET}'\n").into_bytes()
        }

        #[test]
        fn an_age_identity_decrypts_the_exact_line() {
            let identity = age::x25519::Identity::generate();
            let file = delivered(&identity.to_public().to_string());
            assert!(file.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----\n"));
            assert_eq!(age::decrypt(&identity, &file).unwrap(), line());
            assert!(age::decrypt(&age::x25519::Identity::generate(), &file).is_err());
        }

        /// The first key pair of RFC 8032, section 7.1, in the forms OpenSSH writes.
        fn ssh_pair() -> (String, String) {
            let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
            let seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
            let public = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
            let string = |bytes: &[u8]| [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat();
            let public_key = [string(b"ssh-ed25519"), string(&public)].concat();
            let mut private =
                [&[7; 8][..], &public_key, &string(&[seed, public].concat()), &string(b"")].concat();
            for pad in 1.. {
                if private.len() % 8 == 0 {
                    break;
                }
                private.push(pad);
            }
            let whole = [
                b"openssh-key-v1\0".to_vec(),
                string(b"none"),
                string(b"none"),
                string(b""),
                1u32.to_be_bytes().to_vec(),
                string(&public_key),
                string(&private),
            ]
            .concat();
            let encode = |bytes: &[u8]| data_encoding::BASE64.encode(bytes);
            let lines: Vec<String> = encode(&whole)
                .as_bytes()
                .chunks(70)
                .map(|line| String::from_utf8(line.to_vec()).unwrap())
                .collect();
            let (begin, end) = ("-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----");
            (
                format!("ssh-ed25519 {} alice@example.com", encode(&public_key)),
                format!("{begin}\n{}\n{end}\n", lines.join("\n")),
            )
        }

        #[test]
        fn an_ssh_ed25519_identity_decrypts_the_exact_line() {
            let (public, private) = ssh_pair();
            let identity = age::ssh::Identity::from_buffer(private.as_bytes(), None).unwrap();
            assert_eq!(age::decrypt(&identity, &delivered(&public)).unwrap(), line());
        }
    }
}
