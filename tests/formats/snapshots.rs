//! What the formats for people and dashboards look like, and JSON.

use bedrock_keys::audit::Report;
use bedrock_keys::render::audit::{Format, render};
use insta::assert_snapshot;

use super::sample::{blind, cards, clean, typical};

/// The report in a format, without the program's version.
pub(super) fn shown(format: Format, report: &Report) -> String {
    let text = render(format, report, &cards(), Some(80));
    anstream::adapter::strip_str(&text)
        .to_string()
        .replace(env!("CARGO_PKG_VERSION"), "VERSION")
        .replace('\r', "")
}

#[test]
fn a_table_says_first_what_was_not_read() {
    let text = shown(Format::Table, &typical());
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_snapshot!(text, @"
    Incomplete: 1 of 4 accounts not audited and 1 read only in part, 1 check not
    concluded (1 account out of scope). What follows is not all there is.
    4 findings: 1 critical, 1 high, 1 low, 1 info; 1 more is waived.
    organization o-example123, read 2026-11-23 15:00 UTC

    ACCOUNT                  COVERAGE        WHY
    111111111113 data-prod   partly audited  credential report: access denied
    111111111114 sandbox-eu  not audited     access denied: sts:AssumeRole

    NOT CONCLUDED             WHY
      ACCOUNT
    user-has-access-keys      the credential report was not read: access denied
      111111111113 data-prod

    CRITICAL  user-overprivileged, A key user that may do more than inference (1
    finding)
    ACCOUNT                    WHAT
      ABOUT                      DO
    111111111112 ml-prod       bedrock-key-0003 may do everything in the account
      bedrock-key-0003         (`AdministratorAccess`)
      vision-team@example.com    bedrock-keys keys revoke ACCAEXAMPLE0000000001

    HIGH  key-never-expires, A key without an end (1 finding)
    ACCOUNT                                   WHAT
      ABOUT                                     DO
    111111111111 management                   the key has no expiry date
      bedrock-key-0001 ACCAEXAMPLE0000000001    bedrock-keys keys revoke
                                                ACCAEXAMPLE0000000001

    LOW  key-expiring, A key that ends soon (1 finding)
    ACCOUNT                                   WHAT
      ABOUT                                     DO
    111111111112 ml-prod                      the key ends in 6 days
      bedrock-key-0002 ACCAEXAMPLE0000000002    bedrock-keys keys revoke
                                                ACCAEXAMPLE0000000001

    INFO  user-orphaned, A generated user without a key (1 finding)
    ACCOUNT               WHAT
      ABOUT                 DO
    111111111112 ml-prod  the user has no key left
      bedrock-key-0009      bedrock-keys keys revoke ACCAEXAMPLE0000000001

    WAIVED                                    BECAUSE
      ACCOUNT
      ABOUT
    key-never-expires (high)                  partner integration, replaced in
      111111111112 ml-prod                    January (SEC-1234)
      bedrock-key-0003 ACCAEXAMPLE0000000003
    ");
}

#[test]
fn an_empty_table_says_how_much_that_is_worth() {
    assert_snapshot!(shown(Format::Table, &clean()), @r#"
    Complete: all 2 accounts were read in full.
    Nothing to report about 2 keys.
    organization o-example123, read 2026-11-23 15:00 UTC
    "#);
    assert_snapshot!(shown(Format::Table, &blind()), @r#"
    Incomplete: 2 of 2 accounts not audited. What follows is not all there is.
    Nothing was found in what was read, which says nothing about the rest.
    organization o-example123, read 2026-11-23 15:00 UTC

    ACCOUNT                  COVERAGE     WHY
    111111111111 management  not audited  access denied: sts:AssumeRole
    111111111112 ml-prod     not audited  access denied: sts:AssumeRole
    "#);
    let mut nothing = blind();
    nothing.coverage.clear();
    assert_snapshot!(shown(Format::Table, &nothing), @r#"
    Incomplete: no account was audited.
    Nothing was found in what was read, which says nothing about the rest.
    organization o-example123, read 2026-11-23 15:00 UTC
    No account was to be read, so that none was audited.
    "#);
}

#[test]
fn json_has_everything() {
    assert_snapshot!(shown(Format::Json, &typical()), @r#"
    {
      "schema_version": 1,
      "tool": {
        "name": "bedrock-keys",
        "version": "VERSION"
      },
      "at": "2026-11-23T15:00:00Z",
      "taken_at": "2026-11-23T15:00:00Z",
      "scope": {
        "kind": "organization",
        "id": "o-example123"
      },
      "part": "whole",
      "silenced": [],
      "credential_reports_since": null,
      "complete": false,
      "summary": {
        "accounts": {
          "audited": 2,
          "partly": 1,
          "not_audited": 1,
          "out_of_scope": 1
        },
        "findings": {
          "critical": 1,
          "high": 1,
          "medium": 0,
          "low": 1,
          "info": 1,
          "waived": 1
        },
        "not_concluded": 1,
        "keys": 7
      },
      "accounts": [
        {
          "id": "111111111111",
          "name": "management",
          "state": "active",
          "place": "management",
          "ancestors": [
            "r-ab12"
          ],
          "coverage": "audited",
          "reasons": [],
          "keys": 2
        },
        {
          "id": "111111111112",
          "name": "ml-prod",
          "state": "active",
          "place": "member",
          "ancestors": [
            "r-ab12",
            "ou-ab12-prod0001"
          ],
          "coverage": "audited",
          "reasons": [],
          "keys": 2
        },
        {
          "id": "111111111113",
          "name": "data-prod",
          "state": "active",
          "place": "member",
          "ancestors": [
            "r-ab12",
            "ou-ab12-prod0001"
          ],
          "coverage": "partly",
          "reasons": [
            "credential report: access denied"
          ],
          "keys": null
        },
        {
          "id": "111111111114",
          "name": "sandbox-eu",
          "state": "active",
          "place": "member",
          "ancestors": [
            "r-ab12",
            "ou-ab12-sand0001",
            "ou-ab12-team0001"
          ],
          "coverage": "not-audited",
          "reasons": [
            "access denied: sts:AssumeRole"
          ],
          "keys": null
        },
        {
          "id": "111111111115",
          "name": "old-trial",
          "state": "suspended",
          "place": "member",
          "ancestors": [
            "r-ab12",
            "ou-ab12-sand0001",
            "ou-ab12-team0001"
          ],
          "coverage": "out-of-scope",
          "reasons": [
            "the account is suspended"
          ],
          "keys": null
        }
      ],
      "findings": [
        {
          "fingerprint": "bdb55ec9dccf06dc07c1e63362d78341",
          "rule": "user-overprivileged",
          "severity": "critical",
          "account": "111111111112",
          "subject": "user",
          "user": "bedrock-key-0003",
          "key": null,
          "owner": "vision-team@example.com",
          "message": "bedrock-key-0003 may do everything in the account (`AdministratorAccess`)",
          "remediation": "bedrock-keys keys revoke ACCAEXAMPLE0000000001",
          "waived": null
        },
        {
          "fingerprint": "90dfa5894b953b1088039255d8c139f3",
          "rule": "key-never-expires",
          "severity": "high",
          "account": "111111111111",
          "subject": "key",
          "user": "bedrock-key-0001",
          "key": "ACCAEXAMPLE0000000001",
          "owner": null,
          "message": "the key has no expiry date",
          "remediation": "bedrock-keys keys revoke ACCAEXAMPLE0000000001",
          "waived": null
        },
        {
          "fingerprint": "a5bb5a851297b08ce1b65dbcb5d16992",
          "rule": "key-never-expires",
          "severity": "high",
          "account": "111111111112",
          "subject": "key",
          "user": "bedrock-key-0003",
          "key": "ACCAEXAMPLE0000000003",
          "owner": "alice@example.com",
          "message": "the key has no expiry date",
          "remediation": "bedrock-keys keys revoke ACCAEXAMPLE0000000001",
          "waived": "partner integration, replaced in January (SEC-1234)"
        },
        {
          "fingerprint": "0a6b500b3515cc7174419d2901120ff6",
          "rule": "key-expiring",
          "severity": "low",
          "account": "111111111112",
          "subject": "key",
          "user": "bedrock-key-0002",
          "key": "ACCAEXAMPLE0000000002",
          "owner": null,
          "message": "the key ends in 6 days",
          "remediation": "bedrock-keys keys revoke ACCAEXAMPLE0000000001",
          "waived": null
        },
        {
          "fingerprint": "6d2d91e45bf438fd8e0e0f1a43aa0d7b",
          "rule": "user-orphaned",
          "severity": "info",
          "account": "111111111112",
          "subject": "user",
          "user": "bedrock-key-0009",
          "key": null,
          "owner": null,
          "message": "the user has no key left",
          "remediation": "bedrock-keys keys revoke ACCAEXAMPLE0000000001",
          "waived": null
        }
      ],
      "not_concluded": [
        {
          "rule": "user-has-access-keys",
          "account": "111111111113",
          "why": "the credential report was not read: access denied"
        }
      ],
      "keys": [
        {
          "id": "ACCAEXAMPLE0000000001",
          "account": "111111111111",
          "user": "bedrock-key-0001",
          "owner": null,
          "status": "active",
          "created": "2026-09-24T15:00:00Z",
          "expires": null,
          "days_left": null
        },
        {
          "id": "ACCAEXAMPLE0000000002",
          "account": "111111111112",
          "user": "bedrock-key-0002",
          "owner": "bob@example.com",
          "status": "active",
          "created": "2026-09-24T15:00:00Z",
          "expires": "2026-11-29T15:00:00Z",
          "days_left": 6
        },
        {
          "id": "ACCAEXAMPLE0000000003",
          "account": "111111111112",
          "user": "bedrock-key-0003",
          "owner": "alice@example.com",
          "status": "active",
          "created": "2026-09-24T15:00:00Z",
          "expires": null,
          "days_left": null
        },
        {
          "id": "ACCAEXAMPLE0000000004",
          "account": "111111111112",
          "user": "bedrock-key-0004",
          "owner": "vision-team@example.com",
          "status": "inactive",
          "created": "2026-09-24T15:00:00Z",
          "expires": "2026-12-26T15:00:00Z",
          "days_left": 33
        },
        {
          "id": "ACCAEXAMPLE0000000005",
          "account": "111111111112",
          "user": "bedrock-key-0005",
          "owner": "vision-team@example.com",
          "status": "active",
          "created": "2026-09-24T15:00:00Z",
          "expires": "2026-12-28T15:00:00Z",
          "days_left": 35
        },
        {
          "id": "ACCAEXAMPLE0000000006",
          "account": "111111111113",
          "user": "bedrock-key-0006",
          "owner": "batch@example.com",
          "status": "active",
          "created": "2026-09-24T15:00:00Z",
          "expires": "2027-02-11T15:00:00Z",
          "days_left": 80
        },
        {
          "id": "ACCAEXAMPLE0000000007",
          "account": "111111111113",
          "user": "bedrock-key-0007",
          "owner": "carol@example.com",
          "status": "expired",
          "created": "2026-09-24T15:00:00Z",
          "expires": "2026-11-20T15:00:00Z",
          "days_left": -3
        }
      ]
    }
    "#);
}

#[test]
fn markdown_folds_what_can_wait() {
    assert_snapshot!(shown(Format::Markdown, &typical()), @r#"
    ## ⚠️ Bedrock API keys: organization o-example123

    **Incomplete: 1 of 4 accounts not audited and 1 read only in part, 1 check not concluded (1 account out of scope). What follows is not all there is.**

    4 findings: 1 critical, 1 high, 1 low, 1 info; 1 more is waived.

    <details open><summary>Not read</summary>

    | account | what | why |
    | --- | --- | --- |
    | 111111111113 data-prod | partly audited | credential report: access denied |
    | 111111111114 sandbox-eu | not audited | access denied: sts:AssumeRole |
    | 111111111113 data-prod | not concluded: user-has-access-keys | the credential report was not read: access denied |

    </details>

    <details open><summary>critical · user-overprivileged: A key user that may do more than inference (1 finding)</summary>

    | account | about | what | do |
    | --- | --- | --- | --- |
    | 111111111112 ml-prod | bedrock-key-0003<br>vision-team&#64;example.com | bedrock-key-0003 may do everything in the account (&#96;AdministratorAccess&#96;) | <code>bedrock-keys keys revoke ACCAEXAMPLE0000000001</code> |

    </details>

    <details open><summary>high · key-never-expires: A key without an end (1 finding)</summary>

    | account | about | what | do |
    | --- | --- | --- | --- |
    | 111111111111 management | bedrock-key-0001 ACCAEXAMPLE0000000001 | the key has no expiry date | <code>bedrock-keys keys revoke ACCAEXAMPLE0000000001</code> |

    </details>

    <details><summary>low · key-expiring: A key that ends soon (1 finding)</summary>

    | account | about | what | do |
    | --- | --- | --- | --- |
    | 111111111112 ml-prod | bedrock-key-0002 ACCAEXAMPLE0000000002 | the key ends in 6 days | <code>bedrock-keys keys revoke ACCAEXAMPLE0000000001</code> |

    </details>

    <details><summary>info · user-orphaned: A generated user without a key (1 finding)</summary>

    | account | about | what | do |
    | --- | --- | --- | --- |
    | 111111111112 ml-prod | bedrock-key-0009 | the user has no key left | <code>bedrock-keys keys revoke ACCAEXAMPLE0000000001</code> |

    </details>

    <details><summary>1 finding waived</summary>

    | rule | account | about | because |
    | --- | --- | --- | --- |
    | key-never-expires | 111111111112 ml-prod | bedrock-key-0003 ACCAEXAMPLE0000000003 | partner integration, replaced in January (SEC-1234) |

    </details>

    <sub>read 2026-11-23 15:00 UTC by bedrock-keys VERSION</sub>
    "#);
}

#[test]
fn prometheus_has_gauges() {
    assert_snapshot!(shown(Format::Prometheus, &typical()), @r#"
    # HELP bedrock_keys_audit_complete Whether everything in scope was read (1) or not (0).
    # TYPE bedrock_keys_audit_complete gauge
    bedrock_keys_audit_complete 0
    # HELP bedrock_keys_audit_timestamp_seconds When the snapshot was taken.
    # TYPE bedrock_keys_audit_timestamp_seconds gauge
    bedrock_keys_audit_timestamp_seconds 1795446000
    # HELP bedrock_keys_accounts Accounts by how much of them was read.
    # TYPE bedrock_keys_accounts gauge
    bedrock_keys_accounts{coverage="audited"} 2
    bedrock_keys_accounts{coverage="partly"} 1
    bedrock_keys_accounts{coverage="not-audited"} 1
    bedrock_keys_accounts{coverage="out-of-scope"} 1
    # HELP bedrock_keys_audit_part Which part of the account or organization the audit is of.
    # TYPE bedrock_keys_audit_part gauge
    bedrock_keys_audit_part{part="whole"} 1
    # HELP bedrock_keys_rules_silenced Rules that the configuration turned off or made less severe.
    # TYPE bedrock_keys_rules_silenced gauge
    # HELP bedrock_keys_checks_not_concluded Checks that could not conclude, by rule.
    # TYPE bedrock_keys_checks_not_concluded gauge
    bedrock_keys_checks_not_concluded{rule="user-has-access-keys"} 1
    # HELP bedrock_keys_findings Findings that no waiver covers, by rule and severity.
    # TYPE bedrock_keys_findings gauge
    bedrock_keys_findings{rule="key-expiring",severity="low"} 1
    bedrock_keys_findings{rule="key-never-expires",severity="high"} 1
    bedrock_keys_findings{rule="user-orphaned",severity="info"} 1
    bedrock_keys_findings{rule="user-overprivileged",severity="critical"} 1
    # HELP bedrock_keys_findings_waived Findings that a waiver covers, by rule and severity.
    # TYPE bedrock_keys_findings_waived gauge
    bedrock_keys_findings_waived{rule="key-never-expires",severity="high"} 1
    # HELP bedrock_keys_keys Keys by account and status.
    # TYPE bedrock_keys_keys gauge
    bedrock_keys_keys{account="111111111111",status="active"} 1
    bedrock_keys_keys{account="111111111111",status="inactive"} 0
    bedrock_keys_keys{account="111111111111",status="expired"} 0
    bedrock_keys_keys{account="111111111111",status="unknown"} 0
    bedrock_keys_keys{account="111111111112",status="active"} 3
    bedrock_keys_keys{account="111111111112",status="inactive"} 1
    bedrock_keys_keys{account="111111111112",status="expired"} 0
    bedrock_keys_keys{account="111111111112",status="unknown"} 0
    bedrock_keys_keys{account="111111111113",status="active"} 1
    bedrock_keys_keys{account="111111111113",status="expired"} 1
    # HELP bedrock_keys_keys_never_expiring Keys without an expiry date, by account.
    # TYPE bedrock_keys_keys_never_expiring gauge
    bedrock_keys_keys_never_expiring{account="111111111111"} 1
    bedrock_keys_keys_never_expiring{account="111111111112"} 1
    bedrock_keys_keys_never_expiring{account="111111111113"} 0
    # HELP bedrock_keys_key_expiry_timestamp_seconds When a key that has not ended yet ends.
    # TYPE bedrock_keys_key_expiry_timestamp_seconds gauge
    bedrock_keys_key_expiry_timestamp_seconds{account="111111111112",user="bedrock-key-0002",key="ACCAEXAMPLE0000000002"} 1795964400
    bedrock_keys_key_expiry_timestamp_seconds{account="111111111112",user="bedrock-key-0004",key="ACCAEXAMPLE0000000004"} 1798297200
    bedrock_keys_key_expiry_timestamp_seconds{account="111111111112",user="bedrock-key-0005",key="ACCAEXAMPLE0000000005"} 1798470000
    bedrock_keys_key_expiry_timestamp_seconds{account="111111111113",user="bedrock-key-0006",key="ACCAEXAMPLE0000000006"} 1802358000
    # HELP bedrock_keys_key_expiry_left_out Keys that end and are too many to have a series of their own.
    # TYPE bedrock_keys_key_expiry_left_out gauge
    bedrock_keys_key_expiry_left_out 0
    "#);
}

#[test]
fn ical_has_a_day_for_each_key_that_will_end() {
    assert_snapshot!(shown(Format::Ical, &typical()), @r#"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//bedrock-keys//audit VERSION//EN
    CALSCALE:GREGORIAN
    X-WR-CALNAME:Bedrock keys of organization o-example123
    X-WR-CALDESC:Incomplete: 1 of 4 accounts not audited and 1 read only in par
     t\, 1 check not concluded (1 account out of scope). What follows is not al
     l there is.
    BEGIN:VEVENT
    UID:audit-incomplete@bedrock-keys
    DTSTAMP:20261123T150000Z
    DTSTART;VALUE=DATE:20261123
    DTEND;VALUE=DATE:20261124
    SUMMARY:Bedrock key audit incomplete: this calendar may lack keys
    DESCRIPTION:Incomplete: 1 of 4 accounts not audited and 1 read only in part
     \, 1 check not concluded (1 account out of scope). What follows is not all
      there is.
    TRANSP:TRANSPARENT
    END:VEVENT
    BEGIN:VEVENT
    UID:ACCAEXAMPLE0000000002-111111111112@bedrock-keys
    DTSTAMP:20261123T150000Z
    DTSTART;VALUE=DATE:20261129
    DTEND;VALUE=DATE:20261130
    SUMMARY:Bedrock key of bob@example.com ends
    DESCRIPTION:ACCAEXAMPLE0000000002 (active) of user bedrock-key-0002 in acco
     unt 111111111112 ml-prod ends at 2026-11-29T15:00:00Z.
    TRANSP:TRANSPARENT
    END:VEVENT
    BEGIN:VEVENT
    UID:ACCAEXAMPLE0000000004-111111111112@bedrock-keys
    DTSTAMP:20261123T150000Z
    DTSTART;VALUE=DATE:20261226
    DTEND;VALUE=DATE:20261227
    SUMMARY:Bedrock key of vision-team@example.com ends
    DESCRIPTION:ACCAEXAMPLE0000000004 (inactive) of user bedrock-key-0004 in ac
     count 111111111112 ml-prod ends at 2026-12-26T15:00:00Z.
    TRANSP:TRANSPARENT
    END:VEVENT
    BEGIN:VEVENT
    UID:ACCAEXAMPLE0000000005-111111111112@bedrock-keys
    DTSTAMP:20261123T150000Z
    DTSTART;VALUE=DATE:20261228
    DTEND;VALUE=DATE:20261229
    SUMMARY:Bedrock key of vision-team@example.com ends
    DESCRIPTION:ACCAEXAMPLE0000000005 (active) of user bedrock-key-0005 in acco
     unt 111111111112 ml-prod ends at 2026-12-28T15:00:00Z.
    TRANSP:TRANSPARENT
    END:VEVENT
    BEGIN:VEVENT
    UID:ACCAEXAMPLE0000000006-111111111113@bedrock-keys
    DTSTAMP:20261123T150000Z
    DTSTART;VALUE=DATE:20270211
    DTEND;VALUE=DATE:20270212
    SUMMARY:Bedrock key of batch@example.com ends
    DESCRIPTION:ACCAEXAMPLE0000000006 (active) of user bedrock-key-0006 in acco
     unt 111111111113 data-prod ends at 2027-02-11T15:00:00Z.
    TRANSP:TRANSPARENT
    END:VEVENT
    END:VCALENDAR
    "#);
}
