//! The fault plan: what goes wrong, and when.
//!
//! Owns the plan and its JSON form, and decides which fault meets which call. A fault stands between the caller and the
//! operation, so it works the same in process and over loopback, and the state knows nothing of it.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Deserialize;

use super::router::Service;
use super::wire::{AwsError, PageStyle};

/// What goes wrong in this process. As JSON:
///
/// ```json
/// {
///   "rules": [
///     { "at": { "call": 7 }, "fault": "drop-after" },
///     { "at": { "operation": "CreateUser", "user": "anna", "from": 2, "times": 3 }, "fault": "throttle" },
///     { "at": { "account": "123456789012" }, "fault": { "delay": 20 } },
///     { "at": { "event": 3 }, "fault": "abort-before" }
///   ],
///   "hide": 2,
///   "pages": "short"
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FaultPlan {
    /// Every delay that matches is waited for; of the other faults, the first that matches happens.
    pub rules: Vec<FaultRule>,
    /// Eventual consistency: a new user, key or attachment stays unseen for this many requests that concern it.
    pub hide: u32,
    /// How full the pages of listings are.
    pub pages: PageStyle,
}

/// One fault and where it happens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, try_from = "RawRule")]
pub struct FaultRule {
    /// Where.
    pub at: FaultPoint,
    /// What.
    pub fault: Fault,
}

/// Where a fault happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultPoint {
    /// At the call of this number; the first is 1.
    Call(u64),
    /// At calls that match.
    Request(RequestMatch),
    /// At the checkpoint of this number; the first is 1. See [`super::CheckpointLayer`].
    Event(u64),
    /// At a named checkpoint, the `from`-th time it is reached.
    Step {
        /// The name: the field `step` of the event.
        step: String,
        /// The first time is 1.
        from: u64,
    },
}

/// Which calls a rule means. Criteria that are absent match everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestMatch {
    /// The operation, for example `CreateUser`.
    pub operation: Option<String>,
    /// The service.
    pub service: Option<Service>,
    /// The IAM user the request names.
    pub user: Option<String>,
    /// The account that is called.
    pub account: Option<String>,
    /// The first match the rule applies to; 1 is the first of all.
    pub from: u64,
    /// To how many matches it applies; absent: to all that follow.
    pub times: Option<u64>,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fault {
    /// The caller is not authorized.
    Deny,
    /// The rate is exceeded.
    Throttle,
    /// Status 500.
    ServerError,
    /// Status 503.
    ServiceUnavailable,
    /// The connection ends before anything happened.
    DropBefore,
    /// The connection ends after the effect and before the answer.
    DropAfter,
    /// The answer takes this many milliseconds.
    Delay(u64),
    /// The effect happens, and an answer that no parser accepts arrives with status 200.
    Garble,
    /// The effect happens, and half of the answer arrives with status 200 and nothing to tell that half is missing. The
    /// SDK's XML reader takes it for a whole answer: members are cut short, absent, or filled with defaults.
    Truncate,
    /// The effect happens, and an answer without any member arrives with status 200.
    Empty,
    /// Nothing happens, and no answer ever comes.
    Hang,
    /// The process is killed before anything happened.
    AbortBefore,
    /// The process is killed after the effect.
    AbortAfter,
}

/// A rule in a fault plan that says nothing or too much.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultPointError {
    /// `at` is empty.
    #[error(
        "a fault needs a place: one of `call`, `event`, `step`, or a match by `operation`, `service`, `user`, `account`"
    )]
    Nowhere,
    /// `at` names two kinds of places.
    #[error("a fault has one place: `call`, `event`, `step` and a match by operation exclude each other")]
    Ambiguous,
    /// Calls, events and matches are counted from 1.
    #[error("calls, events and matches are counted from 1")]
    Zero,
    /// A checkpoint is no request, so nothing but the process can fail there.
    #[error("at a checkpoint only `abort-before` and `abort-after` can happen")]
    OnlyAborts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    at: RawPoint,
    fault: Fault,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawPoint {
    call: Option<u64>,
    event: Option<u64>,
    step: Option<String>,
    operation: Option<String>,
    service: Option<Service>,
    user: Option<String>,
    account: Option<String>,
    from: Option<u64>,
    times: Option<u64>,
}

impl TryFrom<RawRule> for FaultRule {
    type Error = FaultPointError;

