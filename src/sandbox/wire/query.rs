//! Requests of the AWS query protocol: a form whose keys spell out nesting (`Tags.member.1.Key`).
//!
//! Owns reading of members and their types; what a member means belongs to the operation.

use std::collections::BTreeMap;

use super::AwsError;

/// The parameters of one request.
#[derive(Debug, Default)]
pub(crate) struct Parameters(BTreeMap<String, String>);

/// One structure of a list of structures, for example one tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Structure<'a> {
    parameters: &'a Parameters,
    list: &'a str,
    number: usize,
}

impl Parameters {
    pub(crate) fn parse(form: &[u8]) -> Self {
        Self(form_urlencoded::parse(form).into_owned().collect())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A member the operation cannot do without.
    pub(crate) fn required(&self, name: &str) -> Result<&str, AwsError> {
        self.text(name).ok_or_else(|| AwsError::constraint("null", &camel_case(name), "not be null"))
    }

    /// A 32-bit integer. IAM reads `01` and `+1`, and refuses blanks and decimals before it looks at the range
    /// (observed answers, see the module documentation of the credential operations).
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i32>, AwsError> {
        self.text(name).map(|value| value.parse().map_err(|_| AwsError::malformed_input())).transpose()
    }

    /// A boolean: exactly `true`, `false`, `1` or `0`.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, AwsError> {
        match self.text(name) {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(AwsError::malformed_input()),
        }
    }

    /// A list of scalars, in the order of their numbers.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        (1..).map_while(|number| self.text(&format!("{name}.member.{number}"))).collect()
    }

    /// A list of structures, in the order of their numbers.
    pub(crate) fn structures<'a>(&'a self, list: &'a str) -> Vec<Structure<'a>> {
        (1..)
            .take_while(|number| {
                let prefix = format!("{list}.member.{number}.");
                self.0.range(prefix.clone()..).next().is_some_and(|(key, _)| key.starts_with(&prefix))
            })
            .map(|number| Structure { parameters: self, list, number })
            .collect()
    }
}

impl<'a> Structure<'a> {
    pub(crate) fn text(&self, member: &str) -> Option<&'a str> {
        self.parameters.text(&format!("{}.member.{}.{member}", self.list, self.number))
    }
}

/// How the services name a member in their messages: `UserName` is `userName`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_members_are_read_in_the_order_of_their_numbers() {
        let parameters = Parameters::parse(
            b"Tags.member.2.Key=b&Tags.member.1.Key=a&Tags.member.1.Value=x%26y&Tags.member.10.Key=lost",
        );
        let tags = parameters.structures("Tags");
        assert_eq!(tags.len(), 2, "numbering stops at the first gap");
        assert_eq!(tags[0].text("Value"), Some("x&y"));
        assert_eq!(tags[1].text("Key"), Some("b"));
        assert_eq!(tags[1].text("Value"), None);
    }

    #[test]
    fn numbers_are_read_as_iam_reads_them() {
        for (value, expected) in [("1", Some(1)), ("01", Some(1)), ("+1", Some(1)), ("-1", Some(-1))] {
            let form = form_urlencoded::Serializer::new(String::new()).append_pair("N", value).finish();
            assert_eq!(Parameters::parse(form.as_bytes()).integer("N").unwrap(), expected);
        }
        for value in ["", " 1 ", "\t1\n", "1.0", "1e0", "2147483648"] {
            let form = form_urlencoded::Serializer::new(String::new()).append_pair("N", value).finish();
            assert_eq!(Parameters::parse(form.as_bytes()).integer("N").unwrap_err().code, "MalformedInput");
        }
    }

    #[test]
    fn booleans_are_exact() {
        for value in ["True", "TRUE", "", " true", "null"] {
            let form = form_urlencoded::Serializer::new(String::new()).append_pair("B", value).finish();
            assert_eq!(Parameters::parse(form.as_bytes()).boolean("B").unwrap_err().code, "MalformedInput");
        }
        assert_eq!(Parameters::parse(b"B=1").boolean("B").unwrap(), Some(true));
    }
}
