//! The values that only a roster, the configuration or a flag can hold: each text is parsed into what it decides.

use std::fmt;
use std::str::FromStr;

use ipnet::IpNet;

use crate::domain::{Arn, InvalidLifetime, InvalidTag, Lifetime, TagValue};

/// What `lifetime` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifetimeChoice {
    /// `30d`, `12w`.
    Ends(Lifetime),
    /// `never`.
    Never,
}

/// What `policy` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyChoice {
    /// `inference-only`.
    InferenceOnly,
    /// The name of an AWS managed policy.
    AwsManaged(String),
    /// The ARN of a managed policy.
    Managed(Arn),
}

/// The ARN of a managed policy that is to be a permissions boundary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundary(Arn);

/// A KMS key as Secrets Manager takes it: its id, its ARN, `alias/NAME` or the ARN of an alias.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KmsKey(String);

/// The name of a roster: what a tag value takes, at least one character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterName(TagValue);

/// A network that calls may come from, or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceNetwork(IpNet);

/// The text is none of the policies a key can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPolicy {
    /// Nearly the shipped one.
    #[error("`{0}` is not a policy; did you mean `inference-only`?")]
    NearlyInferenceOnly(String),
    /// Neither a name nor an ARN.
    #[error(
        "`{0}` is not a policy; write `inference-only`, the name of an AWS managed policy or the ARN of a managed policy"
    )]
    Syntax(String),
}

/// The text is not the ARN of a managed policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not the ARN of a managed policy (such as `arn:aws:iam::123456789012:policy/bedrock-boundary`), which a boundary must be"
)]
pub struct InvalidBoundary(pub String);

/// The text is not a KMS key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a KMS key (its id, its ARN or `alias/NAME`)")]
pub struct InvalidKmsKey(pub String);

/// The text is not the name of a roster.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRosterName {
    /// It says nothing.
    #[error("the name of a roster cannot be empty")]
    Empty,
    /// It is stored as a tag, and AWS would refuse it there.
    #[error(transparent)]
    Tag(#[from] InvalidTag),
}

impl RosterName {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The name as the value of a tag.
    pub fn tag_value(&self) -> &TagValue {
        &self.0
    }
}

impl FromStr for RosterName {
    type Err = InvalidRosterName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().is_empty() { Err(InvalidRosterName::Empty) } else { Ok(Self(text.parse()?)) }
    }
}

/// The text is not a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNetwork {
    /// Neither an address nor a CIDR block.
    #[error("`{0}` is not an address or CIDR block (such as `192.0.2.0/24`)")]
    Syntax(String),
    /// Bits beyond the prefix: two networks could be meant.
    #[error("`{text}` is an address inside of a network; write `{network}` for the network")]
    HostBits {
        /// As written.
        text: String,
        /// The network around it.
        network: IpNet,
    },
    /// It holds every address.
    #[error("`{0}` holds every address and narrows nothing")]
    Everything(String),
}

impl FromStr for LifetimeChoice {
    type Err = InvalidLifetime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "never" { Ok(Self::Never) } else { text.parse().map(Self::Ends) }
    }
}

impl FromStr for PolicyChoice {
    type Err = InvalidPolicy;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "inference-only" {
            return Ok(Self::InferenceOnly);
        }
        let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
        if strsim::damerau_levenshtein(&letters.to_ascii_lowercase(), "inferenceonly") <= 2 {
            return Err(InvalidPolicy::NearlyInferenceOnly(text.to_owned()));
        }
        if let Ok(arn) = text.parse::<Arn>()
            && arn.is_managed_policy()
        {
            return Ok(Self::Managed(arn));
        }
        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html; a path belongs to a role's policy
        // (`service-role/…`), which nobody gives to a user.
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
        if (1..=128).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self::AwsManaged(text.to_owned()))
        } else {
            Err(InvalidPolicy::Syntax(text.to_owned()))
        }
    }
}

impl fmt::Display for PolicyChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InferenceOnly => formatter.write_str("inference-only"),
            Self::AwsManaged(name) => formatter.write_str(name),
            Self::Managed(arn) => arn.fmt(formatter),
        }
    }
}

impl Boundary {
    /// The ARN.
    pub fn arn(&self) -> &Arn {
        &self.0
    }
}

impl FromStr for Boundary {
    type Err = InvalidBoundary;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse::<Arn>() {
            Ok(arn) if arn.is_managed_policy() => Ok(Self(arn)),
            _ => Err(InvalidBoundary(text.to_owned())),
        }
    }
}

