//! Where inputs come from: files, and addresses on the web.

use std::path::Path;

use super::Surroundings;
use super::args::SendingArguments;
use super::error::Fault;
use super::run::{http_settings, runtime};
use crate::collection::CollectionError;
use crate::http;
use crate::world::World;

/// What reading inputs needs to know.
pub(super) struct Sources<'a> {
    pub(super) world: &'a World,
    pub(super) sending: &'a SendingArguments,
    pub(super) surroundings: &'a Surroundings,
}

impl Sources<'_> {
    /// The content of a file, or of the document at an address that begins with `http://` or `https://`.
    pub(super) fn bytes(&self, kind: &'static str, path: &Path) -> Result<Vec<u8>, Fault> {
        let Some(url) = address(path) else { return file(kind, path).map_err(fault) };
        let settings = http_settings(self.sending, self.surroundings)?;
        let fetched = runtime()?.block_on(http::fetch(url, &settings));
        let fetched = fetched.map_err(|error| {
            Fault::text(format!("{kind} `{url}` could not be fetched: {error}")).hint(error.hint)
        });
        fetched.map(Vec::from)
    }
}

/// The content of a file.
pub(super) fn file(kind: &'static str, path: &Path) -> Result<Vec<u8>, CollectionError> {
    if path.is_dir() {
        return Err(CollectionError::Directory { kind, path: path.to_owned() });
    }
    std::fs::read(path).map_err(|cause| CollectionError::Unreadable { kind, path: path.to_owned(), cause })
}

/// A fault of reading, with its hint.
pub(super) fn fault(error: CollectionError) -> Fault {
    let hint = error.hint();
    Fault::new(error).hint(hint)
}

/// The address that stands in the place of a path.
pub(super) fn address(path: &Path) -> Option<&str> {
    let text = path.to_str()?;
    let (scheme, _) = text.split_once("://")?;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")).then_some(text)
}
