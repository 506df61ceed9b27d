//! Generates cases for the second opinion: small vocabularies, so that much of it matches.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// A generated case, in JSON throughout: it goes to two evaluators.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GeneratedCase {
    pub(crate) action: String,
    /// An ARN, or `*` for an action without resource types.
    pub(crate) resource: String,
    /// Every key of the request: a string or an array of strings.
    pub(crate) context: Map<String, Value>,
    pub(crate) identity: Vec<Value>,
    pub(crate) boundary: Option<Value>,
    /// SCPs of each level from the root; no levels: no organization.
    pub(crate) levels: Vec<Vec<Value>>,
}

/// An action and the resource it may have.
const REQUESTS: [(&str, &[&str]); 5] = [
    ("bedrock:CallWithBearerToken", &["*"]),
    ("bedrock-mantle:CallWithBearerToken", &["*"]),
    ("iam:CreateServiceSpecificCredential", USERS),
    ("iam:ResetServiceSpecificCredential", USERS),
    ("iam:GetUser", USERS),
];

const USERS: &[&str] = &[
    "arn:aws:iam::123456789012:user/alice",
    "arn:aws:iam::123456789012:user/bedrock-keys/alice",
    "arn:aws:iam::210987654321:user/BedrockAPIKey-ab12",
];

const ACTIONS: [&str; 14] = [
    "*",
    "bedrock:*",
    "bedrock:CallWithBearerToken",
    "BEDROCK:callwithbearertoken",
    "bedrock:Call?ithBearer*",
    "bedrock-mantle:CallWithBearerToken",
    "bedrock-mantle:*",
    "iam:*",
    "iam:*ServiceSpecificCredential",
    "iam:CreateServiceSpecificCredential",
    "iam:??tUser",
    "s3:*",
    "*:CallWithBearerToken",
    "bedrock*:CallWith*",
];

const RESOURCES: [&str; 12] = [
    "*",
    "*",
    "*",
    "arn:aws:iam::*:user/*",
    "arn:aws:iam::123456789012:user/alice",
    "arn:aws:iam::123456789012:user/bedrock-keys/*",
    "arn:aws:iam::*:user/BedrockAPIKey-????",
    "arn:aws:iam::*:user/${aws:username}",
    "arn:aws:iam::*:user/bedrock-keys/${aws:PrincipalTag/owner, 'alice'}",
    "arn:aws:bedrock:*:*:*",
    "arn:*:*:*:*:*",
    "arn:aws:iam::*",
];

/// Values of text keys, in requests.
const TEXTS: [&str; 7] =
    ["alice", "Alice", "bob", "bedrock.amazonaws.com", "Bedrock.AmazonAWS.com", "LONG_TERM", ""];

/// Values of text keys, in policies.
const TEXT_PATTERNS: [&str; 14] = [
    "alice",
    "ALICE",
    "bob",
    "bedrock.amazonaws.com",
    "LONG_TERM",
    "SHORT_TERM",
    "*",
    "al*",
    "?ob",
    "*.amazonaws.com",
    "${aws:username}",
    "${aws:PrincipalTag/owner}",
    "${aws:PrincipalTag/owner, 'alice'}",
    "al${*}ce",
];

const NUMBERS: [&str; 8] = ["1", "30", "90", "90.0", "090", "91", "365", "36600"];

/// Spellings of dates; the first of each row is the one that both evaluators read.
pub(crate) const DATES: [[&str; 3]; 3] = [
    ["2020-01-01T00:00:00Z", "2020-01-01", "1577836800"],
    ["2024-06-01T12:00:00Z", "2024-06-01T14:00:00+02:00", "1717243200"],
    ["2026-11-23T00:00:00Z", "2026-11-23T00:00Z", "1795392000"],
];

const BOOLEANS: [&str; 3] = ["true", "false", "True"];

