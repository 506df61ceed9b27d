//! Kills the process at a checkpoint of delivery, so that a test can see what a crash there leaves behind.
//!
//! Delivery says where it stands in `tracing` events of target `bedrock_keys::deliver`; their field `step` names the
//! checkpoint. A layer counts them and aborts at the one the fault plan names.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::faults::{FaultPlan, FaultPoint};

/// The target whose events are checkpoints, with everything below it.
const TARGET: &str = "bedrock_keys::deliver";

/// A layer that kills the process at the checkpoints of a fault plan.
pub struct CheckpointLayer {
    points: Vec<(FaultPoint, AtomicU64)>,
    events: AtomicU64,
    kill: Box<dyn Fn() + Send + Sync>,
}

impl CheckpointLayer {
    /// The checkpoints of a plan. Rules about calls are the sandbox's and are passed over.
    #[must_use]
    pub fn new(plan: &FaultPlan) -> Self {
        Self::with_kill(plan, || std::process::abort())
    }

    fn with_kill(plan: &FaultPlan, kill: impl Fn() + Send + Sync + 'static) -> Self {
        let points = plan.rules.iter().filter_map(|rule| match &rule.at {
            FaultPoint::Event(_) | FaultPoint::Step { .. } => Some((rule.at.clone(), AtomicU64::new(0))),
            FaultPoint::Call(_) | FaultPoint::Request(_) => None,
        });
        Self { points: points.collect(), events: AtomicU64::new(0), kill: Box::new(kill) }
    }

    fn reached(&self, step: Option<&str>) -> bool {
        let number = self.events.fetch_add(1, Ordering::SeqCst) + 1;
        self.points.iter().any(|(point, times)| match point {
            FaultPoint::Event(event) => *event == number,
            FaultPoint::Step { step: wanted, from } => {
                Some(wanted.as_str()) == step && times.fetch_add(1, Ordering::SeqCst) + 1 == *from
            }
            FaultPoint::Call(_) | FaultPoint::Request(_) => false,
        })
    }
}

impl fmt::Debug for CheckpointLayer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CheckpointLayer").field("points", &self.points).finish_non_exhaustive()
    }
}

impl<S: Subscriber> Layer<S> for CheckpointLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let target = event.metadata().target();
        let below = target.strip_prefix(TARGET).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
        if below {
            let mut step = StepField(None);
            event.record(&mut step);
            if self.reached(step.0.as_deref()) {
                (self.kill)();
            }
        }
    }
}

/// The field `step` of an event.
struct StepField(Option<String>);

impl Visit for StepField {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "step" {
            self.0 = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "step" {
            self.0 = Some(format!("{value:?}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    fn kills(plan: &str) -> Vec<u64> {
        let plan: FaultPlan = serde_json::from_str(plan).unwrap();
        let (number, killed) = (Arc::new(AtomicU64::new(0)), Arc::new(std::sync::Mutex::new(Vec::new())));
        let layer = CheckpointLayer::with_kill(&plan, {
            let (number, killed) = (Arc::clone(&number), Arc::clone(&killed));
            move || killed.lock().unwrap().push(number.load(Ordering::SeqCst))
        });
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            for step in ["opened", "written", "opened"] {
                number.fetch_add(1, Ordering::SeqCst);
                tracing::debug!(target: "bedrock_keys::deliver", step);
                tracing::debug!(target: "bedrock_keys::deliver_more", step);
                tracing::debug!(target: "bedrock_keys::lifecycle", step);
            }
            number.fetch_add(1, Ordering::SeqCst);
            tracing::debug!(target: "bedrock_keys::deliver::file", step = %"synced");
        });
        killed.lock().unwrap().clone()
    }

    #[test]
    fn the_process_dies_at_the_event_of_the_number() {
        assert_eq!(kills(r#"{"rules":[{"at":{"event":2},"fault":"abort-before"}]}"#), [2]);
        assert!(kills(r#"{"rules":[{"at":{"event":5},"fault":"abort-before"}]}"#).is_empty());
    }

    #[test]
    fn the_process_dies_at_the_named_step() {
        assert_eq!(kills(r#"{"rules":[{"at":{"step":"opened","from":2},"fault":"abort-after"}]}"#), [3]);
        assert_eq!(kills(r#"{"rules":[{"at":{"step":"synced"},"fault":"abort-after"}]}"#), [4]);
        assert!(kills(r#"{"rules":[{"at":{"call":1},"fault":"abort-after"}]}"#).is_empty());
    }
}
