//! How the network is used, by the requests of a run and for inputs that are fetched.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use super::certificates::{self, Certificates};
use super::error::Fault;
use super::files;
use super::messages::warn;
use crate::http;
use crate::text;

/// The network, as the command line and the environment want it.
#[derive(Debug)]
pub(super) struct Network {
    /// The settings, but for what stands in files.
    pub(super) plain: http::ClientSettings,
    /// Files of the certificates that are shown to servers.
    pub(super) certificates: Certificates,
    /// Files of authorities that are trusted beside the web's.
    pub(super) authorities: Authorities,
    /// The Postman API.
    pub(super) postman: Postman,
    /// The settings, once the files were read.
    pub(super) settings: OnceCell<http::ClientSettings>,
}

/// Files of certificate authorities, in PEM.
#[derive(Debug)]
pub(super) struct Authorities {
    /// That of the command line.
    pub(super) named: Option<PathBuf>,
    /// That which Node would trust too.
    pub(super) of_node: Option<String>,
}

/// Where the Postman API is, and its key.
#[derive(Debug)]
pub(super) struct Postman {
    pub(super) url: String,
    pub(super) key: Option<String>,
}

impl Network {
    /// The settings, for which the files are read when they are first asked for.
    pub(super) fn settings(&self) -> Result<&http::ClientSettings, Fault> {
        if let Some(settings) = self.settings.get() {
            return Ok(settings);
        }
        let settings = http::ClientSettings {
            certificates: certificates::read(&self.certificates)?,
            authorities: self.authorities.read()?,
            ..self.plain.clone()
        };
        Ok(self.settings.get_or_init(|| settings))
    }
}

impl Authorities {
    fn read(&self) -> Result<http::Authorities, Fault> {
        Ok(http::Authorities {
            named: self
                .named
                .as_deref()
                .map(named)
                .transpose()?
                .unwrap_or_default(),
            of_machine: self
                .of_node
                .as_deref()
                .map(of_node)
                .unwrap_or_default()
                .into(),
        })
    }
}

fn named(path: &Path) -> Result<Vec<u8>, Fault> {
    let kind = "certificate authorities";
    let pem = files::bytes(kind, path)?;
    if has_certificates(&pem) {
        return Ok(pem);
    }
    let path = path.display();
    if text::is_utf16(&pem) {
        let message = format!("{kind} `{path}` are text in UTF-16, expected PEM in UTF-8");
        return Err(Fault::text(message).hint(Some(http::RECODE.to_owned())));
    }
    let message = format!("{kind} `{path}` hold no certificate in PEM form");
    let hint = "`openssl x509 -inform der` converts a certificate in DER".to_owned();
    Err(Fault::text(message).hint(Some(hint)))
}

/// As with Node, what can't be used is told and does without.
fn of_node(path: &str) -> Vec<u8> {
    let cause = match text::read_input(Path::new(path)) {
        Ok(pem) if has_certificates(&pem) => return pem,
        Ok(pem) if text::is_utf16(&pem) => format!("is text in UTF-16: {}", http::RECODE),
        Ok(_) => "holds no certificate in PEM form".to_owned(),
        Err(cause) => format!("could not be read: {cause}"),
    };
    warn(format!(
        "`NODE_EXTRA_CA_CERTS` names `{path}`, which {cause}"
    ));
    Vec::new()
}

fn has_certificates(pem: &[u8]) -> bool {
    memchr::memmem::find(pem, b"-----BEGIN CERTIFICATE-----").is_some()
}
