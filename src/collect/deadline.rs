//! How long the reading of something may take.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use crate::aws::{AwsError, ErrorClass};

/// An end in time for several calls together. A call that has not answered by then is unknown; those that have, count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    at: Instant,
    after: Duration,
}

impl Deadline {
    /// From now on.
    pub(super) fn after(after: Duration) -> Self {
        Self { at: Instant::now() + after, after }
    }

    /// An earlier end, for what other calls depend on: they still have time when it is reached.
    pub(super) fn with_time_left(self) -> Self {
        let left = self.after / 3;
        Self { at: self.at - left, after: self.after - left }
    }

    /// Waits for a call, no longer than the end.
    pub(super) async fn hold<T>(
        self,
        operation: &'static str,
        call: impl Future<Output = Result<T, AwsError>>,
    ) -> Result<T, AwsError> {
        match tokio::time::timeout_at(self.at, call).await {
            Ok(answer) => answer,
            Err(_) => Err(AwsError {
                operation,
                class: ErrorClass::NoAnswer,
                code: None,
                message: format!("not finished within {} seconds", self.after.as_secs_f32()),
            }),
        }
    }
}
