//! Owns the comparison of each account with a requirement: a policy whose denials are the least that is wanted
//! everywhere.
//!
//! Two policies cannot in general be compared for all requests, so an account falls short where there is an example
//! that the requirement denies and the account lets through, meets the requirement where it denies all that the
//! requirement denies or denies it under the very same conditions, and is not shown to meet it otherwise.

use std::collections::BTreeSet;

use super::in_account::in_account;
use super::other_actions::{by_anybody, by_example, other_actions};
use super::survey::Group;
use super::witness::examples;
use super::{Answer, Asked, Binding, Survey, edges};
use crate::domain::{AccountId, AccountState, Lifetime, MAX_LIFETIME_DAYS};
use crate::guardrail::mentions::{Mentions, singles_out_accounts};
use crate::guardrail::{Creation, PrincipalKind, Question, Requester, questions, request_of};
use crate::policy::{
    Action, AttachedPolicy, Effect, Identity, NotAnAction, Pending, PolicyDocument, PolicySet, Request,
    Residual, ScpLevel, ScpLevels, ScpScope, Verdict, VerdictKind, evaluate,
};

/// How an account compares with the requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compliance {
    /// It denies what the requirement denies.
    Met,
    /// It lets something through.
    FallsShort(Vec<Shortfall>),
    /// Neither could be shown, in these.
    NotShown(Vec<(Asked, String)>),
    /// No SCP binds the management account; it never meets any required.
    ExemptManagementAccount,
    /// Nobody can use it.
    Suspended(AccountState),
}

/// Something that the requirement denies and the account lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// What is asked.
    pub asked: Asked,
    /// A request that gets through.
    pub example: Request,
}

/// How an account compares with the requirement in one question.
enum Comparison {
    /// It denies what the requirement denies.
    Met,
    /// This gets through.
    FallsShort(Request),
    /// Neither could be shown, because of this.
    NotShown(String),
}

/// The cap that reports measure by where nobody set one: ninety days.
pub fn usual_cap() -> Lifetime {
    Lifetime::nearest(90)
}

/// The cap that a requirement sets: the largest number of days that it still lets through, where it compares any.
pub fn cap_of(required: &PolicyDocument) -> Option<Lifetime> {
    let ages = Mentions::of([required]).ages;
    let around = ages.iter().flat_map(|days| [days.saturating_sub(1), *days, days.saturating_add(1)]);
    let mut candidates: Vec<u32> = around.filter(|days| *days >= 1).collect();
    candidates.sort_unstable();
    let required = RequiredPolicy::new(required);
    let open = |days: &u32| {
        let cap = Lifetime::from_days(*days).ok()?;
        let question = Question::Create(Creation::WithinCap);
        let request = request_of(question, cap, &Requester::Anybody).ok()?;
        (!required.verdict(&request).is_denied()).then_some(cap)
    };
    let longest = Lifetime::from_days(MAX_LIFETIME_DAYS).ok();
    let within = candidates.iter().filter_map(open).next_back();
    // A requirement that lets the longest life through caps nothing.
    within.filter(|_| longest.is_some_and(|longest| open(&longest.days()).is_none()))
}

/// Whether a policy has a statement that denies. One that only allows asks nothing of anybody.
pub fn denies(required: &PolicyDocument) -> bool {
    required.statements().iter().any(|statement| statement.effect == Effect::Deny)
}

/// The requirement as the only SCP beside one that allows everything.
struct RequiredPolicy {
    document: PolicyDocument,
    policies: PolicySet,
    mentions: Mentions,
    singles_out: bool,
    /// What it denies beside what the questions ask for.
    other_actions: BTreeSet<Action>,
}

impl RequiredPolicy {
    fn new(document: &PolicyDocument) -> Self {
        let required = AttachedPolicy::document("the requirement", document.clone());
        let allow = AttachedPolicy::document("FullAWSAccess", PolicyDocument::allow_everything());
        let root = ScpLevel::new("the requirement", vec![allow, required]);
        let scps = ScpScope::Levels(ScpLevels { root, below: Vec::new() });
        let policies = PolicySet { scps, identity: Identity::AssumedToAllow };
        Self {
            document: document.clone(),
            policies,
            mentions: Mentions::of([document]),
            singles_out: singles_out_accounts(document),
            other_actions: other_actions(document),
        }
    }

