//! Owns the checks of a whole document: what all its statements together let through or deny too much of.

use std::collections::BTreeSet;

use super::LintCode;
use super::conditions::matches_action;
use super::found::Found;
use super::probe::{DeniedTo, Probe, Touch};
use super::satisfiable::{Placed, may_hold, placed};
use crate::domain::MAX_LIFETIME_DAYS;
use crate::guardrail::mentions::Mentions;
use crate::guardrail::{
    ConditionKey, Creation, Endpoint, ForeignService, KeyAction, KeyTerm, MOST_CHARACTERS, Question,
    SizeVerdict,
};
use crate::policy::{
    ActionElement, Context, ContextValue, Effect, Part, PolicyDocument, Statement, Unlisted,
};

/// Actions with nothing in common but that people need them: who is denied all of these is denied everything.
const EVERYDAY: [&str; 3] = ["sts:AssumeRole", "iam:ListUsers", "organizations:DescribeOrganization"];

pub(super) fn check(document: &PolicyDocument, probe: &Probe, found: &mut Found<'_>) {
    size(document, found);
    if let Some(statement) = everything_denied(probe) {
        let part = part_of(document, statement, "sts:AssumeRole");
        found.add(LintCode::DeniesEverything, part, "it denies every action to everybody");
        // All that follows would only repeat it.
        return;
    }
    for statement in everything_denied_to_some(probe) {
        let part = part_of(document, statement, "sts:AssumeRole");
        found.add(
            LintCode::LockOutRisk,
            part,
            "it denies every action to whomever its conditions do not spare",
        );
    }
    revocation(document, probe, found);
    age_of_other_actions(document, probe, found);
    expiry(document, probe, found);
    lives(document, probe, found);
    endpoints(document, probe, found);
    creation(document, probe, found);
}

fn revocation(document: &PolicyDocument, probe: &Probe, found: &mut Found<'_>) {
    for action in KeyAction::ENDING.map(KeyAction::as_str) {
        if let Some(statement) = probe.ask_action(action).first() {
            let why = document.statements().get(statement).and_then(holds_without_age);
            let why = why.map(|operator| {
                format!("; such a request carries no age, and `{operator}` holds without one")
            });
            let message = format!("it denies `{action}`, which ends keys{}", why.unwrap_or_default());
            found.add(LintCode::RevocationDenied, part_of(document, statement, action), message);
        }
    }
}

/// Actions that a condition on the age reaches or misses, although only creation carries one. That ending keys is denied is
/// told anyhow.
fn age_of_other_actions(document: &PolicyDocument, probe: &Probe, found: &mut Found<'_>) {
    const RESET: KeyAction = KeyAction::Reset;
    for (index, statement) in document.statements().iter().enumerate() {
        if statement.effect != Effect::Deny || conditions_on_age(statement).is_empty() {
            continue;
        }
        let named = |action: &KeyAction| matches_action(statement, *action);
        if let Some(operator) = holds_without_age(statement) {
            for action in [RESET, KeyAction::List].into_iter().filter(named).map(KeyAction::as_str) {
                if probe.ask_action(action).statements().contains(&index) {
                    let message = format!(
                        "it denies `{action}` whatever the age of the key: such a request carries none, and `{operator}` \
                         holds without one"
                    );
                    found.add(LintCode::AgeNotCarried, age_in(document, index), message);
                }
            }
        } else if named(&RESET) && named(&KeyAction::Create) && probe.ask(Question::Reset) == Touch::Open {
            let action = RESET.as_str();
            let message = format!("it never denies `{action}`: such a request carries no age");
            found.add(LintCode::AgeNotCarried, age_in(document, index), message);
        }
    }
}

fn conditions_on_age(statement: &Statement) -> Vec<Placed<'_>> {
    placed(statement).filter(|placed| ConditionKey::AGE.is(placed.condition.key.folded())).collect()
}

/// The operator on the age of a statement whose conditions on it hold where a request carries none.
fn holds_without_age(statement: &Statement) -> Option<&str> {
    let conditions = conditions_on_age(statement);
    let first = conditions.first()?;
    let ageless = Context::new(Unlisted::Unknown).with(ConditionKey::AGE.name, ContextValue::Absent);
    may_hold(&conditions, ageless).then(|| first.operator.operator.as_str())
}

fn expiry(document: &PolicyDocument, probe: &Probe, found: &mut Found<'_>) {
    if let Some(statement) = probe.ask_longest().first()
        && probe.ask(Question::Create(Creation::WithoutExpiry)) == Touch::Open
    {
        let message = "it caps the age of keys, and a key that never expires gets through";
        found.add(LintCode::NeverExpiringGetsThrough, age_in(document, statement), message);
    }
}

