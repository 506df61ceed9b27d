//! The nouns: ids, owners, users, keys, expiry, secrets, sinks.
//!
//! Owns what a valid value of each noun is. Pure: no clock, no files, no environment, no AWS SDK; whoever needs the
//! time passes it in.

mod account;
mod account_state;
mod arn;
mod credential;
mod expiry;
mod first_few;
mod key_text;
mod known;
mod model;
mod organization;
mod owner;
mod printable;
mod role;
mod secret;
mod severity;
mod sink;
mod tag;
mod target;
mod unit;
mod user;

pub use account::{AccountId, InvalidAccountId};
pub use account_state::AccountState;
pub use arn::{Arn, InvalidArn, Partition};
pub use credential::{CredentialAlias, CredentialId, InvalidCredentialId, Key, KeyStatus};
pub use expiry::{Expiry, InvalidLifetime, Lifetime, MAX_LIFETIME_DAYS};
pub use first_few::first_few;
pub use key_text::{InvalidKeyText, KeyText};
pub use known::Known;
pub use model::{InvalidModelId, InvalidRegion, ModelId, Region};
pub use organization::{InvalidOrganizationId, OrganizationId};
pub use owner::{InvalidOwner, Owner, Purpose};
pub use printable::{is_harmless, printable};
pub use role::{ExternalId, InvalidExternalId, InvalidRoleName, RoleName};
pub use secret::ApiKeySecret;
pub use severity::{InvalidSeverity, Severity};
pub use sink::{InvalidSink, SinkAddress};
pub use tag::{InvalidTag, MANAGED, MANAGED_PREFIX, MANAGED_TAG, TagKey, TagValue, are_managed};
pub use target::{InvalidTargetId, TargetId};
pub use unit::{InvalidUnitId, UnitId};
pub use user::{InvalidUserName, InvalidUserPath, UserName, UserPath};
