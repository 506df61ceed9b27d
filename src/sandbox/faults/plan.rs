//! The plan and its JSON form, with a clear error for a rule that says nothing or too much.

use serde::Deserialize;

use crate::sandbox::account_style::AccountStyle;
use crate::sandbox::router::Service;
use crate::sandbox::wire::PageStyle;

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
///   "pages": "short",
///   "accounts": { "state": "status-only", "paths": "absent" }
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FaultPlan {
    /// Every delay that matches is waited for; of the other faults, the first that matches happens.
    pub rules: Vec<FaultRule>,
    /// Eventual consistency: a new user, key or attachment stays unseen for this many requests that concern it, and a policy
    /// type that was just enabled stays pending.
    pub hide: u32,
    /// How full the pages of listings are.
    pub pages: PageStyle,
    /// What the organization says of its accounts.
    pub accounts: AccountStyle,
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
    /// At the checkpoint of this number; the first is 1. See [`crate::sandbox::CheckpointLayer`].
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
    /// The account in which `AssumeRole` asks for a role.
    pub target: Option<String>,
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
    /// Somebody else is writing: `ConcurrentModification` of IAM and Organizations, status 500 elsewhere.
    ConcurrentModification,
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
        "a fault needs a place: one of `call`, `event`, `step`, or a match by `operation`, `service`, `user`, `account`, `target`"
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
    target: Option<String>,
    from: Option<u64>,
    times: Option<u64>,
}

impl TryFrom<RawRule> for FaultRule {
    type Error = FaultPointError;

    fn try_from(raw: RawRule) -> Result<Self, FaultPointError> {
        let RawPoint { call, event, step, operation, service, user, account, target, from, times } = raw.at;
        if [call, event, from].contains(&Some(0)) {
            return Err(FaultPointError::Zero);
        }
        let matches = operation.is_some()
            || service.is_some()
            || user.is_some()
            || account.is_some()
            || target.is_some();
        let counted = from.is_some() || times.is_some();
        let at = match (call, event, step, matches) {
            (None, None, None, true) => {
                let from = from.unwrap_or(1);
                FaultPoint::Request(RequestMatch { operation, service, user, account, target, from, times })
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

    /// Sets what the organization says of its accounts.
    #[must_use]
    pub fn describing_accounts(mut self, accounts: AccountStyle) -> Self {
        self.accounts = accounts;
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
        Self { operation: None, service: None, user: None, account: None, target: None, from: 1, times: None }
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

    /// … that asks for a role in an account.
    #[must_use]
    pub fn for_role_in(mut self, account: &str) -> Self {
        self.target = Some(account.to_owned());
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

#[cfg(test)]
mod tests {
    use super::*;

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
