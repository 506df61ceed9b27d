//! What a policy may know of an IAM request: its action, its resource, and its context keys
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>).

use super::AccessRequest;
use crate::policy::{Action, Context, ContextValue, Request, RequestResource, Unlisted};
use crate::sandbox::router::Input;
use crate::sandbox::state::{Account, Principal, Tag};
use crate::sandbox::wire::Parameters;

/// The request as policies see it; nothing for one that is no query.
pub(super) fn request(request: &AccessRequest<'_>) -> Option<Request> {
    let Input::Query(parameters) = &request.call.input else { return None };
    let action = Action::new(format!("iam:{}", request.call.operation)).ok()?;
    let context = principal(request, Context::new(Unlisted::Absent));
    let context = credential(request, parameters, context);
    let context = policies(parameters, context)
        .with("aws:RequestedRegion", ContextValue::single("us-east-1"))
        .with("aws:SecureTransport", ContextValue::single("true"))
        .with("aws:SourceIp", ContextValue::single("127.0.0.1"))
        .with("aws:CurrentTime", ContextValue::single(request.context.now.to_string()))
        .with("aws:ViaAWSService", ContextValue::single("false"))
        .with("aws:PrincipalIsAWSService", ContextValue::single("false"));
    Some(Request { action, resource: resource(request, parameters), context })
}

/// The resource as it stands in a refusal.
pub(super) fn resource_text(request: &Request) -> &str {
    match &request.resource {
        RequestResource::Arn(arn) => arn,
        RequestResource::NoResourceType | RequestResource::Unknown => "*",
    }
}

/// Policies see the role of a session, not the session.
fn principal(request: &AccessRequest<'_>, context: Context) -> Context {
    let (account, caller) = (request.account, &request.context.caller);
    let (arn, kind, tags): (String, &str, &[Tag]) = match &caller.principal {
        Principal::Administrator => (caller.arn(), "AssumedRole", &[]),
        Principal::Session { role, .. } => {
            let known = account.roles.get(&role.to_lowercase());
            let arn = known.map_or_else(|| account.arn("role", "/", role), |role| role.arn(&account.id));
            (arn, "AssumedRole", &[])
        }
        Principal::User { name, .. } => {
            (caller.arn(), "User", account.user(name).map_or(&[], |user| user.tags.as_slice()))
        }
    };
    let mut context = context
        .with("aws:PrincipalArn", ContextValue::single(arn))
        .with("aws:PrincipalType", ContextValue::single(kind))
        .with("aws:PrincipalAccount", ContextValue::single(account.id.as_str()))
        .with("aws:ResourceAccount", ContextValue::single(account.id.as_str()))
        .with("aws:userid", ContextValue::single(caller.unique_id()));
    if let Principal::User { name, .. } = &caller.principal {
        context.set("aws:username", ContextValue::single(name));
    }
    for tag in tags {
        context.set(&format!("aws:PrincipalTag/{}", tag.key), ContextValue::single(&tag.value));
    }
    context
}

/// The service of a credential, in the small letters AWS compares it in, and the age that was asked for, if one was.
fn credential(request: &AccessRequest<'_>, parameters: &Parameters, mut context: Context) -> Context {
    let existing = parameters.text("ServiceSpecificCredentialId");
    let existing = existing.and_then(|id| request.account.credentials.get(id));
    let service = match request.call.operation.as_str() {
        "CreateServiceSpecificCredential" => parameters.text("ServiceName").map(str::to_ascii_lowercase),
        "ResetServiceSpecificCredential"
        | "UpdateServiceSpecificCredential"
        | "DeleteServiceSpecificCredential" => existing.map(|credential| credential.service.clone()),
        _ => None,
    };
    if let Some(service) = service {
        context.set("iam:ServiceSpecificCredentialServiceName", ContextValue::single(service));
    }
    if request.call.operation == "CreateServiceSpecificCredential"
        && let Ok(Some(days)) = parameters.integer("CredentialAgeDays")
    {
        context.set("iam:ServiceSpecificCredentialAgeDays", ContextValue::single(days.to_string()));
    }
    context
}

fn policies(parameters: &Parameters, mut context: Context) -> Context {
    let keys = [("PolicyArn", "iam:PolicyARN"), ("PermissionsBoundary", "iam:PermissionsBoundary")];
    for (member, key) in keys {
        if let Some(arn) = parameters.text(member) {
            context.set(key, ContextValue::single(arn));
        }
    }
    for tag in parameters.structures("Tags") {
        if let (Some(key), Some(value)) = (tag.text("Key"), tag.text("Value")) {
            context.set(&format!("aws:RequestTag/{key}"), ContextValue::single(value));
        }
    }
    context
}

/// The user, group or role a request names, else the policy, else the caller's own user, else nothing.
fn resource(request: &AccessRequest<'_>, parameters: &Parameters) -> RequestResource {
    let account = request.account;
    let arn = if let Some(name) = parameters.text("GroupName") {
        let path = account.group(name).map_or("/", |group| group.path.as_str());
        account.arn("group", path, name)
    } else if let Some(name) = parameters.text("UserName") {
        user_arn(account, parameters, name)
    } else if let Some(name) = parameters.text("RoleName") {
        account.arn("role", "/", name)
    } else if let Some(arn) = parameters.text("PolicyArn") {
        arn.to_owned()
    } else if request.call.operation == "ListServiceSpecificCredentials" {
        // For all users: observed to be asked of this.
        account.arn("user", "/", "*")
    } else {
        match (&request.context.caller.principal, request.call.operation.contains("ServiceSpecific")) {
            (Principal::User { name, path, .. }, true) => account.arn("user", path, name),
            _ => return RequestResource::NoResourceType,
        }
    };
    RequestResource::Arn(arn)
}

/// A user that is being created has the path it is to get.
fn user_arn(account: &Account, parameters: &Parameters, name: &str) -> String {
    match account.user(name) {
        Ok(user) => account.arn("user", &user.path, &user.name),
        Err(_) => account.arn("user", parameters.text("Path").unwrap_or("/"), name),
    }
}
