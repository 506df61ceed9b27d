//! Tags of users (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>).

use super::names::end_of_page;
use crate::sandbox::operation::Context;
use crate::sandbox::state::{Account, Tag};
use crate::sandbox::wire::{AwsError, Paging, Parameters, Xml};

/// Tags of one entity.
const MOST: usize = 50;

pub(super) fn tag_user(account: &mut Account, _: &Context, parameters: &Parameters) -> Result<Xml, AwsError> {
    let name = parameters.required("UserName")?;
    let tags = read(parameters)?;
    let user = account.user_mut(name)?;
    merge(&mut user.tags, tags)?;
    Ok(Xml::new())
}

pub(super) fn untag_user(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = account.user_mut(parameters.required("UserName")?)?;
    for key in parameters.list("TagKeys") {
        user.tags.retain(|tag| !same_key(&tag.key, key));
    }
    Ok(Xml::new())
}

pub(super) fn list_user_tags(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = account.user(parameters.required("UserName")?)?;
    let paging = Paging::query(parameters, format!("tags/{}", user.id), context.pages)?;
    let mut tags: Vec<&Tag> = user.tags.iter().collect();
    tags.sort_by(|one, other| one.key.cmp(&other.key));
    let page = paging.page(tags.into_iter().map(|tag| (&tag.key, tag)));
    let mut xml = Xml::new();
    write(&mut xml, page.items.iter().copied());
    end_of_page(&mut xml, &page);
    Ok(xml)
}

/// Reads and checks the `Tags` of a request.
pub(super) fn read(parameters: &Parameters) -> Result<Vec<Tag>, AwsError> {
    let mut tags: Vec<Tag> = Vec::new();
    for tag in parameters.structures("Tags") {
        let key = tag.text("Key").ok_or_else(|| AwsError::constraint("null", "tags", "not be null"))?;
        let value = tag.text("Value").ok_or_else(|| AwsError::constraint("null", "tags", "not be null"))?;
        check(key, value)?;
        if tags.iter().any(|earlier| same_key(&earlier.key, key)) {
            return Err(AwsError::invalid_input(
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            ));
        }
        tags.push(Tag { key: key.to_owned(), value: value.to_owned() });
    }
    if tags.len() > MOST {
        let constraint = format!("have length less than or equal to {MOST}");
        return Err(AwsError::constraint("[…]", "tags", &constraint));
    }
    Ok(tags)
}

/// Adds tags and replaces the values of those that are there.
fn merge(existing: &mut Vec<Tag>, added: Vec<Tag>) -> Result<(), AwsError> {
    for tag in added {
        match existing.iter_mut().find(|old| same_key(&old.key, &tag.key)) {
            Some(old) => *old = tag,
            None => existing.push(tag),
        }
    }
    if existing.len() > MOST {
        return Err(AwsError::limit_exceeded(format!(
            "The number of tags has reached the maximum limit of {MOST}."
        )));
    }
    Ok(())
}

pub(super) fn write<'a>(xml: &mut Xml, tags: impl IntoIterator<Item = &'a Tag>) {
    xml.list("Tags", tags, |member, tag| {
        member.leaf("Key", &tag.key).leaf("Value", &tag.value);
    });
}

fn same_key(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn check(key: &str, value: &str) -> Result<(), AwsError> {
    let pattern = "satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+";
    if key.is_empty() || key.chars().count() > 128 {
        return Err(AwsError::constraint(key, "tags.1.member.key", "have length between 1 and 128"));
    }
    if value.chars().count() > 256 {
        return Err(AwsError::constraint(
            value,
            "tags.1.member.value",
            "have length less than or equal to 256",
        ));
    }
    if !key.chars().all(allowed) {
        return Err(AwsError::constraint(key, "tags.1.member.key", pattern));
    }
    if !value.chars().all(allowed) {
        return Err(AwsError::constraint(value, "tags.1.member.value", pattern));
    }
    if key.to_lowercase().starts_with("aws:") {
        return Err(AwsError::invalid_input("Tag keys that start with aws: are reserved."));
    }
    Ok(())
}

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`
fn allowed(character: char) -> bool {
    // `\p{Z}` is white space without control characters.
    let separator = character.is_whitespace() && !character.is_control();
    character.is_alphanumeric() || separator || "_.:/=+-@".contains(character)
}
