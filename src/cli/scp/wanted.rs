//! Which guardrails are wanted where: on the command line, or else in `bedrock-keys.yaml`.

use std::str::FromStr;

use clap::Args;

use crate::domain::{InvalidTargetId, TargetId};

use super::{ParameterChoice, PolicyReference};

/// Which guardrails are wanted where.
#[derive(Debug, Args)]
pub struct WantedArguments {
    /// The policies: names of `scp list`, or files [default: `guardrails` of bedrock-keys.yaml]
    #[arg(value_name = "POLICY", help_heading = None)]
    pub policies: Vec<PolicyReference>,

    /// A value for a parameter, for each of the policies that has it; repeatable, a list takes one value each time
    #[arg(long = "param", value_name = "NAME=VALUE", requires = "policies")]
    pub parameters: Vec<ParameterChoice>,

    /// Attach to this root, organizational unit or account; repeatable, all of them at once
    #[arg(long = "target", value_name = "ID", requires = "policies", conflicts_with = "stages")]
    pub targets: Vec<TargetId>,

    /// Attach to these targets, verify, and only then go on with the next --stage: an account first, then a unit, then
    /// the root
    #[arg(long = "stage", value_name = "ID[,ID]…", requires = "policies")]
    pub stages: Vec<StageChoice>,

    /// The name in the organization of the one policy that is named [default: its name in the library, or the file's]
    #[arg(long, value_name = "NAME", requires = "policies")]
    pub name: Option<String>,

    /// Take over policies of these names that somebody else made
    #[arg(long, requires = "policies")]
    pub adopt: bool,
}

/// The targets of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageChoice(pub Vec<TargetId>);

impl FromStr for StageChoice {
    type Err = InvalidTargetId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',').map(|target| target.trim().parse()).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_one_target_or_several() {
        let stage: StageChoice = "123456789012, ou-a1b2-c3d4e5f6".parse().unwrap();
        assert_eq!(stage.0.len(), 2);
        for text in ["", "r-a1b2,", "root"] {
            assert!(text.parse::<StageChoice>().is_err(), "{text}");
        }
    }
}
