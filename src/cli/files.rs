//! Files that are read, whatever is in them.

use std::path::Path;

use super::error::Fault;
use crate::collection::{self, CollectionError, read_file};

/// The content of a file; `kind` is what it should be.
pub(super) fn bytes(kind: &'static str, path: &Path) -> Result<Vec<u8>, Fault> {
    read_file(kind, path).map_err(fault)
}

/// The text of a file.
pub(super) fn text(kind: &'static str, path: &Path) -> Result<String, Fault> {
    Ok(collection::text_of(&bytes(kind, path)?).into_owned())
}

/// The JSON of a file.
pub(super) fn json(kind: &'static str, path: &Path) -> Result<serde_json::Value, Fault> {
    decode(kind, path, &bytes(kind, path)?)
}

/// The JSON in the bytes of what was named so.
pub(super) fn decode(
    kind: &'static str,
    path: &Path,
    bytes: &[u8],
) -> Result<serde_json::Value, Fault> {
    collection::decode(kind, &path.display().to_string(), bytes).map_err(fault)
}

/// A fault of reading, with its hint.
pub(super) fn fault(error: CollectionError) -> Fault {
    let hint = error.hint();
    Fault::new(error).hint(hint)
}
