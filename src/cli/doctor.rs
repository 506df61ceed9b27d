//! `doctor`: who am I, and what may I do.

use clap::Args;

use super::OutputFormat;

/// Flags of `doctor`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys doctor
  Print the least-privilege policy of one command, to attach to a role:
    bedrock-keys doctor --policy onboard > onboard.json")]
pub struct DoctorArguments {
    /// Print the IAM policy a command needs and stop
    #[arg(long, value_name = "COMMAND")]
    pub policy: Option<String>,

    /// How to print the answer
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,
}
