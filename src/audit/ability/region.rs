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

/// Regions that are looked through: policies of a user have a few hundred patterns at most, and hardly any two of them meet.
const MOST_REGIONS: usize = 2_000;

/// Texts that all of some patterns match, and none of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Region<'a> {
    within: Vec<&'a str>,
    outside: Vec<&'a str>,
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
                    regions = product(&regions, &spared.collect::<Vec<_>>());
                }
            }
        }
        let carved = regions.into_iter().map(|region| region.carved(&outside, &["?*:?*"]));
        named(&carved.collect::<Vec<_>>(), known, Case::Insensitive, ACTION_CHARACTERS)
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
        regions.retain(|region| region.within.iter().any(|pattern| *pattern != "*"));
        // A deny may be of other actions: then what it is about is asked about too.
        let carved = regions.iter().map(|region| region.clone().carved(&outside, &[]));
        let both: Vec<Region<'_>> = carved.chain(regions.iter().cloned()).collect();
        named(&both, known, Case::Sensitive, RESOURCE_CHARACTERS)
    }

    /// What identity policies allow, each part cut by each of what the boundary allows.
    fn crossed(self, of: fn(&'a Statement) -> Vec<Region<'a>>) -> Vec<Region<'a>> {
        let allowed = |document: &'a PolicyDocument| {
            let statements = document.statements().iter();
            statements.filter(|statement| statement.effect == Effect::Allow).flat_map(of).collect::<Vec<_>>()
        };
        let identity: Vec<Region<'a>> = self.identity.iter().flat_map(|document| allowed(document)).collect();
        match self.boundary {
            None => identity,
            Some(boundary) => product(&identity, &allowed(boundary)),
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

fn product<'a>(some: &[Region<'a>], others: &[Region<'a>]) -> Vec<Region<'a>> {
    let pairs = some.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let meeting = pairs.filter(|(one, other)| one.may_meet(other)).map(|(one, other)| one.cut_by(other));
    // One more than is looked through, so that it is known that there are more.
    meeting.take(2 * MOST_REGIONS + 1).collect()
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

    /// Most pairs are of different services, and need no search.
    fn may_meet(&self, other: &Self) -> bool {
        let services = |region: &Self| {
            let plain = |pattern: &&'a str| {
                let service = pattern.split(':').next().unwrap_or_default();
                (!service.contains(['*', '?'])).then(|| service.to_ascii_lowercase())
            };
            region.within.iter().filter_map(plain).collect::<BTreeSet<String>>()
        };
        let (one, other) = (services(self), services(other));
        one.is_empty() || other.is_empty() || one == other
    }

    fn holds(&self, text: &str, case: Case) -> bool {
        let matches = |pattern: &&str| glob::matches(glob::tokens(pattern), text, case);
        self.within.iter().all(matches) && !self.outside.iter().any(matches)
    }
}

fn named(regions: &[Region<'_>], known: &BTreeSet<String>, case: Case, characters: &str) -> Names {
    let mut names = Names::default();
    let mut effort = Effort::ORDINARY;
    if regions.len() > MOST_REGIONS {
        names.complete = Completeness::Partial;
    }
    for region in regions.iter().take(MOST_REGIONS) {
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
