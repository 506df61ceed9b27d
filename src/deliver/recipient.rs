//! The public key that a secret is encrypted to.

#[cfg(feature = "age")]
use std::fmt;

/// The text cannot be a recipient. No variant repeats a text that looks like a private key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRecipient {
    /// Not a public key of either kind.
    #[error(
        "`{0}` is not a recipient; write an age public key (`age1…`) or an SSH one (`ssh-ed25519 …`, `ssh-rsa …`)"
    )]
    Syntax(String),
    /// A private key, which must stay with its owner.
    #[error(
        "this is a private key; ask its owner for the public one (`age1…`, `ssh-ed25519 …`, `ssh-rsa …`), and treat this one as leaked"
    )]
    PrivateKey,
    /// A kind of key that age cannot encrypt to.
    #[error("`{0}` keys cannot be encrypted to; use an age key (`age1…`), `ssh-ed25519` or `ssh-rsa`")]
    Unsupported(String),
    /// An RSA key outside of 2048 to 4096 bits.
    #[error(
        "this RSA key has {0} bits; use `ssh-ed25519`, an age key (`age1…`), or RSA with 2048 to 4096 bits"
    )]
    RsaSize(&'static str),
    /// A public key that has no private one, such as all zeros: what is encrypted to it, everybody can read.
    #[error(
        "this public key is a placeholder or made to be weak: anybody could decrypt what is encrypted to it"
    )]
    Weak,
    /// Built without the feature `age`.
    #[error(
        "this build cannot encrypt: it was made without the feature `age`; use another sink, or a build that has it"
    )]
    NotBuiltIn,
}

/// An age or SSH public key, checked.
#[cfg(feature = "age")]
#[derive(Clone)]
pub struct Recipient(PublicKey);

#[cfg(feature = "age")]
#[derive(Clone)]
enum PublicKey {
    Age(age::x25519::Recipient),
    Ssh(age::ssh::Recipient),
}

/// There is none in a build without the feature `age`.
#[cfg(not(feature = "age"))]
#[derive(Debug, Clone)]
pub struct Recipient(std::convert::Infallible);

#[cfg(not(feature = "age"))]
impl Recipient {
    /// Always an error in this build.
    pub fn parse(_text: &str) -> Result<Self, InvalidRecipient> {
        Err(InvalidRecipient::NotBuiltIn)
    }

    pub(super) fn encrypt(&self, _plain: &[u8]) -> Result<Vec<u8>, String> {
        match self.0 {}
    }
}

#[cfg(feature = "age")]
impl Recipient {
    /// Reads `age1…`, `ssh-ed25519 … [comment]` or `ssh-rsa … [comment]`.
    pub fn parse(text: &str) -> Result<Self, InvalidRecipient> {
        use age::ssh::ParseRecipientKeyError as SshError;
        let text = text.trim();
        if text.to_ascii_uppercase().contains("AGE-SECRET-KEY-") || text.contains("PRIVATE KEY") {
            return Err(InvalidRecipient::PrivateKey);
        }
        let syntax = || InvalidRecipient::Syntax(text.to_owned());
        if text.starts_with("age1") {
            let key: age::x25519::Recipient = text.parse().map_err(|_| syntax())?;
            // The library panics when it encrypts to one of these.
            if is_low_order(&key) {
                return Err(InvalidRecipient::Weak);
            }
            return Ok(Self(PublicKey::Age(key)));
        }
        match text.parse::<age::ssh::Recipient>() {
            Ok(age::ssh::Recipient::SshEd25519(_, point)) if point.is_small_order() => {
                Err(InvalidRecipient::Weak)
            }
            Ok(key) => Ok(Self(PublicKey::Ssh(key))),
            Err(SshError::RsaModulusTooSmall) => Err(InvalidRecipient::RsaSize("fewer than 2048")),
            Err(SshError::RsaModulusTooLarge) => Err(InvalidRecipient::RsaSize("more than 4096")),
            Err(SshError::Unsupported(kind)) => Err(InvalidRecipient::Unsupported(kind)),
            Err(_) => Err(syntax()),
        }
    }

    /// The text encrypted and armored. Happens in memory.
    pub(super) fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>, String> {
        let encrypted = match &self.0 {
            PublicKey::Age(key) => age::encrypt_and_armor(key, plain),
            PublicKey::Ssh(key) => age::encrypt_and_armor(key, plain),
        };
        encrypted.map(String::into_bytes).map_err(|error| error.to_string())
    }
}

#[cfg(feature = "age")]
impl fmt::Debug for Recipient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match &self.0 {
            PublicKey::Age(key) => key.to_string(),
            PublicKey::Ssh(key) => key.to_string(),
        };
        formatter.debug_tuple("Recipient").field(&text).finish()
    }
}

