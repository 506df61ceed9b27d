//! Owns the report: accounts with the same answers together, every account by itself, and whether that is all there is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;

use super::requirement::{judge, misplaced};
use super::{AccountStanding, Example, Judged, Requirement};
use crate::domain::{AccountId, AccountState, Known, Lifetime, OrganizationId, Partition};
use crate::guardrail::coverage::{Answer, Answers, Binding, Compliance, Hole, Survey, counter_example};
use crate::guardrail::gaps::gaps;
use crate::guardrail::{Organization, Path, PolicyType, Question, Unit};
use crate::policy::NotAnAction;

/// What is asked of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// The organization, where it said which it is.
    pub id: Known<OrganizationId>,
    /// When it was read.
    pub taken_at: Timestamp,
    /// What "within the cap" and "beyond the cap" mean.
    pub cap: Lifetime,
    /// What is wanted of accounts.
    pub requirements: Vec<Requirement>,
    /// Only these accounts and what is below these OUs; empty: all.
    pub only: BTreeSet<String>,
}

/// What the guardrails of an organization deny, account by account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageReport {
    /// What was asked.
    pub request: ReportRequest,
    /// The root.
    pub root: String,
    /// OUs by id.
    pub units: BTreeMap<String, Unit>,
    /// The account that manages the organization.
    pub management: AccountId,
    /// Whether SCPs are in force at all.
    pub policy_type: PolicyType,
    /// How many SCPs there are; nothing where they were not listed.
    pub policies: Option<usize>,
    /// What was not read, each thing once.
    pub gaps: Vec<String>,
    /// Accounts with the same answers; the largest first.
    pub groups: Vec<AnswerGroup>,
    /// Every account that was asked about, by id.
    pub accounts: Vec<ReportedAccount>,
}

/// Accounts with the same answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerGroup {
    /// The answers.
    pub answers: Arc<Answers>,
    /// Holes in them.
    pub holes: Vec<Hole>,
    /// The accounts, by id; never none.
    pub accounts: Vec<AccountId>,
    /// For each open question a request that gets through, asked in the first account.
    pub examples: BTreeMap<Question, Example>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedAccount {
    /// Its id.
    pub id: AccountId,
    /// Its name, where it was read. Untrusted text.
    pub name: Option<String>,
    /// Its state.
    pub state: AccountState,
    /// The root and the OUs above it.
    pub path: Known<Vec<String>>,
    /// How it stands.
    pub binding: Binding,
    /// The group of its answers, by its index, where SCPs bind it.
    pub group: Option<usize>,
    /// How it compares with the requirements that are meant for it.
    pub judged: Vec<Judged>,
    /// All of that in one word.
    pub standing: AccountStanding,
}

impl CoverageReport {
    /// The report about an organization.
    ///
    /// # Errors
    /// Never, for the questions there are.
    pub fn of(organization: &Organization, request: ReportRequest) -> Result<Self, NotAnAction> {
        let survey = Survey::of(organization, request.cap)?;
        let mut judged = judge(&request.requirements, (&survey, request.cap), organization)?;
        let partition = &organization.partition;
        let mut grouping = Grouping { partition, known: HashMap::new(), groups: Vec::new() };
        let mut accounts = Vec::new();
        let guards = survey.accounts.iter().zip(organization.accounts.values());
        for (guard, member) in guards {
            let path = match organization.path(&guard.account) {
                Path::Known(path) => Known::Known(path),
                Path::Unknown(why) => Known::Unknown(why),
            };
            if !is_asked_about(&request.only, &guard.account, &path) {
                continue;
            }
            let group = match &guard.answers {
                Some(answers) => Some(grouping.add(answers, survey.holes(guard), &guard.account)?),
                None => None,
            };
            let judged = judged.remove(&guard.account).unwrap_or_default();
            accounts.push(ReportedAccount {
                id: guard.account.clone(),
                name: member.name.clone(),
                state: member.state.clone(),
                path,
                standing: AccountStanding::of(&guard.binding, guard.answers.as_deref(), &judged),
                binding: guard.binding.clone(),
                group,
                judged,
            });
        }
        let groups = grouping.largest_first(&mut accounts);
        let mut gaps = gaps(organization);
        gaps.extend(misplaced(&request.requirements, organization));
        Ok(Self {
            request,
            root: organization.root.clone(),
            units: organization.units.clone(),
            management: organization.management.clone(),
            policy_type: organization.policy_type.clone(),
            policies: organization.policies.as_ref().ok().map(BTreeMap::len),
            gaps,
            groups,
            accounts,
        })
    }

