//! `audit`: read, conclude, report.

mod conclusion;
mod explain;
mod file;
mod reading;
mod run;

pub(super) use run::run;
