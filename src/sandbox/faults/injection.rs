//! Which fault meets which call, and in which words a service refuses.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Fault, FaultPlan, FaultPoint, RequestMatch};
use crate::sandbox::router::Service;
use crate::sandbox::wire::AwsError;

/// What a call is matched by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallFacts<'a> {
    pub(crate) number: u64,
    pub(crate) service: Service,
    pub(crate) operation: &'a str,
    pub(crate) account: &'a str,
    pub(crate) user: Option<&'a str>,
    /// The account a role is asked for in.
    pub(crate) target: Option<&'a str>,
}

/// What meets one call.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) delay_milliseconds: u64,
    pub(crate) fault: Option<Fault>,
}

/// The plan and how often each of its rules has matched.
#[derive(Debug)]
pub(crate) struct FaultInjector {
    plan: FaultPlan,
    matched: Vec<AtomicU64>,
}

impl FaultInjector {
    pub(crate) fn new(plan: FaultPlan) -> Self {
        let matched = plan.rules.iter().map(|_| AtomicU64::new(0)).collect();
        Self { plan, matched }
    }

    pub(crate) fn plan(&self) -> &FaultPlan {
        &self.plan
    }

    pub(crate) fn judge(&self, call: &CallFacts<'_>) -> Verdict {
        let mut verdict = Verdict::default();
        for (rule, matched) in self.plan.rules.iter().zip(&self.matched) {
            let applies = match &rule.at {
                FaultPoint::Call(number) => *number == call.number,
                FaultPoint::Request(request) => request.applies(call, matched),
                FaultPoint::Event(_) | FaultPoint::Step { .. } => false,
            };
            if applies {
                if let Fault::Delay(milliseconds) = rule.fault {
                    verdict.delay_milliseconds += milliseconds;
                } else {
                    verdict.fault = verdict.fault.or(Some(rule.fault));
                }
            }
        }
        verdict
    }
}

impl RequestMatch {
    fn applies(&self, call: &CallFacts<'_>, matched: &AtomicU64) -> bool {
        let is = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == found)
        };
        let matches = is(&self.operation, Some(call.operation))
            && is(&self.account, Some(call.account))
            && is(&self.user, call.user)
            && is(&self.target, call.target)
            && self.service.is_none_or(|service| service == call.service);
        if !matches {
            return false;
        }
        let number = matched.fetch_add(1, Ordering::SeqCst) + 1;
        number >= self.from && self.times.is_none_or(|times| number - self.from < times)
    }
}

/// The refusal a service writes for a fault; nothing for faults that refuse nothing.
pub(crate) fn refusal(fault: Fault, call: &CallFacts<'_>, caller: &str) -> Option<AwsError> {
    let json = call.service.namespace().is_none();
    let (service, operation) = (call.service.name(), call.operation);
    Some(match fault {
        Fault::Deny if json => AwsError::new(
            400,
            "AccessDeniedException",
            format!("User: {caller} is not authorized to perform: {service}:{operation} on resource: *"),
        ),
        Fault::Deny => AwsError::new(
            403,
            "AccessDenied",
            format!("User: {caller} is not authorized to perform: {service}:{operation} on resource: *"),
        ),
        Fault::Throttle => match call.service {
            Service::Iam | Service::Sts => AwsError::new(400, "Throttling", "Rate exceeded"),
            Service::Organizations => AwsError::new(
                400,
                "TooManyRequestsException",
                "You have sent too many requests in too short a period of time.",
            ),
            Service::SecretsManager => AwsError::new(400, "ThrottlingException", "Rate exceeded"),
        },
        Fault::ServerError => {
            let code = match call.service {
                Service::Iam => "ServiceFailure",
                Service::Sts => "InternalFailure",
                Service::Organizations => "ServiceException",
                Service::SecretsManager => "InternalServiceError",
            };
            AwsError::new(
                500,
                code,
                "The request processing has failed because of an unknown error, exception or failure.",
            )
        }
        Fault::ConcurrentModification => match call.service {
            Service::Iam => AwsError::new(
                409,
                "ConcurrentModification",
                "Another request is changing the same entity. Try again.",
            ),
            Service::Organizations => AwsError::new(
                400,
                "ConcurrentModificationException",
                "The target of the operation is currently being modified by a different request. Try again later.",
            ),
            Service::Sts | Service::SecretsManager => {
                return refusal(Fault::ServerError, call, caller);
            }
        },
        Fault::ServiceUnavailable => AwsError::new(
            503,
            "ServiceUnavailable",
            "The request has failed due to a temporary failure of the server.",
        ),
        Fault::DropBefore
        | Fault::DropAfter
        | Fault::Delay(_)
        | Fault::Garble
        | Fault::Truncate
        | Fault::Empty
        | Fault::Hang
        | Fault::AbortBefore
        | Fault::AbortAfter => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(number: u64, operation: &str, user: Option<&'static str>) -> Verdict {
        injector().judge(&facts(number, operation, user))
    }

    fn facts<'a>(number: u64, operation: &'a str, user: Option<&'a str>) -> CallFacts<'a> {
        CallFacts { number, service: Service::Iam, operation, account: "123456789012", user, target: None }
    }

    fn injector() -> FaultInjector {
        let plan = r#"{ "rules": [
            { "at": { "call": 7 }, "fault": "drop-after" },
            { "at": { "account": "123456789012", "operation": "TagUser" }, "fault": { "delay": 20 } },
            { "at": { "operation": "CreateUser", "user": "anna", "from": 2, "times": 2 }, "fault": "throttle" }
        ]}"#;
        FaultInjector::new(serde_json::from_str(plan).unwrap())
    }

    #[test]
    fn a_call_number_and_an_operation_are_places() {
        assert_eq!(call(7, "GetUser", None).fault, Some(Fault::DropAfter));
        assert_eq!(call(8, "GetUser", None), Verdict::default());
        assert_eq!(call(8, "TagUser", None), Verdict { delay_milliseconds: 20, fault: None });
    }

    #[test]
    fn a_rule_applies_from_its_first_match_for_its_times() {
        let injector = injector();
        let faults: Vec<_> =
            (20..25).map(|number| injector.judge(&facts(number, "CreateUser", Some("anna"))).fault).collect();
        assert_eq!(faults, [None, Some(Fault::Throttle), Some(Fault::Throttle), None, None]);
        assert_eq!(injector.judge(&facts(30, "CreateUser", Some("ben"))).fault, None);
    }
}
