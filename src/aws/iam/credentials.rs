//! The five operations on service-specific credentials, for Bedrock.

use std::collections::{BTreeMap, BTreeSet};

use aws_config::retry::RetryConfig;
use aws_sdk_iam::config::Config;
use aws_sdk_iam::types::{ServiceSpecificCredential, ServiceSpecificCredentialMetadata, StatusType};
use jiff::Timestamp;

use crate::aws::answer::{Page, instant, pages};
use crate::aws::{AwsError, ErrorClass};
use crate::domain::{
    ApiKeySecret, CredentialAlias, CredentialId, Expiry, Key, KeyStatus, Lifetime, UserName, printable,
};
use crate::lifecycle::UnreadableKey;

use super::Iam;

/// The service whose credentials are Bedrock API keys.
const SERVICE: &str = "bedrock.amazonaws.com";

/// IAM contradicts itself, for longer than its eventual consistency takes.
const STILL_LISTED: &str = "IAM does not find the key on its user, and lists it there";

/// The largest page IAM answers.
const PAGE: i32 = 1_000;

/// Whose keys to list.
#[derive(Debug, Clone, Copy)]
pub enum KeyScope<'a> {
    /// Every user's of the account, in one listing.
    Account,
    /// One user's.
    User(&'a UserName),
}

/// The keys that were listed, and what of the listing could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyListing {
    /// The keys, by user and id.
    pub keys: Vec<Key>,
    /// Entries that are no readable key; never dropped in silence.
    pub unreadable: Vec<UnreadableKey>,
}

impl KeyListing {
    /// In order, each key once: one may come on two pages where the list changed in between. What then is said of it
    /// differently is not known.
    fn once(&mut self) {
        self.keys.sort_by(|a, b| (&a.user, &a.id).cmp(&(&b.user, &b.id)));
        let mut once: BTreeMap<CredentialId, Key> = BTreeMap::new();
        let mut differing = BTreeSet::new();
        for key in &self.keys {
            let before = once.entry(key.id.clone()).or_insert_with(|| key.clone());
            if before != key && differing.insert(key.id.clone()) {
                let what = format!(
                    "credential `{}` of user `{}` is listed twice, and differently",
                    key.id, before.user
                );
                self.unreadable.push(UnreadableKey { user: before.user.to_string(), what });
            }
        }
        // The first of each stays, so that one that differs is still seen: nothing is concluded or done about an
        // account with an entry that makes no sense.
        let mut kept = BTreeSet::new();
        self.keys.retain(|key| kept.insert(key.id.clone()));
        self.unreadable.sort();
    }
}

/// A key that was just made, with its secret.
#[derive(Debug)]
pub struct IssuedKey {
    /// The key.
    pub key: Key,
    /// Its secret; nothing where the answer held none, and then nobody will ever have it.
    pub secret: Option<ApiKeySecret>,
}

impl Iam {
    /// Lists Bedrock keys, following pages by hand: the SDK has no paginator for this operation.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html>
    pub async fn list_keys(&self, scope: KeyScope<'_>) -> Result<KeyListing, AwsError> {
        const OPERATION: &str = "ListServiceSpecificCredentials";
        let entries = pages(OPERATION, |marker| async move {
            let request = self
                .client
                .list_service_specific_credentials()
                .service_name(SERVICE)
                .max_items(PAGE)
                .set_marker(marker);
            let request = match scope {
                KeyScope::Account => request.all_users(true),
                KeyScope::User(user) => request.user_name(user.as_str()),
            };
            let answer = request.send().await.map_err(|error| AwsError::from_sdk(OPERATION, &error))?;
            let (truncated, marker) = (answer.is_truncated, answer.marker);
            Page::from_iam(OPERATION, answer.service_specific_credentials, truncated, marker)
        })
        .await?;
        let mut listing = KeyListing::default();
        for entry in &entries {
            match key_from_listing(entry) {
                Ok(key) => listing.keys.push(key),
                Err(what) => {
                    let user = entry.user_name().to_owned();
                    listing.unreadable.push(UnreadableKey { user, what });
                }
            }
        }
        listing.once();
        Ok(listing)
    }

