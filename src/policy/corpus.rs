//! The fuzzer's corpus, through the fuzzer's own checks: what it once found, or might, is held by every ordinary run.

#[path = "../../fuzz/checks.rs"]
mod checks;

use std::path::PathBuf;

/// The inputs that are kept for a target, by name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: PathBuf| (path.display().to_string(), std::fs::read(&path).unwrap());
    files.into_iter().map(read).collect()
}

#[test]
fn every_kept_policy_parses_or_is_refused_and_prints_as_itself() {
    let kept = corpus("policy_parse");
    assert!(kept.len() >= 10, "only {} inputs", kept.len());
    let parsed = kept.iter().filter(|(_, data)| {
        checks::policy_parse(data);
        std::str::from_utf8(data).is_ok_and(|text| super::PolicyDocument::parse(text).is_ok())
    });
    // Some are policies and some are not: a corpus of one kind would show half.
    let parsed = parsed.count();
    assert!(parsed >= 5 && parsed < kept.len(), "{parsed} of {} parse", kept.len());
}

#[test]
fn every_kept_pattern_matches_as_the_definition_says() {
    let kept = corpus("glob_match");
    assert!(kept.len() >= 10, "only {} inputs", kept.len());
    kept.iter().for_each(|(_, data)| checks::glob_match(data));
}
