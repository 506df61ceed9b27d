//! Values that the tests of this folder share.

use std::error::Error;

use crate::domain::{ApiKeySecret, Expiry};

use super::{Addressee, Handover};

/// Looks like the secret of a key and is none.
pub(super) const SECRET: &str = "ABSKYmVkcm9jay1rZXktdGVzdC1hdC0xMjM0NTY3ODkwMTI6Tk9UQVJFQUxTRUNSRVR0aGlzaXNvbmx5YXRlc3R2YWx1ZTAwMDAwMDAwMDE=";

pub(super) fn secret() -> ApiKeySecret {
    ApiKeySecret::from_answer(SECRET.to_owned()).unwrap()
}

pub(super) fn addressee(owner: &str, purpose: &str) -> Addressee {
    Addressee {
        account: "123456789012".parse().unwrap(),
        owner: owner.parse().unwrap(),
        purpose: purpose.parse().unwrap(),
    }
}

pub(super) fn handover(owner: &str, purpose: &str) -> Handover {
    Handover {
        addressee: addressee(owner, purpose),
        user: "bedrock-key-p7fzctlrlcdnh5tqeuc4".parse().unwrap(),
        credential: "ACCAEXAMPLE0000000001".parse().unwrap(),
        issued: "2026-11-23T12:00:00Z".parse().unwrap(),
        expiry: Expiry::At("2026-12-23T12:00:00Z".parse().unwrap()),
        region: "eu-central-1".parse().unwrap(),
        model: "eu.amazon.nova-lite-v1:0".parse().unwrap(),
    }
}

/// Fails where an error, its causes or their `Debug` show any eight characters of the secret in a row.
pub(super) fn assert_keeps_secret(error: &(dyn Error + 'static)) {
    let mut texts = vec![format!("{error:?} {error:#?}")];
    let mut cause = Some(error);
    while let Some(error) = cause {
        texts.push(error.to_string());
        cause = error.source();
    }
    for text in texts {
        assert_holds_no_secret(&text);
    }
}

/// Fails where a text shows any eight characters of the secret in a row.
pub(super) fn assert_holds_no_secret(text: &str) {
    for window in SECRET.as_bytes().windows(8) {
        let fragment = std::str::from_utf8(window).unwrap();
        assert!(!text.contains(fragment), "`{fragment}` of the secret is in: {text}");
    }
}
