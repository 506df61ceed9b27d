//! What happens between a plan and its being carried out: somebody changes a policy that was shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::{NewPolicy, Session};
use crate::domain::MANAGED_TAG;
use crate::guardrail::PolicyType;
use crate::guardrail::plan::{
    DesiredGuardrail, ObservedPolicies, ObservedPolicy, Origin, Ownership, Stage, StepResult, WhyNot, plan,
};
use crate::policy::PolicyDocument;
use crate::sandbox::{FaultPlan, Sandbox, SandboxClock, SandboxOptions};

use super::{GuardrailApplier, Halt};

const UNIT: &str = "ou-sbx1-researc4";
const SHOWN: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*"}]}"#;
const CHANGED: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;

#[tokio::test]
async fn a_policy_that_was_changed_since_it_was_shown_is_not_attached() {
    let directory = tempfile::tempdir().unwrap();
    let clock = SandboxClock::Fixed("2026-11-23T12:00:00Z".parse().unwrap());
    let options = SandboxOptions { clock, faults: FaultPlan::none() };
    let sandbox = Sandbox::open(&directory.path().join("state"), options).unwrap();
    let organizations = Session::sandbox(&sandbox).organizations();
    let tags = BTreeMap::from([(MANAGED_TAG.to_owned(), "true".to_owned())]);
    let new = NewPolicy { name: "guard", description: "", content: SHOWN, tags: &tags };
    let id = organizations.create_policy(new).await.unwrap();
    let there = ObservedPolicy {
        name: "guard".to_owned(),
        description: String::new(),
        content: SHOWN.to_owned(),
        origin: Origin::Organization,
        tags,
        targets: BTreeSet::new(),
    };
    let observed = ObservedPolicies {
        root: "r-sbx1".to_owned(),
        targets: BTreeSet::from([UNIT.to_owned()]),
        policy_type: PolicyType::Enabled,
        policies: BTreeMap::from([(id.clone(), there)]),
    };
    let desired = DesiredGuardrail {
        name: "guard".to_owned(),
        description: String::new(),
        document: PolicyDocument::parse(SHOWN).unwrap(),
        stages: vec![Stage { targets: vec![UNIT.to_owned()] }],
        source: None,
        ownership: Ownership::ManagedOnly,
    };
    let plan = plan(&[desired], &observed).unwrap();
    organizations.update_policy(&id, CHANGED, "").await.unwrap();
    let applier = GuardrailApplier { organizations: organizations.clone(), plan: &plan };
    let outcome = applier.carry_out(&Halt::default(), |_| {}).await;
    assert_eq!(outcome.steps[0].result, StepResult::NotAttempted(WhyNot::AfterSurprise));
    assert!(outcome.surprises[0].contains("was changed since the plan was made"), "{:?}", outcome.surprises);
    assert_eq!(organizations.policy_targets(&id).await.unwrap(), BTreeMap::new());
    // Put back, it is what was shown.
    organizations.update_policy(&id, SHOWN, "").await.unwrap();
    assert!(applier.carry_out(&Halt::default(), |_| {}).await.is_complete());
}
