//! `scp detach`, `scp delete` and `scp rollback`.

use std::path::PathBuf;

use clap::Args;

use crate::domain::TargetId;

use super::{KeyReadingArguments, WritingArguments};

/// Flags of `scp detach`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp detach deny-api-keys --target ou-a1b2-c3d4e5f6
  One that somebody else made:
    bedrock-keys scp detach TheirPolicy --target 123456789012 --adopt

Exit codes: 0 done, or nothing to do; 1 refused or declined; 12 something could not be read; 13 some steps failed; \
130 interrupted.")]
pub struct ScpDetachArguments {
    /// The policy, by its name in the organization
    #[arg(value_name = "NAME")]
    pub name: String,

    /// Detach it from this root, organizational unit or account; repeatable
    #[arg(long = "target", value_name = "ID", required = true)]
    pub targets: Vec<TargetId>,

    /// Although somebody else made it
    #[arg(long)]
    pub adopt: bool,

    /// How to go about it.
    #[command(flatten)]
    pub writing: WritingArguments,

    /// Where the keys of the preview come from, where the policy allows something.
    #[command(flatten)]
    pub keys: KeyReadingArguments,
}

/// Flags of `scp delete`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp delete deny-api-keys

Exit codes: 0 done; 1 refused or declined; 12 something could not be read; 13 some steps failed; 130 interrupted.")]
pub struct ScpDeleteArguments {
    /// The policies, by their names in the organization; they must be attached to nothing
    #[arg(value_name = "NAME", required = true)]
    pub names: Vec<String>,

    /// Although somebody else made them
    #[arg(long)]
    pub adopt: bool,

    /// How to go about it.
    #[command(flatten)]
    pub writing: WritingArguments,
}

/// Flags of `scp rollback`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp rollback bedrock-keys-scp-20261123T120000Z.json

Exit codes: 0 done, or nothing to do; 1 refused or declined; 2 the file is no record; 12 something could not be read; \
13 some steps failed; 130 interrupted.")]
pub struct ScpRollbackArguments {
    /// The record that a run of this program wrote before it changed anything
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Also policies that lost the tag of this tool since
    #[arg(long)]
    pub adopt: bool,

    /// How to go about it.
    #[command(flatten)]
    pub writing: WritingArguments,

    /// Where the keys of the preview come from.
    #[command(flatten)]
    pub keys: KeyReadingArguments,
}
