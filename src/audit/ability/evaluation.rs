//! Asking the evaluator what a user can do: once for each set of policies.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use crate::audit::{AccountFacts, AuditedUser, Known};
use crate::domain::{AccountId, Partition};
use crate::guardrail::{
    BEDROCK_SERVICE, ConditionKey, KeyAction, PrincipalTags, Somebody, Surroundings, made_directly,
};
use crate::lifecycle::ObservedUser;
use crate::policy::{
    Action, AttachedPolicy, Boundary, Context, ContextValue, Identity, PolicyDocument, PolicySet, Request,
    RequestResource, ScpScope, Unlisted, evaluate,
};

use super::answer::Worth;
use super::concrete::{self, Home};
use super::reach::telling;
use super::region::{Completeness, Left};
use super::texts::{Depends, Text, Texts};
use super::{Abilities, Ability, Certainty, Minting, Reach, Unread};

/// Why abilities are not known although all was read.
const INTRICATE: &str = "its patterns are too intricate to work out what they leave together";

/// Abilities by set of policies: thousands of users share a handful of sets.
#[derive(Debug, Default)]
pub(in crate::audit) struct Evaluations<'a> {
    texts: Texts<'a>,
    answers: HashMap<Key, Rc<Abilities>>,
}

/// All that an answer depends on.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    policies: Vec<usize>,
    boundary: Bound,
    unread: Vec<String>,
    account: Option<AccountId>,
    user: Option<(String, Vec<(String, String)>)>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Bound {
    Absent,
    Text(usize),
    Unread,
}

/// The policies of a user as far as they were read.
#[derive(Default)]
struct Collected {
    policies: Vec<Rc<Text>>,
    boundary: Option<Result<Rc<Text>, ()>>,
    unread: Vec<String>,
    unread_identity: bool,
}

impl<'a> Evaluations<'a> {
    /// What a user can do.
    pub(in crate::audit) fn of(
        &mut self,
        user: &'a AuditedUser,
        facts: &'a AccountFacts,
        account: &AccountId,
        partition: &Partition,
    ) -> Rc<Abilities> {
        let mut collected = self.collect(user, facts);
        collected.policies.sort_by_key(|text| text.number);
        collected.policies.dedup_by_key(|text| text.number);
        let principal = Principal::new(&user.user, account, partition);
        let key = collected.key(&principal);
        if let Some(known) = self.answers.get(&key) {
            return Rc::clone(known);
        }
        let answer = Rc::new(collected.evaluated(&principal));
        self.answers.insert(key, Rc::clone(&answer));
        answer
    }

    fn collect(&mut self, audited: &'a AuditedUser, facts: &'a AccountFacts) -> Collected {
        let mut collected = Collected::default();
        let user = &audited.user;
        for (name, text) in &user.inline {
            collected.add(&format!("its inline policy `{name}`"), Ok(self.texts.get(text)));
        }
        for arn in &user.attached {
            collected.add(&format!("`{arn}`"), self.managed(arn, facts));
        }
        for name in &user.groups {
            self.group(name, audited, facts, &mut collected);
        }
        if let Some(arn) = &user.boundary {
            collected.bound(arn, self.managed(arn, facts));
        }
        collected
    }

    fn group(
        &mut self,
        name: &str,
        audited: &'a AuditedUser,
        facts: &'a AccountFacts,
        collected: &mut Collected,
    ) {
        match audited.groups.as_ref().map(|groups| groups.get(name)) {
            Ok(Some(group)) => {
                for (policy, text) in &group.inline {
                    let label = format!("inline policy `{policy}` of its group `{name}`");
                    collected.add(&label, Ok(self.texts.get(text)));
                }
                for arn in &group.attached {
                    collected.add(&format!("`{arn}`"), self.managed(arn, facts));
                }
            }
            Ok(None) => collected.add(&format!("its group `{name}`"), Err("it was not read".to_owned())),
            Err(why) => collected.add(&format!("its group `{name}`"), Err(why.to_owned())),
        }
    }

    fn managed(&mut self, arn: &str, facts: &'a AccountFacts) -> Result<Rc<Text>, String> {
        match facts.policies.get(arn).map(Known::as_ref) {
            Some(Ok(policy)) => Ok(self.texts.get(&policy.document)),
            Some(Err(why)) => Err(why.to_owned()),
            None => Err("it was not read".to_owned()),
        }
    }
}

