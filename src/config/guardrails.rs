//! The library of guardrails: its descriptions are YAML, so they are read here and handed to `guardrail`.

use super::decode::{Fields, Located, Reader};
use super::document::{Node, Source, Value, parse};
use super::{Field, Mistake, Mistakes, Place};
use crate::guardrail::library::{
    Default, Description, EmbeddedPolicy, Library, LibraryError, LibraryPolicy, Parameter, ParameterKind,
    embedded,
};

/// The guardrails that ship with the program.
///
/// # Errors
/// When a file in `policies/scp` is wrong, which a test would have noticed.
pub fn guardrail_library() -> Result<Library, LibraryError> {
    let read = |policy: &EmbeddedPolicy| {
        let description = description(policy).map_err(|mistakes| LibraryError::Description {
            name: policy.name.to_owned(),
            why: mistakes.iter().map(|mistake| mistake.message.as_str()).collect::<Vec<_>>().join("; "),
        })?;
        LibraryPolicy::new(policy, description)
    };
    embedded().iter().map(read).collect::<Result<_, _>>().map(Library::new)
}

fn description(policy: &EmbeddedPolicy) -> Result<Description, Mistakes> {
    let file = format!("{}.yaml", policy.name);
    let source = Source::from_bytes(&file, policy.description.as_bytes())?;
    let node = parse(&source)?;
    let mut mistakes = Mistakes::default();
    let read = read_description(&mut Reader::new(&source, &mut mistakes), &node);
    match read {
        Some(description) => mistakes.or(description),
        None => {
            let incomplete = Mistake::new(Place::WholeFile(file), "the description is incomplete");
            mistakes.add(incomplete);
            Err(mistakes)
        }
    }
}

const FIELDS: [&str; 6] = ["name", "title", "purpose", "parameters", "side_effects", "does_not_do"];

fn read_description(reader: &mut Reader<'_>, node: &Node) -> Option<Description> {
    let mut fields = Fields::open(reader, node, "a description", &FIELDS)?;
    Some(Description {
        name: given(fields.required("name", "name: deny-…", Reader::text))?,
        title: given(fields.required("title", "title: …", Reader::text))?,
        purpose: given(fields.required("purpose", "purpose: …", Reader::text))?,
        parameters: given(fields.required("parameters", "parameters: []", |reader, node| {
            reader.list(node, read_parameter).map(values)
        }))?,
        side_effects: given(fields.required("side_effects", "side_effects: []", texts))?,
        does_not_do: given(fields.required("does_not_do", "does_not_do: []", texts))?,
    })
}

fn read_parameter(reader: &mut Reader<'_>, node: &Node) -> Option<Parameter> {
    let known = ["name", "type", "default", "description"];
    let mut fields = Fields::open(reader, node, "a parameter", &known)?;
    Some(Parameter {
        name: given(fields.required("name", "name: …", Reader::text))?,
        kind: given(fields.required("type", "type: days", Reader::parsed::<ParameterKind>))?,
        default: match fields.optional("default", read_default) {
            Field::Given(default) => Default::Values(default.value),
            Field::Absent => Default::Required,
            Field::Broken => return None,
        },
        description: given(fields.required("description", "description: …", Reader::text))?,
    })
}

/// A text is a list of one.
fn read_default(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<String>> {
    match node.value {
        Value::List(_) => texts(reader, node),
        Value::Null | Value::Truth { .. } | Value::Number(_) | Value::Text(_) | Value::Map(_) => {
            reader.text(node).map(|text| vec![text])
        }
    }
}

fn texts(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<String>> {
    reader.list(node, Reader::text).map(values)
}

fn values<T>(located: Vec<Located<T>>) -> Vec<T> {
    located.into_iter().map(|item| item.value).collect()
}

fn given<T>(field: Field<T>) -> Option<T> {
    match field {
        Field::Given(located) => Some(located.value),
        Field::Absent | Field::Broken => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_of_the_library_is_described() {
        let library = guardrail_library().unwrap();
        assert_eq!(library.iter().len(), embedded().len());
        for policy in library.iter() {
            let description = policy.description();
            assert!(!description.purpose.is_empty() && !description.does_not_do.is_empty());
            let exempt =
                description.parameters.iter().find(|parameter| parameter.name == "exempt_principals");
            assert_eq!(exempt.unwrap().default, Default::Values(Vec::new()), "{}", policy.name());
        }
    }

    #[test]
    fn a_description_with_a_mistake_is_refused_with_what_is_wrong() {
        let broken = EmbeddedPolicy { name: "x", template: "{}", description: "name: x\ntitel: y\n" };
        let mistakes = description(&broken).unwrap_err();
        assert!(mistakes.iter().any(|mistake| mistake.message.contains("titel")));
    }
}
