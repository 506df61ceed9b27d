//! The reading of the caller's own account.

use jiff::Timestamp;

use crate::audit::{AccountPlace, AccountSnapshot, AccountState, Known, Part, Scope, Snapshot};
use crate::aws::{AwsError, Membership, Session};

use super::deadline::Deadline;
use super::policies::PolicyShelf;
use super::{Calls, CollectError, Collection, Request, facts};

/// Reads the account whose credentials are used: who it is and what is in it side by side, then its place in its
/// organization. Six calls where a credential report is at hand, one more for each further page, and one for each time
/// a report is asked for while IAM makes it.
pub async fn account(
    session: &Session,
    request: Request,
    now: Timestamp,
) -> Result<Collection, CollectError> {
    let deadline = Deadline::after(request.limits.account);
    let (sts, iam, shelf) = (session.sts(), session.iam(), PolicyShelf::default());
    let whose = async {
        let identity = deadline.hold("GetCallerIdentity", sts.caller_identity()).await?;
        let organizations = session.organizations();
        let membership = organizations.membership(&identity.account);
        let membership = deadline.hold("DescribeOrganization", membership).await;
        Ok::<_, AwsError>((identity, membership))
    };
    let (whose, facts) = tokio::join!(whose, facts::read(&iam, deadline, (request.freshness, now), &shelf));
    let (identity, membership) = whose.map_err(CollectError::NoIdentity)?;
    let mut reading = facts::reading(facts, &identity.account);
    if let Err(error) = &membership {
        facts::note_place(&mut reading, error);
    }
    let account = AccountSnapshot {
        id: identity.account.clone(),
        name: None,
        // It answered.
        state: AccountState::Active,
        place: match &membership {
            Ok(Membership::Management { .. }) => AccountPlace::Management,
            Ok(Membership::Member { .. }) => AccountPlace::Member,
            Ok(Membership::Standalone) => AccountPlace::Standalone,
            Err(_) => AccountPlace::Unknown,
        },
        ancestors: match &membership {
            Ok(Membership::Standalone) => Known::Known(Vec::new()),
            Ok(_) | Err(_) => Known::Unknown("the organization was not read".to_owned()),
        },
        reading,
    };
    let mut calls = Calls::default();
    calls.accounts.insert(identity.account.clone(), session.calls().counts());
    let snapshot = Snapshot {
        taken_at: now,
        partition: identity.partition().clone(),
        caller: identity.account,
        scope: Scope::Account,
        part: Part::Whole,
        accounts: vec![account],
        guardrails: crate::audit::GuardrailReading::NotAsked,
    };
    Ok(Collection { snapshot, calls, interrupted: false })
}
