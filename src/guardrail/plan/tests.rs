//! Plans of small organizations.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::MANAGED_TAG;
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
        Step::UntagPolicy { name, .. } => format!("untag {name}"),
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
            Step::CreatePolicy { name, content, tags, description } => {
                let mut policy = ObservedPolicy { tags: tags.clone(), ..there(name, content, &[], true) };
                policy.description.clone_from(description);
                assert!(observed.policies.insert(format!("p-{name}"), policy).is_none(), "made twice");
            }
            Step::UpdatePolicy { id, content, description, .. } => {
                let policy = observed.policies.get_mut(id).unwrap();
                policy.content.clone_from(content);
                policy.description.clone_from(description);
            }
            Step::UntagPolicy { id, keys, .. } => {
                let policy = observed.policies.get_mut(id).unwrap();
                policy.tags.retain(|key, _| !keys.contains(key));
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

/// Carries a plan out as far as each of its steps, takes it back from there, and compares with the beginning.
fn goes_back(plan: &GuardrailPlan, before: &ObservedPolicies) {
    for done in 0..=plan.steps.len() {
        let half = carried_out(&plan.steps[..done], before.clone());
        let whole = rollback(&plan.rollback, &half, Ownership::Adopt).unwrap().steps;
        // The way back may be interrupted anywhere too.
        for gone in 0..=whole.len() {
            let begun = carried_out(&whole[..gone], half.clone());
            let rest = rollback(&plan.rollback, &begun, Ownership::Adopt).unwrap().steps;
            let after = carried_out(&rest, begun);
            assert_eq!(after.policies, before.policies, "after {done} steps, {gone} of {} back", whole.len());
        }
    }
}

#[test]
fn a_rollback_restores_what_was_there() {
    let adopted = DesiredGuardrail { ownership: Ownership::Adopt, ..wanted(&[CANARY, UNIT, ROOT]) };
    for before in [
        observed(Vec::new()),
        observed(vec![there("guard", OTHER, &[UNIT], true)]),
        observed(vec![there("guard", DENY, &[UNIT, CANARY], true)]),
        observed(vec![there("guard", OTHER, &[UNIT], false)]),
    ] {
        goes_back(&planned(adopted.clone(), &before), &before);
    }
}

#[test]
fn a_detachment_and_a_deletion_have_a_way_back_too() {
    let attached = observed(vec![there("guard", OTHER, &[UNIT, CANARY], true)]);
    let targets = [UNIT.to_owned(), CANARY.to_owned(), ROOT.to_owned()];
    let plan = plan_detachment("guard", &targets, &attached, Ownership::ManagedOnly).unwrap();
    assert_eq!(brief(&plan.steps), ["detach 222222222222", "detach ou-root-11111111"]);
    goes_back(&plan, &attached);
    let loose = observed(vec![there("guard", OTHER, &[], true)]);
    let plan = plan_deletion(&["guard".to_owned()], &loose, Ownership::ManagedOnly).unwrap();
    assert_eq!(brief(&plan.steps), ["delete guard"]);
    goes_back(&plan, &loose);
}

#[test]
fn a_policy_that_is_made_again_is_shown_as_the_record_has_it() {
    let record = |content: &str| {
        let deleted = observed(vec![there("guard", content, &[], true)]);
        plan_deletion(&["guard".to_owned()], &deleted, Ownership::ManagedOnly).unwrap().rollback
    };
    for content in [OTHER, "no policy \u{1b}[2J"] {
        let back = rollback(&record(content), &observed(Vec::new()), Ownership::ManagedOnly).unwrap();
        let [remark @ PlanRemark::MadeAgain { .. }] = back.remarks.as_slice() else { panic!("not shown") };
        let shown = remark.to_string();
        assert!(shown.contains("bedrock:CallWithBearerToken") || shown.contains("no policy"), "{shown}");
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
    }
}

#[test]
fn a_rollback_leaves_alone_what_is_not_ours_any_more() {
    let before = observed(Vec::new());
    let plan = planned(wanted(&[ROOT]), &before);
    let mut after = carried_out(&plan.steps, before);
    after.policies.get_mut("p-guard").unwrap().tags.clear();
    let refused = rollback(&plan.rollback, &after, Ownership::ManagedOnly).unwrap_err();
    assert_eq!(refused, [PlanRefusal::NotOurs { name: "guard".to_owned() }]);
}

#[test]
fn a_rollback_of_a_policy_that_has_another_ones_name_is_refused() {
    let before = observed(vec![there("guard", OTHER, &[UNIT], true)]);
    let plan = planned(wanted(&[UNIT]), &before);
    let mut after = carried_out(&plan.steps, before);
    let policy = after.policies.remove("p-guard").unwrap();
    let foreign = ObservedPolicy { content: FULL.to_owned(), ..policy.clone() };
    // One that a rollback made again is known by its text.
    after.policies.insert("p-another".to_owned(), policy);
    assert_eq!(brief(&rollback(&plan.rollback, &after, Ownership::Adopt).unwrap().steps), ["update guard"]);
    after.policies.insert("p-another".to_owned(), foreign);
    let refused = rollback(&plan.rollback, &after, Ownership::Adopt).unwrap_err();
    assert_eq!(refused, [PlanRefusal::Replaced { name: "guard".to_owned() }]);
}

#[test]
fn a_rollback_says_what_was_changed_since_and_what_stays() {
    let name = || "guard".to_owned();
    let before = observed(Vec::new());
    let plan = planned(wanted(&[CANARY]), &before);
    let mut after = carried_out(&plan.steps, before);
    let policy = after.policies.get_mut("p-guard").unwrap();
    policy.targets.insert(UNIT.to_owned());
    policy.content = OTHER.to_owned();
    let back = rollback(&plan.rollback, &after, Ownership::ManagedOnly).unwrap();
    assert_eq!(brief(&back.steps), ["detach 222222222222"]);
    let stays = PlanRemark::StaysAttached { name: name(), targets: set(&[UNIT]) };
    assert_eq!(back.remarks, [PlanRemark::ChangedSince { name: name() }, stays]);

    let before = observed(vec![there("guard", OTHER, &[UNIT], true)]);
    let plan = planned(wanted(&[UNIT]), &before);
    let back = rollback(&plan.rollback, &observed(Vec::new()), Ownership::ManagedOnly).unwrap();
    assert_eq!((back.steps.len(), back.remarks), (0, vec![PlanRemark::Gone { name: name() }]));
}

#[test]
fn neither_the_policy_of_aws_nor_a_foreign_one_nor_the_last_of_a_target_is_detached() {
    let detach = |name: &str, observed: &ObservedPolicies, ownership| {
        plan_detachment(name, &[ROOT.to_owned()], observed, ownership)
    };
    let mut bare = observed(vec![there("guard", DENY, &[ROOT], false)]);
    let aws = detach("FullAWSAccess", &bare, Ownership::Adopt).unwrap_err();
    assert!(matches!(aws.as_slice(), [PlanRefusal::AwsManaged { .. }]), "{aws:?}");
    let foreign = detach("guard", &bare, Ownership::ManagedOnly).unwrap_err();
    assert!(matches!(foreign.as_slice(), [PlanRefusal::NotOurs { .. }]), "{foreign:?}");
    assert!(detach("guard", &bare, Ownership::Adopt).is_ok());
    bare.policies.get_mut("p-FullAWSAccess").unwrap().targets.clear();
    let last = detach("guard", &bare, Ownership::Adopt).unwrap_err();
    assert!(matches!(last.as_slice(), [PlanRefusal::LastPolicy { .. }]), "{last:?}");
}

/// FullAWSAccess is gone from the canary account, where these policies hang.
fn allow_list(policies: Vec<ObservedPolicy>) -> ObservedPolicies {
    let mut observed = observed(policies);
    observed.policies.get_mut("p-FullAWSAccess").unwrap().targets.remove(CANARY);
    observed
}

#[test]
fn nobody_is_left_with_policies_that_only_deny() {
    let only = |name: &str, target: &str| PlanRefusal::NothingAllowed {
        name: name.to_owned(),
        target: target.to_owned(),
    };
    let hung = |name: &str, text: &str| there(name, text, &[CANARY], true);
    let detached = |observed: &ObservedPolicies| {
        plan_detachment("list", &[CANARY.to_owned()], observed, Ownership::ManagedOnly)
    };
    let beside_a_deny = allow_list(vec![hung("list", FULL), hung("other", DENY)]);
    assert_eq!(detached(&beside_a_deny).unwrap_err(), [only("list", CANARY)]);
    // What nobody can read may allow nothing, or may have allowed something.
    let unreadable = allow_list(vec![hung("list", FULL), hung("other", "{")]);
    assert_eq!(detached(&unreadable).unwrap_err(), [only("list", CANARY)]);
    let itself_unreadable = allow_list(vec![hung("list", "{"), hung("other", DENY)]);
    assert_eq!(detached(&itself_unreadable).unwrap_err(), [only("list", CANARY)]);
    // Another one allows, or nothing was allowed anyhow.
    for fine in [
        allow_list(vec![hung("list", FULL), hung("other", FULL)]),
        observed(vec![hung("list", FULL), hung("other", DENY)]),
        allow_list(vec![hung("list", DENY), hung("other", DENY)]),
    ] {
        assert_eq!(brief(&detached(&fine).unwrap().steps), ["detach 222222222222"]);
    }
    // A new text may take as much away as a detachment.
    let listed = allow_list(vec![hung("guard", FULL)]);
    assert_eq!(plan(&[wanted(&[CANARY])], &listed).unwrap_err(), [only("guard", CANARY)]);
}

#[test]
fn a_way_back_to_where_nothing_was_allowed_is_open_and_says_so() {
    let before = allow_list(vec![there("other", DENY, &[CANARY], true)]);
    let list = DesiredGuardrail { document: PolicyDocument::parse(FULL).unwrap(), ..wanted(&[CANARY]) };
    let plan = planned(list, &before);
    let after = carried_out(&plan.steps, before);
    let back = rollback(&plan.rollback, &after, Ownership::ManagedOnly).unwrap();
    assert_eq!(brief(&back.steps), ["detach 222222222222", "delete guard"]);
    assert_eq!(back.remarks, [PlanRemark::NothingAllowed { target: CANARY.to_owned() }]);
}

#[test]
fn an_attached_policy_is_not_deleted_and_a_missing_one_is_no_success() {
    let attached = observed(vec![there("guard", DENY, &[ROOT], true)]);
    let names = ["guard".to_owned(), "gard".to_owned(), "FullAWSAccess".to_owned()];
    let refused = plan_deletion(&names, &attached, Ownership::ManagedOnly).unwrap_err();
    let expected = |wanted: fn(&PlanRefusal) -> bool| assert!(refused.iter().any(wanted), "{refused:?}");
    expected(|refusal| matches!(refusal, PlanRefusal::StillAttached { targets: 1, .. }));
    expected(|refusal| matches!(refusal, PlanRefusal::UnknownPolicy { .. }));
    expected(|refusal| matches!(refusal, PlanRefusal::AwsManaged { .. }));
}

#[test]
fn a_change_that_holds_before_any_stage_and_an_attachment_elsewhere_are_said() {
    let moved = observed(vec![there("guard", OTHER, &[UNIT], true)]);
    let name = || "guard".to_owned();
    let plan = planned(wanted(&[CANARY, ROOT]), &moved);
    let expected = [
        PlanRemark::TakesEffectAtOnce { name: name(), targets: set(&[UNIT]) },
        PlanRemark::AttachedElsewhere { name: name(), targets: set(&[UNIT]) },
    ];
    assert_eq!(plan.remarks, expected);
}

#[test]
fn a_name_that_aws_does_not_take_is_refused() {
    for (name, characters) in [(String::new(), 0), ("x".repeat(129), 129)] {
        let refused =
            plan(&[DesiredGuardrail { name: name.clone(), ..wanted(&[ROOT]) }], &observed(Vec::new()));
        assert_eq!(refused.unwrap_err(), [PlanRefusal::BadName { name, characters }]);
    }
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

#[test]
fn a_tag_that_says_false_makes_a_policy_somebody_elses() {
    let mut foreign = there("guard", OTHER, &[ROOT], true);
    foreign.tags.insert(MANAGED_TAG.to_owned(), "false".to_owned());
    let refusals = plan(&[wanted(&[ROOT])], &observed(vec![foreign])).unwrap_err();
    assert_eq!(refusals, [PlanRefusal::NotOurs { name: "guard".to_owned() }]);
}
