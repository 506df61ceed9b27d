//! The answer for people: the verdict, then a line for each reason.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::domain::printable;
use crate::policy::{ContextValue, RequestResource, ScpScope, Verdict, VerdictKind};
use crate::render::table::paragraph;

use super::Answered;

/// Columns of a reason where no terminal limits it.
const READABLE: u16 = 100;

/// The question, the verdict, and why.
pub fn verdict_text(answered: &Answered<'_>, width: Option<u16>) -> String {
    let width = width.unwrap_or(READABLE);
    let kind = answered.verdict.kind();
    let style = match kind {
        VerdictKind::Allowed => AnsiColor::Green.on_default().bold(),
        VerdictKind::ImplicitlyDenied | VerdictKind::ExplicitlyDenied => AnsiColor::Red.on_default().bold(),
        VerdictKind::Conditional => AnsiColor::Yellow.on_default().bold(),
    };
    let bold = Style::new().bold();
    let mut text = format!("{bold}{}{bold:#}: {style}{kind}{style:#}\n", question(answered));
    for reason in reasons(answered.verdict) {
        let _ = writeln!(text, "{}", paragraph("  - ", &reason, width));
    }
    text + &paragraph("asked: ", &asked(answered.scope), width)
}

/// `bedrock:CallWithBearerToken by arn:…`
fn question(answered: &Answered<'_>) -> String {
    let request = answered.request;
    let on = match &request.resource {
        RequestResource::NoResourceType => String::new(),
        RequestResource::Arn(arn) => format!(" on {}", printable(arn)),
        RequestResource::Unknown => " on any resource".to_owned(),
    };
    let by = match request.context.get("aws:PrincipalArn") {
        ContextValue::Single(arn) => format!(" by {}", printable(arn)),
        ContextValue::Multiple(_)
        | ContextValue::Absent
        | ContextValue::Unknown
        | ContextValue::PresentButUnknown => " by anybody".to_owned(),
    };
    format!("{}{on}{by}", request.action.as_str())
}

fn reasons(verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Allowed { by } => by.iter().map(ToString::to_string).collect(),
        Verdict::ExplicitlyDenied { by } => by.iter().map(|statement| format!("by {statement}")).collect(),
        Verdict::ImplicitlyDenied { at, perhaps_denied_by } => {
            let nothing = at.iter().map(|gate| format!("nothing allows it {gate}"));
            let perhaps = perhaps_denied_by.iter().map(|clause| format!("besides, {clause}"));
            nothing.chain(perhaps).collect()
        }
        Verdict::Conditional { residual } => {
            let denied = residual.denied_when.iter().map(ToString::to_string);
            denied.chain(residual.allowed_only_when.iter().map(ToString::to_string)).collect()
        }
    }
}

/// `root: FullAWSAccess, deny-api-keys; account: …`
fn asked(scope: &ScpScope) -> String {
    match scope {
        ScpScope::NoneInForce => "no policy, because none is in force".to_owned(),
        ScpScope::ManagementAccount => "no policy, because none binds the management account".to_owned(),
        ScpScope::Levels(levels) => {
            let level = levels.iter().map(|level| {
                let policies: Vec<String> =
                    level.policies.iter().map(|policy| policy.label.to_string()).collect();
                let policies = if policies.is_empty() { "nothing".to_owned() } else { policies.join(", ") };
                format!("{}: {policies}", level.label)
            });
            level.collect::<Vec<_>>().join("; ")
        }
    }
}
