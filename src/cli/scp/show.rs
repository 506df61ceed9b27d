//! `scp show`.

use clap::Args;

use crate::cli::OutputFormat;

use super::{ParameterChoice, PolicyReference};

/// Flags of `scp show`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp show deny-api-keys
  The document alone goes to standard output, so it can be kept:
    bedrock-keys scp show cap-key-lifetime --param max_days=30 > cap.json
  As it counts against the limit of AWS, without white space:
    bedrock-keys scp show only-provisioner-creates-keys \\
      --param 'provisioner_roles=arn:aws:iam::*:role/BedrockKeysProvisioner' --minified")]
pub struct ScpShowArguments {
    /// The policy: a name of `scp list`, or a file
    #[arg(value_name = "POLICY")]
    pub policy: PolicyReference,

    /// A value for a parameter of the policy; repeatable, a list takes one value each time
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub parameters: Vec<ParameterChoice>,

    /// Print the document without white space, and nothing about it
    #[arg(long, conflicts_with = "output")]
    pub minified: bool,

    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,
}
