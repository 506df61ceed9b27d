//! Plurals, dates and spans, said the same way everywhere.

use jiff::Timestamp;

use crate::domain::Expiry;

/// `1 key`, `2 keys`.
pub fn count(number: usize, noun: &str) -> String {
    let noun = match (number, noun) {
        (1, noun) => noun.to_owned(),
        (_, noun) if noun.ends_with('y') && !noun.ends_with("ey") && !noun.ends_with("ay") => {
            format!("{}ies", noun.strip_suffix('y').unwrap_or(noun))
        }
        (_, noun) => format!("{noun}s"),
    };
    format!("{number} {noun}")
}

/// The sentence on lines of at most `width` columns; a longer word has a line of its own.
pub(super) fn wrapped(sentence: &str, width: Option<u16>) -> String {
    let width = width.map_or(usize::MAX, usize::from);
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// `2026-12-23`, in UTC.
pub(super) fn date(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%d").to_string()
}

/// `2026-12-23`, or `never`.
pub(super) fn expiry(expiry: Expiry) -> String {
    match expiry {
        Expiry::At(instant) => date(instant),
        Expiry::Never => "never".to_owned(),
    }
}

/// `30d`, `<1d`, `ended`, or a dash for a key that never ends.
pub fn days_left(expiry: Expiry, now: Timestamp) -> String {
    match expiry.days_left(now) {
        None => "–".to_owned(),
        Some(_) if expiry.has_passed(now) => "ended".to_owned(),
        Some(0) => "<1d".to_owned(),
        Some(days) => format!("{days}d"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals() {
        assert_eq!(count(1, "key"), "1 key");
        assert_eq!(count(0, "key"), "0 keys");
        assert_eq!(count(2, "entry"), "2 entries");
        assert_eq!(count(2, "day"), "2 days");
        assert_eq!(count(2, "user"), "2 users");
    }

    #[test]
    fn the_last_day_and_the_end_are_told_apart() {
        let end: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let at = |text: &str| days_left(Expiry::At(end), text.parse().unwrap());
        assert_eq!(at("2026-11-21T12:00:00Z"), "2d");
        assert_eq!(at("2026-11-23T11:00:00Z"), "<1d");
        assert_eq!(at("2026-11-23T12:00:00Z"), "ended");
        assert_eq!(days_left(Expiry::Never, end), "–");
    }
}
