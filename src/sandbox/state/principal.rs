//! Who calls.

use super::AccountId;

/// The caller of a request, as its access key and session token name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) account: AccountId,
    pub(crate) principal: Principal,
}

/// In which shape the caller comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Principal {
    /// The administrator of the management account, who every unknown access key is.
    Administrator,
    /// A session of an assumed role.
    Session { role: String, role_id: String, session: String },
    /// An IAM user, by one of its access keys.
    User { name: String, path: String, id: String },
}

/// The role the administrator is a session of, as IAM Identity Center would name it.
const ADMINISTRATOR: (&str, &str, &str) = ("SandboxAdministrator", "AROASANDBOXADMINSTRTR", "you");

impl Caller {
    pub(crate) fn arn(&self) -> String {
        let account = &self.account;
        match &self.principal {
            Principal::Administrator => {
                let (role, _, session) = ADMINISTRATOR;
                format!("arn:aws:sts::{account}:assumed-role/{role}/{session}")
            }
            Principal::Session { role, session, .. } => {
                format!("arn:aws:sts::{account}:assumed-role/{role}/{session}")
            }
            Principal::User { name, path, .. } => format!("arn:aws:iam::{account}:user{path}{name}"),
        }
    }

    /// The `UserId` of `GetCallerIdentity`.
    pub(crate) fn unique_id(&self) -> String {
        match &self.principal {
            Principal::Administrator => {
                let (_, id, session) = ADMINISTRATOR;
                format!("{id}:{session}")
            }
            Principal::Session { role_id, session, .. } => format!("{role_id}:{session}"),
            Principal::User { id, .. } => id.clone(),
        }
    }
}
