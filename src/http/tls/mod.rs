//! The rustls configurations: checked against the web's authorities, or unchecked.

pub(crate) mod authorities;
pub(crate) mod certificates;
pub(crate) mod identity;

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;
use x509_parser::time::ASN1Time;

use crate::exchange::SendError;
use crate::http::tls::authorities::Trusted;
use crate::http::{CertificateFiles, KeyLogging, TlsVersions, Verify, Versions};

/// A server's certificate that is not taken, and which one it is.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct Refused {
    /// Why not.
    pub(crate) reason: Reason,
    /// Whose it is, who signed it, and how long it is good.
    pub(crate) certificate: String,
}

/// Why a certificate is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Reason {
    /// It is signed by nobody but itself.
    #[error("self-signed certificate")]
    SelfSigned,
    /// Its chain ends at an authority that nobody knows.
    #[error("self-signed certificate in certificate chain")]
    SelfSignedInChain,
    /// What rustls says.
    #[error("{0}")]
    Other(CertificateError),
}

/// How TLS is to be spoken on a connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Terms {
    /// Whether the server must prove who it is.
    pub(crate) verify: Verify,
    /// Which versions of HTTP are offered.
    pub(crate) versions: Versions,
    /// Which versions of TLS are.
    pub(crate) tls: TlsVersions,
    /// The certificate that is shown where the server asks for one.
    pub(crate) certificate: Option<CertificateFiles>,
}

/// What the terms are carried out with.
#[derive(Debug)]
pub(crate) struct Means<'a> {
    /// The authorities to trust beside the web's.
    pub(crate) authorities: &'a Trusted,
    /// The certificate that the terms name.
    pub(crate) identity: Option<Arc<CertifiedKey>>,
    /// Whether secrets are written to the file that `SSLKEYLOGFILE` names.
    pub(crate) key_log: KeyLogging,
}

/// A configuration that checks certificates, or doesn't.
///
/// # Errors
/// No version of TLS is left.
pub(crate) fn config(terms: &Terms, means: Means<'_>) -> Result<ClientConfig, SendError> {
    let (versions, verify, extra) = (terms.versions, terms.verify, means.authorities);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match verify {
        Verify::Unchecked => Arc::new(Unchecked(provider)),
        Verify::Checked => {
            let mut roots = extra.roots.clone();
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            let checked = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .expect("the web's authorities are not an empty list");
            Arc::new(Checked {
                chains: checked,
                certificates: extra.certificates.clone(),
            })
        }
    };
    let builder = builder(terms.tls)?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match means.identity {
        Some(identity) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(
            CertifiedKey::clone(&identity),
        ))),
        None => builder.with_no_client_auth(),
    };
    if means.key_log == KeyLogging::On {
        config.key_log = Arc::new(rustls::KeyLogFile::new());
    }
    config.alpn_protocols = match versions {
        // As Node: nothing is negotiated where nothing is to be chosen.
        Versions::Http1 => Vec::new(),
        Versions::Auto => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        Versions::Http2 => vec![b"h2".to_vec()],
    };
    config.resumption = Resumption::in_memory_sessions(64);
    Ok(config)
}

/// The same configuration for a connection on which HTTP/1.1 is spoken whatever the requests are,
/// as with a proxy: no protocols are offered.
pub(crate) fn http1_only(config: &Arc<ClientConfig>) -> Arc<ClientConfig> {
    let mut config = ClientConfig::clone(config);
    config.alpn_protocols = Vec::new();
    Arc::new(config)
}

fn builder(
    tls: TlsVersions,
) -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, SendError> {
    let wanted = [
        (tls.tls12, &rustls::version::TLS12),
        (tls.tls13, &rustls::version::TLS13),
    ];
    let versions: Vec<_> = wanted
        .into_iter()
        .filter(|(is_wanted, _)| *is_wanted)
        .map(|(_, tls)| tls)
        .collect();
    let builder =
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    builder.with_protocol_versions(&versions).map_err(|_| {
        let mut error = SendError::with_code("EPROTO", "no version of TLS is left to be spoken");
        error.hint = Some(
            "`tlsDisabledProtocols` of the request disables them all; older ones are never spoken"
                .into(),
        );
        error
    })
}

/// Checks as rustls does, but tells a self-signed certificate from one of an unknown authority, and
/// takes the common name of a certificate that names no host in the modern way, as Node does. A
/// certificate that is trusted itself needs nobody who signed it, nor be an authority.
#[derive(Debug)]
struct Checked {
    chains: Arc<WebPkiServerVerifier>,
    certificates: Vec<CertificateDer<'static>>,
}

impl Checked {
    /// Checks all but the signature of a certificate that is trusted itself; nothing where it isn't.
    fn verify_for_itself(
        &self,
        certificate: &CertificateDer<'_>,
        server_name: &ServerName<'_>,
        now: UnixTime,
    ) -> Option<Result<ServerCertVerified, Error>> {
        // Differs from Postman: Node trusts one that another has signed only with its authority
        // (`a_certificate_that_is_named_is_trusted_for_itself`).
        let is_it = |trusted: &CertificateDer<'_>| trusted == certificate;
        if !self.certificates.iter().any(is_it) {
            return None;
        }
        let (_, read) = X509Certificate::from_der(certificate).ok()?;
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let validity = read.validity();
        if now > validity.not_after.timestamp() {
            return Some(Err(CertificateError::Expired.into()));
        }
        if now < validity.not_before.timestamp() {
            return Some(Err(CertificateError::NotValidYet.into()));
        }
        let usage = read.extended_key_usage().ok()?;
        if usage.is_some_and(|usage| !usage.value.server_auth && !usage.value.any) {
            return Some(Err(CertificateError::InvalidPurpose.into()));
        }
        let parsed = ParsedCertificate::try_from(certificate).ok()?;
        let named = verify_server_name(&parsed, server_name);
        Some(named.map(|()| ServerCertVerified::assertion()))
    }
}

