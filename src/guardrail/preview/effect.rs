//! Owns what an attachment changes: for each live key its use, for each account everything else.

use std::collections::{BTreeMap, BTreeSet};

use super::after::{changed, concerned};
use super::also::also_denied;
use super::{AlsoDenied, Change, LiveKey, LiveKeys, UserFacts};
use crate::domain::{AccountId, Known, Lifetime};
use crate::guardrail::coverage::{Answer, Binding, Survey};
use crate::guardrail::gaps::policy_gaps;
use crate::guardrail::mentions::Mentions;
use crate::guardrail::{
    Endpoint, KeyTerm, Organization, PrincipalTags, Question, Requester, Somebody, Surroundings, request_of,
};
use crate::policy::{NotAnAction, Verdict};

/// What an attachment changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Accounts that the change may concern and of which not all is known, and why: their keys were not read, or their
    /// place or policies were not. Nothing else that is said counts them.
    pub unknown: BTreeMap<AccountId, String>,
    /// What of the policies that are there was not read, in sentences. What they say now decides what a change breaks.
    pub unread_policies: Vec<String>,
    /// Live keys that lose, or may lose, their use at one endpoint or both.
    pub keys: Vec<(LiveKey, Vec<(Endpoint, Effect)>)>,
    /// What else changes, account by account; accounts where nothing changes are left out.
    pub accounts: Vec<AccountEffect>,
    /// What the policies deny beside what has to do with keys.
    pub also_denied: Vec<AlsoDenied>,
    /// Who is untouched although it is below a target.
    pub exempt: Vec<Exempt>,
}

/// Whether something is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It is certainly denied then, and is not now.
    Lost,
    /// It depends on what is not known.
    Perhaps,
}

/// What changes in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEffect {
    /// The account.
    pub account: AccountId,
    /// Each question whose answer changes: before, after.
    pub changed: Vec<(Question, Answer, Answer)>,
}

/// Somebody below a target whom the policy does not bind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exempt {
    /// The management account.
    ManagementAccount(AccountId),
    /// The account is suspended.
    Suspended(AccountId),
    /// A key in an account that is bound, which loses nothing and works, or may work, somewhere all the same.
    Key(LiveKey),
    /// A key that is denied at both endpoints already: it has nothing to lose.
    DeniedAlready(LiveKey),
}

impl Preview {
    /// Keys that certainly lose something, their owners and accounts.
    pub fn broken(&self) -> (usize, usize, usize) {
        let (mut keys, mut owners, mut accounts) = (0, BTreeSet::new(), BTreeSet::new());
        for (key, _) in self.keys.iter().filter(|(_, effects)| is_lost(effects)) {
            keys += 1;
            accounts.insert(&key.account);
            // A user without a recorded owner is an owner of its own.
            owners.insert((key.owner.as_deref(), key.owner.is_none().then_some((&key.account, &key.user))));
        }
        (keys, owners.len(), accounts.len())
    }

    /// Keys of which it cannot be told.
    pub fn perhaps_broken(&self) -> usize {
        self.keys.iter().filter(|(_, effects)| !is_lost(effects)).count()
    }

    /// What is touched beside Bedrock keys: accounts and services. Must be nothing for the default policies.
    pub fn collateral(&self) -> impl Iterator<Item = (&AccountId, Question)> {
        self.accounts.iter().flat_map(|effect| {
            let changed = effect.changed.iter().map(|(question, _, _)| *question);
            changed.filter(|question| question.is_collateral()).map(|question| (&effect.account, question))
        })
    }

    /// Everything that was not read and that the change may concern, in sentences.
    pub fn not_read(&self) -> Vec<String> {
        let accounts = self.unknown.iter().map(|(account, why)| format!("account {account}: {why}"));
        accounts.chain(self.unread_policies.iter().cloned()).collect()
    }

    /// Whether all that the change may concern was read, so that what is said is all there is.
    pub fn is_complete(&self) -> bool {
        self.unknown.is_empty() && self.unread_policies.is_empty()
    }
}

