//! What lint says of policies that are about to be put in force: a hole is told before anybody relies on the policy.

use crate::commands::Context;
use crate::domain::{Severity, printable};
use crate::guardrail::lint::lint;
use crate::guardrail::plan::DesiredGuardrail;
use crate::policy::PolicyText;

/// Warns of what lint holds for high or worse in the policies of the admin's own. Those of the library say in their
/// descriptions what they do not do.
pub(super) fn warn(guardrails: &[DesiredGuardrail], context: &Context) {
    for guardrail in guardrails.iter().filter(|guardrail| guardrail.source.is_none()) {
        // What was printed from a document is one.
        let Ok(policy) = PolicyText::new(guardrail.document.pretty()).parse() else { continue };
        let findings = lint(&policy, context.now());
        for finding in findings.iter().filter(|finding| finding.code.severity() >= Severity::High) {
            context.ui.warning(&format!(
                "policy `{}`: {} ({}); `scp lint` shows where",
                printable(&guardrail.name),
                printable(&finding.message),
                finding.code
            ));
        }
    }
}
