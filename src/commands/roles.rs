//! The least-privilege IAM policy of each command, from `policies/roles/`. `docs/permissions.md` shows the same files.

/// A command's policy.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    /// The command, or the commands that share it.
    pub name: &'static str,
    /// What it is good for.
    pub purpose: &'static str,
    /// The policy document.
    pub document: &'static str,
}

macro_rules! role {
    ($name:literal, $purpose:literal) => {
        Role {
            name: $name,
            purpose: $purpose,
            document: include_str!(concat!("../../policies/roles/", $name, ".json")),
        }
    };
}

/// All of them, by name.
pub const ALL: [Role; 12] = [
    role!("audit", "audit an account, or every account of an organization"),
    role!("doctor", "see who you are and what works"),
    role!("keys-create", "create keys one by one"),
    role!("keys-list", "list, show and identify keys"),
    role!("keys-revoke", "revoke keys and delete their users"),
    role!("keys-switch", "suspend keys and switch them on"),
    role!("onboard", "give a roster its keys, and prune it"),
    role!("scp-apply", "put guardrails in force"),
    role!("scp-audit", "see what the guardrails of an organization deny"),
    role!("scp-plan", "see what would have to change for guardrails to be in force"),
    role!("scp-preview", "see which keys a guardrail would break"),
    role!("scp-rollback", "take guardrails away, or go back to what was there"),
];

/// The policy of a command, by the command's words (`keys list`) or the file's name (`keys-list`).
pub fn for_command(command: &str) -> Option<&'static Role> {
    let name = match command.replace(' ', "-").as_str() {
        "keys-show" | "keys-identify" => "keys-list".to_owned(),
        "keys-activate" | "keys-deactivate" => "keys-switch".to_owned(),
        "scp-detach" | "scp-delete" => "scp-rollback".to_owned(),
        "scp-eval" => "scp-audit".to_owned(),
        other => other.to_owned(),
    };
    ALL.iter().find(|role| role.name == name)
}
