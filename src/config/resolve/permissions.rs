//! What a key may do: a policy, or the shipped one narrowed.

use super::key::Wish;
use super::layers::{Found, Level};
use crate::config::choice::PolicyChoice;
use crate::config::terms::Terms;
use crate::config::{Field, Located, Mistake, Mistakes, Place};
use crate::lifecycle::{INLINE_POLICY_LIMIT, Narrowing, Permissions};

/// A managed policy cannot be narrowed, so one level that asks for both contradicts itself.
pub(super) fn refuse_narrowed_managed_policy(terms: &Terms, mistakes: &mut Mistakes) {
    if let (Some(policy), true) = (terms.policy.given(), terms.narrows())
        && policy.value != PolicyChoice::InferenceOnly
    {
        let message = format!(
            "the managed policy `{}` cannot be narrowed to models, Regions or addresses",
            policy.value
        );
        let mistake = Mistake::new(policy.place.clone(), message).help("write `policy: inference-only`");
        mistakes.add(match narrowing_place(terms) {
            Some(place) => mistake.related(place.clone(), "narrowed here"),
            None => mistake,
        });
    }
}

/// The first list that narrows.
fn narrowing_place(terms: &Terms) -> Option<&Place> {
    fn filled<T>(field: &Field<Vec<T>>) -> Option<&Place> {
        field.given().filter(|list| !list.value.is_empty()).map(|list| &list.place)
    }
    filled(&terms.models).or_else(|| filled(&terms.regions)).or_else(|| filled(&terms.source_ips))
}

/// Policy and lists are one decision: the most specific level that sets either makes it. Where it sets only lists, or
/// names `inference-only`, lists of outer levels narrow further; where it names a managed policy, they do not apply.
pub(super) fn permissions(wish: &Wish<'_>, mistakes: &mut Mistakes) -> Option<Permissions> {
    let layers = &wish.layers;
    if let Some(own) = layers.own() {
        refuse_narrowed_managed_policy(own, mistakes);
    }
    let narrowed_at: Option<Level> = layers.iter().position(Terms::narrows);
    let managed = match layers.find(|terms| &terms.policy) {
        Found::Broken => return None,
        Found::Nowhere => Permissions::limited_access(),
        Found::At(level, policy) => match &policy.value {
            PolicyChoice::InferenceOnly => return inference_only(wish, mistakes),
            _ if narrowed_at.is_some_and(|narrowed| narrowed < level) => {
                return inference_only(wish, mistakes);
            }
            PolicyChoice::AwsManaged(name) => return Some(Permissions::AwsManaged(name.clone())),
            PolicyChoice::Managed(arn) => return Some(Permissions::Managed(arn.clone())),
        },
    };
    match narrowed_at {
        Some(_) => inference_only(wish, mistakes),
        None => Some(managed),
    }
}

fn inference_only(wish: &Wish<'_>, mistakes: &mut Mistakes) -> Option<Permissions> {
    let models = wish.layers.find(|terms| &terms.models);
    let regions = wish.layers.find(|terms| &terms.regions);
    let source_ips = wish.layers.find(|terms| &terms.source_ips);
    let longest = longest_list([size(&models), size(&regions), size(&source_ips)]);
    let narrowing = Narrowing {
        models: values(models)?,
        regions: values(regions)?,
        source_ips: values(source_ips)?.into_iter().map(|network| network.network()).collect(),
    };
    let permissions = Permissions::InferenceOnly(narrowing);
    let size = permissions.inline_size();
    if size > INLINE_POLICY_LIMIT {
        let message =
            format!("the inline policy would have {size} characters, IAM takes {INLINE_POLICY_LIMIT}");
        let place = longest.unwrap_or_else(|| wish.place.clone());
        let help = "list fewer models, Regions or addresses, use `*` in model ids, or write a managed policy of your own";
        mistakes.add(Mistake::new(place, message).help(help));
    }
    Some(permissions)
}

fn values<T: Clone>(found: Found<'_, Vec<Located<T>>>) -> Option<Vec<T>> {
    let list = found.or(Vec::new())?;
    Some(list.into_iter().map(|item| item.value).collect())
}

fn size<T>(found: &Found<'_, Vec<Located<T>>>) -> Option<(usize, Place)> {
    match found {
        Found::At(_, list) => Some((list.value.len(), list.place.clone())),
        Found::Nowhere | Found::Broken => None,
    }
}

fn longest_list(lists: [Option<(usize, Place)>; 3]) -> Option<Place> {
    lists.into_iter().flatten().max_by_key(|(length, _)| *length).map(|(_, place)| place)
}
