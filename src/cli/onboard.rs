//! `onboard`: a whole roster.

use std::path::PathBuf;

use clap::Args;

use super::OutputFormat;

/// Flags of `onboard`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  See what would happen, without an AWS account:
    bedrock-keys --sandbox onboard examples/roster.yaml --dry-run
  In a pipeline:
    bedrock-keys onboard roster.yaml --yes --output json
  Also revoke what left the roster:
    bedrock-keys onboard roster.yaml --prune")]
pub struct OnboardArguments {
    /// The roster (docs/roster.md)
    pub roster: PathBuf,

    /// Revoke the keys that this roster brought in and no longer names
    #[arg(long)]
    pub prune: bool,

    /// Show the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,

    /// Work on so many entries at once [default: 4]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=32))]
    pub concurrency: Option<u16>,

    /// How to print plan and outcome
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,
}
