//! The credential report.

use super::support::*;

#[tokio::test]
async fn a_report_is_started_then_complete_and_expires_after_four_hours() {
    let scratch = seeded();
    let iam = scratch.iam();
    let absent = iam.get_credential_report().send().await.unwrap_err();
    let absent = refusal(absent);
    assert_eq!((absent.status, absent.code.as_str()), (410, "ReportNotPresent"));
    let state =
        |answer: aws_sdk_iam::operation::generate_credential_report::GenerateCredentialReportOutput| {
            answer.state.unwrap().as_str().to_owned()
        };
    assert_eq!(state(iam.generate_credential_report().send().await.unwrap()), "STARTED");
    let soon = refusal(iam.get_credential_report().send().await.unwrap_err());
    assert_eq!((soon.status, soon.code.as_str()), (404, "ReportInProgress"));
    assert_eq!(state(iam.generate_credential_report().send().await.unwrap()), "COMPLETE");
    let report = iam.get_credential_report().send().await.unwrap();
    let text = String::from_utf8(report.content.unwrap().into_inner()).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(rows.headers().unwrap().len(), 22);
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(&rows[0][0], "<root_account>");
    let row = |name: &str| rows.iter().find(|row| &row[0] == name).unwrap();
    assert_eq!(&row("chatbot-prototype")[8], "true", "access_key_1_active");
    assert_eq!((&row("mara.lind")[3], &row("mara.lind")[7]), ("true", "true"), "password and MFA");
    let later = super::support::iam(&scratch.at("2026-11-23T16:00:00Z"));
    let expired = refusal(later.get_credential_report().send().await.unwrap_err());
    assert_eq!((expired.status, expired.code.as_str()), (410, "ReportExpired"));
    assert_eq!(state(later.generate_credential_report().send().await.unwrap()), "STARTED");
}

#[tokio::test]
async fn a_report_that_is_waited_for_gets_ready() {
    let scratch = seeded();
    let iam = scratch.iam();
    iam.generate_credential_report().send().await.unwrap();
    iam.get_credential_report().send().await.unwrap_err();
    iam.get_credential_report().send().await.unwrap();
}
