//! Where a secret goes.

use super::example;
use super::key::{Asked, RecipientCheck, Wish};
use super::layers::Found;
use crate::config::{Field, Mistake, Mistakes};
use crate::domain::SinkAddress;
use crate::lifecycle::{Delivery, Permissions};

/// The delivery of a key.
pub(super) fn delivery(
    wish: &Wish<'_>,
    permissions: Option<&Permissions>,
    check: RecipientCheck,
    mistakes: &mut Mistakes,
) -> Option<Delivery> {
    let sink = sink(wish, mistakes);
    let recipient = recipient(wish, sink.as_ref(), check, mistakes);
    let kms_key = kms_key(wish, sink.as_ref(), mistakes);
    let region = example::region(wish, permissions, mistakes);
    let model = example::model(wish, region.as_ref(), permissions, mistakes);
    Some(Delivery { sink: sink?, recipient: recipient?, kms_key: kms_key?, region: region?, model: model? })
}

fn sink(wish: &Wish<'_>, mistakes: &mut Mistakes) -> Option<SinkAddress> {
    match (wish.layers.find(|terms| &terms.sink), wish.asked) {
        (Found::At(_, sink), _) => Some(sink.value.clone()),
        (Found::Broken, _) => None,
        // One key asked for at a terminal is shown there.
        (Found::Nowhere, Asked::ByFlag) => Some(SinkAddress::Stdout),
        (Found::Nowhere, Asked::InFile) => {
            let message = "nothing says where the secret goes".to_owned();
            let help = "add a `sink`, such as `sink: file:delivered`, to the entry or to `defaults`";
            mistakes.add(Mistake::new(wish.place.clone(), message).help(help));
            None
        }
    }
}

fn recipient(
    wish: &Wish<'_>,
    sink: Option<&SinkAddress>,
    check: RecipientCheck,
    mistakes: &mut Mistakes,
) -> Option<Option<String>> {
    let recipient = match wish.recipient {
        Field::Broken => return None,
        Field::Absent => {
            if let Some(sink @ SinkAddress::Age(_)) = sink {
                let message = format!("`{sink}` encrypts to a recipient, and there is none");
                let help = "add `recipient` (`--recipient`), the owner's age or SSH public key";
                mistakes.add(Mistake::new(wish.place.clone(), message).help(help));
            }
            return Some(None);
        }
        Field::Given(recipient) => recipient,
    };
    let letters = recipient.value.to_ascii_uppercase();
    if letters.contains("PRIVATE KEY") || letters.contains("AGE-SECRET-KEY") {
        let message = "the recipient is a private key; the owner's public key belongs here".to_owned();
        let help = "remove it from the file and from its history, and replace it: it is no secret any more";
        mistakes.add(Mistake::new(recipient.place.clone(), message).help(help));
        return None;
    }
    if let Err(message) = check(&recipient.value) {
        mistakes.add(Mistake::new(recipient.place.clone(), message));
        return None;
    }
    match sink {
        None | Some(SinkAddress::Age(_)) => {}
        Some(
            sink @ (SinkAddress::Stdout
            | SinkAddress::File(_)
            | SinkAddress::SecretsManager(_)
            | SinkAddress::Command(_)),
        ) => {
            let message = format!("`{sink}` does not encrypt to a recipient");
            let help = "write `sink: age:DIR`, or remove the recipient";
            mistakes.add(Mistake::new(recipient.place.clone(), message).help(help));
        }
    }
    Some(Some(recipient.value.clone()))
}

/// A KMS key among defaults serves the entries that go to Secrets Manager; an entry's own must be of use.
fn kms_key(wish: &Wish<'_>, sink: Option<&SinkAddress>, mistakes: &mut Mistakes) -> Option<Option<String>> {
    let (level, key) = match wish.layers.find(|terms| &terms.kms_key) {
        Found::Nowhere => return Some(None),
        Found::Broken => return None,
        Found::At(level, key) => (level, key),
    };
    match sink {
        None => Some(None),
        Some(SinkAddress::SecretsManager(_)) => Some(Some(key.value.as_str().to_owned())),
        Some(sink) => {
            if level == 0 {
                let message = format!("`{sink}` has no use for a KMS key");
                let help = "write `sink: secretsmanager:PREFIX`, or remove `kms_key`";
                mistakes.add(Mistake::new(key.place.clone(), message).help(help));
            }
            Some(None)
        }
    }
}
