//! Every user of an account with tags, policies, groups and boundary, in one paged call; with the groups and managed
//! policies behind them, where they are asked for.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::types::{
    AttachedPolicy, EntityType, GroupDetail, ManagedPolicyDetail, PolicyDetail, UserDetail,
};
use percent_encoding::percent_decode_str;

use crate::audit::{GroupPolicies, PolicyDocumentVersion};
use crate::aws::AwsError;
use crate::aws::answer::{Page, pages};
use crate::domain::{AccountId, Arn, printable};
use crate::lifecycle::ObservedUser;

use super::Iam;

/// The users that were listed, and what of the listing could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserListing {
    /// The users, by name.
    pub users: Vec<ObservedUser>,
    /// The accounts that the ARNs of the users name: the one that was asked about, unless somebody else answers.
    pub accounts: BTreeSet<AccountId>,
    /// Entries that are no readable user, each described.
    pub unreadable: Vec<String>,
}

/// The users of an account with the groups and managed policies that decide what they may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountDetails {
    /// The users, by name.
    pub users: Vec<ObservedUser>,
    /// The policies of every group, by its name.
    pub groups: BTreeMap<String, GroupPolicies>,
    /// The account's own managed policies and those of AWS that it uses, in their default versions, by ARN. One that is
    /// not here was not answered; it may exist all the same.
    pub policies: BTreeMap<String, PolicyDocumentVersion>,
    /// The accounts that the ARNs of the users name: the one that was asked about, unless somebody else answers.
    pub accounts: BTreeSet<AccountId>,
    /// Entries that make no sense, each described.
    pub unreadable: Vec<String>,
}

/// One entry of the answer.
enum Entry {
    User(UserDetail),
    Group(GroupDetail),
    Policy(ManagedPolicyDetail),
}

const OPERATION: &str = "GetAccountAuthorizationDetails";

impl Iam {
    /// Lists all users of the account in full: one call a thousand users, instead of several a user.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>
    pub async fn list_users(&self) -> Result<UserListing, AwsError> {
        let details = self.details(&[EntityType::User]).await?;
        Ok(UserListing { users: details.users, accounts: details.accounts, unreadable: details.unreadable })
    }

    /// The users with their groups and the documents of managed policies: the same call with a wider filter, so that no
    /// policy costs a call of its own.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>
    pub async fn account_details(&self) -> Result<AccountDetails, AwsError> {
        let kinds = [
            EntityType::User,
            EntityType::Group,
            EntityType::LocalManagedPolicy,
            EntityType::AwsManagedPolicy,
        ];
        self.details(&kinds).await
    }

    async fn details(&self, kinds: &[EntityType]) -> Result<AccountDetails, AwsError> {
        let entries = pages(OPERATION, |marker| async move {
            let answer = self
                .client
                .get_account_authorization_details()
                .set_filter(Some(kinds.to_vec()))
                .max_items(1_000)
                .set_marker(marker)
                .send()
                .await
                .map_err(|error| AwsError::from_sdk(OPERATION, &error))?;
            let groups = answer.group_detail_list.unwrap_or_default().into_iter().map(Entry::Group);
            let policies = answer.policies.unwrap_or_default().into_iter().map(Entry::Policy);
            // IAM answers the list of users on every page, also an empty one: without it, the answer is no answer.
            let entries = answer
                .user_detail_list
                .map(|users| users.into_iter().map(Entry::User).chain(groups).chain(policies).collect());
            Page::from_iam(OPERATION, entries, answer.is_truncated, answer.marker)
        })
        .await?;
        let mut details = AccountDetails::default();
        for entry in &entries {
            if let Err(description) = details.add(entry) {
                details.unreadable.push(description);
            }
        }
        details.once();
        Ok(details)
    }
}

impl AccountDetails {
    fn add(&mut self, entry: &Entry) -> Result<(), String> {
        match entry {
            Entry::User(user) => {
                let arn = user.arn().and_then(|arn| arn.parse::<Arn>().ok());
                self.accounts.extend(arn.and_then(|arn| arn.account()));
                let user = self.observed(user)?;
                self.users.push(user);
            }
            Entry::Group(group) => {
                let name = group.group_name().ok_or("a group without a name")?;
                let whose = format!("group `{}`", printable(name));
                let policies = GroupPolicies {
                    attached: self.attached(group.attached_managed_policies(), &whose),
                    inline: self.inline(group.group_policy_list(), &whose),
                };
                let before = self.groups.insert(name.to_owned(), policies.clone());
                once(before.as_ref(), &policies, &whose)?;
            }
            Entry::Policy(policy) => {
                let arn = policy.arn().ok_or("a managed policy without an ARN")?;
                let default = policy.policy_version_list().iter().find(|version| version.is_default_version);
                let default = default.and_then(|version| version.version_id().zip(version.document()));
                let (version, document) = default.ok_or_else(|| {
                    format!("managed policy `{}` comes without its default version", printable(arn))
                })?;
                let policy =
                    PolicyDocumentVersion { version: printable(version), document: decoded(document) };
                let before = self.policies.insert(arn.to_owned(), policy.clone());
                once(before.as_ref(), &policy, &format!("managed policy `{}`", printable(arn)))?;
            }
        }
        Ok(())
    }

