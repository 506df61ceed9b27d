//! Answers that contradict themselves, or lack a part of what they speak of.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;

use super::{Iam, KeyScope};
use crate::aws::{AwsError, CallCounter, ErrorClass, Patience};

/// An IAM that answers every call of an operation with the same result.
#[derive(Debug, Clone, Copy)]
struct Answers(&'static [(&'static str, &'static str)]);

impl HttpConnector for Answers {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = String::from_utf8_lossy(request.body().bytes().unwrap()).into_owned();
        let asked = body.split('&').find_map(|pair| pair.strip_prefix("Action=")).unwrap();
        let (operation, result) = self.0.iter().find(|(operation, _)| *operation == asked).unwrap();
        let text = format!(
            "<{operation}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{operation}Result>{result}\
             </{operation}Result></{operation}Response>"
        );
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), SdkBody::from(text))))
    }
}

fn iam(answers: &'static [(&'static str, &'static str)]) -> Iam {
    let connector = SharedHttpConnector::new(Answers(answers));
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "id", "key", None, None, "test",
        )))
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .retry_config(RetryConfig::disabled())
        .build();
    Iam::new(&config, CallCounter::default(), Patience::SANDBOX, None)
}

#[tokio::test]
async fn a_list_of_access_keys_that_is_cut_is_not_the_whole_list() {
    let cut = iam(&[
        ("ListAccessKeys", "<AccessKeyMetadata/><IsTruncated>true</IsTruncated>"),
        (
            "GetLoginProfile",
            "<LoginProfile><UserName>alice</UserName><CreateDate>2026-01-01T00:00:00Z</CreateDate></LoginProfile>",
        ),
    ]);
    let error: AwsError = cut.ways_in(&"alice".parse().unwrap()).await.unwrap_err();
    assert_eq!((error.operation, error.class), ("ListAccessKeys", ErrorClass::Malformed));
}

const KEYS_THAT_DIFFER: &str = "<ServiceSpecificCredentials>\
    <member><UserName>alice</UserName><Status>Inactive</Status><ServiceName>bedrock.amazonaws.com</ServiceName>\
    <CreateDate>2026-01-01T00:00:00Z</CreateDate><ServiceSpecificCredentialId>ACCAEXAMPLE0000000001</ServiceSpecificCredentialId></member>\
    <member><UserName>alice</UserName><Status>Active</Status><ServiceName>bedrock.amazonaws.com</ServiceName>\
    <CreateDate>2026-01-01T00:00:00Z</CreateDate><ServiceSpecificCredentialId>ACCAEXAMPLE0000000001</ServiceSpecificCredentialId></member>\
    <member><UserName>bob</UserName><Status>Active</Status><ServiceName>bedrock.amazonaws.com</ServiceName>\
    <CreateDate>2026-01-01T00:00:00Z</CreateDate><ServiceSpecificCredentialId>ACCAEXAMPLE0000000002</ServiceSpecificCredentialId></member>\
    <member><UserName>bob</UserName><Status>Active</Status><ServiceName>bedrock.amazonaws.com</ServiceName>\
    <CreateDate>2026-01-01T00:00:00Z</CreateDate><ServiceSpecificCredentialId>ACCAEXAMPLE0000000002</ServiceSpecificCredentialId></member>\
    </ServiceSpecificCredentials><IsTruncated>false</IsTruncated>";

#[tokio::test]
async fn a_key_that_is_listed_twice_is_one_and_of_unknown_status_where_the_two_differ() {
    let listing = iam(&[("ListServiceSpecificCredentials", KEYS_THAT_DIFFER)]);
    let listing = listing.list_keys(KeyScope::Account).await.unwrap();
    let listed: Vec<_> = listing.keys.iter().map(|key| key.id.as_str()).collect();
    assert_eq!(listed, ["ACCAEXAMPLE0000000001", "ACCAEXAMPLE0000000002"]);
    let unreadable: Vec<_> = listing.unreadable.iter().map(|key| key.what.as_str()).collect();
    assert_eq!(
        unreadable,
        ["credential `ACCAEXAMPLE0000000001` of user `alice` is listed twice, and differently"]
    );
}

const USERS_THAT_DIFFER: &str = "<UserDetailList>\
    <member><UserName>alice</UserName><Arn>arn:aws:iam::123456789012:user/alice</Arn></member>\
    <member><UserName>alice</UserName><Arn>arn:aws:iam::123456789012:user/alice</Arn><GroupList><member>admins</member></GroupList></member>\
    </UserDetailList><GroupDetailList>\
    <member><GroupName>admins</GroupName><AttachedManagedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/X</PolicyArn></member></AttachedManagedPolicies></member>\
    <member><GroupName>admins</GroupName></member>\
    </GroupDetailList><Policies/><IsTruncated>false</IsTruncated>";

#[tokio::test]
async fn users_and_groups_that_are_listed_twice_and_differently_are_named() {
    let details = iam(&[("GetAccountAuthorizationDetails", USERS_THAT_DIFFER)]);
    let details = details.account_details().await.unwrap();
    assert_eq!(details.users.len(), 1);
    assert_eq!(
        details.unreadable,
        ["group `admins` is listed twice, and differently", "user `alice` is listed twice, and differently"]
    );
}

const POLICIES_WITHOUT_A_NAME: &str = "<UserDetailList><member><UserName>alice</UserName>\
    <Arn>arn:aws:iam::123456789012:user/alice</Arn>\
    <UserPolicyList><member><PolicyName>own</PolicyName><PolicyDocument>%7B%7D</PolicyDocument></member>\
    <member><PolicyName>own</PolicyName><PolicyDocument>%7B%7D%20</PolicyDocument></member></UserPolicyList>\
    <AttachedManagedPolicies><member><PolicyName>AdministratorAccess</PolicyName></member></AttachedManagedPolicies>\
    </member></UserDetailList><GroupDetailList><member><GroupName>admins</GroupName>\
    <GroupPolicyList><member><PolicyDocument>%7B%7D</PolicyDocument></member></GroupPolicyList></member></GroupDetailList>\
    <Policies/><IsTruncated>false</IsTruncated>";

#[tokio::test]
async fn a_policy_that_cannot_be_told_from_others_is_not_dropped_in_silence() {
    let details = iam(&[("GetAccountAuthorizationDetails", POLICIES_WITHOUT_A_NAME)]);
    let details = details.account_details().await.unwrap();
    assert_eq!(
        details.unreadable,
        [
            "group `admins` has an inline policy without a name",
            "user `alice` has a managed policy without an ARN",
            "user `alice` has two inline policies `own`",
        ]
    );
}
