//! Lines of JSON in a temporary file, until the report is written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

use serde_json::Value;

/// The lines so far.
pub(super) struct Spool {
    file: BufWriter<File>,
}

impl Spool {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(tempfile::tempfile()?),
        })
    }

    pub(super) fn push(&mut self, line: &Value) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, line)?;
        self.file.write_all(b"\n")
    }

    /// The lines from the first one on.
    pub(super) fn lines(&mut self) -> io::Result<impl Iterator<Item = io::Result<String>> + use<>> {
        self.file.flush()?;
        let mut file = self.file.get_ref().try_clone()?;
        file.rewind()?;
        Ok(BufReader::new(file).lines())
    }
}

/// JSON as it may stand within a page: nothing in it ends a script or begins a comment.
pub(super) fn within_page(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_does_not_end_the_script_it_stands_in() {
        let text = Value::from("</script><!-- \u{2028}").to_string();
        let shown = within_page(&text);
        assert!(!shown.contains('<') && !shown.contains('\u{2028}'));
        assert_eq!(
            serde_json::from_str::<Value>(&shown).unwrap(),
            "</script><!-- \u{2028}"
        );
    }
}
