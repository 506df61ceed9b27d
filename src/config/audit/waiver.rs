//! `waivers:`, the exceptions.

use schemars::JsonSchema;

use crate::audit::{Fit, Waiver, WaiverTarget};
use crate::config::Mistake;
use crate::config::decode::{Field, Fields, Located, Reader};
use crate::config::document::{Node, Value};

use super::{AccountPattern, LastDay, OwnerPattern, RuleCode, UserPattern};

/// A recorded exception: what it covers is reported, and counts no more until its last day.
// The comments of the fields are the descriptions in the JSON Schema and in docs/configuration.md.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Waiver")]
pub struct RawWaiver {
    /// The rule, by its code.
    pub rule: Field<RuleCode>,
    /// The account, or a pattern with `*` and `?`. At least one of `account`, `user` and `key_owner` is there, and all that are must fit.
    #[schemars(default)]
    pub account: Field<AccountPattern>,
    /// The IAM user, or a pattern, in any case.
    #[schemars(default)]
    pub user: Field<UserPattern>,
    /// Whom the key is for, or a pattern, in any case.
    #[schemars(default)]
    pub key_owner: Field<OwnerPattern>,
    /// Why this is acceptable.
    #[schemars(example = "the vendor cannot rotate")]
    pub reason: Field<String>,
    /// Who answers for it.
    #[schemars(example = "security@example.com")]
    pub owner: Field<String>,
    /// The last day it covers, in UTC. From the next day on, the waiver is a finding of its own.
    pub until: Field<LastDay>,
}

impl RawWaiver {
    /// The names of the fields.
    pub(in crate::config) const FIELDS: [&'static str; 7] =
        ["rule", "account", "user", "key_owner", "reason", "owner", "until"];

    pub(in crate::config) fn decode(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let mut fields = Fields::open(reader, node, "a waiver", &Self::FIELDS)?;
        let waiver = Self {
            rule: fields.required("rule", "rule: key-never-expires", Reader::parsed),
            account: fields.optional("account", account),
            user: fields.optional("user", Reader::parsed),
            key_owner: fields.optional("key_owner", Reader::parsed),
            reason: fields.required("reason", "reason: why this is acceptable", said),
            owner: fields.required("owner", "owner: security@example.com", said),
            until: fields.required("until", "until: 2027-01-31", Reader::parsed),
        };
        if !(waiver.account.is_written() || waiver.user.is_written() || waiver.key_owner.is_written()) {
            let message = "the waiver covers all that its rule finds";
            let help = "name an `account`, a `user` or a `key_owner`; `audit.rules` turns a rule off";
            let mistake = Mistake::new(reader.place(node.used), message);
            reader.mistakes.add(mistake.help(help));
        }
        Some(waiver)
    }

    /// The waiver, where all of it could be read.
    pub(super) fn resolved(waiver: &Located<Self>) -> Option<Waiver> {
        fn fit<T>(field: &Field<T>, text: impl Fn(&T) -> &String) -> Option<Fit> {
            match field {
                Field::Absent => Some(Fit::Anything),
                Field::Broken => None,
                Field::Given(pattern) => Some(Fit::Like(text(&pattern.value).clone())),
            }
        }
        let raw = &waiver.value;
        Some(Waiver {
            rule: raw.rule.given()?.value.0,
            target: WaiverTarget {
                account: fit(&raw.account, |pattern| &pattern.0)?,
                user: fit(&raw.user, |pattern| &pattern.0)?,
                key_owner: fit(&raw.key_owner, |pattern| &pattern.0)?,
            },
            reason: raw.reason.given()?.value.clone(),
            owner: raw.owner.given()?.value.clone(),
            until: raw.until.given()?.value.0,
            place: waiver.place.to_string(),
        })
    }
}

/// An account id without quotes is a number, and still one.
fn account(reader: &mut Reader<'_>, node: &Node) -> Option<AccountPattern> {
    match &node.value {
        Value::Number(written) => reader.told(node.span, written.parse()),
        Value::Null | Value::Truth { .. } | Value::Text(_) | Value::List(_) | Value::Map(_) => {
            reader.parsed(node)
        }
    }
}

/// Text that says something.
fn said(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let text = reader.text(node)?;
    let something = if text.trim().is_empty() { Err("this text says nothing") } else { Ok(text) };
    reader.told(node.span, something)
}
