//! Properties of reading, printing and evaluating, on generated policies and requests.

use super::*;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::Arc;

const KEYS: [&str; 4] =
    ["aws:PrincipalTag/team", "aws:TagKeys", "iam:ServiceSpecificCredentialAgeDays", "aws:PrincipalArn"];
const VALUES: [&str; 6] =
    ["ml", "90", "91", "", "arn:aws:iam::123456789012:role/Keys", "2026-01-01T00:00:00Z"];
const PATTERNS: [&str; 9] = [
    "ml",
    "m*",
    "?l",
    "90",
    "arn:aws:iam::*:role/K*",
    "*",
    "${aws:PrincipalTag/team}",
    "${aws:PrincipalTag/team, 'ml'}",
    "true",
];
const ACTIONS: [&str; 3] =
    ["bedrock:CallWithBearerToken", "bedrock-mantle:CallWithBearerToken", "iam:GetUser"];
const ACTION_PATTERNS: [&str; 6] =
    ["*", "bedrock:*", "bedrock*:CallWith?earerToken", "iam:*", "iam:GetUser", "BEDROCK:callwithbearertoken"];
const RESOURCE_PATTERNS: [&str; 5] = [
    "*",
    "arn:aws:iam::*:user/*",
    "arn:aws:iam::123456789012:user/${aws:PrincipalTag/team}",
    "arn:aws:iam::*",
    "arn:aws:i*m",
];
const OPERATORS: [&str; 12] = [
    "StringEquals",
    "StringNotEquals",
    "StringLikeIfExists",
    "ForAllValues:StringLike",
    "ForAnyValue:StringNotEquals",
    "NumericGreaterThan",
    "NumericNotEqualsIfExists",
    "DateLessThan",
    "ArnNotLike",
    "ArnLikeIfExists",
    "Null",
    "StringMatches",
];

fn one_or_many<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T> + Clone + 'static,
) -> impl Strategy<Value = OneOrMany<T>> {
    prop_oneof![
        value.clone().prop_map(OneOrMany::One),
        proptest::collection::vec(value, 1..3).prop_map(OneOrMany::Many),
    ]
}

fn scalar() -> impl Strategy<Value = Scalar> + Clone {
    prop_oneof![
        6 => select(&PATTERNS[..]).prop_map(|text| Scalar::Text(text.to_owned())),
        1 => (0u32..200).prop_map(|number| Scalar::Number(number.to_string())),
        1 => any::<bool>().prop_map(Scalar::Boolean),
        1 => "\\PC{0,6}".prop_map(Scalar::Text),
    ]
}

fn block() -> impl Strategy<Value = ConditionBlock> {
    let condition = (select(&KEYS[..]), one_or_many(scalar()))
        .prop_map(|(key, values)| Condition { key: ConditionKey::new(key), values });
    (select(&OPERATORS[..]), condition).prop_map(|(operator, condition)| ConditionBlock {
        operator: ConditionOperator::new(operator),
        conditions: vec![condition],
    })
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Boolean),
        any::<i32>().prop_map(|number| Json::Number(number.to_string())),
        ".{0,6}".prop_map(Json::Text),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Json::List),
            proptest::collection::btree_map("[a-c]{1,2}", inner, 0..3)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn statement() -> impl Strategy<Value = Statement> {
    let action = select(&ACTION_PATTERNS[..]).prop_map(|text| ActionPattern::new(text).unwrap());
    let actions = (any::<bool>(), one_or_many(action)).prop_map(|(negated, patterns)| match negated {
        true => ActionElement::NotAction(patterns),
        false => ActionElement::Action(patterns),
    });
    let resource = select(&RESOURCE_PATTERNS[..]).prop_map(|text| ResourcePattern::new(text).unwrap());
    let resources = (any::<bool>(), one_or_many(resource)).prop_map(|(negated, patterns)| match negated {
        true => ResourceElement::NotResource(patterns),
        false => ResourceElement::Resource(patterns),
    });
    let sid = prop_oneof![Just(Sid::Unnamed), ".{0,5}".prop_map(Sid::Named)];
    let principal = prop_oneof![
        9 => Just(PrincipalElement::Absent),
        1 => json().prop_map(PrincipalElement::Principal),
    ];
    let unknown = prop_oneof![
        9 => Just(Vec::new()),
        1 => json().prop_map(|value| vec![UnknownElement { name: "Note".to_owned(), value }]),
    ];
    // One operator a block and no operator twice, as in any JSON object.
    let conditions = proptest::collection::vec(block(), 0..3).prop_map(|mut blocks| {
        blocks.sort_by(|left, right| left.operator.as_str().cmp(right.operator.as_str()));
        blocks.dedup_by(|left, right| left.operator == right.operator);
        blocks
    });
    let effect = select(&[Effect::Allow, Effect::Deny][..]);
    (sid, effect, principal, actions, resources, conditions, unknown).prop_map(
        |(sid, effect, principal, actions, resources, conditions, unknown)| Statement {
            sid,
            effect,
            principal,
            actions,
            resources,
            conditions,
            unknown,
        },
    )
}

