//! Whether a text holds a secret, or enough of one to matter.

use std::collections::BTreeSet;
use std::fs;

use data_encoding::BASE64;
use serde_json::Value;

use super::inventory::Held;
use crate::support::{MANAGEMENT, Outcome, Scratch};

/// The length of a piece. Sixteen characters of a secret in a row hold one of its pieces, whichever sixteen they are,
/// and so do fewer.
const PIECE: usize = 8;

/// How every secret of the embedded AWS begins.
const BEGINNING: &[u8] = b"SANDBOX-";

/// What must not be found: every secret in pieces, as it stands in its sink and decoded.
#[derive(Debug, Default, Clone)]
pub(super) struct Canaries(BTreeSet<[u8; PIECE]>);

impl Canaries {
    pub(super) fn of<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut canaries = Self::default();
        for secret in secrets {
            let encoded = secret.strip_prefix("ABSK").expect("a key");
            let decoded = BASE64.decode(encoded.as_bytes()).expect("a key is base64");
            let colon = decoded.iter().position(|byte| *byte == b':').expect("alias and secret");
            // The alias is no secret: IAM lists it.
            canaries.add(decoded[colon + 1..].strip_prefix(BEGINNING).expect("a secret of the sandbox"));
            canaries.add(secret.as_bytes());
        }
        canaries
    }

    pub(super) fn of_held(held: &[Held]) -> Self {
        Self::of(held.iter().map(|each| each.secret.as_str()))
    }

    fn add(&mut self, secret: &[u8]) {
        let (pieces, _) = secret.as_chunks::<PIECE>();
        self.0.extend(pieces);
    }

    /// Whether a text holds any piece.
    pub(super) fn are_in(&self, text: &[u8]) -> bool {
        // Two bytes rule nearly every place out; thousands of texts are searched, without optimisation.
        let mut begins = vec![false; 1 << 16];
        for piece in &self.0 {
            begins[usize::from(u16::from_le_bytes([piece[0], piece[1]]))] = true;
        }
        text.array_windows::<PIECE>().any(|window| {
            begins[usize::from(u16::from_le_bytes([window[0], window[1]]))] && self.0.contains(window)
        })
    }

    /// Where pieces are outside the sinks: in what a run said, in any file below the scratch directory, in the state
    /// of the embedded AWS. `is_sink` names files that may hold them.
    pub(super) fn outside(
        &self,
        scratch: &Scratch,
        outcome: &Outcome,
        is_sink: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let mut found = Vec::new();
        for (name, text) in [("standard output", &outcome.stdout), ("standard error", &outcome.stderr)] {
            if !is_sink(name) && self.are_in(text.as_bytes()) {
                found.push(format!("a secret on {name}:\n{text}"));
            }
        }
        for file in Scratch::files_below(scratch.root()) {
            let name = file.display().to_string();
            let content = fs::read(scratch.root().join(&file)).expect("a file");
            let content = if name.ends_with(&format!("{MANAGEMENT}.json")) {
                without_values(&content)
            } else {
                content
            };
            if !is_sink(&name) && self.are_in(&content) {
                found.push(format!("a secret in {name}"));
            }
        }
        found
    }
}

/// The files that the stages deliver to.
pub(super) fn is_delivery(name: &str) -> bool {
    name.ends_with(".env") || name == "work/received.jsonl"
}

/// The account without what Secrets Manager keeps, which is a sink.
fn without_values(content: &[u8]) -> Vec<u8> {
    let mut account: Value = serde_json::from_slice(content).expect("the sandbox writes JSON");
    let secrets = account["secrets"].as_object_mut().expect("secrets");
    for secret in secrets.values_mut() {
        let versions = secret["versions"].as_object_mut().expect("versions");
        versions.values_mut().for_each(|version| version["string"] = Value::Null);
    }
    account.to_string().into_bytes()
}
