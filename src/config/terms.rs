//! The terms of a key: what a roster entry, `defaults:` and the flags of `keys create` can all say.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::choice::{Boundary, KmsKey, LifetimeChoice, PolicyChoice, SourceNetwork};
use super::decode::{Field, Fields, Located, Reader};
use super::document::Node;
use crate::domain::{Lifetime, ModelId, Region, SinkAddress, TagKey, TagValue, UserPath};

/// The terms of a key. Whatever is absent is looked for one level up.
// The comments of the fields are the descriptions in the JSON Schema and in docs/roster.md.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Terms {
    /// How long a key lives: whole days (`30d`) or weeks (`12w`). `never` must be spelled out, and needs `allow_never_expires: true` in the configuration.
    #[schemars(default)]
    pub lifetime: Field<LifetimeChoice>,
    /// A key is renewed by the first run that finds it ending within this time. Shorter than `lifetime`; half of it where the default would not be.
    #[schemars(default, extend("default" = "7d"))]
    pub renew_within: Field<Lifetime>,
    /// What the key may do: `inference-only` (shipped), the name of an AWS managed policy, or the ARN of a managed policy.
    #[schemars(default, extend("default" = "AmazonBedrockLimitedAccess"))]
    pub policy: Field<PolicyChoice>,
    /// The ARN of the managed policy that is the permissions boundary of the key's user.
    #[schemars(default)]
    pub boundary: Field<Boundary>,
    /// The IAM path that generated users are made under.
    #[schemars(default, extend("default" = "/bedrock-keys/"))]
    pub path: Field<UserPath>,
    /// Where the secret goes: `file:DIR`, `age:DIR`, `secretsmanager:PREFIX`, `command:PROGRAM`, or `stdout` for a single key. A relative path begins at the working directory.
    #[schemars(default)]
    pub sink: Field<SinkAddress>,
    /// Tags of the key's user, at most 36: the tool adds up to 14 of its own, AWS takes 50. Levels are merged, the most specific value wins.
    #[schemars(default)]
    pub tags: Field<BTreeMap<TagKey, TagValue>>,
    /// The Region of the examples in the hand-over note. Where `regions` are given, their first.
    #[schemars(default, extend("default" = "us-east-1"))]
    pub region: Field<Region>,
    /// The model of the examples in the hand-over note. Outside of us-east-1 the default is the inference profile of the geography; where `models` are given, the first without `*`.
    #[schemars(default, extend("default" = "amazon.nova-lite-v1:0"))]
    pub model: Field<ModelId>,
    /// The only models and inference profiles the key may call, `*` as a wildcard. Implies `policy: inference-only`; `[]` lifts the list of an outer level.
    #[schemars(default)]
    pub models: Field<Vec<Located<ModelId>>>,
    /// The only Regions the key may be used in. Implies `policy: inference-only`; `[]` lifts the list of an outer level.
    #[schemars(default)]
    pub regions: Field<Vec<Located<Region>>>,
    /// The only public addresses or CIDR blocks the key may be used from; calls through a VPC endpoint are then refused. Implies `policy: inference-only`; `[]` lifts the list of an outer level.
    #[schemars(default)]
    pub source_ips: Field<Vec<Located<SourceNetwork>>>,
    /// The KMS key that `secretsmanager:PREFIX` encrypts with: its id, its ARN or `alias/NAME`.
    #[schemars(default)]
    pub kms_key: Field<KmsKey>,
}

impl Terms {
    /// The names of the fields.
    pub(in crate::config) const FIELDS: [&'static str; 13] = [
        "lifetime",
        "renew_within",
        "policy",
        "boundary",
        "path",
        "sink",
        "tags",
        "region",
        "model",
        "models",
        "regions",
        "source_ips",
        "kms_key",
    ];

    /// Takes the terms out of a mapping that may hold other fields too.
    pub(super) fn take(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            lifetime: fields.optional("lifetime", Reader::parsed),
            renew_within: fields.optional("renew_within", Reader::parsed),
            policy: fields.optional("policy", Reader::parsed),
            boundary: fields.optional("boundary", Reader::parsed),
            path: fields.optional("path", Reader::parsed),
            sink: fields.optional("sink", Reader::parsed),
            tags: fields.optional("tags", Reader::tags),
            region: fields.optional("region", Reader::parsed),
            model: fields.optional("model", Reader::parsed),
            models: fields.optional("models", |reader, node| reader.list(node, Reader::parsed)),
            regions: fields.optional("regions", |reader, node| reader.list(node, Reader::parsed)),
            source_ips: fields.optional("source_ips", |reader, node| reader.list(node, Reader::parsed)),
            kms_key: fields.optional("kms_key", Reader::parsed),
        }
    }

    /// The `defaults:` of a file.
    pub(super) fn decode(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let mut fields = Fields::open(reader, node, "`defaults`", &Self::FIELDS)?;
        Some(Self::take(&mut fields))
    }

    /// Whether any list narrows the key; an empty one does not.
    pub(super) fn narrows(&self) -> bool {
        fn filled<T>(field: &Field<Vec<T>>) -> bool {
            field.given().is_some_and(|list| !list.value.is_empty())
        }
        filled(&self.models) || filled(&self.regions) || filled(&self.source_ips)
    }
}
