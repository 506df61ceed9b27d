//! The `secretsmanager` sink: a secret for each addressee, with a version for each key.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::aws::{AwsError, ErrorClass, ExistingSecret, NewVersion, SecretDeletion, SecretsManager};
use crate::domain::{ApiKeySecret, CredentialId, MANAGED_PREFIX};

use super::checkpoint::checkpoint;
use super::error::SecretRefusal;
use super::note::note;
use super::redaction::fit_to_show;
use super::secret_json::secret_json;
use super::secret_name::secret_name;
use super::{Addressee, DeliveryError, Handover, NotePlace, Placement, Receipt, SinkError, SinkWarning};

/// Writes to one secret.
#[derive(Debug)]
pub(super) struct SecretSink {
    service: SecretsManager,
    name: String,
    kms_key: Option<String>,
    warnings: Vec<SinkWarning>,
}

/// The value of the secret. A published format, see `docs/sinks.md`.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "AWS_BEARER_TOKEN_BEDROCK")]
    secret: &'a str,
    expires: Option<String>,
    region: &'a str,
    note: &'a str,
}

impl SecretSink {
    /// Looks whether the secret exists and, if so, whether it is this addressee's.
    pub(super) async fn open(
        service: SecretsManager,
        prefix: &str,
        kms_key: Option<&str>,
        addressee: &Addressee,
    ) -> Result<Self, SinkError> {
        let name = secret_name(prefix, addressee);
        let mut warnings = Vec::new();
        match service.describe(&name).await {
            Ok(existing) => {
                check_ours(&name, &existing, addressee)?;
                if let Some(asked) = kms_key
                    && existing.kms_key.as_deref() != Some(asked)
                {
                    let kept = fit_to_show(
                        existing.kms_key.as_deref().unwrap_or("aws/secretsmanager").as_bytes(),
                        "",
                    );
                    warnings.push(SinkWarning::OtherKmsKey { name: name.clone(), kept });
                }
            }
            Err(error) if error.class == ErrorClass::NotFound => {}
            Err(source) => return Err(SinkError::SecretUnreadable { name, source }),
        }
        Ok(Self { service, name, kms_key: kms_key.map(str::to_owned), warnings })
    }

    pub(super) fn warnings(&self) -> &[SinkWarning] {
        &self.warnings
    }

    pub(super) async fn deliver(
        &self,
        handover: &Handover,
        secret: &ApiKeySecret,
    ) -> Result<Receipt, DeliveryError> {
        let region = self.service.region().map(str::to_owned);
        let placement = Placement::Secret { name: self.name.clone(), region };
        let exposed = secret.expose_secret();
        let json = secret_json(&Document {
            secret: exposed,
            expires: handover.expires(),
            region: handover.region.as_str(),
            note: &note(handover, &placement),
        })
        .map_err(DeliveryError::Document)?;
        let value = std::str::from_utf8(&json).unwrap_or_default().trim_end();
        let id = version_id(&handover.credential);
        let version = NewVersion { id: &id, value };
        let name = || self.name.clone();
        // A service that finds fault with a value may quote it.
        let shown =
            |error: AwsError| AwsError { message: fit_to_show(error.message.as_bytes(), exposed), ..error };
        match self.store(handover, version).await {
            Ok(()) => Ok(Receipt { placement, note: NotePlace::WithSecret }),
            Err(Failure::NotOurs(refusal)) => Err(refusal.into()),
            Err(Failure::Unsent(error)) => {
                Err(DeliveryError::SecretNotStored { name: name(), source: shown(error) })
            }
            Err(Failure::Sent(error)) if error.class.is_refusal() => {
                Err(DeliveryError::SecretNotStored { name: name(), source: shown(error) })
            }
            Err(Failure::Sent(error)) => {
                // The version has an id that nothing else has: where it is the current one, the value was stored.
                match self.service.describe(&self.name).await {
                    Ok(existing) if existing.has_current_version(version.id) => {
                        Ok(Receipt { placement, note: NotePlace::WithSecret })
                    }
                    Ok(_) | Err(_) => {
                        Err(DeliveryError::SecretInDoubt { name: name(), source: shown(error) })
                    }
                }
            }
        }
    }