/// The points of small order on Curve25519, the sign bit cleared, least significant byte first: with each of them
/// every private key shares the same secret, zero.
///
/// <https://cr.yp.to/ecdh.html#validate>
#[cfg(feature = "age")]
const LOW_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/// The library keeps the bytes to itself, so they are read off the key's own text: `age1`, 52 characters of Bech32 for
/// 32 bytes, 6 of checksum (BIP 173).
#[cfg(feature = "age")]
fn is_low_order(key: &age::x25519::Recipient) -> bool {
    let mut bech32 = data_encoding::Specification::new();
    bech32.symbols.push_str("qpzry9x8gf2tvdw0s3jn54khce6mua7l");
    let text = key.to_string();
    let data = text.strip_prefix("age1").and_then(|rest| rest.get(..52));
    let bytes =
        bech32.encoding().ok().zip(data).and_then(|(bech32, data)| bech32.decode(data.as_bytes()).ok());
    // What cannot be read is not trusted either.
    let Some(mut bytes) = bytes else { return true };
    if let Some(last) = bytes.last_mut() {
        *last &= 0x7f;
    }
    LOW_ORDER.contains(&data_encoding::HEXLOWER.encode(&bytes).as_str())
}

#[cfg(test)]
#[cfg(feature = "age")]
mod tests {
    use super::*;

    #[test]
    fn age_and_ssh_public_keys_are_read() {
        let age = age::x25519::Identity::generate().to_public().to_string();
        let ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea alice@example.com";
        for text in [age.as_str(), ssh, &format!("  {age}\n")] {
            assert!(Recipient::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn other_texts_say_what_is_wrong_with_them() {
        let generated = age::x25519::Identity::generate();
        let private = generated.to_string();
        let private = age::secrecy::ExposeSecret::expose_secret(&private);
        for text in [private, &private.to_lowercase(), "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blb"] {
            let error = Recipient::parse(text).unwrap_err();
            assert_eq!(error, InvalidRecipient::PrivateKey);
        }
        for text in ["", "alice", "age1", "age1abc", "ssh-ed25519 AAAA", "ssh-ed25519"] {
            assert_eq!(Recipient::parse(text).unwrap_err(), InvalidRecipient::Syntax(text.to_owned()));
        }
        let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=";
        assert_eq!(
            Recipient::parse(ecdsa).unwrap_err(),
            InvalidRecipient::Unsupported("ecdsa-sha2-nistp256".to_owned())
        );
    }

    /// The age text of 32 bytes.
    fn age_text(bytes: &[u8]) -> String {
        let mut bits = data_encoding::Specification::new();
        bits.symbols.push_str("qpzry9x8gf2tvdw0s3jn54khce6mua7l");
        let data = bits.encoding().unwrap().encode(bytes);
        let values: Vec<u8> = data
            .bytes()
            .map(|byte| {
                b"qpzry9x8gf2tvdw0s3jn54khce6mua7l".iter().position(|symbol| *symbol == byte).unwrap() as u8
            })
            .collect();
        let mut checked: Vec<u8> = b"age".iter().map(|byte| byte >> 5).collect();
        checked.push(0);
        checked.extend(b"age".iter().map(|byte| byte & 31));
        checked.extend(&values);
        checked.extend([0; 6]);
        let mut polynomial: u32 = 1;
        for value in checked {
            let top = polynomial >> 25;
            polynomial = ((polynomial & 0x01ff_ffff) << 5) ^ u32::from(value);
            for (bit, generator) in
                [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3].iter().enumerate()
            {
                if top >> bit & 1 == 1 {
                    polynomial ^= generator;
                }
            }
        }
        polynomial ^= 1;
        let sum: String = (0..6)
            .map(|index| {
                b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"[(polynomial >> (5 * (5 - index)) & 31) as usize] as char
            })
            .collect();
        format!("age1{data}{sum}")
    }

    #[test]
    fn keys_that_everybody_can_decrypt_for_are_refused() {
        for hex in LOW_ORDER {
            let mut bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
            assert_eq!(Recipient::parse(&age_text(&bytes)).unwrap_err(), InvalidRecipient::Weak, "{hex}");
            bytes[31] |= 0x80;
            assert_eq!(Recipient::parse(&age_text(&bytes)).unwrap_err(), InvalidRecipient::Weak, "{hex}");
        }
        assert!(Recipient::parse(&age_text(&[9; 32])).is_ok());
        let zeros = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(Recipient::parse(zeros).unwrap_err(), InvalidRecipient::Weak);
    }
}

#[cfg(test)]
#[cfg(not(feature = "age"))]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_age_says_so() {
        assert_eq!(Recipient::parse("age1abc").unwrap_err(), InvalidRecipient::NotBuiltIn);
    }
}
