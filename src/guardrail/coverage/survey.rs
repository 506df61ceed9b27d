//! Owns the evaluation of a whole organization, once for each set of policies and place.
//!
//! Ten thousand accounts hang in a thousand OUs, and most of the accounts of an OU have the same policies: they share one
//! evaluation. Only where a policy singles out accounts is each of them asked for itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::in_account::in_account;
use super::{Answer, Answers, Binding, Hole, Passer, edges, hole};
use crate::domain::{AccountId, AccountState, Known, Lifetime, Partition};
use crate::guardrail::mentions::{Mentions, singles_out_accounts};
use crate::guardrail::{Member, Organization, Path, PolicyType, Question, Requester, questions, request_of};
use crate::policy::{
    AttachedPolicy, Identity, NotAnAction, PolicyContent, PolicySet, Request, ScpLevel, ScpLevels, ScpScope,
    Verdict, evaluate,
};

/// What the account's own level is called in reasons: it is shared by accounts.
const ACCOUNT_LEVEL: &str = "the account";

/// What the policy is called that must be there and was not listed.
const NOT_LISTED: &str = "a policy that was not listed";

/// The coverage of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The cap that "within" and "beyond" are measured by.
    pub cap: Lifetime,
    /// Every account, by id.
    pub accounts: Vec<AccountGuard>,
    pub(super) groups: Vec<Group>,
}

/// The coverage of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountGuard {
    /// The account.
    pub account: AccountId,
    /// How it stands.
    pub binding: Binding,
    /// The answers, where SCPs bind it; shared with the accounts that have the same.
    pub answers: Option<Arc<Answers>>,
    /// The index of its group, where it has one.
    pub(super) group: Option<usize>,
}

/// Accounts with the same policies at every level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// The partition they are in.
    pub(super) partition: Partition,
    /// One of its accounts: the example.
    pub(super) example: AccountId,
    pub(super) policies: PolicySet,
    pub(super) mentions: Mentions,
    pub(super) answers: Arc<Answers>,
    pub(super) holes: Vec<Hole>,
}

/// A counter-example: a request that an open answer lets through, by somebody with nothing special about them.
///
/// # Errors
/// Never, for the questions there are.
pub fn counter_example(
    question: Question,
    by: Passer,
    whose: (&Partition, &AccountId),
) -> Result<Request, NotAnAction> {
    request_of(question, by.cap, &Requester::stranger(whose, by.kind))
}

impl Survey {
    /// Asks all questions of all accounts.
    ///
    /// # Errors
    /// Never, for the questions there are.
    pub fn of(organization: &Organization, cap: Lifetime) -> Result<Self, NotAnAction> {
        let mut surveyor = Surveyor::new(organization, cap);
        let mut accounts = Vec::with_capacity(organization.accounts.len());
        for (account, member) in &organization.accounts {
            accounts.push(surveyor.account(account, member)?);
        }
        Ok(Self { cap, accounts, groups: surveyor.groups })
    }

    /// The coverage of one account.
    pub fn account(&self, account: &AccountId) -> Option<&AccountGuard> {
        self.accounts
            .binary_search_by(|guard| guard.account.cmp(account))
            .ok()
            .and_then(|at| self.accounts.get(at))
    }

    /// The verdict of an account's SCPs on a request of one of its principals; nothing where no SCP binds it.
    pub fn verdict(&self, account: &AccountId, request: &Request) -> Option<Verdict> {
        let group = self.account(account)?.group?;
        self.groups.get(group).map(|group| group.verdict(request))
    }

    /// How many different evaluations were made.
    pub fn evaluations(&self) -> usize {
        self.groups.len()
    }
}

/// What makes two accounts the same: their place, their own policies, and themselves where they are singled out.
type GroupKey = (Vec<String>, Vec<String>, Option<AccountId>);

struct Surveyor<'organization> {
    organization: &'organization Organization,
    cap: Lifetime,
    asked: Vec<Question>,
    placed: Placed,
    /// The path of each OU, once it was followed.
    paths: BTreeMap<&'organization str, Path>,
    known: BTreeMap<GroupKey, usize>,
    groups: Vec<Group>,
}

/// The policies by target.
#[derive(Default)]
pub(super) struct Placed {
    at: BTreeMap<String, Vec<Hung>>,
    /// Policies whose targets are not known: they may be anywhere.
    anywhere: Vec<Arc<AttachedPolicy>>,
    /// Ids of policies that single out accounts.
    singling: BTreeSet<String>,
    mentions: BTreeMap<String, Mentions>,
}