    /// Looks again, because much may have happened since the sink was opened.
    async fn store(&self, handover: &Handover, version: NewVersion<'_>) -> Result<(), Failure> {
        match self.service.describe(&self.name).await {
            Ok(existing) => return self.update(handover, version, &existing).await,
            Err(error) if error.class == ErrorClass::NotFound => {}
            Err(error) => return Err(Failure::Unsent(error)),
        }
        checkpoint("secret: creating");
        let created =
            self.service.create(&self.name, version, &tags(handover), self.kms_key.as_deref()).await;
        checkpoint("secret: created");
        match created {
            Ok(()) => Ok(()),
            // Somebody was faster, or an answer to this very request was lost and the SDK sent it again.
            Err(error) if error.class == ErrorClass::AlreadyExists => {
                let existing = self.service.describe(&self.name).await.map_err(Failure::Sent)?;
                self.update(handover, version, &existing).await
            }
            Err(error) => Err(Failure::Sent(error)),
        }
    }

    /// The value comes last: where this fails, readers still get the value they got before.
    async fn update(
        &self,
        handover: &Handover,
        version: NewVersion<'_>,
        existing: &ExistingSecret,
    ) -> Result<(), Failure> {
        check_ours(&self.name, existing, &handover.addressee).map_err(Failure::NotOurs)?;
        checkpoint("secret: tagging");
        self.service.tag(&self.name, &tags(handover)).await.map_err(Failure::Unsent)?;
        checkpoint("secret: tagged");
        checkpoint("secret: storing");
        self.service.put_version(&self.name, version).await.map_err(Failure::Sent)?;
        checkpoint("secret: stored");
        Ok(())
    }
}

/// What kept a value from being stored, before it is made fit to be shown.
enum Failure {
    /// The secret is not this addressee's.
    NotOurs(SecretRefusal),
    /// A call before the value was sent.
    Unsent(AwsError),
    /// The call that sent the value, or one after it.
    Sent(AwsError),
}

/// The tags by which a secret is recognised: whose it is.
fn identity_tags(addressee: &Addressee) -> [(String, String); 4] {
    let tag = |key: &str, value: &str| (format!("{MANAGED_PREFIX}{key}"), value.to_owned());
    [
        tag("managed", "true"),
        tag("account", addressee.account.as_str()),
        tag("owner", addressee.owner.as_str()),
        tag("purpose", addressee.purpose.as_str()),
    ]
}

fn tags(handover: &Handover) -> BTreeMap<String, String> {
    let mut tags = BTreeMap::from(identity_tags(&handover.addressee));
    tags.insert(format!("{MANAGED_PREFIX}credential-id"), handover.credential.to_string());
    let expires = handover.expires().unwrap_or_else(|| "never".to_owned());
    tags.insert(format!("{MANAGED_PREFIX}expires"), expires);
    tags
}

fn check_ours(name: &str, existing: &ExistingSecret, addressee: &Addressee) -> Result<(), SecretRefusal> {
    for (key, expected) in identity_tags(addressee) {
        let found = existing.tags.get(&key);
        // An empty value may be answered as no tag at all.
        if found.map_or("", String::as_str) != expected {
            // A tag is anybody's text.
            let found = found.map_or("is missing".to_owned(), |value| {
                format!("is `{}`", fit_to_show(value.as_bytes(), ""))
            });
            let difference = format!("its tag `{key}` {found} and not `{expected}`");
            return Err(SecretRefusal::Foreign { name: name.to_owned(), difference });
        }
    }
    match existing.deletion {
        SecretDeletion::None => Ok(()),
        SecretDeletion::Scheduled => Err(SecretRefusal::Deleting(name.to_owned())),
    }
}

