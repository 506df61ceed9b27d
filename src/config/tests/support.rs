//! Reading a roster in a test.

use std::sync::Arc;

use crate::config::document::Source;
use crate::config::{Colour, Mistakes, Roster, Settings};
use crate::lifecycle::DesiredKey;

pub(super) fn source(name: &str, text: &str) -> Arc<Source> {
    Source::from_bytes(name, text.as_bytes()).unwrap()
}

/// Takes what begins like an age key; the real check is that of the sinks.
pub(super) fn recipient(text: &str) -> Result<(), String> {
    if text.starts_with("age1") { Ok(()) } else { Err(format!("`{text}` is not an age or SSH public key")) }
}

pub(super) fn settings(text: &str) -> Settings {
    Settings::load(&source("bedrock-keys.yaml", text)).unwrap()
}

pub(super) fn load(text: &str, settings: &Settings) -> Result<Roster, Mistakes> {
    Roster::load(&source("roster.yaml", text), settings, recipient)
}

/// The keys of a roster that has no mistakes, with no configuration.
pub(super) fn keys(text: &str) -> Vec<DesiredKey> {
    keys_with(text, &Settings::default())
}

pub(super) fn keys_with(text: &str, settings: &Settings) -> Vec<DesiredKey> {
    match load(text, settings) {
        Ok(roster) => roster.keys().cloned().collect(),
        Err(mistakes) => panic!("{}", mistakes.render(Colour::None)),
    }
}

/// What a broken roster says.
pub(super) fn complaint(text: &str) -> String {
    complaint_with(text, &Settings::default())
}

pub(super) fn complaint_with(text: &str, settings: &Settings) -> String {
    load(text, settings).unwrap_err().render(Colour::None)
}

/// The messages alone, with their lines and columns.
pub(super) fn messages(text: &str) -> Vec<String> {
    messages_with(text, &Settings::default())
}

pub(super) fn messages_with(text: &str, settings: &Settings) -> Vec<String> {
    let mistakes = load(text, settings).unwrap_err();
    mistakes
        .iter()
        .map(|mistake| match mistake.place.line_and_column() {
            Some((line, column)) => format!("{line}:{column} {}", mistake.message),
            None => mistake.message.clone(),
        })
        .collect()
}
