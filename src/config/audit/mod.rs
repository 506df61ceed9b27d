//! What the configuration says about audits.
//!
//! Owns how thresholds, rules and waivers are written; what they decide is in `audit`.

mod choices;
mod section;
mod waiver;

pub use choices::{AccountPattern, LastDay, OwnerPattern, RuleChoices, RuleCode, UserPattern};
pub use section::RawAudit;
pub use waiver::RawWaiver;
