//! Owns what an attachment changes: for each live key its use, for each account everything else.

use std::collections::{BTreeMap, BTreeSet};

use super::{LiveKey, UserFacts};
use crate::audit::Known;
use crate::domain::{AccountId, Lifetime};
use crate::guardrail::coverage::{Answer, Standing, Survey};
use crate::guardrail::mentions::Mentions;
use crate::guardrail::{
    Endpoint, KeyTerm, Organization, PrincipalTags, Question, Requester, Scp, Somebody, Surroundings,
    request_of,
};
use crate::policy::{NotAnAction, PolicyDocument, VerdictKind};

/// A policy, attached to targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The name of the policy; one that is there under this name is replaced.
    pub name: String,
    /// What it says.
    pub document: PolicyDocument,
    /// Where it is attached in addition.
    pub targets: BTreeSet<String>,
}

/// What an attachment changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Live keys that certainly work on at neither or only one endpoint, or perhaps do not, with the endpoints they lose.
    pub keys: Vec<(LiveKey, Vec<(Endpoint, Effect)>)>,
    /// What else changes, account by account; accounts where nothing changes are left out.
    pub accounts: Vec<AccountEffect>,
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
    /// A key whose use stays possible at both endpoints.
    Key(LiveKey),
    /// An account whose place is not known: whether it is below a target cannot be told.
    Unknown {
        /// The account.
        account: AccountId,
        /// Why.
        why: String,
    },
}

impl Preview {
    /// Keys that certainly lose something, their owners and accounts.
    pub fn broken(&self) -> (usize, usize, usize) {
        let lost =
            self.keys.iter().filter(|(_, effects)| effects.iter().any(|(_, each)| *each == Effect::Lost));
        let (mut keys, mut owners, mut accounts) = (0, BTreeSet::new(), BTreeSet::new());
        for (key, _) in lost {
            keys += 1;
            accounts.insert(&key.account);
            // A user without a recorded owner is an owner of its own.
            owners.insert((key.owner.as_deref(), key.owner.is_none().then_some((&key.account, &key.user))));
        }
        (keys, owners.len(), accounts.len())
    }

    /// Keys of which it cannot be told.
    pub fn perhaps_broken(&self) -> usize {
        let certain = |effects: &[(Endpoint, Effect)]| effects.iter().any(|(_, each)| *each == Effect::Lost);
        self.keys.iter().filter(|(_, effects)| !certain(effects)).count()
    }

    /// What is touched beside Bedrock keys: accounts and services. Must be nothing for the default policies.
    pub fn collateral(&self) -> impl Iterator<Item = (&AccountId, Question)> {
        self.accounts.iter().flat_map(|effect| {
            let changed = effect.changed.iter().map(|(question, _, _)| *question);
            changed.filter(|question| question.is_collateral()).map(|question| (&effect.account, question))
        })
    }
}

/// What attaching a policy changes.
///
/// # Errors
/// Never, for the questions there are.
pub fn preview(
    organization: &Organization,
    change: &Change,
    keys: &[(LiveKey, UserFacts)],
    cap: Lifetime,
) -> Result<Preview, NotAnAction> {
    let after = changed_organization(organization, change);
    let (before, after) = (Survey::of(organization, cap)?, Survey::of(&after, cap)?);
    let below: BTreeSet<&AccountId> =
        change.targets.iter().flat_map(|target| organization.accounts_under(target)).collect();
    let mut preview = Preview { keys: Vec::new(), accounts: Vec::new(), exempt: Vec::new() };
    for guard in &after.accounts {
        let account = guard.account.clone();
        match &guard.standing {
            Standing::ExemptManagementAccount if below.contains(&account) => {
                preview.exempt.push(Exempt::ManagementAccount(account));
            }
            Standing::Suspended(_) if below.contains(&account) => {
                preview.exempt.push(Exempt::Suspended(account));
            }
            Standing::Unknown(why) => preview.exempt.push(Exempt::Unknown { account, why: why.clone() }),
            Standing::ExemptManagementAccount | Standing::Suspended(_) => {}
            Standing::Bound => preview.accounts.extend(account_effect(&before, &after, &account)),
        }
    }
    let asked: BTreeSet<String> = mentioned_tags(organization, change);
    for (key, user) in keys {
        let effects = key_effects((&before, &after), (key, user), cap, &asked)?;
        if !effects.is_empty() {
            preview.keys.push((key.clone(), effects));
        } else if below.contains(&key.account) {
            preview.exempt.push(Exempt::Key(key.clone()));
        }
    }
    preview.keys.sort_by(|(one, _), (other, _)| {
        (&one.account, &one.user, &one.id).cmp(&(&other.account, &other.user, &other.id))
    });
    Ok(preview)
}

