//! What the formats that other programs read look like: CSV, SARIF, OCSF, JUnit.

use bedrock_keys::render::audit::{Format, render};
use insta::assert_snapshot;

use super::sample::{cards, typical};
use super::snapshots::shown;

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
                },
                {
                  "id": "proviso",
                  "shortDescription": {
                    "text": "The audit is about less than it could be: about chosen accounts, or without some rules."
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
