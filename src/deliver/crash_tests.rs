//! Deliveries stopped at every checkpoint, and what their checkpoints say.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

use super::test_values::{assert_holds_no_secret, handover, secret};
use super::{CHECKPOINT_TARGET, Sink, SinkServices};
use crate::aws::pretend::Pretend;
use crate::lifecycle::Delivery;

/// What the checkpoints said.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

/// Ends the process at the checkpoint with this number.
struct KillAt {
    number: usize,
    passed: AtomicUsize,
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!("{field}={value:?} "));
    }
}

impl<S: Subscriber> Layer<S> for Heard {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("bedrock_keys") {
            let mut text = Text(String::new());
            event.record(&mut text);
            self.0.lock().unwrap().push(text.0);
        }
    }
}

impl<S: Subscriber> Layer<S> for KillAt {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == CHECKPOINT_TARGET
            && self.passed.fetch_add(1, Ordering::Relaxed) == self.number
        {
            std::process::abort();
        }
    }
}

fn delivery(sink: &str) -> Delivery {
    Delivery {
        sink: sink.parse().unwrap(),
        recipient: None,
        kms_key: None,
        region: "eu-central-1".parse().unwrap(),
        model: "amazon.nova-lite-v1:0".parse().unwrap(),
    }
}

fn file_delivery(directory: &Path) -> Delivery {
    delivery(&format!("file:{}", directory.display()))
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

async fn deliver(delivery: &Delivery, services: &SinkServices) {
    let handover = handover("alice@example.com", "chat");
    let sink = Sink::open(delivery, &handover.addressee, services).await.unwrap();
    sink.deliver(&handover, secret()).await.unwrap();
}

#[test]
fn no_checkpoint_of_any_sink_tells_a_secret() {
    let scratch = TempDir::new().unwrap();
    let services = SinkServices { secrets_manager: Some(Pretend::default().client()) };
    let heard = Heard::default();
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(heard.clone()));
    run(async {
        deliver(&file_delivery(&scratch.path().join("out")), &services).await;
        deliver(&delivery("secretsmanager:keys"), &services).await;
        deliver(&delivery("command:/bin/cat"), &services).await;
    });
    drop(guard);
    let heard = heard.0.lock().unwrap();
    for step in ["file: synced", "note: synced", "directory: synced", "secret: created", "command: ended"] {
        assert!(heard.iter().any(|text| text.contains(step)), "{step} is not in {heard:?}");
    }
    heard.iter().for_each(|text| assert_holds_no_secret(text));
}

/// The variables that make the test below the process that is killed.
const DIRECTORY: &str = "BEDROCK_KEYS_TEST_CRASH_DIRECTORY";
const NUMBER: &str = "BEDROCK_KEYS_TEST_CRASH_NUMBER";

#[test]
fn whatever_a_killed_file_delivery_leaves_is_withdrawn() {
    if let (Some(directory), Ok(number)) = (std::env::var_os(DIRECTORY), std::env::var(NUMBER)) {
        let kill = KillAt { number: number.parse().unwrap(), passed: AtomicUsize::new(0) };
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(kill)).unwrap();
        run(deliver(&file_delivery(Path::new(&directory)), &SinkServices::default()));
        return;
    }
    let mut killed = 0;
    loop {
        let scratch = TempDir::new().unwrap();
        let directory = scratch.path().join("out");
        let outcome = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "deliver::crash_tests::whatever_a_killed_file_delivery_leaves_is_withdrawn"])
            .env(DIRECTORY, &directory)
            .env(NUMBER, killed.to_string())
            .output()
            .unwrap();
        let handover = handover("alice@example.com", "chat");
        run(async {
            let sink = Sink::open(&file_delivery(&directory), &handover.addressee, &SinkServices::default())
                .await
                .unwrap();
            sink.withdraw(&handover.credential).await.unwrap();
        });
        let left: Vec<_> = std::fs::read_dir(&directory).unwrap().collect();
        assert!(left.is_empty(), "after checkpoint {killed}: {left:?}");
        if outcome.status.success() {
            break;
        }
        killed += 1;
    }
    // Making and probing the directory, two files, the directory's entries.
    assert_eq!(killed, 4 + 12 + 2);
}
