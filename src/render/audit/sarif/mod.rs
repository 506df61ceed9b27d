//! The report for code scanning: SARIF 2.1.0.
//!
//! `log` has the types, a small part of the standard; `address` the place of what is found; `build` fills them.

mod address;
mod build;
mod log;

pub use build::sarif;
