//! Owns templates: policies with `{{parameter}}` where a value goes.
//!
//! A condition value, condition key or resource may hold one. A condition value that is nothing but a placeholder is
//! replaced by all values of the parameter; where none is left, the condition goes, which widens a deny. So only negated
//! operators may be left without values: "not like any of none" holds for everybody.

use std::collections::BTreeSet;

use super::ParameterValues;
use crate::policy::{
    Condition, ConditionBlock, ConditionKey, ConditionOperator, OneOrMany, OperatorMeaning, Polarity,
    PolicyDocument, ResourceElement, ResourcePattern, Scalar, Statement, StatementList,
};

/// A policy with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(PolicyDocument);

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        PolicyDocument::parse(text).map(Self).map_err(|mistakes| mistakes.to_string())
    }

    /// The names of all placeholders.
    pub fn placeholders(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for statement in self.0.statements() {
            let (ResourceElement::Resource(resources) | ResourceElement::NotResource(resources)) =
                &statement.resources;
            let resources = resources.as_slice().iter().map(ResourcePattern::as_str);
            let conditions = statement.conditions.iter().flat_map(|block| &block.conditions);
            let values = conditions.flat_map(|condition| {
                let values = condition.values.as_slice().iter().map(Scalar::as_text);
                std::iter::once(condition.key.as_str()).chain(values)
            });
            for text in resources.chain(values) {
                found.extend(placeholders(text).map(str::to_owned));
            }
        }
        found
    }

    /// The document, with a value for every placeholder.
    ///
    /// # Errors
    /// What cannot be filled in, in words; a library that was checked has nothing of the kind.
    pub(super) fn fill(&self, values: &ParameterValues) -> Result<PolicyDocument, String> {
        let mut document = self.0.clone();
        let statements = document.statements().iter().map(|statement| filled(statement, values));
        let statements = statements.collect::<Result<Vec<_>, _>>()?;
        document.statements = StatementList::Many(statements);
        Ok(document)
    }
}

fn filled(statement: &Statement, values: &ParameterValues) -> Result<Statement, String> {
    let mut statement = statement.clone();
    statement.resources = match &statement.resources {
        ResourceElement::Resource(patterns) => ResourceElement::Resource(resources(patterns, values)?),
        ResourceElement::NotResource(patterns) => ResourceElement::NotResource(resources(patterns, values)?),
    };
    let mut blocks = Vec::new();
    for block in &statement.conditions {
        let mut conditions = Vec::new();
        for condition in &block.conditions {
            let condition = Condition {
                key: ConditionKey::new(replaced(condition.key.as_str(), values)?),
                values: scalars(&condition.values, values)?,
            };
            if !condition.values.as_slice().is_empty() {
                conditions.push(condition);
            } else if !is_negated(&block.operator) {
                return Err(format!("`{}` is left without a value", block.operator.as_str()));
            }
        }
        if !conditions.is_empty() {
            blocks.push(ConditionBlock { operator: block.operator.clone(), conditions });
        }
    }
    statement.conditions = blocks;
    Ok(statement)
}

fn resources(
    patterns: &OneOrMany<ResourcePattern>,
    values: &ParameterValues,
) -> Result<OneOrMany<ResourcePattern>, String> {
    let filled =
        |pattern: &ResourcePattern| ResourcePattern::new(replaced(pattern.as_str(), values)?.as_str());
    Ok(match patterns {
        OneOrMany::One(pattern) => OneOrMany::One(filled(pattern)?),
        OneOrMany::Many(patterns) => OneOrMany::Many(patterns.iter().map(filled).collect::<Result<_, _>>()?),
    })
}

/// One value is written without an array, as people do.
fn scalars(scalars: &OneOrMany<Scalar>, values: &ParameterValues) -> Result<OneOrMany<Scalar>, String> {
    let mut filled: Vec<Scalar> = Vec::new();
    for scalar in scalars.as_slice() {
        let text = scalar.as_text();
        match whole_placeholder(text) {
            Some(name) => filled.extend(of(name, values)?.iter().cloned().map(Scalar::Text)),
            None => filled.push(Scalar::Text(replaced(text, values)?)),
        }
    }
    Ok(if filled.len() == 1 {
        filled.pop().map_or_else(|| OneOrMany::Many(Vec::new()), OneOrMany::One)
    } else {
        OneOrMany::Many(filled)
    })
}

/// The text with every placeholder in it replaced by the parameter's only value.
fn replaced(text: &str, values: &ParameterValues) -> Result<String, String> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, behind) = after.split_once("}}").ok_or("a `{{` is never closed")?;
        let [value] = of(name, values)? else {
            return Err(format!("`{name}` stands inside of a text and has not one value"));
        };
        result.push_str(before);
        result.push_str(value);
        rest = behind;
    }
    result.push_str(rest);
    Ok(result)
}

fn of<'values>(name: &str, values: &'values ParameterValues) -> Result<&'values [String], String> {
    values.get(name).map(Vec::as_slice).ok_or_else(|| format!("there is no parameter `{name}`"))
}

fn whole_placeholder(text: &str) -> Option<&str> {
    let name = text.strip_prefix("{{")?.strip_suffix("}}")?;
    (!name.contains("{{")).then_some(name)
}

fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|part| part.split_once("}}").map(|(name, _)| name))
}

fn is_negated(operator: &ConditionOperator) -> bool {
    match operator.meaning() {
        OperatorMeaning::Compare { comparison, .. } => comparison.polarity == Polarity::Negated,
        OperatorMeaning::Null | OperatorMeaning::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(conditions: &str) -> Template {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"*","Resource":"arn:aws:iam::*:user{{{{path}}}}*","Condition":{conditions}}}}}"#
        );
        Template::parse(&text).unwrap()
    }

    fn values(list: &[(&str, &[&str])]) -> ParameterValues {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        list.iter().map(|(name, texts)| ((*name).to_owned(), owned(texts))).collect()
    }

    #[test]
    fn lists_are_spliced_and_texts_are_filled() {
        let template =
            template(r#"{"ArnNotLike":{"a":["{{x}}","{{y}}"]},"Null":{"aws:PrincipalTag/{{key}}":"true"}}"#);
        let names: Vec<_> = template.placeholders().into_iter().collect();
        assert_eq!(names, ["key", "path", "x", "y"]);
        let filled = template
            .fill(&values(&[("x", &["1", "2"]), ("y", &[]), ("key", &["k"]), ("path", &["/p/"])]))
            .unwrap();
        let expected = r#""Resource":"arn:aws:iam::*:user/p/*","Condition":{"ArnNotLike":{"a":["1","2"]},"Null":{"aws:PrincipalTag/k":"true"}}"#;
        assert!(filled.minified().contains(expected), "{}", filled.minified());
    }

    #[test]
    fn a_negated_condition_without_values_goes_and_a_positive_one_is_an_error() {
        let none = values(&[("x", &[]), ("path", &["/"])]);
        let filled = template(r#"{"ArnNotLike":{"a":"{{x}}"}}"#).fill(&none).unwrap();
        assert!(!filled.minified().contains("Condition"));
        assert!(template(r#"{"ArnLike":{"a":"{{x}}"}}"#).fill(&none).is_err());
    }

    #[test]
    fn a_placeholder_without_parameter_is_an_error() {
        assert!(template(r#"{"ArnNotLike":{"a":"{{x}}"}}"#).fill(&values(&[("path", &["/"])])).is_err());
    }
}
