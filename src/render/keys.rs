//! Keys as a table, as details, as JSON, as CSV.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{AccountId, Expiry, Key, printable};
use crate::lifecycle::Record;

use super::blocks::Blocks;
use super::csv::csv;
use super::json::pretty;
use super::table::Rows;
use super::words::{count, date, days_left, expiry};

/// A key with what is known about its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// The key.
    pub key: Key,
    /// Whose user it is on.
    pub management: ListedManagement,
}

/// Whether a key's user is managed, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListedManagement {
    /// It is.
    Managed(Record),
    /// It is not.
    Unmanaged,
    /// The users of the account could not be read, or this one was not among them.
    Unknown,
}

impl ListedKey {
    /// Whether it is this owner's, or could be, because its owner is not known.
    pub fn may_belong_to(&self, owner: &str) -> bool {
        match &self.management {
            ListedManagement::Managed(record) => record.owner == owner,
            ListedManagement::Unmanaged => false,
            ListedManagement::Unknown => true,
        }
    }
}

impl ListedManagement {
    fn word(&self) -> &'static str {
        match self {
            Self::Managed(_) => "managed",
            Self::Unmanaged => "unmanaged",
            Self::Unknown => "unknown",
        }
    }

    fn is_managed(&self) -> Option<bool> {
        match self {
            Self::Managed(_) => Some(true),
            Self::Unmanaged => Some(false),
            Self::Unknown => None,
        }
    }

    /// What is remembered about the user, where there is anything.
    fn record(&self) -> Option<&Record> {
        match self {
            Self::Managed(record) => Some(record),
            Self::Unmanaged | Self::Unknown => None,
        }
    }

    /// The owner, where there is one.
    pub fn owner(&self) -> Option<&str> {
        self.record().map(|record| record.owner.as_str())
    }

    fn purpose(&self) -> Option<&str> {
        self.record().map(|record| record.purpose.as_str()).filter(|purpose| !purpose.is_empty())
    }

    /// `alice@example.com (chat)`, a dash for nobody, `unknown` for what was not read.
    fn shown_owner(&self) -> String {
        match (self, self.purpose()) {
            (Self::Managed(record), Some(purpose)) => format!("{} ({purpose})", record.owner),
            (Self::Managed(record), None) => record.owner.clone(),
            (Self::Unmanaged, _) => "–".to_owned(),
            (Self::Unknown, _) => "unknown".to_owned(),
        }
    }
}

/// The keys in at most `width` columns: a line a key where there is room, else two, else a block.
pub fn keys_table(keys: &[ListedKey], now: Timestamp, width: Option<u16>) -> String {
    wide(keys, now)
        .text_if_it_fits(width, &[0])
        .or_else(|| narrow(keys, now).text_if_it_fits(width, &[0]))
        .unwrap_or_else(|| blocks(keys, now).text(width))
}

fn wide(keys: &[ListedKey], now: Timestamp) -> Rows {
    let mut rows = Rows::under(&["OWNER", "USER", "KEY", "STATUS", "CREATED", "EXPIRES", "LEFT", "USER IS"]);
    for listed in keys {
        let key = &listed.key;
        rows.add([
            &[listed.management.shown_owner()],
            &[key.user.to_string()],
            &[key.id.to_string()],
            &[key.status(now).to_string()],
            &[date(key.created)],
            &[expiry(key.expiry)],
            &[days_left(key.expiry, now)],
            &[listed.management.word().to_owned()],
        ]);
    }
    rows
}

/// Two lines a key, so that ids and user names stay whole at 80 columns.
fn narrow(keys: &[ListedKey], now: Timestamp) -> Rows {
    let mut rows = Rows::under(&["OWNER\n  USER", "KEY\n  USER IS", "STATUS\n  LEFT", "EXPIRES\nCREATED"]);
    for listed in keys {
        let key = &listed.key;
        rows.add([
            &[listed.management.shown_owner(), format!("  {}", key.user)],
            &[key.id.to_string(), format!("  {}", listed.management.word())],
            &[key.status(now).to_string(), format!("  {}", days_left(key.expiry, now))],
            &[expiry(key.expiry), date(key.created)],
        ]);
    }
    rows
}

