//! Owns the way from a name and parameters to a document, all mistakes at once.

use std::collections::BTreeSet;

use super::{
    Default, Description, EmbeddedPolicy, InstantiationError, LibraryError, Parameter, ParameterMistake,
    ParameterMistakes, ParameterValues, Template,
};
use crate::policy::PolicyDocument;

/// The guardrails that ship with the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    policies: Vec<LibraryPolicy>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryPolicy {
    description: Description,
    template: Template,
}

impl Library {
    /// The library of these policies, in this order.
    pub fn new(policies: Vec<LibraryPolicy>) -> Self {
        Self { policies }
    }

    /// All policies, in the order in which they are listed.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &LibraryPolicy> {
        self.policies.iter()
    }

    /// The policy of a name.
    ///
    /// # Errors
    /// The names there are, where it is none of them.
    pub fn get(&self, name: &str) -> Result<&LibraryPolicy, InstantiationError> {
        self.policies.iter().find(|policy| policy.name() == name).ok_or_else(|| {
            InstantiationError::UnknownPolicy {
                name: name.to_owned(),
                known: self.policies.iter().map(|policy| policy.name().to_owned()).collect(),
            }
        })
    }

    /// The document of a policy with these parameters.
    ///
    /// # Errors
    /// An unknown name, or every mistake in the parameters.
    pub fn instantiate(
        &self,
        name: &str,
        parameters: &ParameterValues,
    ) -> Result<PolicyDocument, InstantiationError> {
        Ok(self.get(name)?.instantiate(parameters)?)
    }
}

impl LibraryPolicy {
    /// A policy from its files; the description was read by whoever reads YAML.
    ///
    /// # Errors
    /// When template and description do not fit.
    pub fn new(embedded: &EmbeddedPolicy, description: Description) -> Result<Self, LibraryError> {
        let name = embedded.name;
        let template_error = |why| LibraryError::Template { name: name.to_owned(), why };
        let template = Template::parse(embedded.template).map_err(template_error)?;
        if description.name != name {
            let why = format!("it is about `{}`", description.name);
            return Err(LibraryError::Description { name: name.to_owned(), why });
        }
        let described: BTreeSet<String> =
            description.parameters.iter().map(|parameter| parameter.name.clone()).collect();
        let placeholders = template.placeholders();
        if described != placeholders {
            let why = format!("it has the placeholders {placeholders:?} and the parameters {described:?}");
            return Err(template_error(why));
        }
        Ok(Self { description, template })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.description.name
    }

    /// What is said about it.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The document with these parameters; what is not given has its default.
    ///
    /// # Errors
    /// Every mistake in the parameters.
    pub fn instantiate(&self, parameters: &ParameterValues) -> Result<PolicyDocument, ParameterMistakes> {
        let mut mistakes = Vec::new();
        let mut values = ParameterValues::new();
        for parameter in &self.description.parameters {
            let chosen = self.chosen(parameter, parameters, &mut mistakes);
            values.insert(parameter.name.clone(), chosen);
        }
        let known = || self.description.parameters.iter().map(|parameter| parameter.name.clone());
        for name in parameters.keys() {
            if !values.contains_key(name) {
                mistakes.push(ParameterMistake::Unknown { name: name.clone(), known: known().collect() });
            }
        }
        let refuse = |mistakes| ParameterMistakes { policy: self.name().to_owned(), mistakes };
        if !mistakes.is_empty() {
            return Err(refuse(mistakes));
        }
        // A library that was checked always fills; if it does not, its author learns it from any test.
        self.template.fill(&values).map_err(|why| {
            let (name, value) = (self.name().to_owned(), String::new());
            refuse(vec![ParameterMistake::Value { name, value, why }])
        })
    }

    fn chosen(
        &self,
        parameter: &Parameter,
        parameters: &ParameterValues,
        mistakes: &mut Vec<ParameterMistake>,
    ) -> Vec<String> {
        let name = &parameter.name;
        let given = parameters.get(name).filter(|values| !values.is_empty());
        let Some(given) = given else {
            return match &parameter.default {
                Default::Values(values) => values.clone(),
                Default::Required => {
                    let kind = parameter.kind.as_str();
                    mistakes.push(ParameterMistake::Missing { name: name.clone(), kind });
                    Vec::new()
                }
            };
        };
        let most = parameter.kind.most_values();
        if given.len() > most {
            let words = if most == 1 { "one value".to_owned() } else { format!("at most {most} values") };
            let given = given.len();
            mistakes.push(ParameterMistake::TooMany { name: name.clone(), most: words, given });
            return Vec::new();
        }
        let mut chosen: Vec<String> = Vec::with_capacity(given.len());
        for value in given {
            if let Err(why) = parameter.kind.check(value) {
                mistakes.push(ParameterMistake::Value { name: name.clone(), value: value.clone(), why });
            } else if !chosen.contains(value) {
                chosen.push(value.clone());
            }
        }
        chosen
    }
}
