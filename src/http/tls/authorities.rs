//! The certificate authorities that are trusted beside the web's.

use std::cell::OnceCell;

use bytes::Bytes;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::http::{Authorities, HttpError};
use crate::text;

/// The authorities beside the web's, as rustls wants them.
#[derive(Debug)]
pub(crate) struct ExtraRoots {
    named: RootCertStore,
    of_machine: Bytes,
    all: OnceCell<RootCertStore>,
}

impl ExtraRoots {
    /// Reads those that were named.
    ///
    /// # Errors
    /// There is text, but no certificate in it that could be trusted.
    pub(crate) fn read(authorities: &Authorities) -> Result<Self, HttpError> {
        Ok(Self {
            named: read_named(&authorities.named)?,
            of_machine: authorities.of_machine.clone(),
            all: OnceCell::new(),
        })
    }

    /// All of them; those of the machine are read when this is first asked.
    pub(crate) fn all(&self) -> &RootCertStore {
        self.all.get_or_init(|| {
            let mut roots = self.named.clone();
            let pem = text::without_marks(&self.of_machine);
            let certificates = CertificateDer::pem_slice_iter(&pem);
            roots.add_parsable_certificates(certificates.filter_map(Result::ok));
            roots
        })
    }
}

fn read_named(pem: &[u8]) -> Result<RootCertStore, HttpError> {
    let mut roots = RootCertStore::empty();
    if pem.is_empty() {
        return Ok(roots);
    }
    for certificate in CertificateDer::pem_slice_iter(&text::without_marks(pem)) {
        let certificate = certificate.map_err(|_| HttpError::Authorities)?;
        roots.add(certificate).map_err(|_| HttpError::Authorities)?;
    }
    if roots.is_empty() {
        Err(HttpError::Authorities)
    } else {
        Ok(roots)
    }
}
