//! Owns the examples of principals by which an account is shown to let through what a bar denies.

use std::collections::BTreeMap;

use crate::domain::{AccountId, Partition};
use crate::guardrail::PrincipalKind;
use crate::guardrail::mentions::Mentions;
use crate::guardrail::requester::stranger_arn;
use crate::policy::glob::{self, Case};

/// A principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Example {
    /// As requests carry it.
    pub(super) arn: String,
    /// Its tags.
    pub(super) tags: BTreeMap<String, String>,
}

/// Strangers of these kinds, one principal for each pattern that such a one can match, and each of them with each tag.
pub(super) fn examples(
    whose: (&Partition, &AccountId),
    kinds: &[PrincipalKind],
    mentions: &Mentions,
) -> Vec<Example> {
    let strangers = kinds.iter().map(|kind| stranger_arn(whose, *kind));
    let matching = mentions.principals.iter().flat_map(|pattern| matching(pattern, whose, kinds));
    let mut arns: Vec<String> = Vec::new();
    for arn in strangers.chain(matching) {
        if !arns.contains(&arn) {
            arns.push(arn);
        }
    }
    let mut tags = vec![BTreeMap::new()];
    for (key, values) in &mentions.tags {
        let values = values.iter().map(|value| value.replace(['*', '?'], "x")).chain(["true".to_owned()]);
        tags.extend(values.map(|value| BTreeMap::from([(key.clone(), value)])));
    }
    let each = arns.iter().flat_map(|arn| tags.iter().map(move |tags| (arn.clone(), tags.clone())));
    each.map(|(arn, tags)| Example { arn, tags }).collect()
}

/// Principals of the account that match a pattern, of these kinds. Nothing where the pattern is about another account or
/// partition, for SCPs bind principals in their own, or about others: a long-term key is no role.
fn matching(pattern: &str, whose: (&Partition, &AccountId), kinds: &[PrincipalKind]) -> Vec<String> {
    let (partition, account) = whose;
    let is_arn = pattern.splitn(6, ':').count() == 6;
    let whole = if is_arn { concrete(pattern, whose) } else { None };
    // A pattern whose wildcards run over several parts, or over the kind of principal.
    let tail = pattern.rsplit(':').next().unwrap_or_default().trim_start_matches(['*', '?', '/']);
    let tail = tail.split_once('/').map_or(tail, |(kind, name)| if is_kind(kind) { name } else { tail });
    let filled = |text: &str| text.replace(['*', '?'], "x");
    let made = kinds.iter().flat_map(|kind| {
        let prefix = kind.prefix();
        [format!("{prefix}{}", filled(tail)), format!("{prefix}x{}", filled(tail))]
    });
    let made = made.map(|resource| format!("arn:{partition}:iam::{account}:{resource}"));
    let matches =
        |arn: &String| asks(arn, kinds) && glob::matches(glob::tokens(pattern), arn, Case::Sensitive);
    match whole.filter(matches) {
        Some(whole) => vec![whole],
        None => made.filter(matches).take(1).collect(),
    }
}

/// Whether an ARN is one that requests of these kinds of principals carry. Whatever a session of a role may ask, the root
/// user and a federated one may ask too.
fn asks(arn: &str, kinds: &[PrincipalKind]) -> bool {
    let Some(resource) = arn.splitn(6, ':').nth(5) else { return false };
    let named = |prefix: &str| resource.strip_prefix(prefix).is_some_and(|name| !name.is_empty());
    kinds.iter().any(|kind| {
        named(kind.prefix())
            || match kind {
                PrincipalKind::Role => resource == "root" || named("federated-user/"),
                PrincipalKind::User => false,
            }
    })
}

fn is_kind(text: &str) -> bool {
    matches!(text.trim_start_matches(['*', '?']), "role" | "user")
}

/// An ARN in the account that matches a pattern; nothing where the pattern is about another account or partition.
pub(super) fn concrete(pattern: &str, (partition, account): (&Partition, &AccountId)) -> Option<String> {
    let mut parts = Vec::with_capacity(6);
    for (position, part) in pattern.splitn(6, ':').enumerate() {
        let wild = part.contains(['*', '?']);
        parts.push(match position {
            1 if wild => partition.to_string(),
            1 if part != partition.as_str() => return None,
            4 if wild => account.to_string(),
            4 if part != account.as_str() => return None,
            _ => part.replace(['*', '?'], "x"),
        });
    }
    Some(parts.join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_matches_its_pattern_and_is_of_a_kind_that_can_ask() {
        let account: AccountId = "222222222222".parse().unwrap();
        let both = [PrincipalKind::Role, PrincipalKind::User];
        let of = |pattern: &str, kinds: &[PrincipalKind]| {
            matching(pattern, (&Partition::commercial(), &account), kinds)
        };
        for (pattern, role, user) in [
            ("arn:aws:iam::*:role/break*", "role/breakx", ""),
            ("arn:aws:iam::*:*Admin", "role/Admin", "user/Admin"),
            ("arn:aws:iam::*:*", "role/x", "user/x"),
            ("*:role/adm*", "role/admx", ""),
            ("*/admin", "role/admin", "user/admin"),
            ("arn:aws:iam::333333333333:role/a", "", ""),
            ("arn:aws:iam::2222*:user/ci", "", "user/ci"),
            ("arn:aws:iam::3333*:user/ci", "", ""),
            ("arn:aws*:iam::*:user/ci", "", "user/ci"),
            ("arn:aws-us-gov:iam::*:user/ci", "", ""),
            ("arn:aws:iam::*:root", "root", ""),
            ("arn:aws:sts::*:assumed-role/a/*", "", ""),
        ] {
            for (kind, expected) in [(PrincipalKind::Role, role), (PrincipalKind::User, user)] {
                let expected: Vec<String> = [expected]
                    .iter()
                    .filter(|name| !name.is_empty())
                    .map(|name| format!("arn:aws:iam::222222222222:{name}"))
                    .collect();
                assert_eq!(of(pattern, &[kind]), expected, "{pattern} {kind:?}");
            }
            assert_eq!(of(pattern, &both).is_empty(), role.is_empty() && user.is_empty());
        }
    }
}
