//! The sandbox through the SDK's own clients: serialisation, retries, paging and error decoding are real.

mod consistency;
mod credentials;
mod deletion;
mod enforcement;
mod faults;
mod identity;
mod organization_writes;
mod organizations;
mod persistence;
mod policies;
mod reports;
mod secrets;
mod server;
mod support;
mod users;

pub(crate) use support::iam as console;
