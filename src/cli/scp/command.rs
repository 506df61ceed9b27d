//! The verbs of `scp`.

use clap::Subcommand;

use super::{
    ScpApplyArguments, ScpAuditArguments, ScpDeleteArguments, ScpDetachArguments, ScpEvalArguments,
    ScpLintArguments, ScpListArguments, ScpPlanArguments, ScpPreviewArguments, ScpRollbackArguments,
    ScpShowArguments,
};

/// The verbs of `scp`, in the order in which one needs them.
#[derive(Debug, Subcommand)]
pub enum ScpCommand {
    /// List the guardrails that ship with the program
    List(ScpListArguments),
    /// Print a guardrail as AWS would get it, and say what it does and what it does not
    Show(ScpShowArguments),
    /// Say what is denied in every account, by whom, and what is open, with an example that gets through
    Audit(ScpAuditArguments),
    /// Say which keys, owners and accounts would lose what if policies were attached somewhere
    Preview(ScpPreviewArguments),
    /// Say what is wrong with policy files: holes, statements without effect, lock-outs, size
    Lint(ScpLintArguments),
    /// Ask policies one question: the verdict, and which statement decides it
    Eval(Box<ScpEvalArguments>),
    /// Say what would have to change so that guardrails are in force, and what that would break
    Plan(ScpPlanArguments),
    /// Put guardrails in force, stage by stage, each step read back
    Apply(ScpApplyArguments),
    /// Go back to what was there before a run
    Rollback(ScpRollbackArguments),
    /// Take a policy off a root, an organizational unit or an account
    Detach(ScpDetachArguments),
    /// Delete policies that are attached to nothing
    Delete(ScpDeleteArguments),
}
