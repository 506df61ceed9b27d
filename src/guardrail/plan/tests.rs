//! Plans of small organizations.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::guardrail::PolicyType;
use crate::policy::PolicyDocument;

const FULL: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const DENY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*"}]}"#;
/// The same, as another hand would write it.
const DENY_AGAIN: &str = r#"{"Statement": {"Action": ["bedrock-mantle:callWithBearerToken", "BEDROCK:CallWithBearerToken"],
  "Resource": ["*"], "Effect": "Deny"}, "Version": "2012-10-17"}"#;
const OTHER: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*"}]}"#;

const ROOT: &str = "r-root";
const UNIT: &str = "ou-root-11111111";
const CANARY: &str = "222222222222";

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn there(name: &str, content: &str, targets: &[&str], managed: bool) -> ObservedPolicy {
    let tags =
        if managed { BTreeMap::from([(MANAGED_TAG.to_owned(), "true".to_owned())]) } else { BTreeMap::new() };
    ObservedPolicy {
        name: name.to_owned(),
        description: String::new(),
        content: content.to_owned(),
        origin: Origin::Organization,
        tags,
        targets: set(targets),
    }
}

fn observed(policies: Vec<ObservedPolicy>) -> ObservedPolicies {
    let full =
        ObservedPolicy { origin: Origin::Aws, ..there("FullAWSAccess", FULL, &[ROOT, UNIT, CANARY], false) };
    let named = policies.into_iter().chain([full]).map(|policy| (format!("p-{}", policy.name), policy));
    ObservedPolicies {
        root: ROOT.to_owned(),
        targets: set(&[ROOT, UNIT, CANARY]),
        policy_type: PolicyType::Enabled,
        policies: named.collect(),
    }
}

fn wanted(targets: &[&str]) -> DesiredGuardrail {
    DesiredGuardrail {
        name: "guard".to_owned(),
        description: "d".to_owned(),
        document: PolicyDocument::parse(DENY).unwrap(),
        stages: targets.iter().map(|target| Stage { targets: vec![(*target).to_owned()] }).collect(),
        source: None,
        ownership: Ownership::ManagedOnly,
    }
}

fn planned(guardrail: DesiredGuardrail, observed: &ObservedPolicies) -> GuardrailPlan {
    plan(&[guardrail], observed).unwrap()
}

/// What a step does, in short.
fn brief(steps: &[Step]) -> Vec<String> {
    let brief = |step: &Step| match step {
        Step::EnablePolicyType { .. } => "enable".to_owned(),
        Step::CreatePolicy { name, .. } => format!("create {name}"),
        Step::UpdatePolicy { name, .. } => format!("update {name}"),
        Step::TagPolicy { name, .. } => format!("tag {name}"),
        Step::AttachPolicy { target, stage, .. } => format!("attach {target} in {stage}"),
        Step::DetachPolicy { target, .. } => format!("detach {target}"),
        Step::DeletePolicy { name, .. } => format!("delete {name}"),
    };
    steps.iter().map(brief).collect()
}

/// What is there once the steps are carried out.
fn carried_out(steps: &[Step], mut observed: ObservedPolicies) -> ObservedPolicies {
    for step in steps {
        match step {
            Step::EnablePolicyType { .. } => observed.policy_type = PolicyType::Enabled,
            Step::CreatePolicy { name, content, tags, .. } => {
                let policy = ObservedPolicy { tags: tags.clone(), ..there(name, content, &[], true) };
                observed.policies.insert(format!("p-{name}"), policy);
            }
            Step::UpdatePolicy { id, content, .. } => {
                observed.policies.get_mut(id).unwrap().content.clone_from(content);
            }
            Step::TagPolicy { id, tags, .. } => {
                observed.policies.get_mut(id).unwrap().tags.extend(tags.clone());
            }
            Step::AttachPolicy { name, target, .. } => {
                let policy = observed.policies.get_mut(&format!("p-{name}")).unwrap();
                assert!(policy.targets.insert(target.clone()), "attached twice");
            }
            Step::DetachPolicy { id, target, .. } => {
                assert!(observed.policies.get_mut(id).unwrap().targets.remove(target));
            }
            Step::DeletePolicy { id, .. } => {
                assert!(observed.policies.remove(id).unwrap().targets.is_empty());
            }
        }
    }
    observed
}

