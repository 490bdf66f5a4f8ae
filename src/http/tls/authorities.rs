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
    named: Trusted,
    of_machine: Bytes,
    all: OnceCell<Trusted>,
}

/// Certificates that are trusted.
#[derive(Debug, Clone)]
pub(crate) struct Trusted {
    /// What they may have signed.
    pub(crate) roots: RootCertStore,
    /// Themselves: a server may show one of them as its own.
    pub(crate) certificates: Vec<CertificateDer<'static>>,
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
    pub(crate) fn all(&self) -> &Trusted {
        self.all.get_or_init(|| {
            let mut all = self.named.clone();
            let pem = text::without_marks(&self.of_machine);
            for certificate in CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok) {
                // One that can't be read is passed over.
                let _ = all.add(certificate);
            }
            all
        })
    }
}

impl Trusted {
    fn add(&mut self, certificate: CertificateDer<'static>) -> Result<(), HttpError> {
        let added = self.roots.add(certificate.clone());
        added.map_err(|_| HttpError::Authorities)?;
        self.certificates.push(certificate);
        Ok(())
    }
}

fn read_named(pem: &[u8]) -> Result<Trusted, HttpError> {
    let mut named = Trusted {
        roots: RootCertStore::empty(),
        certificates: Vec::new(),
    };
    if pem.is_empty() {
        return Ok(named);
    }
    for certificate in CertificateDer::pem_slice_iter(&text::without_marks(pem)) {
        named.add(certificate.map_err(|_| HttpError::Authorities)?)?;
    }
    if named.certificates.is_empty() {
        Err(HttpError::Authorities)
    } else {
        Ok(named)
    }
}