impl Collected {
    fn add(&mut self, label: &str, text: Result<Rc<Text>, String>) {
        match understood(text) {
            Ok(text) => self.policies.push(text),
            Err(why) => {
                self.unread.push(format!("{label}: {why}"));
                self.unread_identity = true;
            }
        }
    }

    fn bound(&mut self, arn: &str, text: Result<Rc<Text>, String>) {
        self.boundary = Some(understood(text).map_err(|why| {
            self.unread.push(format!("its boundary `{arn}`: {why}"));
        }));
    }

    fn texts(&self) -> impl Iterator<Item = &Rc<Text>> {
        self.policies.iter().chain(self.boundary.iter().filter_map(|boundary| boundary.as_ref().ok()))
    }

    fn key(&self, principal: &Principal<'_>) -> Key {
        let depends = self.texts().map(|text| text.depends).max().unwrap_or(Depends::Nothing);
        let tags = || principal.user.tags.clone().into_iter().collect();
        Key {
            policies: self.policies.iter().map(|text| text.number).collect(),
            boundary: match &self.boundary {
                None => Bound::Absent,
                Some(Ok(text)) => Bound::Text(text.number),
                Some(Err(())) => Bound::Unread,
            },
            unread: self.unread.clone(),
            account: (depends >= Depends::Account).then(|| principal.account.clone()),
            user: (depends >= Depends::User).then(|| (principal.arn.clone(), tags())),
        }
    }

    fn policy_set(&self) -> PolicySet {
        let unread = self.unread_identity.then(|| AttachedPolicy::unreadable("unread"));
        let policies = self.policies.iter().map(|text| text.policy.clone()).chain(unread).collect();
        let boundary = match &self.boundary {
            None => Boundary::Absent,
            Some(Ok(text)) => Boundary::Policy(text.policy.clone()),
            Some(Err(())) => Boundary::Policy(AttachedPolicy::unreadable("unread")),
        };
        PolicySet { scps: ScpScope::NoneInForce, identity: Identity::Policies { policies, boundary } }
    }

    fn evaluated(&self, principal: &Principal<'_>) -> Abilities {
        let set = self.policy_set();
        let home = principal.home();
        let documents = || self.texts().filter_map(|text| text.document());
        let mut actions: BTreeSet<String> = documents().flat_map(concrete::actions).collect();
        if self.unread_identity {
            actions.extend(telling().map(str::to_owned));
        }
        let mut named: BTreeSet<String> =
            documents().flat_map(|document| concrete::resources(document, home)).collect();
        let complete = self.add_what_is_left_together(&mut actions, &mut named);
        let mut beyond = Vec::new();
        let mut open = complete == Completeness::Partial;
        for action in actions {
            match principal.can(&action, &principal.resources(&action, &named), &set) {
                Answer::Can(reach, certainty) => beyond.push(Ability { reach, action, certainty }),
                Answer::Cannot => {}
                Answer::DependsOnUnread => open = true,
            }
        }
        beyond.sort_by(|one, other| (other.reach, &one.action).cmp(&(one.reach, &other.action)));
        let intricate = (complete == Completeness::Partial).then(|| INTRICATE.to_owned());
        let unread = self.unread.iter().cloned().chain(intricate).collect();
        let unread = if open { Unread::Policies(unread) } else { Unread::Nothing };
        let minting = match principal.can(
            KeyAction::Create.as_str(),
            &[RequestResource::Arn(principal.arn.clone())],
            &set,
        ) {
            Answer::Can(_, certainty) => Minting::Possible(certainty),
            Answer::Cannot => Minting::Impossible,
            Answer::DependsOnUnread => Minting::Unread(self.unread.clone()),
        };
        Abilities { beyond, unread, minting }
    }

    /// Adds names for what no name of a single pattern stands for: what policies and the boundary only leave together.
    fn add_what_is_left_together(
        &self,
        actions: &mut BTreeSet<String>,
        resources: &mut BTreeSet<String>,
    ) -> Completeness {
        let documents: Vec<&PolicyDocument> =
            self.policies.iter().filter_map(|text| text.document()).collect();
        let boundary = match &self.boundary {
            Some(Ok(text)) => text.document(),
            Some(Err(())) | None => None,
        };
        let left = Left { identity: &documents, boundary };
        let more = [left.actions(actions), left.resources(resources)];
        let complete = more.iter().map(|names| names.complete).max().unwrap_or_default();
        let [more_actions, more_resources] = more;
        actions.extend(more_actions.found);
        resources.extend(more_resources.found);
        complete
    }
}

