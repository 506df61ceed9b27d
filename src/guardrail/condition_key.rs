//! Owns the condition keys that are known here: how AWS spells each, which requests carry it, and with which values.
//!
//! The one table of them. Questions, coverage, previews and lint read it, so that no two of them can disagree about what a
//! request looks like. Keys that are not in it may be in any request or in none, with any value.
//!
//! Pages: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
//! for the keys of services, <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html> for
//! those that begin with `aws:`.

use super::KeyAction;
use crate::policy::{Context, ContextValue};

/// A condition key.
#[derive(Debug, PartialEq, Eq)]
pub struct ConditionKey {
    /// As AWS spells it; the case does not matter.
    pub name: &'static str,
    /// Which requests carry it.
    pub carried: Carried,
    /// How many values it has.
    pub arity: Arity,
    /// What its values are.
    pub values: Values,
}

/// Which requests carry a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// All requests of principals of an organization.
    Always,
    /// All but those for a few actions of which AWS keeps a list; none is about keys.
    AlmostAlways,
    /// Requests for these actions, where they have a value for it, and no others.
    For(&'static [KeyAction]),
    /// Some.
    Sometimes,
}

/// How many values a key has.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// One, in a request that carries it.
    One,
    /// Any number.
    Several,
}

/// What the values of a key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Texts of which nothing is known.
    Texts,
    /// These, in this case.
    Among(&'static [&'static str]),
    /// Whole days.
    Days,
    /// A moment: the time at which the request is made.
    Moment,
}

/// What a token type says of a key with a secret of its own.
pub(super) const LONG_TERM: &str = "LONG_TERM";
/// What a token type says of a key that was signed for some hours.
pub(super) const SHORT_TERM: &str = "SHORT_TERM";

/// The service of Bedrock's keys.
pub const BEDROCK_SERVICE: &str = "bedrock.amazonaws.com";
/// The service of Git passwords.
pub(super) const CODECOMMIT_SERVICE: &str = "codecommit.amazonaws.com";
/// The service of Keyspaces passwords.
pub(super) const KEYSPACES_SERVICE: &str = "cassandra.amazonaws.com";

/// Page: <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html>
const TOKEN_TYPES: Values = Values::Among(&[LONG_TERM, SHORT_TERM]);

/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_api_keys_for_aws_services.html>
const SERVICES: Values = Values::Among(&[
    "aws-external-anthropic.amazonaws.com",
    BEDROCK_SERVICE,
    KEYSPACES_SERVICE,
    "cloudwatch.amazonaws.com",
    CODECOMMIT_SERVICE,
    "logs.amazonaws.com",
]);

/// The beginning of the keys that say which tags a principal has.
const PRINCIPAL_TAG: &str = "aws:PrincipalTag/";

/// A row of the table with one text for a value.
const fn text(name: &'static str, carried: Carried) -> ConditionKey {
    ConditionKey { name, carried, arity: Arity::One, values: Values::Texts }
}

/// A row of the table with any number of texts.
const fn texts(name: &'static str, carried: Carried) -> ConditionKey {
    ConditionKey { arity: Arity::Several, ..text(name, carried) }
}

/// A row of the table for a key whose values are known.
const fn valued(name: &'static str, carried: Carried, values: Values) -> ConditionKey {
    ConditionKey { values, ..text(name, carried) }
}

/// A row for the token type of a service, which exists in calls to that service only.
const fn token_type(name: &'static str, action: &'static [KeyAction]) -> ConditionKey {
    valued(name, Carried::For(action), TOKEN_TYPES)
}

impl ConditionKey {
    pub(super) const BEDROCK_TOKEN_TYPE: Self =
        token_type("bedrock:BearerTokenType", &[KeyAction::CallBedrock]);
    pub(super) const MANTLE_TOKEN_TYPE: Self =
        token_type("bedrock-mantle:BearerTokenType", &[KeyAction::CallMantle]);
    const ANTHROPIC_TOKEN_TYPE: Self =
        token_type("aws-external-anthropic:BearerTokenType", &[KeyAction::CallAnthropic]);
    const SAGEMAKER_TOKEN_TYPE: Self = token_type("sagemaker:BearerTokenType", &[KeyAction::CallSageMaker]);

