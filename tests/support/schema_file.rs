//! The JSON Schemas of `docs/`, held against those of the types.

use std::path::Path;

use serde_json::Value;

/// Holds a file of `docs/` against a schema, or writes it where `UPDATE_DOCS` is set.
pub(crate) fn is_documented(name: &str, schema: &Value) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    let wanted = serde_json::to_string_pretty(schema).expect("a schema is JSON") + "\n";
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    if found != wanted && std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, wanted).expect("docs can be written");
    } else {
        assert!(found == wanted, "docs/{name} is out of date; run `UPDATE_DOCS=1 cargo test schema`");
    }
}
