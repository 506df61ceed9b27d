//! The accounts of an organization, page by page.

use std::collections::BTreeMap;

use aws_sdk_organizations::types::Account;

use crate::audit::{AccountState, Known};
use crate::aws::answer::{Page, pages};
use crate::aws::{AwsError, ErrorClass};
use crate::domain::{AccountId, printable};

use super::Organizations;

/// An account as the organization lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAccount {
    /// Its id.
    pub id: AccountId,
    /// Its name. Untrusted text.
    pub name: Option<String>,
    /// Its state.
    pub state: AccountState,
    /// The ids above it, root first, where the account names its path.
    pub ancestors: Known<Vec<String>>,
}

impl Organizations {
    /// Lists every account of the organization. A page may be empty and not the last. A list that cannot be read to its
    /// end, or names an account in a way that makes no sense, is an error: nobody could tell which accounts it hides.
    ///
    /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html>
    pub async fn accounts(&self) -> Result<BTreeMap<AccountId, ListedAccount>, AwsError> {
        const OPERATION: &str = "ListAccounts";
        let accounts = pages(OPERATION, |marker| async move {
            // Thousands of accounts make hundreds of pages, and the limit is eight a second.
            let answer = self
                .patience
                .while_refused(&[ErrorClass::Throttled], || async {
                    let answer = self.client.list_accounts().set_next_token(marker.clone()).send().await;
                    answer.map_err(|error| AwsError::from_sdk(OPERATION, &error))
                })
                .await?;
            page(OPERATION, answer.accounts, answer.next_token)
        })
        .await?;
        if accounts.is_empty() {
            return Err(AwsError::malformed(OPERATION, "the organization lists no account at all"));
        }
        by_id(OPERATION, &accounts)
    }
}

/// A page of an Organizations list. Only a page that is empty and not the last may come without its list.
pub(super) fn page<T>(
    operation: &'static str,
    items: Option<Vec<T>>,
    next: Option<String>,
) -> Result<Page<T>, AwsError> {
    let next = next.filter(|token| !token.is_empty());
    match (items, next) {
        (None, None) => Err(AwsError::malformed(operation, "the answer has no list")),
        (items, next) => Ok(Page { items: items.unwrap_or_default(), next }),
    }
}

/// An account may come on two pages where the list changed in between. What then is said of it differently is not known.
fn by_id(
    operation: &'static str,
    accounts: &[Account],
) -> Result<BTreeMap<AccountId, ListedAccount>, AwsError> {
    let mut all = BTreeMap::new();
    for account in accounts {
        let account = listed(operation, account)?;
        let before = all.insert(account.id.clone(), account.clone());
        if before.is_some_and(|before| before != account) {
            let message = format!("two pages say different things about account {}", account.id);
            return Err(AwsError::malformed(operation, message));
        }
    }
    Ok(all)
}

fn listed(operation: &'static str, account: &Account) -> Result<ListedAccount, AwsError> {
    let id = account.id().unwrap_or_default();
    let id: AccountId = id
        .parse()
        .map_err(|_| AwsError::malformed(operation, format!("`{}` is no account", printable(id))))?;
    Ok(ListedAccount {
        name: account.name().map(ToOwned::to_owned),
        state: state(account),
        ancestors: ancestors(&id, account.paths()),
        id,
    })
}

/// `State` first; `Status` was announced to go on 2026-09-09 and is the fallback. An account with neither is no reason to
/// pass it over.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html>
fn state(account: &Account) -> AccountState {
    let state = account.state().map(|state| state.as_str());
    let word = state.or_else(|| account.status().map(|status| status.as_str()));
    match word {
        Some("ACTIVE") => AccountState::Active,
        Some("SUSPENDED") => AccountState::Suspended,
        Some("PENDING_ACTIVATION") => AccountState::PendingActivation,
        Some("PENDING_CLOSURE") => AccountState::PendingClosure,
        Some("CLOSED") => AccountState::Closed,
        Some(other) => AccountState::Unknown(printable(other)),
        None => AccountState::Unknown("neither State nor Status".to_owned()),
    }
}

