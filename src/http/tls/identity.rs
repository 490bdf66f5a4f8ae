//! Who a client is: its certificate and key, in PEM or PKCS#12, encrypted or not.

use aes::cipher::{BlockModeDecrypt as _, KeyIvInit as _, block_padding::Pkcs7};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use md5::{Digest as _, Md5};
use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

use crate::text;

/// What a file holds that PowerShell wrote.
pub(crate) const UTF16: &str = "text in UTF-16";

/// What is wrong with a certificate or a key, or with how they go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The file holds no certificate.
    #[error("holds {found}, expected a certificate in PEM")]
    NoCertificate {
        /// What it holds.
        found: &'static str,
    },
    /// The file holds no key.
    #[error("holds {found}, expected a private key in PEM")]
    NoKey {
        /// What it holds.
        found: &'static str,
    },
    /// The key is encrypted and nobody said with what.
    #[error("holds an encrypted private key, and there is no passphrase")]
    NoPassphrase,
    /// The passphrase is not the one.
    #[error("could not be decrypted: the passphrase is wrong, or the file is damaged")]
    Passphrase,
    /// The key is of a kind that nothing can be done with.
    #[error("holds a private key of a kind that is not supported: {0}")]
    Kind(String),
    /// The key belongs to another certificate.
    #[error("holds a private key that does not belong to the certificate")]
    Mismatch,
}

/// A certificate with those that vouch for it, and its key.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: PrivateKeyDer<'static>,
}

impl Identity {
    /// The certificates of a PEM file.
    pub(crate) fn chain(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, IdentityError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&text::without_marks(pem))
            .filter_map(Result::ok)
            .collect();
        if chain.is_empty() {
            Err(IdentityError::NoCertificate { found: kind(pem) })
        } else {
            Ok(chain)
        }
    }

    /// The key of a PEM file.
    pub(crate) fn key(
        pem: &[u8],
        passphrase: Option<&str>,
    ) -> Result<PrivateKeyDer<'static>, IdentityError> {
        let text = String::from_utf8_lossy(pem);
        let passphrase = passphrase.ok_or(IdentityError::NoPassphrase);
        if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
            return decrypt_pkcs8(&text, passphrase?);
        }
        if text.contains("Proc-Type: 4,ENCRYPTED") {
            return decrypt_pem(&text, passphrase?);
        }
        PrivateKeyDer::from_pem_slice(&text::without_marks(pem))
            .map_err(|_| IdentityError::NoKey { found: kind(pem) })
    }

    /// The certificate and the key of a PKCS#12 file.
    pub(crate) fn pfx(bytes: &[u8], passphrase: Option<&str>) -> Result<Self, IdentityError> {
        let store = p12_keystore::KeyStore::from_pkcs12(
            bytes,
            passphrase.unwrap_or_default(),
            p12_keystore::Pkcs12ImportPolicy::Relaxed,
        );
        let store = store.map_err(|_| IdentityError::Passphrase)?;
        let (_, entry) = store
            .private_key_chain()
            .ok_or(IdentityError::NoKey { found: "no key" })?;
        let chain = entry
            .certs()
            .iter()
            .map(|certificate| certificate.as_der().to_vec().into())
            .collect();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(entry.key().as_der().to_vec()));
        Ok(Self { chain, key })
    }

    /// The identity as rustls presents it.
    pub(crate) fn certified(self) -> Result<CertifiedKey, IdentityError> {
        let provider = rustls::crypto::ring::default_provider();
        let key = provider.key_provider.load_private_key(self.key);
        let key = key.map_err(|error| IdentityError::Kind(error.to_string()))?;
        let identity = CertifiedKey::new(self.chain, key);
        // rustls's own comparison reads no certificate of X.509's first version, which
        // `openssl x509 -req` makes.
        let end_entity = identity
            .cert
            .first()
            .and_then(|first| X509Certificate::from_der(first).ok());
        let (_, certificate) = end_entity.ok_or(IdentityError::NoCertificate {
            found: "one that can't be read",
        })?;
        match identity.key.public_key() {
            Some(public) if public.as_ref() != certificate.public_key().raw => {
                Err(IdentityError::Mismatch)
            }
            _ => Ok(identity),
        }
    }
}