/// Texts of the change itself that are no policies.
fn unread_changes(changes: &[Change]) -> impl Iterator<Item = String> {
    changes.iter().filter_map(|change| {
        let why = change.document.as_ref().err()?;
        Some(format!("what policy `{}` is to say: {why}", change.name))
    })
}

fn is_lost(effects: &[(Endpoint, Effect)]) -> bool {
    effects.iter().any(|(_, each)| *each == Effect::Lost)
}

/// What attaching policies changes.
///
/// # Errors
/// Never, for the questions there are.
pub fn preview(
    organization: &Organization,
    changes: &[Change],
    keys: &LiveKeys,
    cap: Lifetime,
) -> Result<Preview, NotAnAction> {
    let after = changed(organization, changes);
    let comparison = Comparison {
        before: Survey::of(organization, cap)?,
        after: Survey::of(&after, cap)?,
        concerned: concerned(organization, changes),
        asked: mentioned_tags(&after),
        cap,
    };
    let mut preview = Preview {
        unknown: BTreeMap::new(),
        unread_policies: policy_gaps(organization).into_iter().chain(unread_changes(changes)).collect(),
        keys: Vec::new(),
        accounts: Vec::new(),
        also_denied: also_denied(changes),
        exempt: Vec::new(),
    };
    comparison.accounts(keys, &mut preview);
    for (key, user) in &keys.keys {
        match comparison.of_key(key, user)? {
            KeyEffect::Loses(effects) => preview.keys.push((key.clone(), effects)),
            KeyEffect::Keeps if comparison.is_bound(&key.account) => {
                preview.exempt.push(Exempt::Key(key.clone()));
            }
            KeyEffect::DeniedAlready if comparison.is_bound(&key.account) => {
                preview.exempt.push(Exempt::DeniedAlready(key.clone()));
            }
            KeyEffect::Keeps | KeyEffect::DeniedAlready => {}
        }
    }
    preview.keys.sort_by(|(one, _), (other, _)| {
        (&one.account, &one.user, &one.id).cmp(&(&other.account, &other.user, &other.id))
    });
    Ok(preview)
}

/// What becomes of a key.
enum KeyEffect {
    /// It loses this, or may.
    Loses(Vec<(Endpoint, Effect)>),
    /// It loses nothing.
    Keeps,
    /// It has nothing to lose.
    DeniedAlready,
}

/// The organization before and after.
struct Comparison<'organization> {
    before: Survey,
    after: Survey,
    concerned: BTreeSet<&'organization AccountId>,
    /// Tag keys that the policies ask for.
    asked: BTreeSet<String>,
    cap: Lifetime,
}

