//! `keys`: one key at a time.

use clap::{ArgGroup, Args, Subcommand};

use crate::domain::{Arn, CredentialId, Lifetime, ModelId, Owner, Purpose, Region, SinkAddress, UserName};

use super::{OutputFormat, TableFormat};

/// The verbs of `keys`.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Create a key for one owner and deliver its secret
    Create(Box<CreateArguments>),
    /// List the keys of the account, on any user
    List(ListArguments),
    /// Show one key and everything known about it
    Show(ShowArguments),
    /// Suspend keys
    #[command(after_long_help = "\
Examples:
  bedrock-keys keys deactivate ACCAEXAMPLE0000000001
  Every key of an owner:
    bedrock-keys keys deactivate --owner vision-team@example.com")]
    Deactivate(SwitchArguments),
    /// Switch suspended keys on again
    #[command(after_long_help = "\
Examples:
  bedrock-keys keys activate ACCAEXAMPLE0000000001
  Every key of an owner:
    bedrock-keys keys activate --owner vision-team@example.com")]
    Activate(SwitchArguments),
    /// Suspend and delete keys, and the users made for them once nothing is left on them
    Revoke(RevokeArguments),
    /// Tell whose a found key is, without using it
    Identify(IdentifyArguments),
}

/// Flags of `keys create`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  Print the export line for one developer, and nothing else, to standard output:
    bedrock-keys keys create --owner vision-team@example.com --expires-in 30d
  Encrypt the secret to the developer's SSH key:
    bedrock-keys keys create --owner vision-team@example.com --expires-in 30d \\
      --to age:out --recipient \"$(cat vision-team.pub)\"
  Inference with one model, from one network:
    bedrock-keys keys create --owner batch@example.com --expires-in 12w \\
      --model eu.amazon.nova-lite-v1:0 --region eu-central-1 --source-ip 192.0.2.0/24 --to file:out")]
pub struct CreateArguments {
    /// Whom the key is for: a person's or team's address
    #[arg(long)]
    pub owner: Owner,

    /// What it is for, where the owner has several
    #[arg(long)]
    pub purpose: Option<Purpose>,

    /// How long it lives, in days or weeks (`30d`, `12w`); required unless the configuration has a default
    #[arg(long, value_name = "TIME", visible_alias = "lifetime", conflicts_with = "never_expires")]
    pub expires_in: Option<Lifetime>,

    /// Make a key that never ends; needs --yes. Whoever finds it years later can use it
    #[arg(long)]
    pub never_expires: bool,

    /// A managed policy (name or ARN) or `inference-only` [default: AmazonBedrockLimitedAccess]
    #[arg(long, value_name = "POLICY")]
    pub policy: Option<String>,

    /// The permissions boundary of its user
    #[arg(long, value_name = "ARN")]
    pub boundary: Option<Arn>,

    /// Allow only this model or inference profile (inference-only); repeatable
    #[arg(long = "model", value_name = "MODEL")]
    pub models: Vec<ModelId>,

    /// Allow calls only in this Region (inference-only); repeatable
    #[arg(long = "region", value_name = "REGION")]
    pub regions: Vec<Region>,

    /// Allow calls only from this network (inference-only); repeatable
    #[arg(long = "source-ip", value_name = "CIDR")]
    pub source_ips: Vec<String>,

    /// A tag for its user, `KEY=VALUE`; repeatable
    #[arg(long = "tag", value_name = "KEY=VALUE")]
    pub tags: Vec<String>,

    /// Where the secret goes: stdout, file:DIR, age:DIR, secretsmanager:PREFIX, command:PROGRAM [default: stdout]
    #[arg(long, value_name = "SINK")]
    pub to: Option<SinkAddress>,

    /// The age or SSH public key that `age:DIR` encrypts to
    #[arg(long, value_name = "KEY")]
    pub recipient: Option<String>,

    /// The KMS key of `secretsmanager:PREFIX`
    #[arg(long, value_name = "KEY")]
    pub kms_key: Option<String>,

    /// Take over this existing user instead of generating one
    #[arg(long, value_name = "USER")]
    pub adopt: Option<UserName>,