const ADDRESSES: [&str; 4] = ["203.0.113.7", "198.51.100.9", "2001:db8:1234:5678::1", "10.1.2.3"];
const NETWORKS: [&str; 6] =
    ["203.0.113.0/24", "198.51.100.9", "2001:db8:1234::/48", "10.0.0.0/8", "0.0.0.0/0", "203.0.113.99/25"];

const ARNS: [&str; 4] = [
    "arn:aws:iam::123456789012:user/alice",
    "arn:aws:iam::123456789012:role/BedrockKeys",
    "arn:aws:iam::210987654321:role/path/BedrockKeys",
    "arn:aws:sts::123456789012:assumed-role/Admin/session",
];
const ARN_PATTERNS: [&str; 7] = [
    "arn:aws:iam::*:role/BedrockKeys",
    "arn:aws:iam::123456789012:*",
    "arn:aws:iam::*:role/*Keys",
    "arn:*:sts::*:assumed-role/Admin/*",
    "arn:aws:iam::123456789012:user/${aws:username}",
    "arn:aws:iam::??????789012:user/alice",
    "*",
];

const BINARIES: [&str; 2] = ["QQ==", "QUI="];

/// A family of operators with the keys that have such values.
struct Family {
    operators: &'static [&'static str],
    keys: &'static [&'static str],
    policy_values: &'static [&'static str],
}

const FAMILIES: [Family; 7] = [
    Family {
        operators: &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        keys: &[
            "aws:username",
            "aws:PrincipalTag/owner",
            "AWS:principaltag/OWNER",
            "aws:TagKeys",
            "iam:ServiceSpecificCredentialServiceName",
            "bedrock:BearerTokenType",
        ],
        policy_values: &TEXT_PATTERNS,
    },
    Family {
        operators: &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        keys: &["iam:ServiceSpecificCredentialAgeDays", "aws:username"],
        policy_values: &NUMBERS,
    },
    Family {
        operators: &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ],
        keys: &["aws:CurrentTime"],
        policy_values: &[],
    },
    Family { operators: &["Bool"], keys: &["aws:SecureTransport", "aws:username"], policy_values: &BOOLEANS },
    Family { operators: &["IpAddress", "NotIpAddress"], keys: &["aws:SourceIp"], policy_values: &NETWORKS },
    Family {
        operators: &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
        keys: &["aws:PrincipalArn"],
        policy_values: &ARN_PATTERNS,
    },
    Family { operators: &["BinaryEquals"], keys: &["test:Binary"], policy_values: &BINARIES },
];

/// The next case.
pub(crate) fn case(random: &mut Rng) -> GeneratedCase {
    let (action, resources) = pick(random, &REQUESTS);
    let levels = match random.u8(0..5) {
        0 => Vec::new(),
        depth => (0..depth).map(|_| level(random)).collect(),
    };
    GeneratedCase {
        action: (*action).to_owned(),
        resource: (*pick(random, resources)).to_owned(),
        context: context(random),
        identity: policies(random),
        boundary: (random.u8(0..4) == 0).then(|| if random.bool() { allow_all() } else { policy(random) }),
        levels,
    }
}

fn level(random: &mut Rng) -> Vec<Value> {
    let mut level: Vec<Value> = (0..random.usize(0..3)).map(|_| policy(random)).collect();
    if random.u8(0..10) > 0 {
        level.insert(random.usize(0..=level.len()), allow_all());
    }
    level
}

fn policies(random: &mut Rng) -> Vec<Value> {
    let mut policies: Vec<Value> = (0..random.usize(0..3)).map(|_| policy(random)).collect();
    if random.u8(0..4) > 0 {
        policies.push(allow_all());
    }
    policies
}

fn allow_all() -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
}

