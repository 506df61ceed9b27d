//! Owns the holes of a guardrail that bites: what its author will have meant to deny and it lets through.
//!
//! They are what published samples have: one endpoint of two, a cap that keys without an end pass, a creation that is
//! denied beside a reset that is not. Where no statement denies anything, nobody meant anything, and there is no hole.

use super::survey::Group;
use super::{AccountGuard, Answer, Survey};
use crate::domain::Lifetime;
use crate::guardrail::{Creation, Endpoint, KeyTerm, Question};
use crate::policy::NotAnAction;

/// A hole in what an account's SCPs deny.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hole {
    /// Use is denied at one endpoint and open at this one; a key works at both.
    OtherEndpoint {
        /// Which kind of key.
        term: KeyTerm,
        /// Where it is open.
        open: Endpoint,
    },
    /// Keys that live longer than so many days are denied, and keys that never expire are not.
    NeverExpiring {
        /// The cap.
        cap: Lifetime,
    },
    /// No key can be created, and one that is there can be given a new secret.
    Reset,
}

impl Hole {
    /// What is open, although its sibling is denied.
    pub fn question(self) -> Question {
        match self {
            Self::OtherEndpoint { term, open } => Question::Use { term, endpoint: open },
            Self::NeverExpiring { .. } => Question::Create(Creation::WithoutExpiry),
            Self::Reset => Question::Reset,
        }
    }

    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OtherEndpoint { .. } => "other-endpoint",
            Self::NeverExpiring { .. } => "never-expiring",
            Self::Reset => "reset",
        }
    }

    /// What is wrong, in one sentence.
    pub fn words(self) -> String {
        match self {
            Self::OtherEndpoint { term, open } => {
                let kind = match term {
                    KeyTerm::Long => "long-term",
                    KeyTerm::Short => "short-term",
                };
                let denied = match open {
                    Endpoint::Bedrock => Endpoint::BedrockMantle,
                    Endpoint::BedrockMantle => Endpoint::Bedrock,
                };
                let (denied, open) = (denied.as_str(), open.as_str());
                format!("{kind} keys are denied at {denied} and work at {open}")
            }
            Self::NeverExpiring { cap } => format!(
                "keys that live longer than {} days are denied, and keys that never expire can be created",
                cap.days()
            ),
            Self::Reset => {
                "no key can be created, and a key that is there can be given a new secret".to_owned()
            }
        }
    }
}

impl Survey {
    /// The holes of an account; none where no SCP binds it or nothing is known.
    pub fn holes(&self, guard: &AccountGuard) -> &[Hole] {
        let group = guard.group.and_then(|group| self.groups.get(group));
        group.map(|group| group.holes.as_slice()).unwrap_or_default()
    }
}

/// The holes of accounts with the same policies.
pub(super) fn holes(group: &Group, cap: Lifetime) -> Result<Vec<Hole>, NotAnAction> {
    let answer = |question| group.answers.to(question);
    let guarded = |question| answer(question).is_some_and(Answer::is_guarded);
    let open = |question| matches!(answer(question), Some(Answer::Open { .. }));
    let mut holes = Vec::new();
    for term in [KeyTerm::Long, KeyTerm::Short] {
        for (there, here) in
            [(Endpoint::BedrockMantle, Endpoint::Bedrock), (Endpoint::Bedrock, Endpoint::BedrockMantle)]
        {
            let at = |endpoint| Question::Use { term, endpoint };
            if guarded(at(there)) && open(at(here)) {
                holes.push(Hole::OtherEndpoint { term, open: here });
            }
        }
    }
    if open(Question::Create(Creation::WithoutExpiry)) {
        holes.extend(tightest_cap(group, cap)?.map(|cap| Hole::NeverExpiring { cap }));
    }
    let all_guarded = |question| answer(question).is_none_or(Answer::is_guarded);
    let closed = guarded(Question::Create(Creation::WithinCap))
        && guarded(Question::Create(Creation::WithoutExpiry))
        && all_guarded(Question::Create(Creation::BeyondCap));
    if closed && open(Question::Reset) {
        holes.push(Hole::Reset);
    }
    Ok(holes)
}

/// The shortest life that the policies cap keys at: every longer one is denied. The caps are the ages they mention.
fn tightest_cap(group: &Group, cap: Lifetime) -> Result<Option<Lifetime>, NotAnAction> {
    let ages = group.mentions.ages.iter().flat_map(|days| [days.saturating_sub(1), *days]);
    let ages = ages.filter_map(|days| Lifetime::from_days(days).ok()).chain([cap]);
    let mut ages: Vec<Lifetime> = ages.collect();
    ages.sort_unstable();
    ages.dedup();
    for cap in ages {
        if group.answer(Question::Create(Creation::BeyondCap), cap)?.is_guarded() {
            return Ok(Some(cap));
        }
    }
    Ok(None)
}