    /// Issue a second key now, although the first is not due
    #[arg(long)]
    pub renew: bool,

    /// Show the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,

    /// How to print the outcome, on standard error where the secret goes to standard output
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,
}

/// Flags of `keys list`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys keys list
  What ends within a fortnight, for a spreadsheet:
    bedrock-keys keys list --expiring-within 14d --output csv
  Keys nobody manages:
    bedrock-keys keys list --output json | jq '.keys[] | select(.managed == false)'")]
pub struct ListArguments {
    /// Only keys of this owner
    #[arg(long)]
    pub owner: Option<String>,

    /// Only keys with this status; repeatable
    #[arg(long, value_name = "STATUS", value_parser = ["active", "inactive", "expired", "unknown"])]
    pub status: Vec<String>,

    /// Only keys that end within this time, ended ones included
    #[arg(long, value_name = "TIME")]
    pub expiring_within: Option<Lifetime>,

    /// How to print the list
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: TableFormat,
}

/// Flags of `keys show`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys keys show ACCAEXAMPLE0000000001
  The note for the person who has the key, once more:
    bedrock-keys keys show ACCAEXAMPLE0000000001 --note > note.md")]
pub struct ShowArguments {
    /// The key
    #[arg(value_name = "KEY-ID")]
    pub id: CredentialId,

    /// Print the hand-over note for its owner instead, in Markdown; the secret is not in it
    #[arg(long, conflicts_with = "output")]
    pub note: bool,

    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,
}

/// Which keys a command is about.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = true)]
pub struct KeySelection {
    /// The keys, by id
    #[arg(value_name = "KEY-ID")]
    pub ids: Vec<CredentialId>,

    /// Every key of this owner
    #[arg(long, conflicts_with = "ids")]
    pub owner: Option<Owner>,

    /// Every key on this user
    #[arg(long, value_name = "USER", conflicts_with_all = ["ids", "owner"])]
    pub user: Option<UserName>,
}

/// Flags of `keys deactivate` and `keys activate`.
#[derive(Debug, Args)]
pub struct SwitchArguments {
    /// Which keys
    #[command(flatten)]
    pub selection: KeySelection,

    /// Also keys on users this tool does not manage
    #[arg(long)]
    pub adopt: bool,

    /// Show the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,

    /// How to print the outcome
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,
}

/// Flags of `keys revoke`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys keys revoke ACCAEXAMPLE0000000001
  Everything an owner has, without asking:
    bedrock-keys keys revoke --owner vision-team@example.com --yes
  Kill a key that was found somewhere; paste it at the prompt, never as an argument:
    bedrock-keys keys revoke --leaked")]
#[command(group(ArgGroup::new("which").args(["ids", "owner", "user", "leaked"]).required(true)))]
pub struct RevokeArguments {
    /// The keys, by id
    #[arg(value_name = "KEY-ID")]
    pub ids: Vec<CredentialId>,

    /// Every key of this owner
    #[arg(long, conflicts_with = "ids")]
    pub owner: Option<Owner>,

    /// Every key on this user
    #[arg(long, value_name = "USER", conflicts_with_all = ["ids", "owner"])]
    pub user: Option<UserName>,

    /// Read a leaked key from standard input or a prompt, find it and revoke it, whosever user it is on
    #[arg(long, conflicts_with_all = ["ids", "owner", "user"])]
    pub leaked: bool,

    /// Also keys on users this tool does not manage
    #[arg(long)]
    pub adopt: bool,

    /// Delete the user too, with its access keys, password and everything else on it
    #[arg(long)]
    pub delete_user: bool,

    /// Show the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,

    /// How to print the outcome
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,
}

/// Flags of `keys identify`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  Paste the key at a prompt that does not show it:
    bedrock-keys keys identify
  From a file, without credentials and without the network:
    bedrock-keys keys identify --offline < found.txt")]
pub struct IdentifyArguments {
    /// Read only what the key itself says; call nothing
    #[arg(long)]
    pub offline: bool,

    /// How to print the answer
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,
}
