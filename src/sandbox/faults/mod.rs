//! The fault plan: what goes wrong, and when.
//!
//! A fault stands between the caller and the operation, so it works the same in process and over loopback, and the state
//! knows nothing of it.

mod injection;
mod plan;

pub(crate) use injection::{CallFacts, FaultInjector, refusal};
pub use plan::{Fault, FaultPlan, FaultPoint, FaultPointError, FaultRule, RequestMatch};