/// A text that is no policy is one that was not read.
fn understood(text: Result<Rc<Text>, String>) -> Result<Rc<Text>, String> {
    let text = text?;
    match &text.mistake {
        Some(mistake) => Err(mistake.clone()),
        None => Ok(text),
    }
}

enum Answer {
    Can(Reach, Certainty),
    Cannot,
    DependsOnUnread,
}

/// Who asks.
struct Principal<'a> {
    user: &'a ObservedUser,
    account: &'a AccountId,
    partition: &'a Partition,
    arn: String,
    context: Context,
}

impl<'a> Principal<'a> {
    fn new(user: &'a ObservedUser, account: &'a AccountId, partition: &'a Partition) -> Self {
        let arn = format!("arn:{partition}:iam::{account}:user{}{}", user.path, user.name);
        let asked = BTreeSet::new();
        let somebody = Somebody {
            arn: Known::Known(arn.clone()),
            account: account.clone(),
            tags: PrincipalTags::Read { tags: user.tags.clone(), asked },
            target: Known::Known(arn.clone()),
            surroundings: Surroundings::Unknown,
        };
        // What the user does by itself, not what a service does on its behalf.
        let context = somebody
            .introduced(made_directly(Context::new(Unlisted::Unknown)))
            .with(ConditionKey::SERVICE.name, ContextValue::single(BEDROCK_SERVICE));
        Self { user, account, partition, arn, context }
    }

    fn home(&self) -> Home<'_> {
        Home { partition: self.partition.as_str(), account: self.account.as_str() }
    }

    /// The resources an action is asked about: some resource of its service, those that policies name, and the user.
    fn resources(&self, action: &str, named: &BTreeSet<String>) -> Vec<RequestResource> {
        let service = action.split(':').next().unwrap_or_default();
        let Home { partition, account } = self.home();
        let some = match service {
            "iam" => format!("arn:{partition}:iam::{account}:user/anything"),
            service => format!("arn:{partition}:{service}:us-east-1:{account}:anything/anything"),
        };
        let own = (service == "iam").then(|| self.arn.clone());
        // Also those of other services: a session is started on an instance of EC2, and a role of IAM is assumed.
        let named = named.iter().map(|arn| arn.replace("${aws:username}", self.user.name.as_str()));
        let concrete = |arn: String| {
            if arn.contains("${") { RequestResource::Unknown } else { RequestResource::Arn(arn) }
        };
        std::iter::once(some).chain(named).chain(own).map(concrete).collect()
    }

    /// Whether the user can do this on any of these resources; what it always can counts more than what it may.
    fn can(&self, action: &str, resources: &[RequestResource], set: &PolicySet) -> Answer {
        let Ok(named) = Action::new(action) else {
            return Answer::Cannot;
        };
        let mut best = Answer::Cannot;
        for resource in resources {
            let request =
                Request { action: named.clone(), resource: resource.clone(), context: self.context.clone() };
            let reach = self.reach(action, resource);
            match (Worth::of(&evaluate(&request, set)), &best) {
                (Worth::Can(Certainty::Always), Answer::Can(so_far, Certainty::Always))
                    if *so_far >= reach => {}
                (Worth::Can(Certainty::Always), _) => best = Answer::Can(reach, Certainty::Always),
                (Worth::Can(certainty), Answer::Cannot | Answer::DependsOnUnread) => {
                    best = Answer::Can(reach, certainty);
                }
                (Worth::DependsOnUnread, Answer::Cannot) => best = Answer::DependsOnUnread,
                (Worth::Can(Certainty::UnderConditions) | Worth::DependsOnUnread, _) | (Worth::Cannot, _) => {
                }
            }
        }
        best
    }

    /// A user that makes itself another way in decides nothing about others.
    fn reach(&self, action: &str, resource: &RequestResource) -> Reach {
        let own = *resource == RequestResource::Arn(self.arn.clone());
        let ways_in = ["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"];
        if own && ways_in.contains(&action) { Reach::Elsewhere } else { Reach::of(action) }
    }
}
