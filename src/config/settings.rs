//! The configuration file `bedrock-keys.yaml`: what an organization decides once for all of its rosters.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use schemars::JsonSchema;

use super::Mistakes;
use super::audit::{RawAudit, RawWaiver};
use super::decode::{Field, Fields, Located, Reader};
use super::document::{self, Node, Source};
use super::resolve;
use super::terms::Terms;
use super::version::Version;
use super::wanted_guardrail::RawGuardrail;
use crate::audit::AuditPolicy;
use crate::domain::Lifetime;

/// How many entries are worked on at once unless the configuration says otherwise. IAM publishes no request rates;
/// four chains of calls stay below every rate measured.
const CONCURRENCY: u32 = 4;

/// The most that `concurrency` takes.
pub(super) const MAX_CONCURRENCY: u32 = 32;

/// The configuration of bedrock-keys. Holds no secret and belongs in git.
// The comments of the fields are the descriptions in the JSON Schema and in docs/configuration.md.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Configuration")]
pub struct RawSettings {
    /// The version of the format.
    #[schemars(required)]
    pub version: Field<Version>,
    /// The terms of `keys create`, and of every roster that does not set its own.
    #[schemars(default)]
    pub defaults: Field<Terms>,
    /// No key may live longer than this, whatever a roster or flag says.
    #[schemars(default)]
    pub max_lifetime: Field<Lifetime>,
    /// Whether a key may be wished that never expires. Rosters need `true` for `lifetime: never`; `false` refuses `--never-expires` too.
    #[schemars(default)]
    pub allow_never_expires: Field<bool>,
    /// How many entries of a roster are worked on at once, 1 to 32.
    #[schemars(default, extend("default" = 4, "minimum" = 1, "maximum" = 32))]
    pub concurrency: Field<u32>,
    /// What audits report.
    #[schemars(default)]
    pub audit: Field<RawAudit>,
    /// Exceptions: findings that somebody answers for, until a date.
    #[schemars(default)]
    pub waivers: Field<Vec<Located<RawWaiver>>>,
    /// The service control policies that `scp plan` and `scp apply` put in force.
    #[schemars(default)]
    pub guardrails: Field<Vec<Located<RawGuardrail>>>,
}

/// What the configuration says about keys that never expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeverExpires {
    /// `allow_never_expires: true`.
    Allowed,
    /// `allow_never_expires: false`.
    Refused,
    /// Nothing.
    Unsaid,
}

/// A checked configuration. The default is that of no file at all.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    raw: RawSettings,
    defaults: Terms,
    audit: AuditPolicy,
    folder: PathBuf,
}

impl Settings {
    /// Reads the configuration file. Reports all mistakes at once.
    pub fn load(source: &Arc<Source>) -> Result<Self, Mistakes> {
        let node = document::parse(source)?;
        let mut mistakes = Mistakes::default();
        let raw = RawSettings::decode(&mut Reader::new(source, &mut mistakes), &node).unwrap_or_default();
        let defaults = raw.defaults.given().map(|defaults| defaults.value.clone()).unwrap_or_default();
        let audit = raw.audit_policy();
        let folder = Path::new(source.name()).parent().unwrap_or(Path::new("")).to_owned();
        let settings = Self { raw, defaults, audit, folder };
        resolve::defaults(&settings.defaults, &settings, &mut mistakes);
        mistakes.or(settings)
    }

    /// The terms that stand behind every roster and request.
    pub fn defaults(&self) -> &Terms {
        &self.defaults
    }

    /// The longest lifetime allowed, and where that is written.
    pub fn max_lifetime(&self) -> Option<&Located<Lifetime>> {
        self.raw.max_lifetime.given()
    }

    /// What it says about keys that never expire.
    pub fn never_expires(&self) -> NeverExpires {
        match self.raw.allow_never_expires.given().map(|allowed| allowed.value) {
            Some(true) => NeverExpires::Allowed,
            Some(false) => NeverExpires::Refused,
            None => NeverExpires::Unsaid,
        }
    }

    /// What is decided about audits.
    pub fn audit(&self) -> &AuditPolicy {
        &self.audit
    }

    /// The guardrails that are wanted.
    pub fn guardrails(&self) -> &[Located<RawGuardrail>] {
        self.raw.guardrails.given().map_or(&[], |guardrails| &guardrails.value)
    }

    /// The folder of the file, which the paths in it start from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many entries are worked on at once, at least one.
    pub fn concurrency(&self) -> usize {
        let concurrency = self.raw.concurrency.given().map_or(CONCURRENCY, |number| number.value);
        usize::try_from(concurrency).unwrap_or(1).max(1)
    }
}

impl RawSettings {
    /// The names of the fields.
    pub(super) const FIELDS: [&'static str; 8] = [
        "version",
        "defaults",
        "max_lifetime",
        "allow_never_expires",
        "concurrency",
        "audit",
        "waivers",
        "guardrails",
    ];

    fn decode(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let mut fields = Fields::open(reader, node, "the configuration", &Self::FIELDS)?;
        Some(Self {
            version: Version::require(&mut fields),
            defaults: fields.optional("defaults", Terms::decode),
            max_lifetime: fields.optional("max_lifetime", Reader::parsed),
            allow_never_expires: fields.optional("allow_never_expires", Reader::truth),
            concurrency: fields
                .optional("concurrency", |reader, node| reader.number(node, 1..=MAX_CONCURRENCY)),
            audit: fields.optional("audit", RawAudit::decode),
            waivers: fields.optional("waivers", |reader, node| reader.list(node, RawWaiver::decode)),
            guardrails: fields.optional("guardrails", |reader, node| reader.list(node, RawGuardrail::decode)),
        })
    }

    fn audit_policy(&self) -> AuditPolicy {
        let max_lifetime = self.max_lifetime.given().map(|longest| longest.value);
        let waivers: &[Located<RawWaiver>] = self.waivers.given().map_or(&[], |waivers| &waivers.value);
        let nothing = RawAudit::default();
        self.audit.given().map_or(&nothing, |audit| &audit.value).policy(max_lifetime, waivers)
    }
}