/// Ages that are denied although no longer one is. All ages between those that are mentioned, and beside them, are alike.
fn lives(document: &PolicyDocument, probe: &Probe, found: &mut Found<'_>) {
    if probe.ask_longest() != Touch::Open {
        return;
    }
    let mentioned = Mentions::of([document]).ages;
    let beside = mentioned.iter().flat_map(|days| [days.saturating_sub(1), *days, days.saturating_add(1)]);
    let ages: BTreeSet<u32> = beside.filter(|days| (1..MAX_LIFETIME_DAYS).contains(days)).collect();
    let denied = ages.iter().rev().find_map(|days| Some((days, probe.ask_life(*days).first()?)));
    if let Some((days, statement)) = denied {
        let never = match probe.ask(Question::Create(Creation::WithoutExpiry)) {
            Touch::Open => " or never expires",
            Touch::Denied { .. } => "",
        };
        let message = format!("it denies a key of {days} days, and none that lives longer{never}");
        found.add(LintCode::LongerLivesGetThrough, age_in(document, statement), message);
    }
}

fn endpoints(document: &PolicyDocument, probe: &Probe, found: &mut Found<'_>) {
    let pairs = [
        (Endpoint::Bedrock, Endpoint::BedrockMantle, LintCode::MantleNotCovered),
        (Endpoint::BedrockMantle, Endpoint::Bedrock, LintCode::BedrockNotCovered),
    ];
    for term in [KeyTerm::Long, KeyTerm::Short] {
        let at = |endpoint| probe.ask(Question::Use { term, endpoint });
        for (denied, open, code) in pairs {
            if let Some(statement) = at(denied).first()
                && at(open) == Touch::Open
            {
                let part = part_of(document, statement, denied.call().as_str());
                let (denied, open) = (denied.as_str(), open.as_str());
                let message = format!("it denies calls with a key at `{denied}` and not at `{open}`");
                found.add(code, part, message);
            }
        }
    }
}

fn creation(document: &PolicyDocument, probe: &Probe, found: &mut Found<'_>) {
    let create = KeyAction::Create.as_str();
    // A policy that is about the credentials of other services is not about ours.
    let shortest = probe.ask(Question::Create(Creation::WithinCap));
    let Some(statement) = shortest.first() else { return };
    if probe.ask(Question::Reset) == Touch::Open {
        let message = "it denies creating keys and not `iam:ResetServiceSpecificCredential`";
        found.add(LintCode::ResetNotDenied, part_of(document, statement, create), message);
    }
    for (service, name) in
        [(ForeignService::CodeCommit, "CodeCommit"), (ForeignService::Keyspaces, "Keyspaces")]
    {
        if let Some(statement) = probe.ask(Question::CreateForeign(service)).first() {
            let message = format!("it denies creating credentials of {name} too");
            found.add(LintCode::Collateral, part_of(document, statement, create), message);
        }
    }
}

/// The value of `Action` by which a statement reaches an action.
fn part_of(document: &PolicyDocument, statement: usize, action: &str) -> Part {
    let position = document.statements().get(statement).and_then(|it| match &it.actions {
        ActionElement::Action(patterns) => {
            patterns.as_slice().iter().position(|pattern| pattern.matches(action))
        }
        ActionElement::NotAction(_) => None,
    });
    Part::Action { statement, position: position.unwrap_or_default() }
}

/// The operator by which a statement asks for the age.
fn age_in(document: &PolicyDocument, statement: usize) -> Part {
    let block = document.statements().get(statement).and_then(|it| {
        it.conditions
            .iter()
            .position(|block| block.conditions.iter().any(|each| ConditionKey::AGE.is(each.key.folded())))
    });
    block.map_or(Part::Statement(statement), |block| Part::Operator { statement, block })
}

fn everything_denied(probe: &Probe) -> Option<usize> {
    let all: Vec<Touch> = EVERYDAY.iter().map(|action| probe.ask_action(action)).collect();
    let denied = |touch: &Touch| matches!(touch, Touch::Denied { to: DeniedTo::Everybody, .. });
    all.iter().all(denied).then(|| all.first().and_then(Touch::first)).flatten()
}

/// Statements that deny all that people need, under conditions.
fn everything_denied_to_some(probe: &Probe) -> Vec<usize> {
    let mut all = EVERYDAY.iter().map(|action| probe.ask_action(action).statements().to_vec());
    let first = all.next().unwrap_or_default();
    let others: Vec<Vec<usize>> = all.collect();
    first.into_iter().filter(|index| others.iter().all(|other| other.contains(index))).collect()
}

fn size(document: &PolicyDocument, found: &mut Found<'_>) {
    let (code, characters) = match SizeVerdict::of(document) {
        SizeVerdict::Fits { .. } => return,
        SizeVerdict::NearLimit { characters } => (LintCode::NearSizeLimit, characters),
        SizeVerdict::TooLarge { characters } => (LintCode::TooLarge, characters),
    };
    let message = format!("it has {characters} characters without white space; AWS takes {MOST_CHARACTERS}");
    found.add(code, Part::Statement(0), message);
}
