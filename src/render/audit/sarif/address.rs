//! The place of something that is in no file.
//!
//! The standard has logical locations for that, and they are here. GitHub refuses a result without a physical one, so
//! each also gets an address that looks like a path and names the same thing.
//! <https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::audit::Subject;
use crate::domain::{AccountId, printable};

use crate::render::sarif::{ArtifactLocation, Location, LogicalLocation, PhysicalLocation, Region};

/// What a path segment keeps as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The place of a subject: `aws/111111111111/users/alice/keys/ACCA…`.
pub(super) fn of_subject(account: &AccountId, subject: &Subject) -> Location {
    match subject {
        Subject::Key { id, user } => {
            location(&["aws", account.as_str(), "users", user.as_str(), "keys", id.as_str()], "resource")
        }
        Subject::User(user) => location(&["aws", account.as_str(), "users", user.as_str()], "resource"),
        Subject::Account => of_account(account),
        Subject::Waiver(place) => location(&["waivers", &printable(place)], "resource"),
    }
}

/// The place of an account: `aws/111111111111`.
pub(super) fn of_account(account: &AccountId) -> Location {
    location(&["aws", account.as_str()], "namespace")
}

fn location(segments: &[&str], kind: &'static str) -> Location {
    let encoded: Vec<String> =
        segments.iter().map(|segment| utf8_percent_encode(segment, SEGMENT).to_string()).collect();
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: encoded.join("/") },
            region: Region { start_line: 1, start_column: None },
        },
        logical_locations: vec![LogicalLocation {
            name: segments.last().copied().unwrap_or_default().to_owned(),
            fully_qualified_name: segments.join("/"),
            kind,
        }],
    }
}
