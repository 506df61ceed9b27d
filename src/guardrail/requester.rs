//! Owns who asks: nobody in particular, or somebody of whom something is known; and what requests say of them.

use std::collections::{BTreeMap, BTreeSet};

use super::ConditionKey;
use super::condition_key::{principal_tag, with_what_is_always_there};
use crate::domain::{AccountId, Known, Partition};
use crate::policy::{Context, ContextValue, Unlisted};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requester {
    /// Anybody: whatever depends on the principal stays open.
    Anybody,
    /// Anybody in this account.
    AnybodyIn(AccountId),
    /// Somebody in particular.
    Somebody(Box<Somebody>),
}

/// A principal of whom something is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Somebody {
    /// What `aws:PrincipalArn` says: the user, or the role of a session.
    pub arn: Known<String>,
    /// Its account.
    pub account: AccountId,
    /// Its tags.
    pub tags: PrincipalTags,
    /// The user whose credential it asks for.
    pub target: Known<String>,
    /// Everything else about the request.
    pub surroundings: Surroundings,
}

/// The tags of a principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrincipalTags {
    /// These, and no others of those that policies ask for.
    Read {
        /// Its tags.
        tags: BTreeMap<String, String>,
        /// Tag keys that the policies ask for.
        asked: BTreeSet<String>,
    },
    /// Not read.
    Unknown,
}

/// What kind of principal asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalKind {
    /// A session of a role.
    Role,
    /// An IAM user, with a credential of its own.
    User,
}

impl PrincipalKind {
    /// How the resource of its ARN begins.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Role => "role/",
            Self::User => "user/",
        }
    }
}

/// What is known about a request beside the principal: address, time, network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// Nothing.
    Unknown,
    /// A request from the internet by somebody with nothing special about them: an example.
    Ordinary,
}

/// An address that no network owns.
///
/// Page: <https://www.rfc-editor.org/rfc/rfc5737>
const EXAMPLE_ADDRESS: &str = "198.51.100.7";

/// The ARN of somebody with nothing special about them.
pub(super) fn stranger_arn((partition, account): (&Partition, &AccountId), kind: PrincipalKind) -> String {
    format!("arn:{partition}:iam::{account}:{}somebody", kind.prefix())
}

impl Requester {
    /// Somebody with nothing special about them, for a counter-example: without tags, from the internet, matching no
    /// pattern that was not written to match everybody.
    pub fn stranger(whose: (&Partition, &AccountId), kind: PrincipalKind) -> Self {
        Self::example(whose, &stranger_arn(whose, kind), BTreeMap::new())
    }

    /// An example of a principal with this ARN and these tags.
    pub fn example(
        (partition, account): (&Partition, &AccountId),
        arn: &str,
        tags: BTreeMap<String, String>,
    ) -> Self {
        Self::Somebody(Box::new(Somebody {
            arn: Known::Known(arn.to_owned()),
            account: account.clone(),
            tags: PrincipalTags::Read { tags, asked: BTreeSet::new() },
            target: Known::Known(format!("arn:{partition}:iam::{account}:user/somebody")),
            surroundings: Surroundings::Ordinary,
        }))
    }

    /// The principal of this ARN, of which nothing else is known: the user, the role of a session, or the root user.
    pub fn principal(account: &AccountId, arn: &str) -> Self {
        Self::Somebody(Box::new(Somebody {
            arn: Known::Known(arn.to_owned()),
            account: account.clone(),
            tags: PrincipalTags::Unknown,
            target: Known::Unknown("it was not given".to_owned()),
            surroundings: Surroundings::Unknown,
        }))
    }

    /// The ARN of the user whose credential is asked for, where it is known.
    pub(super) fn target(&self) -> Option<String> {
        match self {
            Self::Anybody | Self::AnybodyIn(_) => None,
            Self::Somebody(somebody) => somebody.target.as_ref().ok().cloned(),
        }
    }

    /// What requests say of who asks, and what all requests carry.
    pub(super) fn context(&self, rest: Unlisted) -> Context {
        match self {
            Self::Anybody => with_what_is_always_there(Context::new(rest)),
            Self::AnybodyIn(account) => with_what_is_always_there(Context::new(rest))
                .with(ConditionKey::PRINCIPAL_ACCOUNT.name, ContextValue::single(account.as_str())),
            Self::Somebody(somebody) => {
                somebody.introduced(with_what_is_always_there(somebody.surroundings.context(rest)))
            }
        }
    }
}

