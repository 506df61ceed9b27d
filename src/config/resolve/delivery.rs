//! Where a secret goes, and what the note beside it shows.

use super::key::{Asked, RecipientCheck, Wish};
use super::layers::{Found, Level};
use crate::config::{Field, Located, Mistake, Mistakes};
use crate::domain::{ModelId, Region, SinkAddress};
use crate::lifecycle::Delivery;

/// The delivery of a key.
pub(super) fn delivery(wish: &Wish<'_>, check: RecipientCheck, mistakes: &mut Mistakes) -> Option<Delivery> {
    let sink = sink(wish, mistakes);
    let recipient = recipient(wish, sink.as_ref(), check, mistakes);
    let kms_key = kms_key(wish, sink.as_ref(), mistakes);
    let region = region(wish, mistakes);
    let model = model(wish, region.as_ref(), mistakes);
    Some(Delivery {
        sink: sink?,
        recipient: recipient?,
        kms_key: kms_key?,
        region: region?,
        model: model?,
    })
}

fn sink(wish: &Wish<'_>, mistakes: &mut Mistakes) -> Option<SinkAddress> {
    match (wish.layers.find(|terms| &terms.sink), wish.asked) {
        (Found::At(_, sink), _) => Some(sink.value.clone()),
        (Found::Broken, _) => None,
        // One key asked for at a terminal is shown there.
        (Found::Nowhere, Asked::ByFlag) => Some(SinkAddress::Stdout),
        (Found::Nowhere, Asked::InFile) => {
            let message = "nothing says where the secret goes".to_owned();
            let help = "add a `sink`, such as `sink: file:delivered`, to the entry or to `defaults`";
            mistakes.add(Mistake::new(wish.place.clone(), message).help(help));
            None
        }
    }
}

fn recipient(
    wish: &Wish<'_>,
    sink: Option<&SinkAddress>,
    check: RecipientCheck,
    mistakes: &mut Mistakes,
) -> Option<Option<String>> {
    let recipient = match wish.recipient {
        Field::Broken => return None,
        Field::Absent => {
            if let Some(sink @ SinkAddress::Age(_)) = sink {
                let message = format!("`{sink}` encrypts to a recipient, and there is none");
                let help = "add `recipient`, the owner's age or SSH public key";
                mistakes.add(Mistake::new(wish.place.clone(), message).help(help));
            }
            return Some(None);
        }
        Field::Given(recipient) => recipient,
    };
    if let Err(message) = check(&recipient.value) {
        mistakes.add(Mistake::new(recipient.place.clone(), message));
        return None;
    }
    match sink {
        None | Some(SinkAddress::Age(_)) => {}
        Some(
            sink @ (SinkAddress::Stdout
            | SinkAddress::File(_)
            | SinkAddress::SecretsManager(_)
            | SinkAddress::Command(_)),
        ) => {
            let message = format!("`{sink}` does not encrypt to a recipient");
            let help = "write `sink: age:DIR`, or remove the recipient";
            mistakes.add(Mistake::new(recipient.place.clone(), message).help(help));
        }
    }
    Some(Some(recipient.value.clone()))
}

/// A KMS key among defaults serves the entries that go to Secrets Manager; an entry's own must be of use.
fn kms_key(wish: &Wish<'_>, sink: Option<&SinkAddress>, mistakes: &mut Mistakes) -> Option<Option<String>> {
    let (level, key) = match wish.layers.find(|terms| &terms.kms_key) {
        Found::Nowhere => return Some(None),
        Found::Broken => return None,
        Found::At(level, key) => (level, key),
    };
    match sink {
        None => Some(None),
        Some(SinkAddress::SecretsManager(_)) => Some(Some(key.value.as_str().to_owned())),
        Some(sink) => {
            if level == 0 {
                let message = format!("`{sink}` has no use for a KMS key");
                let help = "write `sink: secretsmanager:PREFIX`, or remove `kms_key`";
                mistakes.add(Mistake::new(key.place.clone(), message).help(help));
            }
            Some(None)
        }
    }
}

/// The example of the note must be a call that the key may make.
fn region(wish: &Wish<'_>, mistakes: &mut Mistakes) -> Option<Region> {
    let allowed = match wish.layers.find(|terms| &terms.regions) {
        Found::Broken => return None,
        Found::At(level, list) if !list.value.is_empty() => Some((level, &list.value)),
        Found::At(..) | Found::Nowhere => None,
    };
    let example = Example {
        name: "region",
        list: "regions",
        allowed,
        covers: |allowed: &Region, wanted: &Region| allowed == wanted,
        concrete: |_: &Region| true,
    };
    example.choose(
        wish,
        &wish.layers.find(|terms| &terms.region),
        "us-east-1".parse().ok()?,
        mistakes,
    )
}

fn model(wish: &Wish<'_>, region: Option<&Region>, mistakes: &mut Mistakes) -> Option<ModelId> {
    let allowed = match wish.layers.find(|terms| &terms.models) {
        Found::Broken => return None,
        Found::At(level, list) if !list.value.is_empty() => Some((level, &list.value)),
        Found::At(..) | Found::Nowhere => None,
    };
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

/// Whether a model id with `*` holds another.
fn covers(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(first) else {
        return false;
    };
    let starts = text.char_indices().map(|(index, _)| index).chain([text.len()]);
    starts
        .filter_map(|index| text.get(index..))
        .any(|tail| covers(rest, tail))
}

/// A value of the note's example, and the list that it must be in.
struct Example<'a, T> {
    name: &'static str,
    list: &'static str,
    allowed: Option<(Level, &'a Vec<Located<T>>)>,
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
        let first = list
            .iter()
            .map(|item| &item.value)
            .find(|item| (self.concrete)(item))
            .cloned();
        if first.is_none() {
            let place = list
                .first()
                .map_or_else(|| wish.place.clone(), |item| item.place.clone());
            let message = format!("the note's example needs one {name} that `{list_name}` allows");
            mistakes
                .add(Mistake::new(place, message).help(format!("add `{name}`, one that the patterns hold")));
        }
        first
    }
}
