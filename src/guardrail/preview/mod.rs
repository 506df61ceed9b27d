//! The preview: which live keys, owners and accounts lose what if policies are attached somewhere.
//!
//! Owns the comparison of before and after, key by key and account by account. What is not known is said to be possible,
//! never to be fine.

mod after;
mod also;
mod effect;
mod keys;
mod planned;
#[cfg(test)]
mod tests;
mod words;

pub use after::{Change, concerned};
pub use also::AlsoDenied;
pub use effect::{AccountEffect, Effect, Exempt, Preview, preview};
pub use keys::{LiveKey, LiveKeys, UserFacts};
pub use planned::planned_changes;
