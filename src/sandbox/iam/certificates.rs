//! SSH public keys and X.509 signing certificates, which stand in the way of a user's deletion.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::names::{end_of_page, subject, subject_name};
use crate::sandbox::operation::Context;
use crate::sandbox::state::{Account, IdentityPart, SigningCertificate, SshPublicKey, Switch};
use crate::sandbox::wire::{AwsError, Paging, Parameters, Xml};

/// SSH public keys of one user.
const MOST_SSH_KEYS: usize = 5;
/// Signing certificates of one user.
const MOST_CERTIFICATES: usize = 2;

pub(super) fn upload_ssh_public_key(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = account.user(parameters.required("UserName")?)?.name.clone();
    let body = parameters.required("SSHPublicKeyBody")?;
    if !body.starts_with("ssh-rsa ") && !body.starts_with("-----BEGIN PUBLIC KEY-----") {
        return Err(AwsError::new(400, "InvalidPublicKey", "The public key is not in the expected format."));
    }
    if account.user(&name)?.ssh_public_keys.len() >= MOST_SSH_KEYS {
        return Err(AwsError::limit_exceeded(format!(
            "Cannot exceed quota for SSHPublicKeysPerUser: {MOST_SSH_KEYS}"
        )));
    }
    let key = SshPublicKey {
        id: account.next_id(IdentityPart::Unique("APKA")),
        body: body.to_owned(),
        fingerprint: fingerprint(body),
        status: Switch::Active,
        uploaded: context.now,
    };
    let mut xml = Xml::new();
    xml.node("SSHPublicKey", |node| {
        node.leaf("UserName", &name)
            .leaf("SSHPublicKeyId", &key.id)
            .leaf("Fingerprint", &key.fingerprint)
            .leaf("SSHPublicKeyBody", &key.body)
            .leaf("Status", key.status.as_str())
            .leaf("UploadDate", key.uploaded);
    });
    account.user_mut(&name)?.ssh_public_keys.push(key);
    Ok(xml)
}

pub(super) fn list_ssh_public_keys(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = subject(account, context, parameters)?;
    let paging = Paging::query(parameters, format!("ssh/{}", user.id), context.pages)?;
    let mut keys: Vec<&SshPublicKey> = user.ssh_public_keys.iter().collect();
    keys.sort_by(|one, other| one.id.cmp(&other.id));
    let page = paging.page(keys.into_iter().map(|key| (&key.id, key)));
    let mut xml = Xml::new();
    xml.list("SSHPublicKeys", &page.items, |member, key| {
        member
            .leaf("UserName", &user.name)
            .leaf("SSHPublicKeyId", &key.id)
            .leaf("Status", key.status.as_str())
            .leaf("UploadDate", key.uploaded);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

pub(super) fn delete_ssh_public_key(
    account: &mut Account,
    _: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let id = parameters.required("SSHPublicKeyId")?;
    let keys = &mut account.user_mut(parameters.required("UserName")?)?.ssh_public_keys;
    let missing = || AwsError::no_such_entity(format!("The SSH Public Key with id {id} cannot be found."));
    let position = keys.iter().position(|key| key.id == id).ok_or_else(missing)?;
    keys.remove(position);
    Ok(Xml::new())
}

pub(super) fn upload_signing_certificate(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = subject_name(account, context, parameters)?;
    let body = parameters.required("CertificateBody")?;
    if !body.trim_start().starts_with("-----BEGIN CERTIFICATE-----") {
        return Err(AwsError::new(400, "MalformedCertificate", "Unable to parse certificate."));
    }
    if account.user(&name)?.signing_certificates.len() >= MOST_CERTIFICATES {
        let message = format!("Cannot exceed quota for CertificatesPerUser: {MOST_CERTIFICATES}");
        return Err(AwsError::limit_exceeded(message));
    }
    let certificate = SigningCertificate {
        id: account.next_id(IdentityPart::Certificate),
        body: body.to_owned(),
        status: Switch::Active,
        uploaded: context.now,
    };
    let mut xml = Xml::new();
    xml.node("Certificate", |node| write_certificate(node, &certificate, &name));
    account.user_mut(&name)?.signing_certificates.push(certificate);
    Ok(xml)
}

pub(super) fn list_signing_certificates(
    account: &Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let user = subject(account, context, parameters)?;
    let paging = Paging::query(parameters, format!("certificates/{}", user.id), context.pages)?;
    let mut certificates: Vec<&SigningCertificate> = user.signing_certificates.iter().collect();
    certificates.sort_by(|one, other| one.id.cmp(&other.id));
    let page = paging.page(certificates.into_iter().map(|certificate| (&certificate.id, certificate)));
    let mut xml = Xml::new();
    xml.list("Certificates", &page.items, |member, certificate| {
        write_certificate(member, certificate, &user.name);
    });
    end_of_page(&mut xml, &page);
    Ok(xml)
}

pub(super) fn delete_signing_certificate(
    account: &mut Account,
    context: &Context,
    parameters: &Parameters,
) -> Result<Xml, AwsError> {
    let name = subject_name(account, context, parameters)?;
    let id = parameters.required("CertificateId")?;
    let certificates = &mut account.user_mut(&name)?.signing_certificates;
    let missing = || AwsError::no_such_entity(format!("The Certificate with id {id} cannot be found."));
    let position = certificates.iter().position(|certificate| certificate.id == id).ok_or_else(missing)?;
    certificates.remove(position);
    Ok(Xml::new())
}

fn write_certificate(xml: &mut Xml, certificate: &SigningCertificate, user: &str) {
    xml.leaf("UserName", user)
        .leaf("CertificateId", &certificate.id)
        .leaf("CertificateBody", &certificate.body)
        .leaf("Status", certificate.status.as_str())
        .leaf("UploadDate", certificate.uploaded);
}

/// Sixteen pairs of digits, which is the shape of AWS's fingerprints and not their arithmetic.
fn fingerprint(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    let pairs: Vec<String> = digest.iter().take(16).map(|byte| HEXLOWER.encode(&[*byte])).collect();
    pairs.join(":")
}
