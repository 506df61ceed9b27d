//! A fault plan, as the file that `--sandbox-faults` names.

use serde_json::{Value, json};

/// What goes wrong in one run. `src/sandbox/faults.rs` documents the form.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Faults {
    rules: Vec<Value>,
    hide: u32,
}

impl Faults {
    /// Nothing goes wrong.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// At the call of this number; the first is 1.
    pub(crate) fn at_call(number: usize, fault: &str) -> Self {
        Self::none().and(json!({ "at": { "call": number }, "fault": fault }))
    }

    /// The process is killed at the delivery checkpoint of this number; the first is 1.
    pub(crate) fn killed_at_checkpoint(number: usize) -> Self {
        Self::none().and(json!({ "at": { "event": number }, "fault": "abort-before" }))
    }

    /// At every call of an operation.
    pub(crate) fn at_every(operation: &str, fault: &str) -> Self {
        Self::none().and(json!({ "at": { "operation": operation }, "fault": fault }))
    }

    /// At the first calls of an operation.
    pub(crate) fn at_first(times: u32, operation: &str, fault: &str) -> Self {
        Self::none().and(json!({ "at": { "operation": operation, "times": times }, "fault": fault }))
    }

    /// Every call takes this long.
    pub(crate) fn slow(milliseconds: u32) -> Self {
        Self::none()
            .slow_at("iam", milliseconds)
            .slow_at("sts", milliseconds)
            .slow_at("secretsmanager", milliseconds)
            .slow_at("organizations", milliseconds)
    }

    fn slow_at(self, service: &str, milliseconds: u32) -> Self {
        self.and(json!({ "at": { "service": service }, "fault": { "delay": milliseconds } }))
    }

    /// One more rule.
    pub(crate) fn and(mut self, rule: Value) -> Self {
        self.rules.push(rule);
        self
    }

    /// What was just made stays unseen for so many requests.
    pub(crate) fn hiding(mut self, requests: u32) -> Self {
        self.hide = requests;
        self
    }

    /// Whether anything goes wrong at all.
    pub(super) fn is_none(&self) -> bool {
        *self == Self::none()
    }

    pub(super) fn json(&self) -> String {
        json!({ "rules": self.rules, "hide": self.hide }).to_string()
    }
}
