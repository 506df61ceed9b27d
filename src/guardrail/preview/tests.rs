//! What attachments break in small organizations, one situation each.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{AccountId, AccountState, Known, Lifetime};
use crate::guardrail::plan::{ObservedPolicies, ObservedPolicy, Origin, PlannedPolicy, Step};
use crate::guardrail::preview::{
    Change, Effect, Exempt, LiveKey, LiveKeys, Preview, UserFacts, planned_changes, preview,
};
use crate::guardrail::{Endpoint, Member, Organization, PolicyType, Scp};
use crate::policy::PolicyDocument;

const FULL: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
const DENY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*"}}"#;
const GOVERNED: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*","Condition":{"Null":{"aws:PrincipalTag/bedrock-keys:managed":"true"}}}}"#;

fn organization() -> Organization {
    let accounts = ["111111111111", "222222222222", "333333333333"];
    let member = |id: &str| {
        let parent = Known::Known("r-root".to_owned());
        (id.parse().unwrap(), Member { name: None, state: AccountState::Active, parent })
    };
    let targets = accounts.iter().map(|id| (*id).to_owned()).chain(["r-root".to_owned()]);
    let full = Scp {
        name: "FullAWSAccess".to_owned(),
        document: Known::Known(PolicyDocument::parse(FULL).unwrap()),
        targets: Known::Known(targets.collect()),
    };
    Organization {
        partition: crate::domain::Partition::commercial(),
        root: "r-root".to_owned(),
        management: "111111111111".parse().unwrap(),
        policy_type: PolicyType::Enabled,
        units: BTreeMap::new(),
        accounts: accounts.iter().map(|id| member(id)).collect(),
        policies: Known::Known(BTreeMap::from([("p-FullAWSAccess".to_owned(), full)])),
    }
}

fn key(account: &str, number: u32, owner: &str, tags: Known<&[&str]>) -> (LiveKey, UserFacts) {
    let user = format!("user{number}");
    let tags = tags.map(|keys| keys.iter().map(|key| ((*key).to_owned(), "true".to_owned())).collect());
    let key = LiveKey {
        id: format!("ACCAEXAMPLE{number:010}").parse().unwrap(),
        account: account.parse::<AccountId>().unwrap(),
        user: user.parse().unwrap(),
        owner: Some(owner.to_owned()),
    };
    let arn = Known::Known(format!("arn:aws:iam::{account}:user/{user}"));
    (key, UserFacts { arn, tags })
}

/// These keys, of an audit that read both members in full.
fn read(keys: &[(LiveKey, UserFacts)]) -> LiveKeys {
    let read = ["222222222222", "333333333333"].map(|id| id.parse().unwrap());
    LiveKeys { keys: keys.to_vec(), read: read.into(), unread: BTreeMap::new() }
}

fn change(text: &str, target: &str) -> Change {
    let document = Known::Known(PolicyDocument::parse(text).unwrap());
    let targets = BTreeSet::from([target.to_owned()]);
    Change { name: "guard".to_owned(), document, targets, detached: BTreeSet::new() }
}

fn previewed_in(organization: &Organization, text: &str, target: &str, keys: &LiveKeys) -> Preview {
    preview(organization, &[change(text, target)], keys, Lifetime::from_days(90).unwrap()).unwrap()
}

fn previewed(text: &str, target: &str, keys: &[(LiveKey, UserFacts)]) -> Preview {
    previewed_in(&organization(), text, target, &read(keys))
}

#[test]
fn keys_owners_and_accounts_are_counted_and_the_management_account_is_exempt() {
    let keys = [
        key("222222222222", 1, "ann", Known::Known(&[])),
        key("222222222222", 2, "ann", Known::Known(&[])),
        key("333333333333", 3, "ben", Known::Known(&[])),
        key("111111111111", 4, "cy", Known::Known(&[])),
    ];
    let preview = previewed(DENY, "r-root", &keys);
    assert_eq!(preview.to_string(), "This breaks 3 keys of 2 owners in 2 accounts.");
    assert_eq!(preview.exempt, [Exempt::ManagementAccount("111111111111".parse().unwrap())]);
    assert_eq!(preview.collateral().count(), 0);
    let only = previewed(DENY, "333333333333", &keys);
    assert_eq!(only.to_string(), "This breaks 1 key of 1 owner in 1 account.");
}

