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
    /// Whether the organization named the caller's account a delegated administrator.
    pub(crate) delegated: bool,
}

/// The decision.
#[derive(Debug)]
pub(crate) enum Decision {
    Allowed,
    Denied(AwsError),
}

/// Decides.
///
/// Organizations answers the management account, and reads of an account it delegated a service to; everybody else only
/// `DescribeOrganization`
/// (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html>). Identity policies,
/// boundaries and service control policies are not consulted: everybody else may do everything.
pub(crate) fn authorize(request: &AccessRequest<'_>) -> Decision {
    let is_member = request.caller.account != *request.management;
    let reads = request.operation.starts_with("List") || request.operation.starts_with("Describe");
    let open = request.operation == "DescribeOrganization" || (request.delegated && reads);
    if request.service == Service::Organizations && is_member && !open {
        let message = "You don't have permissions to access this resource.";
        return Decision::Denied(AwsError::new(400, "AccessDeniedException", message));
    }
    Decision::Allowed
}
