//! Tags of roots, units, accounts and policies
//! (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html>).

use serde_json::{Value, json};

use super::change::constraint;
use super::{Change, invalid, refusal};
use crate::sandbox::state::Tag;
use crate::sandbox::wire::{AwsError, Fields};

/// Tags of one resource.
const MOST: usize = 50;

pub(super) fn tag_resource(change: &mut Change<'_>) -> Result<Value, AwsError> {
    let id = resource(change)?;
    let mut tags = change.organization.tags.get(id).cloned().unwrap_or_default();
    for tag in read(change.fields)? {
        match tags.iter_mut().find(|earlier| earlier.key == tag.key) {
            Some(earlier) => earlier.value = tag.value,
            None => tags.push(tag),
        }
    }
    if tags.len() > MOST {
        let message = "You have exceeded the number of tags allowed on this resource.";
        return Err(constraint("MAX_TAG_LIMIT_EXCEEDED", message));
    }
    change.organization.tags.insert(id.to_owned(), tags);
    Ok(json!({}))
}

pub(super) fn untag_resource(change: &mut Change<'_>) -> Result<Value, AwsError> {
    let id = resource(change)?;
    let keys = change.fields.texts("TagKeys")?;
    if let Some(tags) = change.organization.tags.get_mut(id) {
        tags.retain(|tag| !keys.contains(&tag.key.as_str()));
    }
    Ok(json!({}))
}

/// Reads and checks the `Tags` of a request.
pub(super) fn read(fields: &Fields) -> Result<Vec<Tag>, AwsError> {
    let mut tags: Vec<Tag> = Vec::new();
    for (key, value) in fields.pairs("Tags")? {
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(invalid(
                "MAX_LENGTH_EXCEEDED",
                "You specified a tag that is too long or has no key.",
            ));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            let message = "You specified a tag key that is reserved for AWS.";
            return Err(invalid("INVALID_SYSTEM_TAGS_PARAMETER", message));
        }
        if tags.iter().any(|earlier| earlier.key == key) {
            return Err(invalid("DUPLICATE_TAG_KEY", "You specified a tag key twice."));
        }
        tags.push(Tag { key: key.to_owned(), value: value.to_owned() });
    }
    Ok(tags)
}

fn resource<'a>(change: &Change<'a>) -> Result<&'a str, AwsError> {
    let id = change.required("ResourceId")?;
    let organization = &change.organization;
    if organization.policies.contains_key(id) || organization.target(id).is_some() {
        Ok(id)
    } else {
        Err(refusal("TargetNotFoundException", "You specified a target that doesn't exist."))
    }
}
