//! Policy documents as far as IAM checks them when they are stored
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>).
//!
//! Owns the shape and the size; what a policy means is the evaluator's.

use serde_json::Value;

use crate::sandbox::wire::AwsError;

/// Refuses what is not an identity policy.
pub(super) fn check(document: &str) -> Result<(), AwsError> {
    let malformed = |message: &str| AwsError::new(400, "MalformedPolicyDocument", message);
    let value: Value = serde_json::from_str(document).map_err(|_| malformed("Syntax errors in policy."))?;
    let policy = value.as_object().ok_or_else(|| malformed("Syntax errors in policy."))?;
    if let Some(version) = policy.get("Version")
        && !matches!(version.as_str(), Some("2012-10-17" | "2008-10-17"))
    {
        return Err(malformed("The policy is not in the valid JSON format."));
    }
    let statements = match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().collect(),
        Some(statement @ Value::Object(_)) => vec![statement],
        _ => return Err(malformed("Syntax errors in policy.")),
    };
    for statement in statements {
        let has = |member| statement.get(member).is_some();
        if !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
            return Err(malformed("Statement/policy already has instance of effect, or it is missing."));
        }
        if has("Action") == has("NotAction") {
            return Err(malformed("Policy statement must contain actions."));
        }
        if has("Resource") == has("NotResource") {
            return Err(malformed("Policy statement must contain resources."));
        }
        if has("Principal") || has("NotPrincipal") {
            return Err(malformed("Policy document should not specify a principal."));
        }
    }
    Ok(())
}

/// The characters that count towards a quota: white space does not
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).
pub(super) fn size(document: &str) -> usize {
    document.chars().filter(|character| !character.is_whitespace()).count()
}