    /// The service that a credential is for.
    pub const SERVICE: Self = valued(
        "iam:ServiceSpecificCredentialServiceName",
        Carried::For(&[KeyAction::Create, KeyAction::Reset, KeyAction::Update, KeyAction::Delete]),
        SERVICES,
    );
    /// The days that a new key is to live; a request for one that never expires does not carry it.
    pub(super) const AGE: Self =
        valued("iam:ServiceSpecificCredentialAgeDays", Carried::For(&[KeyAction::Create]), Values::Days);

    pub(super) const PRINCIPAL_ARN: Self = text("aws:PrincipalArn", Carried::Always);
    pub(super) const PRINCIPAL_ACCOUNT: Self = text("aws:PrincipalAccount", Carried::Always);
    pub(super) const PRINCIPAL_TYPE: Self = text("aws:PrincipalType", Carried::Always);
    const PRINCIPAL_ORGANIZATION: Self = text("aws:PrincipalOrgID", Carried::Always);
    const PRINCIPAL_PATHS: Self = texts("aws:PrincipalOrgPaths", Carried::Always);
    const USER_ID: Self = text("aws:userid", Carried::Always);
    const USER_AGENT: Self = text("aws:UserAgent", Carried::Always);
    pub(super) const CURRENT_TIME: Self = valued("aws:CurrentTime", Carried::Always, Values::Moment);
    pub(super) const EPOCH_TIME: Self = valued("aws:EpochTime", Carried::Always, Values::Moment);
    pub(super) const RESOURCE_ACCOUNT: Self = text("aws:ResourceAccount", Carried::AlmostAlways);
    const RESOURCE_ORGANIZATION: Self = text("aws:ResourceOrgID", Carried::AlmostAlways);
    const RESOURCE_PATHS: Self = texts("aws:ResourceOrgPaths", Carried::AlmostAlways);

    pub(super) const USER_NAME: Self = text("aws:username", Carried::Sometimes);
    pub(super) const VIA_SERVICE: Self = text("aws:ViaAWSService", Carried::Sometimes);
    pub(super) const IS_SERVICE: Self = text("aws:PrincipalIsAWSService", Carried::Sometimes);
    const SERVICE_PRINCIPALS: Self = texts("aws:PrincipalServiceNamesList", Carried::Sometimes);
    pub(super) const CALLED_VIA: Self = texts("aws:CalledVia", Carried::Sometimes);
    pub(super) const CALLED_VIA_FIRST: Self = text("aws:CalledViaFirst", Carried::Sometimes);
    pub(super) const CALLED_VIA_LAST: Self = text("aws:CalledViaLast", Carried::Sometimes);
    pub(super) const SESSION_BEGUN: Self = valued("aws:TokenIssueTime", Carried::Sometimes, Values::Moment);
    pub(super) const MULTI_FACTOR: Self = text("aws:MultiFactorAuthPresent", Carried::Sometimes);
    const TAG_KEYS: Self = texts("aws:TagKeys", Carried::Sometimes);
    pub(super) const SOURCE_ADDRESS: Self = text("aws:SourceIp", Carried::Sometimes);
    pub(super) const SECURE_TRANSPORT: Self = text("aws:SecureTransport", Carried::Sometimes);
    pub(super) const REGION: Self = text("aws:RequestedRegion", Carried::Sometimes);

    /// All of them: first those that say what is asked for, in the order in which a request is shown.
    pub(super) const ALL: [&'static Self; 31] = [
        &Self::BEDROCK_TOKEN_TYPE,
        &Self::MANTLE_TOKEN_TYPE,
        &Self::ANTHROPIC_TOKEN_TYPE,
        &Self::SAGEMAKER_TOKEN_TYPE,
        &Self::SERVICE,
        &Self::AGE,
        &Self::PRINCIPAL_ARN,
        &Self::PRINCIPAL_ACCOUNT,
        &Self::PRINCIPAL_TYPE,
        &Self::PRINCIPAL_ORGANIZATION,
        &Self::PRINCIPAL_PATHS,
        &Self::USER_ID,
        &Self::USER_AGENT,
        &Self::CURRENT_TIME,
        &Self::EPOCH_TIME,
        &Self::RESOURCE_ACCOUNT,
        &Self::RESOURCE_ORGANIZATION,
        &Self::RESOURCE_PATHS,
        &Self::USER_NAME,
        &Self::VIA_SERVICE,
        &Self::IS_SERVICE,
        &Self::SERVICE_PRINCIPALS,
        &Self::CALLED_VIA,
        &Self::CALLED_VIA_FIRST,
        &Self::CALLED_VIA_LAST,
        &Self::SESSION_BEGUN,
        &Self::MULTI_FACTOR,
        &Self::TAG_KEYS,
        &Self::SOURCE_ADDRESS,
        &Self::SECURE_TRANSPORT,
        &Self::REGION,
    ];

