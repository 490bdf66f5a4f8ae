//! The client certificates that the command line names.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::args::SendingArguments;
use super::error::Fault;
use super::sources::{self, fault};
use crate::collection;
use crate::http::{CertificateFiles, ClientCertificate, check_certificate};

/// The certificates of the list, then the one for all others.
pub(super) fn read(sending: &SendingArguments) -> Result<Vec<ClientCertificate>, Fault> {
    let mut certificates = sending
        .ssl_client_cert_list
        .as_deref()
        .map_or(Ok(Vec::new()), list)?;
    if let Some(files) = named(sending) {
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

fn named(sending: &SendingArguments) -> Option<CertificateFiles> {
    let (certificate, key) = (
        sending.ssl_client_cert.clone(),
        sending.ssl_client_key.clone(),
    );
    let passphrase = sending.ssl_client_passphrase.clone();
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
    let json = collection::decode(kind, &name, &sources::file(kind, path).map_err(fault)?)
        .map_err(fault)?;
    let Value::Array(entries) = json else {
        return Err(Fault::text(format!(
            "{kind} `{name}` is not a list, expected `[{{\"matches\": […], …}}]`"
        )));
    };
    let entry = |(at, entry): (usize, &Value)| {
        let refuse = |message: &str| Fault::text(format!("{kind} `{name}`: `/{at}` {message}"));
        let matches = entry.get("matches").and_then(Value::as_array);
        let matches = matches
            .ok_or_else(|| refuse("has no `matches`, expected a list of patterns of URLs"))?;
        let files = CertificateFiles::read(entry);
        let files = files.ok_or_else(|| {
            refuse("names no file, expected `cert` and `key`, or `pfx`, with `src`")
        })?;
        let matches = matches
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        Ok(ClientCertificate { matches, files })
    };
    entries.iter().enumerate().map(entry).collect()
}
