//! What each format looks like.

use bedrock_keys::audit::Report;
use bedrock_keys::render::audit::{Format, render};
use insta::assert_snapshot;

use super::sample::{blind, cards, clean, typical};

/// The report in a format, without the program's version.
fn shown(format: Format, report: &Report) -> String {
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
    assert_snapshot!(text, @r#"
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
      bedrock-key-0001 ACCAEXAMPLE0000000001  bedrock-keys keys revoke
                                              ACCAEXAMPLE0000000001

    LOW  key-expiring, A key that ends soon (1 finding)
    ACCOUNT                                   WHAT
      ABOUT                                     DO
    111111111112 ml-prod                      the key ends in 6 days
      bedrock-key-0002 ACCAEXAMPLE0000000002  bedrock-keys keys revoke
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
    "#);
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
fn csv_has_a_row_for_what_is_not_as_it_should_be() {
    assert_snapshot!(shown(Format::Csv, &typical()), @r#"
    kind,severity,rule,account,account_name,subject,user,key,owner,message,remediation,waived
    partly,,,111111111113,data-prod,account,,,,credential report: access denied,,
    not-audited,,,111111111114,sandbox-eu,account,,,,access denied: sts:AssumeRole,,
    not-concluded,,user-has-access-keys,111111111113,data-prod,account,,,,the credential report was not read: access denied,,
    finding,critical,user-overprivileged,111111111112,ml-prod,user,bedrock-key-0003,,vision-team@example.com,bedrock-key-0003 may do everything in the account (`AdministratorAccess`),bedrock-keys keys revoke ACCAEXAMPLE0000000001,
    finding,high,key-never-expires,111111111111,management,key,bedrock-key-0001,ACCAEXAMPLE0000000001,,the key has no expiry date,bedrock-keys keys revoke ACCAEXAMPLE0000000001,
    finding,high,key-never-expires,111111111112,ml-prod,key,bedrock-key-0003,ACCAEXAMPLE0000000003,alice@example.com,the key has no expiry date,bedrock-keys keys revoke ACCAEXAMPLE0000000001,"partner integration, replaced in January (SEC-1234)"
    finding,low,key-expiring,111111111112,ml-prod,key,bedrock-key-0002,ACCAEXAMPLE0000000002,,the key ends in 6 days,bedrock-keys keys revoke ACCAEXAMPLE0000000001,
    finding,info,user-orphaned,111111111112,ml-prod,user,bedrock-key-0009,,,the user has no key left,bedrock-keys keys revoke ACCAEXAMPLE0000000001,
    "#);
}

#[test]
fn sarif_has_results_and_notifications() {
    let mut report = typical();
    report.findings.truncate(3);
    report.findings.remove(0);
    let text =
        render(Format::Sarif, &report, &cards()[..1], None).replace(env!("CARGO_PKG_VERSION"), "VERSION");
    assert_snapshot!(text, @r#"
    {
      "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        {
          "tool": {
            "driver": {
              "name": "bedrock-keys",
              "semanticVersion": "VERSION",
              "rules": [
                {
                  "id": "key-never-expires",
                  "shortDescription": {
                    "text": "A key without an end"
                  },
                  "fullDescription": {
                    "text": "Whoever finds it years later can use it.\nReplace it by a key that ends."
                  },
                  "help": {
                    "text": "Whoever finds it years later can use it.\nReplace it by a key that ends."
                  },
                  "helpUri": "https://example.com/rules#key-never-expires",
                  "defaultConfiguration": {
                    "level": "error"
                  },
                  "properties": {
                    "tags": [
                      "security"
                    ],
                    "precision": "very-high",
                    "security-severity": "8.0"
                  }
                }
              ],
              "notifications": [
                {
                  "id": "account-partly-audited",
                  "shortDescription": {
                    "text": "A part of an account was not read."
                  }
                },
                {
                  "id": "account-not-audited",
                  "shortDescription": {
                    "text": "An account was not read."
                  }
                },
                {
                  "id": "not-concluded",
                  "shortDescription": {
                    "text": "A rule could not conclude, because something was not read."
                  }
                },
                {
                  "id": "no-account-audited",
                  "shortDescription": {
                    "text": "No account was audited."
                  }
                }
              ]
            }
          },
          "invocations": [
            {
              "executionSuccessful": false,
              "startTimeUtc": "2026-11-23T15:00:00Z",
              "endTimeUtc": "2026-11-23T15:00:00Z",
              "toolExecutionNotifications": [
                {
                  "descriptor": {
                    "id": "account-partly-audited"
                  },
                  "level": "error",
                  "message": {
                    "text": "account 111111111113 was partly audited: credential report: access denied"
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "aws/111111111113"
                        },
                        "region": {
                          "startLine": 1
                        }
                      },
                      "logicalLocations": [
                        {
                          "name": "111111111113",
                          "fullyQualifiedName": "aws/111111111113",
                          "kind": "namespace"
                        }
                      ]
                    }
                  ]
                },
                {
                  "descriptor": {
                    "id": "account-not-audited"
                  },
                  "level": "error",
                  "message": {
                    "text": "account 111111111114 was not audited: access denied: sts:AssumeRole"
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "aws/111111111114"
                        },
                        "region": {
                          "startLine": 1
                        }
                      },
                      "logicalLocations": [
                        {
                          "name": "111111111114",
                          "fullyQualifiedName": "aws/111111111114",
                          "kind": "namespace"
                        }
                      ]
                    }
                  ]
                },
                {
                  "descriptor": {
                    "id": "not-concluded"
                  },
                  "associatedRule": {
                    "id": "user-has-access-keys"
                  },
                  "level": "error",
                  "message": {
                    "text": "the credential report was not read: access denied"
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "aws/111111111113"
                        },
                        "region": {
                          "startLine": 1
                        }
                      },
                      "logicalLocations": [
                        {
                          "name": "111111111113",
                          "fullyQualifiedName": "aws/111111111113",
                          "kind": "namespace"
                        }
                      ]
                    }
                  ]
                }
              ]
            }
          ],
          "results": [
            {
              "ruleId": "key-never-expires",
              "ruleIndex": 0,
              "level": "error",
              "message": {
                "text": "the key has no expiry date\nbedrock-keys keys revoke ACCAEXAMPLE0000000001"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "aws/111111111111/users/bedrock-key-0001/keys/ACCAEXAMPLE0000000001"
                    },
                    "region": {
                      "startLine": 1
                    }
                  },
                  "logicalLocations": [
                    {
                      "name": "ACCAEXAMPLE0000000001",
                      "fullyQualifiedName": "aws/111111111111/users/bedrock-key-0001/keys/ACCAEXAMPLE0000000001",
                      "kind": "resource"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "bedrockKeysFinding/v1": "90dfa5894b953b1088039255d8c139f3",
                "primaryLocationLineHash": "90dfa5894b953b1088039255d8c139f3:1"
              },
              "properties": {
                "severity": "high",
                "remediation": "bedrock-keys keys revoke ACCAEXAMPLE0000000001"
              }
            },
            {
              "ruleId": "key-never-expires",
              "ruleIndex": 0,
              "level": "error",
              "message": {
                "text": "the key has no expiry date\nbedrock-keys keys revoke ACCAEXAMPLE0000000001"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "aws/111111111112/users/bedrock-key-0003/keys/ACCAEXAMPLE0000000003"
                    },
                    "region": {
                      "startLine": 1
                    }
                  },
                  "logicalLocations": [
                    {
                      "name": "ACCAEXAMPLE0000000003",
                      "fullyQualifiedName": "aws/111111111112/users/bedrock-key-0003/keys/ACCAEXAMPLE0000000003",
                      "kind": "resource"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "bedrockKeysFinding/v1": "a5bb5a851297b08ce1b65dbcb5d16992",
                "primaryLocationLineHash": "a5bb5a851297b08ce1b65dbcb5d16992:1"
              },
              "suppressions": [
                {
                  "kind": "external",
                  "status": "accepted",
                  "justification": "partner integration, replaced in January (SEC-1234)"
                }
              ],
              "properties": {
                "severity": "high",
                "owner": "alice@example.com",
                "remediation": "bedrock-keys keys revoke ACCAEXAMPLE0000000001"
              }
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn ocsf_has_an_event_a_line() {
    let mut report = typical();
    report.findings.truncate(3);
    report.findings.remove(0);
    assert_snapshot!(shown(Format::Ocsf, &report), @r#"
    {"activity_id":1,"category_uid":2,"class_uid":2003,"type_uid":200301,"time":1795446000000,"severity_id":0,"status_id":1,"message":"partly audited: credential report: access denied","metadata":{"version":"1.5.0","product":{"name":"bedrock-keys","vendor_name":"bedrock-keys","version":"VERSION"},"profiles":["cloud"]},"cloud":{"provider":"AWS","account":{"uid":"111111111113","name":"data-prod","type_id":10}},"compliance":{"control":"account-not-audited","standards":["bedrock-keys audit"],"status_id":2,"status":"Warning"},"finding_info":{"uid":"67f7b7a89311228d6c00e2c95d1e67b5","title":"account-not-audited","desc":"partly audited: credential report: access denied","analytic":{"uid":"account-not-audited","name":"account-not-audited","type_id":1}},"resources":[{"uid":"111111111113","name":"111111111113 data-prod","type":"account"}]}
    {"activity_id":1,"category_uid":2,"class_uid":2003,"type_uid":200301,"time":1795446000000,"severity_id":0,"status_id":1,"message":"not audited: access denied: sts:AssumeRole","metadata":{"version":"1.5.0","product":{"name":"bedrock-keys","vendor_name":"bedrock-keys","version":"VERSION"},"profiles":["cloud"]},"cloud":{"provider":"AWS","account":{"uid":"111111111114","name":"sandbox-eu","type_id":10}},"compliance":{"control":"account-not-audited","standards":["bedrock-keys audit"],"status_id":2,"status":"Warning"},"finding_info":{"uid":"43b1954a9f7b0e7930c37f3a3409af3b","title":"account-not-audited","desc":"not audited: access denied: sts:AssumeRole","analytic":{"uid":"account-not-audited","name":"account-not-audited","type_id":1}},"resources":[{"uid":"111111111114","name":"111111111114 sandbox-eu","type":"account"}]}
    {"activity_id":1,"category_uid":2,"class_uid":2003,"type_uid":200301,"time":1795446000000,"severity_id":0,"status_id":1,"message":"the credential report was not read: access denied","metadata":{"version":"1.5.0","product":{"name":"bedrock-keys","vendor_name":"bedrock-keys","version":"VERSION"},"profiles":["cloud"]},"cloud":{"provider":"AWS","account":{"uid":"111111111113","name":"data-prod","type_id":10}},"compliance":{"control":"user-has-access-keys","standards":["bedrock-keys audit"],"status_id":2,"status":"Warning"},"finding_info":{"uid":"aa7c62a9f65cff154b57588688c12a85","title":"user-has-access-keys","desc":"the credential report was not read: access denied","analytic":{"uid":"user-has-access-keys","name":"user-has-access-keys","type_id":1}},"resources":[{"uid":"111111111113","name":"111111111113 data-prod","type":"account"}]}
    {"activity_id":1,"category_uid":2,"class_uid":2003,"type_uid":200301,"time":1795446000000,"severity_id":4,"status_id":1,"message":"the key has no expiry date","metadata":{"version":"1.5.0","product":{"name":"bedrock-keys","vendor_name":"bedrock-keys","version":"VERSION"},"profiles":["cloud"]},"cloud":{"provider":"AWS","account":{"uid":"111111111111","name":"management","type_id":10}},"compliance":{"control":"key-never-expires","standards":["bedrock-keys audit"],"status_id":3,"status":"Fail"},"finding_info":{"uid":"90dfa5894b953b1088039255d8c139f3","title":"A key without an end","desc":"the key has no expiry date","analytic":{"uid":"key-never-expires","name":"A key without an end","type_id":1}},"resources":[{"uid":"ACCAEXAMPLE0000000001","name":"bedrock-key-0001 ACCAEXAMPLE0000000001","type":"key"}],"remediation":{"desc":"bedrock-keys keys revoke ACCAEXAMPLE0000000001","references":["https://example.com/rules#key-never-expires"]}}
    {"activity_id":1,"category_uid":2,"class_uid":2003,"type_uid":200301,"time":1795446000000,"severity_id":4,"status_id":3,"message":"the key has no expiry date","metadata":{"version":"1.5.0","product":{"name":"bedrock-keys","vendor_name":"bedrock-keys","version":"VERSION"},"profiles":["cloud"]},"cloud":{"provider":"AWS","account":{"uid":"111111111112","name":"ml-prod","type_id":10}},"compliance":{"control":"key-never-expires","standards":["bedrock-keys audit"],"status_id":3,"status":"Fail"},"finding_info":{"uid":"a5bb5a851297b08ce1b65dbcb5d16992","title":"A key without an end","desc":"the key has no expiry date","analytic":{"uid":"key-never-expires","name":"A key without an end","type_id":1}},"resources":[{"uid":"ACCAEXAMPLE0000000003","name":"bedrock-key-0003 ACCAEXAMPLE0000000003","type":"key","owner":{"name":"alice@example.com"}}],"remediation":{"desc":"bedrock-keys keys revoke ACCAEXAMPLE0000000001","references":["https://example.com/rules#key-never-expires"]},"status_detail":"partner integration, replaced in January (SEC-1234)"}
    "#);
}

#[test]
fn junit_has_suites_that_cannot_pass_unread() {
    assert_snapshot!(shown(Format::Junit, &typical()), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="bedrock-keys audit" tests="11" skipped="2" failures="4" errors="3">
        <testsuite name="coverage" tests="5" skipped="1" errors="2" failures="0">
            <testcase name="111111111111 management" classname="coverage"/>
            <testcase name="111111111112 ml-prod" classname="coverage"/>
            <testcase name="111111111113 data-prod" classname="coverage">
                <error message="credential report: access denied" type="partly audited"/>
            </testcase>
            <testcase name="111111111114 sandbox-eu" classname="coverage">
                <error message="access denied: sts:AssumeRole" type="not audited"/>
            </testcase>
            <testcase name="111111111115 old-trial" classname="coverage">
                <skipped message="the account is suspended"/>
            </testcase>
        </testsuite>
        <testsuite name="key-expiring" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="111111111112 ml-prod bedrock-key-0002 ACCAEXAMPLE0000000002" classname="key-expiring">
                <failure message="the key ends in 6 days" type="low">the key ends in 6 days
    bedrock-keys keys revoke ACCAEXAMPLE0000000001</failure>
            </testcase>
        </testsuite>
        <testsuite name="key-never-expires" tests="2" skipped="1" errors="0" failures="1">
            <testcase name="111111111111 management bedrock-key-0001 ACCAEXAMPLE0000000001" classname="key-never-expires">
                <failure message="the key has no expiry date" type="high">the key has no expiry date
    bedrock-keys keys revoke ACCAEXAMPLE0000000001</failure>
            </testcase>
            <testcase name="111111111112 ml-prod bedrock-key-0003 ACCAEXAMPLE0000000003" classname="key-never-expires">
                <skipped message="waived: partner integration, replaced in January (SEC-1234)"/>
            </testcase>
        </testsuite>
        <testsuite name="user-has-access-keys" tests="1" skipped="0" errors="1" failures="0">
            <testcase name="111111111113 data-prod" classname="user-has-access-keys">
                <error message="the credential report was not read: access denied" type="not concluded"/>
            </testcase>
        </testsuite>
        <testsuite name="user-orphaned" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="111111111112 ml-prod bedrock-key-0009" classname="user-orphaned">
                <failure message="the user has no key left" type="info">the user has no key left
    bedrock-keys keys revoke ACCAEXAMPLE0000000001</failure>
            </testcase>
        </testsuite>
        <testsuite name="user-overprivileged" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="111111111112 ml-prod bedrock-key-0003" classname="user-overprivileged">
                <failure message="bedrock-key-0003 may do everything in the account (`AdministratorAccess`)" type="critical">bedrock-key-0003 may do everything in the account (`AdministratorAccess`)
    bedrock-keys keys revoke ACCAEXAMPLE0000000001</failure>
            </testcase>
        </testsuite>
    </testsuites>
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
