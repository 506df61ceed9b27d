//! The reading, through the sandbox: real clients, real serialisation, another AWS behind them.

mod budget;
mod coverage;
mod faults;
mod guardrails;
mod inside;
mod interruption;
mod listing;
mod organization;
mod support;
