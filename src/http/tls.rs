//! The rustls configurations: checked against the web's authorities, or unchecked.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::{HttpError, Verify, Versions};

/// A certificate that is signed by nobody but itself.
#[derive(Debug, thiserror::Error)]
#[error("self-signed certificate")]
pub(crate) struct SelfSigned;

/// Reads the certificates of extra authorities.
///
/// # Errors
/// There is text, but no certificate in it that could be trusted.
pub(crate) fn read_authorities(pem: &[u8]) -> Result<RootCertStore, HttpError> {
    let mut roots = RootCertStore::empty();
    if pem.is_empty() {
        return Ok(roots);
    }
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| HttpError::Authorities)?;
        roots.add(certificate).map_err(|_| HttpError::Authorities)?;
    }
    if roots.is_empty() { Err(HttpError::Authorities) } else { Ok(roots) }
}

/// A configuration that checks certificates, or doesn't; `extra` are the authorities to trust beside the web's.
pub(crate) fn config(versions: Versions, verify: Verify, extra: &RootCertStore) -> ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match verify {
        Verify::Unchecked => Arc::new(Unchecked(provider)),
        Verify::Checked => {
            let mut roots = extra.clone();
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            let checked = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .expect("the web's authorities are not an empty list");
            Arc::new(Checked(checked))
        }
    };
    let mut config = builder().dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    config.alpn_protocols = match versions {
        Versions::Http1 => vec![b"http/1.1".to_vec()],
        Versions::Auto => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        Versions::Http2 => vec![b"h2".to_vec()],
    };
    config.resumption = Resumption::in_memory_sessions(64);
    config
}

/// The same configuration for a connection on which HTTP/1.1 is spoken whatever the requests are, as with a proxy.
pub(crate) fn http1_only(config: &Arc<ClientConfig>) -> Arc<ClientConfig> {
    let mut config = ClientConfig::clone(config);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}

fn builder() -> rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier> {
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
}

/// Checks as rustls does, but tells a self-signed certificate from one of an unknown authority.
#[derive(Debug)]
struct Checked(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for Checked {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let unknown = [CertificateError::UnknownIssuer, CertificateError::BadSignature].map(Error::from);
        self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp, now).map_err(|error| {
            let untrusted = unknown.contains(&error) || error.to_string().contains("CaUsedAsEndEntity");
            if untrusted && is_self_signed(end_entity) {
                return Error::from(CertificateError::Other(rustls::OtherError(Arc::new(SelfSigned))));
            }
            error
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

/// Takes any certificate; the signatures of the handshake are still checked, so it must be the server's own.
#[derive(Debug)]
struct Unchecked(Arc<CryptoProvider>);

impl ServerCertVerifier for Unchecked {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Whether issuer and subject of a certificate are the same (RFC 5280, section 4.1).
fn is_self_signed(certificate: &[u8]) -> bool {
    names(certificate).is_some_and(|(issuer, subject)| issuer == subject)
}

/// Issuer and subject of a certificate, as DER.
fn names(certificate: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, certificate, _) = element(certificate)?;
    let (_, mut fields, _) = element(certificate)?;
    let explicit_version = 0xa0;
    if fields.first() == Some(&explicit_version) {
        fields = element(fields)?.2;
    }
    let (_, _, after_serial) = element(fields)?;
    let (_, _, after_algorithm) = element(after_serial)?;
    let (_, issuer, after_issuer) = element(after_algorithm)?;
    let (_, _, after_validity) = element(after_issuer)?;
    let (_, subject, _) = element(after_validity)?;
    Some((issuer, subject))
}

/// The first element of some DER: its tag, its content, and what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, &byte| (length << 8) | usize::from(byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}
