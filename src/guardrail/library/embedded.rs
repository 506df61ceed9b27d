//! Owns which policies ship with the program, and their files.

/// The files of one policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddedPolicy {
    /// Its name, which is the name of both files.
    pub name: &'static str,
    /// The template: an IAM policy in JSON.
    pub template: &'static str,
    /// The description, in YAML.
    pub description: &'static str,
}

macro_rules! policy {
    ($name:literal) => {
        EmbeddedPolicy {
            name: $name,
            template: include_str!(concat!("../../../policies/scp/", $name, ".json")),
            description: include_str!(concat!("../../../policies/scp/", $name, ".yaml")),
        }
    };
}

/// The policies, in the order in which they are listed: what most want first.
pub fn embedded() -> [EmbeddedPolicy; 8] {
    [
        policy!("deny-api-keys"),
        policy!("deny-long-term-keys"),
        policy!("deny-short-term-keys"),
        policy!("cap-key-lifetime"),
        policy!("only-provisioner-creates-keys"),
        policy!("protect-key-users"),
        policy!("governed-keys-only"),
        policy!("deny-api-keys-as-announced"),
    ]
}
