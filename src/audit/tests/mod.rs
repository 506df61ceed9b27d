//! Snapshots as a whole: judged, written and read, compared, split and merged.

mod comparing;
mod files;
mod guardrails;
mod judging;
mod merging;
mod organization;