/// The organization as it would be.
fn changed_organization(organization: &Organization, change: &Change) -> Organization {
    let mut after = organization.clone();
    if let Known::Known(policies) = &mut after.policies {
        let there = policies.values_mut().find(|policy| policy.name == change.name);
        match there {
            Some(there) => {
                there.document = Known::Known(change.document.clone());
                if let Known::Known(targets) = &mut there.targets {
                    targets.extend(change.targets.iter().cloned());
                }
            }
            None => {
                let scp = Scp {
                    name: change.name.clone(),
                    document: Known::Known(change.document.clone()),
                    targets: Known::Known(change.targets.clone()),
                };
                policies.insert("p-of-the-preview".to_owned(), scp);
            }
        }
    }
    after
}

fn account_effect(before: &Survey, after: &Survey, account: &AccountId) -> Option<AccountEffect> {
    let answers = |survey: &Survey| survey.account(account).and_then(|guard| guard.answers.clone());
    let (before, after) = (answers(before)?, answers(after)?);
    let pairs = before.iter().zip(after.iter());
    let changed: Vec<_> = pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((question, before), (_, after))| (question, before.clone(), after.clone()))
        .collect();
    (!changed.is_empty()).then(|| AccountEffect { account: account.clone(), changed })
}

/// What a key loses: where its use was not denied before and is, or may be, afterwards.
fn key_effects(
    (before, after): (&Survey, &Survey),
    (key, user): (&LiveKey, &UserFacts),
    cap: Lifetime,
    asked: &BTreeSet<String>,
) -> Result<Vec<(Endpoint, Effect)>, NotAnAction> {
    let tags = match &user.tags {
        Known::Known(tags) => PrincipalTags::Read { tags: tags.clone(), asked: asked.clone() },
        Known::Unknown(_) => PrincipalTags::Unknown,
    };
    let requester = Requester::Somebody(Box::new(Somebody {
        arn: user.arn.clone(),
        account: key.account.clone(),
        tags,
        target: user.arn.clone(),
        surroundings: Surroundings::Unknown,
    }));
    let mut effects = Vec::new();
    for endpoint in [Endpoint::Bedrock, Endpoint::BedrockMantle] {
        let question = Question::Use { term: KeyTerm::Long, endpoint };
        let request = request_of(question, cap, &requester)?;
        let kind = |survey: &Survey| survey.verdict(&key.account, &request).map(|verdict| verdict.kind());
        let effect = match (kind(before), kind(after)) {
            (before, after) if before == after => None,
            (Some(VerdictKind::ExplicitlyDenied | VerdictKind::ImplicitlyDenied), _) => None,
            (_, Some(VerdictKind::ExplicitlyDenied | VerdictKind::ImplicitlyDenied)) => Some(Effect::Lost),
            (_, Some(VerdictKind::Conditional)) => Some(Effect::Perhaps),
            (_, Some(VerdictKind::Allowed) | None) => None,
        };
        effects.extend(effect.map(|effect| (endpoint, effect)));
    }
    Ok(effects)
}

fn mentioned_tags(organization: &Organization, change: &Change) -> BTreeSet<String> {
    let there = organization.policies.as_ref().into_iter().flat_map(BTreeMap::values);
    let documents = there.filter_map(|policy| policy.document.as_ref().ok());
    Mentions::of(documents.chain([&change.document])).tags.into_keys().collect()
}
