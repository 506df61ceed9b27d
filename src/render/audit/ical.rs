//! The report for calendars: a day for each key that will end.
//!
//! Written here and not with a crate: it takes one kind of event with seven properties, and the crate for it makes
//! random ids and reads the clock, where a subscribed calendar needs ids that stay and this program takes time as a
//! parameter. <https://www.rfc-editor.org/rfc/rfc5545>

use std::io::{self, Write};

use jiff::{Timestamp, ToSpan, tz::TimeZone};

use crate::audit::{Report, ReportedKey};
use crate::domain::{Expiry, KeyStatus, printable};

use super::headline::{Standing, coverage_sentence};
use super::provisos::said;
use super::tally::Tally;
use super::words::{AccountNames, scope_words};

/// The longest line, in bytes, without its line break.
const LINE: usize = 75;

/// The keys that will end, as all-day events in UTC. Where the audit is incomplete, the first event says so on the day
/// it was made.
pub(super) fn write_ical(report: &Report, output: &mut dyn Write) -> io::Result<()> {
    let names = AccountNames::of(report);
    let coverage = coverage_sentence(report, &Tally::of(report));
    let mut calendar = Calendar(output);
    calendar.line("BEGIN:VCALENDAR")?;
    calendar.line("VERSION:2.0")?;
    calendar.line(&format!("PRODID:-//bedrock-keys//audit {}//EN", env!("CARGO_PKG_VERSION")))?;
    calendar.line("CALSCALE:GREGORIAN")?;
    calendar.property("X-WR-CALNAME", &format!("Bedrock keys of {}", scope_words(report)))?;
    calendar.property("X-WR-CALDESC", format!("{coverage} {}", said(report)).trim_end())?;
    if Standing::of(report) == Standing::Incomplete {
        calendar.event(&Event {
            uid: "audit-incomplete@bedrock-keys".to_owned(),
            stamp: report.taken_at,
            day: report.at,
            summary: "Bedrock key audit incomplete: this calendar may lack keys".to_owned(),
            description: coverage,
        })?;
    }
    for key in &report.keys {
        if let (Expiry::At(end), true) = (key.expiry, key.status != KeyStatus::Expired) {
            calendar.event(&event(key, end, report.taken_at, &names))?;
        }
    }
    calendar.line("END:VCALENDAR")
}

struct Event {
    uid: String,
    stamp: Timestamp,
    day: Timestamp,
    summary: String,
    description: String,
}

fn event(key: &ReportedKey, end: Timestamp, stamp: Timestamp, names: &AccountNames) -> Event {
    let owner = key.owner.as_deref().map(printable);
    let whose = owner.as_deref().unwrap_or(key.user.as_str());
    Event {
        uid: format!("{}-{}@bedrock-keys", key.id, key.account),
        stamp,
        day: end,
        summary: format!("Bedrock key of {whose} ends"),
        description: format!(
            "{} ({}) of user {} in account {} ends at {end}.",
            key.id,
            key.status,
            key.user,
            names.with_id(&key.account),
        ),
    }
}

struct Calendar<'a>(&'a mut dyn Write);

impl Calendar<'_> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        let day = TimeZone::UTC.to_datetime(event.day).date();
        // `DTEND` is the first day after; the last day there is has none, and then a lone `DTSTART` lasts one day.
        let next = day.checked_add(1.day()).ok();
        self.line("BEGIN:VEVENT")?;
        self.line(&format!("UID:{}", event.uid))?;
        self.line(&format!("DTSTAMP:{}", event.stamp.strftime("%Y%m%dT%H%M%SZ")))?;
        self.line(&format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")))?;
        if let Some(next) = next {
            self.line(&format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")))?;
        }
        self.property("SUMMARY", &event.summary)?;
        self.property("DESCRIPTION", &event.description)?;
        self.line("TRANSP:TRANSPARENT")?;
        self.line("END:VEVENT")
    }

    /// A property of untrusted text.
    fn property(&mut self, name: &str, value: &str) -> io::Result<()> {
        let mut escaped = String::with_capacity(value.len());
        for character in printable(value).chars() {
            if matches!(character, '\\' | ';' | ',') {
                escaped.push('\\');
            }
            escaped.push(character);
        }
        self.line(&format!("{name}:{escaped}"))
    }

    /// A line, folded at 75 bytes between characters, with the line break the standard wants.
    fn line(&mut self, text: &str) -> io::Result<()> {
        let mut folded = String::with_capacity(text.len() + 2);
        let mut used = 0;
        for character in text.chars() {
            if used + character.len_utf8() > LINE {
                folded.push_str("\r\n ");
                used = 1;
            }
            folded.push(character);
            used += character.len_utf8();
        }
        folded.push_str("\r\n");
        self.0.write_all(folded.as_bytes())
    }
}
