//! `scp audit`.

use std::path::PathBuf;

use clap::Args;

use crate::domain::{AccountId, UnitId};
use crate::render::format::FormatChoice;

use super::{ParameterChoice, PolicyReference};

/// Flags of `scp audit`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp audit
  Hold every account against a guardrail, for a schedule:
    bedrock-keys scp audit --require deny-api-keys
  Against a file of your own, as a page for auditors and a table at once:
    bedrock-keys scp audit --require policies/ours.json --format html=guardrails.html --format table

Exit codes: 0 every account meets what is required, or nothing is; 10 an account falls short; 12 something could not be \
read or told (wins over 10). The management account, which no policy can bind, counts only with \
--count-management-account.")]
pub struct ScpAuditArguments {
    /// The policy whose denials are the least that is wanted everywhere: a name of `scp list`, or a file [default: the
    /// `guardrails:` of the configuration, each where it is wanted]
    #[arg(long, value_name = "POLICY")]
    pub require: Option<PolicyReference>,

    /// A value for a parameter of the required policy; repeatable, a list takes one value each time
    #[arg(long = "param", value_name = "NAME=VALUE", requires = "require")]
    pub parameters: Vec<ParameterChoice>,

    /// How many days "within the cap" and "beyond the cap" are measured by [default: the cap of what is required, else the
    /// `max_lifetime` of the configuration, else 90]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_600))]
    pub max_days: Option<u32>,

    /// Report on what `audit --org --save` kept; call nothing
    #[arg(long, value_name = "FILE", conflicts_with = "explain_calls")]
    pub from: Option<PathBuf>,

    /// Only this account; repeatable
    #[arg(long = "account", value_name = "ID")]
    pub accounts: Vec<AccountId>,

    /// Only accounts in this organizational unit or below it; repeatable
    #[arg(long = "ou", value_name = "OU")]
    pub units: Vec<UnitId>,

    /// Let the management account count as one that falls short; no policy can ever change that
    #[arg(long)]
    pub count_management_account: bool,

    /// How to report, and into which file [default: table]: table, json, csv, sarif, ocsf, junit, markdown, prometheus or
    /// html; repeatable, at most one of them without a file
    #[arg(long = "format", value_name = "NAME[=FILE]")]
    pub formats: Vec<FormatChoice>,

    /// Say on standard error which calls were made
    #[arg(long)]
    pub explain_calls: bool,
}
