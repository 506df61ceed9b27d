//! Owns the search for a text that some patterns match and others do not: what an allow leaves of a deny, and what two
//! crossing wildcards have in common (`sqs:*Message` and `sqs:Receive*` have `sqs:ReceiveMessage`).
//!
//! The patterns are walked side by side, a character at a time, shortest texts first, so that the answer is a shortest one.

use std::collections::{HashSet, VecDeque};

use super::glob::{self, Case, Token};

/// What searches may still take, in words of memory: patterns are somebody else's, and may be made to take for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Effort(usize);

impl Effort {
    /// Enough for the policies of a user; ordinary ones take a thousandth of it.
    pub(crate) const ORDINARY: Self = Self(1_000_000);

    /// Takes so much of it, if it is there.
    fn take(&mut self, words: usize) -> bool {
        let left = self.0.checked_sub(words);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Witness {
    /// A shortest text.
    Found(String),
    /// There is none.
    Nothing,
    /// The patterns are too intricate: whether there is one is not known.
    GaveUp,
}

/// A text that all of `within` match and none of `outside` does, of the characters that the patterns name and those of
/// `others`, of which one is enough to stand for all that no pattern names.
pub(crate) fn witness(
    (within, outside): (&[&str], &[&str]),
    case: Case,
    others: &str,
    effort: &mut Effort,
) -> Witness {
    let within: Vec<Pattern> = within.iter().copied().map(Pattern::new).collect();
    let outside: Vec<Pattern> = outside.iter().copied().map(Pattern::new).collect();
    let alphabet = alphabet(within.iter().chain(&outside), case, others);
    let start = State {
        within: within.iter().map(Pattern::start).collect(),
        outside: outside.iter().map(Pattern::start).collect(),
    };
    if !effort.take(start.size()) {
        return Witness::GaveUp;
    }
    let mut seen = HashSet::from([start.clone()]);
    let mut queue = VecDeque::from([(start, String::new())]);
    while let Some((state, text)) = queue.pop_front() {
        let accepted = within.iter().zip(&state.within).all(|(pattern, at)| pattern.ends(at));
        if accepted && !outside.iter().zip(&state.outside).any(|(pattern, at)| pattern.ends(at)) {
            return Witness::Found(text);
        }
        for &character in &alphabet {
            let next = State {
                within: step(&within, &state.within, character, case),
                outside: step(&outside, &state.outside, character, case),
            };
            if next.within.iter().any(Positions::is_empty) || seen.contains(&next) {
                continue;
            }
            if !effort.take(next.size()) {
                return Witness::GaveUp;
            }
            seen.insert(next.clone());
            let mut text = text.clone();
            text.push(character);
            queue.push_back((next, text));
        }
    }
    Witness::Nothing
}

/// The characters that are tried: one that no pattern names, and each that one names, as it is written there.
fn alphabet<'a>(patterns: impl Iterator<Item = &'a Pattern>, case: Case, others: &str) -> Vec<char> {
    let mut alphabet: Vec<char> = Vec::new();
    for token in patterns.flat_map(|pattern| &pattern.tokens) {
        if let Token::Literal(character) = *token
            && !alphabet.iter().any(|&known| glob::fits(Token::Literal(known), character, case))
        {
            alphabet.push(character);
        }
    }
    let unnamed =
        |other: &char| !alphabet.iter().any(|&known| glob::fits(Token::Literal(known), *other, case));
    let other = others.chars().find(unnamed);
    other.into_iter().chain(alphabet).collect()
}

fn step(patterns: &[Pattern], positions: &[Positions], character: char, case: Case) -> Vec<Positions> {
    patterns.iter().zip(positions).map(|(pattern, at)| pattern.step(at, character, case)).collect()
}

/// Where each pattern is, after some text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    within: Vec<Positions>,
    outside: Vec<Positions>,
}

impl State {
    fn size(&self) -> usize {
        self.within.iter().chain(&self.outside).map(|positions| 1 + positions.0.len()).sum()
    }
}

/// The places in a pattern that some text leads to, in order; none where it cannot match any more.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Positions(Vec<usize>);

impl Positions {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

struct Pattern {
    tokens: Vec<Token>,
}

impl Pattern {
    fn new(written: &str) -> Self {
        Self { tokens: glob::tokens(written).collect() }
    }

