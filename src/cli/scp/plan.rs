//! `scp plan`.

use clap::Args;

use crate::cli::OutputFormat;

use super::{KeyReadingArguments, WantedArguments};

/// Flags of `scp plan`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp plan deny-api-keys --target ou-a1b2-c3d4e5f6
  What bedrock-keys.yaml wants, for a pipeline that must notice drift:
    bedrock-keys scp plan --detailed-exit-code --from today.json

Exit codes: 0 planned, or nothing to do; 1 refused; 12 something could not be read (wins over 14); 14 there is something to \
do, with --detailed-exit-code.")]
pub struct ScpPlanArguments {
    /// Which guardrails, and where.
    #[command(flatten, next_help_heading = "What is wanted")]
    pub wanted: WantedArguments,

    /// End with 14 where there is something to do
    #[arg(long, help_heading = None)]
    pub detailed_exit_code: bool,

    /// How to print the plan
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = None)]
    pub output: OutputFormat,

    /// Where the keys of the preview come from.
    #[command(flatten)]
    pub keys: KeyReadingArguments,
}
