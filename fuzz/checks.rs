//! Owns what must hold for every input, in one function a target. The fuzzer calls them with what it makes up, the
//! ordinary tests (`src/policy/corpus.rs`) with what is kept in `corpus`.

#![allow(dead_code, reason = "each target calls one of them")]

use crate::policy::glob::{self, Case, Token};
use crate::policy::{
    Action, ActionPattern, AttachedPolicy, Context, Identity, Part, PolicyDocument, PolicySet, PolicyText,
    Request, RequestResource, ResourcePattern, ScpLevel, ScpLevels, ScpScope, Ternary, Unlisted, evaluate,
};

/// Longer patterns and texts cost the oracle much and show nothing new, in characters.
const LONGEST: usize = 48;

/// Parsing never panics; a document is printed as itself; places are in the text; no word steers a terminal.
pub(crate) fn policy_parse(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let located = match PolicyText::new(text).parse() {
        Ok(located) => located,
        Err(mistakes) => {
            assert!(!mistakes.listed().is_empty(), "refused without a mistake");
            for mistake in mistakes.listed() {
                assert!(mistake.place.line >= 1 && mistake.place.column >= 1);
                assert!(mistake.place.caret <= mistake.place.excerpt.chars().count());
            }
            harmless(&mistakes.to_string());
            return;
        }
    };
    let document = &located.document;
    for printed in [document.minified(), document.pretty()] {
        harmless(&printed);
        let again = PolicyDocument::parse(&printed);
        assert_eq!(again.as_ref(), Ok(document), "what was printed reads differently: {printed}");
    }
    assert_eq!(document.minified_size(), document.minified().chars().count());
    for notice in &located.notices {
        harmless(&notice.to_string());
    }
    for statement in 0..=document.statements().len() {
        let place = located.map.place(Part::Statement(statement));
        assert!(place.line <= text.chars().filter(|character| matches!(character, '\n' | '\r')).count() + 1);
    }
    asked(document);
}

/// The evaluator answers any document, in words that steer no terminal.
fn asked(document: &PolicyDocument) {
    let policies = vec![AttachedPolicy::document("fuzzed", document.clone())];
    let levels = ScpLevels { root: ScpLevel::new("root", policies), below: Vec::new() };
    let set = PolicySet { scps: ScpScope::Levels(levels), identity: Identity::AssumedToAllow };
    for unlisted in [Unlisted::Absent, Unlisted::Unknown] {
        let arn = "arn:aws:iam::123456789012:user/bedrock-keys/a".to_owned();
        for resource in [RequestResource::NoResourceType, RequestResource::Arn(arn), RequestResource::Unknown]
        {
            let Ok(action) = Action::new("iam:CreateServiceSpecificCredential") else { return };
            let request = Request { action, resource, context: Context::new(unlisted) };
            harmless(&evaluate(&request, &set).to_string());
        }
    }
}

fn harmless(words: &str) {
    let steering = |character: &char| character.is_control() && *character != '\n';
    assert_eq!(words.chars().find(steering), None, "{words:?}");
}

/// The first line is a pattern, the rest a text: every matcher agrees with the definition, spelled out.
pub(crate) fn glob_match(data: &[u8]) {
    let Ok(input) = std::str::from_utf8(data) else { return };
    let (pattern, text) = input.split_once('\n').unwrap_or((input, ""));
    if pattern.chars().count() > LONGEST || text.chars().count() > LONGEST {
        return;
    }
    let tokens: Vec<Token> = glob::tokens(pattern).collect();
    let characters: Vec<char> = text.chars().collect();
    for case in [Case::Sensitive, Case::Insensitive] {
        let expected = matches(&tokens, &characters, case, Reach::Anywhere);
        assert_eq!(
            glob::matches(glob::tokens(pattern), text, case),
            expected,
            "{pattern:?} {text:?} {case:?}"
        );
    }
    let within = matches(&tokens, &characters, Case::Sensitive, Reach::Segment);
    assert_eq!(glob::matches_within_segments(&tokens, text), within, "{pattern:?} {text:?}");
    let whole = matches(&tokens, &characters, Case::Sensitive, Reach::Anywhere);
    assert!(whole || !within, "segments only narrow: {pattern:?} {text:?}");
    if let Ok(action) = ActionPattern::new(pattern) {
        assert_eq!(action.matches(text), matches(&tokens, &characters, Case::Insensitive, Reach::Anywhere));
    }
    // The resource matcher may say that it is not known, never the opposite of what both readings say.
    if let Ok(resource) = ResourcePattern::new(pattern)
        && !resource.is_incomplete_arn()
        && !resource.is_everything()
    {
        match resource.matches_plain(text) {
            Ternary::True => assert!(whole, "{pattern:?} {text:?}"),
            Ternary::False => assert!(!whole, "{pattern:?} {text:?}"),
            Ternary::Unknown => assert!(whole && !within, "{pattern:?} {text:?}"),
        }
    }
}

/// How far a wildcard reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Over anything.
    Anywhere,
    /// To the next colon; a `*` that ends its segment goes on.
    Segment,
}

/// The definition, as a table: whether the pattern from `i` on matches the text from `j` on.
fn matches(pattern: &[Token], text: &[char], case: Case, reach: Reach) -> bool {
    let mut table = vec![vec![false; text.len() + 1]; pattern.len() + 1];
    table[pattern.len()][text.len()] = true;
    for i in (0..pattern.len()).rev() {
        let ends = matches!(pattern.get(i + 1), None | Some(Token::Literal(':')));
        for j in (0..=text.len()).rev() {
            let here = text.get(j).copied();
            let free = |character: char| reach == Reach::Anywhere || character != ':';
            table[i][j] = match (pattern[i], here) {
                (Token::AnyMany, None) => table[i + 1][j],
                (Token::AnyMany, Some(character)) => {
                    table[i + 1][j] || (free(character) || ends) && table[i][j + 1]
                }
                (Token::AnyOne, Some(character)) => free(character) && table[i + 1][j + 1],
                (Token::Literal(literal), Some(character)) => {
                    let same = match case {
                        Case::Sensitive => literal == character,
                        Case::Insensitive => literal.to_lowercase().eq(character.to_lowercase()),
                    };
                    same && table[i + 1][j + 1]
                }
                (Token::AnyOne | Token::Literal(_), None) => false,
            };
        }
    }
    table[0][0]
}
