//! What is wrong in a file or on the command line, and how it is shown.
//!
//! Owns the diagnostics of YAML: all that are independent of each other are collected and reported together.

mod escape;
mod found;
mod render;

pub use found::{Mistake, Mistakes, Place};
pub use render::Colour;
