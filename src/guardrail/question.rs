//! Owns the questions that tell whether a guardrail bites, and the requests they stand for.
//!
//! A question is put to the evaluator as the request AWS would see. What a request carries is from the Service
//! Authorization Reference: `CallWithBearerToken` has no resource types and knows only the token type of its own service;
//! the age is a key of creation alone, and is absent when no age is given.
//! Page: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>

use std::fmt;

use super::condition_key::{
    BEDROCK_SERVICE, CODECOMMIT_SERVICE, KEYSPACES_SERVICE, LONG_TERM, SHORT_TERM,
    without_keys_of_other_actions,
};
use super::requester::{made_by_a_principal, made_by_a_user, made_directly};
use super::{ConditionKey, KeyAction, PrincipalKind, Requester};
use crate::domain::{Lifetime, MAX_LIFETIME_DAYS};
use crate::policy::{ContextValue, NotAnAction, Request, RequestResource, Unlisted};

/// How long a key lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyTerm {
    /// A service-specific credential of an IAM user.
    Long,
    /// Signed by a principal for some hours.
    Short,
}

/// Where a key is used: two services, each with an action of its own.
///
/// Page: <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// `bedrock-runtime` and its like.
    Bedrock,
    /// `bedrock-mantle`.
    BedrockMantle,
}

/// Which life a new key is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Creation {
    /// Exactly as many days as the cap.
    WithinCap,
    /// One day more.
    BeyondCap,
    /// No age given: it never expires.
    WithoutExpiry,
}

/// A service whose credentials a guardrail for Bedrock should leave alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ForeignService {
    /// `codecommit.amazonaws.com`: Git passwords.
    CodeCommit,
    /// `cassandra.amazonaws.com`: Keyspaces passwords.
    Keyspaces,
}

/// One thing that somebody may try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Call Bedrock with a key.
    Use {
        /// Which kind of key.
        term: KeyTerm,
        /// Where.
        endpoint: Endpoint,
    },
    /// Create a long-term key.
    Create(Creation),
    /// Give an existing long-term key a new secret.
    Reset,
    /// Create a credential of another service: collateral.
    CreateForeign(ForeignService),
}

