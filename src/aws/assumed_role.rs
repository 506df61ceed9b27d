//! A session in another account: `AssumeRole`, read-only whatever the role may do.

use aws_credential_types::Credentials;

use crate::domain::{AccountId, Arn, ExternalId, Partition, RoleName, printable};

use super::{AwsError, Session};

/// The role to assume in an account, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleToAssume {
    /// Its name, the same in every account.
    pub name: RoleName,
    /// What its trust policy asks for, where it asks.
    pub external_id: Option<ExternalId>,
    /// The name that CloudTrail shows for the session: 2 to 64 characters.
    pub session_name: &'static str,
    /// The policy that bounds the session, at most 2,048 characters: it can do what the role and this policy allow.
    pub session_policy: &'static str,
}

/// The shortest session STS gives. An account is read in seconds.
const SECONDS: i32 = 900;

impl Session {
    /// Assumes a role in an account, at the Region's own STS endpoint, and gives a session with its credentials.
    ///
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
    pub async fn assume(
        &self,
        account: &AccountId,
        partition: &Partition,
        role: &RoleToAssume,
    ) -> Result<Self, AwsError> {
        const OPERATION: &str = "AssumeRole";
        let answer = self
            .sts()
            .client
            .assume_role()
            .role_arn(role.name.arn(partition, account))
            .role_session_name(role.session_name)
            .set_external_id(role.external_id.as_ref().map(|id| id.as_str().to_owned()))
            .policy(role.session_policy)
            .duration_seconds(SECONDS)
            .send()
            .await
            .map_err(|error| AwsError::from_sdk(OPERATION, &error))?;
        let malformed = |message: &str| AwsError::malformed(OPERATION, message);
        let user = answer.assumed_role_user().ok_or_else(|| malformed("the answer names no role"))?;
        let arn: Arn = user
            .arn()
            .parse()
            .map_err(|_| malformed(&format!("`{}` is no ARN of a session", printable(user.arn()))))?;
        if arn.account().as_ref() != Some(account) {
            return Err(malformed("the session is in another account than the one asked for"));
        }
        let credentials = answer.credentials().ok_or_else(|| malformed("the answer has no credentials"))?;
        let (id, secret, token) =
            (credentials.access_key_id(), credentials.secret_access_key(), credentials.session_token());
        // The SDK fills in empty texts for what AWS left out.
        if [id, secret, token].iter().any(|part| part.is_empty()) {
            return Err(malformed("the credentials are not whole"));
        }
        let credentials = Credentials::new(id, secret, Some(token.to_owned()), None, "assumed role");
        Ok(self.with_credentials(credentials))
    }
}
