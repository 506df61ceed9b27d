//! What every reading of an organization builds upon: who asks, whose organization it is, its accounts and, where those do not
//! name their place, its tree.
//!
//! Owns that each of it is asked for once, however many ask, one after the other or at the same time. Knows nothing of what is
//! in an account.

use std::collections::BTreeMap;

use tokio::sync::OnceCell;

use crate::aws::{AwsError, CallerIdentity, ListedAccount, Membership, Organizations, Session};
use crate::domain::{AccountId, OrganizationId, UnitId};

use super::deadline::Deadline;
use super::tree::{Tree, TreeReading};
use super::{CollectError, Limits};

/// An organization as it lists itself. Nothing is called before somebody asks, and an answer is the same for whoever asks next.
#[derive(Debug)]
pub struct OrganizationListing {
    session: Session,
    deadline: Deadline,
    organizations: Organizations,
    identity: OnceCell<Result<CallerIdentity, CollectError>>,
    listed: OnceCell<Result<Listed, CollectError>>,
    tree: TreeReading,
}

/// What an organization lists.
#[derive(Debug)]
pub(super) struct Listed {
    /// Who asks.
    pub(super) identity: CallerIdentity,
    /// Whose organization it is, or why that is not known.
    pub(super) whose: Result<Whose, AwsError>,
    /// All accounts, the caller's own and the management account among them.
    pub(super) accounts: BTreeMap<AccountId, ListedAccount>,
}

/// Whose organization it is.
#[derive(Debug, Clone)]
pub(super) struct Whose {
    /// The organization.
    pub(super) organization: OrganizationId,
    /// The account that manages it.
    pub(super) management: AccountId,
}

impl OrganizationListing {
    /// The organization of the session's account. The time for all about it as a whole begins now.
    pub fn of(session: Session, limits: Limits) -> Self {
        Self {
            organizations: session.organizations(),
            session,
            deadline: Deadline::after(limits.organization),
            identity: OnceCell::new(),
            listed: OnceCell::new(),
            tree: TreeReading::default(),
        }
    }

    /// The session that asks: of the management account, or of one that may read the organization.
    pub fn session(&self) -> &Session {
        &self.session
    }

    pub(super) fn organizations(&self) -> &Organizations {
        &self.organizations
    }

    pub(super) fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// Who asks. Before this is known nothing else is worth asking.
    pub(super) async fn identity(&self) -> Result<&CallerIdentity, CollectError> {
        let ask = || async {
            let sts = self.session.sts();
            let identity = self.deadline.hold("GetCallerIdentity", sts.caller_identity()).await;
            identity.map_err(CollectError::NoIdentity)
        };
        self.identity.get_or_init(ask).await.as_ref().map_err(Clone::clone)
    }

    /// Who asks, whose organization it is, and its accounts.
    pub(super) async fn listed(&self) -> Result<&Listed, CollectError> {
        // Boxed: futures of the SDK inside futures of cells are more than the compiler follows.
        self.listed.get_or_init(|| Box::pin(self.list())).await.as_ref().map_err(Clone::clone)
    }

    async fn list(&self) -> Result<Listed, CollectError> {
        let identity = self.identity().await?.clone();
        let (membership, accounts) = tokio::join!(
            self.deadline.hold("DescribeOrganization", self.organizations.membership(&identity.account)),
            self.deadline.hold("ListAccounts", self.organizations.accounts()),
        );
        let whose = match membership {
            Ok(Membership::Standalone) => return Err(CollectError::Standalone),
            Ok(Membership::Management { organization }) => {
                Ok(Whose { organization, management: identity.account.clone() })
            }
            Ok(Membership::Member { organization, management }) => Ok(Whose { organization, management }),
            Err(error) => Err(error),
        };
        let management = whose.as_ref().ok().map(|whose| &whose.management);
        let accounts = accounts
            .and_then(|accounts| whole(accounts, [Some(&identity.account), management]))
            .map_err(CollectError::Accounts)?;
        Ok(Listed { identity, whose, accounts })
    }

    /// The tree in a unit and below it, where accounts do not name their place: it is filled in. Nothing is called, and the tree is
    /// empty, where all do.
    pub(super) async fn place_below(
        &self,
        unit: &UnitId,
        accounts: &mut BTreeMap<AccountId, ListedAccount>,
    ) -> Result<Tree, AwsError> {
        if accounts.values().all(|account| account.ancestors.as_ref().is_ok()) {
            return Ok(Tree::default());
        }
        // Boxed as above.
        let walk = Box::pin(self.tree.below(&self.organizations, unit));
        let tree = self.deadline.hold("ListAccountsForParent", walk).await?;
        tree.place(accounts);
        Ok(tree)
    }
}

/// A list of accounts that lacks the caller's own or the management account is not whole.
fn whole(
    accounts: BTreeMap<AccountId, ListedAccount>,
    expected: [Option<&AccountId>; 2],
) -> Result<BTreeMap<AccountId, ListedAccount>, AwsError> {
    match expected.into_iter().flatten().find(|id| !accounts.contains_key(id)) {
        None => Ok(accounts),
        Some(missing) => {
            Err(AwsError::malformed("ListAccounts", format!("the list lacks {missing}, which must be in it")))
        }
    }
}
