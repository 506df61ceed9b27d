//! The role an audit assumes.

use crate::aws::RoleToAssume;
use crate::domain::{ExternalId, RoleName};

/// The policy that every session in another account is bound by: whatever the role may do, the session only reads.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session>
pub const SESSION_POLICY: &str = include_str!("../../policies/session/audit.json");

/// The role of that name, for reading only.
pub fn auditor(name: RoleName, external_id: Option<ExternalId>) -> RoleToAssume {
    RoleToAssume { name, external_id, session_name: "bedrock-keys-audit", session_policy: SESSION_POLICY }
}
