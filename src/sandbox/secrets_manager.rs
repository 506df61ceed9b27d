//! Secrets Manager, as far as a sink for new keys needs it
//! (<https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html>).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::operation::{Context, Operation};
use super::state::{Account, IdentityPart, Secret, SecretVersion, Tag};
use super::wire::{AwsError, Fields, Paging, epoch};

/// Bytes of one secret value.
const MOST_BYTES: usize = 65_536;
/// Entries of one page.
const MOST: usize = 100;

/// The operation of a name; nothing for one the sandbox does not answer.
pub(crate) fn operation(name: &str) -> Option<Operation<Fields, Value>> {
    use Operation::{Read, Write};
    Some(match name {
        "CreateSecret" => Write(create_secret),
        "PutSecretValue" => Write(put_secret_value),
        "TagResource" => Write(tag_resource),
        "UntagResource" => Write(untag_resource),
        "DescribeSecret" => Read(describe_secret),
        "ListSecrets" => Read(list_secrets),
        "GetSecretValue" => Read(get_secret_value),
        _ => return None,
    })
}

fn create_secret(account: &mut Account, context: &Context, fields: &Fields) -> Result<Value, AwsError> {
    let name = required(fields, "Name")?;
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte);
    if name.is_empty() || name.len() > 512 || !name.bytes().all(legal) {
        let message = "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!";
        return Err(AwsError::new(400, "ValidationException", message));
    }
    let version = read_version(context, fields)?;
    let version_id = version_id(account, fields)?;
    let key = format!("{}/{name}", context.region);
    if let Some(secret) = account.secrets.get(&key) {
        // The same token with the same value is the same request, sent again.
        if let (Some(new), Some(old)) = (&version, secret.versions.get(&version_id))
            && same_value(new, old)
        {
            return Ok(json!({ "ARN": secret.arn, "Name": name, "VersionId": version_id }));
        }
        let message = format!("The operation failed because the secret {name} already exists.");
        return Err(AwsError::new(400, "ResourceExistsException", message));
    }
    let mut tags = Vec::new();
    merge_tags(&mut tags, fields)?;
    let suffix = account.next_id(IdentityPart::SecretSuffix);
    let holds_value = version.is_some();
    let secret = Secret {
        arn: format!("arn:aws:secretsmanager:{}:{}:secret:{name}-{suffix}", context.region, account.id),
        name: name.to_owned(),
        description: fields.text("Description")?.map(str::to_owned),
        kms_key_id: fields.text("KmsKeyId")?.map(str::to_owned),
        created: context.now,
        changed: context.now,
        tags,
        versions: version.into_iter().map(|version| (version_id.clone(), version)).collect(),
        current: version_id.clone(),
        previous: None,
    };
    let mut answer = json!({ "ARN": secret.arn, "Name": name });
    if let (true, Some(answer)) = (holds_value, answer.as_object_mut()) {
        answer.insert("VersionId".to_owned(), version_id.into());
    }
    account.secrets.insert(key, secret);
    Ok(answer)
}

fn put_secret_value(account: &mut Account, context: &Context, fields: &Fields) -> Result<Value, AwsError> {
    let stages = fields.texts("VersionStages")?;
    if stages.iter().any(|stage| *stage != "AWSCURRENT") {
        let message = "The sandbox keeps no staging labels besides AWSCURRENT and AWSPREVIOUS.";
        return Err(AwsError::new(400, "InvalidParameterException", message));
    }
    let version = read_version(context, fields)?;
    let version = version.ok_or_else(|| {
        AwsError::new(400, "InvalidRequestException", "You must provide either SecretString or SecretBinary.")
    })?;
    let version_id = version_id(account, fields)?;
    let secret = find_mut(account, context, fields)?;
    match secret.versions.get(&version_id) {
        Some(old) if same_value(old, &version) => {}
        Some(_) => {
            let message =
                "You can't use ClientRequestToken for a version that already exists with another value.";
            return Err(AwsError::new(400, "ResourceExistsException", message));
        }
        None => {
            let before = std::mem::replace(&mut secret.current, version_id.clone());
            secret.versions.insert(version_id.clone(), version);
            secret.previous = secret.versions.contains_key(&before).then_some(before);
            secret.changed = context.now;
            let kept = [Some(secret.current.clone()), secret.previous.clone()];
            secret.versions.retain(|id, _| kept.iter().flatten().any(|kept| kept == id));
        }
    }
    Ok(
        json!({ "ARN": secret.arn, "Name": secret.name, "VersionId": version_id, "VersionStages": ["AWSCURRENT"] }),
    )
}

