//! What became of a plan: who got what, what failed, what is left to do.

use serde::Serialize;

use crate::domain::{AccountId, Expiry, printable};
use crate::lifecycle::{
    DeedOutcome, Delivered, EntryEnd, EntryOutcome, Intent, Note, RevocationEnd, RevocationOutcome,
};

use super::blocks::Blocks;
use super::json::pretty;
use super::lifecycle_words::{
    GIVEN_BACK, deed_words, intent_word, obstacle_words, owner_words, why_user_stays,
};
use super::table::Rows;
use super::words::date;

/// The outcome as a table; what failed stands with what AWS said.
pub fn outcome_text(
    entries: &[EntryOutcome],
    revocations: &[RevocationOutcome],
    width: Option<u16>,
) -> String {
    let mut parts = Vec::new();
    if !entries.is_empty() {
        parts.push(
            wide(entries)
                .text_if_it_fits(width, &[1])
                .or_else(|| narrow(entries).text_if_it_fits(width, &[1]))
                .unwrap_or_else(|| blocks(entries).text(width)),
        );
    }
    if !revocations.is_empty() {
        let mut rows = Rows::under(&["RESULT", "USER", "WHAT"]);
        for revocation in revocations {
            let (word, lines) = revocation_words(revocation);
            rows.add([&[word.to_owned()], &[revocation.user.to_string()], &lines]);
        }
        parts.push(rows.text(width, &[2]));
    }
    parts.join("\n\n")
}

/// What the reader of a terminal needs of a note at once, and how to have the rest.
pub fn note_summary(delivered: &Delivered) -> String {
    let id = &delivered.credential;
    let ends = match delivered.expiry {
        Expiry::At(end) => format!("works until {}", date(end)),
        Expiry::Never => "never ends".to_owned(),
    };
    format!(
        "The key {ends}. Run its line in your shell; the AWS SDKs and the AWS CLI read the variable.\n\
         Its hand-over note (a first call, what to do when it ends or leaks): bedrock-keys keys show {id} --note"
    )
}

/// `account 123456789012: 5 delivered, 1 failed`, as a closing line.
pub fn outcome_summary(
    account: &AccountId,
    entries: &[EntryOutcome],
    revocations: &[RevocationOutcome],
) -> String {
    let words = entries
        .iter()
        .map(|entry| entry_words(entry).0)
        .chain(revocations.iter().map(|each| revocation_words(each).0));
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for word in words {
        match counted.iter_mut().find(|(counted, _)| counted.eq_ignore_ascii_case(word)) {
            Some((_, number)) => *number += 1,
            None => counted.push((word, 1)),
        }
    }
    let parts: Vec<String> =
        counted.iter().map(|(word, number)| format!("{number} {}", word.to_lowercase())).collect();
    format!("account {account}: {}", parts.join(", "))
}

fn wide(entries: &[EntryOutcome]) -> Rows {
    let mut rows = Rows::under(&["RESULT", "OWNER", "USER", "WHAT"]);
    for entry in entries {
        let (word, lines) = entry_words(entry);
        let owner = owner_words(&entry.owner, &entry.purpose);
        let lines = if entry.is_complete() { vec![lines.join(", ")] } else { lines };
        rows.add([&[word.to_owned()], &[owner], &[entry.user.to_string()], &lines]);
    }
    rows
}

/// The place of a secret is a path to copy, so it stands under its owner and has the line to itself.
fn narrow(entries: &[EntryOutcome]) -> Rows {
    let mut rows = Rows::under(&["RESULT", "OWNER\n  WHAT"]);
    for entry in entries {
        let (word, what) = entry_words(entry);
        let mut lines = vec![owner_words(&entry.owner, &entry.purpose)];
        lines.extend(what.iter().map(|line| format!("  {line}")));
        rows.add([&[word.to_owned()], &lines]);
    }
    rows
}

/// A path that has no line beside the result has one below it.
fn blocks(entries: &[EntryOutcome]) -> Blocks {
    let mut blocks = Blocks::default();
    for entry in entries {
        let (word, lines) = entry_words(entry);
        blocks.add(&format!("{word} {}", owner_words(&entry.owner, &entry.purpose)), &lines);
    }
    blocks
}

fn entry_words(entry: &EntryOutcome) -> (&'static str, Vec<String>) {
    match &entry.end {
        EntryEnd::Delivered(delivered) => {
            let ends = match delivered.expiry {
                Expiry::At(end) => format!("until {}", date(end)),
                Expiry::Never => "without an end".to_owned(),
            };
            let beside = match &delivered.note {
                Note::File(_) => "note beside it",
                Note::WithSecret => "note inside",
                Note::Text(_) => "note below",
            };
            let lines = vec![format!("{} {ends}, {beside}", delivered.credential), delivered.place.clone()];
            ("delivered", lines)
        }
        EntryEnd::Done if entry.deeds.is_empty() => ("unchanged", vec!["as it should be".to_owned()]),
        EntryEnd::Done => ("done", done_words(&entry.deeds)),
        EntryEnd::Failed => ("failed", failures(&entry.deeds)),
        EntryEnd::FailedWithLiveKey(key) => {
            let key = key.as_ref().map_or_else(|| "a key".to_owned(), ToString::to_string);
            let mut lines = failures(&entry.deeds);
            lines.push(format!(
                "{key} of this user may work and nobody has its secret: run the same command again"
            ));
            ("FAILED", lines)
        }
        EntryEnd::Blocked => {
            let why = match &entry.intent {
                Intent::Blocked(obstacle) => obstacle_words(obstacle),
                Intent::Create | Intent::Adopt | Intent::Renew(_) | Intent::Keep | Intent::Nothing => {
                    intent_word(&entry.intent).to_owned()
                }
            };
            ("blocked", vec![why])
        }
        EntryEnd::NotStarted => ("not begun", vec!["interrupted before it".to_owned()]),
        EntryEnd::InFlight => {
            ("in flight", vec!["interrupted in the middle of it: run the same command again".to_owned()])
        }
    }
}

