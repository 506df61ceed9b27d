//! The roster: who should have which key.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;

use super::choice::RosterName;
use super::decode::{Field, Fields, Located, Reader};
use super::document::{self, Node, Source};
use super::resolve::{self, RecipientCheck};
use super::terms::Terms;
use super::version::Version;
use super::{Mistake, Mistakes, Place, Settings};
use crate::domain::{AccountId, Owner, Purpose, UserName};
use crate::lifecycle::{DesiredKey, UserChoice};

/// Who should have which Bedrock API key. Holds no secret and belongs in git.
// The comments of the fields are the descriptions in the JSON Schema and in docs/roster.md.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Roster")]
pub struct RawRoster {
    /// The version of the format.
    pub version: Field<Version>,
    /// The name of the roster, written on the users it brings in. `onboard --prune` needs one: it revokes only keys that a roster of this name brought in.
    #[schemars(default)]
    pub name: Field<RosterName>,
    /// What every entry gets unless it says otherwise. Stands over the `defaults` of the configuration.
    #[schemars(default)]
    pub defaults: Field<Terms>,
    /// One entry for each key. An empty list is a roster of nobody.
    pub keys: Field<Vec<Located<RawEntry>>>,
}

/// A key somebody should have.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Entry")]
pub struct RawEntry {
    /// The person or team the key is for, such as `vision-team@example.com`. Becomes a tag, never part of the user's name.
    pub owner: Field<Owner>,
    /// What the key is for, where an owner has several. Owner and purpose together are unique, whatever their case.
    #[schemars(default)]
    pub purpose: Field<Purpose>,
    /// The name of an existing IAM user that is to carry the key and becomes managed, instead of a generated one. It is given back, not deleted, when its keys are revoked.
    #[schemars(default)]
    pub adopt: Field<UserName>,
    /// The age (`age1…`) or SSH (`ssh-ed25519 …`, `ssh-rsa …`) public key that `age:DIR` encrypts the secret to.
    #[schemars(default, with = "super::schema::RecipientText")]
    pub recipient: Field<String>,
    /// The entry's own terms.
    #[serde(flatten)]
    pub terms: Terms,
}

/// A roster that was read, checked and resolved.
#[derive(Debug, Clone)]
pub struct Roster {
    name: Option<RosterName>,
    keys: Vec<Located<DesiredKey>>,
}

impl Roster {
    /// Reads a roster and applies every default. Reports all mistakes at once.
    pub fn load(
        source: &Arc<Source>,
        settings: &Settings,
        recipient: RecipientCheck,
    ) -> Result<Self, Mistakes> {
        let node = document::parse(source)?;
        let mut mistakes = Mistakes::default();
        let raw = RawRoster::decode(&mut Reader::new(source, &mut mistakes), &node);
        let name = raw.as_ref().and_then(|raw| raw.name.given()).map(|name| name.value.clone());
        let mut keys =
            raw.map(|raw| resolve::roster(&raw, settings, recipient, &mut mistakes)).unwrap_or_default();
        for key in &mut keys {
            key.value.roster = name.as_ref().map(|name| name.tag_value().clone());
        }
        mistakes.or(Self { name, keys })
    }

    /// Its name, where it has one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_ref().map(RosterName::as_str)
    }

    /// The wanted keys, in the order of the file.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &DesiredKey> {
        self.keys.iter().map(|key| &key.value)
    }

    /// Checks that no two entries come to one user in this account: an adopted user may bear the name that another
    /// entry's generated one would get.
    pub fn refuse_shared_users(&self, account: &AccountId) -> Result<(), Mistakes> {
        let mut mistakes = Mistakes::default();
        let mut taken: BTreeMap<String, &Place> = BTreeMap::new();
        for key in &self.keys {
            let user = match &key.value.user {
                UserChoice::Adopted(user) => user.clone(),
                UserChoice::Generated(_) => UserName::derive(account, &key.value.owner, &key.value.purpose),
            };
            let name = user.as_str().to_ascii_lowercase();
            match taken.get(&name) {
                Some(first) => {
                    let message = format!("the user `{user}` carries the key of another entry");
                    mistakes
                        .add(Mistake::new(key.place.clone(), message).related((*first).clone(), "this one"));
                }
                None => {
                    taken.insert(name, &key.place);
                }
            }
        }
        mistakes.or(())
    }
}

impl RawRoster {
    /// The names of the fields.
    pub(super) const FIELDS: [&'static str; 4] = ["version", "name", "defaults", "keys"];

    fn decode(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let mut fields = Fields::open(reader, node, "a roster", &Self::FIELDS)?;
        Some(Self {
            version: Version::require(&mut fields),
            name: fields.optional("name", Reader::parsed),
            defaults: fields.optional("defaults", Terms::decode),
            keys: fields.required("keys", "keys: [{owner: vision-team@example.com}]", |reader, node| {
                reader.entries(node)
            }),
        })
    }
}

impl Reader<'_> {
    /// Every entry that is a mapping, broken fields and all, so that what can be checked is.
    fn entries(&mut self, node: &Node) -> Option<Vec<Located<RawEntry>>> {
        let mut entries = Vec::new();
        let all = self.list(node, |reader, node| {
            let place = reader.place(node.used);
            let value = RawEntry::decode(reader, node)?;
            entries.push(Located { value, place });
            Some(())
        });
        (all.is_some() || !entries.is_empty()).then_some(entries)
    }
}

impl RawEntry {
    /// The names of the fields that are not terms.
    pub(super) const OWN_FIELDS: [&'static str; 4] = ["owner", "purpose", "adopt", "recipient"];

    fn decode(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let known: Vec<&'static str> = Self::OWN_FIELDS.into_iter().chain(Terms::FIELDS).collect();
        let mut fields = Fields::open(reader, node, "an entry", &known)?;
        Some(Self {
            owner: fields.required("owner", "owner: vision-team@example.com", Reader::parsed),
            purpose: fields.optional("purpose", Reader::parsed),
            adopt: fields.optional("adopt", Reader::parsed),
            recipient: fields.optional("recipient", Reader::text),
            terms: Terms::take(&mut fields),
        })
    }
}