fn policy(random: &mut Rng) -> Value {
    let mut policy = Map::new();
    match random.u8(0..20) {
        0 => {}
        1 => drop(policy.insert("Version".to_owned(), json!("2008-10-17"))),
        _ => drop(policy.insert("Version".to_owned(), json!("2012-10-17"))),
    }
    let statements: Vec<Value> = (0..random.usize(1..4)).map(|_| statement(random)).collect();
    let statements = match statements.as_slice() {
        [only] if random.bool() => only.clone(),
        _ => Value::Array(statements),
    };
    policy.insert("Statement".to_owned(), statements);
    Value::Object(policy)
}

fn statement(random: &mut Rng) -> Value {
    let mut statement = Map::new();
    let effect = if random.u8(0..3) == 0 { "Allow" } else { "Deny" };
    statement.insert("Effect".to_owned(), json!(effect));
    let action = if random.u8(0..6) == 0 { "NotAction" } else { "Action" };
    statement.insert(action.to_owned(), one_or_many(random, |random| *pick(random, &ACTIONS)));
    let resource = if random.u8(0..6) == 0 { "NotResource" } else { "Resource" };
    statement.insert(resource.to_owned(), one_or_many(random, |random| *pick(random, &RESOURCES)));
    if random.u8(0..4) > 0 {
        statement.insert("Condition".to_owned(), conditions(random));
    }
    Value::Object(statement)
}

fn conditions(random: &mut Rng) -> Value {
    let mut blocks = Map::new();
    for _ in 0..random.usize(1..3) {
        let family = pick(random, &FAMILIES);
        let (operator, is_null) = match random.u8(0..10) {
            0 => ("Null".to_owned(), true),
            _ => (operator(random, family), false),
        };
        let key = *pick(random, family.keys);
        let values = one_or_many(random, |random| match is_null {
            true => *pick(random, &["true", "false"]),
            false if family.policy_values.is_empty() => *pick::<&str>(random, DATES.as_flattened()),
            false => *pick(random, family.policy_values),
        });
        let block = blocks.entry(operator).or_insert_with(|| json!({}));
        block.as_object_mut().expect("an object").insert(key.to_owned(), values);
    }
    Value::Object(blocks)
}

fn operator(random: &mut Rng, family: &Family) -> String {
    let qualifier = match random.u8(0..6) {
        0 => "ForAllValues:",
        1 => "ForAnyValue:",
        _ => "",
    };
    let suffix = if random.u8(0..5) == 0 { "IfExists" } else { "" };
    format!("{qualifier}{}{suffix}", pick(random, family.operators))
}

fn context(random: &mut Rng) -> Map<String, Value> {
    let mut context = Map::new();
    let date = || DATES.as_flattened();
    let keys: [(&str, &[&str]); 10] = [
        ("aws:username", &TEXTS),
        ("aws:PrincipalTag/owner", &TEXTS),
        ("iam:ServiceSpecificCredentialServiceName", &TEXTS),
        ("bedrock:BearerTokenType", &TEXTS),
        ("iam:ServiceSpecificCredentialAgeDays", &NUMBERS),
        ("aws:CurrentTime", date()),
        ("aws:SecureTransport", &BOOLEANS),
        ("aws:SourceIp", &ADDRESSES),
        ("aws:PrincipalArn", &ARNS),
        ("test:Binary", &BINARIES),
    ];
    for (key, values) in keys {
        if random.u8(0..3) > 0 {
            context.insert(key.to_owned(), json!(pick(random, values)));
        }
    }
    if random.u8(0..3) > 0 {
        let tags: Vec<&str> = (0..random.usize(0..4)).map(|_| *pick(random, &TEXTS)).collect();
        context.insert("aws:TagKeys".to_owned(), json!(tags));
    }
    context
}

fn one_or_many(random: &mut Rng, mut one: impl FnMut(&mut Rng) -> &'static str) -> Value {
    match random.u8(0..3) {
        0 => json!((0..random.usize(1..4)).map(|_| one(random)).collect::<Vec<_>>()),
        _ => json!(one(random)),
    }
}

fn pick<'items, T>(random: &mut Rng, items: &'items [T]) -> &'items T {
    &items[random.usize(..items.len())]
}
