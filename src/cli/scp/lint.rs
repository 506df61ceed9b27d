//! `scp lint`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::fail_on::{self, FailOn};
use crate::render::guardrail::LintFormatChoice;

/// Flags of `scp lint`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp lint policies/*.json
  What is in force, without a file:
    aws organizations describe-policy --policy-id p-1a2b3c4d --query Policy.Content --output text |
      bedrock-keys scp lint -
  For a person and for a code scanning page at once:
    bedrock-keys scp lint policies/*.json --format table --format sarif=lint.sarif

Exit codes: 0 nothing to report, 2 a file could not be read or is no policy, 10 findings at or above --fail-on.")]
pub struct ScpLintArguments {
    /// Policy files; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// The least severity that makes the exit code 10
    #[arg(long, value_name = "SEVERITY", default_value = "high", value_parser = fail_on::values())]
    pub fail_on: FailOn,

    /// How to report, and into which file [default: table]: table, json or sarif; repeatable, at most one of them without
    /// a file
    #[arg(long = "format", value_name = "NAME[=FILE]")]
    pub formats: Vec<LintFormatChoice>,
}
