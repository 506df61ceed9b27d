//! Metrics for a node exporter's textfile collector: gauges only, in the text exposition format.
//!
//! <https://prometheus.io/docs/instrumenting/exposition_formats/>

use std::fmt::{Display, Write};

use crate::domain::printable;

/// Text in the exposition format.
#[derive(Default)]
pub(super) struct Exposition(String);

impl Exposition {
    /// The whole of it.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// A series of gauges begins.
    pub(super) fn gauge(&mut self, name: &str, help: &str) {
        // Writing to memory does not fail.
        let _ = write!(self.0, "# HELP bedrock_keys_{name} {help}.\n# TYPE bedrock_keys_{name} gauge\n");
    }

    /// One value.
    pub(super) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> =
            labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "bedrock_keys_{name}{labels} {value}");
    }
}

fn escaped(value: &str) -> String {
    printable(value).replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
