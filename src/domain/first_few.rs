//! A list of which the first few are named.

/// `one, two`, or `one, two and 3 more` where there are more than so many.
pub fn first_few(items: impl ExactSizeIterator<Item = String>, most: usize) -> String {
    let more = items.len().saturating_sub(most);
    let named = items.take(most).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{named} and {more} more") } else { named }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_counted() {
        let of = |number: usize| first_few((0..number).map(|each| (each + 1).to_string()), 3);
        assert_eq!([of(0), of(1), of(3), of(4)], ["", "1", "1, 2, 3", "1, 2, 3 and 1 more"]);
    }
}
