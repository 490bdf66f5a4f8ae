//! One item's entry in the JSON report.

use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value, json};

use super::{Extent, sent};
use crate::collection::Listen;
use crate::report::parts::{self, Mark};
use crate::runner::{Cursor, ErrorRecord, Event, EventKind, Outcome};
use crate::script::{Assertion, Failure};

/// What is known of an item so far.
pub(super) struct Execution {
    cursor: Arc<Cursor>,
    /// The item as it is shown.
    item: Rc<Value>,
    extent: Extent,
    /// How many requests it has sent, those of its scripts included.
    pub(super) requests: usize,
    request: Option<Value>,
    response: Option<Response>,
    request_error: Option<Value>,
    prerequest_errors: Vec<Value>,
    test_errors: Vec<Value>,
    assertions: Vec<Value>,
    /// Why it did not go well when it was tried before.
    attempts: Vec<String>,
    failed_runs: u32,
}

/// The last response; its body is written as bytes without being copied.
struct Response {
    head: Map<String, Value>,
    /// As it is told, if it is.
    body: Option<Bytes>,
    size: usize,
    millis: u64,
}

impl Execution {
    pub(super) fn of(cursor: Arc<Cursor>, item: Rc<Value>, extent: Extent) -> Self {
        Self {
            cursor,
            item,
            extent,
            requests: 0,
            request: None,
            response: None,
            request_error: None,
            prerequest_errors: Vec::new(),
            test_errors: Vec::new(),
            assertions: Vec::new(),
            attempts: Vec::new(),
            failed_runs: 0,
        }
    }

    pub(super) fn note(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Request(outcome, source) => {
                self.cursor = Arc::clone(&event.at.cursor);
                let item = event.at.item.as_deref();
                self.request = Some(sent::request(outcome, item, source));
                self.note_request(outcome);
            }
            EventKind::Script(run, _) => {
                let errors = match run.event.listen {
                    Listen::Prerequest => &mut self.prerequest_errors,
                    Listen::Test => &mut self.test_errors,
                };
                errors.extend(run.unhandled.iter().chain(&run.error).map(|error| {
                    let mark = Mark::of(&event.at, &error.message);
                    json!({"error": script_error(error, &mark)})
                }));
            }
            EventKind::Assertions(assertions) => {
                let cursor = &event.at.cursor;
                let shown = assertions.iter();
                self.assertions
                    .extend(shown.map(|assertion| assertion_json(assertion, cursor)));
            }
            EventKind::Retry(attempt) => self.attempts.push(attempt.error.message.clone()),
            EventKind::Item(end) => self.failed_runs = end.failed_runs,
            _ => {}
        }
    }

    fn note_request(&mut self, outcome: &Outcome) {
        self.requests += 1;
        match &outcome.result {
            Ok(exchange) => {
                let response = &exchange.response;
                self.response = Some(Response {
                    head: parts::response_head(&outcome.response_id, response),
                    body: (self.extent == Extent::Full).then(|| response.body.clone()),
                    size: outcome.size,
                    millis: response.millis(),
                });
            }
            Err(error) => {
                self.response = None;
                self.request_error = Some(parts::node_error(error));
            }
        }
    }
}

impl Serialize for Execution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("cursor", &parts::cursor(&self.cursor))?;
        map.serialize_entry("item", &*self.item)?;
        map.serialize_entry("request", &self.request)?;
        if let Some(response) = &self.response {
            map.serialize_entry("response", response)?;
        }
        map.serialize_entry("id", &self.item["id"])?;
        if let Some(error) = &self.request_error {
            map.serialize_entry("requestError", error)?;
        }
        let lists = [
            ("prerequestScript", &self.prerequest_errors),
            ("testScript", &self.test_errors),
            ("assertions", &self.assertions),
        ];
        for (name, list) in lists {
            if !list.is_empty() {
                map.serialize_entry(name, list)?;
            }
        }
        if !self.attempts.is_empty() {
            map.serialize_entry("attempts", &self.attempts)?;
        }
        if self.failed_runs > 0 {
            map.serialize_entry("failedRuns", &self.failed_runs)?;
        }
        map.end()
    }
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in &self.head {
            map.serialize_entry(name, value)?;
        }
        if let Some(body) = &self.body {
            map.serialize_entry("stream", &Buffer(body))?;
        }
        map.serialize_entry("cookie", &[(); 0])?;
        map.serialize_entry("responseTime", &self.millis)?;
        map.serialize_entry("responseSize", &self.size)?;
        map.end()
    }
}

/// Bytes in the form that Node gives a buffer in JSON.
struct Buffer<'a>(&'a [u8]);

impl Serialize for Buffer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", "Buffer")?;
        map.serialize_entry("data", &Numbers(self.0))?;
        map.end()
    }
}

struct Numbers<'a>(&'a [u8]);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for byte in self.0 {
            list.serialize_element(byte)?;
        }
        list.end()
    }
}

/// An error of a script. Newman finds calls only where chai has built the stack.
fn script_error(error: &Failure, mark: &Mark) -> Value {
    let mut json = parts::script_error(error, mark);
    if error.name != "AssertionError" {
        json["stacktrace"] = json!([]);
    } else if let Some(members) = json.as_object_mut() {
        members.shift_remove("type");
        members.insert("stack".into(), json!(error.stack));
    }
    json
}

fn assertion_json(assertion: &Assertion, cursor: &Cursor) -> Value {
    let mut json = json!({"assertion": assertion.name, "skipped": assertion.skipped});
    if let Some(error) = &assertion.error {
        json["error"] = Value::Object(parts::assertion_error(&ErrorRecord::of_assertion(
            cursor, assertion, error,
        )));
    }
    json
}
