//! Provision, audit and guard long-term Amazon Bedrock API keys.
//!
//! The layers, arrows pointing down only: `commands` → `apply`, `cli`, `collect`, `config`, `render` → `deliver` → `aws`,
//! `sandbox` → `audit`, `lifecycle` → `guardrail` → `policy` → `domain`. `docs/architecture.md` walks one command through
//! them, `tests/architecture.rs` holds the arrows.

pub mod apply;
pub mod audit;
pub mod aws;
pub mod cli;
pub mod collect;
pub mod commands;
pub mod config;
pub mod deliver;
pub mod domain;
pub mod guardrail;
pub mod lifecycle;
pub mod policy;
pub mod render;
pub mod sandbox;
