//! When keys end, as a picture: a column for each span of time, a square for each key where they are few.

use jiff::{SignedDuration, Timestamp};

use crate::audit::{Report, ReportedKey};
use crate::domain::{Expiry, KeyStatus, printable};
use crate::render::words::{count, date};

/// The picture, in its own units.
pub(super) struct Timeline {
    /// Width of the picture.
    pub(super) width: u32,
    /// Height of the picture.
    pub(super) height: u32,
    /// The line the columns stand on.
    pub(super) base: u32,
    /// The columns, from left to right.
    pub(super) columns: Vec<Column>,
    /// The same in words, for whoever does not see it.
    pub(super) words: String,
}

/// A span of time.
pub(super) struct Column {
    /// Its middle.
    pub(super) middle: u32,
    /// What stands under it.
    pub(super) label: String,
    /// What stands above it; empty for no key.
    pub(super) number: String,
    /// Where the number stands.
    pub(super) number_y: u32,
    /// `ended`, `soon`, `later` or `never`.
    pub(super) class: &'static str,
    /// Its squares, or one bar.
    pub(super) marks: Vec<Mark>,
}

/// A square or a bar.
pub(super) struct Mark {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
    /// What it stands for.
    pub(super) title: String,
}

const STEP: u32 = 68;
const SQUARE: u32 = 14;
const GAP: u32 = 3;
const PER_ROW: u32 = 3;
const ROOM: u32 = 170;
const TOP: u32 = 24;
const SPANS: i64 = 13;

struct Span<'a> {
    /// `ended`, `never`, or the day it begins on.
    label: String,
    class: &'static str,
    keys: Vec<&'a ReportedKey>,
}

/// The picture of the keys; nothing where there are none.
pub(super) fn timeline(report: &Report) -> Option<Timeline> {
    if report.keys.is_empty() {
        return None;
    }
    let spans = spans(report);
    let most = spans.iter().map(|span| span.keys.len()).max().unwrap_or_default();
    let rows = u32::try_from(most).unwrap_or(u32::MAX).div_ceil(PER_ROW);
    let as_squares = rows.saturating_mul(SQUARE + GAP) <= ROOM;
    let tall = if as_squares { rows * (SQUARE + GAP) } else { ROOM };
    let base = TOP + tall.max(40);
    let words: Vec<String> = spans
        .iter()
        .filter(|span| !span.keys.is_empty())
        .map(|span| format!("{}: {}", span.label, count(span.keys.len(), "key")))
        .collect();
    let mut columns = Vec::new();
    let mut left = 0;
    for span in &spans {
        columns.push(column(span, left, base, if as_squares { None } else { Some(most) }));
        left += STEP;
    }
    Some(Timeline { width: left, height: base + 26, base, columns, words: words.join("; ") })
}

/// Ended; thirteen weeks or thirteen months; later; never. The outer ones only where there are such keys.
fn spans<'a>(report: &'a Report) -> Vec<Span<'a>> {
    let furthest = report.keys.iter().filter_map(end_of).max().unwrap_or(report.at);
    let weeks = furthest.duration_since(report.at) <= SignedDuration::from_hours(24 * 7 * SPANS);
    let days = if weeks { 7 } else { 30 };
    let outer = |label: &str, class| Span { label: label.to_owned(), class, keys: Vec::new() };
    let (mut ended, mut later, mut never) =
        (outer("ended", "ended"), outer("later", "later"), outer("never", "never"));
    let mut middle: Vec<Span<'_>> = (0..SPANS).map(|place| span_at(report.at, place, days)).collect();
    for key in &report.keys {
        let span = match end_of(key) {
            None => &mut never,
            Some(_) if key.status == KeyStatus::Expired => &mut ended,
            Some(end) => {
                let place = end.duration_since(report.at).as_hours().div_euclid(24 * days);
                usize::try_from(place).ok().and_then(|place| middle.get_mut(place)).unwrap_or(&mut later)
            }
        };
        span.keys.push(key);
    }
    let shown = |span: Span<'a>| (!span.keys.is_empty()).then_some(span);
    shown(ended).into_iter().chain(middle).chain(shown(later)).chain(shown(never)).collect()
}

fn end_of(key: &ReportedKey) -> Option<Timestamp> {
    match key.expiry {
        Expiry::At(end) => Some(end),
        Expiry::Never => None,
    }
}

fn span_at<'a>(at: Timestamp, place: i64, days: i64) -> Span<'a> {
    let start = at.checked_add(SignedDuration::from_hours(24 * days * place)).unwrap_or(Timestamp::MAX);
    // A year is only ambiguous where the columns are months.
    let label = start.strftime(if days == 7 { "%-d %b" } else { "%-d %b %y" }).to_string();
    Span { label, class: if (place + 1) * days <= 14 { "soon" } else { "later" }, keys: Vec::new() }
}

/// The column of a span: squares, or a bar whose height is its share of the longest column's.
fn column(span: &Span<'_>, left: u32, base: u32, longest: Option<usize>) -> Column {
    let number = u32::try_from(span.keys.len()).unwrap_or(u32::MAX);
    let (marks, height) = match longest {
        None => {
            let marks =
                (0..).zip(&span.keys).map(|(place, key)| square(place, number, key, left, base)).collect();
            (marks, number.div_ceil(PER_ROW) * (SQUARE + GAP))
        }
        Some(_) if number == 0 => (Vec::new(), 0),
        Some(longest) => {
            let longest = u64::try_from(longest).unwrap_or(u64::MAX).max(1);
            let height = u32::try_from(u64::from(number) * u64::from(ROOM) / longest).unwrap_or(ROOM).max(2);
            let title = format!("{}: {}", span.label, count(span.keys.len(), "key"));
            (vec![Mark { x: left + 8, y: base - height, width: STEP - 16, height, title }], height)
        }
    };
    Column {
        middle: left + STEP / 2,
        label: span.label.clone(),
        number: if number == 0 { String::new() } else { number.to_string() },
        number_y: base.saturating_sub(height + 6),
        class: span.class,
        marks,
    }
}

fn square(place: u32, number: u32, key: &ReportedKey, left: u32, base: u32) -> Mark {
    let (row, across) = (place / PER_ROW, place % PER_ROW);
    // The last row may be shorter, and stands in the middle like the others.
    let in_row = (number - row * PER_ROW).min(PER_ROW);
    let owner = key.owner.as_deref().map(printable);
    let ends = match key.expiry {
        Expiry::At(end) => format!("ends {}", date(end)),
        Expiry::Never => "never ends".to_owned(),
    };
    Mark {
        x: left + (STEP + GAP - in_row * (SQUARE + GAP)) / 2 + across * (SQUARE + GAP),
        y: base - (row + 1) * (SQUARE + GAP),
        width: SQUARE,
        height: SQUARE,
        title: format!(
            "{} · {} · account {} · {ends}",
            owner.as_deref().unwrap_or(key.user.as_str()),
            key.id,
            key.account
        ),
    }
}