    /// Waits until a key that this run made is listed; one that never is, is "not found".
    pub async fn see_key(&self, user: &UserName, id: &CredentialId) -> Result<(), AwsError> {
        let seen = self.patience.until_found(|| async move {
            let listing = self.list_keys(KeyScope::User(user)).await?;
            if listing.keys.iter().any(|key| key.id == *id) {
                return Ok(());
            }
            let (class, message) = (ErrorClass::NotFound, "the key is not among them".to_owned());
            Err(AwsError { operation: "ListServiceSpecificCredentials", class, code: None, message })
        });
        seen.await
    }

    /// Makes a key that ends after `lifetime`, or never.
    ///
    /// The operation has no idempotency token: a retry after a lost answer would make a second key and lose the first
    /// one's secret. So the SDK's retries are off for this call, and only refusals are repeated here: throttling, and
    /// the user that this run made and IAM does not see yet. Any other failure goes to the caller, who lists and
    /// deletes what is undelivered.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html>
    pub async fn create_key(
        &self,
        user: &UserName,
        lifetime: Option<Lifetime>,
    ) -> Result<IssuedKey, AwsError> {
        const OPERATION: &str = "CreateServiceSpecificCredential";
        let days = lifetime.map(|lifetime| lifetime.days().cast_signed());
        let refused_for_now = [ErrorClass::Throttled, ErrorClass::NotFound];
        let answer = self
            .patience
            .while_refused(&refused_for_now, || async move {
                self.client
                    .create_service_specific_credential()
                    .user_name(user.as_str())
                    .service_name(SERVICE)
                    .set_credential_age_days(days)
                    .customize()
                    .config_override(Config::builder().retry_config(RetryConfig::disabled()))
                    .send()
                    .await
                    .map_err(|error| AwsError::from_sdk(OPERATION, &error))
            })
            .await?;
        let credential = answer
            .service_specific_credential
            .ok_or_else(|| AwsError::malformed(OPERATION, "the answer holds no key"))?;
        issued(credential, user)
    }

    /// Suspends a key or switches it on again.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html>
    pub async fn set_key_status(
        &self,
        user: &UserName,
        id: &CredentialId,
        status: SettableStatus,
    ) -> Result<(), AwsError> {
        self.client
            .update_service_specific_credential()
            // Without a user name IAM would take the caller's own user.
            .user_name(user.as_str())
            .service_specific_credential_id(id.as_str())
            .status(match status {
                SettableStatus::Active => StatusType::Active,
                SettableStatus::Inactive => StatusType::Inactive,
            })
            .send()
            .await
            .map(|_| ())
            .map_err(|error| AwsError::from_sdk("UpdateServiceSpecificCredential", &error))
    }

    /// Deletes a key. One that does not exist is deleted, as a retry after a lost answer finds it; but IAM says "not
    /// found" of a user that was renamed meanwhile too, and the key lives on under the new name. So what is not found is
    /// looked for in the whole account before it counts as deleted.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceSpecificCredential.html>
    pub async fn delete_key(&self, user: &UserName, id: &CredentialId) -> Result<(), AwsError> {
        let deleted = self.patience.until_found(|| async move {
            match self.try_delete(user, id.as_str()).await {
                Err(error) if error.class == ErrorClass::NotFound => self.confirm_gone(user, id).await,
                answer => answer,
            }
        });
        deleted.await.map_err(|error| {
            let message = if error.class == ErrorClass::NotFound { STILL_LISTED } else { return error };
            AwsError { message: message.to_owned(), ..error }
        })
    }

    /// Deletes a key that this run made. IAM may not see it yet, so it is no longer there only once IAM has said so for
    /// as long as it takes to see anything.
    pub async fn delete_new_key(&self, user: &UserName, id: &CredentialId) -> Result<(), AwsError> {
        match self.patience.until_found(|| self.try_delete(user, id.as_str())).await {
            Err(error) if error.class == ErrorClass::NotFound => self.confirm_gone(user, id).await,
            answer => answer,
        }
    }

    /// Deletes a credential of any service, by the id IAM listed.
    pub(super) async fn delete_service_credential(
        &self,
        user: &UserName,
        id: &str,
        service: &str,
    ) -> Result<(), AwsError> {
        match id.parse() {
            Ok(id) if service.eq_ignore_ascii_case(SERVICE) => self.delete_key(user, &id).await,
            Ok(_) | Err(_) => done_if_absent(self.try_delete(user, id).await),
        }
    }