fn tag_resource(account: &mut Account, context: &Context, fields: &Fields) -> Result<Value, AwsError> {
    let secret = find_mut(account, context, fields)?;
    merge_tags(&mut secret.tags, fields)?;
    Ok(json!({}))
}

fn untag_resource(account: &mut Account, context: &Context, fields: &Fields) -> Result<Value, AwsError> {
    let keys = fields.texts("TagKeys")?;
    find_mut(account, context, fields)?.tags.retain(|tag| !keys.contains(&tag.key.as_str()));
    Ok(json!({}))
}

fn describe_secret(account: &Account, context: &Context, fields: &Fields) -> Result<Value, AwsError> {
    let secret = find(account, context, fields)?;
    let mut answer = entry(secret);
    let stages: BTreeMap<&String, [&str; 1]> = stages(secret);
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("VersionIdsToStages".to_owned(), json!(stages));
    }
    Ok(answer)
}

fn list_secrets(account: &Account, context: &Context, fields: &Fields) -> Result<Value, AwsError> {
    let region = format!("{}/", context.region);
    let paging = Paging::json(fields, format!("secrets/{region}"), context.pages, MOST)?;
    let secrets = account.secrets.iter().filter(|(key, _)| key.starts_with(&region));
    let page = paging.page(secrets.map(|(key, secret)| (key, entry(secret))));
    let mut answer = json!({ "SecretList": page.items });
    if let (Some(next), Some(answer)) = (page.next, answer.as_object_mut()) {
        answer.insert("NextToken".to_owned(), next.into());
    }
    Ok(answer)
}

fn get_secret_value(account: &Account, context: &Context, fields: &Fields) -> Result<Value, AwsError> {
    let secret = find(account, context, fields)?;
    let id = match (fields.text("VersionId")?, fields.text("VersionStage")?) {
        (Some(id), _) => Some(id),
        (None, None | Some("AWSCURRENT")) => Some(secret.current.as_str()),
        (None, Some("AWSPREVIOUS")) => secret.previous.as_deref(),
        (None, Some(_)) => None,
    };
    let found = id.and_then(|id| secret.versions.get_key_value(id));
    let (id, version) = found.ok_or_else(|| {
        let message = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
        AwsError::new(400, "ResourceNotFoundException", message)
    })?;
    let stage: Vec<&str> = stages(secret).get(id).into_iter().flatten().copied().collect();
    let mut answer = json!({
        "ARN": secret.arn,
        "Name": secret.name,
        "VersionId": id,
        "VersionStages": stage,
        "CreatedDate": epoch(version.created),
    });
    if let Some(answer) = answer.as_object_mut() {
        if let Some(string) = &version.string {
            answer.insert("SecretString".to_owned(), string.as_str().into());
        }
        if let Some(binary) = &version.binary {
            answer.insert("SecretBinary".to_owned(), binary.as_str().into());
        }
    }
    Ok(answer)
}

fn entry(secret: &Secret) -> Value {
    let tags: Vec<Value> =
        secret.tags.iter().map(|tag| json!({ "Key": tag.key, "Value": tag.value })).collect();
    let mut entry = json!({
        "ARN": secret.arn,
        "Name": secret.name,
        "CreatedDate": epoch(secret.created),
        "LastChangedDate": epoch(secret.changed),
        "Tags": tags,
    });
    if let Some(entry) = entry.as_object_mut() {
        if let Some(description) = &secret.description {
            entry.insert("Description".to_owned(), description.as_str().into());
        }
        if let Some(key) = &secret.kms_key_id {
            entry.insert("KmsKeyId".to_owned(), key.as_str().into());
        }
    }
    entry
}

