//! The formats of an audit's report: what each looks like, and that each copes with whatever an account may contain.

#[path = "formats/hostile.rs"]
mod hostile;
#[path = "formats/machines.rs"]
mod machines;
#[path = "formats/pages.rs"]
mod pages;
#[path = "formats/properties.rs"]
mod properties;
#[path = "formats/sample.rs"]
mod sample;
#[path = "formats/snapshots.rs"]
mod snapshots;
