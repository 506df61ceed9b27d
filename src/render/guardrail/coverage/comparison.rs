//! Owns what accounts that compare alike with a requirement have in common, as JSON has it: said once, and referred to by number.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::{AccountId, printable};
use crate::guardrail::coverage::{Compliance, Shortfall};
use crate::guardrail::report::{CoverageReport, Example, Judged};

/// How accounts compare with a requirement.
#[derive(Serialize, JsonSchema)]
pub(super) struct Comparison {
    /// Its number, which accounts refer to.
    pub(super) id: usize,
    /// The requirement.
    pub(super) requirement: String,
    /// The comparison.
    #[schemars(extend("enum" = ["met", "falls-short", "not-shown", "exempt", "suspended"]))]
    pub(super) result: &'static str,
    /// How many accounts compare like this.
    accounts: usize,
    /// What the requirement denies and the accounts let through.
    shortfalls: Vec<ShortfallJson>,
    /// Questions of which neither could be shown, and why.
    not_shown: Vec<Doubt>,
}

/// Something that a requirement denies and accounts let through.
#[derive(Serialize, JsonSchema)]
struct ShortfallJson {
    /// The question, or an action that the requirement denies and no question asks for.
    question: String,
    /// A request that gets through, in the first of the accounts; that of another names that one instead.
    example: ExampleJson,
}

/// A question of which neither could be shown.
#[derive(Serialize, JsonSchema)]
struct Doubt {
    /// The question, or an action that the requirement denies and no question asks for.
    question: String,
    /// Why.
    why: String,
}

/// A request that gets through.
#[derive(Serialize, JsonSchema)]
pub(super) struct ExampleJson {
    /// Who asks.
    principal: String,
    /// For which action.
    action: String,
    /// On what; null where the action has no resource.
    resource: Option<String>,
    /// Context keys that matter.
    context: BTreeMap<String, String>,
    /// A context key that the request does not carry, where that is the point.
    without: Option<&'static str>,
}

impl Comparison {
    /// The questions and actions in which the accounts fall short.
    pub(super) fn falls_short_in(&self) -> impl Iterator<Item = &str> {
        self.shortfalls.iter().map(|each| each.question.as_str())
    }
}

/// The comparisons of a report, and which are an account's.
pub(super) struct Comparisons<'report> {
    all: Vec<Comparison>,
    of_accounts: HashMap<&'report AccountId, Vec<usize>>,
}

/// What makes two comparisons the same: all but the accounts that the examples are asked in.
type Key = (usize, String);

impl<'report> Comparisons<'report> {
    pub(super) fn of(report: &'report CoverageReport) -> Self {
        let mut comparisons = Self { all: Vec::new(), of_accounts: HashMap::new() };
        let mut known: BTreeMap<Key, usize> = BTreeMap::new();
        let management = &report.management;
        for account in &report.accounts {
            for judged in &account.judged {
                let key = (judged.requirement, told(&judged.compliance, management));
                let next = comparisons.all.len();
                let place = *known.entry(key).or_insert(next);
                if place == next {
                    comparisons.all.push(comparison(report, judged, &account.id, next + 1));
                }
                if let Some(alike) = comparisons.all.get_mut(place) {
                    alike.accounts += 1;
                }
                comparisons.of_accounts.entry(&account.id).or_default().push(place);
            }
        }
        comparisons
    }

    pub(super) fn all(&self) -> &[Comparison] {
        &self.all
    }

    pub(super) fn of_account(&self, account: &AccountId) -> impl Iterator<Item = &Comparison> {
        let places = self.of_accounts.get(account).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.all.get(*place))
    }
}

fn asked_in(shortfall: &Shortfall, account: &AccountId) -> Example {
    Example::of(&shortfall.example).asked_in(account)
}

/// A comparison in words, its examples asked in this account.
fn told(compliance: &Compliance, account: &AccountId) -> String {
    match compliance {
        Compliance::FallsShort(found) => {
            let each =
                found.iter().map(|each| format!("{}: {:?}", each.asked.as_str(), asked_in(each, account)));
            each.collect::<Vec<_>>().join("\n")
        }
        Compliance::Met
        | Compliance::NotShown(_)
        | Compliance::ExemptManagementAccount
        | Compliance::Suspended(_) => format!("{compliance:?}"),
    }
}

fn comparison(report: &CoverageReport, judged: &Judged, account: &AccountId, id: usize) -> Comparison {
    let (mut shortfalls, mut not_shown) = (Vec::new(), Vec::new());
    let result = match &judged.compliance {
        Compliance::Met => "met",
        Compliance::ExemptManagementAccount => "exempt",
        Compliance::Suspended(_) => "suspended",
        Compliance::FallsShort(found) => {
            shortfalls.extend(found.iter().map(|each| ShortfallJson {
                question: printable(each.asked.as_str()),
                example: example(&asked_in(each, account)),
            }));
            "falls-short"
        }
        Compliance::NotShown(doubts) => {
            not_shown.extend(
                doubts
                    .iter()
                    .map(|(asked, why)| Doubt { question: printable(asked.as_str()), why: printable(why) }),
            );
            "not-shown"
        }
    };
    let requirement = report
        .request
        .requirements
        .get(judged.requirement)
        .map(|requirement| printable(&requirement.name))
        .unwrap_or_default();
    Comparison { id, requirement, result, accounts: 0, shortfalls, not_shown }
}

pub(super) fn example(example: &Example) -> ExampleJson {
    ExampleJson {
        principal: printable(&example.principal),
        action: example.action.clone(),
        resource: example.resource.as_deref().map(printable),
        context: example.context.iter().map(|(key, value)| (printable(key), printable(value))).collect(),
        without: example.without,
    }
}
