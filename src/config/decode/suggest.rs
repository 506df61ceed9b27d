//! "Did you mean".

/// The name among `known` that was probably meant by `written`.
pub(crate) fn suggest<'n>(written: &str, known: &[&'n str]) -> Option<&'n str> {
    let written = written.to_lowercase().replace('-', "_");
    let distance = |name: &str| strsim::damerau_levenshtein(&written, &name.replace('-', "_"));
    let nearest = known.iter().copied().min_by_key(|name| (distance(name), *name))?;
    // Every third letter may be wrong; more is another word.
    (distance(nearest) <= 1.max(nearest.len() / 3)).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_other_words_are_not() {
        let known = ["lifetime", "owner", "source_ips", "model", "models"];
        for (written, meant) in [
            ("lifetme", Some("lifetime")),
            ("life_time", Some("lifetime")),
            ("source-ips", Some("source_ips")),
            ("Owner", Some("owner")),
            ("modles", Some("models")),
            ("expires", None),
            ("x", None),
        ] {
            assert_eq!(suggest(written, &known), meant, "{written}");
        }
        assert_eq!(suggest("x", &[]), None);
    }
}
