//! A Secrets Manager for tests: the SDK's own client, answered from memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use serde_json::{Value, json};

use super::SecretsManager;

/// What goes wrong with the next call of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is refused with this status, code and message.
    Refuse(u16, &'static str, String),
    /// It takes effect, and the answer is lost.
    DropAfter,
    /// It is lost on the way.
    DropBefore,
    /// It takes effect, and the answer is not what it should be.
    Garble,
}

/// One secret.
#[derive(Debug, Clone, Default)]
pub(crate) struct Secret {
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) kms_key: Option<String>,
    pub(crate) deleted: bool,
    /// Token and value, the current one last.
    pub(crate) versions: Vec<(String, String)>,
}

#[derive(Debug, Default)]
struct State {
    secrets: BTreeMap<String, Secret>,
    faults: Vec<(&'static str, Fault)>,
    calls: Vec<String>,
}

/// The service.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pretend(Arc<Mutex<State>>);

impl Pretend {
    /// A client of it, which does not retry.
    pub(crate) fn client(&self) -> SecretsManager {
        let connector = SharedHttpConnector::new(self.clone());
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
                "id", "key", None, None, "test",
            )))
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .retry_config(RetryConfig::disabled())
            .build();
        SecretsManager::new(&config, crate::aws::CallCounter::default())
    }

    pub(crate) fn put(&self, name: &str, secret: Secret) {
        self.0.lock().unwrap().secrets.insert(name.to_owned(), secret);
    }

    pub(crate) fn get(&self, name: &str) -> Option<Secret> {
        self.0.lock().unwrap().secrets.get(name).cloned()
    }

    /// The next call of the operation goes wrong.
    pub(crate) fn fault(&self, operation: &'static str, fault: Fault) {
        self.0.lock().unwrap().faults.push((operation, fault));
    }

    /// The operations called since this was last asked.
    pub(crate) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().calls)
    }
}

impl HttpConnector for Pretend {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body: Value = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap();
        let mut state = self.0.lock().unwrap();
        state.calls.push(operation.clone());
        let planned = state.faults.iter().position(|(faulty, _)| *faulty == operation);
        let fault = planned.map(|index| state.faults.remove(index).1);
        let lost = || HttpConnectorFuture::ready(Err(ConnectorError::io("connection reset".into())));
        match fault {
            Some(Fault::Refuse(status, code, message)) => {
                answer(status, &json!({ "__type": code, "message": message }))
            }
            Some(Fault::DropBefore) => lost(),
            Some(Fault::DropAfter) => {
                state.answer(&operation, &body);
                lost()
            }
            Some(Fault::Garble) => {
                state.answer(&operation, &body);
                answer(200, &json!({ "unexpected": true }))
            }
            None => {
                let (status, body) = state.answer(&operation, &body);
                answer(status, &body)
            }
        }
    }
}

fn answer(status: u16, body: &Value) -> HttpConnectorFuture {
    let response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body.to_string()));
    HttpConnectorFuture::ready(Ok(response))
}

impl State {
    fn answer(&mut self, operation: &str, body: &Value) -> (u16, Value) {
        let refuse = |code: &str| (400, json!({ "__type": code, "message": "refused" }));
        let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        let version = (text("ClientRequestToken"), text("SecretString"));
        if operation == "CreateSecret" {
            if self.secrets.contains_key(&text("Name")) {
                return refuse("ResourceExistsException");
            }
            let kms_key = body["KmsKeyId"].as_str().map(str::to_owned);
            let secret =
                Secret { tags: tags(body), kms_key, deleted: false, versions: vec![version.clone()] };
            self.secrets.insert(text("Name"), secret);
            return (200, json!({ "ARN": "arn:x", "VersionId": version.0 }));
        }
        let Some(secret) = self.secrets.get_mut(&text("SecretId")) else {
            return refuse("ResourceNotFoundException");
        };
        match operation {
            "DescribeSecret" => {
                let current = secret.versions.last().map(|(id, _)| id.clone()).unwrap_or_default();
                let tags: Vec<Value> =
                    secret.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
                let mut answer = json!({
                    "ARN": "arn:x", "Tags": tags, "VersionIdsToStages": { current: ["AWSCURRENT"], "old": ["AWSPREVIOUS"] },
                });
                if let Some(key) = &secret.kms_key {
                    answer["KmsKeyId"] = json!(key);
                }
                if secret.deleted {
                    answer["DeletedDate"] = json!(1_790_000_000);
                }
                (200, answer)
            }
            "TagResource" => {
                secret.tags.extend(tags(body));
                (200, json!({}))
            }
            "PutSecretValue" => match secret.versions.iter().find(|(id, _)| *id == version.0) {
                Some(known) if *known != version => refuse("ResourceExistsException"),
                Some(_) => (200, json!({ "VersionId": version.0 })),
                None => {
                    secret.versions.push(version.clone());
                    (200, json!({ "VersionId": version.0 }))
                }
            },
            other => panic!("{other}"),
        }
    }
}

fn tags(body: &Value) -> BTreeMap<String, String> {
    let pairs = body["Tags"].as_array().into_iter().flatten();
    pairs
        .map(|tag| (tag["Key"].as_str().unwrap().to_owned(), tag["Value"].as_str().unwrap().to_owned()))
        .collect()
}
