//! Ctrl-C: the first finishes what is in flight, the second names it.

use std::future::Future;

use tokio_util::sync::CancellationToken;

use crate::apply::guardrail::Halt;

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
        // Registered before anything is awaited, and once for both: a signal in between is not missed.
        let mut signals = Signals::listen();
        tokio::spawn(async move {
            if signals.next().await {
                listener.first.cancel();
            }
            if signals.next().await {
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

    /// Both wishes, for work that decides itself between two steps.
    pub(super) fn halt(&self) -> Halt {
        Halt { begin_nothing: self.first.clone(), give_up: self.second.clone() }
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

/// SIGINT and SIGTERM from the moment it is made; nothing where the system refuses to tell.
#[cfg(unix)]
struct Signals(Option<(tokio::signal::unix::Signal, tokio::signal::unix::Signal)>);

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let (interrupt, terminate) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
        Self(interrupt.ok().zip(terminate.ok()))
    }

    /// Waits for the next signal; false where none will ever come.
    async fn next(&mut self) -> bool {
        let Some((interrupt, terminate)) = &mut self.0 else { return false };
        tokio::select! {
            received = interrupt.recv() => received.is_some(),
            received = terminate.recv() => received.is_some(),
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> Self {
        Self
    }

    /// Waits for the next Ctrl-C; false where none will ever come.
    async fn next(&mut self) -> bool {
        tokio::signal::ctrl_c().await.is_ok()
    }
}