/// `o-…/r-…/ou-…/ACCOUNT/` holds the ids above an account; `Paths` came in 2026 and may be absent.
fn ancestors(id: &AccountId, paths: &[String]) -> Known<Vec<String>> {
    let above = |path: &String| {
        let places: Vec<&str> = path.split('/').filter(|place| !place.is_empty()).collect();
        match places.as_slice() {
            [organization, above @ .., account]
                if organization.starts_with("o-") && !above.is_empty() && *account == id.as_str() =>
            {
                Some(above.iter().map(|place| printable(place)).collect())
            }
            _ => None,
        }
    };
    let mut known: Vec<Vec<String>> = paths.iter().filter_map(above).collect();
    known.dedup();
    let count = known.len();
    match (known.pop(), count) {
        (Some(above), 1) => Known::Known(above),
        (Some(_), _) => {
            Known::Unknown("the organization's list of accounts names several paths for it".to_owned())
        }
        (None, _) => Known::Unknown("the organization's list of accounts names no path for it".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_organizations::types::{AccountState as Listed, AccountStatus};

    fn account() -> aws_sdk_organizations::types::builders::AccountBuilder {
        Account::builder().id("123456789012").name("Lab")
    }

    #[test]
    fn state_wins_over_status_and_neither_is_unknown() {
        let both = account().state(Listed::Closed).status(AccountStatus::Active).build();
        assert_eq!(state(&both), AccountState::Closed);
        assert_eq!(state(&account().status(AccountStatus::Active).build()), AccountState::Active);
        assert_eq!(state(&account().build()), AccountState::Unknown("neither State nor Status".to_owned()));
        let new = account().state(Listed::from("FROZEN")).status(AccountStatus::Active).build();
        assert_eq!(state(&new), AccountState::Unknown("FROZEN".to_owned()));
    }

    #[test]
    fn a_path_that_does_not_lead_to_the_account_is_none() {
        let id: AccountId = "123456789012".parse().unwrap();
        let of = |path: &str| ancestors(&id, &[path.to_owned()]);
        let expected = vec!["r-a1b2".to_owned(), "ou-a1b2-c3d4e5f6".to_owned()];
        assert_eq!(of("o-abcd/r-a1b2/ou-a1b2-c3d4e5f6/123456789012/"), Known::Known(expected));
        for path in ["", "/", "o-abcd/123456789012/", "o-abcd/r-a1b2/999999999999/", "r-a1b2/123456789012/"] {
            assert!(matches!(of(path), Known::Unknown(_)), "{path}");
        }
        assert!(matches!(ancestors(&id, &[]), Known::Unknown(_)));
    }

    #[test]
    fn an_account_at_two_places_or_in_two_states_is_at_no_known_one() {
        let id: AccountId = "123456789012".parse().unwrap();
        let path = |unit: &str| format!("o-abcd/r-a1b2/{unit}/123456789012/");
        let one = path("ou-a1b2-c3d4e5f6");
        assert!(matches!(ancestors(&id, &[one.clone(), path("ou-a1b2-99999999")]), Known::Unknown(_)));
        assert!(matches!(ancestors(&id, &[one.clone(), one]), Known::Known(_)));
        let (active, closed) =
            (account().state(Listed::Active).build(), account().state(Listed::Closed).build());
        assert_eq!(by_id("ListAccounts", &[active.clone(), active.clone()]).unwrap().len(), 1);
        assert_eq!(by_id("ListAccounts", &[active, closed]).unwrap_err().class, ErrorClass::Malformed);
    }

    #[test]
    fn an_account_without_a_readable_id_spoils_the_list() {
        let error = listed("ListAccounts", &Account::builder().id("12").build()).unwrap_err();
        assert_eq!(error.class, ErrorClass::Malformed);
    }

    #[test]
    fn a_page_without_its_list_is_believed_only_where_more_follows() {
        assert!(page::<u8>("ListAccounts", None, None).is_err());
        assert!(page::<u8>("ListAccounts", None, Some(String::new())).is_err());
        let empty = page::<u8>("ListAccounts", None, Some("more".to_owned())).unwrap();
        assert_eq!((empty.items.len(), empty.next.as_deref()), (0, Some("more")));
        assert!(page("ListAccounts", Some(vec![1]), None).unwrap().next.is_none());
    }
}
