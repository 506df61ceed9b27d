//! What was asked of the sandbox, for tests that count calls.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::router::Service;

/// One call, in the order of arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallRecord {
    /// The first call of a process is 1.
    pub number: u64,
    /// The account that was called.
    pub account: String,
    /// The service.
    pub service: Service,
    /// The operation, for example `CreateUser`.
    pub operation: String,
    /// The IAM user the request names.
    pub user: Option<String>,
    /// What became of it.
    pub outcome: CallOutcome,
}

/// What the caller got.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallOutcome {
    /// An answer.
    Answered,
    /// A refusal with this code.
    Refused(String),
    /// No answer: the connection was dropped or left hanging.
    Lost,
    /// An answer that a fault made unreadable.
    Spoiled,
}

/// Calls kept in memory; a server that runs for days forgets the oldest.
const MOST: usize = 1_000_000;

/// The calls of this process.
#[derive(Debug, Default)]
pub(crate) struct CallLog(Mutex<VecDeque<CallRecord>>);

impl CallLog {
    pub(crate) fn push(&self, record: CallRecord) {
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() >= MOST {
            records.pop_front();
        }
        records.push_back(record);
    }

    /// Sorted by number: concurrent calls end in another order than they arrive.
    pub(crate) fn all(&self) -> Vec<CallRecord> {
        let mut records: Vec<CallRecord> =
            self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect();
        records.sort_by_key(|record| record.number);
        records
    }
}
