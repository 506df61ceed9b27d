//! Owns whether a statement applies to a request, and if that is not known, why not.

use super::template::{self, Resolved, Wildcards};
use super::{
    ActionElement, Condition, ConditionBlock, Context, ContextValue, Doubt, LanguageVersion, OneOrMany,
    OperatorMeaning, Pending, PolicyDocument, PrincipalElement, Request, RequestResource, ResourceElement,
    ResourcePattern, Scalar, Statement, Ternary, condition,
};

/// Whether a statement applies. Conditions are the last to be asked, and only as long as the answer can change.
pub(crate) fn applies(statement: &Statement, document: &PolicyDocument, request: &Request) -> Ternary {
    let language = document.version;
    if !action_matches(&statement.actions, request.action.as_str()) {
        return Ternary::False;
    }
    let so_far =
        resource_matches(&statement.resources, request, language).and(elements_known(statement, document));
    if so_far == Ternary::False {
        return Ternary::False;
    }
    let conditions = statement.conditions.iter().flat_map(|block| {
        let each = block.conditions.iter();
        each.map(|each| condition::holds(block.operator.meaning(), each, &request.context, language))
    });
    so_far.and(Ternary::all(conditions))
}

fn action_matches(element: &ActionElement, action: &str) -> bool {
    match element {
        ActionElement::Action(patterns) => patterns.as_slice().iter().any(|pattern| pattern.matches(action)),
        ActionElement::NotAction(patterns) => {
            !patterns.as_slice().iter().any(|pattern| pattern.matches(action))
        }
    }
}

fn resource_matches(element: &ResourceElement, request: &Request, language: LanguageVersion) -> Ternary {
    let among = |patterns: &OneOrMany<ResourcePattern>| {
        Ternary::any(patterns.as_slice().iter().map(|pattern| pattern_matches(pattern, request, language)))
    };
    match element {
        ResourceElement::Resource(patterns) => among(patterns),
        ResourceElement::NotResource(patterns) => among(patterns).negate(),
    }
}

fn pattern_matches(pattern: &ResourcePattern, request: &Request, language: LanguageVersion) -> Ternary {
    if pattern.is_everything() {
        return Ternary::True;
    }
    let arn = match &request.resource {
        RequestResource::NoResourceType => return Ternary::False,
        RequestResource::Unknown => return Ternary::Unknown,
        RequestResource::Arn(arn) => arn,
    };
    if language != LanguageVersion::Of2012 || !template::has_variables(pattern.as_str()) {
        return pattern.matches_plain(arn);
    }
    match template::resolve(pattern.as_str(), &request.context, Wildcards::Active) {
        // "The resource that includes a policy variable with no value will not match any resource."
        Resolved::NoValue => Ternary::False,
        Resolved::Unknown => Ternary::Unknown,
        Resolved::Pattern(resolved) => pattern.matches_resolved(&resolved, arn),
    }
}

/// Elements that the language does not have (here) may mean anything: a match is then never certain.
fn elements_known(statement: &Statement, document: &PolicyDocument) -> Ternary {
    let all_known = statement.unknown.is_empty() && document.unknown.is_empty();
    if all_known && statement.principal == PrincipalElement::Absent {
        Ternary::True
    } else {
        Ternary::Unknown
    }
}

/// What is not known of a statement; its other parts match.
pub(crate) fn pending(statement: &Statement, document: &PolicyDocument, request: &Request) -> Vec<Pending> {
    let language = document.version;
    let mut pending = Vec::new();
    if resource_matches(&statement.resources, request, language) == Ternary::Unknown {
        let texts = |patterns: &OneOrMany<ResourcePattern>| {
            patterns.as_slice().iter().map(|pattern| pattern.as_str().to_owned()).collect()
        };
        pending.push(match &statement.resources {
            ResourceElement::Resource(patterns) => Pending::ResourceAmong { patterns: texts(patterns) },
            ResourceElement::NotResource(patterns) => Pending::ResourceNotAmong { patterns: texts(patterns) },
        });
    }
    match statement.principal {
        PrincipalElement::Absent => {}
        PrincipalElement::Principal(_) => pending.push(Pending::Element { name: "Principal".to_owned() }),
        PrincipalElement::NotPrincipal(_) => {
            pending.push(Pending::Element { name: "NotPrincipal".to_owned() });
        }
    }
    pending.extend(
        document
            .unknown
            .iter()
            .chain(&statement.unknown)
            .map(|element| Pending::Element { name: element.name.clone() }),
    );
    for block in &statement.conditions {
        for each in &block.conditions {
            if condition::holds(block.operator.meaning(), each, &request.context, language)
                == Ternary::Unknown
            {
                pending.push(pending_condition(block, each, &request.context, language));
            }
        }
    }
    pending
}

fn pending_condition(
    block: &ConditionBlock,
    condition: &Condition,
    context: &Context,
    language: LanguageVersion,
) -> Pending {
    let unknown =
        |value: &ContextValue| matches!(value, ContextValue::Unknown | ContextValue::PresentButUnknown);
    let values = condition.values.as_slice().iter().map(Scalar::as_text);
    let doubt = if block.operator.meaning() == OperatorMeaning::Unknown {
        Doubt::OperatorUnknown
    } else if unknown(context.get_folded(condition.key.folded()))
        || (language == LanguageVersion::Of2012
            && values.clone().flat_map(template::variable_keys).any(|key| unknown(context.get(key))))
    {
        Doubt::ValueUnknown
    } else {
        Doubt::Undocumented
    };
    Pending::Condition {
        operator: block.operator.as_str().to_owned(),
        key: condition.key.as_str().to_owned(),
        values: values.map(str::to_owned).collect(),
        doubt,
    }
}