impl KmsKey {
    /// The key as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KmsKey {
    type Err = InvalidKmsKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-".contains(&byte);
        let name = |text: &str| !text.is_empty() && text.bytes().all(allowed);
        let id = |text: &str| name(text) && !text.contains('/');
        let alias = |text: &str| text.strip_prefix("alias/").is_some_and(name);
        let key_of_arn = |resource: &str| alias(resource) || resource.strip_prefix("key/").is_some_and(id);
        let good = match text.parse::<Arn>() {
            Ok(arn) => text.split(':').nth(2) == Some("kms") && key_of_arn(arn.resource()),
            Err(_) => alias(text) || id(text),
        };
        // The longest that `KmsKeyId` takes.
        if good && text.len() <= 2_048 {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidKmsKey(text.to_owned()))
        }
    }
}

impl SourceNetwork {
    /// The network; of a single address, the one that holds only it.
    pub fn network(self) -> IpNet {
        self.0
    }
}

impl FromStr for SourceNetwork {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let network = match text.parse::<IpNet>() {
            Ok(network) => network,
            Err(_) => match text.parse::<std::net::IpAddr>() {
                Ok(address) => IpNet::from(address),
                Err(_) => return Err(InvalidNetwork::Syntax(text.to_owned())),
            },
        };
        if network.prefix_len() == 0 {
            Err(InvalidNetwork::Everything(text.to_owned()))
        } else if network.trunc() != network {
            Err(InvalidNetwork::HostBits { text: text.to_owned(), network: network.trunc() })
        } else {
            Ok(Self(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_the_shipped_one_a_name_or_an_arn() {
        assert_eq!("inference-only".parse(), Ok(PolicyChoice::InferenceOnly));
        assert_eq!(
            "AmazonBedrockFullAccess".parse(),
            Ok(PolicyChoice::AwsManaged("AmazonBedrockFullAccess".to_owned()))
        );
        let arn = "arn:aws:iam::123456789012:policy/team/narrow";
        assert_eq!(arn.parse(), Ok(PolicyChoice::Managed(arn.parse().unwrap())));
        for text in ["", "a b", "arn:aws:iam::123456789012:role/x", "policy/x", &"x".repeat(129)] {
            assert!(matches!(text.parse::<PolicyChoice>(), Err(InvalidPolicy::Syntax(_))), "{text}");
        }
        for text in ["inference_only", "InferenceOnly", "infrence-only"] {
            let error = text.parse::<PolicyChoice>().unwrap_err();
            assert!(error.to_string().contains("did you mean"), "{text}");
        }
    }

    #[test]
    fn a_boundary_is_a_managed_policy() {
        assert!("arn:aws:iam::123456789012:policy/b".parse::<Boundary>().is_ok());
        for text in ["b", "arn:aws:iam::123456789012:user/b", "arn:aws:s3:::policy/b"] {
            assert!(text.parse::<Boundary>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_kms_key_is_an_id_an_alias_or_an_arn_of_one() {
        for text in [
            "1234abcd-12ab-34cd-56ef-1234567890ab",
            "mrk-1234abcd12ab34cd56ef1234567890ab",
            "alias/bedrock-keys",
            "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "arn:aws:kms:eu-central-1:123456789012:alias/team/keys",
        ] {
            assert!(text.parse::<KmsKey>().is_ok(), "{text}");
        }
        for text in
            ["", "alias/", "a b", "key/x", "arn:aws:iam::123456789012:key/x", "arn:aws:kms:x:123456789012:x"]
        {
            assert!(text.parse::<KmsKey>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_network_is_exact_or_refused() {
        let network = |text: &str| text.parse::<SourceNetwork>().map(|found| found.network().to_string());
        assert_eq!(network("192.0.2.0/24").unwrap(), "192.0.2.0/24");
        assert_eq!(network("192.0.2.7").unwrap(), "192.0.2.7/32");
        assert_eq!(network("2001:db8::/32").unwrap(), "2001:db8::/32");
        assert!(matches!(network("192.0.2.7/24"), Err(InvalidNetwork::HostBits { .. })));
        assert!(matches!(network("0.0.0.0/0"), Err(InvalidNetwork::Everything(_))));
        assert!(matches!(network("192.0.2"), Err(InvalidNetwork::Syntax(_))));
        assert!(matches!(network("192.0.2.0/33"), Err(InvalidNetwork::Syntax(_))));
    }
}
