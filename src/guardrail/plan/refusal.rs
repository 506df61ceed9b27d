//! Owns why something is not planned.

use crate::domain::printable;
use crate::guardrail::{MOST_CHARACTERS, MOST_PER_TARGET, MOST_POLICIES};

/// Why something is not planned. All refusals of a plan are told at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum PlanRefusal {
    /// The policy is somebody else's.
    #[error(
        "the policy `{}` was not made by this tool; name it with `--adopt` to take it over",
        printable(name)
    )]
    NotOurs {
        /// Its name.
        name: String,
    },
    /// The policy is AWS's.
    #[error("the policy `{}` is AWS's own and is never changed, detached or deleted", printable(name))]
    AwsManaged {
        /// Its name.
        name: String,
    },
    /// There is no such target.
    #[error("`{}` is no root, OU or account of this organization", printable(target))]
    UnknownTarget {
        /// As given.
        target: String,
    },
    /// There is no such policy.
    #[error("the organization has no service control policy `{}`", printable(name))]
    UnknownPolicy {
        /// As given.
        name: String,
    },
    /// Of a rollback: the policy of this name is another one than before the plan.
    #[error("the policy `{}` was deleted since, and another one has its name now", printable(name))]
    Replaced {
        /// Its name.
        name: String,
    },
    /// The name is one that AWS does not take.
    #[error("a policy's name has 1 to 128 characters, not {characters}: `{}`", printable(name))]
    BadName {
        /// As given.
        name: String,
        /// How many it has.
        characters: usize,
    },
    /// Two guardrails of one name, or one target twice.
    #[error("`{}` is given twice", printable(what))]
    Twice {
        /// The name or the target.
        what: String,
    },
    /// The document is too large.
    #[error("the policy `{}` has {characters} characters; AWS takes {MOST_CHARACTERS}", printable(name))]
    TooLarge {
        /// Its name.
        name: String,
        /// Characters, minified.
        characters: usize,
    },
    /// The target is full.
    #[error(
        "`{}` would have {attached} policies attached directly; AWS takes {MOST_PER_TARGET}",
        printable(target)
    )]
    TargetFull {
        /// Which.
        target: String,
        /// How many it would have.
        attached: usize,
    },
    /// The organization is full.
    #[error("the organization would have {policies} policies; AWS takes {MOST_POLICIES}")]
    OrganizationFull {
        /// How many it would have.
        policies: usize,
    },
    /// It would be the last policy of its target.
    #[error("`{}` is the last policy of `{}`; AWS keeps at least one", printable(name), printable(target))]
    LastPolicy {
        /// The policy.
        name: String,
        /// The target.
        target: String,
    },
    /// It would be the last policy of its target that allows anything.
    #[error(
        "`{}` is the last policy of `{}` that allows anything: without it everything below is denied; attach another one \
         that allows, such as `FullAWSAccess`, first",
        printable(name),
        printable(target)
    )]
    NothingAllowed {
        /// The policy.
        name: String,
        /// The target.
        target: String,
    },
    /// It is attached somewhere.
    #[error("the policy `{}` is still attached to {targets} target{}; detach it first", printable(name), if *targets == 1 { "" } else { "s" })]
    StillAttached {
        /// The policy.
        name: String,
        /// To how many.
        targets: usize,
    },
    /// Whether SCPs are in force is not known.
    #[error("whether service control policies are in force is not known: {}", printable(why))]
    PolicyTypeUnknown {
        /// Why.
        why: String,
    },
}
