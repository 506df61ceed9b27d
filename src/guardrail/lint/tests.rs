//! Each check on a policy that has the fault, and on one that has not.

use super::*;
use crate::policy::PolicyText;

const CREATE: &str = "iam:CreateServiceSpecificCredential";
const SERVICE: &str =
    r#""StringEquals":{"iam:ServiceSpecificCredentialServiceName":"bedrock.amazonaws.com"}"#;

fn linted(text: impl Into<String>) -> Vec<LintFinding> {
    lint(&PolicyText::new(text).parse().unwrap(), "2026-11-23T12:00:00Z".parse().unwrap())
}

fn codes_of(text: &str) -> Vec<LintCode> {
    linted(text).into_iter().map(|finding| finding.code).collect()
}

fn policy(statements: &[String]) -> String {
    format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{}]}}", statements.join(","))
}

fn deny(actions: &[&str], conditions: &str) -> String {
    format!(r#"{{"Effect":"Deny","Action":{actions:?},"Resource":"*","Condition":{{{conditions}}}}}"#)
}

fn codes(statements: &[String]) -> Vec<LintCode> {
    codes_of(&policy(statements))
}

const BOTH: [&str; 2] = ["bedrock:CallWithBearerToken", "bedrock-mantle:CallWithBearerToken"];

#[test]
fn a_cap_that_forgets_keys_without_expiry() {
    let cap = |operator: &str| {
        deny(&[CREATE], &format!(r#"{SERVICE},"{operator}":{{"iam:ServiceSpecificCredentialAgeDays":"30"}}"#))
    };
    assert_eq!(codes(&[cap("NumericGreaterThan")]), [LintCode::NeverExpiringGetsThrough]);
    assert_eq!(codes(&[cap("NumericGreaterThanIfExists")]), []);
    let null =
        deny(&[CREATE], &format!(r#"{SERVICE},"Null":{{"iam:ServiceSpecificCredentialAgeDays":"true"}}"#));
    assert_eq!(codes(&[cap("NumericGreaterThan"), null]), []);
}

#[test]
fn an_age_of_exactly_the_number_is_said_to_be_denied() {
    let age = r#""NumericGreaterThanEqualsIfExists":{"iam:ServiceSpecificCredentialAgeDays":"30"}"#;
    assert_eq!(codes(&[deny(&[CREATE], &format!("{SERVICE},{age}"))]), [LintCode::AgeIncludesBoundary]);
}

#[test]
fn an_age_that_an_action_never_carries_decides_about_it_all_the_same() {
    const RESET: &str = "iam:ResetServiceSpecificCredential";
    const UPDATE: &str = "iam:UpdateServiceSpecificCredential";
    let told = |actions: &[&str], operator: &str| {
        let age = format!(r#"{SERVICE},"{operator}":{{"iam:ServiceSpecificCredentialAgeDays":"30"}}"#);
        let findings = linted(policy(&[deny(actions, &age)]));
        findings.into_iter().map(|finding| (finding.code, finding.message)).collect::<Vec<_>>()
    };
    let every = "whatever the age of the key: such a request carries none, and `NumericGreaterThanIfExists` holds \
                 without one";
    assert_eq!(
        told(&[CREATE, RESET], "NumericGreaterThanIfExists"),
        [(LintCode::AgeNotCarried, format!("it denies `{RESET}` {every}"))]
    );
    // Who wants to end a key cannot.
    assert_eq!(
        told(&[CREATE, UPDATE], "NumericGreaterThanIfExists"),
        [(
            LintCode::RevocationDenied,
            format!(
                "it denies `{UPDATE}`, which ends keys; such a request carries no age, and \
                 `NumericGreaterThanIfExists` holds without one"
            )
        )]
    );
    // The other way round: the statement names the action, and never denies it.
    let never = told(&[CREATE, RESET], "NumericGreaterThan");
    assert!(
        never.contains(&(
            LintCode::AgeNotCarried,
            format!("it never denies `{RESET}`: such a request carries no age")
        )),
        "{never:?}"
    );
    let codes = |told: Vec<(LintCode, String)>| told.into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    let update = codes(told(&[CREATE, UPDATE], "NumericGreaterThan"));
    assert_eq!(update, [LintCode::NeverExpiringGetsThrough]);
    // Every way to hold without an age, and every action that a wildcard takes in; to list keys carries no service either,
    // so that the condition on it keeps that open.
    let all = codes(told(&["iam:*ServiceSpecificCredential*"], "NumericNotEquals"));
    let of_age = all.iter().filter(|code| **code == LintCode::AgeNotCarried).count();
    let of_revocation = all.iter().filter(|code| **code == LintCode::RevocationDenied).count();
    assert_eq!((of_age, of_revocation), (1, 2), "{all:?}");
}

#[test]
fn a_reset_that_another_statement_denies_is_not_missed() {
    const RESET: &str = "iam:ResetServiceSpecificCredential";
    let age = format!(r#"{SERVICE},"NumericGreaterThan":{{"iam:ServiceSpecificCredentialAgeDays":"30"}}"#);
    let found = codes(&[deny(&[CREATE, RESET], &age), deny(&[RESET], SERVICE)]);
    assert!(!found.contains(&LintCode::AgeNotCarried), "{found:?}");
}

#[test]
fn a_date_that_has_passed_and_one_that_has_not_begun() {
    // It is noon on 2026-11-23.
    let told = |condition: &str| {
        let findings = linted(policy(&[deny(&BOTH, condition)]));
        findings.into_iter().map(|finding| (finding.code, finding.message)).collect::<Vec<_>>()
    };
    let passed = |until: &str| {
        vec![(LintCode::DatePassed, format!("it denies nothing any more; it did until {until} UTC"))]
    };
    let later = |from: &str| vec![(LintCode::NotYetInForce, format!("it denies nothing before {from} UTC"))];
    assert_eq!(told(r#""DateLessThan":{"aws:CurrentTime":"2026-11-01"}"#), passed("2026-10-31 23:59:59"));
    assert_eq!(
        told(r#""DateLessThanEqualsIfExists":{"AWS:currenttime":"2026-11-23T11:59:59Z"}"#),
        passed("2026-11-23 11:59:59")
    );
    assert_eq!(told(r#""DateGreaterThanEquals":{"aws:CurrentTime":"2027"}"#), later("2027-01-01 00:00:00"));
    assert_eq!(told(r#""NumericGreaterThan":{"aws:EpochTime":"1798761600"}"#), later("2027-01-01 00:00:01"));
    // Both ends.
    let between = |from: &str, to: &str| {
        told(&format!(
            r#""DateGreaterThan":{{"aws:CurrentTime":"{from}"}},"DateLessThan":{{"aws:EpochTime":"{to}"}}"#
        ))
    };
    assert_eq!(between("2026-01-01", "2026-02-01"), passed("2026-01-31 23:59:59"));
    assert_eq!(between("2028-01-01", "2029-01-01"), later("2028-01-01 00:00:01"));
    assert_eq!(between("2026-01-01", "2027-01-01"), []);
    assert_eq!(
        between("2029-01-01", "2028-01-01"),
        [(
            LintCode::NeverMatches,
            "it denies nothing: no moment fulfils its conditions on the time".to_owned()
        )]
    );
    // Now, or nobody can say when.
    for open in [
        r#""DateGreaterThan":{"aws:CurrentTime":"2026-11-23T11:59:59Z"}"#,
        r#""DateNotEquals":{"aws:CurrentTime":"2020-01-01"}"#,
        r#""DateLessThan":{"aws:CurrentTime":"${aws:PrincipalTag/until}"}"#,
        r#""DateLessThan":{"aws:TokenIssueTime":"2020-01-01"}"#,
    ] {
        assert!(
            told(open)
                .iter()
                .all(|(code, _)| !matches!(code, LintCode::DatePassed | LintCode::NotYetInForce)),
            "{open}"
        );
    }
}

#[test]
fn one_endpoint_of_two_whichever_way_it_is_written() {
    for action in ["bedrock:CallWithBearerToken", "bedrock:*", "bedrock:Call*"] {
        assert_eq!(codes(&[deny(&[action], "")]), [LintCode::MantleNotCovered], "{action}");
    }
    for action in ["bedrock-mantle:CallWithBearerToken", "bedrock-mantle:*", "bedrock-mantle:Call*"] {
        assert_eq!(codes(&[deny(&[action], "")]), [LintCode::BedrockNotCovered], "{action}");
    }
    assert_eq!(codes(&[deny(&BOTH, "")]), []);
    assert_eq!(codes(&[deny(&["bedrock*:CallWithBearerToken"], "")]), []);
}

#[test]
fn creation_without_reset() {
    assert_eq!(codes(&[deny(&[CREATE], SERVICE)]), [LintCode::ResetNotDenied]);
    assert_eq!(codes(&[deny(&[CREATE, "iam:ResetServiceSpecificCredential"], SERVICE)]), []);
}

#[test]
fn the_token_type_of_the_other_service() {
    let condition = r#""StringEquals":{"bedrock:BearerTokenType":"LONG_TERM"}"#;
    let found = codes(&[deny(&BOTH, condition)]);
    assert!(found.contains(&LintCode::WrongTokenTypeKey), "{found:?}");
    let own = deny(&["bedrock:CallWithBearerToken"], condition);
    let mantle =
        deny(&["bedrock-mantle:CallWithBearerToken"], &condition.replace("bedrock:", "bedrock-mantle:"));
    assert_eq!(codes(&[own, mantle]), []);
}

#[test]
fn a_condition_on_the_age_that_lets_longer_lives_through_is_no_cap() {
    let age = |conditions: &str| {
        let conditions = conditions.replace('$', r#""iam:ServiceSpecificCredentialAgeDays""#);
        deny(&[CREATE], &format!("{SERVICE},{conditions}"))
    };
    let told = |statements: &[String]| {
        let findings = linted(policy(statements));
        let of_lives = findings.into_iter().filter(|it| it.code == LintCode::LongerLivesGetThrough);
        of_lives.map(|finding| finding.message).collect::<Vec<_>>()
    };
    let none = |days: u32, never: &str| {
        vec![format!("it denies a key of {days} days, and none that lives longer{never}")]
    };
    assert_eq!(told(&[age(r#""NumericLessThan":{$:"30"}"#)]), none(29, " or never expires"));
    assert_eq!(told(&[age(r#""NumericLessThanEqualsIfExists":{$:"30"}"#)]), none(30, ""));
    assert_eq!(told(&[age(r#""NumericEquals":{$:["90","365"]}"#)]), none(365, " or never expires"));
    let window = age(r#""NumericGreaterThan":{$:"30"},"NumericLessThanEquals":{$:"365"}"#);
    assert_eq!(told(std::slice::from_ref(&window)), none(365, " or never expires"));
    // With an end to the lives in another statement, in the other order, or without any age that is denied.
    let cap = age(r#""NumericGreaterThanIfExists":{$:"365"}"#);
    for fine in [
        vec![window, cap.clone()],
        vec![cap.clone(), age(r#""NumericLessThan":{$:"7"}"#)],
        vec![cap],
        vec![age(r#""NumericNotEquals":{$:"30"}"#)],
        vec![age(r#""Null":{$:"true"}"#)],
        vec![age(r#""NumericGreaterThan":{$:"60"},"NumericLessThan":{$:"30"}"#)],
    ] {
        assert_eq!(told(&fine), Vec::<String>::new(), "{fine:?}");
    }
}

#[test]
fn a_resource_that_is_no_user_when_something_is_done_on_users() {
    const RESET: &str = "iam:ResetServiceSpecificCredential";
    let narrow = |resource: &str, actions: &[&str]| {
        let text = policy(&[deny(actions, SERVICE).replace(r#""Resource":"*""#, resource)]);
        codes_of(&text).contains(&LintCode::NarrowResource)
    };
    for never in [
        r#""Resource":"arn:aws:iam::*:role/*""#,
        r#""Resource":["arn:aws:bedrock:*","arn:aws:iam::123456789012:root"]"#,
        r#""NotResource":"arn:aws:iam::*:user/*""#,
    ] {
        for actions in [&[CREATE, RESET][..], &[RESET], &["iam:*ServiceSpecificCredential"]] {
            assert!(narrow(never, actions), "{never} {actions:?}");
        }
        // It is about roles, not about keys.
        assert!(!narrow(never, &["iam:*"]) && !narrow(never, &["iam:DeleteRole"]), "{never}");
    }
    for users in [
        r#""Resource":"arn:aws:iam::*:user/team/*""#,
        r#""Resource":["arn:aws:iam::*:role/*","arn:aws-cn:iam::123456789012:user/ann"]"#,
        r#""Resource":"arn:*:iam::????????????:u*""#,
        r#""Resource":"${aws:PrincipalArn}""#,
        r#""NotResource":["arn:aws:iam::*:role/*","arn:aws:iam::*:user/team/*"]"#,
    ] {
        assert!(!narrow(users, &[CREATE, RESET]), "{users}");
    }
}

#[test]
fn a_policy_that_spares_every_user_stops_no_long_term_key() {
    let spared = |operator: &str, value: &str| format!(r#""{operator}":{{"aws:PrincipalArn":{value}}}"#);
    let told = |statements: &[String]| {
        let findings = linted(policy(statements));
        let exempt = findings.into_iter().filter(|it| it.code == LintCode::EveryUserExempt);
        exempt.map(|finding| finding.message).collect::<Vec<_>>()
    };
    let every = spared("ArnNotLike", r#""arn:aws:iam::*:user/*""#);
    let of = |action: &str| vec![format!("it spares every user, so that none is denied `{action}`")];
    assert_eq!(told(&[deny(&BOTH, &every)]), of("bedrock:CallWithBearerToken"));
    assert_eq!(told(&[deny(&[CREATE], &format!("{SERVICE},{every}"))]), of(CREATE));
    assert_eq!(
        told(&[deny(&["bedrock*:*"], &spared("StringNotLike", r#"["*:role/a","*:user/*"]"#))]).len(),
        1
    );
    // Some users, users of one account, roles, everybody (which is told otherwise), keys that are no user's, and what
    // another statement makes good.
    for fine in [
        spared("ArnNotLike", r#""arn:aws:iam::*:user/team/a*""#),
        spared("ArnNotLike", r#""arn:aws:iam::123456789012:user/*""#),
        spared("ArnNotLike", r#""arn:aws:iam::*:role/*""#),
        spared("ArnNotLike", r#""arn:aws:iam::*:*""#),
        spared("ArnLike", r#""arn:aws:iam::*:role/*""#),
    ] {
        assert_eq!(told(&[deny(&BOTH, &fine)]), Vec::<String>::new(), "{fine}");
    }
    let short = format!(r#""StringEquals":{{"bedrock:BearerTokenType":"SHORT_TERM"}},{every}"#);
    assert_eq!(told(&[deny(&["bedrock:CallWithBearerToken"], &short)]), Vec::<String>::new());
    let untagged = deny(&BOTH, r#""Null":{"aws:PrincipalTag/team":"true"}"#);
    assert_eq!(told(&[deny(&BOTH, &every), untagged]), Vec::<String>::new());
    assert_eq!(told(&[deny(&["s3:*"], &every)]), Vec::<String>::new());
}

#[test]
fn a_wildcard_that_is_none_exempts_nobody() {
    let told = |operator: &str, value: &str| {
        let condition = format!(r#""{operator}":{{"aws:PrincipalArn":"{value}"}}"#);
        let findings = linted(policy(&[deny(&BOTH, &condition)]));
        let strange = findings.into_iter().filter(|finding| finding.code == LintCode::ValueNeverOccurs);
        strange.map(|finding| finding.message).collect::<Vec<_>>()
    };
    let role = "arn:aws:iam::*:role/admin";
    for (operator, like) in [
        ("StringNotEquals", "ArnNotLike"),
        ("StringNotEqualsIgnoreCase", "ArnNotLike"),
        ("StringEqualsIfExists", "ArnLike"),
    ] {
        let said =
            format!("`{role}` has a wildcard, which is none to `{operator}`; `{like}` takes it for one");
        assert_eq!(told(operator, role), [said]);
    }
    let said = "`*` has not the six parts of an ARN; what `ArnNotLike` makes of it is not documented";
    assert_eq!(told("ArnNotLike", "*"), [said]);
    for fine in ["StringNotLike", "ArnNotLike", "ArnNotEquals"] {
        assert_eq!(told(fine, role), Vec::<String>::new(), "{fine}");
    }
    assert_eq!(told("StringNotEquals", "arn:aws:iam::123456789012:role/admin"), Vec::<String>::new());
    assert_eq!(told("StringNotEquals", "arn:aws:iam::*:user/${aws:username}"), Vec::<String>::new());
}

#[test]
fn a_resource_that_a_call_does_not_have() {
    let narrow = deny(&BOTH, "").replace(r#""Resource":"*""#, r#""Resource":"arn:aws:bedrock:*:*:*""#);
    assert_eq!(codes(&[narrow]), [LintCode::NarrowResource]);
}

#[test]
fn what_can_never_match() {
    let contradiction =
        r#""Null":{"aws:PrincipalTag/team":"true"},"StringEquals":{"aws:PrincipalTag/team":"x"}"#;
    assert_eq!(codes(&[deny(&BOTH, contradiction)]), [LintCode::NeverMatches]);
    for contradiction in [
        r#""StringEquals":{"aws:PrincipalTag/team":["x","y"]},"StringLike":{"aws:PrincipalTag/team":"z*"}"#,
        r#""Bool":{"aws:MultiFactorAuthPresent":"true"},"BoolIfExists":{"AWS:multifactorauthpresent":"false"}"#,
        r#""NumericGreaterThan":{"aws:MultiFactorAuthAge":"30"},"NumericLessThanEquals":{"aws:MultiFactorAuthAge":"30"}"#,
        r#""ArnNotLike":{"aws:PrincipalArn":"arn:*:iam::*:*"}"#,
        r#""StringNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:user/*","*:role/*","*:root"]}"#,
    ] {
        assert_eq!(codes(&[deny(&BOTH, contradiction)]), [LintCode::NeverMatches], "{contradiction}");
    }
    let token = r#""StringEquals":{"bedrock:BearerTokenType":"LONG_TERM"},"StringNotLike":{"bedrock:BearerTokenType":"LONG*"}"#;
    let found = codes(&[deny(&["bedrock:CallWithBearerToken"], token)]);
    assert_eq!(found, [LintCode::NeverMatches]);
    assert_eq!(codes(&[deny(&["iam:CreateServiceSpecificCredentials"], "")]), [LintCode::NeverMatches]);
    let age = r#""NumericGreaterThan":{"iam:ServiceSpecificCredentialAgeDays":"30"}"#;
    assert_eq!(codes(&[deny(&["iam:ResetServiceSpecificCredential"], age)]), [LintCode::NeverMatches]);
    let far = age.replace("30", "36600");
    assert_eq!(codes(&[deny(&[CREATE], &format!("{SERVICE},{far}"))]), [LintCode::NeverMatches]);
}

#[test]
fn a_slip_in_an_action_is_told_with_the_action_that_was_meant() {
    for (written, meant) in [
        ("bedrock:CallWithBearerTokn", "bedrock:CallWithBearerToken"),
        ("bedrock-mantel:CallWithBaererToken", "bedrock-mantle:CallWithBearerToken"),
        ("iam:CreateServiceSpeicficCredential", "iam:CreateServiceSpecificCredential"),
    ] {
        let text = policy(&[deny(&[written], "")]);
        let found = linted(&text);
        let slip = found.iter().find(|finding| finding.code == LintCode::NeverMatches).unwrap();
        assert!(slip.message.ends_with(&format!("did you mean `{meant}`?")), "{}", slip.message);
    }
    for other in ["sts:GetServiceBearerToken", "signin:CreateBearerToken", "iam:CreateServiceLinkedRole"] {
        assert!(!codes(&[deny(&[other], "")]).contains(&LintCode::NeverMatches), "{other}");
    }
}

#[test]
fn what_can_match_after_all_is_left_alone() {
    for possible in [
        r#""StringEquals":{"aws:PrincipalTag/team":["x","y"]},"StringLike":{"aws:PrincipalTag/team":"y*"}"#,
        r#""StringLike":{"aws:PrincipalTag/team":"a*"},"StringNotLike":{"aws:PrincipalTag/team":"*b"}"#,
        r#""StringLike":{"aws:PrincipalTag/team":"a*z"},"StringNotEquals":{"aws:PrincipalTag/team":"az"}"#,
        r#""NumericGreaterThan":{"aws:MultiFactorAuthAge":"30"},"NumericLessThan":{"aws:MultiFactorAuthAge":"31"}"#,
        r#""NumericGreaterThanIfExists":{"aws:MultiFactorAuthAge":"5"},"NumericLessThanIfExists":{"aws:MultiFactorAuthAge":"3"}"#,
        r#""ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:user/*","arn:aws:iam::*:role/*"]}"#,
        r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/x"},"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/y"}"#,
        r#""StringEquals":{"aws:PrincipalTag/team":"${aws:username}"},"StringNotEquals":{"aws:PrincipalTag/team":"x"}"#,
        r#""StringNotEquals":{"aws:PrincipalTag/team":"x"},"Null":{"aws:PrincipalTag/team":"true"}"#,
        r#""ForAnyValue:StringEquals":{"aws:TagKeys":"x"},"ForAllValues:StringNotEquals":{"aws:TagKeys":"y"}"#,
    ] {
        assert_eq!(codes(&[deny(&["iam:TagUser"], possible)]), [], "{possible}");
    }
}

#[test]
fn values_that_no_request_carries() {
    let found = |condition: &str| {
        let text = policy(&[deny(&["bedrock:CallWithBearerToken"], condition)]);
        let findings = linted(text);
        let strange = findings.into_iter().filter(|finding| finding.code == LintCode::ValueNeverOccurs);
        strange.map(|finding| finding.message).collect::<Vec<_>>()
    };
    assert_eq!(
        found(r#""StringEquals":{"bedrock:BearerTokenType":["LONG_TERM","LONG-TERM"]}"#),
        ["no request carries `LONG-TERM`; there are `LONG_TERM`, `SHORT_TERM`"]
    );
    assert_eq!(
        found(r#""StringNotEquals":{"bedrock:bearerTokenType":"long_term"}"#),
        ["requests carry `LONG_TERM`, and this operator minds the case"]
    );
    assert_eq!(found(r#""StringLike":{"iam:ServiceSpecificCredentialServiceName":"bedrock"}"#).len(), 1);
    for right in [
        r#""StringLike":{"iam:ServiceSpecificCredentialServiceName":"bedrock*"}"#,
        r#""StringEqualsIgnoreCase":{"bedrock:BearerTokenType":"long_term"}"#,
        r#""StringEquals":{"bedrock:BearerTokenType":"${aws:PrincipalTag/term}"}"#,
        r#""ArnNotLike":{"aws:PrincipalArn":"arn:*:*::*:role/x"}"#,
    ] {
        assert!(found(right).is_empty(), "{right}");
    }
}

#[test]
fn an_exemption_of_a_session_exempts_nobody() {
    let session =
        r#""ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/a","arn:aws:sts::*:assumed-role/a/*"]}"#;
    assert_eq!(codes(&[deny(&BOTH, session)]), [LintCode::ValueNeverOccurs]);
}

#[test]
fn everything_denied_but_to_some_is_a_risk() {
    let spared = r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/admin"}"#;
    let found = codes(&[deny(&["*"], spared)]);
    assert!(
        found.contains(&LintCode::LockOutRisk) && !found.contains(&LintCode::DeniesEverything),
        "{found:?}"
    );
    let region = r#""StringNotEquals":{"aws:RequestedRegion":"eu-central-1"}"#;
    assert!(codes(&[deny(&["*"], region)]).contains(&LintCode::LockOutRisk));
    assert!(!codes(&[deny(&["s3:*"], region)]).contains(&LintCode::LockOutRisk));
}

#[test]
fn a_statement_that_another_covers() {
    let narrow = deny(&BOTH, r#""StringEquals":{"aws:PrincipalTag/team":"x"}"#);
    let told = |statements: &[String]| {
        let findings = linted(policy(statements));
        let covered = findings
            .into_iter()
            .filter(|finding| matches!(finding.code, LintCode::Repeated | LintCode::Overridden));
        covered.map(|finding| finding.message).collect::<Vec<_>>()
    };
    assert_eq!(told(&[deny(&BOTH, ""), narrow.clone()]), ["statement 1 denies all of it already"]);
    // Whichever stands first.
    assert_eq!(told(&[narrow.clone(), deny(&BOTH, "")]), ["statement 2 denies all of it already"]);
    let allow = r#"{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*"}"#.to_owned();
    assert_eq!(told(&[allow.clone(), deny(&["s3:*"], "")]), ["statement 2 denies all that it allows"]);
    let everything = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#.to_owned();
    assert_eq!(told(&[everything, allow.clone()]), ["statement 1 allows all of it already"]);
    // A deny that reaches only a part of it, by its actions, its resource or its conditions.
    let part = deny(&["s3:*"], "").replace(r#""Resource":"*""#, r#""Resource":"arn:aws:s3:::a""#);
    let others = [deny(&["s3:Get*"], ""), part, deny(&["s3:*"], SERVICE), deny(&["s3:?*"], "")];
    assert!(told(&[others.as_slice(), &[allow]].concat()).iter().all(|it| !it.contains("allows")));
    assert_eq!(told(&[deny(&["s3:Get*", "s3:GetObject"], "")]), ["`s3:GetObject` is a part of `s3:Get*`"]);
    assert_eq!(told(&[deny(&["s3:GetObject", "S3:getobject"], "")]).len(), 1);
}

#[test]
fn a_finding_points_at_the_part_that_is_wrong() {
    let text = r#"{ "Version": "2012-10-17", "Statement": [
 { "Effect": "Deny",
   "Action": [
     "iam:CreateServiceSpecificCredential",
     "iam:ResetServiceSpecificCredential" ],
   "Resource": "*",
   "Condition": {
     "StringEquals": { "iam:ServiceSpecificCredentialServiceName": "bedrock.amazonaws.com" },
     "NumericGreaterThan": { "iam:ServiceSpecificCredentialAgeDays": "30" } } } ] }"#;
    let findings = linted(text);
    let told: Vec<_> = findings.iter().map(|it| (it.code, it.place.line, it.place.column)).collect();
    assert_eq!(told, [(LintCode::NeverExpiringGetsThrough, 9, 6), (LintCode::AgeNotCarried, 9, 6)]);
}

#[test]
fn a_lock_out_and_a_denied_revocation() {
    assert_eq!(codes(&[deny(&["*"], "")]), [LintCode::DeniesEverything]);
    let found = codes(&[deny(&["iam:*ServiceSpecificCredential*"], SERVICE)]);
    assert_eq!(found, [LintCode::RevocationDenied, LintCode::RevocationDenied]);
    let region = r#"{"Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}}"#;
    assert_eq!(codes(&[region.to_owned()]), []);
}

#[test]
fn credentials_of_other_services() {
    let found = codes(&[deny(&[CREATE, "iam:ResetServiceSpecificCredential"], "")]);
    assert_eq!(found, [LintCode::Collateral, LintCode::Collateral]);
}

#[test]
fn a_set_operator_on_a_single_value() {
    let single = r#""ForAllValues:StringEquals":{"aws:PrincipalTag/team":"x"}"#;
    assert_eq!(codes(&[deny(&BOTH, single)]), [LintCode::ForAllValuesOnSingleValue]);
    let several = r#""ForAllValues:StringEquals":{"aws:TagKeys":"x"}"#;
    assert_eq!(codes(&[deny(&["iam:TagUser"], several)]), []);
}

#[test]
fn a_statement_twice() {
    let named = deny(&BOTH, "").replace(r#"{"Effect""#, r#"{"Sid":"Again","Effect""#);
    assert_eq!(codes(&[deny(&BOTH, ""), named]), [LintCode::Repeated]);
}

#[test]
fn a_document_that_is_or_nearly_is_too_large() {
    let many = |count: usize| {
        let roles: Vec<String> =
            (0..count).map(|number| format!("\"arn:aws:iam::*:role/{number:020}\"")).collect();
        let condition = format!(r#""ArnNotLike":{{"aws:PrincipalArn":[{}]}}"#, roles.join(","));
        codes(&[deny(&BOTH, &condition)])
    };
    assert_eq!(many(100), []);
    assert_eq!(many(220), [LintCode::NearSizeLimit]);
    assert_eq!(many(300), [LintCode::TooLarge]);
}

#[test]
fn what_the_parser_does_not_understand_is_passed_on_with_its_own_place() {
    let text = "{\"Version\":\"2012-10-17\",\"Statement\":[\n{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\",\n\"Reason\":\"x\"}]}";
    let findings = linted(text);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].code, findings[0].place.line), (LintCode::NotUnderstood, 3));
}

#[test]
fn a_finding_stands_at_its_statement() {
    let text =
        policy(&[deny(&["s3:*"], ""), deny(&[CREATE], SERVICE)]).replace(",{\"Effect\"", ",\n{\"Effect\"");
    let findings = linted(text);
    assert_eq!((findings[0].place.line, findings[0].place.column), (2, 28));
}

#[test]
fn every_code_has_a_name_and_an_explanation_of_its_own() {
    let names: std::collections::BTreeSet<_> = LintCode::ALL.iter().map(|code| code.as_str()).collect();
    let explanations: std::collections::BTreeSet<_> =
        LintCode::ALL.iter().map(|code| code.explanation()).collect();
    assert_eq!((names.len(), explanations.len()), (LintCode::ALL.len(), LintCode::ALL.len()));
}
