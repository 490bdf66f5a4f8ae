//! The event stream: one JSON object a line, as things happen, so that another program can follow a
//! run, and so that a run can be reported again from what was written down.
//!
//! The vocabulary is that of Postman's runtime; `docs/events.md` describes it. What reports need
//! beside that stands in members of its own.

mod contract;
mod exchange;
mod lines;
mod members;
mod proofs;
mod read;
mod read_run;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::PathBuf;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::description::{Audience, Description, EXPORT, Opened};
use super::{Opening, ReportError, Reporter};
use crate::runner::{At, Event, EventKind, RunEnd, Summary};
use crate::text;
use members::{Members, With};

pub use read::{Events, StreamError, read};

/// The version of the stream. It goes up when a reader of the one before would misunderstand it;
/// members may be added without that.
pub const VERSION: u32 = 1;

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "ndjson",
    stands_for: &["teamcity"],
    help: "standard output, or a file: everything that happens, one JSON object a line",
    ending: "ndjson",
    options: &[EXPORT],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    if !opening.has("export") {
        let out = Harmless((opening.facts.standard_output)());
        return Ok(Some(Box::new(Ndjson::new(out))));
    }
    let (path, file) = opening.followed_file()?;
    Ok(Some(Box::new(Ndjson::new(file).to_file(path))))
}

/// Takes JSON in pieces of whole characters for what may be a terminal.
struct Harmless(Box<dyn Write>);

impl Write for Harmless {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(json).map(text::sanitise_json) {
            Ok(Cow::Owned(safe)) => self.0.write_all(safe.as_bytes())?,
            _ => self.0.write_all(json)?,
        }
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes the stream.
pub struct Ndjson<W: Write> {
    out: W,
    failed: Option<io::Error>,
    /// The file that it is written to; `None` is standard output.
    path: Option<PathBuf>,
    /// The end of the run, which is written with the summary.
    end: Option<(At, RunEnd)>,
}

impl<W: Write> Ndjson<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            failed: None,
            path: None,
            end: None,
        }
    }

    /// Names the file that it is written to.
    #[must_use]
    pub fn to_file(self, path: PathBuf) -> Self {
        Self {
            path: Some(path),
            ..self
        }
    }

    /// Where it is written.
    pub(super) fn out(&mut self) -> &mut W {
        &mut self.out
    }

    fn line(&mut self, name: &str, at: &At, members: &Members) {
        if self.failed.is_some() {
            return;
        }
        let time = at.time;
        let line = Line {
            name,
            time,
            members,
        };
        let written = serde_json::to_writer(&mut self.out, &line)
            .map_err(io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"))
            .and_then(|()| self.out.flush());
        self.failed = written.err();
    }
}

/// A line as it is written.
struct Line<'a> {
    name: &'a str,
    time: i64,
    members: &'a Members,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("event", self.name)?;
        map.serialize_entry("time", &self.time)?;
        for (name, value) in self.members {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<W: Write> Reporter for Ndjson<W> {
    fn event(&mut self, event: &Event) {
        let at = &event.at;
        match &event.kind {
            EventKind::Request(outcome, source) => {
                let mut members = lines::exchanged(at, outcome);
                members.insert("trace".into(), lines::trace(at, source));
                self.line("io", at, &members);
                members.shift_remove("trace");
                self.line("request", at, &members);
            }
            // The line has the summary, too.
            EventKind::Done(end) => self.end = Some((at.clone(), end.clone())),
            kind => {
                let (name, members) = lines::of_event(at, kind);
                self.line(name, at, &members);
            }
        }
    }

    fn wants_variables(&self) -> bool {
        true
    }

    fn wants_proofs(&self) -> bool {
        true
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        if let Some((at, end)) = self.end.take() {
            let summary = lines::summary_json(summary);
            let members = lines::run_end(&at, &end).with("summary", summary);
            self.line("done", &at, &members);
        }
        match self.failed.take() {
            Some(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
                Err(match self.path.take() {
                    Some(path) => ReportError::File { path, cause },
                    None => ReportError::Output {
                        reporter: "ndjson",
                        cause,
                    },
                })
            }
            _ => Ok(()),
        }
    }
}
