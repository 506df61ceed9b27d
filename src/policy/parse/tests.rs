//! What the reader accepts, refuses and notices; printing included, because the two must agree.

use crate::policy::*;

const STATEMENT: &str = r#"{"Effect":"Deny","Action":"bedrock:CallWithBearerToken","Resource":"*"}"#;

fn messages(text: &str) -> Vec<String> {
    let mistakes = PolicyDocument::parse(text).expect_err(text);
    mistakes
        .listed()
        .iter()
        .map(|mistake| format!("{}:{} {}", mistake.place.line, mistake.place.column, mistake.message))
        .collect()
}

fn notices(text: &str) -> Vec<Notice> {
    let located = PolicyText::new(text).parse().unwrap_or_else(|mistakes| panic!("{mistakes}"));
    located.notices.into_iter().map(|located| located.notice).collect()
}

fn with_statement(statement: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#)
}

#[test]
fn shapes_are_kept() {
    let text = concat!(
        r#"{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"A","Effect":"Allow","NotAction":["iam:*"],"#,
        r#""NotResource":["*"],"Condition":{"NumericLessThan":{"iam:ServiceSpecificCredentialAgeDays":[90,"91"]},"#,
        r#""Bool":{"aws:SecureTransport":true}}}]}"#
    );
    let document = PolicyDocument::parse(text).unwrap();
    assert_eq!(document.minified(), text);
    assert_eq!(document.minified_size(), text.len());
    assert_eq!(PolicyDocument::parse(&document.pretty()).unwrap(), document);
}

#[test]
fn a_lone_statement_object_stays_one() {
    let text = with_statement(STATEMENT);
    assert_eq!(PolicyDocument::parse(&text).unwrap().minified(), text);
}

#[test]
fn every_mistake_is_reported_with_its_place() {
    let text = r#"{
  "Version": "2012-10-18",
  "Statement": [
    {"Effect": "deny", "Action": "CallWithBearerToken", "Resource": []},
    {"Action": ["a:b", 7], "NotAction": "c:d", "Resource": "*", "Resource": "*"},
    {"Effect": "Deny", "Action": "a:b", "Resource": "*", "Condition": {"Bool": {"k": null}, "Null": {}}}
  ]
}"#;
    assert_eq!(
        messages(text),
        [
            "2:14 `Version` is `2012-10-18`, not `2012-10-17` or `2008-10-17`",
            "4:16 `Effect` is `deny`, not `Allow` or `Deny`",
            "4:34 the action `CallWithBearerToken` is neither `*` nor `service:name`",
            "4:69 `Resource` is an empty array",
            "5:5 the statement has no `Effect`",
            "5:5 the statement has both `Action` and `NotAction`",
            "5:24 a value of `Action` must be a string, but is a number",
            "5:65 the key `Resource` appears twice in one object",
            "6:86 a condition value must be a string, a number or a boolean, but is null",
            "6:101 the operator `Null` has no condition key",
        ]
    );
}

#[test]
fn a_mistake_shows_the_line_with_a_caret() {
    let mistakes = PolicyDocument::parse("{\n  \"Version\": \"x\tx\"\n}").unwrap_err();
    assert_eq!(
        mistakes.to_string(),
        "line 2, column 16: a string must not contain a bare control character (a line break, say)\n  \
         |   \"Version\": \"x\\u{9}x\"\n  |                ^"
    );
}

