//! Owns the checks of a whole document: what all its statements together let through or deny too much of.

use super::probe::{DeniedTo, Probe, Touch};
use super::{LintCode, LintFinding, place_of};
use crate::guardrail::{Creation, Endpoint, ForeignService, KeyTerm, MOST_CHARACTERS, Question, SizeVerdict};
use crate::policy::LocatedPolicy;

const REVOCATION: [&str; 2] = ["iam:UpdateServiceSpecificCredential", "iam:DeleteServiceSpecificCredential"];

/// Actions with nothing in common but that people need them: who is denied all of these is denied everything.
const EVERYDAY: [&str; 3] = ["sts:AssumeRole", "iam:ListUsers", "organizations:DescribeOrganization"];

pub(super) fn check(policy: &LocatedPolicy, probe: &Probe, findings: &mut Vec<LintFinding>) {
    let mut add = |code, touch: &Touch, message: String| {
        if let Some(index) = touch.first() {
            findings.push(LintFinding { code, place: place_of(policy, index), message });
        }
    };
    if let Some(everything) = everything_denied(probe) {
        add(LintCode::DeniesEverything, &everything, "it denies every action to everybody".to_owned());
        // All that follows would only repeat it.
        return size(policy, findings);
    }
    for action in REVOCATION {
        let touch = probe.ask_action(action);
        add(LintCode::RevocationDenied, &touch, format!("it denies `{action}`, which ends keys"));
    }
    let longest = probe.ask_longest(Question::Create(Creation::WithinCap));
    if probe.ask(Question::Create(Creation::WithoutExpiry)) == Touch::Open {
        let message = "it caps the age of keys, and a key that never expires gets through".to_owned();
        add(LintCode::NeverExpiringGetsThrough, &longest, message);
    }
    for term in [KeyTerm::Long, KeyTerm::Short] {
        let at = |endpoint| probe.ask(Question::Use { term, endpoint });
        let (bedrock, mantle) = (at(Endpoint::Bedrock), at(Endpoint::BedrockMantle));
        if mantle == Touch::Open {
            let message = "it denies calls with a key at `bedrock` and not at `bedrock-mantle`".to_owned();
            add(LintCode::MantleNotCovered, &bedrock, message);
        }
    }
    let shortest = probe.ask(Question::Create(Creation::WithinCap));
    if probe.ask(Question::Reset) == Touch::Open {
        let message = "it denies creating keys and not `iam:ResetServiceSpecificCredential`".to_owned();
        add(LintCode::ResetNotDenied, &shortest, message);
    }
    for service in [ForeignService::CodeCommit, ForeignService::Keyspaces] {
        let touch = probe.ask(Question::CreateForeign(service));
        let name = match service {
            ForeignService::CodeCommit => "CodeCommit",
            ForeignService::Keyspaces => "Keyspaces",
        };
        // A policy that is about those services is not about ours.
        if shortest != Touch::Open {
            add(LintCode::Collateral, &touch, format!("it denies creating credentials of {name} too"));
        }
    }
    size(policy, findings);
}

fn everything_denied(probe: &Probe) -> Option<Touch> {
    let all: Vec<Touch> = EVERYDAY.iter().map(|action| probe.ask_action(action)).collect();
    let denied = |touch: &Touch| matches!(touch, Touch::Denied { to: DeniedTo::Everybody, .. });
    all.iter().all(denied).then(|| all.into_iter().next()).flatten()
}

fn size(policy: &LocatedPolicy, findings: &mut Vec<LintFinding>) {
    let (code, characters) = match SizeVerdict::of(&policy.document) {
        SizeVerdict::Fits { .. } => return,
        SizeVerdict::NearLimit { characters } => (LintCode::NearSizeLimit, characters),
        SizeVerdict::TooLarge { characters } => (LintCode::TooLarge, characters),
    };
    let message = format!("it has {characters} characters without white space; AWS takes {MOST_CHARACTERS}");
    findings.push(LintFinding { code, place: place_of(policy, 0), message });
}
