//! What the sandbox remembers: the world (accounts and their organization) and, separately, each account.
//!
//! Owns the nouns and the facts that hold between them; knows no wire format and no file.

mod account;
mod credential;
mod ids;
mod organization;
mod policy;
mod principal;
mod secret;
mod user;

pub(crate) use account::{Account, AccountId, CredentialReport, ReportProgress, VirtualMfaDevice};
pub(crate) use credential::{CredentialStatus, Expiry, ServiceCredential, ServiceKind};
pub(crate) use ids::{IdentityPart, secret_characters};
pub(crate) use organization::{
    AccountState, MemberAccount, Organization, OrganizationalUnit, PolicyType, ServiceControlPolicy, Target,
    World,
};
pub(crate) use policy::{ManagedPolicy, PolicyVersion};
pub(crate) use principal::{Caller, Principal};
pub(crate) use secret::{Secret, SecretVersion};
pub(crate) use user::{
    AccessKey, Group, LoginProfile, MfaAssignment, Role, SigningCertificate, SshPublicKey, Switch, Tag, User,
};