#[test]
fn a_tag_decides_and_a_tag_that_was_not_read_leaves_it_open() {
    let keys = [
        key("222222222222", 1, "ann", Known::Known(&["bedrock-keys:managed"])),
        key("222222222222", 2, "ben", Known::Known(&["team"])),
        key("222222222222", 3, "cy", Known::Unknown("denied".to_owned())),
    ];
    let preview = previewed(GOVERNED, "r-root", &keys);
    let effects: Vec<_> =
        preview.keys.iter().map(|(key, effects)| (key.user.as_str(), effects[0].1)).collect();
    assert_eq!(effects, [("user2", Effect::Lost), ("user3", Effect::Perhaps)]);
    assert_eq!(
        preview.to_string(),
        "This breaks 1 key of 1 owner in 1 account. It may break 1 key more; what they depend on is not known."
    );
}

#[test]
fn collateral_is_said() {
    let announced = DENY.replace("bedrock-mantle:CallWithBearerToken", "iam:CreateServiceSpecificCredential");
    let preview = previewed(&announced, "r-root", &[]);
    assert!(preview.to_string().ends_with("credentials in 2 accounts."), "{preview}");
}

#[test]
fn what_a_policy_denies_beside_keys_is_said() {
    let policy = |statements: &str| format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let other = policy(
        r#"{"Effect":"Deny","Action":["S3:*","bedrock*:CallWithBearerToken","iam:CreateServiceSpecificCredential"],"Resource":"*"},
           {"Effect":"Deny","Action":["S3:*","bedrock:*"],"Resource":"arn:aws:s3:::a"},
           {"Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},
           {"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#,
    );
    let preview = previewed(&other, "r-root", &[]);
    let told = preview.to_string();
    assert!(
        told.ends_with(
            " It also denies: `S3:*`, `bedrock:*` (in part), `everything but iam:*, sts:*` (in part)."
        ),
        "{told}"
    );
    let s3 = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;
    let keys = [key("222222222222", 1, "ann", Known::Known(&[]))];
    assert_eq!(previewed(s3, "r-root", &keys).to_string(), "This breaks no key. It also denies: `s3:*`.");
    // What is taken off denies nothing any more.
    let mut off = change(s3, "r-root");
    off.detached = std::mem::take(&mut off.targets);
    let preview = super::preview(&organization(), &[off], &read(&[]), Lifetime::from_days(90).unwrap());
    assert_eq!(preview.unwrap().also_denied, []);
}

#[test]
fn an_account_that_was_not_audited_is_said_before_anything_else() {
    let mut keys = read(&[key("222222222222", 1, "ann", Known::Known(&[]))]);
    keys.read.clear();
    keys.read.insert("222222222222".parse().unwrap());
    let preview = previewed_in(&organization(), DENY, "r-root", &keys);
    assert!(!preview.is_complete());
    assert_eq!(
        preview.to_string(),
        "Not known for 1 account: not everything was read there. \
         This breaks at least 1 key of 1 owner in 1 account."
    );
    let why: Vec<&String> = preview.unknown.values().collect();
    assert_eq!(why, ["its keys are not known: the account was not audited"]);
    // What is not below the target does not matter.
    assert!(previewed_in(&organization(), DENY, "222222222222", &keys).is_complete());
}

#[test]
fn keys_in_an_account_whose_policies_were_not_read_may_break() {
    let mut organization = organization();
    organization.policies = Known::Unknown("ListPolicies: AccessDenied".to_owned());
    let keys = read(&[key("222222222222", 1, "ann", Known::Known(&[]))]);
    let preview = previewed_in(&organization, DENY, "r-root", &keys);
    assert_eq!(preview.unknown.len(), 2);
    assert_eq!(
        preview.keys[0].1,
        [Endpoint::Bedrock, Endpoint::BedrockMantle].map(|each| (each, Effect::Perhaps))
    );
    assert!(preview.to_string().contains("breaks none. It may break 1 key;"), "{preview}");
}

#[test]
fn a_user_whose_path_was_not_read_may_be_exempt() {
    let exempting = DENY.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/trusted/*"}}"#,
    );
    let (one, mut user) = key("222222222222", 1, "ann", Known::Known(&[]));
    assert_eq!(previewed(&exempting, "r-root", &[(one.clone(), user.clone())]).broken().0, 1);
    user.arn = Known::Unknown("denied".to_owned());
    let preview = previewed(&exempting, "r-root", &[(one, user)]);
    assert_eq!((preview.broken().0, preview.perhaps_broken()), (0, 1));
}

#[test]
fn switching_service_control_policies_on_is_part_of_putting_one_in_force() {
    let mut organization = organization();
    organization.policy_type = PolicyType::Disabled;
    organization.policies = Known::Known(BTreeMap::new());
    let keys = read(&[key("222222222222", 1, "ann", Known::Known(&[]))]);
    let preview = previewed_in(&organization, DENY, "222222222222", &keys);
    assert_eq!(preview.to_string(), "This breaks 1 key of 1 owner in 1 account.");
    assert_eq!(preview.accounts.len(), 1, "what AWS attaches by itself leaves everybody else as they are");
}

#[test]
fn a_policy_that_is_replaced_concerns_its_old_targets_too() {
    let mut organization = organization();
    if let Known::Known(policies) = &mut organization.policies {
        let harmless =
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;
        let there = Scp {
            name: "guard".to_owned(),
            document: Known::Known(PolicyDocument::parse(harmless).unwrap()),
            targets: Known::Known(BTreeSet::from(["333333333333".to_owned()])),
        };
        policies.insert("p-guard".to_owned(), there);
    }
    let keys = read(&[key("333333333333", 1, "ann", Known::Known(&[]))]);
    let preview = previewed_in(&organization, DENY, "222222222222", &keys);
    assert_eq!(preview.broken().0, 1);
}

#[test]
fn a_further_doubt_beside_an_old_one_is_news() {
    let region = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}}}"#;
    let mut organization = organization();
    if let Known::Known(policies) = &mut organization.policies {
        let there = Scp {
            name: "region".to_owned(),
            document: Known::Known(PolicyDocument::parse(region).unwrap()),
            targets: Known::Known(BTreeSet::from(["r-root".to_owned()])),
        };
        policies.insert("p-region".to_owned(), there);
    }
    let tags = Known::Unknown("denied".to_owned());
    let keys = read(&[key("222222222222", 1, "ann", tags)]);
    assert_eq!(previewed_in(&organization, GOVERNED, "r-root", &keys).perhaps_broken(), 1);
    // The Region alone was in doubt before.
    let unrelated =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;
    let preview = previewed_in(&organization, unrelated, "r-root", &keys);
    assert!(preview.keys.is_empty());
    assert!(preview.exempt.iter().any(|exempt| matches!(exempt, Exempt::Key(_))));
}

#[test]
fn a_key_that_is_denied_already_is_not_called_exempt() {
    let mut organization = organization();
    if let Known::Known(policies) = &mut organization.policies {
        let there = Scp {
            name: "there".to_owned(),
            document: Known::Known(PolicyDocument::parse(DENY).unwrap()),
            targets: Known::Known(BTreeSet::from(["222222222222".to_owned()])),
        };
        policies.insert("p-there0000".to_owned(), there);
    }
    let keys = read(&[key("222222222222", 1, "ann", Known::Known(&[]))]);
    let preview = previewed_in(&organization, DENY, "r-root", &keys);
    assert!(preview.keys.is_empty());
    assert!(preview.exempt.iter().any(|exempt| matches!(exempt, Exempt::DeniedAlready(_))));
    assert!(!preview.exempt.iter().any(|exempt| matches!(exempt, Exempt::Key(_))));
}

#[test]
fn a_policy_that_was_not_read_leaves_a_preview_open() {
    let mut organization = organization();
    if let Known::Known(policies) = &mut organization.policies {
        let there = Scp {
            name: "theirs".to_owned(),
            document: Known::Unknown("DescribePolicy: AccessDenied".to_owned()),
            targets: Known::Known(BTreeSet::from(["r-root".to_owned()])),
        };
        policies.insert("p-theirs000".to_owned(), there);
    }
    let preview = previewed_in(&organization, DENY, "r-root", &read(&[]));
    assert!(!preview.is_complete());
    assert_eq!(preview.not_read(), ["what policy `theirs` (p-theirs000) says: DescribePolicy: AccessDenied"]);
    assert_eq!(
        preview.to_string(),
        "Not all policies that are there could be read. Of the keys that were read, this breaks none."
    );
}

#[test]
fn what_a_plan_takes_off_is_off_and_what_it_attaches_beside_is_on() {
    let there = |targets: &[&str]| ObservedPolicy {
        name: "guard".to_owned(),
        description: String::new(),
        content: DENY.to_owned(),
        origin: Origin::Organization,
        tags: BTreeMap::new(),
        targets: targets.iter().map(|target| (*target).to_owned()).collect(),
    };
    let observed = ObservedPolicies {
        root: "r-root".to_owned(),
        targets: BTreeSet::new(),
        policy_type: PolicyType::Enabled,
        policies: BTreeMap::from([("p-guard".to_owned(), there(&["222222222222"]))]),
    };
    let (id, name) = ("p-guard".to_owned(), "guard".to_owned());
    let detach = Step::DetachPolicy { id: id.clone(), name: name.clone(), target: "222222222222".to_owned() };
    assert_eq!(planned_changes(std::slice::from_ref(&detach), &observed), []);
    // What allows, or cannot be read, takes something away when it goes.
    for text in [FULL, "{"] {
        let mut allowing = observed.clone();
        allowing.policies.get_mut("p-guard").unwrap().content = text.to_owned();
        assert_eq!(planned_changes(std::slice::from_ref(&detach), &allowing).len(), 1, "{text}");
    }
    let policy = PlannedPolicy::Existing(id);
    let attach = Step::AttachPolicy { policy, name, target: "333333333333".to_owned(), stage: 0 };
    let changes = planned_changes(&[attach, detach], &observed);
    let keys =
        [key("222222222222", 1, "ann", Known::Known(&[])), key("333333333333", 2, "ben", Known::Known(&[]))];
    let mut organization = organization();
    if let Known::Known(policies) = &mut organization.policies {
        let there = Scp {
            name: "guard".to_owned(),
            document: Known::Known(PolicyDocument::parse(DENY).unwrap()),
            targets: Known::Known(BTreeSet::from(["222222222222".to_owned()])),
        };
        policies.insert("p-guard".to_owned(), there);
    }
    let preview = preview(&organization, &changes, &read(&keys), Lifetime::from_days(90).unwrap()).unwrap();
    assert_eq!(preview.to_string(), "This breaks 1 key of 1 owner in 1 account.");
    assert_eq!(preview.keys[0].0.user.as_str(), "user2");
}

#[test]
fn a_text_that_is_no_policy_may_break_anything() {
    let mut change = change(DENY, "r-root");
    change.document = Known::Unknown("its text is no policy".to_owned());
    let keys = read(&[key("222222222222", 1, "ann", Known::Known(&[]))]);
    let preview = preview(&organization(), &[change], &keys, Lifetime::from_days(90).unwrap()).unwrap();
    assert_eq!(preview.perhaps_broken(), 1);
    assert_eq!(preview.not_read(), ["what policy `guard` is to say: its text is no policy"]);
}
