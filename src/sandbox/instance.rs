//! The sandbox as the rest of the program holds it.

use std::fmt;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use jiff::Timestamp;

use super::calls::{CallLog, CallRecord};
use super::clock::SandboxClock;
use super::consistency::Unseen;
use super::failure::SandboxError;
use super::faults::{FaultInjector, FaultPlan};
use super::store::Store;
use super::{SandboxSize, connector, seed, server};

/// An embedded AWS over a directory. Clones share the state, the faults and the record of calls.
#[derive(Clone)]
pub struct Sandbox(pub(crate) Arc<Inner>);

/// What a clone shares.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: SandboxClock,
    pub(crate) faults: FaultInjector,
    pub(crate) unseen: Unseen,
    pub(crate) log: CallLog,
    /// The number of the last call.
    pub(crate) calls: AtomicU64,
    /// Nanoseconds spent on answers to clients of this process.
    pub(crate) spent: AtomicU64,
}

/// How a sandbox behaves in this process; nothing of it is kept in the directory.
#[derive(Debug, Clone, Default)]
pub struct SandboxOptions {
    /// Which time it is.
    pub clock: SandboxClock,
    /// What goes wrong.
    pub faults: FaultPlan,
}

impl Sandbox {
    /// Opens the sandbox of a directory, and makes and seeds it when there is none.
    ///
    /// # Errors
    ///
    /// When the directory holds something else, cannot be written, or was written by another version.
    pub fn open(directory: &Path, options: SandboxOptions) -> Result<Self, SandboxError> {
        Self::start(directory, options, Start::Keep, seed::organization)
    }

    /// Opens the sandbox of a directory and takes it back to the seed.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::open`].
    pub fn reset(directory: &Path, options: SandboxOptions) -> Result<Self, SandboxError> {
        Self::start(directory, options, Start::Replace, seed::organization)
    }

    /// Replaces what the directory holds by one account without an organization, with nothing in it.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::open`].
    pub fn empty(directory: &Path, options: SandboxOptions) -> Result<Self, SandboxError> {
        Self::start(directory, options, Start::Replace, seed::standalone)
    }

    /// Replaces what the directory holds by an organization of a given size, for measurements.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::open`].
    pub fn sized(directory: &Path, options: SandboxOptions, size: SandboxSize) -> Result<Self, SandboxError> {
        Self::start(directory, options, Start::Replace, |now| seed::scaled(size, now))
    }

    fn start(
        directory: &Path,
        options: SandboxOptions,
        start: Start,
        seed: impl FnOnce(Timestamp) -> seed::Grown,
    ) -> Result<Self, SandboxError> {
        let store = Store::open(directory)?;
        {
            let mut session = store.session()?;
            if start == Start::Replace || !session.is_seeded() {
                let (world, accounts) = seed(options.clock.now())?;
                session.replace(world, accounts)?;
            }
            session.world()?;
        }
        Ok(Self(Arc::new(Inner {
            store,
            clock: options.clock,
            unseen: Unseen::new(options.faults.hide),
            faults: FaultInjector::new(options.faults),
            log: CallLog::default(),
            calls: AtomicU64::new(0),
            spent: AtomicU64::new(0),
        })))
    }

    /// The HTTP client that the SDK's clients are configured with in place of the network.
    #[must_use]
    pub fn http_client(&self) -> SharedHttpClient {
        connector::client(self)
    }

    /// Answers on a socket until `shutdown` resolves. Whoever can reach the socket can do everything, so it belongs on
    /// loopback.
    ///
    /// # Errors
    ///
    /// When the socket fails; a connection that fails ends alone.
    pub async fn serve(
        &self,
        listener: tokio::net::TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), SandboxError> {
        server::serve(self, listener, shutdown).await
    }

    /// The time in the sandbox.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Access key id and secret access key of the management account's administrator.
    #[must_use]
    pub fn management_credentials() -> (&'static str, &'static str) {
        ("SANDBOXMANAGEMENT000", "SANDBOX/no/secret/access/key/at/all/0000")
    }

    /// How long answers to clients of this process took, added up: what is left of the time of a single-threaded run is the
    /// program's own.
    #[must_use]
    pub fn time_spent(&self) -> Duration {
        Duration::from_nanos(self.0.spent.load(Ordering::Relaxed))
    }

    /// The calls this process has made so far, by number.
    #[must_use]
    pub fn calls(&self) -> Vec<CallRecord> {
        self.0.log.all()
    }
}

/// What becomes of a state that is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Keep,
    Replace,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sandbox").finish_non_exhaustive()
    }
}
