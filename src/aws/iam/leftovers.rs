//! Everything on a user that IAM wants gone before it deletes the user.

use crate::aws::answer::{Page, pages};
use crate::aws::{AwsError, ErrorClass};
use crate::domain::UserName;
use crate::lifecycle::{Leftover, MfaDevice};

use super::Iam;
use super::credentials::done_if_absent;

/// Pages a list to its end and names the operation in the error. Not the SDK's paginator: that one takes a page without
/// a marker for the last, also where the page says that it was cut. A macro, because the SDK gives every operation types
/// of its own.
macro_rules! every {
    ($operation:literal, $request:expr, $list:ident) => {
        pages($operation, |marker| async move {
            let answer = $request.set_marker(marker).send().await;
            let answer = answer.map_err(|error| AwsError::from_sdk($operation, &error))?;
            Page::from_iam($operation, Option::from(answer.$list), answer.is_truncated, answer.marker)
        })
        .await
    };
}

impl Iam {
    /// Reads all that `DeleteUser` requires removed, of every kind, at once. One kind that cannot be read makes the
    /// whole answer unknown.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>
    pub async fn leftovers(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        let (first, second, third) = tokio::try_join!(
            async {
                tokio::try_join!(self.access_keys(user), self.console_password(user), self.mfa_devices(user))
            },
            async {
                tokio::try_join!(self.ssh_keys(user), self.certificates(user), self.service_credentials(user))
            },
            async { tokio::try_join!(self.attachments(user), self.inline_policies(user), self.groups(user)) },
        )?;
        let kinds = [first.0, first.1, first.2, second.0, second.1, second.2, third.0, third.1, third.2];
        Ok(kinds.into_iter().flatten().collect())
    }

    /// The access keys and the console password of a user, read directly: the credential report can be hours old.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html>
    pub async fn ways_in(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        let (keys, password) = tokio::try_join!(self.access_keys(user), self.console_password(user))?;
        Ok(keys.into_iter().chain(password).collect())
    }

    /// Removes one of them. One that is gone is removed.
    pub async fn remove(&self, user: &UserName, leftover: &Leftover) -> Result<(), AwsError> {
        let name = user.as_str();
        let client = &self.client;
        let answer = match leftover {
            Leftover::AccessKey(id) => {
                let answer = client.delete_access_key().user_name(name).access_key_id(id).send().await;
                answer.map(|_| ()).map_err(|error| AwsError::from_sdk("DeleteAccessKey", &error))
            }
            Leftover::ConsolePassword => {
                let answer = client.delete_login_profile().user_name(name).send().await;
                answer.map(|_| ()).map_err(|error| AwsError::from_sdk("DeleteLoginProfile", &error))
            }
            Leftover::Mfa(device) => self.remove_mfa_device(user, device).await,
            Leftover::SshKey(id) => {
                let answer =
                    client.delete_ssh_public_key().user_name(name).ssh_public_key_id(id).send().await;
                answer.map(|_| ()).map_err(|error| AwsError::from_sdk("DeleteSSHPublicKey", &error))
            }
            Leftover::SigningCertificate(id) => {
                let answer =
                    client.delete_signing_certificate().user_name(name).certificate_id(id).send().await;
                answer.map(|_| ()).map_err(|error| AwsError::from_sdk("DeleteSigningCertificate", &error))
            }
            // Not "done where it is absent": it may be absent here because its user was renamed.
            Leftover::ServiceCredential { id, service } => {
                return self.delete_service_credential(user, id, service).await;
            }
            Leftover::AttachedPolicy(arn) => self.detach_policy(user, arn).await,
            Leftover::InlinePolicy(policy) => self.delete_inline_policy(user, policy).await,
            Leftover::Group(group) => {
                let answer = client.remove_user_from_group().user_name(name).group_name(group).send().await;
                answer.map(|_| ()).map_err(|error| AwsError::from_sdk("RemoveUserFromGroup", &error))
            }
        };
        done_if_absent(answer)
    }

    async fn remove_mfa_device(&self, user: &UserName, device: &MfaDevice) -> Result<(), AwsError> {
        let serial = device.serial.as_str();
        let answer =
            self.client.deactivate_mfa_device().user_name(user.as_str()).serial_number(serial).send().await;
        done_if_absent(
            answer.map(|_| ()).map_err(|error| AwsError::from_sdk("DeactivateMFADevice", &error)),
        )?;
        if device.is_virtual() {
            let answer = self.client.delete_virtual_mfa_device().serial_number(serial).send().await;
            answer.map_err(|error| AwsError::from_sdk("DeleteVirtualMFADevice", &error))?;
        }
        Ok(())
    }

