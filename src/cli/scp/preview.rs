//! `scp preview`.

use clap::Args;

use crate::cli::OutputFormat;
use crate::domain::TargetId;

use super::{KeyReadingArguments, ParameterChoice, PolicyReference};

/// Flags of `scp preview`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp preview deny-api-keys --target ou-a1b2-c3d4e5f6
  With the keys that an audit kept, so that only the organization is asked:
    bedrock-keys audit --org --save today.json
    bedrock-keys scp preview cap-key-lifetime --param max_days=30 --target r-a1b2 --from today.json

Exit codes: 0 told, whatever breaks; 12 something could not be read, so that more may break.")]
pub struct ScpPreviewArguments {
    /// The policies: names of `scp list`, or files
    #[arg(value_name = "POLICY", required = true)]
    pub policies: Vec<PolicyReference>,

    /// Where they would be attached: a root, an organizational unit or an account; repeatable
    #[arg(long = "target", value_name = "ID", required = true)]
    pub targets: Vec<TargetId>,

    /// A value for a parameter, for each of the policies that has it; repeatable, a list takes one value each time
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub parameters: Vec<ParameterChoice>,

    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,

    /// Say on standard error which calls were made
    #[arg(long)]
    pub explain_calls: bool,

    /// Where the keys come from.
    #[command(flatten)]
    pub keys: KeyReadingArguments,
}
