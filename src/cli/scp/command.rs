//! The verbs of `scp`.

use clap::Subcommand;

use super::{ScpLintArguments, ScpListArguments, ScpPreviewArguments, ScpShowArguments};

/// The verbs of `scp`, in the order in which one needs them.
#[derive(Debug, Subcommand)]
pub enum ScpCommand {
    /// List the guardrails that ship with the program
    List(ScpListArguments),
    /// Print a guardrail as AWS would get it, and say what it does and what it does not
    Show(ScpShowArguments),
    /// Say which keys, owners and accounts would lose what if policies were attached somewhere
    Preview(ScpPreviewArguments),
    /// Say what is wrong with policy files: holes, statements without effect, lock-outs, size
    Lint(ScpLintArguments),
}
