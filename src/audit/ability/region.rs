//! What policies leave together: actions and resources that an allow speaks of, a boundary speaks of too, and no deny takes away.
//!
//! A name that one pattern gives (`sqs:AnythingMessage` of `sqs:*Message`) need not be one that the boundary's pattern matches
//! (`sqs:Receive*`), although another name is. So the regions are worked out, and where no name at hand lies in one, one is
//! looked for. Whether it is allowed is the evaluator's to say: a region is only where it is asked.

use std::collections::BTreeSet;

use crate::policy::glob::{self, Case};
use crate::policy::{
    ActionElement, ActionPattern, Effect, Effort, PolicyDocument, ResourceElement, ResourcePattern,
    Statement, Witness, witness,
};

use super::reach;

/// Characters of the names of actions.
const ACTION_CHARACTERS: &str = "xyzabcdefghijklmnopqrstuvw0123456789-_";

/// Characters of ARNs that stand for all others.
const RESOURCE_CHARACTERS: &str = "xyzabcdefghijklmnopqrstuvw0123456789-_/.XYZABCDEFGHIJKLMNOPQRSTUVW";

/// Regions that are kept: policies of a user have a few hundred patterns at most, and hardly any two of them meet.
const MOST_REGIONS: usize = 2_000;

/// Texts that all of some patterns match, and none of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Region<'a> {
    within: Vec<&'a str>,
    outside: Vec<&'a str>,
}

/// Regions, and whether they are all there are.
#[derive(Debug, Clone)]
struct Regions<'a> {
    list: Vec<Region<'a>>,
    complete: Completeness,
}

/// Names to ask about, and whether there may be more that were not found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) found: BTreeSet<String>,
    pub(super) complete: Completeness,
}

/// Whether every region was looked through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Completeness {
    /// Every one was.
    #[default]
    Whole,
    /// The patterns of one were too intricate.
    Partial,
}

/// The policies of a user.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left<'a> {
    pub(super) identity: &'a [&'a PolicyDocument],
    pub(super) boundary: Option<&'a PolicyDocument>,
}

impl<'a> Left<'a> {
    /// Actions beyond inference, one in each region that `known` has none of.
    pub(super) fn actions(self, known: &BTreeSet<String>) -> Names {
        let mut regions = self.crossed(allowed_actions);
        let inference: Vec<String> = reach::inference().map(|beginning| format!("{beginning}*")).collect();
        let mut outside: Vec<&str> = inference.iter().map(String::as_str).collect();
        for statement in self.denying().filter(|statement| is_everywhere(statement)) {
            match &statement.actions {
                ActionElement::Action(patterns) => {
                    outside.extend(patterns.as_slice().iter().map(ActionPattern::as_str));
                }
                ActionElement::NotAction(patterns) => {
                    let spared = patterns.as_slice().iter().map(|pattern| Region::within(pattern.as_str()));
                    regions = regions.cut_by(&spared.collect::<Vec<_>>());
                }
            }
        }
        let carved = regions.list.into_iter().map(|region| region.carved(&outside, &["?*:?*"])).collect();
        let regions = Regions { list: carved, complete: regions.complete };
        regions.named(known, Case::Insensitive, ACTION_CHARACTERS)
    }

    /// Resources, one in each region that `known` has none of. A region of all resources is asked about anyway.
    pub(super) fn resources(self, known: &BTreeSet<String>) -> Names {
        let mut outside: Vec<&str> = Vec::new();
        for statement in self.denying() {
            if let ResourceElement::Resource(patterns) = &statement.resources {
                let narrow = patterns.as_slice().iter().filter(|pattern| !pattern.is_everything());
                outside.extend(narrow.map(ResourcePattern::as_str).filter(|pattern| is_plain(pattern)));
            }
        }
        let mut regions = self.crossed(allowed_resources);
        regions.list.retain(|region| region.within.iter().any(|pattern| *pattern != "*"));
        // A deny may be of other actions: then what it is about is asked about too.
        let carved: Vec<Region<'_>> =
            regions.list.iter().map(|region| region.clone().carved(&outside, &[])).collect();
        regions.list.splice(0..0, carved);
        regions.named(known, Case::Sensitive, RESOURCE_CHARACTERS)
    }

    /// What identity policies allow, each part cut by each of what the boundary allows.
    fn crossed(self, of: fn(&'a Statement) -> Vec<Region<'a>>) -> Regions<'a> {
        let allowed = |document: &'a PolicyDocument| {
            let statements = document.statements().iter();
            statements.filter(|statement| statement.effect == Effect::Allow).flat_map(of).collect::<Vec<_>>()
        };
        let list = self.identity.iter().flat_map(|document| allowed(document)).collect();
        let identity = Regions { list, complete: Completeness::Whole };
        match self.boundary {
            None => identity,
            Some(boundary) => identity.cut_by(&allowed(boundary)),
        }
    }

    /// Statements that deny at any time.
    fn denying(self) -> impl Iterator<Item = &'a Statement> {
        let documents = self.identity.iter().copied().chain(self.boundary);
        let statements = documents.flat_map(PolicyDocument::statements);
        statements.filter(|statement| statement.effect == Effect::Deny && statement.conditions.is_empty())
    }
}