impl Question {
    /// All questions, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Use { term: KeyTerm::Long, endpoint: Endpoint::Bedrock },
        Self::Use { term: KeyTerm::Long, endpoint: Endpoint::BedrockMantle },
        Self::Use { term: KeyTerm::Short, endpoint: Endpoint::Bedrock },
        Self::Use { term: KeyTerm::Short, endpoint: Endpoint::BedrockMantle },
        Self::Create(Creation::WithinCap),
        Self::Create(Creation::BeyondCap),
        Self::Create(Creation::WithoutExpiry),
        Self::Reset,
        Self::CreateForeign(ForeignService::CodeCommit),
        Self::CreateForeign(ForeignService::Keyspaces),
    ];

    /// Its name on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Use { term: KeyTerm::Long, endpoint: Endpoint::Bedrock } => "use-long-term-bedrock",
            Self::Use { term: KeyTerm::Long, endpoint: Endpoint::BedrockMantle } => "use-long-term-mantle",
            Self::Use { term: KeyTerm::Short, endpoint: Endpoint::Bedrock } => "use-short-term-bedrock",
            Self::Use { term: KeyTerm::Short, endpoint: Endpoint::BedrockMantle } => "use-short-term-mantle",
            Self::Create(Creation::WithinCap) => "create-within-cap",
            Self::Create(Creation::BeyondCap) => "create-beyond-cap",
            Self::Create(Creation::WithoutExpiry) => "create-without-expiry",
            Self::Reset => "reset",
            Self::CreateForeign(ForeignService::CodeCommit) => "create-codecommit",
            Self::CreateForeign(ForeignService::Keyspaces) => "create-keyspaces",
        }
    }

    /// What it asks, in words: `use a long-term key at bedrock`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Use { term: KeyTerm::Long, endpoint: Endpoint::Bedrock } => {
                "use a long-term key at bedrock"
            }
            Self::Use { term: KeyTerm::Long, endpoint: Endpoint::BedrockMantle } => {
                "use a long-term key at bedrock-mantle"
            }
            Self::Use { term: KeyTerm::Short, endpoint: Endpoint::Bedrock } => {
                "use a short-term key at bedrock"
            }
            Self::Use { term: KeyTerm::Short, endpoint: Endpoint::BedrockMantle } => {
                "use a short-term key at bedrock-mantle"
            }
            Self::Create(Creation::WithinCap) => "create a key within the cap",
            Self::Create(Creation::BeyondCap) => "create a key beyond the cap",
            Self::Create(Creation::WithoutExpiry) => "create a key that never expires",
            Self::Reset => "reset a key",
            Self::CreateForeign(ForeignService::CodeCommit) => "create a CodeCommit credential",
            Self::CreateForeign(ForeignService::Keyspaces) => "create a Keyspaces credential",
        }
    }

    /// Whether it is about something that a guardrail for Bedrock should leave alone.
    pub fn is_collateral(self) -> bool {
        matches!(self, Self::CreateForeign(_))
    }

    /// The action it asks for.
    pub fn action(self) -> KeyAction {
        match self {
            Self::Use { endpoint, .. } => endpoint.call(),
            Self::Create(_) | Self::CreateForeign(_) => KeyAction::Create,
            Self::Reset => KeyAction::Reset,
        }
    }

    /// Who asks by nature: a long-term key calls as its IAM user, everything else is asked by a session of a role.
    pub fn asks_as_user(self) -> bool {
        matches!(self, Self::Use { term: KeyTerm::Long, .. })
    }

    /// Who stands for whoever may ask.
    pub(super) fn first_asker(self) -> PrincipalKind {
        if self.asks_as_user() { PrincipalKind::User } else { PrincipalKind::Role }
    }

    /// Whoever may ask: all but a long-term key is a matter of roles, and of users with an access key too.
    pub fn asked_by(self) -> &'static [PrincipalKind] {
        if self.asks_as_user() { &[PrincipalKind::User] } else { &[PrincipalKind::Role, PrincipalKind::User] }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl Endpoint {
    /// Its name, which is the prefix of its actions.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bedrock => "bedrock",
            Self::BedrockMantle => "bedrock-mantle",
        }
    }

    /// What a call with a key asks for there.
    pub(super) fn call(self) -> KeyAction {
        match self {
            Self::Bedrock => KeyAction::CallBedrock,
            Self::BedrockMantle => KeyAction::CallMantle,
        }
    }

    /// The condition key that says which kind of key is used. Each exists for its own service only.
    pub(super) fn token_type(self) -> &'static ConditionKey {
        match self {
            Self::Bedrock => &ConditionKey::BEDROCK_TOKEN_TYPE,
            Self::BedrockMantle => &ConditionKey::MANTLE_TOKEN_TYPE,
        }
    }
}

impl KeyTerm {
    fn token_type(self) -> &'static str {
        match self {
            Self::Long => LONG_TERM,
            Self::Short => SHORT_TERM,
        }
    }
}

impl ForeignService {
    fn as_str(self) -> &'static str {
        match self {
            Self::CodeCommit => CODECOMMIT_SERVICE,
            Self::Keyspaces => KEYSPACES_SERVICE,
        }
    }
}

/// The questions under a cap, in the order in which they are shown. There is no life beyond the longest that IAM takes.
pub fn questions(cap: Lifetime) -> Vec<Question> {
    let asked = |question: &Question| {
        *question != Question::Create(Creation::BeyondCap) || cap.days() < MAX_LIFETIME_DAYS
    };
    Question::ALL.into_iter().filter(asked).collect()
}

