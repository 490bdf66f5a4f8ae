//! The requests that failed, as they were sent: each lies in a temporary file until its failure is written, so that memory
//! does not grow with the run.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

use serde_json::Value;

/// Requests in the order in which they failed, one a line.
#[derive(Default)]
pub(super) struct Sent(Option<BufWriter<File>>);

impl Sent {
    pub(super) fn add(&mut self, request: &Value) -> io::Result<()> {
        let file = match &mut self.0 {
            Some(file) => file,
            none => none.insert(BufWriter::new(tempfile::tempfile()?)),
        };
        serde_json::to_writer(&mut *file, request)?;
        file.write_all(b"\n")
    }

    /// The requests from the first on.
    pub(super) fn read(self) -> io::Result<impl Iterator<Item = Value>> {
        let file =
            self.0.map(|file| file.into_inner().map_err(io::IntoInnerError::into_error)).transpose()?;
        let file = file.map(|mut file| file.rewind().map(|()| file)).transpose()?;
        let lines = file.into_iter().flat_map(|file| BufReader::new(file).lines());
        Ok(lines.map_while(|line| serde_json::from_str(&line.ok()?).ok()))
    }
}
