//! Requests as they were sent. Those that failed lie in a temporary file until their failures are
//! written, so that memory does not grow with the run.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

use serde_json::{Value, json};

use crate::report::parts;
use crate::runner::{Event, EventKind, Outcome, Planned, Source};

/// The request of an item, or of its scripts.
pub(super) fn request(outcome: &Outcome, item: Option<&Planned>, source: &Source) -> Value {
    let mut json = parts::request_of(outcome);
    // What an item inherits is noted in its request when that was answered.
    let own = item.and_then(|item| item.item.request());
    let is_inherited = own.is_some_and(|request| request.auth.is_none());
    if let Some(members) = json.as_object_mut()
        && outcome.result.is_err()
        && is_inherited
        && *source != Source::Script
    {
        members.shift_remove("auth");
    }
    json
}

/// Where a request comes from that failed: of the item's own, what was sent in place of what is
/// written. `None` for anything else that happens.
pub(super) fn source(event: &Event) -> Option<Value> {
    let EventKind::Request(outcome, source) = &event.kind else {
        return None;
    };
    let error = outcome.error()?;
    let request = request(outcome, event.at.item.as_deref(), source);
    Some(match source {
        Source::Script => json!({
            "id": parts::id_of(&event.at.cursor, &error.message), "request": request,
            "response": [], "event": [],
            "protocolProfileBehavior": {"disableBodyPruning": true},
        }),
        Source::Collection | Source::Auth(_) => json!({"request": request}),
    })
}

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
        let file = self
            .0
            .map(|file| file.into_inner().map_err(io::IntoInnerError::into_error))
            .transpose()?;
        let file = file
            .map(|mut file| file.rewind().map(|()| file))
            .transpose()?;
        let lines = file
            .into_iter()
            .flat_map(|file| BufReader::new(file).lines());
        Ok(lines.map_while(|line| serde_json::from_str(&line.ok()?).ok()))
    }
}