fn document() -> impl Strategy<Value = PolicyDocument> {
    let version = select(&[LanguageVersion::Of2012, LanguageVersion::Of2008, LanguageVersion::Unstated][..]);
    let statements = prop_oneof![
        statement().prop_map(|statement| StatementList::One(Box::new(statement))),
        proptest::collection::vec(statement(), 1..3).prop_map(StatementList::Many),
    ];
    let id = prop_oneof![Just(Id::Unnamed), ".{0,5}".prop_map(Id::Named)];
    (version, id, statements).prop_map(|(version, id, statements)| PolicyDocument {
        version,
        id,
        statements,
        unknown: Vec::new(),
    })
}

fn known_value() -> impl Strategy<Value = ContextValue> {
    prop_oneof![
        Just(ContextValue::Absent),
        select(&VALUES[..]).prop_map(ContextValue::single),
        proptest::collection::vec(select(&VALUES[..]), 0..3).prop_map(ContextValue::multiple),
    ]
}

fn known_context() -> impl Strategy<Value = Context> {
    proptest::collection::vec(known_value(), KEYS.len()).prop_map(|values| {
        let listed = KEYS.iter().zip(values);
        listed.fold(Context::new(Unlisted::Absent), |context, (key, value)| context.with(key, value))
    })
}

fn resource() -> impl Strategy<Value = RequestResource> {
    prop_oneof![
        Just(RequestResource::NoResourceType),
        select(&["arn:aws:iam::123456789012:user/ml", "arn:aws:iam::123456789012:user/x:m"][..])
            .prop_map(|arn| RequestResource::Arn(arn.to_owned())),
    ]
}

fn known_request() -> impl Strategy<Value = Request> {
    (select(&ACTIONS[..]), resource(), known_context()).prop_map(|(action, resource, context)| Request {
        action: Action::new(action).unwrap(),
        resource,
        context,
    })
}

fn attached() -> impl Strategy<Value = Arc<AttachedPolicy>> {
    prop_oneof![
        4 => document().prop_map(|document| AttachedPolicy::document("generated", document)),
        4 => Just(AttachedPolicy::document("full", full_access())),
        1 => Just(AttachedPolicy::unreadable("unreadable")),
    ]
}

fn full_access() -> PolicyDocument {
    PolicyDocument::parse(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
    )
    .unwrap()
}

fn levels() -> impl Strategy<Value = Vec<ScpLevel>> {
    let level =
        proptest::collection::vec(attached(), 0..3).prop_map(|policies| ScpLevel::new("level", policies));
    proptest::collection::vec(level, 1..4)
}

fn policy_set(levels: Vec<ScpLevel>) -> PolicySet {
    let mut levels = levels.into_iter();
    let root = levels.next().expect("a root");
    PolicySet {
        scps: ScpScope::Levels(ScpLevels { root, below: levels.collect() }),
        identity: Identity::AssumedToAllow,
    }
}

/// How much a verdict lets through; what is open stands between.
fn permissiveness(verdict: &Verdict) -> Ternary {
    match verdict.kind() {
        VerdictKind::Allowed => Ternary::True,
        VerdictKind::Conditional => Ternary::Unknown,
        VerdictKind::ImplicitlyDenied | VerdictKind::ExplicitlyDenied => Ternary::False,
    }
}

/// Whether a key is there with a value that is not empty, so that the value alone can be forgotten.
fn has_a_value(value: &ContextValue) -> bool {
    match value {
        ContextValue::Single(value) => !value.is_empty(),
        ContextValue::Multiple(values) => values.iter().any(|value| !value.is_empty()),
        ContextValue::Absent | ContextValue::Unknown | ContextValue::PresentButUnknown => false,
    }
}