/// The request of a question, asked by somebody.
///
/// # Errors
/// Never, for the questions there are; the evaluator checks the name of every action.
pub fn request_of(question: Question, cap: Lifetime, requester: &Requester) -> Result<Request, NotAnAction> {
    let action = question.action();
    let of_user = || requester.target().map_or(RequestResource::Unknown, RequestResource::Arn);
    let context = requester.context(Unlisted::Unknown);
    let context = match (question, requester) {
        (Question::Use { .. }, _) | (_, Requester::Somebody(_)) => made_directly(context),
        (_, Requester::Anybody | Requester::AnybodyIn(_)) => made_by_a_principal(context),
    };
    let context = if question.asks_as_user() { made_by_a_user(context) } else { context };
    let context = without_keys_of_other_actions(action, context);
    let of_service = |service| (ConditionKey::SERVICE.name, ContextValue::single(service));
    let of_age = |age| (ConditionKey::AGE.name, age);
    let (resource, told) = match question {
        Question::Use { term, endpoint } => {
            let token_type = (endpoint.token_type().name, ContextValue::single(term.token_type()));
            (RequestResource::NoResourceType, vec![token_type])
        }
        Question::Create(creation) => {
            let days = |days: u32| ContextValue::single(days.to_string());
            let age = match creation {
                Creation::WithinCap => days(cap.days()),
                Creation::BeyondCap => days(cap.days().saturating_add(1)),
                Creation::WithoutExpiry => ContextValue::Absent,
            };
            (of_user(), vec![of_service(BEDROCK_SERVICE), of_age(age)])
        }
        Question::Reset => (of_user(), vec![of_service(BEDROCK_SERVICE)]),
        Question::CreateForeign(service) => {
            (of_user(), vec![of_service(service.as_str()), of_age(ContextValue::Absent)])
        }
    };
    let context = told.into_iter().fold(context, |context, (key, value)| context.with(key, value));
    Ok(Request { action: action.asked()?, resource, context })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cap(days: u32) -> Lifetime {
        Lifetime::from_days(days).unwrap()
    }

    fn request(question: Question) -> Request {
        request_of(question, cap(90), &Requester::Anybody).unwrap()
    }

    #[test]
    fn every_question_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = Question::ALL.iter().map(|each| each.as_str()).collect();
        assert_eq!(names.len(), Question::ALL.len());
    }

    #[test]
    fn a_token_type_is_known_to_its_own_service_only() {
        let asked = request(Question::Use { term: KeyTerm::Long, endpoint: Endpoint::BedrockMantle });
        assert_eq!(asked.context.get("bedrock-mantle:BearerTokenType"), &ContextValue::single("LONG_TERM"));
        assert_eq!(asked.context.get("bedrock:BearerTokenType"), &ContextValue::Absent);
        assert_eq!(asked.resource, RequestResource::NoResourceType);
    }

    #[test]
    fn the_age_is_the_cap_one_day_more_or_absent() {
        let age = |creation| {
            let asked = request(Question::Create(creation));
            asked.context.get("iam:ServiceSpecificCredentialAgeDays").clone()
        };
        assert_eq!(age(Creation::WithinCap), ContextValue::single("90"));
        assert_eq!(age(Creation::BeyondCap), ContextValue::single("91"));
        assert_eq!(age(Creation::WithoutExpiry), ContextValue::Absent);
    }

    #[test]
    fn who_asks_is_unknown_unless_given() {
        let asked = request(Question::Reset);
        assert_eq!(asked.context.get("aws:PrincipalArn"), &ContextValue::PresentButUnknown);
        assert_eq!(asked.context.get("aws:PrincipalTag/team"), &ContextValue::Unknown);
        assert_eq!(asked.resource, RequestResource::Unknown);
    }

    #[test]
    fn nothing_lives_longer_than_iam_takes() {
        assert_eq!(questions(cap(36_600)).len(), 9);
        assert_eq!(questions(cap(36_599)).len(), 10);
    }
}
