//! The report for code scanning: SARIF 2.1.0.
//!
//! `address` has the place of what is found; `build` fills the types of the standard, which `render::sarif` has.

mod address;
mod build;

pub(in crate::render) use build::write_sarif;
