//! What the embedded AWS has in store for its organization, read from its file.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

/// The service control policies by name, each with description, text, targets and tags. Ids follow from the order of calls
/// and are left out; whether policies are in force stands among them.
pub(crate) fn policies_in(sandbox: &Path) -> BTreeMap<String, Value> {
    let text = std::fs::read_to_string(sandbox.join("sandbox.json")).expect("the sandbox was used");
    let world: Value = serde_json::from_str(&text).expect("the sandbox writes JSON");
    let organization = &world["organization"];
    let policies = organization["policies"].as_object().expect("policies").iter().map(|(id, policy)| {
        let tags = organization["tags"].get(id).and_then(Value::as_array).cloned().unwrap_or_default();
        let tags: BTreeMap<String, Value> = tags
            .into_iter()
            .map(|tag| (tag["key"].as_str().expect("a key").to_owned(), tag["value"].clone()))
            .collect();
        let known = json!({
            "description": policy["description"],
            "content": policy["content"],
            "targets": policy["targets"],
            "tags": tags,
        });
        (policy["name"].as_str().expect("a name").to_owned(), known)
    });
    let in_force = ("(in force)".to_owned(), organization["policy_type"].clone());
    policies.chain([in_force]).collect()
}