impl ServerCertVerifier for Checked {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self
            .chains
            .verify_server_cert(end_entity, intermediates, server_name, ocsp, now)
            .or_else(|error| {
                let for_itself = self.verify_for_itself(end_entity, server_name, now);
                for_itself.unwrap_or(Err(error))
            });
        let error = match verified {
            Err(Error::InvalidCertificate(error)) => error,
            verified => return verified,
        };
        // The name is looked at last: all else about the certificate is well.
        let is_about_name = matches!(
            error,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
        );
        if is_about_name && is_commonly_named(end_entity, server_name) {
            return Ok(ServerCertVerified::assertion());
        }
        let reason = reason(error, end_entity, intermediates);
        let refused = Refused {
            reason,
            certificate: describe(end_entity),
        };
        Err(Error::from(CertificateError::Other(rustls::OtherError(
            Arc::new(refused),
        ))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chains
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chains
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chains.supported_verify_schemes()
    }
}

/// Takes any certificate; the signatures of the handshake are still checked, so it must be the
/// server's own.
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
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms).or_else(
            |error| verify_by_key(message, certificate, signature, algorithms).ok_or(error),
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms).or_else(
            |error| verify_by_key(message, certificate, signature, algorithms).ok_or(error),
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Checks the signature of a handshake with nothing of the certificate but its key: rustls reads no
/// certificates of X.509's first version, which old servers show.
fn verify_by_key(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signature: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Option<HandshakeSignatureValid> {
    let (_, read) = X509Certificate::from_der(certificate).ok()?;
    let key = &read.public_key().subject_public_key.data;
    let (_, of_scheme) = algorithms
        .mapping
        .iter()
        .find(|(scheme, _)| *scheme == signature.scheme)?;
    let is_valid = of_scheme.iter().any(|algorithm| {
        algorithm
            .verify_signature(key, message, signature.signature())
            .is_ok()
    });
    is_valid.then(HandshakeSignatureValid::assertion)
}

/// Tells the kinds of certificates apart that nobody trusts.
fn reason(
    error: CertificateError,
    end_entity: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
) -> Reason {
    let is_untrusted = matches!(
        error,
        CertificateError::UnknownIssuer | CertificateError::BadSignature
    ) || error.to_string().contains("CaUsedAsEndEntity");
    match error {
        _ if is_untrusted && is_self_signed(end_entity) => Reason::SelfSigned,
        _ if is_untrusted
            && intermediates
                .iter()
                .any(|certificate| is_self_signed(certificate)) =>
        {
            Reason::SelfSignedInChain
        }
        other => Reason::Other(other),
    }
}

/// Whether a certificate that lists no alternative names has the host as its common name.
fn is_commonly_named(certificate: &[u8], host: &ServerName<'_>) -> bool {
    let ServerName::DnsName(host) = host else {
        return false;
    };
    let Ok((_, read)) = X509Certificate::from_der(certificate) else {
        return false;
    };
    // Names that can't be read are names all the same.
    let Ok(names) = read.subject_alternative_name() else {
        return false;
    };
    let has_names = names.is_some_and(|names| {
        names.value.general_names.iter().any(|name| {
            matches!(
                name,
                GeneralName::DNSName(_) | GeneralName::IPAddress(_) | GeneralName::URI(_)
            )
        })
    });
    let mut common = read
        .subject()
        .iter_common_name()
        .filter_map(|name| name.as_str().ok());
    !has_names && common.any(|name| is_name_of(name, host.as_ref()))
}

/// Whether a name, whose first label may be `*`, is that of a host.
fn is_name_of(name: &str, host: &str) -> bool {
    let host = host.trim_end_matches('.');
    match name.strip_prefix("*.") {
        Some(domain) => {
            domain.contains('.')
                && host
                    .split_once('.')
                    .is_some_and(|(_, of_host)| of_host.eq_ignore_ascii_case(domain))
        }
        None => name.eq_ignore_ascii_case(host),
    }
}

/// Whether issuer and subject of a certificate are the same.
fn is_self_signed(certificate: &[u8]) -> bool {
    X509Certificate::from_der(certificate).is_ok_and(|(_, read)| read.issuer() == read.subject())
}

/// Whose a certificate is, who signed it, and how long it is good.
fn describe(certificate: &[u8]) -> String {
    let Ok((_, read)) = X509Certificate::from_der(certificate) else {
        return "one that can't be read".to_owned();
    };
    let day = |time: &ASN1Time| {
        let moment = jiff::Timestamp::from_second(time.timestamp()).unwrap_or_default();
        moment.strftime("%Y-%m-%d").to_string()
    };
    let validity = read.validity();
    let (from, to) = (day(&validity.not_before), day(&validity.not_after));
    let subject = if read.subject().iter().next().is_some() {
        read.subject().to_string()
    } else {
        "nobody".into()
    };
    format!(
        "`{subject}`, signed by `{}`, good from {from} to {to}",
        read.issuer()
    )
}