/// A policy at a place.
#[derive(Clone)]
struct Hung {
    id: String,
    policy: Arc<AttachedPolicy>,
}

impl Placed {
    pub(super) fn of(organization: &Organization) -> Self {
        let mut placed = Self::default();
        let Known::Known(policies) = &organization.policies else { return placed };
        for (id, scp) in policies {
            let policy = match &scp.document {
                Known::Known(document) => {
                    if singles_out_accounts(document) {
                        placed.singling.insert(id.clone());
                    }
                    placed.mentions.insert(id.clone(), Mentions::of([document]));
                    AttachedPolicy::document(scp.name.as_str(), document.clone())
                }
                Known::Unknown(_) => AttachedPolicy::unreadable(scp.name.as_str()),
            };
            match &scp.targets {
                Known::Known(targets) => {
                    for target in targets {
                        let hung = Hung { id: id.clone(), policy: Arc::clone(&policy) };
                        placed.at.entry(target.clone()).or_default().push(hung);
                    }
                }
                // It may hang anywhere, and so may say anything everywhere.
                Known::Unknown(_) => placed.anywhere.push(AttachedPolicy::unreadable(scp.name.as_str())),
            }
        }
        placed
    }

    fn hung(&self, target: &str) -> &[Hung] {
        self.at.get(target).map(Vec::as_slice).unwrap_or_default()
    }

    /// The policies at a target, as the principals of an account meet them.
    fn level(&self, target: &str, label: &str, account: &AccountId) -> ScpLevel {
        let hung = self.hung(target).iter().map(|hung| match &hung.policy.content {
            PolicyContent::Document(document) if self.singling.contains(&hung.id) => {
                let label = hung.policy.label.clone();
                Arc::new(AttachedPolicy {
                    label,
                    content: PolicyContent::Document(in_account(document, account)),
                })
            }
            PolicyContent::Document(_) | PolicyContent::Unreadable => Arc::clone(&hung.policy),
        });
        let mut policies: Vec<_> = hung.chain(self.anywhere.iter().cloned()).collect();
        // AWS keeps at least one policy everywhere, so that this one was not listed: see `Organization::without_policy`.
        if policies.is_empty() {
            policies.push(AttachedPolicy::unreadable(NOT_LISTED));
        }
        ScpLevel::new(label, policies)
    }

    /// The policies of each level down to the account.
    pub(super) fn scope(
        &self,
        organization: &Organization,
        account: &AccountId,
        path: &[String],
    ) -> ScpScope {
        if organization.policy_type == PolicyType::Disabled {
            return ScpScope::NoneInForce;
        }
        let level = |place: &str, label: &str| self.level(place, label, account);
        let mut below: Vec<ScpLevel> = path.iter().skip(1).map(|place| level(place, place)).collect();
        below.push(level(account.as_str(), ACCOUNT_LEVEL));
        let root = level(&organization.root, &organization.root);
        ScpScope::Levels(ScpLevels { root, below })
    }
}

/// Why it is not known whether policies are in force at all; nothing where it is.
pub(super) fn unread(organization: &Organization) -> Option<String> {
    match &organization.policy_type {
        PolicyType::Enabled | PolicyType::Disabled => None,
        PolicyType::PendingEnable => Some("service control policies are being switched on".to_owned()),
        PolicyType::Unknown(why) => Some(why.clone()),
    }
}

impl<'organization> Surveyor<'organization> {
    fn new(organization: &'organization Organization, cap: Lifetime) -> Self {
        Self {
            organization,
            cap,
            asked: questions(cap),
            placed: Placed::of(organization),
            paths: BTreeMap::new(),
            known: BTreeMap::new(),
            groups: Vec::new(),
        }
    }

