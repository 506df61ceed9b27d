//! What a key may do: a managed policy, or the shipped inference-only policy narrowed to models, Regions and networks.

use ipnet::IpNet;
use serde_json::{Map, Value, json};

use crate::domain::{AccountId, Arn, ModelId, Partition, Region};

/// The name of the inline policy this tool writes on a key user.
pub const INLINE_POLICY_NAME: &str = "bedrock-keys";

/// What a user's inline policies may have together, in characters without white space.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const INLINE_POLICY_LIMIT: usize = 2_048;

const INFERENCE_ONLY: &str = include_str!("../../policies/identity/inference-only.json");

/// What a key may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permissions {
    /// An AWS managed policy by name, in the partition of the caller.
    AwsManaged(String),
    /// A managed policy by ARN.
    Managed(Arn),
    /// The shipped `inference-only` policy, written inline.
    InferenceOnly(Narrowing),
}

/// What the inference-only policy is narrowed to; an empty list narrows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Narrowing {
    /// Models and inference profiles that may be called.
    pub models: Vec<ModelId>,
    /// Regions a call may be made from; an inference profile still routes to wherever AWS routes it.
    pub regions: Vec<Region>,
    /// Networks a call may come from. Calls through a VPC endpoint carry no public address and are refused.
    pub source_ips: Vec<IpNet>,
}

impl Narrowing {
    /// Whether it narrows nothing.
    pub fn is_empty(&self) -> bool {
        self.models.is_empty() && self.regions.is_empty() && self.source_ips.is_empty()
    }
}

impl Permissions {
    /// The managed policy that new keys get unless somebody says otherwise.
    pub fn limited_access() -> Self {
        Self::AwsManaged("AmazonBedrockLimitedAccess".to_owned())
    }

    /// The length of the inline document in characters without white space, in the partition whose name is longest;
    /// zero for a managed policy.
    pub fn inline_size(&self) -> usize {
        match self {
            Self::AwsManaged(_) | Self::Managed(_) => 0,
            Self::InferenceOnly(narrowing) => {
                let text = narrowing.shape("aws-us-gov", "000000000000").to_string();
                text.chars().filter(|character| !character.is_whitespace()).count()
            }
        }
    }

    /// How tables and plans name it.
    pub fn name(&self) -> &str {
        match self {
            Self::AwsManaged(name) => name,
            Self::Managed(arn) => arn.name(),
            Self::InferenceOnly(_) => "inference-only",
        }
    }
}

impl Narrowing {
    /// The policy document for keys of an account.
    pub fn document(&self, partition: &Partition, account: &AccountId) -> Value {
        self.shape(partition.as_str(), account.as_str())
    }

    /// The shipped document with each statement narrowed. The file is a policy in its own right, so that what an admin
    /// reads in `policies/` is what an unnarrowed key gets.
    fn shape(&self, partition: &str, account: &str) -> Value {
        let mut document: Value = serde_json::from_str(INFERENCE_ONLY).unwrap_or(Value::Null);
        if let Some(statements) = document.get_mut("Statement").and_then(Value::as_array_mut) {
            for statement in statements.iter_mut().filter_map(Value::as_object_mut) {
                self.narrow(statement, partition, account);
            }
            statements.extend(self.through_profiles(partition, account));
        }
        document
    }

    fn narrow(&self, statement: &mut Map<String, Value>, partition: &str, account: &str) {
        let sid = statement.get("Sid").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut condition = self.network_condition();
        if sid == "RuntimeInference" {
            statement.insert("Resource".to_owned(), json!(self.runtime_resources(partition, account)));
        } else if sid == "MantleInference" {
            let project = |region| format!("arn:{partition}:bedrock-mantle:{region}:{account}:project/*");
            let projects: Vec<String> = self.region_names().map(project).collect();
            statement.insert("Resource".to_owned(), json!(projects));
            if !self.models.is_empty() {
                // https://docs.aws.amazon.com/service-authorization/latest/reference/list_bedrock-mantle.html
                let models: Vec<&str> = self
                    .models
                    .iter()
                    .map(|model| model.behind_profile().unwrap_or(model.as_str()))
                    .collect();
                condition.insert("StringLike".to_owned(), json!({ "bedrock-mantle:Model": models }));
            }
        }
        if !condition.is_empty() {
            statement.insert("Condition".to_owned(), Value::Object(condition));
        }
    }

    fn region_names(&self) -> impl Iterator<Item = &str> {
        let any = self.regions.is_empty().then_some("*");
        any.into_iter().chain(self.regions.iter().map(Region::as_str))
    }

