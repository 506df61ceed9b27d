//! Flags of every verb that changes service control policies.

use std::path::PathBuf;

use clap::Args;

use crate::cli::OutputFormat;

/// Flags of every verb that changes service control policies.
#[derive(Debug, Args)]
pub struct WritingArguments {
    /// Write what was there before into this new file, for `scp rollback` [default: bedrock-keys-scp-TIME.json in the
    /// working directory]
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run", help_heading = None)]
    pub record: Option<PathBuf>,

    /// Show the plan and change nothing
    #[arg(long, help_heading = None)]
    pub dry_run: bool,

    /// Do not ask
    #[arg(short, long, help_heading = None)]
    pub yes: bool,

    /// How to print plan and outcome
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = None)]
    pub output: OutputFormat,
}
