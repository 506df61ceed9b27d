//! The tags of a key's user.

use std::collections::BTreeMap;

use super::key::Wish;
use crate::config::{Field, Mistake, Mistakes};
use crate::domain::{TagKey, TagValue};

/// Tags an admin may choose for a user: IAM takes 50, and up to 14 are this tool's.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const MAX_CHOSEN: usize = 36;

/// The tags of all levels. IAM compares keys without regard to case, so `Team` of an entry replaces `team` of the
/// defaults.
pub(super) fn tags(wish: &Wish<'_>, mistakes: &mut Mistakes) -> Option<BTreeMap<TagKey, TagValue>> {
    let mut merged: BTreeMap<String, (TagKey, TagValue)> = BTreeMap::new();
    let mut place = &wish.place;
    for terms in wish.layers.iter().rev() {
        match &terms.tags {
            Field::Absent => {}
            Field::Broken => return None,
            Field::Given(tags) => {
                for (key, value) in &tags.value {
                    merged.insert(key.as_str().to_lowercase(), (key.clone(), value.clone()));
                }
                place = &tags.place;
            }
        }
    }
    if merged.len() > MAX_CHOSEN {
        let message = format!(
            "the user would have {} tags beside the tool's own, at most {MAX_CHOSEN} fit",
            merged.len()
        );
        mistakes.add(
            Mistake::new(place.clone(), message).help("IAM takes 50 tags a user, up to 14 are the tool's"),
        );
    }
    Some(merged.into_values().collect())
}
