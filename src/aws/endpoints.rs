//! Where calls go that do not go to AWS's own endpoints.

use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

use crate::domain::printable;

/// A service whose calls go to an endpoint that somebody set: `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_IAM` and the like, or
/// `endpoint_url` of the profile. Whatever answers there is taken for AWS.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetEndpoint {
    /// The service, as people write it.
    pub service: &'static str,
    /// Scheme, host and port; what else stands in the URL may be a password.
    pub address: String,
}

/// The services this tool calls, by the names the settings are looked up under.
const SERVICES: [&str; 4] = ["IAM", "Organizations", "Secrets Manager", "STS"];

/// The endpoints that were set, as the clients of the services find them: their own setting first, then the common one.
pub(super) fn set(config: &SdkConfig) -> Vec<SetEndpoint> {
    let of = |service: &'static str| {
        let key = ServiceConfigKey::builder()
            .service_id(service)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build()
            .ok()?;
        let own = config.service_config().and_then(|settings| settings.load_config(key));
        let url = own.or_else(|| config.endpoint_url().map(ToOwned::to_owned))?;
        Some(SetEndpoint { service, address: address(&url) })
    };
    SERVICES.into_iter().filter_map(of).collect()
}

fn address(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    printable(&if scheme.is_empty() { host.to_owned() } else { format!("{scheme}://{host}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_what_may_be_a_password() {
        for (url, shown) in [
            ("http://127.0.0.1:8099", "http://127.0.0.1:8099"),
            ("https://user:pass@proxy.example.com/path?token=x", "https://proxy.example.com"),
            ("user@host", "host"),
            ("https://exa\u{1b}mple", "https://exa\u{fffd}mple"),
            ("", ""),
        ] {
            assert_eq!(address(url), shown, "{url}");
        }
    }

    #[test]
    fn a_common_endpoint_is_that_of_every_service_and_none_is_none() {
        let config = SdkConfig::builder().endpoint_url("http://127.0.0.1:1").build();
        let services: Vec<&str> = set(&config).into_iter().map(|endpoint| endpoint.service).collect();
        assert_eq!(services, SERVICES);
        assert_eq!(set(&SdkConfig::builder().build()), []);
    }
}
