//! The embedded AWS: IAM, STS, Organizations and Secrets Manager over a state in a directory.
//!
//! Owns an HTTP connector for the SDK's clients, a loopback server for everybody else's, the operations behind both, and
//! the faults a test may inject. Nothing else in the program knows it except the builder of sessions: production code
//! holds real SDK clients and cannot tell the difference, so serialisation, paging, retries and error decoding run for
//! real. Signatures are read and not verified.

mod account_style;
mod answer;
mod authorization;
mod calls;
mod checkpoints;
mod clock;
mod connector;
mod consistency;
mod dispatch;
mod failure;
mod faults;
mod iam;
mod identity;
mod instance;
mod operation;
mod organizations;
mod router;
mod secrets_manager;
mod seed;
mod server;
mod state;
mod store;
mod sts;
#[cfg(test)]
mod tests;
mod wire;

pub use account_style::{AccountStyle, PathStyle, StateStyle};
pub use calls::{CallOutcome, CallRecord};
pub use checkpoints::CheckpointLayer;
pub use clock::SandboxClock;
pub use failure::SandboxError;
pub use faults::{Fault, FaultPlan, FaultPoint, FaultPointError, FaultRule, RequestMatch};
pub use instance::{Sandbox, SandboxOptions};
pub use router::Service;
pub use seed::SandboxSize;
#[cfg(test)]
pub(crate) use tests::console;
pub use wire::PageStyle;
