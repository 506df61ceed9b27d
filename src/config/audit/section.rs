//! `audit:`, thresholds and rules.

use schemars::JsonSchema;

use crate::audit::AuditPolicy;
use crate::config::decode::{Field, Fields, Located, Reader};
use crate::config::document::Node;
use crate::domain::Lifetime;

use super::{RawWaiver, RuleChoices};

/// What audits report.
// The comments of the fields are the descriptions in the JSON Schema and in docs/configuration.md.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Audit")]
pub struct RawAudit {
    /// How long before its end a key is reported. The longest of these is of severity low, the next medium, all further ones high.
    #[schemars(default, extend("default" = ["14d", "7d", "1d"]))]
    pub expiring_within: Field<Vec<Located<Lifetime>>>,
    /// The age at which a working key is too old. By default 90 days, or `max_lifetime` where that is longer.
    #[schemars(default, extend("default" = "90d"))]
    pub max_age: Field<Lifetime>,
    /// The age at which a key that is switched off should be deleted.
    #[schemars(default, extend("default" = "30d"))]
    pub inactive_for: Field<Lifetime>,
    /// Single rules: `on`, `off`, or a severity for all that the rule finds.
    #[schemars(default)]
    pub rules: Field<RuleChoices>,
}

impl RawAudit {
    /// The names of the fields.
    pub(in crate::config) const FIELDS: [&'static str; 4] =
        ["expiring_within", "max_age", "inactive_for", "rules"];

    pub(in crate::config) fn decode(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let mut fields = Fields::open(reader, node, "`audit`", &Self::FIELDS)?;
        Some(Self {
            expiring_within: fields
                .optional("expiring_within", |reader, node| reader.list(node, Reader::parsed)),
            max_age: fields.optional("max_age", Reader::parsed),
            inactive_for: fields.optional("inactive_for", Reader::parsed),
            rules: fields.optional("rules", RuleChoices::decode),
        })
    }

    /// What is decided, with what is not written left as it is.
    pub(in crate::config) fn policy(
        &self,
        max_lifetime: Option<Lifetime>,
        waivers: &[Located<RawWaiver>],
    ) -> AuditPolicy {
        let standard = AuditPolicy::standard(max_lifetime);
        let within = self.expiring_within.given().map(|list| {
            let mut within: Vec<Lifetime> = list.value.iter().map(|within| within.value).collect();
            within.sort_unstable_by(|one, other| other.cmp(one));
            within.dedup();
            within
        });
        let or = |field: &Field<Lifetime>, standard| field.given().map_or(standard, |given| given.value);
        AuditPolicy {
            expiring_within: within.unwrap_or(standard.expiring_within),
            max_age: or(&self.max_age, standard.max_age),
            inactive_for: or(&self.inactive_for, standard.inactive_for),
            max_lifetime,
            rules: self.rules.given().map(|rules| rules.value.0.clone()).unwrap_or_default(),
            waivers: waivers.iter().filter_map(RawWaiver::resolved).collect(),
            // Which policies they are, whoever has the library and the file system says.
            guardrails: Vec::new(),
        }
    }
}