impl Surroundings {
    fn context(self, rest: Unlisted) -> Context {
        match self {
            Self::Unknown => Context::new(rest),
            Self::Ordinary => Context::new(Unlisted::Absent)
                .with(ConditionKey::SOURCE_ADDRESS.name, ContextValue::single(EXAMPLE_ADDRESS))
                .with(ConditionKey::SECURE_TRANSPORT.name, ContextValue::single("true"))
                .with(ConditionKey::REGION.name, ContextValue::single("us-east-1")),
        }
    }
}

/// A request of a principal, and not of an AWS service. A service may make it on the principal's behalf.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html>
pub(super) fn made_by_a_principal(context: Context) -> Context {
    context.with(ConditionKey::IS_SERVICE.name, ContextValue::single("false"))
}

/// A request that a principal makes itself, and no AWS service on its behalf: how keys are used.
pub fn made_directly(context: Context) -> Context {
    made_by_a_principal(context)
        .with(ConditionKey::VIA_SERVICE.name, ContextValue::single("false"))
        .with(ConditionKey::CALLED_VIA.name, ContextValue::Absent)
        .with(ConditionKey::CALLED_VIA_FIRST.name, ContextValue::Absent)
        .with(ConditionKey::CALLED_VIA_LAST.name, ContextValue::Absent)
}

impl Somebody {
    /// A request, with what it says of this principal.
    pub fn introduced(&self, mut context: Context) -> Context {
        context.set(ConditionKey::PRINCIPAL_ACCOUNT.name, ContextValue::single(self.account.as_str()));
        match &self.arn {
            Known::Known(arn) => introduce(arn, self.surroundings, &mut context),
            Known::Unknown(_) => {
                context.set(ConditionKey::PRINCIPAL_ARN.name, ContextValue::PresentButUnknown);
            }
        }
        match &self.tags {
            PrincipalTags::Unknown => {}
            PrincipalTags::Read { tags, asked } => {
                for tag in asked {
                    context.set(&principal_tag(tag), ContextValue::Absent);
                }
                for (tag, value) in tags {
                    context.set(&principal_tag(tag), ContextValue::single(value));
                }
            }
        }
        context
    }
}

/// What the ARN of a principal tells: its kind, its name where it is a user, and of a session that it is one.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable>
fn introduce(arn: &str, surroundings: Surroundings, context: &mut Context) {
    let user = arn.split_once(":user/").and_then(|(_, name)| name.rsplit('/').next());
    let kind = match user {
        Some(_) => "User",
        None if arn.ends_with(":root") => "Account",
        None => "AssumedRole",
    };
    context.set(ConditionKey::PRINCIPAL_ARN.name, ContextValue::single(arn));
    context.set(ConditionKey::PRINCIPAL_TYPE.name, ContextValue::single(kind));
    context.set(ConditionKey::USER_NAME.name, user.map_or(ContextValue::Absent, ContextValue::single));
    if kind == "AssumedRole" {
        introduce_session(surroundings, context);
    }
}

/// What requests with temporary credentials carry and those with an access key do not.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent>
fn introduce_session(surroundings: Surroundings, context: &mut Context) {
    context.set(ConditionKey::SESSION_BEGUN.name, ContextValue::PresentButUnknown);
    match surroundings {
        Surroundings::Unknown => {}
        Surroundings::Ordinary => context.set(ConditionKey::MULTI_FACTOR.name, ContextValue::single("false")),
    }
}

/// A request that only users make, whoever is asked about.
pub(super) fn made_by_a_user(mut context: Context) -> Context {
    context.set(ConditionKey::PRINCIPAL_TYPE.name, ContextValue::single("User"));
    match context.get(ConditionKey::USER_NAME.name) {
        ContextValue::Single(_) => {}
        ContextValue::Multiple(_)
        | ContextValue::Absent
        | ContextValue::Unknown
        | ContextValue::PresentButUnknown => {
            context.set(ConditionKey::USER_NAME.name, ContextValue::PresentButUnknown);
        }
    }
    context
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_has_a_name_and_a_role_has_none() {
        let known = |arn: &str, key: &str| {
            let account: AccountId = "123456789012".parse().unwrap();
            Requester::principal(&account, arn).context(Unlisted::Unknown).get(key).clone()
        };
        let user = "arn:aws:iam::123456789012:user/team/anna";
        assert_eq!(known(user, "aws:username"), ContextValue::single("anna"));
        let role = "arn:aws:iam::123456789012:role/user/anna";
        assert_eq!(known(role, "aws:username"), ContextValue::Absent);
        assert_eq!(known(role, "aws:PrincipalType"), ContextValue::single("AssumedRole"));
    }
}