fn decrypt_pkcs8(pem: &str, passphrase: &str) -> Result<PrivateKeyDer<'static>, IdentityError> {
    let start = pem
        .find("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        .unwrap_or_default();
    let end = "-----END ENCRYPTED PRIVATE KEY-----";
    let stop = pem.find(end).map_or(pem.len(), |at| at + end.len());
    let damaged = |_| IdentityError::NoKey {
        found: "a damaged private key",
    };
    let (_, document) = SecretDocument::from_pem(&pem[start..stop]).map_err(damaged)?;
    let encrypted = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes());
    let encrypted = encrypted.map_err(|_| IdentityError::NoKey {
        found: "a damaged private key",
    })?;
    let key = encrypted
        .decrypt(passphrase)
        .map_err(|_| IdentityError::Passphrase)?;
    Ok(PrivatePkcs8KeyDer::from(key.as_bytes().to_vec()).into())
}

/// The form that OpenSSL wrote before there was PKCS#8: the key is derived with MD5 (RFC 1421, and
/// `PEM_read` of OpenSSL).
fn decrypt_pem(pem: &str, passphrase: &str) -> Result<PrivateKeyDer<'static>, IdentityError> {
    let damaged = || IdentityError::NoKey {
        found: "a damaged private key",
    };
    let label = pem
        .split_once("-----BEGIN ")
        .and_then(|(_, rest)| rest.split_once("-----"))
        .ok_or_else(damaged)?;
    let (_, rest) = label.1.split_once("DEK-Info: ").ok_or_else(damaged)?;
    let (info, rest) = rest.split_once('\n').ok_or_else(damaged)?;
    let (cipher, salt) = info.trim().split_once(',').ok_or_else(damaged)?;
    let base64: String = rest
        .split("-----")
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let mut data = BASE64_STANDARD.decode(base64).map_err(|_| damaged())?;
    let salt = unhex(salt)
        .filter(|salt| salt.len() >= 8)
        .ok_or_else(damaged)?;
    let derived = |length: usize| derive(passphrase.as_bytes(), &salt[..8], length);
    macro_rules! decrypt {
        ($cipher:ty, $length:literal) => {{
            let decryptor = cbc::Decryptor::<$cipher>::new_from_slices(&derived($length), &salt);
            decryptor.ok().and_then(|decryptor| {
                Some(decryptor.decrypt_padded::<Pkcs7>(&mut data).ok()?.to_vec())
            })
        }};
    }
    let plain = match cipher {
        "AES-128-CBC" => decrypt!(aes::Aes128, 16),
        "AES-192-CBC" => decrypt!(aes::Aes192, 24),
        "AES-256-CBC" => decrypt!(aes::Aes256, 32),
        "DES-EDE3-CBC" => decrypt!(des::TdesEde3, 24),
        other => return Err(IdentityError::Kind(format!("encrypted with {other}"))),
    };
    let plain = plain.ok_or(IdentityError::Passphrase)?;
    match label.0 {
        "EC PRIVATE KEY" => Ok(PrivateKeyDer::Sec1(plain.into())),
        "RSA PRIVATE KEY" => Ok(PrivateKeyDer::Pkcs1(plain.into())),
        other => Err(IdentityError::Kind(other.to_owned())),
    }
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one round.
fn derive(passphrase: &[u8], salt: &[u8], length: usize) -> Vec<u8> {
    let mut key: Vec<u8> = Vec::new();
    let mut last = Vec::new();
    while key.len() < length {
        last = Md5::digest([&last, passphrase, salt].concat()).to_vec();
        key.extend_from_slice(&last);
    }
    key.truncate(length);
    key
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim().as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(byte).collect()
}

/// What a file holds that was taken for something else.
fn kind(bytes: &[u8]) -> &'static str {
    let content = String::from_utf8_lossy(bytes);
    match () {
        () if bytes.is_empty() => "nothing",
        () if text::is_utf16(bytes) => UTF16,
        () if content.contains("PRIVATE KEY-----") => "a private key",
        () if content.contains("BEGIN CERTIFICATE REQUEST") => "a request for a certificate",
        () if content.contains("BEGIN CERTIFICATE") => "a certificate",
        () if content.contains("BEGIN PUBLIC KEY") => "a public key",
        () if bytes.first() == Some(&0x30) => "binary data (DER or PKCS#12)",
        () => "something else",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_of_the_first_version_goes_with_its_own_key_alone() {
        let chain =
            Identity::chain(include_bytes!("../../../tests/data/tls/client-v1.pem")).unwrap();
        let key = Identity::key(
            include_bytes!("../../../tests/data/tls/client-key.pem"),
            None,
        )
        .unwrap();
        let own = Identity {
            chain: chain.clone(),
            key: key.clone_key(),
        };
        assert_eq!(own.certified().unwrap().cert, chain);
        let ca = Identity::chain(include_bytes!("../../../tests/data/tls/ca.pem")).unwrap();
        assert_eq!(
            Identity { chain: ca, key }.certified().unwrap_err(),
            IdentityError::Mismatch
        );
    }
}
