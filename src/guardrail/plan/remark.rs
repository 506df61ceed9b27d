//! Owns what is said beside a plan: nothing of it stops anything.

use std::collections::BTreeSet;
use std::fmt;

use crate::domain::{is_harmless, printable};

/// Something to know before saying yes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanRemark {
    /// SCPs are not in force yet: from then on those that are attached bind everybody below.
    TypeIsSwitchedOn,
    /// A changed text holds at once wherever the policy is attached, whatever the stages are.
    TakesEffectAtOnce {
        /// The policy.
        name: String,
        /// Where it is attached.
        targets: BTreeSet<String>,
    },
    /// A policy that is wanted somewhere is attached somewhere else too, and stays there.
    AttachedElsewhere {
        /// The policy.
        name: String,
        /// Where.
        targets: BTreeSet<String>,
    },
    /// Of a rollback: nothing was allowed at a target before, and nothing is again.
    NothingAllowed {
        /// The target.
        target: String,
    },
    /// Of a rollback: somebody changed the text since.
    ChangedSince {
        /// The policy.
        name: String,
    },
    /// Of a rollback: the policy was there before, and somebody deleted it.
    Gone {
        /// The policy.
        name: String,
    },
    /// Of a rollback: the policy was deleted and is made again, with a text that is known from the record alone.
    MadeAgain {
        /// The policy.
        name: String,
        /// What it says, over several lines.
        text: String,
    },
    /// Of a rollback: the policy hangs where the plan did not attach it, so it is not deleted.
    StaysAttached {
        /// The policy.
        name: String,
        /// Where.
        targets: BTreeSet<String>,
    },
}

impl PlanRemark {
    /// In words, with places as `listed` says them.
    pub fn told(&self, listed: &dyn Fn(&BTreeSet<String>) -> String) -> String {
        match self {
            Self::TypeIsSwitchedOn => {
                "service control policies are switched on for the whole organization, and \
                                       FullAWSAccess is attached everywhere"
                    .to_owned()
            }
            Self::TakesEffectAtOnce { name, targets } => format!(
                "the new text of `{}` holds at once where it is attached, before any stage: {}",
                printable(name),
                listed(targets)
            ),
            Self::AttachedElsewhere { name, targets } => format!(
                "`{}` is attached elsewhere too, and stays there: {}",
                printable(name),
                listed(targets)
            ),
            Self::NothingAllowed { target } => format!(
                "no policy is left at {} that allows anything: everything below is denied, as it was before",
                listed(&BTreeSet::from([target.clone()]))
            ),
            Self::ChangedSince { name } => {
                format!("the text of `{}` was changed since; that change goes too", printable(name))
            }
            Self::Gone { name } => format!(
                "`{}` was there before and somebody deleted it since; it is not made again",
                printable(name)
            ),
            Self::MadeAgain { name, text } => {
                let lines: String =
                    text.lines().map(|line| format!("\n  {}", printable_line(line))).collect();
                format!("`{}` is made again and says, by the record:{lines}", printable(name))
            }
            Self::StaysAttached { name, targets } => format!(
                "`{}` is attached where the run did not attach it, so it is not deleted: {}",
                printable(name),
                listed(targets)
            ),
        }
    }
}

/// Places by their ids.
impl fmt::Display for PlanRemark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = |targets: &BTreeSet<String>| {
            targets.iter().map(|target| printable(target)).collect::<Vec<_>>().join(", ")
        };
        formatter.write_str(&self.told(&ids))
    }
}

/// A line whole, its blanks included, without what would steer a terminal.
fn printable_line(line: &str) -> String {
    line.chars().map(|each| if is_harmless(each) { each } else { '\u{fffd}' }).collect()
}
