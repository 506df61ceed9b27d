//! Owns `Numeric…`: integers and decimals, compared exactly (no floating point).

use super::Compared;
use super::comparison::stand;
use crate::policy::Ordering;
use std::cmp;

/// A decimal number in its digits: no leading zeros before the point, no trailing ones behind it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decimal<'text> {
    negative: bool,
    whole: &'text str,
    fraction: &'text str,
}

impl<'text> Decimal<'text> {
    /// The number that a text spells, with an optional sign and no exponent.
    pub(super) fn parse(text: &'text str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: negative && !zero, whole, fraction })
    }

    fn magnitude(&self, other: &Self) -> cmp::Ordering {
        // Without leading zeros the longer whole part is the larger; digits and fractions then compare as text.
        (self.whole.len(), self.whole, self.fraction).cmp(&(other.whole.len(), other.whole, other.fraction))
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> cmp::Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
            (true, false) => cmp::Ordering::Less,
            (false, true) => cmp::Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares two numbers.
pub(super) fn compare(ordering: Ordering, value: &str, policy_value: &str) -> Compared {
    match (Decimal::parse(value), Decimal::parse(policy_value)) {
        (Some(value), Some(policy_value)) => stand(ordering, value.cmp(&policy_value)),
        // A reader of numbers may take these; whether AWS does is not documented.
        (None, _) | (_, None) if [value, policy_value].into_iter().all(is_spelled_somehow) => {
            Compared::Undecided
        }
        (None, _) | (_, None) => Compared::Unfit,
    }
}

/// Whether a text is a number in some spelling: ` 30`, `3e1`, `.5`.
fn is_spelled_somehow(text: &str) -> bool {
    let trimmed = text.trim();
    let of_numbers = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    trimmed.bytes().all(of_numbers) && trimmed.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn integers_compare_as_integers(left in any::<i64>(), right in any::<i64>()) {
            let (spelled_left, spelled_right) = (left.to_string(), right.to_string());
            prop_assert_eq!(
                Decimal::parse(&spelled_left).unwrap().cmp(&Decimal::parse(&spelled_right).unwrap()),
                left.cmp(&right)
            );
        }
    }

    #[test]
    fn spelling_does_not_matter() {
        for (left, right) in [("90", "090"), ("1", "1.0"), ("-0", "0.00"), ("+7", "7"), ("0.5", "00.50")] {
            assert_eq!(compare(Ordering::Equal, left, right), Compared::Matches, "{left} {right}");
        }
        for (less, more) in
            [("1.25", "1.3"), ("9", "10"), ("-2", "-1.5"), ("9007199254740992", "9007199254740993")]
        {
            assert_eq!(compare(Ordering::Less, less, more), Compared::Matches, "{less} {more}");
            assert_eq!(compare(Ordering::Less, more, less), Compared::Differs, "{more} {less}");
        }
    }

    #[test]
    fn what_is_no_number_does_not_fit() {
        for text in ["", "0x1", "--1", "1,0", "１", "inf", "NaN", "e", "."] {
            assert_eq!(compare(Ordering::Equal, text, "1"), Compared::Unfit, "{text}");
        }
    }

    #[test]
    fn another_spelling_of_a_number_may_fit_or_not() {
        for text in [" 1", "1e3", "1.", ".5", "1\n"] {
            assert_eq!(compare(Ordering::Equal, text, "1"), Compared::Undecided, "{text}");
            assert_eq!(compare(Ordering::Equal, "1", text), Compared::Undecided, "{text}");
            assert_eq!(compare(Ordering::Equal, "abc", text), Compared::Unfit, "{text}");
        }
    }
}
