//! The credential report: asked for, waited for, read.
//!
//! IAM makes one at most every four hours, so its age belongs to what it says.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::{CredentialReport, ReportRow};
use crate::aws::answer::instant;
use crate::aws::{AwsError, ErrorClass};
use crate::domain::{AccountId, Arn, printable};

use super::Iam;

/// A credential report, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredReport {
    /// The report.
    pub report: CredentialReport,
    /// The accounts that the ARNs of its rows name. It has a row for the account's root user, also where there is no
    /// other user.
    pub accounts: BTreeSet<AccountId>,
}

const OPERATION: &str = "GetCredentialReport";

impl Iam {
    /// Asks for a report, waits until it is made, and reads it. The wait is bounded.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
    pub async fn credential_report(&self) -> Result<AnsweredReport, AwsError> {
        const REQUEST: &str = "GenerateCredentialReport";
        let started = self.client.generate_credential_report().send().await;
        let started = started.map_err(|error| AwsError::from_sdk(REQUEST, &error))?;
        if started.state().is_none() {
            return Err(AwsError::malformed(REQUEST, "the answer does not say how far the report is"));
        }
        // In the making, or not seen yet by the server that answers.
        let not_ready = [ErrorClass::Conflict, ErrorClass::NotFound];
        let answer = self
            .patience
            .twice()
            .while_refused(&not_ready, || async {
                let answer = self.client.get_credential_report().send().await;
                answer.map_err(|error| AwsError::from_sdk(OPERATION, &error))
            })
            .await?;
        let made = answer.generated_time().and_then(instant);
        let generated_at =
            made.ok_or_else(|| AwsError::malformed(OPERATION, "the report does not say when it was made"))?;
        let content =
            answer.content().ok_or_else(|| AwsError::malformed(OPERATION, "the answer holds no report"))?;
        let (rows, accounts) = rows(content.as_ref())?;
        Ok(AnsweredReport { report: CredentialReport { generated_at, rows }, accounts })
    }
}

/// The rows of the users, by name, and the accounts they name; the columns are found by their names, because AWS has added columns before.
fn rows(content: &[u8]) -> Result<(BTreeMap<String, ReportRow>, BTreeSet<AccountId>), AwsError> {
    let unreadable = |problem: &str| AwsError::malformed(OPERATION, format!("the report {problem}"));
    let mut reader = csv::Reader::from_reader(content);
    let header = reader.headers().map_err(|_| unreadable("is no CSV"))?.clone();
    let column = |name: &str| {
        let mut places = header.iter().enumerate().filter(|(_, column)| *column == name);
        match (places.next(), places.next()) {
            (Some((place, _)), None) => Ok(place),
            (None, _) => Err(unreadable(&format!("has no column `{name}`"))),
            (Some(_), Some(_)) => Err(unreadable(&format!("has two columns `{name}`"))),
        }
    };
    let user = column("user")?;
    let (password, first, second) =
        (column("password_enabled")?, column("access_key_1_active")?, column("access_key_2_active")?);
    let arn = column("arn")?;
    let (mut rows, mut accounts) = (BTreeMap::new(), BTreeSet::new());
    for record in reader.records() {
        let record = record.map_err(|_| unreadable("has a line that is no row"))?;
        let flag = |place| record.get(place).and_then(flag);
        let row = ReportRow {
            password_enabled: flag(password),
            access_key_1_active: flag(first),
            access_key_2_active: flag(second),
        };
        let name = record.get(user).filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| unreadable("has a row without a user"))?;
        let arn = record.get(arn).and_then(|arn| arn.parse::<Arn>().ok());
        accounts.extend(arn.and_then(|arn| arn.account()));
        if rows.insert(name.to_owned(), row).is_some() {
            return Err(unreadable(&format!("has two rows of user `{}`", printable(name))));
        }
    }
    Ok((rows, accounts))
}

/// `not_supported`, `N/A`, `no_information` and the like are neither.
fn flag(text: &str) -> Option<bool> {
    match text {
        "true" | "TRUE" => Some(true),
        "false" | "FALSE" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEADER: &str = "user,arn,password_enabled,access_key_1_active,access_key_2_active,cert_1_active";

    #[test]
    fn a_row_says_true_false_or_neither() {
        let text = format!(
            "{HEADER}\n<root_account>,arn:aws:iam::123456789012:root,not_supported,false,false,false\nanna,y,true,true,N/A,false"
        );
        let (rows, accounts) = rows(text.as_bytes()).unwrap();
        assert_eq!(accounts, BTreeSet::from(["123456789012".parse().unwrap()]));
        assert_eq!(rows["<root_account>"].password_enabled, None);
        let anna = rows["anna"];
        assert_eq!(
            (anna.password_enabled, anna.access_key_1_active, anna.access_key_2_active),
            (Some(true), Some(true), None)
        );
    }

    #[test]
    fn columns_are_found_by_name() {
        let text = "access_key_2_active,new_column,user,password_enabled,access_key_1_active,arn\n\
                    true,?,anna,false,false,-";
        assert_eq!(rows(text.as_bytes()).unwrap().0["anna"].access_key_2_active, Some(true));
    }

    #[test]
    fn a_report_that_lacks_a_column_or_a_field_is_not_believed() {
        for text in [
            String::new(),
            "user,arn,password_enabled,access_key_1_active\nanna,x,true,true".to_owned(),
            format!("{HEADER}\nanna,x,true"),
            format!("{HEADER}\n,x,true,true,true,false"),
            format!("{HEADER}\nanna,x,true,true,true,false\nanna,x,false,false,false,false"),
            format!("{HEADER},access_key_1_active\nanna,x,true,true,true,false,false"),
        ] {
            assert_eq!(rows(text.as_bytes()).unwrap_err().class, ErrorClass::Malformed, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_report_is_too_strange_to_refuse(content in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = rows(&content);
        }
    }
}