    async fn access_keys(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        let keys = every!(
            "ListAccessKeys",
            self.client.list_access_keys().user_name(user.as_str()),
            access_key_metadata
        )?;
        let named = keys.into_iter().map(|key| key.access_key_id.map(Leftover::AccessKey));
        all_named("ListAccessKeys", named)
    }

    async fn console_password(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        match self.client.get_login_profile().user_name(user.as_str()).send().await {
            Ok(answer)
                if answer.login_profile().is_some_and(|profile| profile.user_name() == user.as_str()) =>
            {
                Ok(vec![Leftover::ConsolePassword])
            }
            Ok(_) => {
                Err(AwsError::malformed("GetLoginProfile", "the answer holds no login profile of this user"))
            }
            Err(error) => match AwsError::from_sdk("GetLoginProfile", &error) {
                error if error.class == ErrorClass::NotFound => Ok(Vec::new()),
                error => Err(error),
            },
        }
    }

    async fn mfa_devices(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        let devices =
            every!("ListMFADevices", self.client.list_mfa_devices().user_name(user.as_str()), mfa_devices)?;
        Ok(devices
            .into_iter()
            .map(|device| Leftover::Mfa(MfaDevice { serial: device.serial_number }))
            .collect())
    }

    async fn ssh_keys(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        let keys = every!(
            "ListSSHPublicKeys",
            self.client.list_ssh_public_keys().user_name(user.as_str()),
            ssh_public_keys
        )?;
        Ok(keys.into_iter().map(|key| Leftover::SshKey(key.ssh_public_key_id)).collect())
    }

    async fn certificates(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        let certificates = every!(
            "ListSigningCertificates",
            self.client.list_signing_certificates().user_name(user.as_str()),
            certificates
        )?;
        Ok(certificates.into_iter().map(|each| Leftover::SigningCertificate(each.certificate_id)).collect())
    }

    /// Credentials of every service, not of Bedrock alone: all of them block the deletion.
    async fn service_credentials(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        const OPERATION: &str = "ListServiceSpecificCredentials";
        let answer = self.client.list_service_specific_credentials().user_name(user.as_str()).send().await;
        let answer = answer.map_err(|error| AwsError::from_sdk(OPERATION, &error))?;
        if answer.is_truncated {
            // Two a service and six services: a page holds hundreds.
            return Err(AwsError::malformed(OPERATION, "one user has more credentials than a page holds"));
        }
        let credentials = answer
            .service_specific_credentials
            .ok_or_else(|| AwsError::malformed(OPERATION, "the answer has no list"))?;
        Ok(credentials
            .into_iter()
            .map(|each| Leftover::ServiceCredential {
                id: each.service_specific_credential_id,
                service: each.service_name,
            })
            .collect())
    }

    async fn attachments(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        let policies = every!(
            "ListAttachedUserPolicies",
            self.client.list_attached_user_policies().user_name(user.as_str()),
            attached_policies
        )?;
        let named = policies.into_iter().map(|policy| policy.policy_arn.map(Leftover::AttachedPolicy));
        all_named("ListAttachedUserPolicies", named)
    }

    async fn inline_policies(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        let names = every!(
            "ListUserPolicies",
            self.client.list_user_policies().user_name(user.as_str()),
            policy_names
        )?;
        Ok(names.into_iter().map(Leftover::InlinePolicy).collect())
    }

    async fn groups(&self, user: &UserName) -> Result<Vec<Leftover>, AwsError> {
        let groups =
            every!("ListGroupsForUser", self.client.list_groups_for_user().user_name(user.as_str()), groups)?;
        Ok(groups.into_iter().map(|group| Leftover::Group(group.group_name)).collect())
    }
}

/// An entry without its id is something on the user that cannot be removed, and not nothing.
fn all_named(
    operation: &'static str,
    entries: impl Iterator<Item = Option<Leftover>>,
) -> Result<Vec<Leftover>, AwsError> {
    entries.collect::<Option<_>>().ok_or_else(|| AwsError::malformed(operation, "an entry has no id"))
}
