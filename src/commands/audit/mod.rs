//! `audit`: read, conclude, report.

mod conclusion;
mod explain;
mod file;
mod reading;
mod run;

pub(super) use conclusion::send;
pub(super) use explain::calls as explained_calls;
pub(super) use file::load as load_snapshot;
pub(super) use file::write as write_report;
pub(super) use run::run;
