//! Which service and operation a request is for.
//!
//! One loopback port answers all services, so the host says nothing: JSON requests name the operation in
//! `X-Amz-Target`, query requests in `Action`, and the service is in the scope of the signature
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html>).

use serde::Deserialize;

use super::wire::{AwsError, Fields, Incoming, Parameters};

/// A service the sandbox answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// Identity and Access Management.
    Iam,
    /// Security Token Service.
    Sts,
    /// Organizations.
    Organizations,
    /// Secrets Manager.
    SecretsManager,
}

impl Service {
    /// The signing name, which is also the prefix of IAM actions.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Iam => "iam",
            Self::Sts => "sts",
            Self::Organizations => "organizations",
            Self::SecretsManager => "secretsmanager",
        }
    }

    /// The namespace of query answers; nothing for JSON services.
    pub(crate) fn namespace(self) -> Option<&'static str> {
        match self {
            Self::Iam => Some("https://iam.amazonaws.com/doc/2010-05-08/"),
            Self::Sts => Some("https://sts.amazonaws.com/doc/2011-06-15/"),
            Self::Organizations | Self::SecretsManager => None,
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Iam, Self::Sts, Self::Organizations, Self::SecretsManager]
            .into_iter()
            .find(|service| service.name() == name)
    }
}

/// A request, understood as far as its operation.
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) operation: String,
    pub(crate) input: Input,
    pub(crate) scope: Scope,
}

/// The members of a request in its protocol.
pub(crate) enum Input {
    Query(Parameters),
    Json(Fields),
}

/// What the signature says about itself. It is read, and not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) access_key_id: String,
    pub(crate) region: String,
    service: String,
}

impl Call {
    /// The IAM user a request is about.
    pub(crate) fn user(&self) -> Option<&str> {
        match &self.input {
            Input::Query(parameters) => parameters.text("UserName"),
            Input::Json(_) => None,
        }
    }

    /// The account of the role a request asks for.
    pub(crate) fn target(&self) -> Option<&str> {
        match &self.input {
            Input::Query(parameters) => parameters.text("RoleArn")?.split(':').nth(4),
            Input::Json(_) => None,
        }
    }
}

/// A request that names no operation; the service is as far as it was understood.
pub(crate) type Unrouted = (Service, AwsError);

/// Finds service and operation.
pub(crate) fn route(incoming: &Incoming) -> Result<Call, Unrouted> {
    let scope = Scope::parse(incoming.header("authorization").unwrap_or_default());
    let signed_for = scope.as_ref().and_then(|scope| Service::named(&scope.service));
    let target = incoming.header("x-amz-target").and_then(|target| target.split_once('.'));
    let (service, operation, input) = if let Some((prefix, operation)) = target {
        let service = match prefix {
            "AWSOrganizationsV20161128" => Service::Organizations,
            "secretsmanager" => Service::SecretsManager,
            _ => {
                let error = AwsError::new(
                    400,
                    "UnknownOperationException",
                    "The sandbox does not know this service.",
                );
                return Err((signed_for.unwrap_or(Service::Organizations), error));
            }
        };
        let fields = Fields::parse(&incoming.body).map_err(|error| (service, error))?;
        (service, operation.to_owned(), Input::Json(fields))
    } else {
        let parameters = Parameters::parse(if incoming.body.is_empty() {
            incoming.query.as_bytes()
        } else {
            &incoming.body
        });
        let by_version = match parameters.text("Version") {
            Some("2011-06-15") => Service::Sts,
            _ => Service::Iam,
        };
        let service = signed_for.unwrap_or(by_version);
        let missing = || (service, AwsError::new(400, "MissingAction", "The request names no operation."));
        let operation = parameters.text("Action").ok_or_else(missing)?.to_owned();
        (service, operation, Input::Query(parameters))
    };
    let unsigned = || {
        let message = "Request is missing Authentication Token";
        (service, AwsError::new(403, "MissingAuthenticationToken", message))
    };
    Ok(Call { service, operation, input, scope: scope.ok_or_else(unsigned)? })
}

impl Scope {
    /// Reads `… Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`.
    fn parse(authorization: &str) -> Option<Self> {
        let (_, credential) = authorization.split_once("Credential=")?;
        let mut parts = credential.split([',', ' ']).next()?.split('/');
        let (access_key_id, _date, region, service) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            access_key_id: access_key_id.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_is_read_from_the_signature() {
        let header = "AWS4-HMAC-SHA256 Credential=AKIAX/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00";
        let scope = Scope::parse(header).unwrap();
        assert_eq!((scope.access_key_id.as_str(), scope.region.as_str()), ("AKIAX", "us-east-1"));
        assert_eq!(Service::named(&scope.service), Some(Service::Sts));
        assert_eq!(Scope::parse("Bearer x"), None);
        assert_eq!(Scope::parse("AWS4-HMAC-SHA256 Credential=a/b"), None);
    }
}
