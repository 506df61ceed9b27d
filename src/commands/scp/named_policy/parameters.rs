//! Mistakes in parameters, where they were written.

use crate::config::{Mistake, Mistakes, suggest};
use crate::guardrail::library::{ParameterMistake, ParameterMistakes};

use super::PolicyRequest;

pub(super) fn mistakes(found: &ParameterMistakes, request: &PolicyRequest) -> Mistakes {
    let mut mistakes = Mistakes::default();
    for mistake in found.iter() {
        mistakes.add(one(mistake, found.policy(), request));
    }
    mistakes
}

fn one(mistake: &ParameterMistake, policy: &str, request: &PolicyRequest) -> Mistake {
    let at = |name: &str| Mistake::new(request.place_of(name), mistake.to_string());
    match mistake {
        ParameterMistake::Missing { name, .. } => at(name).help(format!(
            "`{policy}` does nothing useful without `{name}`; `scp show {policy}` says what it is for"
        )),
        ParameterMistake::Unknown { name, known } => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            match suggest(name, &known) {
                Some(near) => at(name).help(format!("did you mean `{near}`?")),
                None => at(name),
            }
        }
        ParameterMistake::TooMany { name, .. } | ParameterMistake::Value { name, .. } => at(name),
    }
}
