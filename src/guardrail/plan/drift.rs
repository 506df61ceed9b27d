//! Owns the ways in which a guardrail that was put in force may have changed since.

use super::{DesiredGuardrail, DocumentDifference, ObservedPolicies, difference, same_meaning};
use crate::policy::PolicyDocument;

/// How a guardrail differs from what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// There is no policy of this name.
    Missing {
        /// The name.
        name: String,
    },
    /// It says something else.
    Changed {
        /// The name.
        name: String,
        /// What.
        difference: DocumentDifference,
    },
    /// It is not attached where it is wanted.
    NotAttached {
        /// The name.
        name: String,
        /// Where.
        target: String,
    },
    /// It is attached where it is not wanted.
    AttachedElsewhere {
        /// The name.
        name: String,
        /// Where.
        target: String,
    },
    /// It lacks the tag of this tool: somebody took it off, or made the policy.
    NotManaged {
        /// The name.
        name: String,
    },
}

/// How what is there differs from what is wanted, in the order of what is wanted. White space and order are no drift.
pub fn drift(desired: &[DesiredGuardrail], observed: &ObservedPolicies) -> Vec<Drift> {
    let mut drift = Vec::new();
    for guardrail in desired {
        let name = || guardrail.name.clone();
        let Some((_, there)) = observed.named(&guardrail.name) else {
            drift.push(Drift::Missing { name: name() });
            continue;
        };
        if !there.is_managed() {
            drift.push(Drift::NotManaged { name: name() });
        }
        let same = PolicyDocument::parse(&there.content)
            .is_ok_and(|document| same_meaning(&document, &guardrail.document));
        if !same {
            let difference = difference(&there.content, &guardrail.document);
            drift.push(Drift::Changed { name: name(), difference });
        }
        let wanted = || guardrail.targets();
        let missing = wanted().filter(|target| !there.targets.contains(*target));
        drift.extend(missing.map(|target| Drift::NotAttached { name: name(), target: target.to_owned() }));
        let foreign = there.targets.iter().filter(|target| !wanted().any(|each| each == *target));
        drift.extend(foreign.map(|target| Drift::AttachedElsewhere { name: name(), target: target.clone() }));
    }
    drift
}