#[test]
fn a_new_guardrail_is_created_tagged_and_attached_stage_by_stage() {
    let plan = planned(wanted(&[CANARY, UNIT, ROOT]), &observed(Vec::new()));
    let expected =
        ["create guard", "attach 222222222222 in 0", "attach ou-root-11111111 in 1", "attach r-root in 2"];
    assert_eq!(brief(&plan.steps), expected);
    assert_eq!(plan.stages(), 3);
    let Step::CreatePolicy { content, tags, .. } = &plan.steps[0] else { panic!("not created") };
    assert_eq!(content, DENY);
    assert_eq!(tags[MANAGED_TAG], "true");
}

#[test]
fn what_a_plan_did_needs_no_second_plan() {
    let before = observed(Vec::new());
    let plan = planned(wanted(&[CANARY, ROOT]), &before);
    let after = carried_out(&plan.steps, before);
    assert!(planned(wanted(&[CANARY, ROOT]), &after).is_empty());
    assert_eq!(drift(&[wanted(&[CANARY, ROOT])], &after), []);
}

#[test]
fn a_plan_that_was_killed_half_way_goes_on_where_it_stopped() {
    let before = observed(Vec::new());
    let steps = planned(wanted(&[CANARY, ROOT]), &before).steps;
    for done in 0..=steps.len() {
        let half = carried_out(&steps[..done], before.clone());
        let rest = planned(wanted(&[CANARY, ROOT]), &half).steps;
        assert_eq!(rest.len(), steps.len() - done);
        assert_eq!(drift(&[wanted(&[CANARY, ROOT])], &carried_out(&rest, half)), []);
    }
}

#[test]
fn white_space_and_order_are_no_drift_and_a_missing_action_is() {
    let same = observed(vec![there("guard", DENY_AGAIN, &[ROOT], true)]);
    assert!(planned(wanted(&[ROOT]), &same).is_empty());
    let other = observed(vec![there("guard", OTHER, &[ROOT], true)]);
    let plan = planned(wanted(&[ROOT]), &other);
    let [Step::UpdatePolicy { difference, .. }] = plan.steps.as_slice() else { panic!("{:?}", plan.steps) };
    let added =
        |line: &LineChange| matches!(line, LineChange::Added(text) if text.contains("bedrock-mantle"));
    assert!(difference.lines.iter().any(added), "{difference:?}");
    assert!(matches!(drift(&[wanted(&[ROOT])], &other).as_slice(), [Drift::Changed { .. }]));
}

#[test]
fn a_policy_of_somebody_else_is_refused_unless_it_is_adopted() {
    let foreign = observed(vec![there("guard", OTHER, &[], false)]);
    assert_eq!(
        plan(&[wanted(&[ROOT])], &foreign).unwrap_err(),
        [PlanRefusal::NotOurs { name: "guard".to_owned() }]
    );
    let adopted = DesiredGuardrail { ownership: Ownership::Adopt, ..wanted(&[ROOT]) };
    assert_eq!(brief(&planned(adopted, &foreign).steps), ["tag guard", "update guard", "attach r-root in 0"]);
    let aws =
        DesiredGuardrail { name: "FullAWSAccess".to_owned(), ownership: Ownership::Adopt, ..wanted(&[ROOT]) };
    assert!(matches!(plan(&[aws], &foreign).unwrap_err().as_slice(), [PlanRefusal::AwsManaged { .. }]));
}

#[test]
fn a_type_that_is_switched_off_is_switched_on_first() {
    let off = ObservedPolicies { policy_type: PolicyType::Disabled, ..observed(Vec::new()) };
    assert_eq!(brief(&planned(wanted(&[ROOT]), &off).steps)[0], "enable");
    let unknown =
        ObservedPolicies { policy_type: PolicyType::Unknown("denied".to_owned()), ..observed(Vec::new()) };
    assert!(plan(&[wanted(&[ROOT])], &unknown).is_err());
}

