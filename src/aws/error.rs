//! What went wrong with a call, classified once.

use std::error::Error as _;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::domain::printable;

/// A failed call: which, why, and what AWS said about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {message}{}", code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default())]
pub struct AwsError {
    /// The operation, as AWS spells it: `CreateUser`.
    pub operation: &'static str,
    /// What kind of failure it is; decisions are made on this alone.
    pub class: ErrorClass,
    /// AWS's error code, where it answered one.
    pub code: Option<String>,
    /// What AWS said, made printable; a sentence of ours where the answer could not be read.
    pub message: String,
}

/// The kinds of failure that something is decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorClass {
    /// The caller may not do this.
    Denied,
    /// The caller's own credentials are missing, expired or refused.
    Credentials,
    /// AWS refused for now; nothing happened.
    Throttled,
    /// The entity named does not exist.
    NotFound,
    /// An entity of that name exists.
    AlreadyExists,
    /// A quota is used up.
    Quota,
    /// Something else must be removed or finished first.
    Conflict,
    /// AWS is at work on the same thing for somebody else; nothing happened, and it may be tried again in a moment.
    Busy,
    /// AWS does not take the request as it is.
    Invalid,
    /// AWS failed; whether anything happened is not known.
    Server,
    /// No answer arrived; whether anything happened is not known.
    NoAnswer,
    /// An answer arrived that could not be read; whether anything happened is not known.
    Malformed,
    /// AWS answered an error this tool does not know; whether anything happened is not known.
    Other,
}

impl ErrorClass {
    /// Whether AWS said for certain that the request had no effect.
    pub fn is_refusal(self) -> bool {
        match self {
            Self::Denied
            | Self::Credentials
            | Self::Throttled
            | Self::NotFound
            | Self::AlreadyExists
            | Self::Quota
            | Self::Conflict
            | Self::Busy
            | Self::Invalid => true,
            Self::Server | Self::NoAnswer | Self::Malformed | Self::Other => false,
        }
    }
}

impl AwsError {
    /// An answer that arrived but lacks what it must have.
    pub fn malformed(operation: &'static str, message: impl Into<String>) -> Self {
        Self { operation, class: ErrorClass::Malformed, code: None, message: message.into() }
    }

    /// Classifies what the SDK reports. The one place where codes are read.
    pub(super) fn from_sdk<E>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let (class, code, message) = match error {
            SdkError::ServiceError(context) => {
                let status = context.raw().status().as_u16();
                let code = context.err().code();
                let message = context.err().message().unwrap_or("AWS gave no message");
                (class_of(code, status), code.map(printable), printable(message))
            }
            // The text of a response error may quote the answer, and the answer may hold a secret.
            SdkError::ResponseError(_) => {
                (ErrorClass::Malformed, None, "the answer could not be read".to_owned())
            }
            SdkError::TimeoutError(_) => {
                (ErrorClass::NoAnswer, None, "no answer within the time limit".to_owned())
            }
            SdkError::DispatchFailure(failure) => {
                let connector = failure.as_connector_error();
                let root = connector.map_or_else(|| "not sent".to_owned(), |error| innermost(error));
                if connector.is_some_and(has_credentials_cause) {
                    // The first line says it; the rest lists every provider that was asked.
                    let said = root.lines().next().unwrap_or_default().trim_end_matches(" Attempted:");
                    (ErrorClass::Credentials, None, printable(said))
                } else {
                    (ErrorClass::NoAnswer, None, printable(&root))
                }
            }
            SdkError::ConstructionFailure(_) => {
                (ErrorClass::Invalid, None, "the request could not be built".to_owned())
            }
            _ => {
                (ErrorClass::NoAnswer, None, "the call failed in a way this version does not know".to_owned())
            }
        };
        Self { operation, class, code, message }
    }
}

/// Codes as observed and documented; anything else is decided by the HTTP status.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>
fn class_of(code: Option<&str>, status: u16) -> ErrorClass {
    match code.unwrap_or_default() {
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" | "OptInRequired" => {
            ErrorClass::Denied
        }
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "RequestExpired"
        | "InvalidSignatureException"
        | "AuthFailure" => ErrorClass::Credentials,
        "Throttling"
        | "ThrottlingException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "ThrottledException"
        | "SlowDown" => ErrorClass::Throttled,
        "NoSuchEntity"
        | "ResourceNotFoundException"
        | "ReportNotPresent"
        | "ReportExpired"
        | "PolicyNotFoundException"
        | "PolicyNotAttachedException"
        | "TargetNotFoundException"
        | "OrganizationalUnitNotFoundException"
        | "RootNotFoundException" => ErrorClass::NotFound,
        "EntityAlreadyExists"
        | "ResourceExistsException"
        | "DuplicatePolicyException"
        | "DuplicatePolicyAttachmentException"
        | "PolicyTypeAlreadyEnabledException" => ErrorClass::AlreadyExists,
        // Of Organizations: how many policies there may be, and how few.
        "LimitExceeded" | "LimitExceededException" | "ConstraintViolationException" => ErrorClass::Quota,
        "DeleteConflict" | "EntityTemporarilyUnmodifiable" | "ReportInProgress" | "PolicyInUseException" => {
            ErrorClass::Conflict
        }
        "ConcurrentModification" | "ConcurrentModificationException" | "PolicyChangesInProgressException" => {
            ErrorClass::Busy
        }
        "ValidationError"
        | "InvalidInput"
        | "MalformedInput"
        | "MalformedPolicyDocument"
        | "MalformedPolicyDocumentException"
        | "InvalidInputException"
        | "PolicyTypeNotEnabledException"
        | "PolicyTypeNotAvailableForOrganizationException"
        | "ValidationException"
        | "InvalidParameterException"
        | "InvalidRequestException"
        | "InvalidParameterValue"
        | "NotSupportedService"
        | "PolicyNotAttachable"
        | "UnmodifiableEntity" => ErrorClass::Invalid,
        _ if status >= 500 => ErrorClass::Server,
        _ => ErrorClass::Other,
    }
}

fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

fn has_credentials_cause(error: &aws_smithy_runtime_api::client::result::ConnectorError) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<CredentialsError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_is_decided_by_its_status() {
        assert_eq!(class_of(Some("ServiceFailure"), 500), ErrorClass::Server);
        assert_eq!(class_of(None, 503), ErrorClass::Server);
        assert_eq!(class_of(Some("SomethingNew"), 400), ErrorClass::Other);
        assert!(!ErrorClass::Other.is_refusal(), "what is not understood is not a certain refusal");
    }

    #[test]
    fn a_quota_is_not_throttling() {
        assert_eq!(class_of(Some("LimitExceeded"), 409), ErrorClass::Quota);
        assert_eq!(class_of(Some("Throttling"), 400), ErrorClass::Throttled);
    }

    #[test]
    fn somebody_else_at_work_is_no_conflict_of_our_own() {
        for code in ["ConcurrentModificationException", "PolicyChangesInProgressException"] {
            assert_eq!(class_of(Some(code), 400), ErrorClass::Busy);
        }
        assert_eq!(class_of(Some("PolicyInUseException"), 400), ErrorClass::Conflict);
        assert!(ErrorClass::Busy.is_refusal());
    }

    #[test]
    fn a_message_shows_operation_and_code() {
        let error = AwsError {
            operation: "CreateUser",
            class: ErrorClass::Denied,
            code: Some("AccessDenied".to_owned()),
            message: "not authorized".to_owned(),
        };
        assert_eq!(error.to_string(), "CreateUser: not authorized (AccessDenied)");
    }
}
