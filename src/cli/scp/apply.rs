//! `scp apply`.

use clap::Args;

use super::{KeyReadingArguments, WantedArguments, WritingArguments};

/// Flags of `scp apply`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp apply deny-api-keys --target ou-a1b2-c3d4e5f6
  A canary account first, then a unit, then everybody:
    bedrock-keys scp apply deny-long-term-keys \\
      --stage 123456789012 --stage ou-a1b2-c3d4e5f6 --stage r-a1b2
  What bedrock-keys.yaml wants, in a pipeline:
    bedrock-keys scp apply --yes --output json

Exit codes: 0 done, or nothing to do; 1 refused or declined; 12 something could not be read; 13 some steps failed; \
14 there is something to do, with --dry-run --detailed-exit-code; 130 interrupted.")]
pub struct ScpApplyArguments {
    /// Which guardrails, and where.
    #[command(flatten, next_help_heading = "What is wanted")]
    pub wanted: WantedArguments,

    /// How to go about it.
    #[command(flatten)]
    pub writing: WritingArguments,

    /// With --dry-run, end with 14 where there is something to do
    #[arg(long, requires = "dry_run", help_heading = None)]
    pub detailed_exit_code: bool,

    /// Where the keys of the preview come from.
    #[command(flatten)]
    pub keys: KeyReadingArguments,
}