    fn try_from(raw: RawRule) -> Result<Self, FaultPointError> {
        let RawPoint { call, event, step, operation, service, user, account, from, times } = raw.at;
        if [call, event, from].contains(&Some(0)) {
            return Err(FaultPointError::Zero);
        }
        let matches = operation.is_some() || service.is_some() || user.is_some() || account.is_some();
        let counted = from.is_some() || times.is_some();
        let at = match (call, event, step, matches) {
            (None, None, None, true) => {
                let from = from.unwrap_or(1);
                FaultPoint::Request(RequestMatch { operation, service, user, account, from, times })
            }
            (Some(call), None, None, false) if !counted => FaultPoint::Call(call),
            (None, Some(event), None, false) if !counted => FaultPoint::Event(event),
            (None, None, Some(step), false) if times.is_none() => {
                FaultPoint::Step { step, from: from.unwrap_or(1) }
            }
            (None, None, None, false) => return Err(FaultPointError::Nowhere),
            _ => return Err(FaultPointError::Ambiguous),
        };
        let checkpoint = matches!(at, FaultPoint::Event(_) | FaultPoint::Step { .. });
        if checkpoint && !matches!(raw.fault, Fault::AbortBefore | Fault::AbortAfter) {
            return Err(FaultPointError::OnlyAborts);
        }
        Ok(Self { at, fault: raw.fault })
    }
}

impl FaultPlan {
    /// Nothing goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a rule.
    #[must_use]
    pub fn with(mut self, rule: FaultRule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Sets for how many requests new entities stay unseen.
    #[must_use]
    pub fn hiding(mut self, requests: u32) -> Self {
        self.hide = requests;
        self
    }

    /// Sets how full the pages of listings are.
    #[must_use]
    pub fn paging(mut self, pages: PageStyle) -> Self {
        self.pages = pages;
        self
    }
}

impl FaultRule {
    /// A fault at the call of this number; the first is 1.
    #[must_use]
    pub fn at_call(number: u64, fault: Fault) -> Self {
        Self { at: FaultPoint::Call(number), fault }
    }

    /// A fault at every call of an operation.
    #[must_use]
    pub fn at_operation(operation: &str, fault: Fault) -> Self {
        Self { at: FaultPoint::Request(RequestMatch::operation(operation)), fault }
    }

    /// A fault at calls that match.
    #[must_use]
    pub fn at_request(request: RequestMatch, fault: Fault) -> Self {
        Self { at: FaultPoint::Request(request), fault }
    }
}

impl RequestMatch {
    /// Every call.
    #[must_use]
    pub fn any() -> Self {
        Self { operation: None, service: None, user: None, account: None, from: 1, times: None }
    }

    /// Every call of an operation.
    #[must_use]
    pub fn operation(operation: &str) -> Self {
        Self { operation: Some(operation.to_owned()), ..Self::any() }
    }

    /// … of a service.
    #[must_use]
    pub fn of_service(mut self, service: Service) -> Self {
        self.service = Some(service);
        self
    }

    /// … that names a user.
    #[must_use]
    pub fn for_user(mut self, user: &str) -> Self {
        self.user = Some(user.to_owned());
        self
    }

    /// … in an account.
    #[must_use]
    pub fn in_account(mut self, account: &str) -> Self {
        self.account = Some(account.to_owned());
        self
    }

    /// … from the n-th match on; the first is 1.
    #[must_use]
    pub fn from_match(mut self, number: u64) -> Self {
        self.from = number;
        self
    }

    /// … at most this many times.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }
}

/// What a call is matched by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallFacts<'a> {
    pub(crate) number: u64,
    pub(crate) service: Service,
    pub(crate) operation: &'a str,
    pub(crate) account: &'a str,
    pub(crate) user: Option<&'a str>,
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
        CallFacts { number, service: Service::Iam, operation, account: "123456789012", user }
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

    #[test]
    fn a_plan_with_a_mistake_is_refused_with_its_reason() {
        for (rule, reason) in [
            (r#"{"at":{},"fault":"deny"}"#, "needs a place"),
            (r#"{"at":{"call":1,"operation":"GetUser"},"fault":"deny"}"#, "one place"),
            (r#"{"at":{"call":0},"fault":"deny"}"#, "counted from 1"),
            (r#"{"at":{"event":1},"fault":"deny"}"#, "only `abort-before`"),
            (r#"{"at":{"cal":1},"fault":"deny"}"#, "unknown field"),
            (r#"{"at":{"call":1},"fault":"explode"}"#, "unknown variant"),
        ] {
            let error = serde_json::from_str::<FaultRule>(rule).unwrap_err().to_string();
            assert!(error.contains(reason), "{rule}: {error}");
        }
    }
}