    /// Whether everything was read and every answer and comparison is certain.
    pub fn is_complete(&self) -> bool {
        let certain = |answer: &Answer| !matches!(answer, Answer::Unknown { .. });
        self.gaps.is_empty()
            && !self.accounts.is_empty()
            && self.accounts.iter().all(|account| {
                !matches!(account.standing, AccountStanding::Unknown | AccountStanding::NotShown)
            })
            && self.groups.iter().all(|group| group.answers.iter().all(|(_, answer)| certain(answer)))
    }

    /// Accounts that fall short of a requirement that is meant for them. The management account is none of them: see
    /// [`Self::exempt_from_requirements`].
    pub fn falling_short(&self) -> impl Iterator<Item = &ReportedAccount> {
        self.accounts.iter().filter(|account| account.standing == AccountStanding::FallsShort)
    }

    /// The management account, where a requirement is meant for it that no SCP can ever meet there.
    pub fn exempt_from_requirements(&self) -> Option<&ReportedAccount> {
        self.accounts.iter().find(|account| {
            let exempt = |judged: &Judged| judged.compliance == Compliance::ExemptManagementAccount;
            account.judged.iter().any(exempt)
        })
    }

    /// How many accounts have this standing.
    pub fn count(&self, standing: AccountStanding) -> usize {
        self.accounts.iter().filter(|account| account.standing == standing).count()
    }

    /// A request that gets through in an account, where a question is open in it.
    pub fn example_in(&self, account: &ReportedAccount, question: Question) -> Option<Example> {
        Some(self.group_of(account)?.examples.get(&question)?.asked_in(&account.id))
    }

    /// The group of an account, where it has one.
    pub fn group_of(&self, account: &ReportedAccount) -> Option<&AnswerGroup> {
        self.groups.get(account.group?)
    }
}

fn is_asked_about(only: &BTreeSet<String>, account: &AccountId, path: &Known<Vec<String>>) -> bool {
    only.is_empty()
        || only.contains(account.as_str())
        || match path {
            Known::Known(path) => path.iter().any(|place| only.contains(place)),
            // It may be below.
            Known::Unknown(_) => only.iter().any(|place| place.starts_with("ou-") || place.starts_with("r-")),
        }
}

/// The groups while they grow.
struct Grouping<'organization> {
    partition: &'organization Partition,
    known: HashMap<(Arc<Answers>, Vec<Hole>), usize>,
    groups: Vec<AnswerGroup>,
}

impl Grouping<'_> {
    fn add(
        &mut self,
        answers: &Arc<Answers>,
        holes: &[Hole],
        account: &AccountId,
    ) -> Result<usize, NotAnAction> {
        let key = (Arc::clone(answers), holes.to_vec());
        if let Some(known) = self.known.get(&key) {
            if let Some(group) = self.groups.get_mut(*known) {
                group.accounts.push(account.clone());
            }
            return Ok(*known);
        }
        let mut examples = BTreeMap::new();
        for (question, answer) in answers.iter() {
            if let Answer::Open { by, .. } = answer {
                let request = counter_example(question, *by, (self.partition, account))?;
                examples.insert(question, Example::of(&request));
            }
        }
        self.groups.push(AnswerGroup {
            answers: Arc::clone(answers),
            holes: holes.to_vec(),
            accounts: vec![account.clone()],
            examples,
        });
        let index = self.groups.len() - 1;
        self.known.insert(key, index);
        Ok(index)
    }

    /// The groups in order, and the accounts with their new numbers.
    fn largest_first(self, accounts: &mut [ReportedAccount]) -> Vec<AnswerGroup> {
        let mut order: Vec<(usize, AnswerGroup)> = self.groups.into_iter().enumerate().collect();
        order.sort_by(|(_, one), (_, other)| {
            (other.accounts.len(), &one.accounts).cmp(&(one.accounts.len(), &other.accounts))
        });
        let places: HashMap<usize, usize> =
            order.iter().enumerate().map(|(place, (index, _))| (*index, place)).collect();
        for account in accounts {
            account.group = account.group.and_then(|index| places.get(&index).copied());
        }
        order.into_iter().map(|(_, group)| group).collect()
    }
}
