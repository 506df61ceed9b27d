//! Ctrl-C: the first finishes what is in flight, the second names it.

use std::future::Future;

use tokio_util::sync::CancellationToken;

use super::CommandError;

/// What Ctrl-C (or SIGTERM, as a container sends it) has asked for so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Interruption {
    first: CancellationToken,
    second: CancellationToken,
}

impl Interruption {
    /// Listens from now on.
    pub(super) fn listen() -> Self {
        let interruption = Self::default();
        let listener = interruption.clone();
        tokio::spawn(async move {
            if signalled().await {
                listener.first.cancel();
            }
            if signalled().await {
                listener.second.cancel();
            }
        });
        interruption
    }

    /// Whether to begin nothing new.
    pub(super) fn is_asked_for(&self) -> bool {
        self.first.is_cancelled()
    }

    /// The wish to begin nothing new, for work that ends early and keeps what it has.
    pub(super) fn token(&self) -> CancellationToken {
        self.first.clone()
    }

    /// Waits for the wish to begin nothing new.
    pub(super) async fn asked_for(&self) {
        self.first.cancelled().await;
    }

    /// Runs something that changes nothing, and gives it up as soon as asked.
    pub(super) async fn or<T>(&self, work: impl Future<Output = T>) -> Result<T, CommandError> {
        tokio::select! {
            biased;
            () = self.first.cancelled() => Err(CommandError::interrupted()),
            result = work => Ok(result),
        }
    }

    /// Runs something that changes AWS: it is finished after the first wish and given up after the second.
    pub(super) async fn or_abandon<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.second.cancelled() => None,
            result = work => Some(result),
        }
    }
}

/// Waits for the next signal; false where none will ever come.
async fn signalled() -> bool {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut interrupt), Ok(mut terminate)) =
            (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        else {
            return false;
        };
        tokio::select! {
            received = interrupt.recv() => received.is_some(),
            received = terminate.recv() => received.is_some(),
        }
    }
    #[cfg(not(unix))]
    {
        tokio::signal::ctrl_c().await.is_ok()
    }
}
