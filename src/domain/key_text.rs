//! What the text of a key discloses: its account, its user, its alias.

use data_encoding::BASE64_NOPAD;
use zeroize::Zeroizing;

use super::{AccountId, CredentialAlias, UserName};

/// What was read off a key's text, without its secret part.
///
/// A key is `ABSK` and the base64 of `ALIAS:SECRET`; the alias is `USER-at-ACCOUNT`, or `USER+1-at-ACCOUNT` where the
/// plain alias was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyText {
    /// The alias, which IAM lists for the key it belongs to.
    pub alias: CredentialAlias,
    /// The account of the key.
    pub account: AccountId,
    /// The users it may belong to, likeliest first: `a+1-at-…` is the second key of `a` or the first of `a+1`.
    pub users: Vec<UserName>,
}

/// The text is not a long-term Bedrock API key. No variant carries any part of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeyText {
    /// Nothing that begins like a key.
    #[error("no long-term Bedrock API key found in the input (it begins with `ABSK`)")]
    NoKey,
    /// A presigned request rather than a credential.
    #[error(
        "this is a short-term Bedrock API key: it belongs to no IAM credential and ends by itself within 12 hours"
    )]
    ShortTerm,
    /// A key of another AWS service.
    #[error("this is an API key of {0}, not of Amazon Bedrock")]
    OtherService(&'static str),
    /// More than one key, so that it is not clear which is meant.
    #[error("the input holds more than one key; give one at a time")]
    Several,
    /// It begins like a key but does not decode into an alias.
    #[error("the input begins like a key but is damaged: it does not hold `USER-at-ACCOUNT:`")]
    Damaged,
}

const PREFIX: &str = "ABSK";

/// Prefixes of the keys of other services, as observed.
const OTHERS: [(&str, &str); 3] = [
    ("ACWL", "Amazon CloudWatch Logs (logs.amazonaws.com)"),
    ("APIAACWM", "Amazon CloudWatch (cloudwatch.amazonaws.com)"),
    ("AEAA", "Claude Platform on AWS (aws-external-anthropic.amazonaws.com)"),
];

impl KeyText {
    /// Reads a key out of what a person pastes: the key alone, an `export` line, an `Authorization` header, cut off at
    /// the end or not.
    pub fn parse(text: &str) -> Result<Self, InvalidKeyText> {
        let mut found = tokens(text).filter(|token| token.starts_with(PREFIX));
        let Some(token) = found.next() else {
            return Err(Self::no_key(text));
        };
        if found.any(|other| other != token) {
            return Err(InvalidKeyText::Several);
        }
        let encoded = token.strip_prefix(PREFIX).unwrap_or(token);
        let decoded = decode(encoded).ok_or(InvalidKeyText::Damaged)?;
        // Neither a user name nor an account holds a colon, so the first one ends the alias, whatever the secret is.
        let end = decoded.iter().position(|byte| *byte == b':').ok_or(InvalidKeyText::Damaged)?;
        let alias = decoded.get(..end).and_then(|bytes| std::str::from_utf8(bytes).ok());
        alias.and_then(Self::from_alias).ok_or(InvalidKeyText::Damaged)
    }

    /// The last `-at-` splits: the account has none, a user name may have several.
    fn from_alias(alias: &str) -> Option<Self> {
        let (user, account) = alias.rsplit_once("-at-")?;
        let numbered = user.rsplit_once('+').filter(|(_, number)| is_collision_number(number));
        let users: Vec<UserName> = numbered
            .map(|(base, _)| base)
            .into_iter()
            .chain([user])
            .filter_map(|name| name.parse().ok())
            .collect();
        if users.is_empty() {
            return None;
        }
        Some(Self { alias: CredentialAlias::new(alias), account: account.parse().ok()?, users })
    }

