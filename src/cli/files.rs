//! Files that are read and written, whatever is in them.

use std::path::Path;

use super::error::Fault;
use super::messages::warn;
use crate::collection::{self, CollectionError, read_file};
use crate::report::ReportError;

/// The content of a file; `kind` is what it should be.
pub(super) fn bytes(kind: &'static str, path: &Path) -> Result<Vec<u8>, Fault> {
    read_file(kind, path).map_err(fault)
}

/// The text of a file.
pub(super) fn text(kind: &'static str, path: &Path) -> Result<String, Fault> {
    let bytes = bytes(kind, path)?;
    tell_misread(kind, path, &bytes)?;
    Ok(collection::text_of(&bytes).into_owned())
}

/// Tells of bytes that are no UTF-8: a warning where the file may be in Windows-1252, as which it
/// is read.
///
/// # Errors
/// It is UTF-8, but damaged.
// Differs from Postman: there what is no UTF-8 is replaced without a word
// (`a_file_that_is_no_utf_8_is_told_with_its_place`).
pub(super) fn tell_misread(kind: &str, path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let Some(found) = collection::misread(bytes) else {
        return Ok(());
    };
    let message = format!("{kind} `{}`: {found}", path.display());
    if found.is_damaged {
        let hint =
            "the rest of the file is UTF-8: it was damaged, or put together of two encodings";
        return Err(Fault::text(message).hint(Some(hint.into())));
    }
    warn(format!("{message}; it is read as Windows-1252"));
    Ok(())
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
    tell_misread(kind, path, bytes)?;
    collection::decode(kind, &path.display().to_string(), bytes).map_err(fault)
}

/// A fault of reading, with its hint.
pub(super) fn fault(error: CollectionError) -> Fault {
    let hint = error.hint();
    Fault::new(error).hint(hint)
}

/// A fault of writing.
pub(super) fn unwritten(error: ReportError) -> Fault {
    match error {
        ReportError::File { path, cause } => Fault::text(format!(
            "`{}` could not be written: {cause}",
            path.display()
        )),
        other => Fault::new(other),
    }
}
