//! How long a key is to live, and when it ends.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

/// The longest age `CreateServiceSpecificCredential` takes, in days.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html>
pub const MAX_LIFETIME_DAYS: u32 = 36_600;

/// How long a key is to live, in whole days: 1 to [`MAX_LIFETIME_DAYS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lifetime {
    days: u32,
}

/// The text is not a lifetime.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLifetime {
    /// Not a number with a unit.
    #[error("`{0}` is not a lifetime; write whole days or weeks, such as `30d` or `12w`")]
    Syntax(String),
    /// Outside of what IAM takes.
    #[error("`{text}` is {days} days; IAM takes 1 to {MAX_LIFETIME_DAYS}")]
    Range {
        /// As written.
        text: String,
        /// In days.
        days: u64,
    },
}

impl Lifetime {
    /// A lifetime of so many days.
    pub fn from_days(days: u32) -> Result<Self, InvalidLifetime> {
        if (1..=MAX_LIFETIME_DAYS).contains(&days) {
            Ok(Self { days })
        } else {
            Err(InvalidLifetime::Range { text: format!("{days}d"), days: u64::from(days) })
        }
    }

    /// A lifetime of so many days, or the nearest there is.
    pub fn nearest(days: u32) -> Self {
        Self { days: days.clamp(1, MAX_LIFETIME_DAYS) }
    }

    /// Whole days.
    pub fn days(self) -> u32 {
        self.days
    }

    /// As a span of exactly 24 hours a day, the way IAM counts.
    pub fn duration(self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.days))
    }
}

impl FromStr for Lifetime {
    type Err = InvalidLifetime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let syntax = || InvalidLifetime::Syntax(text.to_owned());
        let (digits, per_unit) = if let Some(digits) = text.strip_suffix('d') {
            (digits, 1)
        } else if let Some(digits) = text.strip_suffix('w') {
            (digits, 7)
        } else {
            return Err(syntax());
        };
        if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(syntax());
        }
        let days = digits.parse::<u64>().map_err(|_| syntax())? * per_unit;
        match u32::try_from(days).ok().and_then(|days| Self::from_days(days).ok()) {
            Some(lifetime) => Ok(lifetime),
            None => Err(InvalidLifetime::Range { text: text.to_owned(), days }),
        }
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}d", self.days)
    }
}

/// When a key stops working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expiry {
    /// At this instant.
    At(Timestamp),
    /// IAM answered without an expiration date.
    Never,
}

impl Expiry {
    /// Whether the key has ended at `now`. The instant itself counts as ended.
    pub fn has_passed(self, now: Timestamp) -> bool {
        match self {
            Self::At(instant) => instant <= now,
            Self::Never => false,
        }
    }

    /// Whether the key ends within `window` of `now`, or has ended.
    pub fn is_within(self, window: Lifetime, now: Timestamp) -> bool {
        match self {
            Self::At(instant) => instant.duration_since(now) <= window.duration(),
            Self::Never => false,
        }
    }

    /// Whole days left at `now`, rounded down; negative once it has passed, nothing where it never ends.
    pub fn days_left(self, now: Timestamp) -> Option<i64> {
        match self {
            Self::At(instant) => Some(instant.duration_since(now).as_secs().div_euclid(86_400)),
            Self::Never => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn days_and_weeks_are_read() {
        for (text, days) in [("1d", 1), ("30d", 30), ("2w", 14), ("36600d", 36_600), ("007d", 7)] {
            assert_eq!(text.parse::<Lifetime>().unwrap().days(), days, "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "d", "30", "-1d", "+1d", "1.5d", "0d", "36601d", "1y", "30 d", "99999999999w", "３d"]
        {
            assert!(text.parse::<Lifetime>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_instant_of_expiry_counts_as_passed() {
        let expiry = Expiry::At(at("2026-11-23T12:00:00Z"));
        assert!(!expiry.has_passed(at("2026-11-23T11:59:59Z")));
        assert!(expiry.has_passed(at("2026-11-23T12:00:00Z")));
        assert!(!Expiry::Never.has_passed(at("9999-12-30T00:00:00Z")));
    }

    #[test]
    fn days_left_round_down_on_both_sides_of_the_end() {
        let expiry = Expiry::At(at("2026-11-23T12:00:00Z"));
        for (now, days) in [
            ("2026-11-22T12:00:00Z", 1),
            ("2026-11-22T12:00:01Z", 0),
            ("2026-11-23T12:00:00Z", 0),
            ("2026-11-23T12:00:01Z", -1),
        ] {
            assert_eq!(expiry.days_left(at(now)), Some(days), "{now}");
        }
    }

    #[test]
    fn a_window_includes_its_edge() {
        let expiry = Expiry::At(at("2026-11-30T12:00:00Z"));
        let week: Lifetime = "7d".parse().unwrap();
        assert!(expiry.is_within(week, at("2026-11-23T12:00:00Z")));
        assert!(!expiry.is_within(week, at("2026-11-23T11:59:59Z")));
    }
}