#[test]
fn every_reason_against_a_plan_is_told_at_once() {
    let fillers = (0..9).map(|number| there(&format!("filler{number}"), OTHER, &[ROOT], false)).collect();
    let refusals = plan(&[wanted(&[ROOT, ROOT, "ou-none-12345678"])], &observed(fillers)).unwrap_err();
    assert_eq!(
        refusals,
        [
            PlanRefusal::UnknownTarget { target: "ou-none-12345678".to_owned() },
            PlanRefusal::Twice { what: ROOT.to_owned() },
            PlanRefusal::TargetFull { target: ROOT.to_owned(), attached: 11 },
        ]
    );
}

#[test]
fn the_tenth_policy_of_a_target_fits() {
    let fillers = (0..8).map(|number| there(&format!("filler{number}"), OTHER, &[ROOT], false)).collect();
    let plan = planned(wanted(&[ROOT]), &observed(fillers));
    let expected = TargetHeadroom { target: ROOT.to_owned(), before: 9, after: 10 };
    assert_eq!(plan.headroom.targets, [expected]);
}

#[test]
fn a_rollback_restores_what_was_there() {
    for before in [
        observed(Vec::new()),
        observed(vec![there("guard", OTHER, &[UNIT], true)]),
        observed(vec![there("guard", DENY, &[UNIT, CANARY], true)]),
    ] {
        let plan = planned(wanted(&[CANARY, UNIT, ROOT]), &before);
        for done in 0..=plan.steps.len() {
            let half = carried_out(&plan.steps[..done], before.clone());
            let back = rollback(&plan.rollback, &half).unwrap();
            let after = carried_out(&back, half);
            let strip = |observed: &ObservedPolicies| {
                let each = observed.policies.values();
                each.map(|policy| (policy.name.clone(), policy.content.clone(), policy.targets.clone()))
                    .collect::<Vec<_>>()
            };
            assert_eq!(strip(&after), strip(&before), "after {done} steps");
        }
    }
}

#[test]
fn a_rollback_leaves_alone_what_is_not_ours_any_more() {
    let before = observed(Vec::new());
    let plan = planned(wanted(&[ROOT]), &before);
    let mut after = carried_out(&plan.steps, before);
    after.policies.get_mut("p-guard").unwrap().tags.clear();
    assert!(matches!(
        rollback(&plan.rollback, &after).unwrap_err().as_slice(),
        [PlanRefusal::NotOurs { .. }]
    ));
}

#[test]
fn neither_the_policy_of_aws_nor_the_last_of_a_target_is_detached() {
    let mut bare = observed(vec![there("guard", DENY, &[ROOT], true)]);
    let refusal =
        |name: &str, observed: &ObservedPolicies| detach_refusal(name, ROOT, observed, Ownership::Adopt);
    assert!(matches!(refusal("FullAWSAccess", &bare), Some(PlanRefusal::AwsManaged { .. })));
    assert_eq!(refusal("guard", &bare), None);
    bare.policies.get_mut("p-FullAWSAccess").unwrap().targets.clear();
    assert!(matches!(refusal("guard", &bare), Some(PlanRefusal::LastPolicy { .. })));
}

#[test]
fn drift_names_what_is_missing_and_what_hangs_elsewhere() {
    let moved = observed(vec![there("guard", DENY, &[UNIT], false)]);
    let found = drift(&[wanted(&[ROOT])], &moved);
    let name = || "guard".to_owned();
    assert_eq!(
        found,
        [
            Drift::NotManaged { name: name() },
            Drift::NotAttached { name: name(), target: ROOT.to_owned() },
            Drift::AttachedElsewhere { name: name(), target: UNIT.to_owned() },
        ]
    );
    assert_eq!(drift(&[wanted(&[ROOT])], &observed(Vec::new())), [Drift::Missing { name: name() }]);
}
