//! The preview: which live keys, owners and accounts lose what if a policy is attached somewhere.
//!
//! Owns the comparison of before and after, key by key and account by account. What is not known is said to be possible,
//! never to be fine.

mod effect;
mod keys;
mod words;

pub use effect::{AccountEffect, Change, Effect, Exempt, Preview, preview};
pub use keys::{LiveKey, UserFacts};