    fn start(&self) -> Positions {
        self.with_stars(vec![0])
    }

    fn ends(&self, positions: &Positions) -> bool {
        positions.0.last() == Some(&self.tokens.len())
    }

    fn step(&self, positions: &Positions, character: char, case: Case) -> Positions {
        let next = positions.0.iter().filter_map(|&place| match self.tokens.get(place) {
            Some(Token::AnyMany) => Some(place),
            Some(&token) if glob::fits(token, character, case) => Some(place + 1),
            Some(_) | None => None,
        });
        self.with_stars(next.collect())
    }

    /// A `*` also matches nothing, so that the place behind it is reached with it.
    fn with_stars(&self, reached: Vec<usize>) -> Positions {
        let mut all = Vec::new();
        for mut place in reached {
            all.push(place);
            while self.tokens.get(place) == Some(&Token::AnyMany) {
                place += 1;
                all.push(place);
            }
        }
        all.sort_unstable();
        all.dedup();
        Positions(all)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(within: &[&str], outside: &[&str]) -> Witness {
        witness((within, outside), Case::Insensitive, "xyz", &mut Effort::ORDINARY.clone())
    }

    #[test]
    fn crossing_wildcards_have_something_in_common() {
        for (within, outside, expected) in [
            (&["sqs:*Message", "sqs:Receive*"][..], &[][..], "sqs:ReceiveMessage"),
            (&["a*c", "*b*"], &[], "abc"),
            (&["S3:Get?bject", "s3:*"], &[], "S3:Getxbject"),
            (&["iam:Get*"], &["iam:Get", "iam:Geta*"], "iam:Getx"),
            (&["?*"], &["a*", "?"], "xx"),
        ] {
            assert_eq!(found(within, outside), Witness::Found(expected.to_owned()), "{within:?} {outside:?}");
        }
    }

    #[test]
    fn what_is_covered_leaves_nothing() {
        for (within, outside) in [
            (&["sqs:*", "sns:*"][..], &[][..]),
            (&["iam:Get*"], &["iam:*"]),
            (&["a"], &["A"]),
            (&["a?"], &["*"]),
        ] {
            assert_eq!(found(within, outside), Witness::Nothing, "{within:?} {outside:?}");
        }
    }

    #[test]
    fn patterns_too_intricate_are_given_up() {
        let pattern: String = (0..400).map(|place| if place % 2 == 0 { "a?" } else { "*b" }).collect();
        let other = format!("*{}*", "?a*b".repeat(400));
        assert_eq!(found(&[&pattern, &other], &[&"*a?".repeat(300)]), Witness::GaveUp);
    }

    /// Every text of `a`, `b` and `c` up to four characters.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut longest = all.clone();
        for _ in 0..4 {
            longest =
                longest.iter().flat_map(|text| ["a", "b", "c"].map(|next| format!("{text}{next}"))).collect();
            all.extend(longest.clone());
        }
        all
    }

    proptest! {
        #[test]
        fn it_is_what_trying_every_short_text_finds(
            within in proptest::collection::vec("[ab*?]{0,4}", 1..3),
            outside in proptest::collection::vec("[ab*?]{0,4}", 0..3),
        ) {
            let matches = |pattern: &String, text: &str| {
                glob::matches(glob::tokens(pattern), text, Case::Sensitive)
            };
            let fits = |text: &str| {
                within.iter().all(|pattern| matches(pattern, text))
                    && !outside.iter().any(|pattern| matches(pattern, text))
            };
            let short = texts().into_iter().find(|text| fits(text));
            let inner: Vec<&str> = within.iter().map(String::as_str).collect();
            let outer: Vec<&str> = outside.iter().map(String::as_str).collect();
            let found = witness((&inner, &outer), Case::Sensitive, "c", &mut Effort::ORDINARY.clone());
            match (found, short) {
                (Witness::Found(text), Some(short)) => {
                    prop_assert!(fits(&text), "{text}");
                    prop_assert_eq!(text.len(), short.len());
                }
                (Witness::Found(text), None) => prop_assert!(text.len() > 4 && fits(&text), "{text}"),
                (Witness::Nothing, short) => prop_assert_eq!(short, None),
                (Witness::GaveUp, _) => prop_assert!(false, "so few characters are no effort"),
            }
        }
    }
}
