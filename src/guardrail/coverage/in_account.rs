//! Owns a policy as the principals of one account meet it: exemptions of principals in other accounts are none.
//!
//! An SCP binds the principals of its account, and their ARNs carry the account's id. A pattern with another id matches none
//! of them.
//! Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn>

use crate::domain::AccountId;
use crate::guardrail::ConditionKey;
use crate::policy::{
    Condition, ConditionBlock, ConditionOperator, Family, OneOrMany, OperatorMeaning, Polarity,
    PolicyDocument, Scalar, SetQualifier, StatementList,
};

/// The policy without the exemptions that are about principals of other accounts. A condition without any value left holds
/// for everybody here.
pub(super) fn in_account(document: &PolicyDocument, account: &AccountId) -> PolicyDocument {
    let mut document = document.clone();
    let statements = match &mut document.statements {
        StatementList::One(statement) => std::slice::from_mut(statement.as_mut()),
        StatementList::Many(statements) => statements.as_mut_slice(),
    };
    for statement in statements {
        for block in &mut statement.conditions {
            if let Some(family) = exempting(&block.operator) {
                block.conditions.retain_mut(|condition| keeps(condition, family, account));
            }
        }
        statement.conditions.retain(|block: &ConditionBlock| !block.conditions.is_empty());
    }
    document
}

/// The family of an operator that spares whoever matches. Every request carries the ARN, so that an absent key is no matter.
fn exempting(operator: &ConditionOperator) -> Option<Family> {
    match operator.meaning() {
        OperatorMeaning::Compare { qualifier: SetQualifier::Plain, comparison, .. }
            if comparison.polarity == Polarity::Negated =>
        {
            match comparison.family {
                family @ (Family::Arn | Family::String(_)) => Some(family),
                Family::Numeric(_) | Family::Date(_) | Family::Bool | Family::Binary(_) | Family::Ip => None,
            }
        }
        OperatorMeaning::Compare { .. } | OperatorMeaning::Null | OperatorMeaning::Unknown => None,
    }
}

/// Whether a condition still spares somebody, once what it says of other accounts is taken out.
fn keeps(condition: &mut Condition, family: Family, account: &AccountId) -> bool {
    if !ConditionKey::PRINCIPAL_ARN.is(condition.key.as_str()) {
        return true;
    }
    let values = condition.values.as_slice();
    let here: Vec<Scalar> =
        values.iter().filter(|value| !is_elsewhere(value.as_text(), family, account)).cloned().collect();
    if here.len() < values.len() {
        condition.values = OneOrMany::Many(here);
    }
    !condition.values.as_slice().is_empty()
}

/// Whether a value matches no principal of the account for certain: it is an ARN with another account's id. A wildcard before
/// that may run over it, unless the parts are compared one by one.
fn is_elsewhere(value: &str, family: Family, account: &AccountId) -> bool {
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    let ["arn", partition, service, region, id, _] = parts.as_slice() else { return false };
    let is_plain = |part: &str| !part.contains(['*', '?', '$']);
    let before = [partition, service, region];
    let is_fixed = match family {
        Family::Arn => !value.contains("${"),
        Family::String(_)
        | Family::Numeric(_)
        | Family::Date(_)
        | Family::Bool
        | Family::Binary(_)
        | Family::Ip => before.into_iter().all(|part| is_plain(part)),
    };
    is_fixed && is_plain(id) && *id != account.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(condition: &str) -> String {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{{condition}}}}}]}}"#
        );
        let document = PolicyDocument::parse(&text).unwrap();
        let seen = in_account(&document, &"222222222222".parse().unwrap()).minified();
        if seen == document.minified() { "unchanged".to_owned() } else { seen }
    }

    #[test]
    fn an_exemption_of_another_account_exempts_nobody_here() {
        for operator in ["ArnNotLike", "ArnNotEqualsIfExists", "StringNotEquals", "StringNotLike"] {
            let condition =
                format!(r#""{operator}":{{"AWS:principalarn":"arn:aws:iam::333333333333:role/a*"}}"#);
            assert!(!seen(&condition).contains("Condition"), "{operator}");
        }
        let of_two = r#""ArnNotLike":{"aws:PrincipalArn":["arn:*:iam::333333333333:role/a","arn:aws:iam::222222222222:role/b"]}"#;
        assert!(seen(of_two).contains(r#"{"aws:PrincipalArn":["arn:aws:iam::222222222222:role/b"]}"#));
    }

    #[test]
    fn what_may_be_about_this_account_and_what_denies_stays() {
        for condition in [
            r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/a"}"#,
            r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::3333????????:role/a"}"#,
            r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::${aws:PrincipalAccount}:role/a"}"#,
            r#""ArnNotLike":{"aws:PrincipalArn":"*"}"#,
            r#""StringNotLike":{"aws:PrincipalArn":"arn:*:iam::333333333333:role/a"}"#,
            r#""StringNotLike":{"aws:PrincipalTag/arn":"arn:aws:iam::333333333333:role/a"}"#,
            r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::333333333333:role/a"}"#,
            r#""ForAllValues:ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::333333333333:role/a"}"#,
        ] {
            assert_eq!(seen(condition), "unchanged", "{condition}");
        }
    }
}