fn revocation_words(revocation: &RevocationOutcome) -> (&'static str, Vec<String>) {
    let mut lines = done_words(&revocation.deeds);
    lines.extend(failures(&revocation.deeds));
    match &revocation.end {
        RevocationEnd::UserDeleted => ("revoked", lines),
        RevocationEnd::UserGivenBack => {
            lines.push(format!("the user stays: {GIVEN_BACK}"));
            ("revoked", lines)
        }
        RevocationEnd::UserStays(why) => {
            lines.push(format!("the user stays: {}", why_user_stays(why)));
            ("revoked", lines)
        }
        RevocationEnd::Switched => ("done", lines),
        RevocationEnd::Incomplete => ("failed", lines),
        RevocationEnd::NotStarted => ("not begun", vec!["interrupted before it".to_owned()]),
        RevocationEnd::InFlight => {
            ("in flight", vec!["interrupted in the middle of it: run the same command again".to_owned()])
        }
    }
}

fn done_words(deeds: &[DeedOutcome]) -> Vec<String> {
    deeds
        .iter()
        .filter(|outcome| outcome.failure().is_none())
        .map(|outcome| deed_words(&outcome.deed))
        .collect()
}

fn failures(deeds: &[DeedOutcome]) -> Vec<String> {
    deeds
        .iter()
        .filter_map(|outcome| {
            outcome.failure().map(|said| format!("not done: {}: {said}", deed_words(&outcome.deed)))
        })
        .collect()
}

/// The outcome as JSON.
#[derive(Debug, Serialize)]
pub struct OutcomeJson {
    schema_version: u32,
    account: String,
    complete: bool,
    entries: Vec<EntryJson>,
    revocations: Vec<RevocationJson>,
    not_read: Vec<String>,
}

#[derive(Debug, Serialize)]
struct EntryJson {
    owner: String,
    purpose: Option<String>,
    user: String,
    plan: &'static str,
    result: &'static str,
    key: Option<String>,
    expires: Option<String>,
    place: Option<String>,
    note: Option<String>,
    done: Vec<String>,
    not_done: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RevocationJson {
    user: String,
    result: &'static str,
    user_deleted: bool,
    user_stays: Option<String>,
    done: Vec<String>,
    not_done: Vec<String>,
}

/// The outcome as JSON; holds no secret and no note.
pub fn outcome_json(
    account: &AccountId,
    entries: &[EntryOutcome],
    revocations: &[RevocationOutcome],
    not_read: &[String],
) -> String {
    let complete = not_read.is_empty()
        && entries.iter().all(EntryOutcome::is_complete)
        && revocations.iter().all(RevocationOutcome::is_complete);
    pretty(&OutcomeJson {
        schema_version: 1,
        account: account.to_string(),
        complete,
        entries: entries.iter().map(entry_json).collect(),
        revocations: revocations.iter().map(revocation_json).collect(),
        not_read: not_read.iter().map(|gap| printable(gap)).collect(),
    })
}

fn entry_json(entry: &EntryOutcome) -> EntryJson {
    let delivered = match &entry.end {
        EntryEnd::Delivered(delivered) => Some(delivered),
        EntryEnd::Done
        | EntryEnd::Failed
        | EntryEnd::FailedWithLiveKey(_)
        | EntryEnd::Blocked
        | EntryEnd::NotStarted
        | EntryEnd::InFlight => None,
    };
    let (result, lines) = entry_words(entry);
    let not_done =
        if entry.is_complete() { Vec::new() } else { lines.iter().map(|line| printable(line)).collect() };
    EntryJson {
        owner: entry.owner.to_string(),
        purpose: (!entry.purpose.is_unnamed()).then(|| entry.purpose.to_string()),
        user: entry.user.to_string(),
        plan: intent_word(&entry.intent),
        result: if result == "FAILED" { "failed" } else { result },
        key: delivered.map(|delivered| delivered.credential.to_string()),
        expires: delivered.and_then(|delivered| match delivered.expiry {
            Expiry::At(instant) => Some(instant.to_string()),
            Expiry::Never => None,
        }),
        place: delivered.map(|delivered| printable(&delivered.place)),
        note: delivered.and_then(|delivered| match &delivered.note {
            Note::File(path) => Some(printable(path)),
            Note::WithSecret | Note::Text(_) => None,
        }),
        done: done_words(&entry.deeds),
        not_done,
    }
}

fn revocation_json(revocation: &RevocationOutcome) -> RevocationJson {
    let (result, _) = revocation_words(revocation);
    let user_stays = match &revocation.end {
        RevocationEnd::UserStays(why) => Some(printable(&why_user_stays(why))),
        RevocationEnd::UserGivenBack => Some(GIVEN_BACK.to_owned()),
        RevocationEnd::UserDeleted
        | RevocationEnd::Switched
        | RevocationEnd::Incomplete
        | RevocationEnd::NotStarted
        | RevocationEnd::InFlight => None,
    };
    RevocationJson {
        user: revocation.user.to_string(),
        result,
        user_deleted: revocation.end == RevocationEnd::UserDeleted,
        user_stays,
        done: done_words(&revocation.deeds),
        not_done: failures(&revocation.deeds).iter().map(|line| printable(line)).collect(),
    }
}
