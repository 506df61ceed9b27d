//! Logs on standard error: this program's own, and nobody else's.

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::sandbox::{CheckpointLayer, FaultPlan};

/// Installs the subscriber. However often `-v` is given, and whatever `RUST_LOG` says, the targets of the SDK and of
/// its HTTP client stay off: at trace level they log bodies, and the body of one answer is a secret.
pub(super) fn install(verbosity: u8, faults: &FaultPlan) {
    let level = match verbosity {
        0 => LevelFilter::OFF,
        1 => LevelFilter::from_level(Level::INFO),
        2 => LevelFilter::from_level(Level::DEBUG),
        _ => LevelFilter::from_level(Level::TRACE),
    };
    let own = Targets::new().with_target("bedrock_keys", level);
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(false).without_time().with_filter(own);
    let checkpoints = (!faults.rules.is_empty()).then(|| {
        let delivery = Targets::new().with_target("bedrock_keys::deliver", LevelFilter::DEBUG);
        CheckpointLayer::new(faults).with_filter(delivery)
    });
    // A second subscriber in one process happens in tests only, and changes nothing.
    let _ = tracing_subscriber::registry().with(lines).with(checkpoints).try_init();
}
