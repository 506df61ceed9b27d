//! Owns the codes of the checks: name, severity, explanation.

use std::fmt;

use crate::domain::Severity;
use crate::policy::Place;

/// Something a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFinding {
    /// Which check.
    pub code: LintCode,
    /// Where: the statement, or the very place where the parser knows it.
    pub place: Place,
    /// What is wrong here, in lower case without full stop. May quote the file; renderers escape it.
    pub message: String,
}

/// The checks, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LintCode {
    /// It denies everything.
    DeniesEverything,
    /// It denies what ends a key.
    RevocationDenied,
    /// It caps the age, and keys that never expire get through.
    NeverExpiringGetsThrough,
    /// It denies some ages of keys, and longer ones get through.
    LongerLivesGetThrough,
    /// Whom it spares takes in every user.
    EveryUserExempt,
    /// It denies at `bedrock` and not at `bedrock-mantle`.
    MantleNotCovered,
    /// It denies at `bedrock-mantle` and not at `bedrock`.
    BedrockNotCovered,
    /// It denies creation and not reset.
    ResetNotDenied,
    /// It asks for the token type of another service.
    WrongTokenTypeKey,
    /// It denies an action on keys on a resource that such a request never has.
    NarrowResource,
    /// A condition compares with a value that no request carries.
    ValueNeverOccurs,
    /// A statement can never match.
    NeverMatches,
    /// A condition on the time let a statement match once, and does no longer.
    DatePassed,
    /// AWS refuses a document of this size.
    TooLarge,
    /// A condition on the age decides about an action whose requests never carry an age.
    AgeNotCarried,
    /// A condition on the time lets a statement match from a later day on.
    NotYetInForce,
    /// It denies everything, under conditions.
    LockOutRisk,
    /// What a statement allows, another denies.
    Overridden,
    /// It denies credentials of other services too.
    Collateral,
    /// `ForAllValues` on a key with one value.
    ForAllValuesOnSingleValue,
    /// A statement or an action says what another says already.
    Repeated,
    /// The document is close to the size that AWS refuses.
    NearSizeLimit,
    /// The parser could read it and does not understand it.
    NotUnderstood,
    /// A key of exactly the number of days is denied.
    AgeIncludesBoundary,
}

impl LintCode {
    /// All codes, worst first.
    pub const ALL: [Self; 24] = [
        Self::DeniesEverything,
        Self::RevocationDenied,
        Self::NeverExpiringGetsThrough,
        Self::LongerLivesGetThrough,
        Self::EveryUserExempt,
        Self::MantleNotCovered,
        Self::BedrockNotCovered,
        Self::ResetNotDenied,
        Self::WrongTokenTypeKey,
        Self::NarrowResource,
        Self::ValueNeverOccurs,
        Self::NeverMatches,
        Self::DatePassed,
        Self::TooLarge,
        Self::AgeNotCarried,
        Self::NotYetInForce,
        Self::LockOutRisk,
        Self::Overridden,
        Self::Collateral,
        Self::ForAllValuesOnSingleValue,
        Self::Repeated,
        Self::NearSizeLimit,
        Self::NotUnderstood,
        Self::AgeIncludesBoundary,
    ];