fn stages(secret: &Secret) -> BTreeMap<&String, [&'static str; 1]> {
    let previous = secret.previous.iter().map(|id| (id, ["AWSPREVIOUS"]));
    let current = secret.versions.keys().filter(|id| **id == secret.current).map(|id| (id, ["AWSCURRENT"]));
    previous.chain(current).collect()
}

/// The key in [`Account::secrets`] of what `SecretId` says: a name, a whole ARN, or an ARN without its last six
/// characters.
fn locate(account: &Account, context: &Context, fields: &Fields) -> Result<String, AwsError> {
    let id = required(fields, "SecretId")?;
    let by_name = format!("{}/{id}", context.region);
    if account.secrets.contains_key(&by_name) {
        return Ok(by_name);
    }
    let is_meant = |secret: &Secret| {
        secret.arn == id
            || secret.arn.rsplit_once('-').is_some_and(|(without_suffix, _)| without_suffix == id)
    };
    let found = account.secrets.iter().find(|(_, secret)| is_meant(secret));
    found.map(|(key, _)| key.clone()).ok_or_else(not_found)
}

fn find<'a>(account: &'a Account, context: &Context, fields: &Fields) -> Result<&'a Secret, AwsError> {
    account.secrets.get(&locate(account, context, fields)?).ok_or_else(not_found)
}

fn find_mut<'a>(
    account: &'a mut Account,
    context: &Context,
    fields: &Fields,
) -> Result<&'a mut Secret, AwsError> {
    let key = locate(account, context, fields)?;
    account.secrets.get_mut(&key).ok_or_else(not_found)
}

fn not_found() -> AwsError {
    AwsError::new(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

fn required<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, AwsError> {
    let missing =
        || AwsError::new(400, "InvalidParameterException", format!("You must provide a value for {name}."));
    fields.text(name)?.ok_or_else(missing)
}

/// The value of a request, if it has one.
fn read_version(context: &Context, fields: &Fields) -> Result<Option<SecretVersion>, AwsError> {
    let (string, binary) = (fields.text("SecretString")?, fields.text("SecretBinary")?);
    match (string, binary) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => {
            let message =
                "You can't specify both a binary secret value and a string secret value in the same secret.";
            Err(AwsError::new(400, "InvalidParameterException", message))
        }
        (Some(value), None) | (None, Some(value)) if value.len() > MOST_BYTES => {
            let message = format!("Secret value is longer than {MOST_BYTES} bytes.");
            Err(AwsError::new(400, "ValidationException", message))
        }
        (string, binary) => Ok(Some(SecretVersion {
            created: context.now,
            string: string.map(str::to_owned),
            binary: binary.map(str::to_owned),
        })),
    }
}

fn same_value(one: &SecretVersion, other: &SecretVersion) -> bool {
    one.string == other.string && one.binary == other.binary
}

/// The version id is the request's token; SDKs make one up where the caller does not.
fn version_id(account: &mut Account, fields: &Fields) -> Result<String, AwsError> {
    match fields.text("ClientRequestToken")? {
        Some(token) if (32..=64).contains(&token.len()) => Ok(token.to_owned()),
        Some(_) => Err(AwsError::new(
            400,
            "InvalidParameterException",
            "ClientRequestToken must be 32-64 characters long.",
        )),
        None => Ok(account.next_id(IdentityPart::Uuid)),
    }
}

fn merge_tags(tags: &mut Vec<Tag>, fields: &Fields) -> Result<(), AwsError> {
    for (key, value) in fields.pairs("Tags")? {
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(AwsError::new(400, "InvalidParameterException", "Invalid tag."));
        }
        match tags.iter_mut().find(|tag| tag.key == key) {
            Some(tag) => value.clone_into(&mut tag.value),
            None => tags.push(Tag { key: key.to_owned(), value: value.to_owned() }),
        }
    }
    if tags.len() > 50 {
        return Err(AwsError::new(400, "InvalidParameterException", "A secret can have at most 50 tags."));
    }
    Ok(())
}
