//! Which certificate a client shows to which server. Files are read when they are first needed,
//! once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::sign::CertifiedKey;
use serde_json::Value;
use url::Url;

use crate::exchange::SendError;
use crate::http::rules::pattern::Pattern;
use crate::http::tls::identity::{Identity, IdentityError, UTF16};
use crate::text;

/// What helps with a file that is text in UTF-16.
pub const RECODE: &str = "save it in UTF-8 or ASCII: `>` of PowerShell writes UTF-16, \
                          `Set-Content -Encoding ascii` does not";

/// The files of a client's certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CertificateFiles {
    /// The certificate in PEM, with those that vouch for it.
    pub certificate: Option<PathBuf>,
    /// Its private key in PEM.
    pub key: Option<PathBuf>,
    /// Both in PKCS#12, instead.
    pub pfx: Option<PathBuf>,
    /// What key or PKCS#12 are encrypted with.
    pub passphrase: Option<String>,
}

impl CertificateFiles {
    /// Reads `{cert: {src}, key: {src}, pfx: {src}, passphrase}`; nothing where no file is named.
    pub fn read(value: &Value) -> Option<Self> {
        let source = |name: &str| {
            value
                .get(name)?
                .get("src")?
                .as_str()
                .filter(|src| !src.is_empty())
        };
        let files = Self {
            certificate: source("cert").map(PathBuf::from),
            key: source("key").map(PathBuf::from),
            pfx: source("pfx").map(PathBuf::from),
            passphrase: value
                .get("passphrase")
                .and_then(Value::as_str)
                .map(str::to_owned),
        };
        (files.certificate.is_some() || files.key.is_some() || files.pfx.is_some()).then_some(files)
    }
}

/// A certificate and the servers that it is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientCertificate {
    /// Postman's patterns of URLs; one of them must match.
    pub matches: Vec<String>,
    /// The files.
    pub files: CertificateFiles,
}

/// Why a certificate can't be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file can't be read.
    #[error("client certificate `{}` could not be read: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A file holds something else.
    #[error("client certificate `{}` {problem}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: IdentityError,
    },
    /// One of the two files is not named.
    #[error("client certificate `{}` has no {missing}", path.display())]
    Incomplete {
        /// The file that is named.
        path: PathBuf,
        /// What is not.
        missing: &'static str,
    },
}

impl CertificateError {
    /// What would help.
    pub fn hint(&self) -> Option<String> {
        let Self::Content { problem, .. } = self else {
            return matches!(self, Self::Incomplete { .. }).then(|| {
                "name the certificate with `--ssl-client-cert`, its key with `--ssl-client-key`"
                    .to_owned()
            });
        };
        match problem {
            IdentityError::NoPassphrase | IdentityError::Passphrase => {
                Some("`--ssl-client-passphrase` gives the passphrase".to_owned())
            }
            IdentityError::NoCertificate { found } | IdentityError::NoKey { found }
                if *found == UTF16 =>
            {
                Some(RECODE.to_owned())
            }
            IdentityError::NoCertificate { .. }
            | IdentityError::NoKey { .. }
            | IdentityError::Mismatch => Some(
                "is the certificate named where the key should be, or the other way round?"
                    .to_owned(),
            ),
            IdentityError::Kind(_) => Some("RSA, ECDSA and Ed25519 keys are supported".to_owned()),
        }
    }
}

/// The certificates of a client.
#[derive(Debug, Default)]
pub(crate) struct Certificates {
    list: Vec<(Vec<Pattern>, CertificateFiles)>,
    read: RefCell<HashMap<CertificateFiles, Arc<CertifiedKey>>>,
}

impl Certificates {
    /// Reads the patterns; the files are read when they are needed.
    pub(crate) fn new(list: &[ClientCertificate]) -> Self {
        let patterns =
            |matches: &[String]| matches.iter().map(|text| Pattern::read(text)).collect();
        let list = list
            .iter()
            .map(|entry| (patterns(&entry.matches), entry.files.clone()))
            .collect();
        Self {
            list,
            read: RefCell::default(),
        }
    }

    /// The files of the certificate for a URL: the first whose patterns match.
    pub(crate) fn find(&self, url: &Url) -> Option<&CertificateFiles> {
        let is_meant = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.holds(url));
        self.list
            .iter()
            .find(|(patterns, _)| is_meant(patterns))
            .map(|(_, files)| files)
    }

    /// The certificate of some files.
    ///
    /// # Errors
    /// They are not there, or hold something else.
    // Differs from Postman: there the request is sent without the certificate, with a warning
    // (`a_certificate_that_is_not_there_fails_the_request`).
    pub(crate) fn certified(
        &self,
        files: &CertificateFiles,
    ) -> Result<Arc<CertifiedKey>, SendError> {
        if let Some(known) = self.read.borrow().get(files) {
            return Ok(Arc::clone(known));
        }
        let read = read(files).map_err(|error| {
            let mut explained = SendError::new(error.to_string());
            explained.hint = error.hint();
            explained
        })?;
        let read = Arc::new(read);
        self.read
            .borrow_mut()
            .insert(files.clone(), Arc::clone(&read));
        Ok(read)
    }
}

/// Reads the files of a certificate, to see whether they can be used.
///
/// # Errors
/// They are not there, or hold something else.
pub fn check_certificate(files: &CertificateFiles) -> Result<(), CertificateError> {
    read(files).map(drop)
}

fn read(files: &CertificateFiles) -> Result<CertifiedKey, CertificateError> {
    let passphrase = files.passphrase.as_deref();
    let blame = |path: &Path| {
        let path = path.to_owned();
        move |problem| CertificateError::Content { path, problem }
    };
    if let Some(pfx) = &files.pfx {
        let identity = Identity::pfx(&bytes(pfx)?, passphrase).map_err(blame(pfx))?;
        return identity.certified().map_err(blame(pfx));
    }
    let (certificate, key) = match (&files.certificate, &files.key) {
        (Some(certificate), Some(key)) => (certificate, key),
        // A file may hold both.
        (Some(both), None) => (both, both),
        (None, key) => {
            let path = key.clone().unwrap_or_default();
            return Err(CertificateError::Incomplete {
                path,
                missing: "certificate",
            });
        }
    };
    let chain = Identity::chain(&bytes(certificate)?).map_err(blame(certificate))?;
    let key_of = Identity::key(&bytes(key)?, passphrase).map_err(blame(key))?;
    Identity { chain, key: key_of }
        .certified()
        .map_err(blame(key))
}

fn bytes(path: &Path) -> Result<Vec<u8>, CertificateError> {
    text::read_input(path).map_err(|cause| CertificateError::Unreadable {
        path: path.to_owned(),
        cause,
    })
}