    /// Whether it denies what an account lets through.
    fn is_escaped(&self, request: &Request, group: &Group) -> bool {
        self.verdict(request).is_denied() && matches!(group.verdict(request), Verdict::Allowed { .. })
    }

    fn verdict(&self, request: &Request) -> Verdict {
        evaluate(request, &self.policies)
    }
}

impl Survey {
    /// Compares every account with a requirement, at the edges of the requirement's own cap too. Take the cap of the
    /// survey from [`cap_of`] the requirement, so that the answers stand there as well.
    ///
    /// # Errors
    /// Never, for the questions there are.
    pub fn require(&self, required: &PolicyDocument) -> Result<Vec<(AccountId, Compliance)>, NotAnAction> {
        let required = RequiredPolicy::new(required);
        let each = self.groups.iter().map(|group| self.compare(group, &group.example, &required));
        let groups: Vec<Compliance> = each.collect::<Result<_, _>>()?;
        let unknown = |why: String| {
            let asked = questions(self.cap).into_iter();
            Compliance::NotShown(asked.map(|question| (Asked::Question(question), why.clone())).collect())
        };
        let compliance = self.accounts.iter().map(|guard| {
            let group = guard.group.and_then(|at| Some((self.groups.get(at)?, groups.get(at)?)));
            let compliance = match &guard.binding {
                Binding::ExemptManagementAccount => Compliance::ExemptManagementAccount,
                Binding::Suspended(state) => Compliance::Suspended(state.clone()),
                Binding::Unknown(why) => unknown(why.clone()),
                Binding::Bound => match group {
                    // What the requirement says differs from account to account, so the group's answer does not do.
                    Some((group, _)) if required.singles_out => {
                        let here = RequiredPolicy::new(&in_account(&required.document, &guard.account));
                        self.compare(group, &guard.account, &here)?
                    }
                    Some((_, compliance)) => compliance.clone(),
                    None => unknown("it was not evaluated".to_owned()),
                },
            };
            Ok((guard.account.clone(), compliance))
        });
        compliance.collect()
    }

    fn compare(
        &self,
        group: &Group,
        account: &AccountId,
        required: &RequiredPolicy,
    ) -> Result<Compliance, NotAnAction> {
        let (mut shortfalls, mut open) = (Vec::new(), Vec::new());
        let mut compared = Vec::new();
        for (question, _) in group.answers.iter() {
            compared
                .push((Asked::Question(question), self.compare_in(question, (group, account), required)?));
        }
        for action in &required.other_actions {
            let comparison = self.compare_action(action, (group, account), required);
            compared.push((Asked::Action(action.clone()), comparison));
        }
        for (asked, comparison) in compared {
            match comparison {
                Comparison::Met => {}
                Comparison::FallsShort(example) => shortfalls.push(Shortfall { asked, example }),
                Comparison::NotShown(why) => open.push((asked, why)),
            }
        }
        Ok(if !shortfalls.is_empty() {
            Compliance::FallsShort(shortfalls)
        } else if !open.is_empty() {
            Compliance::NotShown(open)
        } else {
            Compliance::Met
        })
    }

    /// One question, at every edge of a cap that it may have: the survey's cap need not be the requirement's.
    fn compare_in(
        &self,
        question: Question,
        (group, account): (&Group, &AccountId),
        required: &RequiredPolicy,
    ) -> Result<Comparison, NotAnAction> {
        let anybody = Requester::AnybodyIn(account.clone());
        let mut doubts = Vec::new();
        let mentioned = required.mentions.ages.union(&group.mentions.ages).copied().collect();
        let beside = edges::beside(question, self.cap, &mentioned);
        let caps: BTreeSet<Lifetime> = beside.into_iter().chain([self.cap]).collect();
        for cap in caps {
            let wanted = required.verdict(&request_of(question, cap, &anybody)?);
            if wanted.kind() == VerdictKind::Allowed {
                continue;
            }
            let answer = group.answer_at(question, cap)?;
            if answer.is_denied() {
                continue;
            }
            match self.witness((question, cap), (group, account), required)? {
                Some(example) => return Ok(Comparison::FallsShort(example)),
                None if same_conditions(&answer, &wanted) => {}
                None => doubts.push(doubt(&answer)),
            }
        }
        doubts.dedup();
        Ok(if doubts.is_empty() { Comparison::Met } else { Comparison::NotShown(doubts.join("; ")) })
    }

