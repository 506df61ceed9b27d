//! The flags of `keys create` as the request that configuration completes.

use std::collections::BTreeMap;

use crate::cli::CreateArguments;
use crate::commands::CommandError;
use crate::config::choice::LifetimeChoice;
use crate::config::{Field, KeyRequest, Terms};
use crate::domain::{TagKey, TagValue};

/// What the flags say. Without `--to` the secret of a single key goes to standard output, unless the configuration
/// names another sink.
pub(super) fn request(arguments: &CreateArguments) -> Result<KeyRequest, CommandError> {
    let lifetime = match (arguments.expires_in, arguments.never_expires) {
        (Some(lifetime), _) => Field::from_flag("--expires-in", Some(LifetimeChoice::Ends(lifetime))),
        (None, true) => Field::from_flag("--never-expires", Some(LifetimeChoice::Never)),
        (None, false) => Field::Absent,
    };
    let terms = Terms {
        lifetime,
        policy: parsed("--policy", arguments.policy.as_deref())?,
        boundary: parsed("--boundary", arguments.boundary.as_ref().map(|arn| arn.as_str()))?,
        sink: Field::from_flag("--to", arguments.to.clone()),
        tags: Field::from_flag("--tag", tags(&arguments.tags)?),
        models: Field::from_flags("--model", arguments.models.clone()),
        regions: Field::from_flags("--region", arguments.regions.clone()),
        source_ips: Field::from_flags("--source-ip", all_parsed("--source-ip", &arguments.source_ips)?),
        kms_key: parsed("--kms-key", arguments.kms_key.as_deref())?,
        ..Terms::default()
    };
    let purpose = arguments.purpose.clone().unwrap_or_default();
    Ok(KeyRequest {
        adopt: Field::from_flag("--adopt", arguments.adopt.clone()),
        recipient: Field::from_flag("--recipient", arguments.recipient.clone()),
        terms,
        ..KeyRequest::new(arguments.owner.clone(), purpose)
    })
}

fn parsed<T>(flag: &'static str, text: Option<&str>) -> Result<Field<T>, CommandError>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    match text {
        None => Ok(Field::Absent),
        Some(text) => {
            let value = text.parse().map_err(|error| CommandError::usage(format!("{flag}: {error}")))?;
            Ok(Field::from_flag(flag, Some(value)))
        }
    }
}

fn all_parsed<T>(flag: &'static str, texts: &[String]) -> Result<Vec<T>, CommandError>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let parse = |text: &String| text.parse().map_err(|error| CommandError::usage(format!("{flag}: {error}")));
    texts.iter().map(parse).collect()
}

fn tags(texts: &[String]) -> Result<Option<BTreeMap<TagKey, TagValue>>, CommandError> {
    let mut tags = BTreeMap::new();
    for text in texts {
        let (key, value) = text
            .split_once('=')
            .ok_or_else(|| CommandError::usage(format!("--tag: `{text}` is not KEY=VALUE")))?;
        let key = TagKey::chosen(key).map_err(|error| CommandError::usage(format!("--tag: {error}")))?;
        let value = value.parse().map_err(|error| CommandError::usage(format!("--tag: {error}")))?;
        if tags.insert(key, value).is_some() {
            return Err(CommandError::usage(format!("--tag: `{text}` repeats a key")));
        }
    }
    Ok((!tags.is_empty()).then_some(tags))
}
