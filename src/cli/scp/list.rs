//! `scp list`.

use clap::Args;

use crate::cli::OutputFormat;

/// Flags of `scp list`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp list
  Everything that is said about each of them, for a program:
    bedrock-keys scp list --output json")]
pub struct ScpListArguments {
    /// How to print them
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,
}
