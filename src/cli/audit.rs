//! `audit`: read accounts and say what is wrong with their keys.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::SignedDuration;

use crate::audit::Shard;
use crate::domain::{AccountId, ExternalId, RoleName, UnitId};
use crate::render::audit::FormatChoice;

use super::fail_on::{self, FailOn};
use super::shard::shard;

/// `audit`, and what can be done with the results of several.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_long_help = "\
Examples:
  bedrock-keys audit
  The whole organization, with a role that is in every account:
    bedrock-keys audit --org --role-name BedrockKeysAuditor
  For a person and for a code scanning page at once:
    bedrock-keys audit --org --format table --format sarif=audit.sarif
  Keep what was read, and look at it again later, offline:
    bedrock-keys audit --org --save monday.json
    bedrock-keys audit --from monday.json --diff sunday.json
  One of eight machines, and the sum of all eight:
    bedrock-keys audit --org --shard 3/8 --save parts/ --fail-on never
    bedrock-keys audit merge parts/

Exit codes: 0 nothing to report, 10 findings at or above --fail-on, 12 something could not be read (wins over 10), \
130 interrupted; what was read by then is reported."
)]
pub struct AuditCommand {
    /// What to do with the results of several.
    #[command(subcommand)]
    pub verb: Option<AuditVerb>,

    /// The audit itself.
    #[command(flatten)]
    pub arguments: AuditArguments,
}

/// The verbs of `audit`.
#[derive(Debug, Subcommand)]
pub enum AuditVerb {
    /// Join what several machines read, and report on the whole
    Merge(MergeArguments),
}

/// Flags of `audit`.
#[derive(Debug, Args)]
pub struct AuditArguments {
    /// What to read.
    #[command(flatten)]
    pub reading: ReadingArguments,

    /// How to report.
    #[command(flatten)]
    pub reporting: ReportingArguments,

    /// Report on what was read before and kept with --save; call nothing
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["org", "fresh", "save", "shard", "explain_calls", "concurrency", "account_timeout"]
    )]
    pub from: Option<PathBuf>,
}

/// What to read, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "What to read")]
pub struct ReadingArguments {
    /// Every account of the organization, instead of the caller's own
    #[arg(long)]
    pub org: bool,

    /// Only this account of the organization; repeatable
    #[arg(long = "account", value_name = "ID", requires = "org")]
    pub accounts: Vec<AccountId>,

    /// Not this account of the organization; it is shown as excluded; repeatable
    #[arg(long, value_name = "ID", requires = "org")]
    pub exclude: Vec<AccountId>,

    /// Only accounts in this organizational unit or below it; repeatable
    #[arg(long = "ou", value_name = "OU", requires = "org")]
    pub units: Vec<UnitId>,

    /// The role to assume in each account; the session only reads, whatever the role may do [default:
    /// OrganizationAccountAccessRole, which accounts invited to the organization do not have]
    #[arg(long, value_name = "ROLE", requires = "org")]
    pub role_name: Option<RoleName>,

    /// The external id that the role's trust policy asks for
    #[arg(long, value_name = "ID", requires = "org")]
    pub external_id: Option<ExternalId>,

    /// List access keys and console passwords of key users directly: two calls a user, instead of a credential report that
    /// can be four hours old
    #[arg(long)]
    pub fresh: bool,

    /// Only this share of the organization's accounts, `0/8` to `7/8`; they are split by a hash of their ids. `auto/8` takes
    /// the number from AWS_BATCH_JOB_ARRAY_INDEX or JOB_COMPLETION_INDEX
    #[arg(long, value_name = "I/N", requires = "org", conflicts_with_all = ["accounts", "units"], value_parser = shard)]
    pub shard: Option<Shard>,

    /// How many accounts to read at the same time
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub concurrency: u16,

    /// How many seconds the reading of one account may take; what was read by then counts
    #[arg(long, value_name = "SECONDS", default_value_t = 120, hide_short_help = true,
          value_parser = clap::value_parser!(u16).range(1..=3600))]
    pub account_timeout: u16,

    /// Keep what was read in this file, for --from, --diff and `audit merge`; in a directory (`parts/`), the file is
    /// `shard-I-of-N.json` or `snapshot.json`
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,

    /// Say on standard error which calls were made, per operation and account
    #[arg(long)]
    pub explain_calls: bool,
}

/// How to report.
#[derive(Debug, Args)]
#[command(next_help_heading = "How to report")]
pub struct ReportingArguments {
    /// Say what is new, gone and changed since this file was kept with --save
    #[arg(long, value_name = "FILE")]
    pub diff: Option<PathBuf>,

    /// The least severity that makes the exit code 10
    #[arg(long, value_name = "SEVERITY", default_value = "high", value_parser = fail_on::values())]
    pub fail_on: FailOn,

    /// How to report, and into which file [default: table]: table, json, csv, sarif, ocsf, junit, markdown, prometheus,
    /// ical or html; repeatable, at most one of them without a file
    #[arg(long = "format", value_name = "NAME[=FILE]")]
    pub formats: Vec<FormatChoice>,
}

/// Flags of `audit merge`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys audit merge parts/ --format html=report.html")]
pub struct MergeArguments {
    /// The files, kept with `audit --save`, or the directory that holds them
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// How far apart the parts may have been read (`90m`, `48h`): what one machine left last week is no part of today's whole
    #[arg(long, value_name = "TIME", default_value = "12h")]
    pub within: SignedDuration,

    /// How old the parts may be: where no machine read anything today, yesterday's parts are no audit of today [default: any
    /// age]
    #[arg(long, value_name = "TIME")]
    pub max_age: Option<SignedDuration>,

    /// Keep the sum in this file, or as `snapshot.json` in this directory
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,

    /// How to report.
    #[command(flatten)]
    pub reporting: ReportingArguments,
}
