//! Users and their tags and boundaries.

use std::collections::BTreeMap;

use aws_sdk_iam::types::{Tag, User};

use crate::aws::{AwsError, ErrorClass};
use crate::domain::{Arn, TagKey, TagValue, UserName, UserPath};
use crate::lifecycle::{Management, ObservedUser};

use super::Iam;
use super::credentials::done_if_absent;

/// A user to make, with everything it must have from its first moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// Its name.
    pub name: UserName,
    /// Its path.
    pub path: UserPath,
    /// Its tags; a user that is ours is never without them.
    pub tags: BTreeMap<TagKey, TagValue>,
    /// Its permissions boundary; set on creation, so that it is never without.
    pub boundary: Option<Arn>,
}

impl Iam {
    /// Makes a user.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html>
    pub async fn create_user(&self, user: &NewUser) -> Result<(), AwsError> {
        const OPERATION: &str = "CreateUser";
        self.client
            .create_user()
            .user_name(user.name.as_str())
            .path(user.path.as_str())
            .set_tags(Some(sdk_tags(OPERATION, &user.tags)?))
            .set_permissions_boundary(user.boundary.as_ref().map(ToString::to_string))
            .send()
            .await
            .map(|_| ())
            .map_err(|error| AwsError::from_sdk(OPERATION, &error))
    }

    /// The tags of a user that is known to exist, read directly rather than from the account listing, which may lag
    /// behind.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html>
    pub async fn user_tags(&self, name: &UserName) -> Result<BTreeMap<String, String>, AwsError> {
        const OPERATION: &str = "GetUser";
        let answer = self
            .patience
            .until_found(|| async {
                let answer = self.client.get_user().user_name(name.as_str()).send().await;
                answer.map_err(|error| AwsError::from_sdk(OPERATION, &error))
            })
            .await?;
        let user = answer.user().ok_or_else(|| AwsError::malformed(OPERATION, "the answer holds no user"))?;
        if user.user_name() != name.as_str() {
            return Err(AwsError::malformed(OPERATION, "the answer is about another user"));
        }
        Ok(tags_of(user))
    }

    /// Adds tags or changes their values.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html>
    pub async fn tag_user(&self, name: &UserName, tags: &BTreeMap<TagKey, TagValue>) -> Result<(), AwsError> {
        const OPERATION: &str = "TagUser";
        let tags = sdk_tags(OPERATION, tags)?;
        self.patience
            .until_found(|| async {
                self.client
                    .tag_user()
                    .user_name(name.as_str())
                    .set_tags(Some(tags.clone()))
                    .send()
                    .await
                    .map(|_| ())
                    .map_err(|error| AwsError::from_sdk(OPERATION, &error))
            })
            .await
    }

    /// Takes tags away. A user that does not exist has none.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html>
    pub async fn untag_user(&self, name: &UserName, keys: &[TagKey]) -> Result<(), AwsError> {
        let answer = self
            .client
            .untag_user()
            .user_name(name.as_str())
            .set_tag_keys(Some(keys.iter().map(ToString::to_string).collect()))
            .send()
            .await
            .map(|_| ())
            .map_err(|error| AwsError::from_sdk("UntagUser", &error));
        done_if_absent(answer)
    }

    /// Sets the permissions boundary of an existing user.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html>
    pub async fn put_boundary(&self, name: &UserName, boundary: &Arn) -> Result<(), AwsError> {
        self.client
            .put_user_permissions_boundary()
            .user_name(name.as_str())
            .permissions_boundary(boundary.as_str())
            .send()
            .await
            .map(|_| ())
            .map_err(|error| AwsError::from_sdk("PutUserPermissionsBoundary", &error))
    }

    /// Deletes a user from which everything else was removed. One that does not exist is deleted, as a retry after a lost
    /// answer finds it; but one that was renamed meanwhile is not found under its old name either. A managed user is
    /// known by its tags, so it is looked for by what was remembered about it.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>
    pub async fn delete_user(&self, name: &UserName, management: &Management) -> Result<(), AwsError> {
        const OPERATION: &str = "DeleteUser";
        let answer = self.client.delete_user().user_name(name.as_str()).send().await;
        match answer.map(|_| ()).map_err(|error| AwsError::from_sdk(OPERATION, &error)) {
            Err(error) if error.class == ErrorClass::NotFound => {
                let Management::Managed(_) = management else { return Ok(()) };
                let listing = self.list_users().await?;
                let same = |user: &&ObservedUser| user.name != *name && Management::of(user) == *management;
                match (listing.users.iter().find(same), listing.unreadable.first()) {
                    (None, None) => Ok(()),
                    (None, Some(unreadable)) => {
                        let message = format!("it is not known to be gone: {unreadable}");
                        Err(AwsError::malformed("GetAccountAuthorizationDetails", message))
                    }
                    (Some(user), _) => {
                        let message = format!(
                            "the user was renamed since the plan was made and is `{}`; run the same command again",
                            user.name
                        );
                        Err(AwsError {
                            operation: OPERATION,
                            class: ErrorClass::Conflict,
                            code: None,
                            message,
                        })
                    }
                }
            }
            answer => answer,
        }
    }
}

fn sdk_tags(operation: &'static str, tags: &BTreeMap<TagKey, TagValue>) -> Result<Vec<Tag>, AwsError> {
    tags.iter()
        .map(|(key, value)| Tag::builder().key(key.as_str()).value(value.as_str()).build())
        .collect::<Result<_, _>>()
        .map_err(|_| AwsError::malformed(operation, "a tag could not be written"))
}

fn tags_of(user: &User) -> BTreeMap<String, String> {
    user.tags().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect()
}
