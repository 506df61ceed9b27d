//! The call that the note beside a secret shows. It must be one that the key may make.

use super::key::Wish;
use super::layers::{Found, Level};
use crate::config::{Located, Mistake, Mistakes, Place};
use crate::domain::{ModelId, Region};
use crate::lifecycle::Permissions;

/// A list that narrows, and the level that sets it.
type List<'a, T> = (Level, &'a Vec<Located<T>>);

/// The Region of the example.
pub(super) fn region(
    wish: &Wish<'_>,
    permissions: Option<&Permissions>,
    mistakes: &mut Mistakes,
) -> Option<Region> {
    let allowed = applying(wish.layers.find(|terms| &terms.regions), permissions)?;
    let example = Example {
        name: "region",
        list: "regions",
        allowed,
        covers: |allowed: &Region, wanted: &Region| allowed == wanted,
        concrete: |_: &Region| true,
    };
    example.choose(wish, &wish.layers.find(|terms| &terms.region), "us-east-1".parse().ok()?, mistakes)
}

/// The model of the example.
pub(super) fn model(
    wish: &Wish<'_>,
    region: Option<&Region>,
    permissions: Option<&Permissions>,
    mistakes: &mut Mistakes,
) -> Option<ModelId> {
    let allowed = applying(wish.layers.find(|terms| &terms.models), permissions)?;
    let example = Example {
        name: "model",
        list: "models",
        allowed,
        covers: |allowed: &ModelId, wanted: &ModelId| covers(allowed.as_str(), wanted.as_str()),
        concrete: |model: &ModelId| !model.as_str().contains('*'),
    };
    let built_in = example_model(region?).parse().ok()?;
    let model = example.choose(wish, &wish.layers.find(|terms| &terms.model), built_in, mistakes)?;
    if let Found::At(_, written) = wish.layers.find(|terms| &terms.model)
        && written.value == model
        && model.as_str().contains('*')
    {
        let message = format!("the note's example calls one model, `{model}` is a pattern");
        mistakes.add(Mistake::new(written.place.clone(), message));
    }
    Some(model)
}

/// A list and its level, where the key is narrowed by it: to a managed policy no list applies. Nothing where it is
/// broken.
fn applying<'a, T>(
    found: Found<'a, Vec<Located<T>>>,
    permissions: Option<&Permissions>,
) -> Option<Option<List<'a, T>>> {
    match (found, permissions) {
        (Found::Broken, _) => None,
        (Found::At(level, list), Some(Permissions::InferenceOnly(_))) if !list.value.is_empty() => {
            Some(Some((level, &list.value)))
        }
        (Found::At(..) | Found::Nowhere, _) => Some(None),
    }
}

/// Amazon Nova Lite needs no agreement with a third party. Outside of us-east-1 it is called through the profile of the
/// geography.
///
/// <https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html>
fn example_model(region: &Region) -> &'static str {
    let region = region.as_str();
    if region == "us-east-1" || region.starts_with("us-gov-") {
        "amazon.nova-lite-v1:0"
    } else if region.starts_with("us-") {
        "us.amazon.nova-lite-v1:0"
    } else if region.starts_with("eu-") {
        "eu.amazon.nova-lite-v1:0"
    } else if region.starts_with("ap-") {
        "apac.amazon.nova-lite-v1:0"
    } else {
        "amazon.nova-lite-v1:0"
    }
}

/// Whether a model id with `*` holds another. Each piece is looked for once, from the left, so that no pattern takes
/// long.
fn covers(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(inner) = text.strip_prefix(first).and_then(|text| text.strip_suffix(last)) else {
        return false;
    };
    middle.split('*').try_fold(inner, |text, piece| text.split_once(piece).map(|(_, after)| after)).is_some()
}

/// A value of the note's example, and the list that it must be in.
struct Example<'a, T> {
    name: &'static str,
    list: &'static str,
    allowed: Option<List<'a, T>>,
    covers: fn(&T, &T) -> bool,
    concrete: fn(&T) -> bool,
}

impl<T: Clone + std::fmt::Display> Example<'_, T> {
    fn choose(
        &self,
        wish: &Wish<'_>,
        found: &Found<'_, T>,
        built_in: T,
        mistakes: &mut Mistakes,
    ) -> Option<T> {
        let written = match found {
            Found::Broken => return None,
            Found::Nowhere => None,
            Found::At(level, value) => Some((*level, *value)),
        };
        let value = written.map_or(built_in, |(_, value)| value.value.clone());
        let Some((list_level, list)) = self.allowed else {
            return Some(value);
        };
        if list.iter().any(|item| (self.covers)(&item.value, &value)) {
            return Some(value);
        }
        let (name, list_name) = (self.name, self.list);
        // A default from further out than the list gives way to it.
        if let Some((level, written)) = written
            && level <= list_level
        {
            let message = format!("the note's `{name}`, `{value}`, is not among the key's `{list_name}`");
            mistakes.add(
                Mistake::new(written.place.clone(), message).help("the example in the note would be denied"),
            );
            return None;
        }
        let first = list.iter().map(|item| &item.value).find(|item| (self.concrete)(item)).cloned();
        if first.is_none() {
            let place = list.first().map_or_else(|| wish.place.clone(), |item| item.place.clone());
            let message = format!("the note's example needs one {name} that `{list_name}` allows");
            let help = match place {
                Place::Flag(flag) => format!("repeat `{flag}` with one that has no `*`"),
                Place::InFile(..) | Place::WholeFile(_) => {
                    format!("add `{name}`, one that the patterns hold")
                }
            };
            mistakes.add(Mistake::new(place, message).help(help));
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_holds_what_its_pieces_find_in_order() {
        for (pattern, text, held) in [
            ("a.b", "a.b", true),
            ("a.b", "a.bc", false),
            ("a.*", "a.", true),
            ("*", "", true),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("*.nova-*-v1:0", "eu.amazon.nova-lite-v1:0", true),
            ("*.nova-*-v1:0", "eu.amazon.nova-v1:0", false),
            ("a**b", "a.b", true),
            ("*b*a*", "a.b", false),
        ] {
            assert_eq!(covers(pattern, text), held, "{pattern} {text}");
        }
    }
}
