//! The credential report: asked for, waited for, fetched
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>).
//!
//! It has 22 columns, and none of them is about service-specific credentials.

use std::fmt::Write as _;

use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};

use crate::sandbox::operation::Context;
use crate::sandbox::state::{
    AccessKey, Account, CredentialReport, ReportProgress, SigningCertificate, Switch, User,
};
use crate::sandbox::wire::{AwsError, Parameters, Xml};

/// A report is kept for four hours; within them, no new one is made.
const KEPT: SignedDuration = SignedDuration::from_hours(4);

const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,\
cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

pub(super) fn generate_credential_report(
    account: &mut Account,
    context: &Context,
    _: &Parameters,
) -> Result<Xml, AwsError> {
    let mut xml = Xml::new();
    match &mut account.credential_report {
        CredentialReport::Requested { generated, progress, .. } if context.now < *generated + KEPT => {
            *progress = ReportProgress::Complete;
            xml.leaf("State", "COMPLETE");
        }
        CredentialReport::Absent | CredentialReport::Requested { .. } => {
            let content = write(account, context.now);
            let progress = ReportProgress::Started;
            account.credential_report =
                CredentialReport::Requested { generated: context.now, content, progress };
            xml.leaf("State", "STARTED")
                .leaf("Description", "No report exists. Starting a new report generation task");
        }
    }
    Ok(xml)
}

pub(super) fn get_credential_report(
    account: &mut Account,
    context: &Context,
    _: &Parameters,
) -> Result<Xml, AwsError> {
    let CredentialReport::Requested { generated, content, progress } = &mut account.credential_report else {
        return Err(AwsError::new(410, "ReportNotPresent", "No report exists for the account."));
    };
    if *generated + KEPT <= context.now {
        return Err(AwsError::new(410, "ReportExpired", "The report has expired. Generate a new one."));
    }
    if *progress == ReportProgress::Started {
        // Asking once more finds it complete: time passes in requests here, because the clock may stand still.
        *progress = ReportProgress::Complete;
        return Err(AwsError::new(404, "ReportInProgress", "Report is in progress.").keeping_changes());
    }
    let mut xml = Xml::new();
    xml.leaf("Content", BASE64.encode(content.as_bytes()))
        .leaf("ReportFormat", "text/csv")
        .leaf("GeneratedTime", *generated);
    Ok(xml)
}

fn write(account: &Account, now: Timestamp) -> String {
    let root_created = account.users.values().map(|user| user.created).min().unwrap_or(now);
    let mut report = String::from(HEADER);
    let _ = write!(
        report,
        "\n<root_account>,arn:aws:iam::{}:root,{},not_supported,no_information,not_supported,not_supported,true{}",
        account.id,
        time(root_created),
        ",false,N/A,N/A,N/A,N/A".repeat(2) + &",false,N/A".repeat(2)
    );
    for user in account.users.values() {
        write_user(&mut report, user, account);
    }
    report
}

fn write_user(report: &mut String, user: &User, account: &Account) {
    let password = match &user.login_profile {
        None => "false,N/A,N/A,N/A".to_owned(),
        Some(profile) => {
            let used = profile.last_used.map_or_else(|| "no_information".to_owned(), time);
            format!("true,{used},{},N/A", time(profile.created))
        }
    };
    let _ = write!(
        report,
        "\n{},{},{},{password},{}",
        user.name,
        user.arn(&account.id),
        time(user.created),
        !user.mfa_devices.is_empty()
    );
    for number in 0..2 {
        match user.access_keys.get(number) {
            None => report.push_str(",false,N/A,N/A,N/A,N/A"),
            Some(AccessKey { status, created, .. }) => {
                let _ = write!(report, ",{},{},N/A,N/A,N/A", *status == Switch::Active, time(*created));
            }
        }
    }
    for number in 0..2 {
        match user.signing_certificates.get(number) {
            None => report.push_str(",false,N/A"),
            Some(SigningCertificate { status, uploaded, .. }) => {
                let _ = write!(report, ",{},{}", *status == Switch::Active, time(*uploaded));
            }
        }
    }
}

/// Times in the report end in an offset, not in `Z`.
fn time(timestamp: Timestamp) -> String {
    timestamp.to_string().replace('Z', "+00:00")
}