    /// Its name in output and SARIF.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DeniesEverything => "denies-everything",
            Self::RevocationDenied => "revocation-denied",
            Self::NeverExpiringGetsThrough => "never-expiring-gets-through",
            Self::LongerLivesGetThrough => "longer-lives-get-through",
            Self::EveryUserExempt => "every-user-exempt",
            Self::MantleNotCovered => "mantle-not-covered",
            Self::BedrockNotCovered => "bedrock-not-covered",
            Self::ResetNotDenied => "reset-not-denied",
            Self::WrongTokenTypeKey => "wrong-token-type-key",
            Self::NarrowResource => "narrow-resource",
            Self::ValueNeverOccurs => "value-never-occurs",
            Self::NeverMatches => "never-matches",
            Self::DatePassed => "date-passed",
            Self::TooLarge => "too-large",
            Self::AgeNotCarried => "age-not-carried",
            Self::NotYetInForce => "not-yet-in-force",
            Self::LockOutRisk => "lock-out-risk",
            Self::Overridden => "overridden",
            Self::Collateral => "collateral",
            Self::ForAllValuesOnSingleValue => "for-all-values-on-single-value",
            Self::Repeated => "repeated",
            Self::NearSizeLimit => "near-size-limit",
            Self::NotUnderstood => "not-understood",
            Self::AgeIncludesBoundary => "age-includes-boundary",
        }
    }

    /// How bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Self::DeniesEverything | Self::RevocationDenied => Severity::Critical,
            Self::NeverExpiringGetsThrough
            | Self::LongerLivesGetThrough
            | Self::EveryUserExempt
            | Self::MantleNotCovered
            | Self::BedrockNotCovered
            | Self::WrongTokenTypeKey
            | Self::NarrowResource
            | Self::ValueNeverOccurs
            | Self::NeverMatches
            | Self::DatePassed
            | Self::TooLarge => Severity::High,
            Self::ResetNotDenied
            | Self::AgeNotCarried
            | Self::NotYetInForce
            | Self::LockOutRisk
            | Self::Overridden
            | Self::Collateral
            | Self::ForAllValuesOnSingleValue
            | Self::NotUnderstood => Severity::Medium,
            Self::Repeated | Self::NearSizeLimit => Severity::Low,
            Self::AgeIncludesBoundary => Severity::Info,
        }
    }

    /// Why it matters and what to write instead.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::DeniesEverything => {
                "The policy denies everything to everybody below its target, those who would have to mend it included. \
                 Name the actions."
            }
            Self::RevocationDenied => {
                "Update and delete are how a leaked key is ended. Leave `iam:UpdateServiceSpecificCredential` and \
                 `iam:DeleteServiceSpecificCredential` out of every deny."
            }
            Self::NeverExpiringGetsThrough => {
                "A request without an age makes a key that never expires, and carries no \
                 `iam:ServiceSpecificCredentialAgeDays` for the condition to compare, so the deny does not apply. Write \
                 `NumericGreaterThanIfExists`, or add a statement with `Null` on the key."
            }
            Self::LongerLivesGetThrough => {
                "A cap denies every age above it. Write `NumericGreaterThanIfExists` with the most days that a key may live, \
                 and no upper bound beside it."
            }
            Self::EveryUserExempt => {
                "A long-term key calls as the IAM user that it belongs to, so that a deny that spares every user reaches none. \
                 Name the users that are to be spared, or spare those with a tag."
            }
            Self::MantleNotCovered => {
                "A key works at two endpoints with an action each. Deny `bedrock-mantle:CallWithBearerToken` wherever \
                 `bedrock:CallWithBearerToken` is denied; `bedrock:*` does not cover it."
            }
            Self::BedrockNotCovered => {
                "A key works at two endpoints with an action each. Deny `bedrock:CallWithBearerToken` wherever \
                 `bedrock-mantle:CallWithBearerToken` is denied; `bedrock-mantle:*` does not cover it."
            }
            Self::ResetNotDenied => {
                "`iam:ResetServiceSpecificCredential` gives an existing key a new secret, which is as good as a new key. \
                 Deny it together with creation."
            }
            Self::WrongTokenTypeKey => {
                "`bedrock:BearerTokenType` exists in requests to `bedrock` only, and `bedrock-mantle:BearerTokenType` in \
                 requests to `bedrock-mantle` only. Write a statement for each."
            }
            Self::NarrowResource => {
                "`CallWithBearerToken` has no resource types, so a statement matches it with the resource `*` only. What IAM does \
                 with credentials it does on a user, as in `arn:aws:iam::*:user/*`."
            }
            Self::ValueNeverOccurs => {
                "The condition says something else than it seems: a deny that wants the value protects nothing, and an \
                 exemption that names it exempts nobody."
            }
            Self::LockOutRisk => {
                "Whoever the conditions do not spare can do nothing at all, and cannot mend it either; only the management \
                 account can detach the policy. Name the actions, or leave out those that an administrator needs."
            }
            Self::Overridden => {
                "A deny wins over an allow of the same action, so the statement allows nothing. Take it out, or narrow the \
                 deny."
            }
            Self::NeverMatches => {
                "No request fulfils the statement, so it protects nothing. Take it out, or write what was meant."
            }
            Self::DatePassed => {
                "Every request carries the time, and no request carries that time again, so the statement protects \
                 nothing. Take the condition out, or the statement."
            }
            Self::NotYetInForce => {
                "Until then the statement protects nothing. Where that is not meant, take the condition out."
            }
            Self::AgeNotCarried => {
                "Only a request to create a key carries `iam:ServiceSpecificCredentialAgeDays`. For every other action an \
                 operator with `IfExists` always holds, and one without it never does. Keep the condition on the age in a \
                 statement of its own that names `iam:CreateServiceSpecificCredential` alone."
            }
            Self::TooLarge => {
                "AWS takes 10,240 characters, white space included. Minify the document, or split it."
            }
            Self::Collateral => {
                "Without a condition on `iam:ServiceSpecificCredentialServiceName` the statement also denies the \
                 credentials of CodeCommit and Keyspaces."
            }
            Self::ForAllValuesOnSingleValue => {
                "`ForAllValues` holds for a request that does not carry the key at all, so the deny reaches further than \
                 it says. The key has one value: leave the qualifier out."
            }
            Self::Repeated => "What another part of the policy says already only uses up characters.",
            Self::NearSizeLimit => {
                "AWS takes 10,240 characters, white space included; there is little room left."
            }
            Self::NotUnderstood => {
                "AWS refuses it or ignores it, and what it does to the rest of the statement cannot be told."
            }
            Self::AgeIncludesBoundary => {
                "The operator includes the number itself: a key of exactly so many days is denied. Whether that is meant, \
                 the file does not say; compare it with the wording of your rule."
            }
        }
    }
}

impl fmt::Display for LintCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}