fn allowed_actions(statement: &Statement) -> Vec<Region<'_>> {
    match &statement.actions {
        ActionElement::Action(patterns) => {
            patterns.as_slice().iter().map(|pattern| Region::within(pattern.as_str())).collect()
        }
        ActionElement::NotAction(patterns) => {
            let outside = patterns.as_slice().iter().map(|pattern| pattern.as_str()).collect();
            vec![Region { within: Vec::new(), outside }]
        }
    }
}

/// Policy variables are the evaluator's: patterns with one are asked about as they are.
fn allowed_resources(statement: &Statement) -> Vec<Region<'_>> {
    match &statement.resources {
        ResourceElement::Resource(patterns) => {
            let plain =
                patterns.as_slice().iter().map(|pattern| pattern.as_str()).filter(|each| is_plain(each));
            plain.map(Region::within).collect()
        }
        ResourceElement::NotResource(patterns) => {
            let outside = patterns.as_slice().iter().map(|pattern| pattern.as_str());
            vec![Region { within: vec!["arn:*"], outside: outside.filter(|each| is_plain(each)).collect() }]
        }
    }
}

fn is_everywhere(statement: &Statement) -> bool {
    match &statement.resources {
        ResourceElement::Resource(patterns) => patterns.as_slice().iter().any(ResourcePattern::is_everything),
        ResourceElement::NotResource(_) => false,
    }
}

fn is_plain(pattern: &str) -> bool {
    !pattern.contains("${")
}

impl<'a> Region<'a> {
    fn within(pattern: &'a str) -> Self {
        Self { within: vec![pattern], outside: Vec::new() }
    }

    fn cut_by(&self, other: &Self) -> Self {
        let join = |one: &[&'a str], other: &[&'a str]| one.iter().chain(other).copied().collect();
        Self { within: join(&self.within, &other.within), outside: join(&self.outside, &other.outside) }
    }

    fn carved(mut self, outside: &[&'a str], within: &[&'a str]) -> Self {
        self.outside.extend(outside);
        self.within.extend(within);
        self
    }

    /// Whether each pattern of one has a text in common with each of the other: most pairs are of different services, and need
    /// no search. Without case, so that it serves actions too.
    fn may_meet(&self, other: &Self) -> bool {
        let folded = |pattern: &&str| pattern.to_ascii_lowercase();
        let others: Vec<String> = other.within.iter().map(folded).collect();
        let mut own = self.within.iter().map(folded);
        own.all(|one| others.iter().all(|other| glob::overlap(&one, other)))
    }

    fn holds(&self, text: &str, case: Case) -> bool {
        let matches = |pattern: &&str| glob::matches(glob::tokens(pattern), text, case);
        self.within.iter().all(matches) && !self.outside.iter().any(matches)
    }
}

impl<'a> Regions<'a> {
    /// Each region cut by each of others.
    fn cut_by(self, others: &[Region<'a>]) -> Self {
        let pairs = self.list.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
        let meeting = pairs.filter(|(one, other)| one.may_meet(other)).map(|(one, other)| one.cut_by(other));
        // One more than is looked through tells that there are more.
        let mut list: Vec<Region<'a>> = meeting.take(MOST_REGIONS + 1).collect();
        let complete = if list.len() > MOST_REGIONS { Completeness::Partial } else { self.complete };
        list.truncate(MOST_REGIONS);
        Self { list, complete }
    }

    /// A name in each region that has none of the known ones.
    fn named(self, known: &BTreeSet<String>, case: Case, characters: &str) -> Names {
        let mut names = Names { found: BTreeSet::new(), complete: self.complete };
        let mut effort = Effort::ORDINARY;
        for region in self.list {
            if known.iter().chain(&names.found).any(|name| region.holds(name, case)) {
                continue;
            }
            match witness((&region.within, &region.outside), case, characters, &mut effort) {
                Witness::Found(name) => {
                    names.found.insert(name);
                }
                Witness::Nothing => {}
                Witness::GaveUp => names.complete = Completeness::Partial,
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowing(actions: &[String]) -> PolicyDocument {
        let actions = serde_json::to_string(actions).unwrap();
        PolicyDocument::parse(&format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":{actions},"Resource":"*"}}}}"#
        ))
        .unwrap()
    }

    #[test]
    fn regions_that_were_left_out_stay_left_out_whatever_is_cut_later() {
        let patterns = |letter: &str| (0..60).map(|each| format!("*{letter}{each}*:*")).collect::<Vec<_>>();
        let (identity, boundary) = (allowing(&patterns("a")), allowing(&patterns("b")));
        let deny =
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"sqs:Send","Resource":"*"}}"#;
        let deny = PolicyDocument::parse(deny).unwrap();
        let left = |identity: &[&PolicyDocument]| {
            Left { identity, boundary: Some(&boundary) }.actions(&BTreeSet::new())
        };
        // None of the regions meets what is spared; whether one of those beyond the most does is not known.
        assert_eq!(
            left(&[&identity, &deny]),
            Names { found: BTreeSet::new(), complete: Completeness::Partial }
        );
        let few = allowing(&patterns("a")[..2]);
        assert_eq!(left(&[&few, &deny]).complete, Completeness::Whole);
    }

    #[test]
    fn regions_of_services_apart_do_not_meet() {
        let region = |pattern| Region::within(pattern);
        assert!(!region("sqs:*").may_meet(&region("SNS:*")));
        assert!(region("SQS:Send*").may_meet(&region("sqs:*Message")));
        assert!(!region("sqs:Send*").may_meet(&region("sqs:Receive*")));
    }
}
