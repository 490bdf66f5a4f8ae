//! Files of the user that are changed in place: what changes is shown, and written where that is
//! wanted.

use std::path::Path;

use super::super::error::Fault;
use super::super::files;
use super::super::messages::print;
use crate::report::{Readers, ReportFile};
use crate::text::{Splice, diff, spliced};

/// What is done with changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rewrite {
    /// They are shown.
    Show,
    /// They are shown and written.
    Write,
}

impl Rewrite {
    /// Shows the changes of a file that was read as this text, and writes them where that is wanted.
    /// Whether there are any.
    ///
    /// # Errors
    /// The file can't be written, or is no UTF-8: more of it would change than is shown.
    pub(super) fn file(self, path: &Path, text: &str, splices: &[Splice]) -> Result<bool, Fault> {
        let shown = diff(&path.display().to_string(), text, splices);
        if shown.is_empty() {
            return Ok(false);
        }
        print(&shown)?;
        if self == Self::Write {
            let bytes = files::bytes("page", path)?;
            let mark = match bytes.strip_suffix(text.as_bytes()) {
                Some([]) => "",
                Some(b"\xef\xbb\xbf") => "\u{feff}",
                _ => {
                    let message = format!("`{}` is not written: it is no UTF-8", path.display());
                    return Err(Fault::text(message).hint(Some("save it as UTF-8 first".into())));
                }
            };
            let text = format!("{mark}{}", spliced(text, splices));
            ReportFile::write(path, &text, Readers::Usual).map_err(files::unwritten)?;
        }
        Ok(true)
    }
}
