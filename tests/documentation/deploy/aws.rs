//! The roles of the CloudFormation templates: exactly what is called.

use std::collections::BTreeSet;

use bedrock_keys::aws::{RoleToAssume, Session};
use bedrock_keys::domain::{Arn, Partition};
use bedrock_keys::sandbox::{Sandbox, SandboxOptions};
use serde_json::Value;

use super::files::{commands, documents};
use crate::cli::support::House;

const MEMBER: &str = "905418267733";
const ANYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

fn actions(statement: &Value) -> BTreeSet<String> {
    let actions = &statement["Action"];
    let several = actions.as_array().map_or(std::slice::from_ref(actions), Vec::as_slice);
    several.iter().map(|action| action.as_str().unwrap().to_owned()).collect()
}

/// A user of a member account with a boundary that the listing of the account does not hold, so that it is read alone.
async fn give_a_boundary(house: &House) {
    let sandbox = Sandbox::open(&house.path("state"), SandboxOptions::default()).unwrap();
    let role = RoleToAssume {
        name: "OrganizationAccountAccessRole".parse().unwrap(),
        external_id: None,
        session_name: "test",
        session_policy: ANYTHING,
    };
    let own = Session::sandbox(&sandbox);
    let member = own.assume(&MEMBER.parse().unwrap(), &Partition::commercial(), &role).await.unwrap();
    let user = member.iam().list_users().await.unwrap().users.remove(0).name;
    let boundary: Arn = "arn:aws:iam::aws:policy/AmazonBedrockReadOnly".parse().unwrap();
    member.iam().put_boundary(&user, &boundary).await.unwrap();
}

#[tokio::test]
async fn the_auditor_role_is_allowed_what_an_audit_calls_in_a_member_account_and_no_more() {
    let house = House::seeded();
    assert_eq!(house.ran("doctor").code, 0);
    give_a_boundary(&house).await;
    let mut called = BTreeSet::new();
    for words in ["audit --org --explain-calls", "audit --org --fresh --explain-calls"] {
        let ran = house.ran(words);
        let lines = ran.stderr.lines().filter_map(|line| line.strip_prefix("calls about "));
        for line in
            lines.filter(|line| !line.starts_with("418306925710") && !line.starts_with("the organization"))
        {
            let calls = line.split_once(" (").unwrap().1.trim_end_matches(')').split(", ");
            called.extend(calls.map(|call| call.split(' ').next().unwrap().to_owned()));
        }
    }
    // The caller assumes the role; the role itself does not.
    assert!(called.remove("STS:AssumeRole"));
    let called: BTreeSet<String> = called.iter().map(|call| call.replace("IAM:", "iam:")).collect();
    let [template] = documents("auditor-role.yaml").try_into().unwrap();
    let policies = template["Resources"]["Role"]["Properties"]["Policies"].as_array().unwrap();
    let statements =
        policies.iter().flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().unwrap());
    let allowed: BTreeSet<String> = statements.flat_map(actions).collect();
    assert_eq!(allowed, called);
    assert_eq!(policies.len(), 1);
    let session: Value = serde_json::from_str(bedrock_keys::collect::SESSION_POLICY).unwrap();
    assert_eq!(actions(&session["Statement"][0]), called, "the session policy");
}

#[test]
fn the_roles_of_tasks_are_the_policy_of_whoever_runs_an_audit() {
    let shipped: Value = serde_json::from_str(include_str!("../../../policies/roles/audit.json")).unwrap();
    let statements = |policy: &Value| -> Vec<(String, BTreeSet<String>)> {
        let statements = policy["Statement"].as_array().unwrap().iter();
        statements.map(|each| (each["Sid"].as_str().unwrap().to_owned(), actions(each))).collect()
    };
    for name in ["scheduler-fargate.yaml", "batch-shards.yaml"] {
        let [template] = documents(name).try_into().unwrap();
        let role = &template["Resources"]["AuditRole"]["Properties"];
        assert_eq!(role["Policies"].as_array().unwrap().len(), 1, "{name}");
        assert!(role["ManagedPolicyArns"].is_null(), "{name}");
        assert_eq!(statements(&role["Policies"][0]["PolicyDocument"]), statements(&shipped), "{name}");
    }
}

#[test]
fn the_role_that_is_made_is_the_role_that_is_assumed() {
    let [template] = documents("auditor-role.yaml").try_into().unwrap();
    let made = template["Parameters"]["RoleName"]["Default"].as_str().unwrap();
    let files = [
        "batch-shards.yaml",
        "bedrock-keys-audit.service",
        "bedrock-keys.cron",
        "github-actions.yml",
        "kubernetes-shards.yaml",
        "kubernetes.yaml",
        "scheduler-fargate.yaml",
    ];
    for name in files {
        for command in commands(name).iter().filter(|command| command.contains(&"--org".to_owned())) {
            let place = command.iter().position(|word| word == "--role-name").unwrap();
            assert_eq!(command[place + 1], made, "{name}");
        }
    }
}

#[test]
fn nobody_may_assume_the_auditor_role_but_the_named_principal() {
    let [template] = documents("auditor-role.yaml").try_into().unwrap();
    let trust = &template["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"];
    let [statement] = trust.as_array().unwrap().as_slice() else { panic!("{trust}") };
    assert_eq!(statement["Principal"], serde_json::json!({"AWS": {"Ref": "AuditPrincipal"}}));
    assert!(template["Parameters"]["AuditPrincipal"]["Default"].is_null());
    assert_eq!(statement["Condition"]["Fn::If"][1]["StringEquals"]["sts:ExternalId"]["Ref"], "ExternalId");
}

#[test]
fn whatever_does_not_end_with_0_tells_somebody() {
    let [fargate] = documents("scheduler-fargate.yaml").try_into().unwrap();
    let ended = &fargate["Resources"]["EndedBadly"]["Properties"];
    let codes = &ended["EventPattern"]["detail"]["$or"];
    assert_eq!(codes[0]["containers"]["exitCode"], serde_json::json!([{"anything-but": [0]}]));
    assert_eq!(codes[1]["containers"]["exitCode"], serde_json::json!([{"exists": false}]));
    assert_eq!(ended["Targets"][0]["Arn"]["Ref"], "Topic");
    let target = &fargate["Resources"]["DailyAudit"]["Properties"]["Target"];
    assert_eq!(target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0], "NotStarted");
    assert_eq!(fargate["Resources"]["NotStartedAlarm"]["Properties"]["AlarmActions"][0]["Ref"], "Topic");
    let [batch] = documents("batch-shards.yaml").try_into().unwrap();
    let states = &batch["Resources"]["Audit"]["Properties"]["Definition"]["States"];
    assert_eq!(
        (&states["Read"]["Next"], &states["Read"]["Catch"][0]["Next"]),
        (&"Merge".into(), &"Merge".into())
    );
    assert_eq!(states["Merge"]["Catch"][0]["Next"], "Alarm");
    assert_eq!(states["Alarm"]["Parameters"]["TopicArn"]["Ref"], "Topic");
    assert_eq!(batch["Resources"]["NoSuccess"]["Properties"]["TreatMissingData"], "breaching");
}
