//! Where inputs come from: files, standard input, addresses on the web, the Postman API.

use std::cell::Cell;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use url::Url;

use super::error::Fault;
use super::files;
use super::network::Network;
use super::runtime::block_on;
use crate::collection::v3::Manner;
use crate::http;
use crate::text;
use crate::world::World;

/// What stands for standard input.
const STDIN: &str = "-";

/// Hosts of the Postman API.
const POSTMAN_HOSTS: [&str; 2] = ["api.postman.com", "api.getpostman.com"];

/// What reading inputs needs to know.
pub(super) struct Sources<'a> {
    pub(super) world: &'a World,
    network: &'a Network,
    /// What standard input was read as, since it can be read once.
    stdin: Cell<Option<&'static str>>,
    /// Near which places environments are looked for by their names.
    pub(super) near: Vec<PathBuf>,
    /// How Postman's ways with v3 are understood.
    pub(super) manner: Manner,
}

impl<'a> Sources<'a> {
    pub(super) fn new(world: &'a World, network: &'a Network) -> Self {
        Self {
            world,
            network,
            stdin: Cell::default(),
            near: vec![whole(Path::new("."))],
            manner: Manner::default(),
        }
    }

    /// Takes the places of collections as those near which environments lie.
    pub(super) fn near(mut self, collections: &[PathBuf]) -> Self {
        let places = collections.iter().map(|path| whole(path));
        self.near.splice(0..0, places);
        self
    }

    /// The content of a file, of standard input, or of a document on the web: at an address that
    /// begins with `http://` or `https://`, or in the Postman API by its uid.
    pub(super) fn bytes(&self, kind: &'static str, path: &Path) -> Result<Vec<u8>, Fault> {
        if path == Path::new(STDIN) {
            return self.standard_input(kind);
        }
        if let Some(url) = address(path) {
            return self.fetch(kind, url, url);
        }
        match path.to_str().filter(|text| is_uid(text) && !path.exists()) {
            Some(uid) => self.postman(kind, uid),
            None => files::bytes(kind, path),
        }
    }

    fn standard_input(&self, kind: &'static str) -> Result<Vec<u8>, Fault> {
        if let Some(before) = self.stdin.replace(Some(kind)) {
            let message = format!("{kind} `-`: standard input was read as {before} already");
            return Err(Fault::text(message).hint(Some("only one input can come from it".into())));
        }
        let mut typed = Vec::new();
        let read = if io::stdin().is_terminal() {
            io::stdin().read_to_end(&mut typed).map(|_| typed)
        } else {
            text::read_stream(|| Ok(io::stdin()))
        };
        read.map_err(|cause| {
            Fault::text(format!(
                "{kind} `-` could not be read from standard input: {cause}"
            ))
        })
    }

    /// A collection or an environment in the Postman API.
    fn postman(&self, kind: &'static str, uid: &str) -> Result<Vec<u8>, Fault> {
        let resource = match kind {
            "collection" => "collections",
            "environment" => "environments",
            _ => return files::bytes(kind, Path::new(uid)),
        };
        if self.network.postman.key.is_none() {
            let hint = "if it is the uid of one in Postman, give its key with `--postman-api-key`";
            let read = files::bytes(kind, Path::new(uid));
            return read.map_err(|fault| fault.hint(Some(hint.into())));
        }
        let url = format!(
            "{}/{resource}/{uid}",
            self.network.postman.url.trim_end_matches('/')
        );
        self.fetch(kind, uid, &url)
    }

    fn fetch(&self, kind: &'static str, name: &str, url: &str) -> Result<Vec<u8>, Fault> {
        let settings = self.network.settings()?;
        let (url, key) = self.with_key(url);
        let headers: Vec<(&str, &str)> =
            key.iter().map(|key| ("X-Api-Key", key.as_str())).collect();
        let fetched = block_on(http::fetch(&url, &headers, settings))?;
        // The address as it was typed may hold a key.
        let shown = if key.is_some() && address(Path::new(name)).is_some() {
            url.as_str()
        } else {
            name
        };
        let fetched = fetched.map_err(|error| {
            Fault::text(format!("{kind} `{shown}` could not be fetched: {error}")).hint(error.hint)
        });
        fetched.map(Vec::from)
    }

    /// The address without a key in it, and the key, where it is one of the Postman API.
    fn with_key(&self, url: &str) -> (String, Option<String>) {
        let (Ok(mut parsed), Ok(api)) = (Url::parse(url), Url::parse(&self.network.postman.url))
        else {
            return (url.to_owned(), None);
        };
        let host = parsed.host_str().unwrap_or_default();
        let is_api = POSTMAN_HOSTS.contains(&host)
            || (api.host_str() == parsed.host_str()
                && api.port_or_known_default() == parsed.port_or_known_default());
        if !is_api {
            return (url.to_owned(), None);
        }
        let pairs: Vec<(String, String)> = parsed.query_pairs().into_owned().collect();
        let (keys, others): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|(name, _)| name == "apikey");
        let given = keys.into_iter().next().map(|(_, key)| key);
        if given.is_some() {
            parsed.set_query(None);
            if !others.is_empty() {
                parsed.query_pairs_mut().extend_pairs(others);
            }
        }
        (
            parsed.into(),
            given.or_else(|| self.network.postman.key.clone()),
        )
    }
}

/// Whether what stands in the place of a path can be no more than a name.
pub(super) fn is_name(path: &Path) -> bool {
    let text = path.to_string_lossy();
    is_file(path) && !path.exists() && !is_uid(&text)
}

/// Whether a name is that of a file, and not of standard input or of a document on the web.
pub(super) fn is_file(path: &Path) -> bool {
    path != Path::new(STDIN) && address(path).is_none()
}

fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Whether a text has the form of a uid in Postman: its owner's id, a hyphen, and a UUID.
pub(super) fn is_uid(text: &str) -> bool {
    let Some((owner, id)) = text
        .len()
        .checked_sub(36)
        .and_then(|at| text.split_at_checked(at))
    else {
        return false;
    };
    let Some(owner) = owner.strip_suffix('-') else {
        return false;
    };
    let is_hyphen = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let is_id = id.bytes().enumerate().all(|(at, byte)| {
        if is_hyphen(at) {
            byte == b'-'
        } else {
            byte.is_ascii_hexdigit()
        }
    });
    !owner.is_empty() && owner.bytes().all(|byte| byte.is_ascii_alphanumeric()) && is_id
}

/// The address that stands in the place of a path.
pub(super) fn address(path: &Path) -> Option<&str> {
    let text = path.to_str()?;
    let (scheme, _) = text.split_once("://")?;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_has_an_owner_and_a_uuid() {
        for (text, is_one) in [
            ("1234-931c1484-fd1e-4ceb-81d0-2aa102ca8b5f", true),
            ("ab12-931C1484-fd1e-4ceb-81d0-2aa102ca8b5f", true),
            ("931c1484-fd1e-4ceb-81d0-2aa102ca8b5f", false),
            ("1234-931c1484-fd1e-4ceb-81d0-2aa102ca8b5", false),
            ("a.b-931c1484-fd1e-4ceb-81d0-2aa102ca8b5f", false),
            ("ä-collection.json", false),
        ] {
            assert_eq!(is_uid(text), is_one, "{text}");
        }
    }
}