/// A block a key, for names that do not fit beside anything.
fn blocks(keys: &[ListedKey], now: Timestamp) -> Blocks {
    let mut blocks = Blocks::default();
    for listed in keys {
        let key = &listed.key;
        let ends = match key.expiry {
            Expiry::At(_) => format!("expires {} ({})", expiry(key.expiry), days_left(key.expiry, now)),
            Expiry::Never => "never expires".to_owned(),
        };
        let lines = [
            format!("{} {}", key.id, key.status(now)),
            format!("{} ({})", key.user, listed.management.word()),
            format!("created {}, {ends}", date(key.created)),
        ];
        blocks.add(&listed.management.shown_owner(), &lines);
    }
    blocks
}

/// One key, a fact a line.
pub fn key_details(account: &AccountId, listed: &ListedKey, now: Timestamp) -> String {
    let key = &listed.key;
    let delivered = match &listed.management {
        ListedManagement::Managed(record) if record.was_delivered(&key.id) => "yes",
        ListedManagement::Managed(_) => "no: nobody has its secret; the next `onboard` replaces it",
        ListedManagement::Unmanaged => "not by this tool",
        ListedManagement::Unknown => "unknown",
    };
    let policy = match &listed.management {
        ListedManagement::Managed(record) => record.policy.clone().unwrap_or_else(|| "unknown".to_owned()),
        ListedManagement::Unmanaged => "none by this tool".to_owned(),
        ListedManagement::Unknown => "unknown".to_owned(),
    };
    let alias = key.alias.as_ref().map_or("unknown", |alias| alias.as_str());
    let ends = match key.expiry {
        Expiry::At(instant) => format!("{instant} ({})", days_left(key.expiry, now)),
        Expiry::Never => "never".to_owned(),
    };
    let facts = [
        ("key", key.id.to_string()),
        ("status", key.status(now).to_string()),
        ("account", account.to_string()),
        ("user", format!("{} ({})", key.user, listed.management.word())),
        ("owner", listed.management.shown_owner()),
        ("alias", alias.to_owned()),
        ("created", key.created.to_string()),
        ("expires", ends),
        ("policy given", policy),
        ("delivered", delivered.to_owned()),
    ];
    let was_suspended = listed.management.record().is_some_and(|record| record.was_suspended(&key.id));
    let suspended = was_suspended
        .then(|| ("suspended", "yes: its owner gets no new key until it is activated or revoked".to_owned()));
    let line = |(name, value): (&str, String)| format!("{name:<13} {}\n", printable(&value));
    facts.into_iter().chain(suspended).map(line).collect()
}

#[derive(Serialize)]
struct KeysJson<'a> {
    schema_version: u32,
    account: &'a str,
    at: Timestamp,
    complete: bool,
    keys: Vec<KeyJson<'a>>,
    not_read: &'a [String],
}

#[derive(Serialize)]
pub(super) struct KeyJson<'a> {
    id: &'a str,
    user: &'a str,
    alias: Option<&'a str>,
    owner: Option<&'a str>,
    purpose: Option<&'a str>,
    status: &'static str,
    created: Timestamp,
    expires: Option<Timestamp>,
    days_left: Option<i64>,
    managed: Option<bool>,
    delivered: Option<bool>,
    suspended: Option<bool>,
}

/// The keys as JSON. `managed` and `owner` are null where they could not be read, and then `complete` is false. Only of a
/// managed key is it known whether it was `delivered` and whether this tool `suspended` it.
pub fn keys_json(account: &AccountId, keys: &[ListedKey], not_read: &[String], now: Timestamp) -> String {
    let keys = keys.iter().map(|listed| key_json(listed, now)).collect();
    pretty(&KeysJson {
        schema_version: 1,
        account: account.as_str(),
        at: now,
        complete: not_read.is_empty(),
        keys,
        not_read,
    })
}

