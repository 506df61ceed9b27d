//! Owns matching with `*` and `?`: one matcher for plain text, one that minds the colons of an ARN.
//!
//! Both take at most (pattern length × text length) steps whatever the pattern: neither backtracks further than
//! to the last `*`.

/// One unit of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// This character.
    Literal(char),
    /// `?`: any one character.
    AnyOne,
    /// `*`: any characters, also none.
    AnyMany,
}

/// Whether letters are compared with their case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Sensitive,
    Insensitive,
}

/// The tokens of a pattern in which `*` and `?` are wildcards.
pub(crate) fn tokens(pattern: &str) -> impl Iterator<Item = Token> + Clone {
    pattern.chars().map(|character| match character {
        '*' => Token::AnyMany,
        '?' => Token::AnyOne,
        literal => Token::Literal(literal),
    })
}

/// Whether the pattern matches the whole text. Allocates nothing.
pub(crate) fn matches(pattern: impl Iterator<Item = Token> + Clone, text: &str, case: Case) -> bool {
    let mut pattern = pattern;
    let mut text = text.chars();
    // Where to go on when a character does not fit: after the last `*`, which then takes one character more.
    // Earlier stars need no second try: whatever they could take more, the last one can take as well.
    let mut last_star = None;
    loop {
        let mut pattern_rest = pattern.clone();
        let mut text_rest = text.clone();
        let token = pattern_rest.next();
        if token == Some(Token::AnyMany) {
            last_star = Some((pattern_rest.clone(), text.clone()));
            pattern = pattern_rest;
            continue;
        }
        match (token, text_rest.next()) {
            (None, None) => return true,
            (Some(token), Some(character)) if fits(token, character, case) => {
                pattern = pattern_rest;
                text = text_rest;
            }
            (None | Some(_), None | Some(_)) => match &mut last_star {
                None => return false,
                Some((after_star, taken)) => {
                    if taken.next().is_none() {
                        return false;
                    }
                    pattern = after_star.clone();
                    text = taken.clone();
                }
            },
        }
    }
}

/// Whether one token matches one character.
pub(super) fn fits(token: Token, character: char, case: Case) -> bool {
    match (token, case) {
        (Token::Literal(literal), Case::Sensitive) => literal == character,
        // Nearly all there is, and much faster.
        (Token::Literal(literal), Case::Insensitive) if literal.is_ascii() && character.is_ascii() => {
            literal.eq_ignore_ascii_case(&character)
        }
        (Token::Literal(literal), Case::Insensitive) => literal.to_lowercase().eq(character.to_lowercase()),
        (Token::AnyOne | Token::AnyMany, Case::Sensitive | Case::Insensitive) => true,
    }
}

