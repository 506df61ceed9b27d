//! Every user of an account with tags, policies, groups and boundary, in one paged call.

use aws_sdk_iam::types::{EntityType, UserDetail};
use percent_encoding::percent_decode_str;

use crate::aws::AwsError;
use crate::aws::answer::{Page, pages};
use crate::domain::printable;
use crate::lifecycle::ObservedUser;

use super::Iam;

/// The users that were listed, and what of the listing could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserListing {
    /// The users, by name.
    pub users: Vec<ObservedUser>,
    /// Entries that are no readable user, each described.
    pub unreadable: Vec<String>,
}

impl Iam {
    /// Lists all users of the account in full: one call a thousand users, instead of several a user.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>
    pub async fn list_users(&self) -> Result<UserListing, AwsError> {
        const OPERATION: &str = "GetAccountAuthorizationDetails";
        let details = pages(OPERATION, |marker| async move {
            let answer = self
                .client
                .get_account_authorization_details()
                .filter(EntityType::User)
                .max_items(1_000)
                .set_marker(marker)
                .send()
                .await
                .map_err(|error| AwsError::from_sdk(OPERATION, &error))?;
            Page::from_iam(OPERATION, answer.user_detail_list, answer.is_truncated, answer.marker)
        })
        .await?;
        let mut listing = UserListing::default();
        for detail in &details {
            match observed(detail) {
                Ok(user) => listing.users.push(user),
                Err(description) => listing.unreadable.push(description),
            }
        }
        listing.users.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(listing)
    }
}

fn observed(detail: &UserDetail) -> Result<ObservedUser, String> {
    let shown = detail
        .user_name()
        .map_or_else(|| "without a name".to_owned(), |name| format!("`{}`", printable(name)));
    let name = detail.user_name().and_then(|name| name.parse().ok());
    let inline = detail.user_policy_list().iter().map(|policy| {
        let document = percent_decode_str(policy.policy_document().unwrap_or_default()).decode_utf8_lossy();
        (policy.policy_name().unwrap_or_default().to_owned(), document.into_owned())
    });
    Ok(ObservedUser {
        name: name.ok_or_else(|| format!("user {shown} has a name that cannot be read"))?,
        path: detail.path().unwrap_or("/").to_owned(),
        tags: detail.tags().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect(),
        boundary: detail
            .permissions_boundary()
            .and_then(|boundary| boundary.permissions_boundary_arn())
            .map(ToOwned::to_owned),
        attached: detail
            .attached_managed_policies()
            .iter()
            .filter_map(|policy| policy.policy_arn())
            .map(ToOwned::to_owned)
            .collect(),
        inline: inline.collect(),
        groups: detail.group_list().to_vec(),
    })
}
