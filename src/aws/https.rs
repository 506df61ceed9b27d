//! The HTTPS client: the SDK's TLS stack, with the certificate bundle and the proxy an enterprise network asks for.

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::SessionError;

/// Builds the client. With a bundle (`AWS_CA_BUNDLE`) only its certificates are trusted, as other AWS tools do;
/// `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are honoured.
pub(super) fn client(bundle: Option<Vec<u8>>) -> Result<SharedHttpClient, SessionError> {
    let trust = match bundle {
        None => TrustStore::default(),
        Some(pem) => TrustStore::empty().with_pem_certificate(pem),
    };
    let context = TlsContext::builder()
        .with_trust_store(trust)
        .build()
        .map_err(|error| SessionError::Certificates(error.to_string()))?;
    Ok(Builder::new().build_with_connector_fn(move |settings, components| {
        let mut builder = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .tls_context(context.clone())
            .proxy_config(ProxyConfig::from_env());
        builder.set_connector_settings(settings.cloned());
        builder.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        builder.build()
    }))
}
