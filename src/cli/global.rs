//! Flags of every command.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

/// What applies to every command. The short help has the three of them that are used every day, the long help all.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArguments {
    /// Work in the embedded AWS; no AWS account is touched
    #[arg(long, global = true)]
    pub sandbox: bool,

    /// Where the embedded AWS keeps its state [default: `.bedrock-keys-sandbox` in the working directory]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "BEDROCK_KEYS_SANDBOX_DIR",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub sandbox_dir: Option<PathBuf>,

    /// Run the embedded AWS at this instant instead of now (RFC 3339), for rehearsals of an expiry
    #[arg(
        long,
        global = true,
        value_name = "TIME",
        env = "BEDROCK_KEYS_SANDBOX_NOW",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub sandbox_now: Option<jiff::Timestamp>,

    /// A file of faults the embedded AWS injects (docs/sandbox.md)
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "BEDROCK_KEYS_SANDBOX_FAULTS",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub sandbox_faults: Option<PathBuf>,

    /// The AWS profile to use
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "sandbox")]
    pub profile: Option<String>,

    /// The AWS Region to call [default: the environment's, else us-east-1]; IAM is global, Secrets Manager is not
    #[arg(long, global = true, value_name = "REGION", hide_short_help = true)]
    pub aws_region: Option<String>,

    /// The configuration file [default: `bedrock-keys.yaml`, searched upward from here]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "BEDROCK_KEYS_CONFIG",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub config: Option<PathBuf>,

    /// Certificates to trust instead of the system's, as PEM
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "AWS_CA_BUNDLE",
        hide_env_values = true,
        hide_short_help = true
    )]
    pub ca_bundle: Option<PathBuf>,

    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_short_help = true)]
    pub color: ColorChoice,

    /// Say more on standard error; up to three times
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How to print a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum OutputFormat {
    /// For people
    #[default]
    Table,
    /// For programs, with a schema version
    Json,
}

/// How to print a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum TableFormat {
    /// For people
    #[default]
    Table,
    /// For programs, with a schema version
    Json,
    /// For spreadsheets
    Csv,
}
