//! Who signed a request.
//!
//! Owns the temporary credentials of `AssumeRole`, which need no table: the access key id names the account and the
//! session token names the rest, so they survive restarts and work in every process that shares the state.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::state::{Account, AccountId, Caller, Principal, Switch};
use super::wire::AwsError;

/// Temporary access key ids are this and the twelve digits of the account.
const TEMPORARY: &str = "ASIASBOX";
/// Session tokens are this and their claims in base64.
const TOKEN: &str = "SANDBOX-";

/// What the credentials of a request say, before the account is looked into.
pub(crate) enum Identity {
    Administrator,
    Session(Claims),
    AccessKey { account: AccountId, id: String },
}

/// What a session token holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    pub(crate) account: AccountId,
    pub(crate) role: String,
    pub(crate) role_id: String,
    pub(crate) session: String,
    pub(crate) expires: Timestamp,
}

impl Claims {
    pub(crate) fn access_key_id(&self) -> String {
        format!("{TEMPORARY}{}", self.account)
    }

    pub(crate) fn token(&self) -> Result<String, AwsError> {
        let claims = serde_json::to_vec(self).map_err(|error| AwsError::internal(error.to_string()))?;
        Ok(format!("{TOKEN}{}", BASE64URL_NOPAD.encode(&claims)))
    }

    fn read(token: &str) -> Option<Self> {
        let claims = BASE64URL_NOPAD.decode(token.strip_prefix(TOKEN)?.as_bytes()).ok()?;
        serde_json::from_slice(&claims).ok()
    }
}

impl Identity {
    /// Reads the access key id and the session token.
    pub(crate) fn parse(access_key_id: &str, token: Option<&str>, now: Timestamp) -> Result<Self, AwsError> {
        if access_key_id.starts_with(TEMPORARY) {
            let claims = token
                .and_then(Claims::read)
                .filter(|claims| claims.access_key_id() == access_key_id)
                .ok_or_else(invalid_token)?;
            if claims.expires <= now {
                let message = "The security token included in the request is expired";
                return Err(AwsError::new(403, "ExpiredToken", message));
            }
            return Ok(Self::Session(claims));
        }
        let account = access_key_id.strip_prefix("AKIA").and_then(|rest| AccountId::parse(rest.get(..12)?));
        Ok(match account {
            Some(account) => Self::AccessKey { account, id: access_key_id.to_owned() },
            None => Self::Administrator,
        })
    }

    /// The account that is called.
    pub(crate) fn account<'a>(&'a self, management: &'a AccountId) -> &'a AccountId {
        match self {
            Self::Administrator => management,
            Self::Session(claims) => &claims.account,
            Self::AccessKey { account, .. } => account,
        }
    }

    /// The caller, looked up in its account where it is an IAM user.
    pub(crate) fn resolve(self, account: &Account) -> Result<Caller, AwsError> {
        let principal = match self {
            Self::Administrator => Principal::Administrator,
            Self::Session(Claims { role, role_id, session, .. }) => {
                Principal::Session { role, role_id, session }
            }
            Self::AccessKey { id, .. } => {
                let holds =
                    |key: &crate::sandbox::state::AccessKey| key.id == id && key.status == Switch::Active;
                let user = account.users.values().find(|user| user.access_keys.iter().any(holds));
                let user = user.ok_or_else(invalid_token)?;
                Principal::User { name: user.name.clone(), path: user.path.clone(), id: user.id.clone() }
            }
        };
        Ok(Caller { account: account.id.clone(), principal })
    }
}

pub(crate) fn invalid_token() -> AwsError {
    AwsError::new(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
}
