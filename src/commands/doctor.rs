//! `doctor`: who am I, what works, what does a command need.

use crate::aws::{AwsError, ErrorClass, Membership, Session, answered_for};
use crate::cli::{DoctorArguments, OutputFormat};
use crate::lifecycle::Permissions;
use crate::render::{Check, CheckResult, Diagnosis, diagnosis_json, diagnosis_text};

use super::roles;
use super::{CommandError, Context, ExitStatus};

pub(super) async fn run(arguments: &DoctorArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    if let Some(command) = &arguments.policy {
        return print_policy(command, context);
    }
    let (session, _) = context.session().await?;
    let diagnosis = context.interruption.or(examine(&session)).await??;
    match arguments.output {
        OutputFormat::Table => context.ui.data(&diagnosis_text(&diagnosis, context.ui.data_width()))?,
        OutputFormat::Json => context.ui.data(&diagnosis_json(&diagnosis))?,
    }
    let works = |check: &Check| matches!(check.result, CheckResult::Works(_));
    if diagnosis.checks.iter().all(works) {
        return Ok(ExitStatus::Done);
    }
    context.ui.hint("`bedrock-keys doctor --policy onboard` prints the policy that a command needs");
    Ok(ExitStatus::CoverageIncomplete)
}

fn print_policy(command: &str, context: &Context) -> Result<ExitStatus, CommandError> {
    let Some(role) = roles::for_command(command) else {
        let known: Vec<&str> = roles::ALL.iter().map(|role| role.name).collect();
        return Err(CommandError::usage(format!("there is no policy for `{command}`"))
            .hint(format!("there is one for each of {}", known.join(", "))));
    };
    context.ui.data(role.document)?;
    Ok(ExitStatus::Done)
}

/// Tries every kind of read; changes nothing, so that what a caller may change shows only when it is tried.
async fn examine(session: &Session) -> Result<Diagnosis, CommandError> {
    let iam = session.iam();
    let identity =
        session.sts().caller_identity().await.map_err(|error| CommandError::no_identity(&error))?;
    let policy = identity.partition().managed_policy(Permissions::limited_access().name());
    let organizations = session.organizations();
    let (keys, users, version, membership) = tokio::join!(
        iam.list_keys(crate::aws::KeyScope::Account),
        iam.list_users(),
        iam.policy_version(&policy),
        organizations.membership(&identity.account),
    );
    let place = match &membership {
        Ok(Membership::Management { organization }) => {
            format!("management account of {organization} (no SCP binds it)")
        }
        Ok(Membership::Member { organization, management }) => {
            format!("member of {organization}, managed by {management}")
        }
        Ok(Membership::Standalone) => "in no organization".to_owned(),
        Err(_) => "unknown".to_owned(),
    };
    let number = |number: usize, noun: &str| crate::render::count(number, noun);
    let checks = vec![
        check(
            "list keys",
            "iam:ListServiceSpecificCredentials",
            keys.map(|listing| number(listing.keys.len(), "key")),
        ),
        check(
            "read users",
            "iam:GetAccountAuthorizationDetails",
            users.and_then(|listing| {
                answered_for("GetAccountAuthorizationDetails", &identity.account, &listing.accounts)?;
                Ok(number(listing.users.len(), "user"))
            }),
        ),
        check("read AmazonBedrockLimitedAccess", "iam:GetPolicy", version),
        check(
            "read the organization",
            "organizations:DescribeOrganization",
            membership.map(|_| place.clone()),
        ),
    ];
    Ok(Diagnosis {
        account: identity.account.clone(),
        arn: identity.arn.as_str().to_owned(),
        partition: identity.partition().clone(),
        region: session.region().to_owned(),
        organization: place,
        checks,
        commands: roles::ALL.iter().map(|role| (role.name, role.purpose)).collect(),
    })
}

fn check(what: &'static str, action: &'static str, answer: Result<String, AwsError>) -> Check {
    let result = match answer {
        Ok(found) => CheckResult::Works(found),
        Err(error) if error.class == ErrorClass::Denied => CheckResult::Denied(error.message),
        Err(error) => CheckResult::Unknown(error.to_string()),
    };
    Check { what, action, result }
}