/// The id of a key's version: the same whenever the same key is delivered, and no other key's.
fn version_id(credential: &CredentialId) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"bedrock-keys secret version v1 ");
    hasher.update(credential.as_str().as_bytes());
    data_encoding::HEXLOWER.encode(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::pretend::{Fault, Pretend, Secret};
    use crate::deliver::test_values::{
        SECRET, addressee, assert_holds_no_secret, assert_keeps_secret, handover, secret,
    };

    const NAME: &str = "keys/alice@example.com/chat";

    async fn open(service: &Pretend) -> Result<SecretSink, SinkError> {
        SecretSink::open(service.client(), "keys", None, &addressee("alice@example.com", "chat")).await
    }

    async fn deliver(service: &Pretend) -> Result<Receipt, DeliveryError> {
        open(service).await.unwrap().deliver(&handover("alice@example.com", "chat"), &secret()).await
    }

    /// This addressee's secret, as an earlier delivery left it.
    fn ours() -> Secret {
        let tags = BTreeMap::from(identity_tags(&addressee("alice@example.com", "chat")));
        Secret { tags, versions: vec![("earlier".to_owned(), "{}".to_owned())], ..Secret::default() }
    }

    fn stored(service: &Pretend) -> bool {
        service
            .get(NAME)
            .is_some_and(|secret| secret.versions.iter().any(|(_, value)| value.contains(SECRET)))
    }

    #[tokio::test]
    async fn a_new_secret_gets_the_key_the_note_and_the_tags() {
        let service = Pretend::default();
        let sink = SecretSink::open(
            service.client(),
            "keys",
            Some("alias/keys"),
            &addressee("alice@example.com", "chat"),
        )
        .await
        .unwrap();
        let receipt = sink.deliver(&handover("alice@example.com", "chat"), &secret()).await.unwrap();
        assert_eq!(receipt.placement.to_string(), format!("secret {NAME}"));
        assert_eq!(receipt.note, NotePlace::WithSecret);
        let made = service.get(NAME).unwrap();
        assert_eq!(made.kms_key.as_deref(), Some("alias/keys"));
        insta::assert_debug_snapshot!(made.tags, @r#"
{
    "bedrock-keys:account": "123456789012",
    "bedrock-keys:credential-id": "ACCAEXAMPLE0000000001",
    "bedrock-keys:expires": "2026-12-23T12:00:00Z",
    "bedrock-keys:managed": "true",
    "bedrock-keys:owner": "alice@example.com",
    "bedrock-keys:purpose": "chat",
}
"#);
        let value: serde_json::Value = serde_json::from_str(&made.versions[0].1).unwrap();
        assert_eq!(value["AWS_BEARER_TOKEN_BEDROCK"], SECRET);
        assert_eq!(value["expires"], "2026-12-23T12:00:00Z");
        assert_eq!(value["region"], "eu-central-1");
        let note = value["note"].as_str().unwrap();
        assert!(note.contains("--region eu-west-1") && note.contains(NAME), "{note}");
        assert_holds_no_secret(note);
        assert_eq!(service.calls(), ["DescribeSecret", "DescribeSecret", "CreateSecret"]);
    }

    #[tokio::test]
    async fn an_own_secret_gets_a_new_version_after_its_tags() {
        let service = Pretend::default();
        service.put(NAME, ours());
        deliver(&service).await.unwrap();
        assert_eq!(service.calls(), ["DescribeSecret", "DescribeSecret", "TagResource", "PutSecretValue"]);
        let made = service.get(NAME).unwrap();
        assert_eq!(made.versions.len(), 2);
        assert_eq!(made.tags["bedrock-keys:credential-id"], "ACCAEXAMPLE0000000001");
        deliver(&service).await.unwrap();
        assert_eq!(service.get(NAME).unwrap().versions.len(), 2, "the same key again is no new version");
    }

    #[tokio::test]
    async fn a_foreign_secret_is_refused_when_opened_and_when_delivering() {
        let changed = |key: &str, value: &str| {
            let mut secret = ours();
            secret.tags.insert(key.to_owned(), value.to_owned());
            secret
        };
        for (foreign, said) in [
            (Secret::default(), "`bedrock-keys:managed` is missing"),
            (
                changed("bedrock-keys:owner", "mallory\u{1b}[2J"),
                "is `mallory[2J` and not `alice@example.com`",
            ),
            (changed("bedrock-keys:purpose", "chat bot"), "`bedrock-keys:purpose` is `chat bot`"),
            (changed("bedrock-keys:account", "210987654321"), "`bedrock-keys:account`"),
            (Secret { deleted: true, ..ours() }, "scheduled for deletion"),
        ] {
            let service = Pretend::default();
            let sink = open(&service).await.unwrap();
            service.put(NAME, foreign);
            let refused = open(&service).await.unwrap_err();
            assert!(refused.to_string().contains(said), "{refused}");
            let error = sink.deliver(&handover("alice@example.com", "chat"), &secret()).await.unwrap_err();
            assert!(matches!(error, DeliveryError::Secret(_)), "{error}");
            assert!(!stored(&service));
        }
    }

    #[tokio::test]
    async fn a_sink_that_cannot_look_is_refused() {
        for fault in [
            Fault::Refuse(400, "AccessDeniedException", "no".to_owned()),
            Fault::Refuse(500, "InternalServiceError", "no".to_owned()),
            Fault::DropBefore,
            Fault::Garble,
        ] {
            let service = Pretend::default();
            service.fault("DescribeSecret", fault);
            let error = open(&service).await.unwrap_err();
            assert!(matches!(error, SinkError::SecretUnreadable { .. }), "{error}");
        }
    }

    #[tokio::test]
    async fn a_refusal_is_never_a_delivery_and_never_quotes_the_secret() {
        let quoting = format!("value '{SECRET}' at 'secretString' failed to satisfy constraint");
        for (operation, existing) in
            [("CreateSecret", None), ("TagResource", Some(ours())), ("PutSecretValue", Some(ours()))]
        {
            for (status, code) in [
                (400, "AccessDeniedException"),
                (400, "ThrottlingException"),
                (400, "ValidationException"),
                (500, "X"),
            ] {
                let service = Pretend::default();
                if let Some(existing) = existing.clone() {
                    service.put(NAME, existing);
                }
                service.fault(operation, Fault::Refuse(status, code, quoting.clone()));
                let error = deliver(&service).await.unwrap_err();
                assert_keeps_secret(&error);
                assert!(error.to_string().contains(operation), "{error}");
                let in_doubt = status == 500 && operation != "TagResource";
                assert_eq!(matches!(error, DeliveryError::SecretInDoubt { .. }), in_doubt, "{error}");
                assert!(!stored(&service));
            }
        }
    }

    #[tokio::test]
    async fn a_lost_answer_is_a_delivery_only_where_the_version_is_seen() {
        for (operation, existing) in [("CreateSecret", None), ("PutSecretValue", Some(ours()))] {
            for (fault, arrived) in
                [(Fault::DropAfter, true), (Fault::Garble, true), (Fault::DropBefore, false)]
            {
                let service = Pretend::default();
                if let Some(existing) = existing.clone() {
                    service.put(NAME, existing);
                }
                service.fault(operation, fault.clone());
                let delivered = deliver(&service).await;
                assert_eq!(delivered.is_ok(), arrived, "{operation} {fault:?}");
                assert_eq!(stored(&service), arrived);
            }
        }
    }

    #[tokio::test]
    async fn a_lost_answer_that_cannot_be_looked_into_is_not_called_delivered() {
        let service = Pretend::default();
        let sink = open(&service).await.unwrap();
        service.fault("CreateSecret", Fault::DropAfter);
        // The first look of the delivery is refused as "not found", the one after the lost answer is denied.
        service.fault("DescribeSecret", Fault::Refuse(400, "ResourceNotFoundException", String::new()));
        service.fault("DescribeSecret", Fault::Refuse(400, "AccessDeniedException", String::new()));
        let error = sink.deliver(&handover("alice@example.com", "chat"), &secret()).await.unwrap_err();
        assert!(matches!(error, DeliveryError::SecretInDoubt { .. }), "{error}");
        assert_keeps_secret(&error);
    }

    #[tokio::test]
    async fn a_secret_made_by_the_same_request_before_is_taken_as_ours() {
        let service = Pretend::default();
        let sink = open(&service).await.unwrap();
        // Hidden from the first look, as eventual consistency may hide it.
        service.fault("DescribeSecret", Fault::Refuse(400, "ResourceNotFoundException", String::new()));
        service.put(NAME, ours());
        sink.deliver(&handover("alice@example.com", "chat"), &secret()).await.unwrap();
        assert!(stored(&service));
    }

    #[tokio::test]
    async fn an_unnamed_purpose_is_recognised_with_and_without_its_empty_tag() {
        let unnamed = addressee("alice@example.com", "");
        for (purpose_tag, expected) in [(Some(""), true), (None, true), (Some("chat"), false)] {
            let service = Pretend::default();
            let mut tags = BTreeMap::from(identity_tags(&unnamed));
            tags.remove("bedrock-keys:purpose");
            tags.extend(purpose_tag.map(|value| ("bedrock-keys:purpose".to_owned(), value.to_owned())));
            service.put("keys/alice@example.com", Secret { tags, ..Secret::default() });
            let opened = SecretSink::open(service.client(), "keys", None, &unnamed).await;
            assert_eq!(opened.is_ok(), expected, "{purpose_tag:?}");
        }
    }

    #[tokio::test]
    async fn another_kms_key_than_the_secret_has_is_warned_about() {
        let service = Pretend::default();
        service.put(NAME, ours());
        let alice = addressee("alice@example.com", "chat");
        let sink = SecretSink::open(service.client(), "keys", Some("alias/keys"), &alice).await.unwrap();
        assert!(matches!(sink.warnings(), [SinkWarning::OtherKmsKey { .. }]), "{:?}", sink.warnings());
        assert_eq!(open(&service).await.unwrap().warnings(), []);
    }
}
