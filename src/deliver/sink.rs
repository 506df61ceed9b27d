//! A sink that was opened and checked, whatever its kind.

use crate::aws::SecretsManager;
use crate::domain::{ApiKeySecret, CredentialId, SinkAddress};
use crate::lifecycle::Delivery;

use super::files::FileSink;
use super::program::ProgramSink;
use super::secrets_manager::SecretSink;
use super::standard_output::StandardOutput;
use super::{Addressee, DeliveryError, Handover, Receipt, SinkError, SinkWarning, Withdrawal};

/// The clients that sinks need.
#[derive(Debug, Clone, Default)]
pub struct SinkServices {
    /// For `secretsmanager:PREFIX`.
    pub secrets_manager: Option<SecretsManager>,
}

/// A place that was found fit to take one addressee's secret.
#[derive(Debug)]
pub struct Sink {
    addressee: Addressee,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    StandardOutput(StandardOutput),
    Files(FileSink),
    Secret(SecretSink),
    Program(ProgramSink),
}

impl Sink {
    /// Opens and checks the sink of a delivery. Comes before any user or key is made: what fails here has no consequence.
    pub async fn open(
        delivery: &Delivery,
        addressee: &Addressee,
        services: &SinkServices,
    ) -> Result<Self, SinkError> {
        let kind = match &delivery.sink {
            SinkAddress::Stdout => Kind::StandardOutput(StandardOutput::open()?),
            SinkAddress::File(directory) => Kind::Files(FileSink::open_plain(directory, addressee)?),
            SinkAddress::Age(directory) => {
                Kind::Files(FileSink::open_encrypted(directory, delivery.recipient.as_deref(), addressee)?)
            }
            SinkAddress::SecretsManager(prefix) => {
                let service = services.secrets_manager.clone().ok_or(SinkError::NoSecretsManager)?;
                Kind::Secret(SecretSink::open(service, prefix, delivery.kms_key.as_deref(), addressee).await?)
            }
            SinkAddress::Command(program) => Kind::Program(ProgramSink::open(program)?),
        };
        Ok(Self { addressee: addressee.clone(), kind })
    }

    /// What is doubtful about it. To be shown before anything is made.
    pub fn warnings(&self) -> Vec<SinkWarning> {
        match &self.kind {
            Kind::StandardOutput(output) => output.warnings(),
            Kind::Files(files) => files.warnings().to_vec(),
            Kind::Secret(secret) => secret.warnings().to_vec(),
            Kind::Program(_) => Vec::new(),
        }
    }

    /// Delivers the secret of a new key with its note. On success the secret is where the receipt says, on disk where
    /// that is a disk; on failure nothing readable of it is left that this tool could remove, and the key must go.
    pub async fn deliver(&self, handover: &Handover, secret: ApiKeySecret) -> Result<Receipt, DeliveryError> {
        match &self.kind {
            Kind::StandardOutput(output) => output.deliver(handover, &secret).await,
            Kind::Files(files) => files.deliver(handover, &secret),
            Kind::Secret(sink) => sink.deliver(handover, &secret).await,
            Kind::Program(program) => program.deliver(handover, &secret).await,
        }
    }

    /// Removes what an interrupted run left of the delivery of a key that is being deleted as undelivered. Files are
    /// taken back. A secret's version is replaced by the next delivery, and what a program or a reader of standard
    /// output got cannot be taken back; it is dead once the key is.
    pub async fn withdraw(&self, credential: &CredentialId) -> Result<Withdrawal, DeliveryError> {
        match &self.kind {
            Kind::Files(files) => files.withdraw(&self.addressee, credential),
            Kind::StandardOutput(_) | Kind::Secret(_) | Kind::Program(_) => Ok(Withdrawal::Nothing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::test_values::{addressee, handover, secret};
    use tempfile::TempDir;

    fn delivery(sink: &str) -> Delivery {
        Delivery {
            sink: sink.parse().unwrap(),
            recipient: None,
            kms_key: None,
            region: "eu-central-1".parse().unwrap(),
            model: "amazon.nova-lite-v1:0".parse().unwrap(),
        }
    }

    #[tokio::test]
    async fn a_file_sink_delivers_and_takes_back_what_it_delivered() {
        let scratch = TempDir::new().unwrap();
        let address = format!("file:{}", scratch.path().join("out").display());
        let handover = handover("alice@example.com", "");
        let sink =
            Sink::open(&delivery(&address), &handover.addressee, &SinkServices::default()).await.unwrap();
        assert_eq!(sink.withdraw(&handover.credential).await.unwrap(), Withdrawal::Nothing);
        sink.deliver(&handover, secret()).await.unwrap();
        assert!(
            matches!(sink.withdraw(&handover.credential).await.unwrap(), Withdrawal::Removed(files) if files.len() == 2)
        );
        assert_eq!(std::fs::read_dir(scratch.path().join("out")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_sink_that_cannot_work_is_refused_when_it_is_opened() {
        let services = SinkServices::default();
        let alice = addressee("alice", "");
        let scratch = TempDir::new().unwrap();
        for (sink, part) in [
            ("secretsmanager:keys".to_owned(), "not available"),
            (format!("age:{}", scratch.path().join("age").display()), "recipient's public key"),
            ("command:no-such-program-anywhere".to_owned(), "PATH"),
        ] {
            let error = Sink::open(&delivery(&sink), &alice, &services).await.unwrap_err();
            assert!(error.to_string().contains(part), "{error}");
        }
        assert!(
            !scratch.path().join("age").exists(),
            "a directory is not made for a delivery that cannot be"
        );
    }
}
