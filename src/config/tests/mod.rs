//! Rosters and configurations as a whole, and the files under `docs/` and `examples/` that go with them.

mod audits;
mod broken;
mod documents;
mod guardrails;
mod precedence;
mod properties;
mod support;
mod syntax;
