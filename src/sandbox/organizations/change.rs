//! What a write is given, and the lookups that all writes share.

use crate::sandbox::organizations::{SCP, invalid, refusal};
use crate::sandbox::state::{AccountId, Organization, ServiceControlPolicy};
use crate::sandbox::wire::{AwsError, Fields};

/// What a write is given.
pub(crate) struct Change<'a> {
    pub(crate) management: &'a AccountId,
    pub(crate) organization: &'a mut Organization,
    pub(crate) fields: &'a Fields,
}

impl<'a> Change<'a> {
    pub(super) fn required(&self, name: &str) -> Result<&'a str, AwsError> {
        let missing = || invalid("INPUT_REQUIRED", &format!("You must specify {name}."));
        self.fields.text(name)?.ok_or_else(missing)
    }

    /// The id of a policy that exists.
    pub(super) fn policy_id(&self) -> Result<&'a str, AwsError> {
        let id = self.required("PolicyId")?;
        let body = id.strip_prefix("p-").unwrap_or_default();
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if !(8..=128).contains(&body.len()) || !body.bytes().all(legal) {
            return Err(invalid("INVALID_SYNTAX_POLICY_ID", "You specified an invalid policy ID."));
        }
        if self.organization.policies.contains_key(id) {
            Ok(id)
        } else {
            Err(refusal("PolicyNotFoundException", "You specified a policy that doesn't exist."))
        }
    }

    /// A policy that is not AWS's own.
    pub(super) fn own_policy(&mut self, id: &str) -> Result<&mut ServiceControlPolicy, AwsError> {
        match self.organization.policies.get_mut(id) {
            Some(policy) if policy.aws_managed => Err(invalid(
                "IMMUTABLE_POLICY",
                "You specified a policy that is managed by AWS and can't be modified.",
            )),
            Some(policy) => Ok(policy),
            None => Err(refusal("PolicyNotFoundException", "You specified a policy that doesn't exist.")),
        }
    }

    /// The id of a root, unit or account that exists.
    pub(super) fn target_id(&self) -> Result<&'a str, AwsError> {
        let id = self.required("TargetId")?;
        let is_account = AccountId::parse(id).is_some();
        if !is_account && !id.starts_with("r-") && !id.starts_with("ou-") {
            return Err(invalid("INVALID_PATTERN_TARGET_ID", "You specified an invalid target ID."));
        }
        let missing = || refusal("TargetNotFoundException", "You specified a target that doesn't exist.");
        self.organization.target(id).map(|_| id).ok_or_else(missing)
    }

    /// Refuses every policy type but the one that the sandbox has.
    pub(super) fn type_is_known(&self, member: &str) -> Result<(), AwsError> {
        let written = self.required(member)?;
        if written == SCP {
            Ok(())
        } else if written.ends_with("_POLICY") || written.starts_with("DECLARATIVE_POLICY") {
            Err(refusal(
                "PolicyTypeNotAvailableForOrganizationException",
                "The sandbox has service control policies only.",
            ))
        } else {
            Err(invalid("INVALID_ENUM_POLICY_TYPE", "You specified an invalid policy type."))
        }
    }
}

/// A limit of the organization.
pub(super) fn constraint(reason: &'static str, message: &str) -> AwsError {
    refusal("ConstraintViolationException", message).with_reason(reason)
}
