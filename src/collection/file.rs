//! Files as bytes.

use std::path::Path;

use super::CollectionError;
use crate::text;

/// The content of a file; `kind` is what it should be, for messages.
///
/// # Errors
/// It is a directory, or can't be read within bounds.
pub fn read_file(kind: &'static str, path: &Path) -> Result<Vec<u8>, CollectionError> {
    if path.is_dir() {
        return Err(CollectionError::Directory {
            kind,
            path: path.to_owned(),
        });
    }
    text::read_input(path).map_err(|cause| CollectionError::Unreadable {
        kind,
        path: path.to_owned(),
        cause,
    })
}
