//! Owns what is wanted of accounts: policies as requirements, and the accounts that each is meant for.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{AccountId, Lifetime};
use crate::guardrail::coverage::{Compliance, Survey, cap_of, denies};
use crate::guardrail::plan::DesiredGuardrail;
use crate::guardrail::{Organization, Path, Question};
use crate::policy::{NotAnAction, PolicyDocument, Request};

/// A policy whose denials are the least that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// What it is called. A file's name is untrusted text.
    pub name: String,
    /// What it says.
    pub document: PolicyDocument,
    /// Where it is wanted.
    pub scope: RequirementScope,
}

impl Requirement {
    /// A guardrail that is wanted, as a requirement for the accounts below its targets; none where it only allows, for every
    /// account would meet that.
    pub fn of(guardrail: &DesiredGuardrail) -> Option<Self> {
        denies(&guardrail.document).then(|| Self {
            name: guardrail.name.clone(),
            document: guardrail.document.clone(),
            scope: RequirementScope::Below(guardrail.targets().map(ToOwned::to_owned).collect()),
        })
    }
}

/// The accounts that a requirement is meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequirementScope {
    /// All of them.
    Everywhere,
    /// Those below these roots, OUs and accounts, and those whose place is not known: they may be there.
    Below(BTreeSet<String>),
}

/// How an account compares with one requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The requirement, by its index.
    pub requirement: usize,
    /// The comparison.
    pub compliance: Compliance,
}

impl Judged {
    /// The request that gets through although the requirement denies it, for a question in which the account falls short.
    pub fn shortfall(&self, question: Question) -> Option<&Request> {
        match &self.compliance {
            Compliance::FallsShort(shortfalls) => {
                let each = shortfalls.iter().find(|each| each.asked.question() == Some(question));
                each.map(|each| &each.example)
            }
            Compliance::Met
            | Compliance::NotShown(_)
            | Compliance::ExemptManagementAccount
            | Compliance::Suspended(_) => None,
        }
    }

    /// Whether the account falls short in a question.
    pub fn falls_short_in(&self, question: Question) -> bool {
        self.shortfall(question).is_some()
    }
}

impl RequirementScope {
    fn takes(&self, organization: &Organization, account: &AccountId) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Below(targets) => {
                targets.contains(account.as_str())
                    || match organization.path(account) {
                        Path::Known(path) => path.iter().any(|place| targets.contains(place)),
                        Path::Unknown(_) => true,
                    }
            }
        }
    }
}

/// Requirements that are wanted at places that were not found: whom they are meant for is not known.
pub(super) fn misplaced(requirements: &[Requirement], organization: &Organization) -> Vec<String> {
    let mut gaps = Vec::new();
    for requirement in requirements {
        let RequirementScope::Below(targets) = &requirement.scope else { continue };
        let missing = targets.iter().filter(|target| !organization.has_target(target));
        gaps.extend(missing.map(|target| {
            format!(
                "where `{}` is wanted: the organization has no {target}, or it was not read",
                requirement.name
            )
        }));
    }
    gaps
}

/// Every account against every requirement that is meant for it. Each requirement is asked about at its own edge: at
/// another cap, a life that one requirement denies and another lets through would never be asked for.
pub(super) fn judge(
    requirements: &[Requirement],
    (survey, cap): (&Survey, Lifetime),
    organization: &Organization,
) -> Result<BTreeMap<AccountId, Vec<Judged>>, NotAnAction> {
    let mut judged: BTreeMap<AccountId, Vec<Judged>> = BTreeMap::new();
    let mut others: BTreeMap<u32, Survey> = BTreeMap::new();
    for (index, requirement) in requirements.iter().enumerate() {
        let own = cap_of(&requirement.document).unwrap_or(cap);
        if own != cap && !others.contains_key(&own.days()) {
            others.insert(own.days(), Survey::of(organization, own)?);
        }
        let survey = others.get(&own.days()).unwrap_or(survey);
        for (account, compliance) in survey.require(&requirement.document)? {
            if requirement.scope.takes(organization, &account) {
                judged.entry(account).or_default().push(Judged { requirement: index, compliance });
            }
        }
    }
    Ok(judged)
}
