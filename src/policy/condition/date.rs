//! Owns `Date…`: ISO 8601 in the W3C profile, or seconds since 1970.
//!
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date>;
//! the profile is <https://www.w3.org/TR/NOTE-datetime>.

use super::Compared;
use super::comparison::stand;
use crate::policy::Ordering;
use jiff::Timestamp;

/// The moment that a text names.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = text.len() == 4 && digits(text);
    if digits(text.strip_prefix('-').unwrap_or(text)) && !is_year {
        return Timestamp::from_second(text.parse().ok()?).ok();
    }
    let full = match text.len() {
        4 => format!("{text}-01-01T00:00:00Z"),
        7 => format!("{text}-01T00:00:00Z"),
        10 => format!("{text}T00:00:00Z"),
        _ => return zoned(text),
    };
    zoned(&full)
}

/// `YYYY-MM-DDThh:mm[:ss[.s]]` with `Z` or an offset; other spellings that the parser knows are not of the profile.
fn zoned(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_once('T')?;
    let of_profile =
        |character: char| character.is_ascii_digit() || matches!(character, ':' | '.' | '+' | '-');
    let time_of_profile = time.trim_end_matches('Z').chars().all(of_profile) && time.contains(':');
    if date.len() != 10 || !time_of_profile {
        return None;
    }
    text.parse().ok()
}

/// Compares two moments.
pub(super) fn compare(ordering: Ordering, value: &str, policy_value: &str) -> Compared {
    match (parse(value), parse(policy_value)) {
        (Some(value), Some(policy_value)) => stand(ordering, value.cmp(&policy_value)),
        (None, _) | (_, None) => Compared::Unfit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_profile_names_the_same_moment() {
        for text in [
            "2020",
            "2020-01",
            "2020-01-01",
            "2020-01-01T00:00Z",
            "2020-01-01T00:00:00Z",
            "2020-01-01T00:00:00.000Z",
            "2020-01-01T01:30:00+01:30",
            "1577836800",
        ] {
            assert_eq!(parse(text).map(Timestamp::as_second), Some(1_577_836_800), "{text}");
        }
        assert_eq!(parse("-1").map(Timestamp::as_second), Some(-1));
    }

    #[test]
    fn what_is_no_moment_does_not_fit() {
        for text in [
            "",
            "tomorrow",
            "2020-13-01",
            "2020-01-01T00:00:00",
            "2020-01-01 00:00:00Z",
            "2020-01-01T00Z",
            "20200101T000000Z",
            "2020-01-01T00:00:00Z[UTC]",
            "99999999999999999999",
            "1.5",
            "日本",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
