//! Owns the actions on keys that there are: what AWS calls each, and on what it is done.
//!
//! Page: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use crate::policy::{Action, NotAnAction};

/// An action on keys, or on the credentials of other services that are made in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyAction {
    /// Makes a key.
    Create,
    /// Gives a key a new secret.
    Reset,
    /// Suspends a key, or lets it work again.
    Update,
    /// Ends a key.
    Delete,
    /// Looks at keys.
    List,
    /// A call with a key at `bedrock`.
    CallBedrock,
    /// A call with a key at `bedrock-mantle`.
    CallMantle,
    /// A call with a key at `aws-external-anthropic`.
    CallAnthropic,
    /// A call with a key at `sagemaker`.
    CallSageMaker,
    /// A call with a key at `logs`.
    CallLogs,
    /// A call with a key at `cloudwatch`.
    CallCloudWatch,
    /// Lets a log group be called with keys.
    AdmitAtLogGroup,
}

/// What an action is done on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DoneOn {
    /// The user that carries the key.
    User,
    /// A log group.
    LogGroup,
    /// Nothing: it has no resource types, and only `*` matches.
    Nothing,
}

impl KeyAction {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Create,
        Self::Reset,
        Self::Update,
        Self::Delete,
        Self::List,
        Self::CallBedrock,
        Self::CallMantle,
        Self::CallAnthropic,
        Self::CallSageMaker,
        Self::CallLogs,
        Self::CallCloudWatch,
        Self::AdmitAtLogGroup,
    ];

    /// How a leaked key is ended. No guardrail may deny these.
    pub const ENDING: [Self; 2] = [Self::Update, Self::Delete];

    /// As AWS spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "iam:CreateServiceSpecificCredential",
            Self::Reset => "iam:ResetServiceSpecificCredential",
            Self::Update => "iam:UpdateServiceSpecificCredential",
            Self::Delete => "iam:DeleteServiceSpecificCredential",
            Self::List => "iam:ListServiceSpecificCredentials",
            Self::CallBedrock => "bedrock:CallWithBearerToken",
            Self::CallMantle => "bedrock-mantle:CallWithBearerToken",
            Self::CallAnthropic => "aws-external-anthropic:CallWithBearerToken",
            Self::CallSageMaker => "sagemaker:CallWithBearerToken",
            Self::CallLogs => "logs:CallWithBearerToken",
            Self::CallCloudWatch => "cloudwatch:CallWithBearerToken",
            Self::AdmitAtLogGroup => "logs:PutBearerTokenAuthentication",
        }
    }

    /// The action of a name, whatever its case; nothing for one that is not about keys.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str().eq_ignore_ascii_case(name))
    }

    /// As the evaluator takes it.
    ///
    /// # Errors
    /// Never; the evaluator checks the name of every action.
    pub(super) fn asked(self) -> Result<Action, NotAnAction> {
        Action::new(self.as_str())
    }

    /// What it is done on.
    pub(super) fn done_on(self) -> DoneOn {
        match self {
            Self::Create | Self::Reset | Self::Update | Self::Delete | Self::List => DoneOn::User,
            Self::AdmitAtLogGroup => DoneOn::LogGroup,
            Self::CallBedrock
            | Self::CallMantle
            | Self::CallAnthropic
            | Self::CallSageMaker
            | Self::CallLogs
            | Self::CallCloudWatch => DoneOn::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_found_by_its_name_and_can_be_asked() {
        for action in KeyAction::ALL {
            assert_eq!(KeyAction::named(&action.as_str().to_ascii_uppercase()), Some(action));
            assert_eq!(action.asked().unwrap().as_str(), action.as_str());
        }
        assert_eq!(KeyAction::named("s3:GetObject"), None);
    }
}
