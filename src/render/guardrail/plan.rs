//! A plan about service control policies: the steps, what changes in a text, what there is to know, and the room left.

use anstyle::{AnsiColor, Style};

use crate::domain::{is_harmless, printable};
use crate::guardrail::plan::{DocumentDifference, GuardrailPlan, Headroom, LineChange, PlanRemark, Step};
use crate::guardrail::{MOST_CHARACTERS, MOST_PER_TARGET, MOST_POLICIES, Organization};
use crate::render::table::Rows;
use crate::render::words::{count, wrapped};

use super::places::Places;
use super::policy::thousands;

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const HEAD: Style = Style::new().bold();

/// So many lines that are in both texts are shown around a change.
const AROUND: usize = 3;

/// The plan for people, in at most `width` columns.
pub fn change_text(
    id: &str,
    plan: &GuardrailPlan,
    organization: &Organization,
    width: Option<u16>,
) -> String {
    let places = Places(organization);
    let mut parts = Vec::new();
    if !plan.is_empty() {
        parts.push(steps(plan, places, width));
    }
    parts.extend(plan.steps.iter().filter_map(changed_text));
    if !plan.remarks.is_empty() {
        let note = |remark| wrapped(&format!("note: {}", remark_words(remark, places)), width);
        let remarks: Vec<String> = plan.remarks.iter().map(note).collect();
        parts.push(remarks.join("\n"));
    }
    if !plan.headroom.targets.is_empty() && !plan.is_empty() {
        parts.push(room(&plan.headroom, places));
    }
    parts.push(summary(id, plan));
    parts.join("\n\n")
}

fn steps(plan: &GuardrailPlan, places: Places<'_>, width: Option<u16>) -> String {
    let mut rows = Rows::under(&["PLAN", "POLICY", "WHAT"]);
    for step in &plan.steps {
        let policy = step.policy().unwrap_or("–").to_owned();
        rows.add([&[step.word().to_owned()], &[policy], &step_words(step, plan.stages(), places)]);
    }
    rows.text(width, &[2, 1])
}

/// What a step does, a line each.
pub(super) fn step_words(step: &Step, stages: usize, places: Places<'_>) -> Vec<String> {
    let tags = |tags: &std::collections::BTreeMap<String, String>| {
        let tags: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
        format!("tags {}", tags.join(", "))
    };
    match step {
        Step::EnablePolicyType { root } => {
            vec![format!("service control policies, at {}", places.with_name(root))]
        }
        Step::CreatePolicy { content, tags: wanted, .. } => {
            vec![characters(content.chars().count()), tags(wanted)]
        }
        Step::UpdatePolicy { content, .. } => {
            vec![format!("its text, below; {}", characters(content.chars().count()))]
        }
        Step::TagPolicy { tags: wanted, .. } => vec![tags(wanted)],
        Step::UntagPolicy { keys, .. } => vec![format!("tags {}", keys.join(", "))],
        Step::AttachPolicy { target, stage, .. } if stages > 1 => {
            vec![format!("to {}, stage {} of {stages}", places.with_name(target), stage + 1)]
        }
        Step::AttachPolicy { target, .. } => vec![format!("to {}", places.with_name(target))],
        Step::DetachPolicy { target, .. } => vec![format!("from {}", places.with_name(target))],
        Step::DeletePolicy { .. } => vec!["it is attached to nothing".to_owned()],
    }
}

fn characters(number: usize) -> String {
    format!("{} of {} characters", thousands(number), thousands(MOST_CHARACTERS))
}

/// What changes in the text of a policy, with a few lines around each change.
fn changed_text(step: &Step) -> Option<String> {
    let Step::UpdatePolicy { name, difference, .. } = step else { return None };
    let mut lines = vec![format!("{HEAD}The text of {}{HEAD:#}", printable(name))];
    lines.extend(difference_lines(difference));
    Some(lines.join("\n"))
}

fn difference_lines(difference: &DocumentDifference) -> Vec<String> {
    let is_changed = |line: &LineChange| match line {
        LineChange::Same(_) => false,
        LineChange::Removed(_) | LineChange::Added(_) => true,
    };
    let near = |position: usize| {
        let from = position.saturating_sub(AROUND);
        difference.lines.iter().skip(from).take(position - from + AROUND + 1).any(is_changed)
    };
    let mut lines = Vec::new();
    let mut left_out = false;
    for (position, line) in difference.lines.iter().enumerate() {
        if !near(position) {
            left_out = true;
            continue;
        }
        if std::mem::take(&mut left_out) {
            lines.push("  …".to_owned());
        }
        lines.push(match line {
            LineChange::Same(text) => format!("  {}", harmless(text)),
            LineChange::Removed(text) => format!("{REMOVED}- {}{REMOVED:#}", harmless(text)),
            LineChange::Added(text) => format!("{ADDED}+ {}{ADDED:#}", harmless(text)),
        });
    }
    if left_out {
        lines.push("  …".to_owned());
    }
    lines
}

/// A line whole, without what would steer a terminal.
fn harmless(text: &str) -> String {
    text.chars().map(|each| if is_harmless(each) { each } else { '\u{fffd}' }).collect()
}

/// A remark, with the names of the places in it.
pub(super) fn remark_words(remark: &PlanRemark, places: Places<'_>) -> String {
    remark.told(&|targets| places.listed(targets))
}

/// How much room is left below the limits of AWS.
fn room(headroom: &Headroom, places: Places<'_>) -> String {
    let mut lines = vec![format!(
        "room: {} of {} policies in the organization",
        thousands(headroom.policies),
        thousands(MOST_POLICIES)
    )];
    lines.extend(headroom.targets.iter().map(|target| {
        format!(
            "      {} of {MOST_PER_TARGET} policies at {}",
            target.after,
            places.with_name(&target.target)
        )
    }));
    lines.join("\n")
}

fn summary(id: &str, plan: &GuardrailPlan) -> String {
    let id = printable(id);
    if plan.is_empty() {
        return format!("organization {id}: nothing to do");
    }
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for step in &plan.steps {
        match counted.iter_mut().find(|(word, _)| *word == step.word()) {
            Some((_, number)) => *number += 1,
            None => counted.push((step.word(), 1)),
        }
    }
    let parts: Vec<String> = counted.iter().map(|(word, number)| format!("{number} to {word}")).collect();
    format!("organization {id}, {}: {}", count(plan.steps.len(), "step"), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_shown_with_a_few_lines_around_it() {
        let same = |number: usize| LineChange::Same(format!("line {number}"));
        let mut lines: Vec<LineChange> = (0..20).map(same).collect();
        lines.insert(10, LineChange::Added("new\u{1b}[2J".to_owned()));
        let shown = difference_lines(&DocumentDifference { lines });
        assert_eq!(shown.len(), 9, "{shown:?}");
        assert!(shown.first().unwrap() == "  …" && shown.last().unwrap() == "  …");
        assert!(shown[4].contains("+ new\u{fffd}[2J"), "{shown:?}");
    }
}
