//! The client certificates that the command line names.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::error::Fault;
use super::files;
use crate::http::{CertificateFiles, ClientCertificate, check_certificate};

/// Files of the certificates that the command line names.
#[derive(Debug, Default)]
pub(super) struct Certificates {
    /// Certificates for servers by their URLs.
    pub(super) list: Option<PathBuf>,
    /// The certificate for all others: PEM or PKCS#12.
    pub(super) certificate: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
    pub(super) passphrase: Option<String>,
}

/// The certificates of the list, then the one for all others.
pub(super) fn read(named: &Certificates) -> Result<Vec<ClientCertificate>, Fault> {
    let mut certificates = named.list.as_deref().map_or(Ok(Vec::new()), list)?;
    if let Some(files) = for_all(named) {
        // What is named on the command line is looked at before anything runs.
        check_certificate(&files).map_err(|error| {
            let hint = error.hint();
            Fault::new(error).hint(hint)
        })?;
        certificates.push(ClientCertificate {
            matches: vec!["<all_urls>".to_owned()],
            files,
        });
    }
    Ok(certificates)
}

fn for_all(named: &Certificates) -> Option<CertificateFiles> {
    let (certificate, key) = (named.certificate.clone(), named.key.clone());
    let passphrase = named.passphrase.clone();
    let is_pfx = |path: &PathBuf| {
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        ["pfx", "p12"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    };
    if let Some(pfx) = certificate.clone().filter(is_pfx) {
        return Some(CertificateFiles {
            pfx: Some(pfx),
            passphrase,
            ..CertificateFiles::default()
        });
    }
    let is_there = certificate.is_some() || key.is_some();
    is_there.then_some(CertificateFiles {
        certificate,
        key,
        pfx: None,
        passphrase,
    })
}

/// Reads a list of certificates; their files count from the working directory, and are read when
/// they are needed.
fn list(path: &Path) -> Result<Vec<ClientCertificate>, Fault> {
    let kind = "list of client certificates";
    let name = path.display().to_string();
    let Value::Array(entries) = files::json(kind, path)? else {
        return Err(Fault::text(format!(
            "{kind} `{name}` is not a list, expected `[{{\"matches\": […], …}}]`"
        )));
    };
    let entry = |(at, entry): (usize, &Value)| {
        let refuse = |message: &str| Fault::text(format!("{kind} `{name}`: `/{at}` {message}"));
        let matches = match entry.get("matches") {
            Some(Value::Array(patterns)) => patterns.as_slice(),
            Some(pattern @ Value::String(_)) => std::slice::from_ref(pattern),
            _ => {
                return Err(refuse(
                    "has no `matches`, expected a list of patterns of URLs",
                ));
            }
        };
        let files = CertificateFiles::read(entry);
        let files = files.ok_or_else(|| {
            refuse("names no file, expected `cert` and `key`, or `pfx`, with `src`")
        })?;
        let matches = matches
            .iter()
            .filter_map(|pattern| pattern.get("pattern").unwrap_or(pattern).as_str())
            .map(str::to_owned)
            .collect();
        Ok(ClientCertificate { matches, files })
    };
    entries.iter().enumerate().map(entry).collect()
}