#[test]
fn a_long_line_is_shown_around_the_mistake() {
    let text = with_statement(&format!(r#"[{STATEMENT},{STATEMENT},{STATEMENT},{{"Effect":1}}]"#));
    let mistakes = PolicyDocument::parse(&text).unwrap_err();
    for mistake in mistakes.listed() {
        assert!(mistake.place.excerpt.chars().count() <= 122, "{mistake}");
        let at_caret = mistake.place.excerpt.chars().nth(mistake.place.caret);
        assert!(matches!(at_caret, Some('{' | '1')), "{mistake}");
    }
}

#[test]
fn broken_json_is_named_where_it_breaks() {
    for (text, expected) in [
        ("", "1:1 expected a value, found the end of the text"),
        ("{", "1:2 expected a name in double quotes"),
        ("{\"a\":1,}", "1:8 expected a name in double quotes"),
        ("[1,]", "1:4 expected a value, found `]`"),
        ("{} x", "1:4 expected the end of the policy, found `x`"),
        ("\u{feff}{}", "1:1 the text starts with a byte order mark; save it as UTF-8 without one"),
        ("{\"a\":\"\\x\"}", "1:8 `\\x` is not an escape of JSON"),
        ("{\"a\":\"\\ud800\"}", "1:13 half of a surrogate pair"),
        ("{\"a\":01}", "1:7 `0` goes on as no number of JSON does"),
        ("{\"a\":tru}", "1:9 expected `true`"),
        ("{\"a\" 1}", "1:6 expected `:` after the name `a`"),
    ] {
        assert_eq!(messages(text), [expected], "{text}");
    }
}

#[test]
fn depth_and_size_are_bounded() {
    assert_eq!(messages(&"[".repeat(100_000)), ["1:34 nested deeper than 32 levels"]);
    let huge = " ".repeat(300 * 1024);
    assert_eq!(messages(&huge), ["1:1 the policy has 307200 bytes; at most 262144 are read"]);
}

#[test]
fn the_list_of_mistakes_is_bounded() {
    let statements = vec!["1"; 150].join(",");
    let mistakes = PolicyDocument::parse(&with_statement(&format!("[{statements}]"))).unwrap_err();
    assert_eq!((mistakes.listed().len(), mistakes.further()), (100, 50));
    assert!(mistakes.to_string().ends_with("and 50 more"));
}

#[test]
fn what_is_no_policy_is_refused() {
    assert_eq!(messages("[]"), ["1:1 a policy must be an object, but is an array"]);
    assert_eq!(messages("{}"), ["1:1 the policy has no `Statement`"]);
    assert_eq!(messages(&with_statement("[]")), ["1:37 `Statement` is an empty array"]);
    assert_eq!(
        messages(&with_statement("\"x\"")),
        ["1:37 `Statement` must be an object or an array, but is a string"]
    );
    assert_eq!(
        messages(&with_statement("{}")),
        [
            "1:37 the statement has no `Effect`",
            "1:37 the statement has no `Action` and no `NotAction`",
            "1:37 the statement has no `Resource` and no `NotResource`",
        ]
    );
}

#[test]
fn unknown_elements_and_operators_are_kept_and_reported() {
    let text = concat!(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"a:b","Resource":"*","#,
        r#""Condition":{"StringMatches":{"k":"v"}},"Note":{"x":[1.50,null]}}],"Comment":"y"}"#
    );
    assert_eq!(
        notices(text),
        [
            Notice::UnknownOperator { operator: "StringMatches".to_owned() },
            Notice::UnknownElement { name: "Note".to_owned() },
            Notice::UnknownElement { name: "Comment".to_owned() },
        ]
    );
    assert_eq!(PolicyDocument::parse(text).unwrap().minified(), text);
}

#[test]
fn principals_are_kept_and_reported() {
    let text = with_statement(r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"a:b","Resource":"*"}"#);
    assert_eq!(notices(&text), [Notice::PrincipalNotAllowed { element: "Principal".to_owned() }]);
    assert_eq!(PolicyDocument::parse(&text).unwrap().minified(), text);
}

#[test]
fn variables_are_noticed_where_they_do_not_work() {
    let statement = r#"{"Effect":"Allow","Action":"a:b","Resource":"arn:aws:iam::1:user/${aws:username}"}"#;
    assert_eq!(notices(&with_statement(statement)), []);
    let value = "arn:aws:iam::1:user/${aws:username}".to_owned();
    assert_eq!(
        notices(&format!(r#"{{"Statement":{statement}}}"#)),
        [Notice::OldLanguage, Notice::VariableInOldLanguage { value }]
    );
    assert_eq!(
        notices(&with_statement(&statement.replace("username}", "username"))),
        [Notice::MalformedVariable { value: "arn:aws:iam::1:user/${aws:username".to_owned() }]
    );
}

#[test]
fn sids_and_resources_are_noticed() {
    let text = with_statement(
        r#"[{"Sid":"a b","Effect":"Deny","Action":"a:b","Resource":["bucket","arn:aws:s3"]},{"Sid":"a b","Effect":"Deny","Action":"*","Resource":"*"}]"#,
    );
    assert_eq!(
        notices(&text),
        [
            Notice::OddSid { sid: "a b".to_owned() },
            Notice::ResourceIsNoArn { value: "bucket".to_owned() },
            Notice::IncompleteArn { value: "arn:aws:s3".to_owned() },
            Notice::RepeatedSid { sid: "a b".to_owned() },
            Notice::OddSid { sid: "a b".to_owned() },
        ]
    );
}

#[test]
fn every_part_is_located() {
    let text = r#"{
"Version": "2012-10-17", "Statement": [
{"Effect": "Deny", "Action": "*", "Resource": "*"},
{"Condition": {"Null": {"a": true},
  "StringLike": {"b": "x", "c": ["y",
    "z"]}},
 "NotAction": ["s3:*",
  "iam:*"],
 "Effect": "Deny", "NotResource": [
  "*"]}]}"#;
    let map = PolicyText::new(text).parse().unwrap().map;
    let at = |part| {
        let place = map.place(part);
        (place.line, place.column)
    };
    assert_eq!(at(Part::Statement(0)), (3, 1));
    assert_eq!(at(Part::Action { statement: 0, position: 0 }), (3, 30));
    assert_eq!(at(Part::Action { statement: 1, position: 1 }), (8, 3));
    assert_eq!(at(Part::Resource { statement: 1, position: 0 }), (10, 3));
    assert_eq!(at(Part::Operator { statement: 1, block: 1 }), (5, 3));
    assert_eq!(at(Part::Value { statement: 1, block: 0, condition: 0, position: 0 }), (4, 30));
    assert_eq!(at(Part::Value { statement: 1, block: 1, condition: 1, position: 1 }), (6, 5));
    // What there is not stands where it would be.
    assert_eq!(at(Part::Value { statement: 1, block: 1, condition: 9, position: 0 }), (5, 3));
    assert_eq!(at(Part::Action { statement: 1, position: 9 }), (4, 1));
    assert_eq!(at(Part::Statement(9)), (1, 1));
}

#[test]
fn lines_end_as_editors_end_them() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("{{{end}\"Version\": \"2012-10-17\",{end} \"Statement\": 3{end}}}");
        let mistakes = PolicyDocument::parse(&text).unwrap_err();
        let place = &mistakes.listed()[0].place;
        assert_eq!(
            (place.line, place.column, place.excerpt.as_str()),
            (3, 15, " \"Statement\": 3"),
            "{end:?}"
        );
    }
}

#[test]
fn escapes_are_read_and_control_characters_written_as_escapes() {
    let text =
        with_statement(STATEMENT).replace("\"Effect\"", r#""Sid":"\u0041\n\u009b\ud83d\ude00\/","Effect""#);
    let document = PolicyDocument::parse(&text).unwrap();
    assert_eq!(document.statements()[0].sid, Sid::Named("A\n\u{9b}😀/".to_owned()));
    assert!(document.minified().contains(r#""Sid":"A\n\u009b😀/""#));
}

#[test]
fn values_that_their_operator_cannot_compare_are_noticed() {
    let condition = |operator: &str, value: &str| {
        let condition = format!(r#""Condition":{{"{operator}":{{"k:a":"{value}"}}}}"#);
        notices(&with_statement(&format!(r#"{{"Effect":"Deny","Action":"a:b","Resource":"*",{condition}}}"#)))
    };
    for (operator, fitting, other) in [
        ("NumericLessThan", "9.5", "nine"),
        ("ForAllValues:DateEqualsIfExists", "2026-11-23", "23.11.2026"),
        ("Bool", "False", "no"),
        ("Null", "true", "absent"),
        ("BinaryEquals", "QQ==", "%"),
        ("NotIpAddress", "2001:db8::/32", "10.0.0.0/40"),
        ("ArnLike", "arn:aws:iam::*:role/x", "*"),
    ] {
        assert_eq!(condition(operator, fitting), [], "{operator}");
        let expected = Notice::ValueDoesNotFit {
            operator: operator.to_owned(),
            key: "k:a".to_owned(),
            value: other.to_owned(),
        };
        assert_eq!(condition(operator, other), [expected], "{operator}");
    }
}

#[test]
fn documents_made_in_code_print_like_any_other() {
    let statement = PolicyDocument::parse(&with_statement(STATEMENT)).unwrap().statements()[0].clone();
    assert_eq!(PolicyDocument::new(vec![statement]).minified(), with_statement(&format!("[{STATEMENT}]")));
}