/// Whether there is a text that both patterns match, wildcards crossing colons.
pub(crate) fn overlap(one: &str, other: &str) -> bool {
    let other: Vec<Token> = tokens(other).collect();
    // All positions of the other that a text for the one read so far can have led to.
    let mut reached = vec![false; other.len() + 1];
    reach(&mut reached, &other, 0);
    for token in tokens(one) {
        if token == Token::AnyMany {
            // It takes in whatever the other goes on with.
            let first = reached.iter().position(|mark| *mark).unwrap_or(reached.len());
            reached.iter_mut().skip(first).for_each(|mark| *mark = true);
            continue;
        }
        let mut next = vec![false; other.len() + 1];
        for (position, theirs) in other.iter().enumerate() {
            if !reached.get(position).copied().unwrap_or(false) {
                continue;
            }
            let stays = match (token, *theirs) {
                (Token::Literal(_) | Token::AnyOne | Token::AnyMany, Token::AnyMany) => Some(position),
                (Token::Literal(ours), Token::Literal(theirs)) => (ours == theirs).then_some(position + 1),
                (Token::AnyOne | Token::AnyMany, Token::Literal(_) | Token::AnyOne)
                | (Token::Literal(_), Token::AnyOne) => Some(position + 1),
            };
            if let Some(position) = stays {
                reach(&mut next, &other, position);
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// Whether the pattern matches the whole text when wildcards stay between two colons, except that a `*` which ends
/// its segment may go on past the colon.
///
/// Page: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
pub(crate) fn matches_within_segments(pattern: &[Token], text: &str) -> bool {
    // All positions of the pattern that the text read so far can have led to.
    let mut reached = vec![false; pattern.len() + 1];
    reach(&mut reached, pattern, 0);
    for character in text.chars() {
        let mut next = vec![false; pattern.len() + 1];
        for (position, token) in pattern.iter().enumerate() {
            if !reached.get(position).copied().unwrap_or(false) {
                continue;
            }
            let stays = match token {
                Token::Literal(literal) => (*literal == character).then_some(position + 1),
                Token::AnyOne => (character != ':').then_some(position + 1),
                Token::AnyMany => (character != ':' || ends_segment(pattern, position)).then_some(position),
            };
            if let Some(position) = stays {
                reach(&mut next, pattern, position);
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// Marks a position, and the ones behind stars that take nothing.
fn reach(reached: &mut [bool], pattern: &[Token], position: usize) {
    for (offset, mark) in reached.iter_mut().enumerate().skip(position) {
        if *mark {
            return;
        }
        *mark = true;
        if pattern.get(offset) != Some(&Token::AnyMany) {
            return;
        }
    }
}

fn ends_segment(pattern: &[Token], position: usize) -> bool {
    matches!(pattern.get(position + 1), None | Some(Token::Literal(':')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, spelled out; exponential, so for short input only.
    fn oracle(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(('*', rest)), _) => (0..=text.len()).any(|taken| oracle(rest, &text[taken..])),
            (Some(('?', rest)), Some((_, text))) => oracle(rest, text),
            (Some((literal, rest)), Some((character, text))) => literal == character && oracle(rest, text),
            (Some(_), None) => false,
        }
    }

    fn segment_oracle(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(('*', rest)), _) => {
                let crosses = matches!(rest.first(), None | Some(':'));
                (0..=text.len())
                    .filter(|&taken| crosses || !text[..taken].contains(&':'))
                    .any(|taken| segment_oracle(rest, &text[taken..]))
            }
            (Some(('?', rest)), Some((character, text))) => *character != ':' && segment_oracle(rest, text),
            (Some((literal, rest)), Some((character, text))) => {
                literal == character && segment_oracle(rest, text)
            }
            (Some(_), None) => false,
        }
    }

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn agrees_with_the_naive_oracle(pattern in "[ab:é*?]{0,10}", text in "[ab:é]{0,10}") {
            prop_assert_eq!(
                matches(tokens(&pattern), &text, Case::Sensitive),
                oracle(&chars(&pattern), &chars(&text))
            );
        }

        #[test]
        fn a_pattern_made_from_the_text_matches_it(start in "[ab:]{0,6}", middle in "[ab:]{0,6}", end in "[ab:]{0,6}") {
            let (pattern, text) = (format!("{start}*{end}"), format!("{start}{middle}{end}"));
            prop_assert!(matches(tokens(&pattern), &text, Case::Sensitive));
        }

        #[test]
        fn agrees_with_the_naive_oracle_within_segments(pattern in "[ab:*?]{0,9}", text in "[ab:]{0,9}") {
            let tokens: Vec<Token> = tokens(&pattern).collect();
            prop_assert_eq!(
                matches_within_segments(&tokens, &text),
                segment_oracle(&chars(&pattern), &chars(&text))
            );
        }

        #[test]
        fn patterns_overlap_where_a_text_matches_both(
            one in "[ab*?]{0,4}", other in "[ab*?]{0,4}", text in "[ab]{0,6}"
        ) {
            prop_assert_eq!(overlap(&text, &one), matches(tokens(&one), &text, Case::Sensitive));
            prop_assert_eq!(overlap(&one, &other), overlap(&other, &one));
            if [&one, &other].iter().all(|each| matches(tokens(each), &text, Case::Sensitive)) {
                prop_assert!(overlap(&one, &other), "{} {} {}", one, other, text);
            }
        }

        #[test]
        fn patterns_that_overlap_have_a_text_in_common(one in "[ab*?]{0,3}", other in "[ab*?]{0,3}") {
            // Each star stands for at most what the other pattern has in all.
            let both = |text: &String| {
                [&one, &other].iter().all(|each| matches(tokens(each), text, Case::Sensitive))
            };
            let mut texts = vec![String::new()];
            for length in 0..6 {
                let longer = texts.iter().filter(|text| text.len() == length);
                let longer: Vec<String> = longer.flat_map(|text| [format!("{text}a"), format!("{text}b")]).collect();
                texts.extend(longer);
            }
            prop_assert_eq!(overlap(&one, &other), texts.iter().any(both));
        }

        #[test]
        fn segments_only_narrow(pattern in "[ab:*?]{0,9}", text in "[ab:]{0,9}") {
            let listed: Vec<Token> = tokens(&pattern).collect();
            if matches_within_segments(&listed, &text) {
                prop_assert!(matches(tokens(&pattern), &text, Case::Sensitive));
            }
        }
    }

    #[test]
    fn case_is_folded_on_demand_only() {
        assert!(matches(tokens("BEDROCK:callwith*"), "bedrock:CallWithBearerToken", Case::Insensitive));
        assert!(!matches(tokens("BEDROCK:callwith*"), "bedrock:CallWithBearerToken", Case::Sensitive));
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        let pattern = "*a".repeat(2_000) + "b";
        let text = "a".repeat(4_000);
        assert!(!matches(tokens(&pattern), &text, Case::Sensitive));
        let listed: Vec<Token> = tokens(&"a*".repeat(500)).collect();
        let text = "a".repeat(499);
        assert!(!matches_within_segments(&listed, &text));
    }
}
