//! Whether the caller may do what it asks: the one place in the path of a request where this is decided.

use super::router::Service;
use super::state::{AccountId, Caller};
use super::wire::AwsError;

/// Who wants to do what.
pub(crate) struct AccessRequest<'a> {
    pub(crate) service: Service,
    pub(crate) operation: &'a str,
    pub(crate) caller: &'a Caller,
    pub(crate) management: &'a AccountId,
}

/// The decision.
#[derive(Debug)]
pub(crate) enum Decision {
    Allowed,
    Denied(AwsError),
}

/// Decides.
///
/// Organizations answers the management account only, except for `DescribeOrganization`
/// (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_details.html>). Identity policies,
/// boundaries and service control policies are not consulted: everybody else may do everything.
pub(crate) fn authorize(request: &AccessRequest<'_>) -> Decision {
    let is_member = request.caller.account != *request.management;
    if request.service == Service::Organizations && is_member && request.operation != "DescribeOrganization" {
        let message = "You don't have permissions to access this resource.";
        return Decision::Denied(AwsError::new(400, "AccessDeniedException", message));
    }
    Decision::Allowed
}
