//! Several policies of the command line, and the parameters among them.

use std::collections::BTreeSet;

use crate::cli::{ParameterChoice, PolicyReference};
use crate::commands::inputs::Inputs;
use crate::config::{Mistake, Mistakes, Place, guardrail_library, suggest};

use super::{NamedPolicy, PolicyRequest, named};

/// The policies that the command line names, in that order. A parameter goes to every policy that has it. Mistakes name the
/// argument or flag, `--policy`.
///
/// # Errors
/// Everything that is wrong with any of the policies, and every parameter that none of them has.
pub(in crate::commands) fn all_named(
    flag: &'static str,
    references: &[&PolicyReference],
    parameters: &[ParameterChoice],
    inputs: &Inputs,
) -> Result<Vec<NamedPolicy>, Mistakes> {
    let known: Vec<BTreeSet<String>> = references.iter().map(|reference| parameters_of(reference)).collect();
    let mut mistakes = Mistakes::default();
    let mut policies = Vec::new();
    for (reference, known) in references.iter().zip(&known) {
        // One policy alone says itself which parameters it has.
        let own = |choice: &&ParameterChoice| references.len() == 1 || known.contains(&choice.name);
        let own: Vec<ParameterChoice> = parameters.iter().filter(own).cloned().collect();
        match named(&PolicyRequest::of_arguments(flag, reference, &own), inputs) {
            Ok(policy) => policies.push(policy),
            Err(found) => found.iter().for_each(|mistake| mistakes.add(mistake.clone())),
        }
    }
    if references.len() > 1 {
        let known: BTreeSet<&str> = known.iter().flatten().map(String::as_str).collect();
        let unknown: BTreeSet<&str> = parameters.iter().map(|choice| choice.name.as_str()).collect();
        for name in unknown.difference(&known) {
            mistakes.add(of_none(name, &known));
        }
    }
    mistakes.or(policies)
}

/// The parameters of a policy of the library; none of anything else.
fn parameters_of(reference: &PolicyReference) -> BTreeSet<String> {
    let library = guardrail_library();
    let policy = library.as_ref().ok().and_then(|library| library.get(reference.as_str()).ok());
    let parameters = policy.map(|policy| policy.description().parameters.as_slice()).unwrap_or_default();
    parameters.iter().map(|parameter| parameter.name.clone()).collect()
}

fn of_none(name: &str, known: &BTreeSet<&str>) -> Mistake {
    let message = format!("none of the policies has a parameter `{name}`");
    let mistake = Mistake::new(Place::Flag("--param"), message);
    let known: Vec<&str> = known.iter().copied().collect();
    match suggest(name, &known) {
        Some(near) => mistake.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => mistake,
        None => mistake.help(format!("they have {}", known.join(", "))),
    }
}
