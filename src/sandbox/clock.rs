//! The sandbox's clock: the one place in it that may ask what time it is.

use jiff::Timestamp;

/// Which time it is in the sandbox.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub enum SandboxClock {
    /// The time of this machine.
    #[default]
    System,
    /// Always this time.
    Fixed(Timestamp),
}

impl SandboxClock {
    /// The time now, in whole seconds as IAM knows them.
    #[must_use]
    pub fn now(self) -> Timestamp {
        let now = match self {
            Self::System => system_time(),
            Self::Fixed(timestamp) => timestamp,
        };
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox stands in for AWS, and AWS has a clock of its own"
)]
fn system_time() -> Timestamp {
    Timestamp::now()
}