/// Forgets some of a request: which, is in the bits.
fn forget(request: &Request, bits: u8) -> Request {
    let mut forgotten = request.clone();
    for (position, key) in KEYS.iter().enumerate() {
        if bits & (1 << position) != 0 {
            forgotten.context.set(key, ContextValue::Unknown);
        } else if bits & (16 << position) != 0 && has_a_value(request.context.get(key)) {
            forgotten.context.set(key, ContextValue::PresentButUnknown);
        }
    }
    if bits == u8::MAX {
        forgotten.resource = RequestResource::Unknown;
    }
    forgotten
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn parsing_what_is_printed_gives_the_same_document(document in document()) {
        prop_assert_eq!(&PolicyDocument::parse(&document.minified()).unwrap(), &document);
        prop_assert_eq!(&PolicyDocument::parse(&document.pretty()).unwrap(), &document);
    }

    #[test]
    fn minified_text_is_read_as_json_by_others_too(document in document()) {
        let value: serde_json::Value = serde_json::from_str(&document.minified()).unwrap();
        prop_assert_eq!(value, serde_json::from_str::<serde_json::Value>(&document.pretty()).unwrap());
    }

    #[test]
    fn any_text_is_read_or_refused_with_places_in_it(text in "[\\[\\]{}\":,a0\\\\ \n\u{9b}é-]{0,40}") {
        if let Err(mistakes) = PolicyDocument::parse(&text) {
            prop_assert!(!mistakes.listed().is_empty());
            for mistake in mistakes.listed() {
                prop_assert!(mistake.place.line <= text.matches('\n').count() + 1);
                prop_assert!(mistake.place.caret <= mistake.place.excerpt.chars().count());
                prop_assert!(!mistake.place.excerpt.contains(char::is_control));
            }
        }
    }

    #[test]
    fn a_damaged_policy_is_read_or_refused_but_never_panics(document in document(), at in any::<prop::sample::Index>(), new in any::<char>()) {
        let mut text: Vec<char> = document.pretty().chars().collect();
        let at = at.index(text.len());
        text[at] = new;
        let text: String = text.into_iter().collect();
        if let Err(mistakes) = PolicyText::new(text).parse() {
            prop_assert!(!mistakes.to_string().is_empty());
        }
    }

    #[test]
    fn reader_and_serde_agree_on_what_json_is(text in "[\\[\\]{}\":,01.eE+\\\\utrfalsn -]{0,16}") {
        let ours = matches!(json::read(&text), json::ReadOutcome::Read { .. });
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        // Numbers out of the range of a float are JSON all the same; ours keeps their spelling.
        let out_of_range = theirs.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
        prop_assert!(ours == theirs.is_ok() || out_of_range, "{:?}", theirs);
    }

    #[test]
    fn a_further_deny_never_allows_more(
        levels in levels(),
        request in known_request(),
        bits in any::<u8>(),
        mut deny in statement(),
        at in any::<prop::sample::Index>(),
    ) {
        let request = forget(&request, bits);
        let before = evaluate(&request, &policy_set(levels.clone()));
        deny.effect = Effect::Deny;
        let mut levels = levels;
        let at = at.index(levels.len());
        levels[at].policies.push(AttachedPolicy::document("deny", PolicyDocument::new(vec![deny])));
        let after = evaluate(&request, &policy_set(levels));
        prop_assert!(permissiveness(&after) <= permissiveness(&before), "{} -> {}", before, after);
    }

    #[test]
    fn a_further_level_never_allows_more(levels in levels(), further in levels(), request in known_request()) {
        let before = evaluate(&request, &policy_set(levels.clone()));
        let after = evaluate(&request, &policy_set(levels.into_iter().chain(further).collect()));
        prop_assert!(permissiveness(&after) <= permissiveness(&before), "{} -> {}", before, after);
    }

    #[test]
    fn the_order_of_levels_policies_and_statements_does_not_matter(
        levels in levels(),
        request in known_request(),
        bits in any::<u8>(),
    ) {
        let request = forget(&request, bits);
        let forwards = evaluate(&request, &policy_set(levels.clone()));
        let mut reversed = levels;
        reversed.reverse();
        for level in &mut reversed {
            level.policies.reverse();
            for policy in &mut level.policies {
                let mut turned = (**policy).clone();
                if let PolicyContent::Document(document) = &mut turned.content
                    && let StatementList::Many(statements) = &mut document.statements
                {
                    statements.reverse();
                }
                *policy = Arc::new(turned);
            }
        }
        prop_assert_eq!(forwards.kind(), evaluate(&request, &policy_set(reversed)).kind());
    }

    #[test]
    fn what_becomes_known_never_contradicts_a_verdict(levels in levels(), request in known_request(), bits in any::<u8>()) {
        let policies = policy_set(levels);
        let known = evaluate(&request, &policies);
        let unsure = evaluate(&forget(&request, bits), &policies);
        match permissiveness(&unsure) {
            Ternary::Unknown => {}
            decided @ (Ternary::True | Ternary::False) => prop_assert_eq!(decided, permissiveness(&known)),
        }
        if let Verdict::ExplicitlyDenied { by: certain } = &unsure {
            let Verdict::ExplicitlyDenied { by: all } = &known else { panic!("{unsure} -> {known}") };
            prop_assert!(certain.iter().all(|statement| all.contains(statement)));
        }
    }

    #[test]
    fn a_conditional_verdict_names_every_statement_that_decides_later(
        levels in levels(),
        request in known_request(),
        bits in any::<u8>(),
    ) {
        let policies = policy_set(levels);
        let Verdict::Conditional { residual } = evaluate(&forget(&request, bits), &policies) else { return Ok(()) };
        for clause in residual.denied_when.iter().chain(residual.allowed_only_when.iter().flat_map(|one| &one.any_of)) {
            prop_assert!(!clause.pending.is_empty());
        }
        match evaluate(&request, &policies) {
            Verdict::ExplicitlyDenied { by } => {
                for statement in by {
                    prop_assert!(residual.denied_when.iter().any(|clause| clause.statement == statement));
                }
            }
            Verdict::ImplicitlyDenied { at, .. } => {
                for gate in at {
                    prop_assert!(residual.allowed_only_when.iter().any(|one| one.gate == gate));
                }
            }
            Verdict::Allowed { .. } | Verdict::Conditional { .. } => {}
        }
    }
}
