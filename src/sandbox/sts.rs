//! STS: who the caller is, and roles of other accounts
//! (<https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>).

use jiff::SignedDuration;

use super::identity::Claims;
use super::operation::Context;
use super::state::{Account, AccountId, Principal, Role};
use super::wire::{AwsError, Parameters, Xml};

/// `GetCallerIdentity`
pub(crate) fn get_caller_identity(context: &Context) -> Xml {
    let mut xml = Xml::new();
    xml.leaf("UserId", context.caller.unique_id())
        .leaf("Account", context.account())
        .leaf("Arn", context.caller.arn());
    xml
}

/// The role of an `AssumeRole` request, before anybody looks whether it exists.
pub(crate) struct RoleRequest {
    pub(crate) account: AccountId,
    name: String,
    arn: String,
    session: String,
    duration: SignedDuration,
}

impl RoleRequest {
    pub(crate) fn parse(context: &Context, parameters: &Parameters) -> Result<Self, AwsError> {
        let arn = parameters.required("RoleArn")?;
        let session = parameters.required("RoleSessionName")?;
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
        if !(2..=64).contains(&session.len()) || !session.bytes().all(legal) {
            let constraint = "satisfy regular expression pattern: [\\w+=,.@-]* with length between 2 and 64";
            return Err(AwsError::constraint(session, "roleSessionName", constraint));
        }
        if let Some(external_id) = parameters.text("ExternalId") {
            let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&byte);
            if !(2..=1224).contains(&external_id.len()) || !external_id.bytes().all(legal) {
                let constraint = "satisfy regular expression pattern: [\\w+=,.@:\\/-]*";
                return Err(AwsError::constraint(external_id, "externalId", constraint));
            }
        }
        if parameters.text("Policy").is_some_and(|policy| policy.chars().count() > 2048) {
            return Err(AwsError::new(400, "PackedPolicyTooLarge", "The session policy is too large."));
        }
        let (account, name) =
            role_arn(arn).ok_or_else(|| AwsError::validation(format!("{arn} is invalid")))?;
        Ok(Self {
            account,
            name: name.to_lowercase(),
            arn: arn.to_owned(),
            session: session.to_owned(),
            duration: duration(context, parameters)?,
        })
    }

    /// Hands out a session, when the role exists and trusts the caller's account.
    pub(crate) fn assume(&self, context: &Context, target: &Account) -> Result<Xml, AwsError> {
        let role = target.roles.get(&self.name).filter(|role| role.arn(&target.id) == self.arn);
        let role = role.filter(|role| role.trusts(context.account())).ok_or_else(|| self.denied(context))?;
        self.hand_out(context, target, role)
    }

    fn hand_out(&self, context: &Context, target: &Account, role: &Role) -> Result<Xml, AwsError> {
        let claims = Claims {
            account: target.id.clone(),
            role: role.name.clone(),
            role_id: role.id.clone(),
            session: self.session.clone(),
            expires: context.now + self.duration,
        };
        let token = claims.token()?;
        let mut xml = Xml::new();
        xml.node("Credentials", |node| {
            node.leaf("AccessKeyId", claims.access_key_id())
                .leaf("SecretAccessKey", "SANDBOX/temporary/secret/access/key/0000")
                .leaf("SessionToken", token)
                .leaf("Expiration", claims.expires);
        });
        xml.node("AssumedRoleUser", |node| {
            node.leaf("AssumedRoleId", format_args!("{}:{}", claims.role_id, claims.session)).leaf(
                "Arn",
                format_args!("arn:aws:sts::{}:assumed-role/{}/{}", target.id, claims.role, claims.session),
            );
        });
        Ok(xml)
    }

    /// AWS does not say whether the role is missing or does not trust the caller.
    pub(crate) fn denied(&self, context: &Context) -> AwsError {
        AwsError::new(
            403,
            "AccessDenied",
            format!(
                "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
                context.caller.arn(),
                self.arn
            ),
        )
    }
}

/// `DurationSeconds`: 900 to 43,200, and at most an hour when one role assumes the next.
fn duration(context: &Context, parameters: &Parameters) -> Result<SignedDuration, AwsError> {
    let seconds = parameters.integer("DurationSeconds")?.unwrap_or(3600);
    if !(900..=43200).contains(&seconds) {
        let constraint = "have value between 900 and 43200";
        return Err(AwsError::constraint(&seconds.to_string(), "durationSeconds", constraint));
    }
    if matches!(context.caller.principal, Principal::Session { .. }) && seconds > 3600 {
        return Err(AwsError::validation(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        ));
    }
    Ok(SignedDuration::from_secs(i64::from(seconds)))
}

/// `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`
fn role_arn(arn: &str) -> Option<(AccountId, &str)> {
    let mut parts = arn.splitn(6, ':');
    let (prefix, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    let name = resource.strip_prefix("role/")?.rsplit('/').next().filter(|name| !name.is_empty())?;
    (prefix == "arn" && service == "iam" && region.is_empty()).then_some((AccountId::parse(account)?, name))
}