    fn no_key(text: &str) -> InvalidKeyText {
        if text.contains("bedrock-api-key-") {
            return InvalidKeyText::ShortTerm;
        }
        tokens(text)
            .find_map(|token| OTHERS.iter().find(|(prefix, _)| token.starts_with(prefix) && token.len() > 40))
            .map_or(InvalidKeyText::NoKey, |(_, service)| InvalidKeyText::OtherService(service))
    }
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    // `=` separates in `NAME=value` and pads in base64; padding carries nothing, so it may go.
    text.split(|character: char| !(character.is_ascii_alphanumeric() || "+/".contains(character)))
        .filter(|token| !token.is_empty())
}

fn is_collision_number(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 3
        && !text.starts_with('0')
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Decodes as much as there is: a key cut off in a log still names its user.
fn decode(encoded: &str) -> Option<Zeroizing<Vec<u8>>> {
    // A group of four that is not whole carries at most part of the secret.
    let whole = encoded.len() - encoded.len() % 4;
    let mut lenient = BASE64_NOPAD.specification();
    lenient.check_trailing_bits = false;
    let encoding = lenient.encoding().ok()?;
    let bytes = encoded.get(..whole)?;
    encoding.decode(bytes.as_bytes()).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(alias: &str) -> String {
        let secret = "x".repeat(60);
        format!("ABSK{}", data_encoding::BASE64.encode(format!("{alias}:{secret}").as_bytes()))
    }

    fn users(alias: &str) -> Vec<String> {
        let text = KeyText::parse(&key(alias)).unwrap();
        text.users.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn account_user_and_alias_are_read() {
        let text = KeyText::parse(&key("BedrockAPIKey-ab12-at-012345678901")).unwrap();
        assert_eq!(text.account.as_str(), "012345678901");
        assert_eq!(text.alias.as_str(), "BedrockAPIKey-ab12-at-012345678901");
        assert_eq!(users("BedrockAPIKey-ab12-at-012345678901"), ["BedrockAPIKey-ab12"]);
    }

    #[test]
    fn the_last_at_splits_because_a_name_may_hold_one() {
        assert_eq!(users("look-at-me-at-123456789012"), ["look-at-me"]);
    }

    #[test]
    fn a_trailing_number_is_a_collision_or_part_of_the_name() {
        assert_eq!(users("alice+1-at-123456789012"), ["alice", "alice+1"]);
        assert_eq!(users("a+b-at-123456789012"), ["a+b"]);
        assert_eq!(users("+1-at-123456789012"), ["+1"]);
    }

    #[test]
    fn it_is_found_in_what_people_paste() {
        let key = key("alice-at-123456789012");
        for text in [
            format!("  {key}\n"),
            format!("export AWS_BEARER_TOKEN_BEDROCK='{key}'"),
            format!("AWS_BEARER_TOKEN_BEDROCK={key}"),
            format!("Authorization: Bearer {key}"),
            format!("{key} {key}"),
            key.chars().take(60).collect(),
        ] {
            assert_eq!(KeyText::parse(&text).unwrap().account.as_str(), "123456789012", "{text}");
        }
    }

    #[test]
    fn what_is_no_key_is_named_without_repeating_it() {
        let other = format!("AEAA{}", "x".repeat(80));
        for (text, error) in [
            ("", InvalidKeyText::NoKey),
            ("ABSK", InvalidKeyText::Damaged),
            ("ABSKAAAA", InvalidKeyText::Damaged),
            ("bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t", InvalidKeyText::ShortTerm),
            (&other, InvalidKeyText::OtherService(OTHERS[2].1)),
            (&key("alice-at-12345"), InvalidKeyText::Damaged),
            (&format!("{} {}", key("a-at-123456789012"), key("b-at-123456789012")), InvalidKeyText::Several),
        ] {
            assert_eq!(KeyText::parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".*") {
            let _ = KeyText::parse(&text);
        }

        #[test]
        fn every_legal_user_name_is_among_the_candidates(user in "[A-Za-z0-9_+=,.@-]{1,64}", number in 0u32..3) {
            let suffix = if number == 0 { String::new() } else { format!("+{number}") };
            let found = users(&format!("{user}{suffix}-at-123456789012"));
            prop_assert!(found.contains(&user) || user.len() + suffix.len() > 64, "{found:?}");
        }
    }
}
