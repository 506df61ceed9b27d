//! SEAM: what is done with a snapshot. Each function stands for one that another layer will bring: `audit` the rules and
//! the snapshot file, `render` the formats. Until then coverage is listed plainly and the rest is refused by name.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;

use crate::audit::{AccountPlace, AccountState, Reading, Snapshot};
use crate::cli::ReportingArguments;
use crate::collect::{Share, gaps};
use crate::commands::{CommandError, Context, ExitStatus};
use crate::domain::printable;

/// SEAM: `audit::judge`, then `render` in each format; `--fail-on` decides between 0 and 10, and 12 wins.
pub(super) fn conclude(
    snapshot: &Snapshot,
    at: Timestamp,
    arguments: &ReportingArguments,
    context: &Context,
) -> Result<ExitStatus, CommandError> {
    if !arguments.formats.is_empty() {
        return Err(missing("--format"));
    }
    let (text, complete) = coverage(snapshot);
    context
        .ui
        .warning(&format!("no rule was applied at {at}; this is what was read at {}", snapshot.taken_at));
    context.ui.data(&text)?;
    Ok(if complete { ExitStatus::Done } else { ExitStatus::CoverageIncomplete })
}

/// SEAM: reads a snapshot file.
pub(super) fn load(_file: &Path) -> Result<Snapshot, CommandError> {
    Err(missing("reading a snapshot file"))
}

/// SEAM: writes a snapshot file.
pub(super) fn save(_snapshot: &Snapshot, _file: &Path) -> Result<(), CommandError> {
    Err(missing("--save"))
}

/// SEAM: joins the parts of one organization.
pub(super) fn merge(_parts: Vec<Snapshot>) -> Result<Snapshot, CommandError> {
    Err(missing("merge"))
}

/// SEAM: says what changed.
pub(super) fn compare(_before: &Snapshot, _now: &Snapshot, _context: &Context) -> Result<(), CommandError> {
    Err(missing("--diff"))
}

/// SEAM: `I/N` as a decision about account ids.
pub(super) fn share(_text: &str) -> Result<Share, CommandError> {
    Err(missing("--shard"))
}

fn missing(what: &str) -> CommandError {
    CommandError::usage(format!("{what} is not available yet"))
}

/// One line an account, and whether all of it was read.
fn coverage(snapshot: &Snapshot) -> (String, bool) {
    let mut text = String::new();
    let mut complete = !snapshot.accounts.is_empty();
    for account in &snapshot.accounts {
        let name = account.name.as_deref().map(printable).unwrap_or_default();
        let place = match account.place {
            AccountPlace::Management => ", management",
            AccountPlace::Member | AccountPlace::Standalone => "",
            AccountPlace::Unknown => ", place unknown",
        };
        let state = if account.state == AccountState::Active {
            String::new()
        } else {
            format!(", {:?}", account.state)
        };
        let read = match &account.reading {
            Reading::OutOfScope(why) => format!("out of scope: {why}"),
            Reading::NotAudited(why) => format!("not audited: {why}"),
            Reading::Audited(facts) => {
                let count =
                    |number: Result<usize, &str>| number.map_or("?".to_owned(), |number| number.to_string());
                let keys = count(facts.keys.as_ref().map(Vec::len));
                let users = count(facts.users.as_ref().map(std::collections::BTreeMap::len));
                format!("{keys} keys, {users} users")
            }
        };
        let _ = writeln!(text, "{} {name}{place}{state}: {read}", account.id);
        let gaps = gaps(&account.reading);
        complete &= gaps.is_empty();
        if matches!(account.reading, Reading::Audited(_)) {
            for gap in gaps {
                let _ = writeln!(text, "  not read: {gap}");
            }
        }
    }
    (text, complete)
}
