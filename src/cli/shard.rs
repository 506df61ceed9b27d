//! `--shard`: which share of the accounts, by number or from the number that a machine of many was given.

use crate::audit::Shard;

/// Where AWS Batch and Kubernetes tell a machine which of many it is, counted from 0.
///
/// <https://docs.aws.amazon.com/batch/latest/userguide/array_jobs.html>,
/// <https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode>
const INDEXES: [&str; 2] = ["AWS_BATCH_JOB_ARRAY_INDEX", "JOB_COMPLETION_INDEX"];

/// Takes `3/8`, and `auto/8` where the environment has the index.
pub(super) fn shard(text: &str) -> Result<Shard, String> {
    let index = |name: &str| std::env::var(name).ok().filter(|index| !index.is_empty());
    parse(text, INDEXES.iter().filter_map(|name| index(name)).collect())
}

fn parse(text: &str, mut indexes: Vec<String>) -> Result<Shard, String> {
    let Some(total) = text.strip_prefix("auto/") else {
        return text.parse().map_err(|error: crate::audit::InvalidShard| error.to_string());
    };
    indexes.dedup();
    match indexes.as_slice() {
        [index] => {
            format!("{index}/{total}").parse().map_err(|error: crate::audit::InvalidShard| error.to_string())
        }
        [] => Err(format!("`auto` takes the index from {}, and neither is set", INDEXES.join(" or "))),
        _ => Err(format!("{} say different things", INDEXES.join(" and "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_takes_the_one_index_there_is() {
        let of = |text: &str, indexes: &[&str]| {
            parse(text, indexes.iter().map(|&index| index.to_owned()).collect())
                .map(|shard| shard.to_string())
        };
        assert_eq!(of("3/8", &["5"]), Ok("3/8".to_owned()));
        assert_eq!(of("auto/8", &["5"]), Ok("5/8".to_owned()));
        assert_eq!(of("auto/8", &["5", "5"]), Ok("5/8".to_owned()));
        assert!(of("auto/8", &[]).unwrap_err().contains("neither is set"));
        assert!(of("auto/8", &["5", "6"]).unwrap_err().contains("different"));
        for (text, index) in [("auto/4", "4"), ("auto/8", "x"), ("auto/", "1"), ("auto", "1")] {
            assert!(of(text, &[index]).is_err(), "{text}");
        }
    }
}