    /// A request that the requirement denies and the account lets through, among examples of everybody that either mentions.
    fn witness(
        &self,
        (question, cap): (Question, Lifetime),
        (group, account): (&Group, &AccountId),
        required: &RequiredPolicy,
    ) -> Result<Option<Request>, NotAnAction> {
        let mentions = required.mentions.clone().merged(&group.mentions);
        let whose = (&group.partition, account);
        for example in examples(whose, question.asked_by(), &mentions) {
            let requester = Requester::example(whose, &example.arn, example.tags);
            let request = request_of(question, cap, &requester)?;
            if required.is_escaped(&request, group) {
                return Ok(Some(request));
            }
        }
        Ok(None)
    }

    /// An action that the requirement denies and no question asks for.
    fn compare_action(
        &self,
        action: &Action,
        (group, account): (&Group, &AccountId),
        required: &RequiredPolicy,
    ) -> Comparison {
        const KINDS: [PrincipalKind; 2] = [PrincipalKind::Role, PrincipalKind::User];
        let anybody = by_anybody(action, &Requester::AnybodyIn(account.clone()));
        let (wanted, there) = (required.verdict(&anybody), group.verdict(&anybody));
        if wanted.kind() == VerdictKind::Allowed || there.is_denied() {
            return Comparison::Met;
        }
        let mentions = required.mentions.clone().merged(&group.mentions);
        let asked: BTreeSet<String> = mentions.tags.keys().cloned().collect();
        let whose = (&group.partition, account);
        let requests = examples(whose, &KINDS, &mentions)
            .into_iter()
            .flat_map(|example| by_example((action, &required.document), example, whose, &asked));
        let answer = Answer::of(there, PrincipalKind::User, &[], self.cap);
        match requests.into_iter().find(|request| required.is_escaped(request, group)) {
            Some(example) => Comparison::FallsShort(example),
            None if same_conditions(&answer, &wanted) => Comparison::Met,
            None => Comparison::NotShown(doubt(&answer)),
        }
    }
}

/// Whether the account denies under the very conditions under which the requirement does.
fn same_conditions(answer: &Answer, wanted: &Verdict) -> bool {
    let Verdict::Conditional { residual: wanted } = wanted else { return false };
    match answer {
        Answer::DeniedExcept { residual } | Answer::Unknown { residual } => {
            !wanted.denied_when.is_empty()
                && pending(wanted).iter().all(|clause| pending(residual).contains(clause))
        }
        Answer::Open { denied_when, .. } => {
            let has = |clause: &&[Pending]| denied_when.iter().any(|each| each.pending.as_slice() == *clause);
            !wanted.denied_when.is_empty() && pending(wanted).iter().all(has)
        }
        Answer::Denied { .. } | Answer::NotAllowed { .. } => true,
    }
}

fn pending(residual: &Residual) -> Vec<&[Pending]> {
    residual.denied_when.iter().map(|clause| clause.pending.as_slice()).collect()
}

fn doubt(answer: &Answer) -> String {
    match answer {
        Answer::DeniedExcept { residual } | Answer::Unknown { residual } => residual.to_string(),
        Answer::Open { denied_when, .. } if denied_when.is_empty() => {
            "the requirement denies it under conditions of which no example was found".to_owned()
        }
        Answer::Open { denied_when, .. } => {
            denied_when.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        }
        Answer::Denied { .. } | Answer::NotAllowed { .. } => String::new(),
    }
}