    /// Whether a key that IAM did not find on its user is nowhere else either. IAM may still list what it has deleted, so
    /// a key that is listed on that same user is "not found" once more.
    async fn confirm_gone(&self, user: &UserName, id: &CredentialId) -> Result<(), AwsError> {
        const OPERATION: &str = "ListServiceSpecificCredentials";
        let listing = self.list_keys(KeyScope::Account).await?;
        if let Some(unreadable) = listing.unreadable.iter().find(|key| key.what.contains(id.as_str())) {
            return Err(AwsError::malformed(
                OPERATION,
                format!("it is not known to be gone: {}", unreadable.what),
            ));
        }
        let Some(key) = listing.keys.iter().find(|key| key.id == *id) else { return Ok(()) };
        let (class, message) = if key.user == *user {
            (ErrorClass::NotFound, STILL_LISTED.to_owned())
        } else {
            let renamed = format!(
                "the user was renamed since the plan was made: the key is on `{}` and works on; run the same command \
                 again",
                key.user
            );
            (ErrorClass::Conflict, renamed)
        };
        Err(AwsError { operation: OPERATION, class, code: None, message })
    }

    async fn try_delete(&self, user: &UserName, id: &str) -> Result<(), AwsError> {
        self.client
            .delete_service_specific_credential()
            .user_name(user.as_str())
            .service_specific_credential_id(id)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| AwsError::from_sdk("DeleteServiceSpecificCredential", &error))
    }
}

/// The two statuses IAM lets a caller set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettableStatus {
    /// Usable.
    Active,
    /// Suspended.
    Inactive,
}

/// Taking away what is not there is done: a retry after a lost answer ends here.
pub(super) fn done_if_absent(answer: Result<(), AwsError>) -> Result<(), AwsError> {
    match answer {
        Err(error) if error.class == ErrorClass::NotFound => Ok(()),
        answer => answer,
    }
}

fn key_from_listing(entry: &ServiceSpecificCredentialMetadata) -> Result<Key, String> {
    let id = entry.service_specific_credential_id();
    let described = |problem: &str| {
        format!("credential `{}` of user `{}` {problem}", printable(id), printable(entry.user_name()))
    };
    // The filter is IAM's; that it was honoured is checked, because a credential of another service is not ours to touch.
    if !entry.service_name().eq_ignore_ascii_case(SERVICE) {
        return Err(described(&format!(
            "is of service `{}`, which was not asked for",
            printable(entry.service_name())
        )));
    }
    Ok(Key {
        id: id.parse().map_err(|_| described("has an id that cannot be read"))?,
        user: entry.user_name().parse().map_err(|_| described("has a user name that cannot be read"))?,
        alias: entry.service_credential_alias().map(CredentialAlias::new),
        recorded: status(entry.status()),
        created: instant(entry.create_date()).ok_or_else(|| described("has no creation date"))?,
        expiry: match entry.expiration_date() {
            None => Expiry::Never,
            Some(date) => Expiry::At(
                instant(date).ok_or_else(|| described("has an expiration date that cannot be read"))?,
            ),
        },
    })
}

/// Takes what was made out of the answer. The id comes first: with it a key that is otherwise unreadable can be deleted.
fn issued(credential: ServiceSpecificCredential, user: &UserName) -> Result<IssuedKey, AwsError> {
    const OPERATION: &str = "CreateServiceSpecificCredential";
    let malformed = |problem: &str| AwsError::malformed(OPERATION, format!("the new key {problem}"));
    let id =
        credential.service_specific_credential_id().parse().map_err(|_| malformed("has no readable id"))?;
    let created = instant(credential.create_date()).unwrap_or(Timestamp::UNIX_EPOCH);
    let expiry = match credential.expiration_date() {
        None => Expiry::Never,
        Some(date) => Expiry::At(instant(date).unwrap_or(Timestamp::UNIX_EPOCH)),
    };
    let key = Key {
        id,
        user: user.clone(),
        alias: credential.service_credential_alias().map(CredentialAlias::new),
        recorded: status(credential.status()),
        created,
        expiry,
    };
    Ok(IssuedKey { key, secret: credential.service_credential_secret.and_then(ApiKeySecret::from_answer) })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the SDK's enum is open, and its unknown variant must not be named"
)]
fn status(status: &StatusType) -> KeyStatus {
    match status {
        StatusType::Active => KeyStatus::Active,
        StatusType::Inactive => KeyStatus::Inactive,
        StatusType::Expired => KeyStatus::Expired,
        _ => KeyStatus::Unknown,
    }
}
