//! Owns printing a document: minified for AWS, pretty for people. Parsing what is printed gives the same document.

use super::json::{self, Layout};
use super::{
    ActionElement, ActionPattern, ConditionBlock, Effect, Id, Json, LanguageVersion, OneOrMany,
    PolicyDocument, PrincipalElement, ResourceElement, ResourcePattern, Sid, Statement, StatementList,
    UnknownElement,
};

type Members = Vec<(String, Json)>;

impl PolicyDocument {
    /// The document without white space: what is sent to AWS, because white space counts against its limits.
    ///
    /// Page: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
    pub fn minified(&self) -> String {
        json::write(&self.to_json(), Layout::Minified)
    }

    /// The document for people: two spaces a level.
    pub fn pretty(&self) -> String {
        json::write(&self.to_json(), Layout::Pretty)
    }

    /// The length of [`Self::minified`] in characters, to compare with the limit (10,240 for an SCP).
    pub fn minified_size(&self) -> usize {
        self.minified().chars().count()
    }

    /// The document as JSON, elements in the order the AWS pages use.
    pub fn to_json(&self) -> Json {
        let mut members = Members::new();
        match self.version {
            LanguageVersion::Unstated => {}
            LanguageVersion::Of2008 => push(&mut members, "Version", Json::text("2008-10-17")),
            LanguageVersion::Of2012 => push(&mut members, "Version", Json::text("2012-10-17")),
        }
        if let Id::Named(id) = &self.id {
            push(&mut members, "Id", Json::text(id));
        }
        let statements = match &self.statements {
            StatementList::One(statement) => statement_json(statement),
            StatementList::Many(statements) => Json::List(statements.iter().map(statement_json).collect()),
        };
        push(&mut members, "Statement", statements);
        push_unknown(&mut members, &self.unknown);
        Json::Object(members)
    }
}

fn statement_json(statement: &Statement) -> Json {
    let mut members = Members::new();
    if let Sid::Named(sid) = &statement.sid {
        push(&mut members, "Sid", Json::text(sid));
    }
    let effect = match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    push(&mut members, "Effect", Json::text(effect));
    match &statement.principal {
        PrincipalElement::Absent => {}
        PrincipalElement::Principal(principal) => push(&mut members, "Principal", principal.clone()),
        PrincipalElement::NotPrincipal(principal) => push(&mut members, "NotPrincipal", principal.clone()),
    }
    let action = |pattern: &ActionPattern| Json::text(pattern.as_str());
    match &statement.actions {
        ActionElement::Action(actions) => push(&mut members, "Action", list_json(actions, action)),
        ActionElement::NotAction(actions) => push(&mut members, "NotAction", list_json(actions, action)),
    }
    let resource = |pattern: &ResourcePattern| Json::text(pattern.as_str());
    match &statement.resources {
        ResourceElement::Resource(resources) => {
            push(&mut members, "Resource", list_json(resources, resource));
        }
        ResourceElement::NotResource(resources) => {
            push(&mut members, "NotResource", list_json(resources, resource));
        }
    }
    if !statement.conditions.is_empty() {
        push(&mut members, "Condition", Json::Object(statement.conditions.iter().map(block_json).collect()));
    }
    push_unknown(&mut members, &statement.unknown);
    Json::Object(members)
}

fn block_json(block: &ConditionBlock) -> (String, Json) {
    let conditions = block.conditions.iter().map(|condition| {
        (condition.key.as_str().to_owned(), list_json(&condition.values, super::Scalar::to_json))
    });
    (block.operator.as_str().to_owned(), Json::Object(conditions.collect()))
}

fn list_json<T>(values: &OneOrMany<T>, json: impl Fn(&T) -> Json) -> Json {
    match values {
        OneOrMany::One(value) => json(value),
        OneOrMany::Many(values) => Json::List(values.iter().map(json).collect()),
    }
}

fn push(members: &mut Members, name: &str, value: Json) {
    members.push((name.to_owned(), value));
}

fn push_unknown(members: &mut Members, unknown: &[UnknownElement]) {
    for element in unknown {
        push(members, &element.name, element.value.clone());
    }
}
