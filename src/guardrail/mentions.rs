//! Owns what a policy mentions: the principals and tags in its conditions, and whether it singles out accounts.

use std::collections::{BTreeMap, BTreeSet};

use crate::guardrail::ConditionKey;
use crate::guardrail::condition_key::tag_asked_for;
use crate::policy::{PolicyDocument, ResourceElement, Scalar, Statement};

/// What policies mention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mentions {
    /// Patterns that `aws:PrincipalArn` is compared with.
    pub(super) principals: BTreeSet<String>,
    /// Tag keys of `aws:PrincipalTag/…`, in lower case, with the values that they are compared with.
    pub(super) tags: BTreeMap<String, BTreeSet<String>>,
    /// Numbers of days that `iam:ServiceSpecificCredentialAgeDays` is compared with.
    pub(super) ages: BTreeSet<u32>,
}

impl Mentions {
    pub(super) fn of<'policy>(documents: impl IntoIterator<Item = &'policy PolicyDocument>) -> Self {
        let mut mentions = Self::default();
        let statements = documents.into_iter().flat_map(PolicyDocument::statements);
        let conditions = statements.flat_map(|statement| &statement.conditions).flat_map(|block| {
            block.conditions.iter().map(|condition| (condition.key.folded(), condition.values.as_slice()))
        });
        for (key, values) in conditions {
            let texts = values.iter().map(Scalar::as_text);
            if ConditionKey::PRINCIPAL_ARN.is(key) {
                mentions.principals.extend(texts.map(str::to_owned));
            } else if ConditionKey::AGE.is(key) {
                // Of 45.5 days, 45 and 46 are what matters.
                let whole = texts.filter_map(|text| text.split('.').next()?.parse::<u32>().ok());
                mentions.ages.extend(whole);
            } else if let Some(tag) = tag_asked_for(key) {
                mentions.tags.entry(tag.to_owned()).or_default().extend(texts.map(str::to_owned));
            }
        }
        mentions
    }

    pub(super) fn merged(mut self, other: &Self) -> Self {
        self.principals.extend(other.principals.iter().cloned());
        for (tag, values) in &other.tags {
            self.tags.entry(tag.clone()).or_default().extend(values.iter().cloned());
        }
        self.ages.extend(&other.ages);
        self
    }
}

/// Whether accounts at the same place may get different answers from a policy: it has twelve digits in a row, a pattern
/// that may fit the ids of some accounts only, a policy variable, or a key that differs from account to account.
pub(super) fn singles_out_accounts(document: &PolicyDocument) -> bool {
    let text = document.minified().to_ascii_lowercase();
    let digits = text.split(|character: char| !character.is_ascii_digit()).any(|digits| digits.len() == 12);
    let of_account = [&ConditionKey::PRINCIPAL_ACCOUNT, &ConditionKey::RESOURCE_ACCOUNT];
    digits
        || text.contains("${")
        || of_account.iter().any(|key| text.contains(&key.name.to_ascii_lowercase()))
        || document.statements().iter().any(|statement| patterns(statement).any(fits_some_ids))
}

/// What a statement compares with something that may hold the id of an account. The name of an action holds none.
fn patterns(statement: &Statement) -> impl Iterator<Item = &str> {
    let resources = match &statement.resources {
        ResourceElement::Resource(patterns) | ResourceElement::NotResource(patterns) => patterns.as_slice(),
    };
    let conditions = statement.conditions.iter().flat_map(|block| &block.conditions);
    let values = conditions.flat_map(|condition| condition.values.as_slice()).map(Scalar::as_text);
    resources.iter().map(|pattern| pattern.as_str()).chain(values)
}

/// Whether a text is a pattern of some account ids: `2222*`, `arn:aws:iam::*7:role/a`. Where nothing before the account of an
/// ARN has a wildcard, the account stands where it should; otherwise a wildcard may run into any part. What begins with a
/// kind of principal comes after the account.
fn fits_some_ids(text: &str) -> bool {
    let is_wild = |part: &&str| part.contains(['*', '?']);
    let has_digits = |part: &str| part.contains(|character: char| character.is_ascii_digit());
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    if let ["arn", partition, service, region, account, _] = parts.as_slice()
        && ![partition, service, region].into_iter().any(is_wild)
    {
        return is_wild(account) && has_digits(account);
    }
    let is_name = |part: &str| ["role/", "user/", "assumed-role/"].iter().any(|kind| part.starts_with(kind));
    text.split([':', ',']).any(|part| !is_name(part) && is_wild(&part) && has_digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_tags_and_ages_are_found_whatever_the_case_of_the_key() {
        let document = PolicyDocument::parse(
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{
                "ArnNotLike":{"AWS:principalarn":["arn:aws:iam::*:role/a"]},
                "StringEquals":{"aws:PrincipalTag/Team":"x"},
                "NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"30"}}}}"#,
        );
        let document = document.unwrap();
        let mentions = Mentions::of([&document]);
        assert!(mentions.principals.contains("arn:aws:iam::*:role/a"));
        assert!(mentions.tags["team"].contains("x"));
        assert!(mentions.ages.contains(&30));
        assert!(!singles_out_accounts(&document));
    }

    #[test]
    fn actions_and_what_comes_after_the_account_single_nobody_out() {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["ec2:*3","s3:Get?2"],
            "Resource":"arn:aws:s3:::bucket-3/*"}}"#;
        assert!(!singles_out_accounts(&PolicyDocument::parse(text).unwrap()));
    }

    #[test]
    fn names_with_digits_and_wildcards_single_nobody_out() {
        for pattern in ["arn:aws:iam::*:role/team-1*", "arn:aws:iam::????????????:user/2?", "*"] {
            let text = format!(
                r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"*","Resource":"{pattern}"}}}}"#
            );
            assert!(!singles_out_accounts(&PolicyDocument::parse(&text).unwrap()), "{pattern}");
        }
    }

    #[test]
    fn an_account_id_a_pattern_of_some_and_a_variable_single_out() {
        for pattern in [
            "arn:aws:iam::123456789012:role/a",
            "arn:aws:iam::*:user/${aws:username}",
            "arn:aws:iam::1234????????:*",
            "arn:aws:iam::*7:role/a",
            "arn:*12:role/a",
        ] {
            let text = format!(
                r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"*","Resource":"{pattern}"}}}}"#
            );
            assert!(singles_out_accounts(&PolicyDocument::parse(&text).unwrap()), "{pattern}");
        }
    }
}