    fn runtime_resources(&self, partition: &str, account: &str) -> Vec<String> {
        let mut resources = Vec::new();
        for region in self.region_names() {
            if self.models.is_empty() {
                resources.push(format!("arn:{partition}:bedrock:{region}::foundation-model/*"));
                resources.push(format!("arn:{partition}:bedrock:{region}:{account}:inference-profile/*"));
                resources.push(format!(
                    "arn:{partition}:bedrock:{region}:{account}:application-inference-profile/*"
                ));
            }
            for model in &self.models {
                resources.push(match model.behind_profile() {
                    Some(_) => {
                        format!("arn:{partition}:bedrock:{region}:{account}:inference-profile/{model}")
                    }
                    None => format!("arn:{partition}:bedrock:{region}::foundation-model/{model}"),
                });
            }
        }
        resources
    }

    /// A call through an inference profile is checked against the model in whatever Region it is routed to, so that
    /// model must be allowed everywhere, but only through the profile.
    ///
    /// <https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html>
    fn through_profiles(&self, partition: &str, account: &str) -> Option<Value> {
        let models: Vec<&str> = if self.models.is_empty() && !self.regions.is_empty() {
            vec!["*"]
        } else {
            self.models.iter().filter_map(ModelId::behind_profile).collect()
        };
        if models.is_empty() {
            return None;
        }
        let model_arn = |model: &&str| format!("arn:{partition}:bedrock:*::foundation-model/{model}");
        let profiles: Vec<String> = self
            .runtime_resources(partition, account)
            .into_iter()
            .filter(|resource| resource.contains("inference-profile/"))
            .collect();
        let mut condition = self.network_condition();
        condition.insert("ArnLike".to_owned(), json!({ "bedrock:InferenceProfileArn": profiles }));
        Some(json!({
            "Sid": "ThroughInferenceProfile",
            "Effect": "Allow",
            "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
            "Resource": models.iter().map(model_arn).collect::<Vec<_>>(),
            "Condition": condition,
        }))
    }

    fn network_condition(&self) -> Map<String, Value> {
        let mut condition = Map::new();
        if !self.source_ips.is_empty() {
            let networks: Vec<String> = self.source_ips.iter().map(ToString::to_string).collect();
            condition.insert("IpAddress".to_owned(), json!({ "aws:SourceIp": networks }));
        }
        condition
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(narrowing: &Narrowing) -> Value {
        narrowing.document(&Partition::commercial(), &"123456789012".parse().unwrap())
    }

    #[test]
    fn unnarrowed_it_is_the_shipped_file_within_the_account() {
        let shipped: Value = serde_json::from_str(INFERENCE_ONLY).unwrap();
        let text = document(&Narrowing::default()).to_string().replace("123456789012", "*");
        let mut made: Value = serde_json::from_str(&text).unwrap();
        made["Statement"][2]["Resource"] = made["Statement"][2]["Resource"][0].clone();
        assert_eq!(made, shipped);
    }

    #[test]
    fn models_regions_and_networks_narrow_every_way_in() {
        let narrowing = Narrowing {
            models: vec![
                "amazon.nova-lite-v1:0".parse().unwrap(),
                "eu.anthropic.claude-x-v1:0".parse().unwrap(),
            ],
            regions: vec!["eu-central-1".parse().unwrap()],
            source_ips: vec!["192.0.2.0/24".parse().unwrap()],
        };
        let made = document(&narrowing);
        for statement in made["Statement"].as_array().unwrap() {
            assert_eq!(
                statement["Condition"]["IpAddress"]["aws:SourceIp"],
                json!(["192.0.2.0/24"]),
                "{statement}"
            );
        }
        assert_eq!(
            made["Statement"][1]["Resource"],
            json!([
                "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0",
                "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-x-v1:0",
            ])
        );
        assert_eq!(
            made["Statement"][2]["Condition"]["StringLike"]["bedrock-mantle:Model"],
            json!(["amazon.nova-lite-v1:0", "anthropic.claude-x-v1:0"])
        );
        assert_eq!(
            made["Statement"][3]["Condition"]["ArnLike"]["bedrock:InferenceProfileArn"],
            json!(["arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-x-v1:0"])
        );
        assert_eq!(
            made["Statement"][3]["Resource"],
            json!(["arn:aws:bedrock:*::foundation-model/anthropic.claude-x-v1:0"])
        );
    }

    #[test]
    fn size_grows_past_the_quota_with_enough_models() {
        let model: ModelId = "anthropic.claude-sonnet-4-5-20250929-v1:0".parse().unwrap();
        let sized = |count| {
            Permissions::InferenceOnly(Narrowing {
                models: vec![model.clone(); count],
                ..Narrowing::default()
            })
            .inline_size()
        };
        assert!(sized(1) < INLINE_POLICY_LIMIT);
        assert!(sized(40) > INLINE_POLICY_LIMIT);
        assert_eq!(Permissions::limited_access().inline_size(), 0);
    }
}
