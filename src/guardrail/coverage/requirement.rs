//! Owns the comparison of each account with a requirement: a policy whose denials are the least that is wanted
//! everywhere.
//!
//! Two policies cannot in general be compared for all requests, so an account falls short where there is an example
//! that the requirement denies and the account lets through, meets the requirement where it denies all that the
//! requirement denies or denies it under the very same conditions, and is not shown to meet it otherwise.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::survey::Group;
use super::{Answer, Binding, Survey};
use crate::domain::AccountState;
use crate::domain::{AccountId, Lifetime, MAX_LIFETIME_DAYS};
use crate::guardrail::mentions::{Mentions, singles_out_accounts};
use crate::guardrail::{Creation, Question, Requester, questions, request_of};
use crate::policy::{
    AttachedPolicy, Identity, NotAnAction, Pending, PolicyDocument, PolicySet, Request, Residual, ScpLevel,
    ScpLevels, ScpScope, Verdict, evaluate,
};

/// How an account compares with the requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compliance {
    /// It denies what the requirement denies.
    Met,
    /// It lets something through.
    FallsShort(Vec<Shortfall>),
    /// Neither could be shown, for these questions.
    NotShown(Vec<(Question, String)>),
    /// No SCP binds the management account; it never meets any requirement.
    ExemptManagementAccount,
    /// Nobody can use it.
    Suspended(AccountState),
}

/// Something that the requirement denies and the account lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// What is asked.
    pub question: Question,
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

/// The requirement as the only SCP beside one that allows everything.
struct RequiredPolicy {
    policies: PolicySet,
    mentions: Mentions,
    singles_out: bool,
}

impl RequiredPolicy {
    fn new(document: &PolicyDocument) -> Self {
        let required = AttachedPolicy::document("the requirement", document.clone());
        let allow = AttachedPolicy::document("FullAWSAccess", PolicyDocument::allow_everything());
        let root = ScpLevel::new("the requirement", vec![allow, required]);
        let scps = ScpScope::Levels(ScpLevels { root, below: Vec::new() });
        let policies = PolicySet { scps, identity: Identity::AssumedToAllow };
        Self { policies, mentions: Mentions::of([document]), singles_out: singles_out_accounts(document) }
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
            Compliance::NotShown(asked.map(|question| (question, why.clone())).collect())
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
                        self.compare(group, &guard.account, &required)?
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
        for (question, answer) in group.answers.iter() {
            match self.compare_in((question, answer), (group, account), required)? {
                Comparison::Met => {}
                Comparison::FallsShort(example) => shortfalls.push(Shortfall { question, example }),
                Comparison::NotShown(why) => open.push((question, why)),
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
        (question, answer): (Question, &Answer),
        (group, account): (&Group, &AccountId),
        required: &RequiredPolicy,
    ) -> Result<Comparison, NotAnAction> {
        let mut doubts = Vec::new();
        for cap in self.edges(question, required, group) {
            let wanted = required.verdict(&request_of(question, cap, &Requester::Anybody)?);
            if wanted.kind() == crate::policy::VerdictKind::Allowed {
                continue;
            }
            let answer = if cap == self.cap {
                Cow::Borrowed(answer)
            } else {
                Cow::Owned(group.answer(question, cap)?)
            };
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

    /// The caps at which a question is put: the survey's, and for a life of some days each at which the requirement or
    /// the account's policies may change their mind.
    fn edges(&self, question: Question, required: &RequiredPolicy, group: &Group) -> BTreeSet<Lifetime> {
        let mentioned = required.mentions.ages.union(&group.mentions.ages);
        let around = mentioned.flat_map(|days| [days.saturating_sub(1), *days, days.saturating_add(1)]);
        let ends = [1, MAX_LIFETIME_DAYS];
        let lives = around.chain(ends).filter(|days| (1..=MAX_LIFETIME_DAYS).contains(days));
        let within = |days: &u32| *days <= self.cap.days();
        let caps: Vec<u32> = match question {
            Question::Create(Creation::WithinCap) => lives.filter(within).collect(),
            // One day more than the cap is asked.
            Question::Create(Creation::BeyondCap) => {
                lives.filter(|days| !within(days)).map(|days| days - 1).collect()
            }
            Question::Create(Creation::WithoutExpiry)
            | Question::Use { .. }
            | Question::Reset
            | Question::CreateForeign(_) => Vec::new(),
        };
        let caps = caps.into_iter().filter_map(|days| Lifetime::from_days(days).ok());
        caps.chain([self.cap]).collect()
    }

    /// A request that the requirement denies and the account lets through, among examples of everybody that either
    /// mentions.
    fn witness(
        &self,
        (question, cap): (Question, Lifetime),
        (group, account): (&Group, &AccountId),
        required: &RequiredPolicy,
    ) -> Result<Option<Request>, NotAnAction> {
        let mentions = required.mentions.clone().merged(&group.mentions);
        for requester in examples(account, question, &mentions) {
            let request = request_of(question, cap, &requester)?;
            if required.verdict(&request).is_denied()
                && matches!(group.verdict(&request), Verdict::Allowed { .. })
            {
                return Ok(Some(request));
            }
        }
        Ok(None)
    }
}

/// A stranger, one principal for each pattern, and each of them with each tag.
fn examples(account: &AccountId, question: Question, mentions: &Mentions) -> Vec<Requester> {
    let kind = if question.asks_as_user() { "user" } else { "role" };
    let stranger = format!("arn:aws:iam::{account}:{kind}/somebody");
    let arns = mentions.principals.iter().filter_map(|pattern| matching(pattern, account));
    let arns: Vec<String> = std::iter::once(stranger).chain(arns).collect();
    let mut tags = vec![BTreeMap::new()];
    for (key, values) in &mentions.tags {
        let values = values.iter().filter(|value| !matches!(value.as_str(), "true" | "false"));
        let values = values.map(|value| value.replace(['*', '?'], "x")).chain(["true".to_owned()]);
        tags.extend(values.map(|value| BTreeMap::from([(key.clone(), value)])));
    }
    let each = arns.iter().flat_map(|arn| tags.iter().map(move |tags| (arn, tags.clone())));
    each.map(|(arn, tags)| Requester::example(account, arn, tags)).collect()
}

/// An ARN in the account that matches a pattern; nothing where the pattern is about another account, for SCPs bind
/// principals in their own.
fn matching(pattern: &str, account: &AccountId) -> Option<String> {
    let mut parts = Vec::with_capacity(6);
    for (position, part) in pattern.splitn(6, ':').enumerate() {
        let wild = part.contains(['*', '?']);
        parts.push(match position {
            1 if wild => "aws".to_owned(),
            4 if wild => account.to_string(),
            4 if part != account.as_str() => return None,
            _ => part.replace(['*', '?'], "x"),
        });
    }
    Some(parts.join(":"))
}

/// Whether the account denies under the very conditions under which the requirement does.
fn same_conditions(answer: &Answer, wanted: &Verdict) -> bool {
    let Verdict::Conditional { residual: wanted } = wanted else { return false };
    match answer {
        Answer::DeniedExcept { residual } | Answer::Unknown { residual } => {
            !wanted.denied_when.is_empty()
                && pending(wanted).iter().all(|clause| pending(residual).contains(clause))
        }
        Answer::Open { denied_when } => {
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
        Answer::Open { denied_when } => {
            denied_when.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        }
        Answer::Denied { .. } | Answer::NotAllowed { .. } => String::new(),
    }
}
