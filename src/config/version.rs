//! The version of a file's format.

use super::decode::{Fields, Reader};
use super::document::{Node, Value};

/// `version: 1`, the only one so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version;

impl Version {
    /// Reads and checks the field.
    pub(super) fn require(fields: &mut Fields<'_, '_>) -> super::Field<Self> {
        fields.required("version", "version: 1", Self::decode)
    }

    fn decode(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        if matches!(&node.value, Value::Number(written) if written == "1") {
            return Some(Self);
        }
        let help = "a file of a later version needs a later bedrock-keys".to_owned();
        reader.wrong(node.span, "this bedrock-keys reads version `1`", Some(help));
        None
    }
}