pub(super) fn key_json(listed: &ListedKey, now: Timestamp) -> KeyJson<'_> {
    let key = &listed.key;
    KeyJson {
        id: key.id.as_str(),
        user: key.user.as_str(),
        alias: key.alias.as_ref().map(|alias| alias.as_str()),
        owner: listed.management.owner(),
        purpose: listed.management.purpose(),
        status: key.status(now).as_str(),
        created: key.created,
        expires: match key.expiry {
            Expiry::At(instant) => Some(instant),
            Expiry::Never => None,
        },
        days_left: key.expiry.days_left(now),
        managed: listed.management.is_managed(),
        delivered: listed.management.record().map(|record| record.was_delivered(&key.id)),
        suspended: listed.management.record().map(|record| record.was_suspended(&key.id)),
    }
}

/// The keys as CSV.
pub fn keys_csv(account: &AccountId, keys: &[ListedKey], now: Timestamp) -> String {
    let head = [
        "account",
        "owner",
        "purpose",
        "user",
        "key",
        "alias",
        "status",
        "created",
        "expires",
        "days_left",
        "user_is",
        "suspended",
    ];
    let row = |listed: &ListedKey| {
        let json = key_json(listed, now);
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let word = |holds: bool| if holds { "yes" } else { "no" }.to_owned();
        vec![
            account.to_string(),
            text(json.owner),
            text(json.purpose),
            json.user.to_owned(),
            json.id.to_owned(),
            text(json.alias),
            json.status.to_owned(),
            json.created.to_string(),
            json.expires.map_or_else(|| "never".to_owned(), |instant| instant.to_string()),
            json.days_left.map(|days| days.to_string()).unwrap_or_default(),
            listed.management.word().to_owned(),
            json.suspended.map(word).unwrap_or_default(),
        ]
    };
    csv(&head, keys.iter().map(row))
}

