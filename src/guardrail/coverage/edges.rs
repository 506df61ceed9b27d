//! Owns the lives that are asked about: one on each side of every number of days that a policy mentions.
//!
//! Between two such numbers the answer cannot change, so that these stand for all.

use std::collections::BTreeSet;

use crate::domain::{Lifetime, MAX_LIFETIME_DAYS};
use crate::guardrail::{Creation, Question};

/// The caps beside one at which a question about a life on its side may have another answer, the nearest first; none for a
/// question that is about no life of some days.
pub(super) fn beside(question: Question, cap: Lifetime, mentioned: &BTreeSet<u32>) -> Vec<Lifetime> {
    let around = mentioned.iter().flat_map(|days| [days.saturating_sub(1), *days, days.saturating_add(1)]);
    let lives: BTreeSet<u32> =
        around.chain([1, MAX_LIFETIME_DAYS]).filter(|days| (1..=MAX_LIFETIME_DAYS).contains(days)).collect();
    let caps: Vec<u32> = match question {
        Question::Create(Creation::WithinCap) => {
            lives.into_iter().rev().filter(|days| *days < cap.days()).collect()
        }
        // One day more than the cap is asked.
        Question::Create(Creation::BeyondCap) => {
            lives.into_iter().map(|days| days - 1).filter(|days| *days > cap.days()).collect()
        }
        Question::Create(Creation::WithoutExpiry)
        | Question::Use { .. }
        | Question::Reset
        | Question::CreateForeign(_) => Vec::new(),
    };
    caps.into_iter().filter_map(|days| Lifetime::from_days(days).ok()).collect()
}
