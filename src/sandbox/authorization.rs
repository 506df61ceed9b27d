//! Whether the caller may do what it asks: the one place in the path of a request where this is decided.
//!
//! Service control policies are evaluated as AWS does; identity policies and boundaries are not consulted, so whoever no
//! SCP stops may do everything.

mod facts;
mod scps;

use super::operation::Context;
use super::router::{Call, Service};
use super::state::{Account, AccountId};
use super::wire::AwsError;
use crate::policy::{Identity, PolicySet, ScpScope, Verdict, evaluate};

pub(crate) use scps::scps_of;

/// Who wants to do what.
pub(crate) struct AccessRequest<'a> {
    pub(crate) call: &'a Call,
    pub(crate) context: &'a Context,
    pub(crate) management: &'a AccountId,
    /// Whether the organization named the caller's account a delegated administrator.
    pub(crate) delegated: bool,
    /// The caller's account.
    pub(crate) account: &'a Account,
    /// What restricts that account.
    pub(crate) scps: &'a ScpScope,
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
/// (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html>).
pub(crate) fn authorize(request: &AccessRequest<'_>) -> Decision {
    let call = request.call;
    let is_member = *request.context.account() != *request.management;
    let reads = call.operation.starts_with("List") || call.operation.starts_with("Describe");
    let open = call.operation == "DescribeOrganization" || (request.delegated && reads);
    if call.service == Service::Organizations && is_member && !open {
        let message = "You don't have permissions to access this resource.";
        return Decision::Denied(AwsError::new(400, "AccessDeniedException", message));
    }
    match (call.service, request.scps) {
        (Service::Iam, ScpScope::Levels(_)) => by_scps(request),
        _ => Decision::Allowed,
    }
}

/// What the SCPs say. What they leave open, because AWS does not document it, is refused: the sandbox must not promise
/// more than AWS does.
fn by_scps(request: &AccessRequest<'_>) -> Decision {
    let Some(asked) = facts::request(request) else { return Decision::Allowed };
    let policies = PolicySet { scps: request.scps.clone(), identity: Identity::AssumedToAllow };
    let why = match evaluate(&asked, &policies) {
        Verdict::Allowed { .. } => return Decision::Allowed,
        Verdict::ExplicitlyDenied { .. } => "with an explicit deny in a service control policy".to_owned(),
        Verdict::ImplicitlyDenied { .. } | Verdict::Conditional { .. } => {
            format!("because no service control policy allows the {} action", asked.action.as_str())
        }
    };
    let message = format!(
        "User: {} is not authorized to perform: {} on resource: {} {why}",
        request.context.caller.arn(),
        asked.action.as_str(),
        facts::resource_text(&asked)
    );
    Decision::Denied(AwsError::new(403, "AccessDenied", message))
}
