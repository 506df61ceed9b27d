//! The moments of a delivery, and of whatever else is written to disk, at which a test can stop the process.

/// The target of the events of [`checkpoint`].
pub const CHECKPOINT_TARGET: &str = "bedrock_keys::deliver";

/// Says that a step of a delivery is about to happen or has happened. A step is a fixed text: it cannot carry a secret,
/// the content of a file, or a name.
pub(crate) fn checkpoint(step: &'static str) {
    tracing::debug!(target: CHECKPOINT_TARGET, step);
}