    fn account(
        &mut self,
        account: &AccountId,
        member: &'organization Member,
    ) -> Result<AccountGuard, NotAnAction> {
        let without =
            |binding| AccountGuard { account: account.clone(), binding, answers: None, group: None };
        if *account == self.organization.management {
            return Ok(without(Binding::ExemptManagementAccount));
        }
        match &member.state {
            state @ (AccountState::Suspended | AccountState::Closed) => {
                return Ok(without(Binding::Suspended(state.clone())));
            }
            // Until it is closed, its keys work.
            // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
            AccountState::Active
            | AccountState::PendingClosure
            | AccountState::PendingActivation
            | AccountState::Unknown(_) => {}
        }
        let path = match self.path_of(member) {
            Ok(path) => path,
            Err(why) => return Ok(without(Binding::Unknown(why))),
        };
        let group = self.group(account, path)?;
        let answers = self.groups.get(group).map(|group| Arc::clone(&group.answers));
        Ok(AccountGuard { account: account.clone(), binding: Binding::Bound, answers, group: Some(group) })
    }

    /// The places above the account, or why its answers cannot be known.
    fn path_of(&mut self, member: &'organization Member) -> Result<Vec<String>, String> {
        if let Some(why) = unread(self.organization) {
            return Err(why);
        }
        if let Known::Unknown(why) = &self.organization.policies {
            return Err(why.clone());
        }
        let parent = member.parent.as_ref().map_err(str::to_owned)?;
        let organization = self.organization;
        match self.paths.entry(parent.as_str()).or_insert_with(|| organization.path_to(parent)) {
            Path::Known(path) => Ok(path.clone()),
            Path::Unknown(why) => Err(why.clone()),
        }
    }

    fn group(&mut self, account: &AccountId, path: Vec<String>) -> Result<usize, NotAnAction> {
        let own: Vec<String> =
            self.placed.hung(account.as_str()).iter().map(|hung| hung.id.clone()).collect();
        let above = path.iter().flat_map(|place| self.placed.hung(place)).map(|hung| &hung.id);
        let singled = above.chain(&own).any(|id| self.placed.singling.contains(id));
        let key = (path, own, singled.then(|| account.clone()));
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let group = self.evaluated(account, &key.0)?;
        self.groups.push(group);
        let index = self.groups.len() - 1;
        self.known.insert(key, index);
        Ok(index)
    }

    fn evaluated(&self, account: &AccountId, path: &[String]) -> Result<Group, NotAnAction> {
        let policies = PolicySet {
            scps: self.placed.scope(self.organization, account, path),
            identity: Identity::AssumedToAllow,
        };
        let places = path.iter().map(String::as_str).chain([account.as_str()]);
        let mentions = places
            .flat_map(|place| self.placed.hung(place))
            .filter_map(|hung| self.placed.mentions.get(&hung.id))
            .fold(Mentions::default(), Mentions::merged);
        let (example, holes) = (account.clone(), Vec::new());
        let partition = self.organization.partition.clone();
        let mut group = Group { partition, example, policies, mentions, answers: Arc::default(), holes };
        let answers = self.asked.iter().map(|question| Ok((*question, group.answer(*question, self.cap)?)));
        group.answers = Arc::new(Answers(answers.collect::<Result<_, NotAnAction>>()?));
        group.holes = hole::holes(&group, self.cap)?;
        Ok(group)
    }
}

impl Group {
    /// The answer for every life on the question's side of a cap, the one at the cap first.
    pub(super) fn answer(&self, question: Question, cap: Lifetime) -> Result<Answer, NotAnAction> {
        let mut widest = self.answer_at(question, cap)?;
        for edge in edges::beside(question, cap, &self.mentions.ages) {
            if matches!(widest, Answer::Open { .. }) {
                break;
            }
            widest = widest.or_wider(self.answer_at(question, edge)?);
        }
        Ok(widest)
    }

    /// The answer for a life of exactly the cap, or a day more.
    pub(super) fn answer_at(&self, question: Question, cap: Lifetime) -> Result<Answer, NotAnAction> {
        let anybody = request_of(question, cap, &Requester::AnybodyIn(self.example.clone()))?;
        let anybody = self.verdict(&anybody);
        // Most answers are certain, whoever asks: then nobody in particular is asked about.
        let mut strangers = Vec::new();
        if let Verdict::Conditional { .. } = anybody {
            for kind in question.asked_by() {
                let passer = Passer { kind: *kind, cap };
                let request = counter_example(question, passer, (&self.partition, &self.example))?;
                strangers.push((*kind, self.verdict(&request)));
            }
        }
        Ok(Answer::of(anybody, question.first_asker(), &strangers, cap))
    }

    /// The verdict of these policies on a request.
    pub(super) fn verdict(&self, request: &Request) -> Verdict {
        evaluate(request, &self.policies)
    }
}
