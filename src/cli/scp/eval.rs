//! `scp eval`.

use clap::Args;

use crate::cli::OutputFormat;
use crate::domain::AccountId;
use crate::policy::{Action, VerdictKind};

use super::{ContextChoice, ParameterChoice, PlacedPolicy, PrincipalArn, ResourceChoice};

/// Flags of `scp eval`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bedrock-keys scp eval --policy deny-api-keys --action bedrock:CallWithBearerToken
  A key of 90 days and one that never expires, under a file of one's own:
    bedrock-keys scp eval --policy cap.json --action iam:CreateServiceSpecificCredential \\
      --context iam:ServiceSpecificCredentialServiceName=bedrock.amazonaws.com \\
      --context iam:ServiceSpecificCredentialAgeDays=90
    bedrock-keys scp eval --policy cap.json --action iam:CreateServiceSpecificCredential \\
      --context iam:ServiceSpecificCredentialServiceName=bedrock.amazonaws.com \\
      --absent iam:ServiceSpecificCredentialAgeDays --expect explicitly-denied
  A hierarchy, asked as one of its roles:
    bedrock-keys scp eval --policy root=deny-api-keys --policy ou:Sandbox=./ours.json \\
      --policy account=./theirs.json --action iam:ResetServiceSpecificCredential \\
      --principal arn:aws:iam::123456789012:role/admin
  What is in force in an account of the organization:
    bedrock-keys scp eval --account 123456789012 --action bedrock:CallWithBearerToken \\
      --expect explicitly-denied

Exit codes: 0 answered, 11 the verdict differs from --expect, 12 it depends on a policy that could not be read.")]
pub struct ScpEvalArguments {
    /// A policy, as a name of `scp list` or a file, and where it is attached: `root=`, `ou=`, `ou:NAME=` or `account=`
    /// before it, else the root; repeatable. OUs are asked in the order in which they are named. A place whose policies allow
    /// nothing has FullAWSAccess beside them, as AWS attaches it
    #[arg(
        long = "policy",
        value_name = "[PLACE=]POLICY",
        required_unless_present = "account",
        conflicts_with = "account"
    )]
    pub policies: Vec<PlacedPolicy>,

    /// Ask the policies that are in force in this account of the organization
    #[arg(long, value_name = "ID")]
    pub account: Option<AccountId>,

    /// A value for a parameter, for each of the policies that has it; repeatable, a list takes one value each time
    #[arg(long = "param", value_name = "NAME=VALUE", conflicts_with = "account")]
    pub parameters: Vec<ParameterChoice>,

    /// What is to be done, `service:Name`
    #[arg(long, value_name = "ACTION", value_parser = |text: &str| Action::new(text))]
    pub action: Action,

    /// Who asks: the ARN of a user or role. Without it whatever depends on the principal stays open
    #[arg(long, value_name = "ARN")]
    pub principal: Option<PrincipalArn>,

    /// On what: an ARN, or `*` for an action without resource types [default: `*` for CallWithBearerToken, else unknown]
    #[arg(long, value_name = "ARN")]
    pub resource: Option<ResourceChoice>,

    /// What the request carries; repeatable, also for several values of one key. A key that is not given is unknown
    #[arg(long = "context", value_name = "KEY=VALUE")]
    pub context: Vec<ContextChoice>,

    /// A key that the request does not carry; repeatable
    #[arg(long = "absent", value_name = "KEY")]
    pub absent: Vec<String>,

    /// Take every key that is not given for absent, but for those that every request carries
    #[arg(long)]
    pub complete: bool,

    /// The verdict that is expected; another one makes the exit code 11
    #[arg(long, value_name = "VERDICT", value_parser = verdicts())]
    pub expect: Option<VerdictKind>,

    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: OutputFormat,
}

fn verdicts() -> impl clap::builder::TypedValueParser<Value = VerdictKind> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    PossibleValuesParser::new(VerdictKind::ALL.map(VerdictKind::as_str))
        .try_map(|text| text.parse::<VerdictKind>())
}