    fn observed(&mut self, detail: &UserDetail) -> Result<ObservedUser, String> {
        let shown = detail
            .user_name()
            .map_or_else(|| "without a name".to_owned(), |name| format!("`{}`", printable(name)));
        let name = detail.user_name().and_then(|name| name.parse().ok());
        let name = name.ok_or_else(|| format!("user {shown} has a name that cannot be read"))?;
        let whose = format!("user {shown}");
        Ok(ObservedUser {
            name,
            path: detail.path().unwrap_or("/").to_owned(),
            tags: detail.tags().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect(),
            boundary: detail
                .permissions_boundary()
                .and_then(|boundary| boundary.permissions_boundary_arn())
                .map(ToOwned::to_owned),
            attached: self.attached(detail.attached_managed_policies(), &whose).into_iter().collect(),
            inline: self.inline(detail.user_policy_list(), &whose),
            groups: detail.group_list().to_vec(),
        })
    }

    /// What cannot be told from others is no policy that allows nothing.
    fn inline(&mut self, policies: &[PolicyDetail], whose: &str) -> BTreeMap<String, String> {
        let mut inline = BTreeMap::new();
        for policy in policies {
            let Some(name) = policy.policy_name().filter(|name| !name.is_empty()) else {
                self.unreadable.push(format!("{whose} has an inline policy without a name"));
                continue;
            };
            let document = decoded(policy.policy_document().unwrap_or_default());
            let before = inline.insert(name.to_owned(), document.clone());
            if before.is_some_and(|before| before != document) {
                self.unreadable.push(format!("{whose} has two inline policies `{}`", printable(name)));
            }
        }
        inline
    }

    fn attached(&mut self, policies: &[AttachedPolicy], whose: &str) -> Vec<String> {
        let arns: Vec<String> =
            policies.iter().filter_map(|policy| policy.policy_arn()).map(ToOwned::to_owned).collect();
        if arns.len() < policies.len() {
            self.unreadable.push(format!("{whose} has a managed policy without an ARN"));
        }
        arns
    }

    /// In order, each user once.
    fn once(&mut self) {
        self.users.sort_by(|a, b| a.name.cmp(&b.name));
        let mut once: Vec<ObservedUser> = Vec::with_capacity(self.users.len());
        for user in std::mem::take(&mut self.users) {
            match once.last().filter(|before| before.name == user.name) {
                None => once.push(user),
                before => {
                    let told = format!("user `{}`", user.name);
                    self.unreadable.extend(self::once(before, &user, &told).err());
                }
            }
        }
        self.users = once;
        self.unreadable.sort();
        self.unreadable.dedup();
    }
}

/// An entry may come on two pages where the list changed in between. What then is said of it differently is not known.
fn once<T: PartialEq>(before: Option<&T>, now: &T, what: &str) -> Result<(), String> {
    if before.is_some_and(|before| before != now) {
        Err(format!("{what} is listed twice, and differently"))
    } else {
        Ok(())
    }
}

/// IAM sends policy documents percent-encoded (RFC 3986).
pub(super) fn decoded(document: &str) -> String {
    percent_decode_str(document).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::Session;
    use crate::sandbox::Sandbox;

    const DOCUMENT: &str =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:*","Resource":"*"}]}"#;

    #[tokio::test]
    async fn groups_come_with_their_policies_and_their_members() {
        let directory = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::empty(directory.path(), Default::default()).unwrap();
        let iam = Session::sandbox(&sandbox).iam();
        let client = &iam.client;
        let arn = "arn:aws:iam::aws:policy/AmazonBedrockReadOnly";
        client.create_user().user_name("anna").send().await.unwrap();
        client.create_group().group_name("Team").send().await.unwrap();
        client.attach_group_policy().group_name("Team").policy_arn(arn).send().await.unwrap();
        let inline = client.put_group_policy().group_name("Team").policy_name("own");
        inline.policy_document(DOCUMENT).send().await.unwrap();
        client.add_user_to_group().group_name("Team").user_name("anna").send().await.unwrap();
        let details = iam.account_details().await.unwrap();
        assert_eq!(details.users[0].groups, ["Team"]);
        let team = &details.groups["Team"];
        assert_eq!(
            (team.attached.as_slice(), team.inline["own"].as_str()),
            (&[arn.to_owned()][..], DOCUMENT)
        );
        assert!(details.policies[arn].document.contains("bedrock:"));
        assert_eq!(details.unreadable, [""; 0]);
    }

    #[test]
    fn what_makes_no_sense_is_described_and_not_dropped() {
        let mut details = AccountDetails::default();
        let policy = ManagedPolicyDetail::builder().arn("arn:aws:iam::aws:policy/X").build();
        let error = details.add(&Entry::Policy(policy)).unwrap_err();
        assert_eq!(error, "managed policy `arn:aws:iam::aws:policy/X` comes without its default version");
        assert!(details.add(&Entry::Group(GroupDetail::builder().build())).is_err());
        assert!(details.add(&Entry::User(UserDetail::builder().user_name("a b").build())).is_err());
    }
}
