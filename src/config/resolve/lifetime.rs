//! How long a key lives and when it is renewed.

use super::key::{Asked, Wish};
use super::layers::Found;
use crate::config::choice::LifetimeChoice;
use crate::config::{Located, Mistake, Mistakes, NeverExpires, Settings};
use crate::domain::Lifetime;

/// Renewal before the end unless somebody says otherwise, in days.
const RENEW_WITHIN_DAYS: u32 = 7;

/// The lifetime. There is no default built in: whoever wants a key says when it ends.
pub(super) fn lifetime(
    wish: &Wish<'_>,
    settings: &Settings,
    mistakes: &mut Mistakes,
) -> Option<LifetimeChoice> {
    match wish.layers.find(|terms| &terms.lifetime) {
        Found::Broken => None,
        Found::At(_, choice) => {
            allowed(choice, settings, wish.asked, mistakes);
            Some(choice.value)
        }
        Found::Nowhere => {
            let help = match wish.asked {
                Asked::InFile => "add `lifetime: 30d` to the entry or to `defaults`",
                Asked::ByFlag => {
                    "add `--expires-in 30d`, or `lifetime: 30d` to the `defaults` of the configuration"
                }
            };
            let message = "the key has no lifetime, and every key needs an end".to_owned();
            mistakes.add(Mistake::new(wish.place.clone(), message).help(help));
            None
        }
    }
}

/// Checks a lifetime against the configuration.
pub(super) fn allowed(
    choice: &Located<LifetimeChoice>,
    settings: &Settings,
    asked: Asked,
    mistakes: &mut Mistakes,
) {
    let maximum = settings.max_lifetime();
    let wrong = |message: String| {
        let mistake = Mistake::new(choice.place.clone(), message);
        match maximum {
            Some(maximum) => mistake.related(maximum.place.clone(), "the longest allowed"),
            None => mistake,
        }
    };
    match choice.value {
        LifetimeChoice::Ends(lifetime) => {
            if let Some(maximum) = maximum.filter(|maximum| lifetime > maximum.value) {
                mistakes.add(wrong(format!("{lifetime} is longer than `max_lifetime`, {}", maximum.value)));
            }
        }
        LifetimeChoice::Never => {
            let refused = match (settings.never_expires(), asked) {
                (NeverExpires::Allowed, _) => false,
                (NeverExpires::Refused, _) | (NeverExpires::Unsaid, Asked::InFile) => true,
                // A flag is an explicit word, unless the configuration sets an end to every key.
                (NeverExpires::Unsaid, Asked::ByFlag) => maximum.is_some(),
            };
            if refused {
                let message = "a key that never expires is not allowed".to_owned();
                mistakes
                    .add(wrong(message).help("`allow_never_expires: true` in bedrock-keys.yaml allows it"));
            }
        }
    }
}

/// When the key is renewed.
pub(super) fn renew_within(
    wish: &Wish<'_>,
    choice: Option<LifetimeChoice>,
    mistakes: &mut Mistakes,
) -> Option<Lifetime> {
    let lifetime = match choice {
        Some(LifetimeChoice::Ends(lifetime)) => Some(lifetime),
        Some(LifetimeChoice::Never) | None => None,
    };
    match wish.layers.find(|terms| &terms.renew_within) {
        Found::Broken => None,
        Found::Nowhere => built_in(wish, lifetime, mistakes),
        Found::At(level, renew) => {
            if let Some(lifetime) = lifetime.filter(|lifetime| renew.value >= *lifetime) {
                let message =
                    format!("renew_within, {}, is not shorter than the lifetime, {lifetime}", renew.value);
                let mistake = match wish.layers.find(|terms| &terms.lifetime) {
                    // The lifetime was set by somebody who did not see this default.
                    Found::At(own, lifetime) if own < level => {
                        Mistake::new(lifetime.place.clone(), message).related(renew.place.clone(), "set here")
                    }
                    Found::At(..) | Found::Nowhere | Found::Broken => {
                        Mistake::new(renew.place.clone(), message)
                    }
                };
                mistakes.add(mistake.help("every run would renew the key; set a shorter `renew_within`"));
            }
            Some(renew.value)
        }
    }
}

fn built_in(wish: &Wish<'_>, lifetime: Option<Lifetime>, mistakes: &mut Mistakes) -> Option<Lifetime> {
    let days = match lifetime {
        None => RENEW_WITHIN_DAYS,
        Some(lifetime) => RENEW_WITHIN_DAYS.min(lifetime.days() / 2).max(1),
    };
    if let (Some(1), Asked::InFile, Found::At(_, choice)) =
        (lifetime.map(Lifetime::days), wish.asked, wish.layers.find(|terms| &terms.lifetime))
    {
        let message = "every run would renew a key that lives one day".to_owned();
        mistakes.add(Mistake::new(choice.place.clone(), message).help("a roster's keys live at least `2d`"));
    }
    Lifetime::from_days(days).ok()
}
