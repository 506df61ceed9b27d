//! `sandbox`: the embedded AWS.

use clap::{Args, Subcommand};

/// The verbs of `sandbox`.
#[derive(Debug, Subcommand)]
pub enum SandboxCommand {
    /// Answer AWS clients on a loopback port until Ctrl-C
    Serve(ServeArguments),
    /// Put the embedded AWS back to its first state
    Reset(ResetArguments),
}

/// Flags of `sandbox serve`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys sandbox serve --port 8099
  Then, in another terminal:
    export AWS_ENDPOINT_URL=http://127.0.0.1:8099 AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x
    export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
    aws iam list-users")]
pub struct ServeArguments {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8099)]
    pub port: u16,
}

/// Flags of `sandbox reset`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys sandbox reset
  An account without any user, instead of the example organization:
    bedrock-keys sandbox reset --empty")]
pub struct ResetArguments {
    /// Start with nothing in it
    #[arg(long)]
    pub empty: bool,

    /// Start with an organization of this many accounts, for measurements
    #[arg(long, value_name = "N", hide_short_help = true, conflicts_with = "empty")]
    pub accounts: Option<usize>,

    /// How many keys each of those accounts has
    #[arg(long, value_name = "N", default_value_t = 10, hide_short_help = true, requires = "accounts")]
    pub keys: usize,
}