impl Comparison<'_> {
    fn accounts(&self, keys: &LiveKeys, preview: &mut Preview) {
        for guard in self.after.accounts.iter().filter(|guard| self.concerned.contains(&guard.account)) {
            let account = guard.account.clone();
            match &guard.binding {
                Binding::ExemptManagementAccount => {
                    preview.exempt.push(Exempt::ManagementAccount(account));
                    continue;
                }
                Binding::Suspended(_) => {
                    preview.exempt.push(Exempt::Suspended(account));
                    continue;
                }
                Binding::Unknown(why) => {
                    preview.unknown.insert(account, why.clone());
                    continue;
                }
                Binding::Bound => {}
            }
            if let Some(why) = keys.gap(&account) {
                preview.unknown.insert(account.clone(), format!("its keys are not known: {why}"));
            }
            preview.accounts.extend(self.of_account(&account));
        }
    }

    /// Whether an account is concerned and an SCP can bind it.
    fn is_bound(&self, account: &AccountId) -> bool {
        let guard = self.after.account(account);
        self.concerned.contains(account) && guard.is_some_and(|guard| guard.binding == Binding::Bound)
    }

    fn of_account(&self, account: &AccountId) -> Option<AccountEffect> {
        let answers = |survey: &Survey| survey.account(account).and_then(|guard| guard.answers.clone());
        let (before, after) = (answers(&self.before)?, answers(&self.after)?);
        let pairs = before.iter().zip(after.iter());
        let changed: Vec<_> = pairs
            // One denial more beside another changes nothing for anybody.
            .filter(|((_, before), (_, after))| before != after && !(before.is_denied() && after.is_denied()))
            .map(|((question, before), (_, after))| (question, before.clone(), after.clone()))
            .collect();
        (!changed.is_empty()).then(|| AccountEffect { account: account.clone(), changed })
    }

    /// What a key loses: where its use was not denied before and is, or may be, afterwards.
    fn of_key(&self, key: &LiveKey, user: &UserFacts) -> Result<KeyEffect, NotAnAction> {
        const ENDPOINTS: [Endpoint; 2] = [Endpoint::Bedrock, Endpoint::BedrockMantle];
        let binding = self.after.account(&key.account).map(|guard| &guard.binding);
        match binding {
            // Its place or its policies were not read, or it is in no list of accounts: anything may be.
            Some(Binding::Unknown(_)) if !self.concerned.contains(&key.account) => {
                return Ok(KeyEffect::Keeps);
            }
            Some(Binding::Unknown(_)) | None => {
                let effects = ENDPOINTS.map(|endpoint| (endpoint, Effect::Perhaps)).to_vec();
                return Ok(KeyEffect::Loses(effects));
            }
            Some(Binding::Bound | Binding::ExemptManagementAccount | Binding::Suspended(_)) => {}
        }
        let tags = match &user.tags {
            Known::Known(tags) => PrincipalTags::Read { tags: tags.clone(), asked: self.asked.clone() },
            Known::Unknown(_) => PrincipalTags::Unknown,
        };
        let requester = Requester::Somebody(Box::new(Somebody {
            arn: user.arn.clone(),
            account: key.account.clone(),
            tags,
            target: user.arn.clone(),
            surroundings: Surroundings::Unknown,
        }));
        let (mut effects, mut denied_already) = (Vec::new(), true);
        for endpoint in ENDPOINTS {
            let question = Question::Use { term: KeyTerm::Long, endpoint };
            let request = request_of(question, self.cap, &requester)?;
            let verdict = |survey: &Survey| survey.verdict(&key.account, &request);
            let before = verdict(&self.before);
            denied_already &= before.as_ref().is_some_and(Verdict::is_denied);
            let effect = effect(before, verdict(&self.after));
            effects.extend(effect.map(|effect| (endpoint, effect)));
        }
        Ok(match effects.as_slice() {
            [] if denied_already => KeyEffect::DeniedAlready,
            [] => KeyEffect::Keeps,
            _ => KeyEffect::Loses(effects),
        })
    }
}

fn effect(before: Option<Verdict>, after: Option<Verdict>) -> Option<Effect> {
    match (before, after) {
        // Denied already, or exempt afterwards.
        (Some(before), _) if before.is_denied() => None,
        (_, Some(after)) if after.is_denied() => Some(Effect::Lost),
        // The same doubts as before are no news.
        (Some(Verdict::Conditional { residual: before }), Some(Verdict::Conditional { residual: after }))
            if before == after =>
        {
            None
        }
        (_, Some(Verdict::Conditional { .. })) => Some(Effect::Perhaps),
        (
            _,
            Some(
                Verdict::Allowed { .. } | Verdict::ExplicitlyDenied { .. } | Verdict::ImplicitlyDenied { .. },
            )
            | None,
        ) => None,
    }
}

fn mentioned_tags(after: &Organization) -> BTreeSet<String> {
    let there = after.policies.as_ref().into_iter().flat_map(BTreeMap::values);
    let documents = there.filter_map(|policy| policy.document.as_ref().ok());
    Mentions::of(documents).tags.into_keys().collect()
}
