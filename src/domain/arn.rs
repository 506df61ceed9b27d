//! Amazon resource names and the partition they live in.

use std::fmt;
use std::str::FromStr;

use super::AccountId;

/// An AWS partition, taken from the caller's ARN and never assumed: `aws`, `aws-us-gov`, `aws-cn`, ….
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Partition(String);

impl Partition {
    /// The commercial partition, `aws`.
    pub fn commercial() -> Self {
        Self("aws".to_owned())
    }

    /// The partition as it stands in an ARN.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ARN of an AWS managed policy in this partition.
    pub fn managed_policy(&self, name: &str) -> String {
        format!("arn:{}:iam::aws:policy/{name}", self.0)
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// An Amazon resource name, split into its parts.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arn {
    text: String,
    partition: Partition,
    service: String,
    account: String,
    resource: String,
}

/// The text is not an ARN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ARN (`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`)")]
pub struct InvalidArn(pub String);

impl Arn {
    /// The whole ARN.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The partition part.
    pub fn partition(&self) -> &Partition {
        &self.partition
    }

    /// The account part, where it is an account (`aws` and the empty part are not).
    pub fn account(&self) -> Option<AccountId> {
        self.account.parse().ok()
    }

    /// Everything after the fifth colon.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// Whether this is an IAM managed policy, AWS's or the customer's.
    pub fn is_managed_policy(&self) -> bool {
        self.service == "iam" && self.resource.strip_prefix("policy/").is_some_and(|name| !name.is_empty())
    }

    /// Whether this managed policy is AWS's own.
    pub fn is_aws_managed_policy(&self) -> bool {
        self.is_managed_policy() && self.account == "aws"
    }

    /// The last segment of the resource: a policy's or a user's name without its path.
    pub fn name(&self) -> &str {
        self.resource.rsplit('/').next().unwrap_or(&self.resource)
    }
}

impl FromStr for Arn {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidArn(text.to_owned());
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next().ok_or_else(invalid);
        let (prefix, partition, service, region, account, resource) =
            (next()?, next()?, next()?, next()?, next()?, next()?);
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let well_formed = prefix == "arn"
            && partition.starts_with("aws")
            && [partition, service, region, account].into_iter().all(plain)
            && !service.is_empty()
            && !resource.is_empty()
            && resource.chars().all(|character| character.is_ascii_graphic());
        if !well_formed {
            return Err(invalid());
        }
        Ok(Self {
            text: text.to_owned(),
            partition: Partition(partition.to_owned()),
            service: service.to_owned(),
            account: account.to_owned(),
            resource: resource.to_owned(),
        })
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_managed_policy_of_aws_is_told_from_one_of_an_account() {
        let aws: Arn = "arn:aws-us-gov:iam::aws:policy/AmazonBedrockLimitedAccess".parse().unwrap();
        assert!(aws.is_aws_managed_policy());
        assert_eq!(aws.partition().as_str(), "aws-us-gov");
        assert_eq!(aws.account(), None);
        let own: Arn = "arn:aws:iam::123456789012:policy/team/narrow".parse().unwrap();
        assert!(own.is_managed_policy() && !own.is_aws_managed_policy());
        assert_eq!(own.name(), "narrow");
        assert_eq!(own.account().unwrap().as_str(), "123456789012");
    }

    #[test]
    fn text_that_is_no_arn_is_refused() {
        for text in [
            "",
            "arn",
            "arn:aws:iam::aws",
            "arn:aws:iam::aws:",
            "urn:aws:iam::aws:policy/x",
            "arn:aws:iam::a b:policy/x",
        ] {
            assert!(text.parse::<Arn>().is_err(), "{text}");
        }
    }
}