    /// The key of a name, whatever its case; nothing for one that is not known here.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|key| key.is(name))
    }

    /// Whether a name, in any case, is its own.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether a request for an action may carry it.
    pub(super) fn is_carried_for(&self, action: KeyAction) -> bool {
        match self.carried {
            Carried::Always | Carried::AlmostAlways | Carried::Sometimes => true,
            Carried::For(actions) => actions.contains(&action),
        }
    }

    /// Keys that only requests about keys carry, in the order of the table.
    pub(super) fn about_keys() -> impl Iterator<Item = &'static Self> {
        Self::ALL.into_iter().filter(|key| match key.carried {
            Carried::For(_) => true,
            Carried::Always | Carried::AlmostAlways | Carried::Sometimes => false,
        })
    }
}

/// Whether a key, in any case, has any number of values. What is not known has one.
pub fn is_multivalued(name: &str) -> bool {
    ConditionKey::named(name).is_some_and(|key| key.arity == Arity::Several)
}

/// The key that says which value a principal has for a tag.
pub fn principal_tag(tag: &str) -> String {
    format!("{PRINCIPAL_TAG}{tag}")
}

/// The tag that a key asks a principal for, in the case of the key; nothing for another key.
pub(super) fn tag_asked_for(name: &str) -> Option<&str> {
    let (beginning, tag) = name.split_at_checked(PRINCIPAL_TAG.len())?;
    beginning.eq_ignore_ascii_case(PRINCIPAL_TAG).then_some(tag)
}

/// What every request carries, with a value that nobody knows yet. Taken for absent, these would make conditions hold that
/// in truth do not.
pub(super) fn with_what_is_always_there(mut context: Context) -> Context {
    for key in ConditionKey::ALL {
        match key.carried {
            Carried::Always | Carried::AlmostAlways => {
                context.set(key.name, ContextValue::PresentButUnknown);
            }
            Carried::For(_) | Carried::Sometimes => {}
        }
    }
    context
}

/// A request for an action, without the keys that requests for it never carry.
pub(super) fn without_keys_of_other_actions(action: KeyAction, mut context: Context) -> Context {
    for key in ConditionKey::about_keys().filter(|key| !key.is_carried_for(action)) {
        context.set(key.name, ContextValue::Absent);
    }
    context
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_key_stands_in_the_table_twice() {
        let names: BTreeSet<String> =
            ConditionKey::ALL.iter().map(|key| key.name.to_ascii_lowercase()).collect();
        assert_eq!(names.len(), ConditionKey::ALL.len());
    }

    #[test]
    fn the_case_of_a_name_does_not_matter() {
        assert_eq!(ConditionKey::named("BEDROCK:bearertokentype"), Some(&ConditionKey::BEDROCK_TOKEN_TYPE));
        assert_eq!(ConditionKey::named("aws:SourceVpc"), None);
        assert!(is_multivalued("AWS:tagkeys") && !is_multivalued("aws:SourceVpc"));
        assert_eq!(tag_asked_for("AWS:principaltag/Team"), Some("Team"));
        assert_eq!(tag_asked_for("aws:PrincipalArn"), None);
        assert_eq!(tag_asked_for("é"), None);
    }

    #[test]
    fn each_key_of_a_service_is_carried_for_its_own_actions_only() {
        let carried = |key: &ConditionKey| {
            let actions = KeyAction::ALL.into_iter().filter(|action| key.is_carried_for(*action));
            actions.map(KeyAction::as_str).collect::<Vec<_>>()
        };
        assert_eq!(carried(&ConditionKey::AGE), ["iam:CreateServiceSpecificCredential"]);
        assert_eq!(carried(&ConditionKey::SERVICE).len(), 4);
        assert_eq!(carried(&ConditionKey::MANTLE_TOKEN_TYPE), ["bedrock-mantle:CallWithBearerToken"]);
        assert_eq!(carried(&ConditionKey::CURRENT_TIME).len(), KeyAction::ALL.len());
    }
}