/// `7 keys: 5 active, 1 inactive, 1 expired`, as a closing line; of how many, where filters left some out.
pub fn keys_summary(keys: &[ListedKey], all: usize, now: Timestamp) -> String {
    let mut counted = std::collections::BTreeMap::new();
    for listed in keys {
        *counted.entry(listed.key.status(now)).or_insert(0_usize) += 1;
    }
    let parts: Vec<String> = counted.iter().map(|(status, number)| format!("{number} {status}")).collect();
    match (keys.len(), all) {
        (0, 0) => "no Bedrock API key".to_owned(),
        (0, all) => format!("none of its {} matches", count(all, "key")),
        (shown, all) if shown == all => format!("{}: {}", count(shown, "key"), parts.join(", ")),
        (shown, all) => format!("{shown} of {}: {}", count(all, "key"), parts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::Management;

    fn key(user: &str, id: u32, expiry: &str) -> Key {
        Key {
            id: format!("ACCAEXAMPLE{id:010}").parse().unwrap(),
            user: user.parse().unwrap(),
            alias: None,
            created: "2026-11-01T12:00:00Z".parse().unwrap(),
            expiry: if expiry == "never" { Expiry::Never } else { Expiry::At(expiry.parse().unwrap()) },
            recorded: crate::domain::KeyStatus::Active,
        }
    }

    fn managed(owner: &str, purpose: &str) -> ListedManagement {
        let tags = [
            ("bedrock-keys:managed", "true"),
            ("bedrock-keys:owner", owner),
            ("bedrock-keys:purpose", purpose),
        ];
        let tags = tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        match Management::from_tags(&tags) {
            Management::Managed(record) => ListedManagement::Managed(record),
            Management::Unmanaged => ListedManagement::Unmanaged,
        }
    }

    fn some_keys() -> Vec<ListedKey> {
        let generated = "bedrock-key-4ukftbrc27thqulc6zcf";
        vec![
            ListedKey {
                key: key(generated, 1, "2026-12-23T12:00:00Z"),
                management: managed("vision@example.com", ""),
            },
            ListedKey {
                key: key(generated, 2, "2026-11-23T13:00:00Z"),
                management: managed(
                    "the-department-of-very-long-names@research.example.com",
                    "translation-of-contracts",
                ),
            },
            ListedKey { key: key(&"u".repeat(64), 3, "never"), management: ListedManagement::Unmanaged },
            ListedKey {
                key: key("nightly-batch", 4, "2026-11-20T12:00:00Z"),
                management: ListedManagement::Unknown,
            },
        ]
    }

    fn shown(keys: &[ListedKey], width: u16) -> String {
        let table = keys_table(keys, "2026-11-23T12:00:00Z".parse().unwrap(), Some(width));
        let table = table.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
        let widest = table.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= usize::from(width), "{widest} columns:\n{table}");
        table
    }

    #[test]
    fn eighty_columns_hold_two_lines_a_key_and_whole_ids() {
        let mut keys = some_keys();
        keys.retain(|listed| listed.key.user.as_str().len() < 40);
        keys[1].management = managed("department@research.example.com", "translation-of-contracts");
        insta::assert_snapshot!(shown(&keys, 80), @r#"
        OWNER                               KEY                    STATUS   EXPIRES
          USER                                USER IS                LEFT   CREATED
        vision@example.com                  ACCAEXAMPLE0000000001  active   2026-12-23
          bedrock-key-4ukftbrc27thqulc6zcf    managed                30d    2026-11-01
        department@research.example.com     ACCAEXAMPLE0000000002  active   2026-11-23
        (translation-of-contracts)            managed                <1d    2026-11-01
          bedrock-key-4ukftbrc27thqulc6zcf
        unknown                             ACCAEXAMPLE0000000004  expired  2026-11-20
          nightly-batch                       unknown                ended  2026-11-01
        "#);
    }

    #[test]
    fn names_that_do_not_fit_make_it_a_block_a_key() {
        insta::assert_snapshot!(shown(&some_keys(), 80), @r#"
        vision@example.com
          ACCAEXAMPLE0000000001 active
          bedrock-key-4ukftbrc27thqulc6zcf (managed)
          created 2026-11-01, expires 2026-12-23 (30d)
        the-department-of-very-long-names@research.example.com
        (translation-of-contracts)
          ACCAEXAMPLE0000000002 active
          bedrock-key-4ukftbrc27thqulc6zcf (managed)
          created 2026-11-01, expires 2026-11-23 (<1d)
        –
          ACCAEXAMPLE0000000003 active
          uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu (unmanaged)
          created 2026-11-01, never expires
        unknown
          ACCAEXAMPLE0000000004 expired
          nightly-batch (unknown)
          created 2026-11-01, expires 2026-11-20 (ended)
        "#);
    }

    #[test]
    fn two_hundred_columns_hold_a_line_a_key() {
        insta::assert_snapshot!(shown(&some_keys(), 200), @r#"
        OWNER                                                   USER                                                              KEY                    STATUS   CREATED     EXPIRES     LEFT   USER IS
        vision@example.com                                      bedrock-key-4ukftbrc27thqulc6zcf                                  ACCAEXAMPLE0000000001  active   2026-11-01  2026-12-23  30d    managed
        the-department-of-very-long-names@research.example.com  bedrock-key-4ukftbrc27thqulc6zcf                                  ACCAEXAMPLE0000000002  active   2026-11-01  2026-11-23  <1d    managed
        (translation-of-contracts)
        –                                                       uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu  ACCAEXAMPLE0000000003  active   2026-11-01  never       –      unmanaged
        unknown                                                 nightly-batch                                                     ACCAEXAMPLE0000000004  expired  2026-11-01  2026-11-20  ended  unknown
        "#);
    }
}
