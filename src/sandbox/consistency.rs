//! Eventual consistency: what was just made stays unseen for a while
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency>), and a
//! policy type is not in force at once
//! (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html>).
//!
//! Owns the list of unseen entities, in memory only. Waiting is counted in requests that concern the entity, so a test
//! needs no clock and concurrent work on other users does not shorten the wait.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use super::router::{Call, Input};
use super::state::{Account, AccountId, Organization, PolicyType};
use super::wire::{AwsError, Parameters};

/// How many requests see a policy type that was just enabled as pending, also where nothing else stays unseen: AWS always
/// answers before it is done.
const PENDING: u32 = 2;

/// What is unseen, in every account.
#[derive(Debug)]
pub(crate) struct Unseen {
    requests: u32,
    entities: Mutex<Vec<Entity>>,
    pending: AtomicU32,
}

#[derive(Debug, Clone)]
struct Entity {
    account: AccountId,
    kind: Kind,
    remaining: u32,
}

/// User names are in lower case.
#[derive(Debug, Clone)]
enum Kind {
    User(String),
    Credential { user: String, id: String },
    Attachment { user: String, arn: String },
}

impl Unseen {
    pub(crate) fn new(requests: u32) -> Self {
        Self { requests, entities: Mutex::default(), pending: AtomicU32::new(0) }
    }

    /// The account without what this request would see too early; nothing when all may be seen.
    pub(crate) fn view(&self, account: &Account, call: &Call) -> Option<Account> {
        let unseen = self.concerned(&account.id, call);
        if unseen.is_empty() {
            return None;
        }
        let mut view = account.clone();
        for kind in unseen {
            match kind {
                Kind::User(name) => {
                    if let Some(user) = view.users.remove(&name) {
                        view.credentials.retain(|_, credential| credential.owner != user.id);
                    }
                }
                Kind::Credential { id, .. } => {
                    view.credentials.remove(&id);
                }
                Kind::Attachment { user, arn } => {
                    if let Some(user) = view.users.get_mut(&user) {
                        user.attached.remove(&arn);
                    }
                }
            }
        }
        Some(view)
    }

    /// Refuses a change to what is not seen yet.
    pub(crate) fn check(&self, account: &AccountId, call: &Call) -> Result<(), AwsError> {
        match self.concerned(account, call).into_iter().next() {
            None => Ok(()),
            Some(Kind::User(name)) => {
                let name = call.user().unwrap_or(&name).to_owned();
                Err(AwsError::no_such_entity(format!("The user with name {name} cannot be found.")))
            }
            Some(Kind::Credential { .. }) => Err(AwsError::no_such_entity("No such credential ID exists")),
            Some(Kind::Attachment { arn, .. }) => {
                Err(AwsError::no_such_entity(format!("Policy {arn} was not found.")))
            }
        }
    }

    /// Hides what a successful change has made.
    pub(crate) fn note(&self, account: &AccountId, call: &Call, answer: &str) {
        let (Input::Query(parameters), true) = (&call.input, self.requests > 0) else {
            return;
        };
        let user = call.user().unwrap_or_default().to_lowercase();
        let kind = match call.operation.as_str() {
            "CreateUser" => Kind::User(user),
            "CreateServiceSpecificCredential" => {
                let id = answer
                    .split_once("<ServiceSpecificCredentialId>")
                    .and_then(|(_, rest)| rest.split_once('<'));
                Kind::Credential { user, id: id.map_or_else(String::new, |(id, _)| id.to_owned()) }
            }
            "AttachUserPolicy" => {
                Kind::Attachment { user, arn: parameters.text("PolicyArn").unwrap_or_default().to_owned() }
            }
            _ => return,
        };
        let entity = Entity { account: account.clone(), kind, remaining: self.requests };
        self.entities.lock().unwrap_or_else(PoisonError::into_inner).push(entity);
    }

    /// The organization as this request sees it, where a policy type is not in force yet; the request brings it closer.
    pub(crate) fn pending(&self, organization: &Organization, operation: &str) -> Option<Organization> {
        if !matches!(operation, "ListRoots" | "AttachPolicy") {
            return None;
        }
        let less = |remaining: u32| remaining.checked_sub(1);
        self.pending.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).ok()?;
        Some(Organization { policy_type: PolicyType::Pending, ..organization.clone() })
    }

    /// Keeps a policy type pending that was just enabled, and none that was switched off again.
    pub(crate) fn note_of_organization(&self, operation: &str) {
        match operation {
            "EnablePolicyType" => self.pending.store(self.requests.max(PENDING), Ordering::Relaxed),
            "DisablePolicyType" => self.pending.store(0, Ordering::Relaxed),
            _ => {}
        }
    }

    /// The entities this request would see, each of which comes one request closer to being seen.
    fn concerned(&self, account: &AccountId, call: &Call) -> Vec<Kind> {
        let Input::Query(parameters) = &call.input else {
            return Vec::new();
        };
        let mut entities = self.entities.lock().unwrap_or_else(PoisonError::into_inner);
        let mut concerned = Vec::new();
        for entity in entities.iter_mut() {
            if entity.account == *account && entity.kind.concerns(&call.operation, parameters) {
                concerned.push(entity.kind.clone());
                entity.remaining -= 1;
            }
        }
        entities.retain(|entity| entity.remaining > 0);
        concerned
    }
}

impl Kind {
    fn concerns(&self, operation: &str, parameters: &Parameters) -> bool {
        let named = parameters.text("UserName").map(str::to_lowercase);
        let lists_credentials = operation == "ListServiceSpecificCredentials";
        match self {
            Self::User(name) => match named {
                Some(named) => named == *name && operation != "CreateUser",
                None => {
                    lists_credentials || matches!(operation, "ListUsers" | "GetAccountAuthorizationDetails")
                }
            },
            Self::Credential { user, id } => {
                parameters.text("ServiceSpecificCredentialId") == Some(id)
                    || (lists_credentials && named.is_none_or(|named| named == *user))
            }
            Self::Attachment { user, arn } => match operation {
                "ListAttachedUserPolicies" => named.as_ref() == Some(user),
                "DetachUserPolicy" => {
                    named.as_ref() == Some(user) && parameters.text("PolicyArn") == Some(arn)
                }
                "GetAccountAuthorizationDetails" => true,
                _ => false,
            },
        }
    }
}
