//! Which secrets are in which sinks, and whether that fits the keys there are.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;

use data_encoding::{BASE32_NOPAD, BASE64};
use serde_json::Value;
use sha2::{Digest, Sha512};

use super::stage::identity;
use crate::support::{Account, MANAGEMENT, NOW, Scratch, StoredKey};

/// How the place of a secret ends that a later one replaced in Secrets Manager. AWS keeps it for a while: those who use
/// the old key have read it long ago.
pub(super) const EARLIER: &str = ", earlier version";

/// A secret in a sink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    /// The whole key, `ABSK…`.
    pub(super) secret: String,
    /// What it says of itself.
    pub(super) alias: String,
    /// The credential that AWS gave it out for.
    pub(super) credential: String,
    /// The sink, and the file or name in it.
    pub(super) place: String,
}

/// Which secret belongs to which credential: the sandbox makes both from consecutive serial numbers, so that a secret
/// that was swapped for another of the same user is noticed. Far more numbers than any run here uses.
fn given_out() -> &'static BTreeMap<String, String> {
    const NUMBERS: u64 = 600;
    static GIVEN: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    GIVEN.get_or_init(|| {
        let digest = |text: String| Sha512::digest(text.as_bytes());
        // A sandbox goes on with the microsecond it was seeded at.
        let seeded: jiff::Timestamp = NOW.parse().expect("an instant");
        let first = seeded.as_microsecond().unsigned_abs();
        let pairs = (first..=first + NUMBERS).map(|serial| {
            let id = digest(format!("{MANAGEMENT}/Unique(\"ACCA\")/{serial}"));
            let id: String = BASE32_NOPAD.encode(&id).chars().take(17).collect();
            let secret = digest(format!("{MANAGEMENT}/secret/{}", serial + 1));
            let secret: String = BASE64.encode(&secret).chars().take(52).collect();
            (format!("SANDBOX-{secret}"), format!("ACCA{id}"))
        });
        pairs.collect()
    })
}

fn read(secret: &str, place: &str) -> Held {
    let encoded = secret.strip_prefix("ABSK").unwrap_or_else(|| panic!("{place} holds no key: {secret}"));
    let decoded = BASE64.decode(encoded.as_bytes()).expect("a key is base64");
    let decoded = String::from_utf8(decoded).expect("a key is text");
    let (alias, inner) = decoded.split_once(':').expect("a key is alias and secret");
    let credential =
        given_out().get(inner).unwrap_or_else(|| panic!("{place} holds a secret of no credential"));
    Held {
        secret: secret.to_owned(),
        alias: alias.to_owned(),
        credential: credential.clone(),
        place: place.to_owned(),
    }
}

/// The account and the sinks at one moment.
pub(super) struct Inventory {
    pub(super) account: Account,
    pub(super) keys: Vec<StoredKey>,
    pub(super) held: Vec<Held>,
    /// The files of the working directory.
    pub(super) files: Vec<String>,
}

impl Inventory {
    /// Looks at everything. Half-written files of a killed run hold no secret that counts.
    pub(super) fn of(scratch: &Scratch) -> Self {
        let account = Account::of(scratch);
        let files = Scratch::files_below(&scratch.work());
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let mut held: Vec<Held> =
            files.iter().flat_map(|file| held_in_file(&scratch.work().join(file), file)).collect();
        held.extend(account.secrets().iter().flat_map(|(name, secret)| held_in_secret(name, secret)));
        Self { keys: account.keys(), account, held, files }
    }

    /// Keys that the tool made, that are recorded as delivered, and whose secret is nowhere. `before` names the keys
    /// that were somebody's before the tool came.
    pub(super) fn lost(&self, before: &[String]) -> Vec<String> {
        let is_held = |key: &StoredKey| {
            self.held.iter().any(|each| each.credential == key.id && each.alias == key.alias)
        };
        self.keys
            .iter()
            .filter(|key| key.managed && key.delivered && !before.contains(&key.id) && !is_held(key))
            .map(|key| format!("the secret of {} on {} is nowhere", key.id, key.user))
            .collect()
    }

    /// Keys on managed users whose delivery is not recorded: nobody has their secret.
    pub(super) fn undelivered(&self) -> Vec<&StoredKey> {
        self.keys.iter().filter(|key| key.managed && !key.delivered).collect()
    }
}

fn held_in_file(path: &Path, place: &str) -> Vec<Held> {
    if place.ends_with(".env") {
        let text = fs::read_to_string(path).expect("a delivered file");
        return exported(&text).map(|secret| read(secret, place)).into_iter().collect();
    }
    if place.ends_with(".env.age") {
        let text = decrypted(path).unwrap_or_default();
        return exported(&text).map(|secret| read(secret, place)).into_iter().collect();
    }
    if place != "received.jsonl" {
        return Vec::new();
    }
    let text = fs::read_to_string(path).expect("what the program kept");
    let documents = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let received = documents.map(|document| {
        let found = read(document["secret"].as_str().expect("a secret"), place);
        assert_eq!(document["credential_id"], found.credential.as_str(), "the program was told another key");
        found
    });
    received.collect()
}

fn held_in_secret(name: &str, secret: &Value) -> Vec<Held> {
    let versions = secret["versions"].as_object().expect("versions");
    let read = versions.iter().map(|(id, version)| {
        let value = version["string"].as_str().expect("a value");
        let document: Value = serde_json::from_str(value).expect("the value is JSON");
        let when = if secret["current"] == id.as_str() { "" } else { EARLIER };
        let text = document["AWS_BEARER_TOKEN_BEDROCK"].as_str().expect("a key");
        read(text, &format!("secret {name}{when}"))
    });
    read.collect()
}

/// The secret of the one export line.
fn exported(text: &str) -> Option<&str> {
    text.strip_prefix("export AWS_BEARER_TOKEN_BEDROCK='")?.strip_suffix("'\n")
}

fn decrypted(path: &Path) -> Option<String> {
    let file = fs::File::open(path).expect("an encrypted file");
    let armored = age::armor::ArmoredReader::new(std::io::BufReader::new(file));
    let decryptor = age::Decryptor::new_buffered(armored).ok()?;
    let mut text = String::new();
    decryptor
        .decrypt(std::iter::once(identity() as &dyn age::Identity))
        .ok()?
        .read_to_string(&mut text)
        .ok()?;
    Some(text)
}
