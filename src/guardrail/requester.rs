//! Owns who asks: nobody in particular, or somebody of whom something is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{AccountId, Known};
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

/// Keys that every request of a principal in an organization carries.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
pub(super) const ALWAYS_PRESENT: [&str; 10] = [
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalType",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "aws:userid",
    "aws:UserAgent",
    "aws:CurrentTime",
    "aws:EpochTime",
];

impl Requester {
    /// Somebody with nothing special about them, for a counter-example: without tags, from the internet, matching no
    /// pattern that was not written to match everybody.
    pub fn stranger(account: &AccountId, as_user: bool) -> Self {
        let kind = if as_user { "user" } else { "role" };
        Self::example(account, &format!("arn:aws:iam::{account}:{kind}/somebody"), BTreeMap::new())
    }

    /// An example of a principal with this ARN and these tags.
    pub fn example(account: &AccountId, arn: &str, tags: BTreeMap<String, String>) -> Self {
        Self::Somebody(Box::new(Somebody {
            arn: Known::Known(arn.to_owned()),
            account: account.clone(),
            tags: PrincipalTags::Read { tags, asked: BTreeSet::new() },
            target: Known::Known(format!("arn:aws:iam::{account}:user/somebody")),
            surroundings: Surroundings::Ordinary,
        }))
    }

    /// The ARN of the user whose credential is asked for, where it is known.
    pub(super) fn target(&self) -> Option<String> {
        match self {
            Self::Anybody | Self::AnybodyIn(_) => None,
            Self::Somebody(somebody) => somebody.target.as_ref().ok().cloned(),
        }
    }

    /// What is known of the principal, as context keys.
    pub(super) fn context(&self, as_user: bool) -> Context {
        match self {
            Self::Anybody => anybody(ContextValue::PresentButUnknown, as_user),
            Self::AnybodyIn(account) => anybody(ContextValue::single(account.as_str()), as_user),
            Self::Somebody(somebody) => somebody.context(as_user),
        }
    }
}

fn anybody(account: ContextValue, as_user: bool) -> Context {
    let mut context = direct(Context::new(Unlisted::Unknown));
    for key in ALWAYS_PRESENT {
        context.set(key, ContextValue::PresentButUnknown);
    }
    context.set("aws:PrincipalArn", ContextValue::PresentButUnknown);
    context.set("aws:PrincipalAccount", account);
    if as_user {
        context.set("aws:PrincipalType", ContextValue::single("User"));
    }
    context
}

/// Keys are used, and made, by principals and not by AWS services on their behalf.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
fn direct(context: Context) -> Context {
    let no = || ContextValue::single("false");
    context.with("aws:PrincipalIsAWSService", no()).with("aws:ViaAWSService", no())
}

impl Somebody {
    fn context(&self, as_user: bool) -> Context {
        let mut context = match self.surroundings {
            Surroundings::Unknown => direct(Context::new(Unlisted::Unknown)),
            Surroundings::Ordinary => direct(Context::new(Unlisted::Absent))
                .with("aws:SourceIp", ContextValue::single(EXAMPLE_ADDRESS))
                .with("aws:SecureTransport", ContextValue::single("true"))
                .with("aws:RequestedRegion", ContextValue::single("us-east-1")),
        };
        // These are in every request; taken for absent, they would make conditions hold that in truth do not.
        for key in ALWAYS_PRESENT {
            context.set(key, ContextValue::PresentButUnknown);
        }
        let arn = self.arn.as_ref().ok();
        context.set("aws:PrincipalArn", arn.map_or(ContextValue::PresentButUnknown, ContextValue::single));
        context.set("aws:PrincipalAccount", ContextValue::single(self.account.as_str()));
        if as_user {
            let name = arn.and_then(|arn| arn.rsplit('/').next());
            context.set("aws:username", name.map_or(ContextValue::PresentButUnknown, ContextValue::single));
            context.set("aws:PrincipalType", ContextValue::single("User"));
        }
        match &self.tags {
            PrincipalTags::Unknown => {}
            PrincipalTags::Read { tags, asked } => {
                for key in asked {
                    context.set(&format!("aws:PrincipalTag/{key}"), ContextValue::Absent);
                }
                for (key, value) in tags {
                    context.set(&format!("aws:PrincipalTag/{key}"), ContextValue::single(value));
                }
            }
        }
        context
    }
}
