//! Everything about one item that the page shows when it is opened.

use std::collections::HashMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use crate::exchange::{Body, Chunk, Exchange, Headers, Response, Timings};
use crate::report::record::{Problem, Record, Test, TestOutcome};
use crate::runner::{Event, EventKind, ItemEnd, Outcome, Source, Written};
use crate::text;

/// How many console lines and requests of scripts are shown of an item.
const MOST_LINES: usize = 500;

/// How many bytes of a body that is no text are shown.
const HEAD: usize = 64;

/// Gathers what happens in an item.
pub(super) struct Details {
    /// How many bytes of a body are shown.
    limit: usize,
    request: Option<Value>,
    response: Option<Value>,
    script_requests: Vec<Value>,
    console: Vec<Value>,
    warnings: Vec<String>,
    visualizer: Option<Value>,
    descriptions: Descriptions,
}

/// What authors say of requests, each once: every iteration has the same.
#[derive(Default)]
struct Descriptions {
    /// The places by the ids of the requests.
    places: HashMap<String, usize>,
    /// Rendered as HTML.
    list: Vec<String>,
}

impl Details {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            request: None,
            response: None,
            script_requests: Vec::new(),
            console: Vec::new(),
            warnings: Vec::new(),
            visualizer: None,
            descriptions: Descriptions::default(),
        }
    }

    pub(super) fn note(&mut self, event: &Event) {
        match &event.kind {
            EventKind::BeforeItem => self.clear(),
            EventKind::Request(outcome, Source::Script)
                if self.script_requests.len() < MOST_LINES =>
            {
                let sent = self.of_script(outcome);
                self.script_requests.push(sent);
            }
            EventKind::Request(outcome, Source::Collection | Source::Auth(_)) => {
                self.request = Some(self.request(&outcome.request));
                let exchange = outcome.exchange();
                self.response = exchange.map(|exchange| self.response(exchange, outcome.size));
            }
            EventKind::Console(line) if self.console.len() < MOST_LINES => {
                let shown = json!({"level": line.level.name(), "text": line.text});
                self.console.push(shown);
            }
            EventKind::Warning(message) => self.warnings.push(message.clone()),
            _ => {}
        }
    }

    /// Takes what the end of the item tells, before the item is taken.
    pub(super) fn end(&mut self, end: &ItemEnd) {
        let seen = end.visualizer.as_ref();
        self.visualizer = seen.map(|seen| self.visualizer(seen));
    }

    fn clear(&mut self) {
        (self.request, self.response, self.visualizer) = (None, None, None);
        self.script_requests.clear();
        self.console.clear();
        self.warnings.clear();
    }

    /// The item that ended.
    pub(super) fn take(&mut self, record: &Record) -> Value {
        let mut json = Map::new();
        json.extend(
            self.request
                .take()
                .map(|request| ("request".to_owned(), request)),
        );
        json.extend(
            self.response
                .take()
                .map(|response| ("response".to_owned(), response)),
        );
        let tests: Vec<Value> = record.tests.iter().map(test).collect();
        let errors: Vec<Value> = record.errors.iter().map(problem).collect();
        let lists = [
            ("tests", tests),
            ("errors", errors),
            ("console", std::mem::take(&mut self.console)),
            ("scriptRequests", std::mem::take(&mut self.script_requests)),
            (
                "warnings",
                std::mem::take(&mut self.warnings)
                    .into_iter()
                    .map(Value::from)
                    .collect(),
            ),
        ];
        for (name, list) in lists {
            json.insert(name.into(), Value::Array(list));
        }
        json.insert("attempts".into(), json!(record.attempts));
        let seen = self.visualizer.take();
        json.extend(seen.map(|seen| ("visualizer".to_owned(), seen)));
        let why = record.why_skipped.as_ref();
        json.extend(why.map(|why| ("skipped".to_owned(), json!(why))));
        let place = self.descriptions.place(record);
        json.extend(place.map(|place| ("description".to_owned(), json!(place))));
        Value::Object(json)
    }

    /// The descriptions that the items name by their places, as HTML.
    pub(super) fn descriptions(&self) -> &[String] {
        &self.descriptions.list
    }

    /// What a script wants to be seen: a page, or why there is none.
    fn visualizer(&self, seen: &Value) -> Value {
        let Some(page) = seen["processedTemplate"].as_str() else {
            return json!({"error": seen["error"]});
        };
        let shown = text::utf8_prefix(page.as_bytes(), self.limit).unwrap_or_default();
        json!({"page": shown, "isCut": shown.len() < page.len()})
    }

    /// A request of a script, and what came of it.
    fn of_script(&self, outcome: &Outcome) -> Value {
        let mut json = in_short(outcome);
        json["request"] = self.request(&outcome.request);
        if let Some(exchange) = outcome.exchange() {
            json["response"] = self.response(exchange, outcome.size);
        }
        json
    }

    fn request(&self, written: &Written) -> Value {
        let wire = &written.wire;
        let mut json = json!({
            "method": wire.method, "url": written.url, "headers": headers(&wire.headers),
        });
        let kind = wire.headers.get("content-type").unwrap_or_default();
        if let Some(body) = self.sent_body(&wire.body, kind) {
            json["body"] = body;
        }
        json
    }

    fn sent_body(&self, body: &Body, kind: &str) -> Option<Value> {
        match body {
            Body::Empty => None,
            Body::Bytes(bytes) => Some(self.body(bytes, bytes.len(), kind)),
            Body::Chunks(chunks) => {
                let text: String = chunks
                    .iter()
                    .map(|chunk| match chunk {
                        Chunk::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                        Chunk::File { path, length } => {
                            format!("({}, {})", path.display(), text::size(*length))
                        }
                    })
                    .collect();
                Some(self.body(text.as_bytes(), text.len(), "text/plain"))
            }
        }
    }

    fn response(&self, exchange: &Exchange, size: usize) -> Value {
        let response: &Response = &exchange.response;
        let kind = response.headers.get("content-type").unwrap_or_default();
        let hops: Vec<Value> = exchange
            .hops
            .iter()
            .map(|hop| json!({"method": hop.request.method, "url": hop.request.url, "code": hop.code}))
            .collect();
        let mut json = json!({
            "code": response.code, "reason": response.reason, "httpVersion": response.http_version,
            "headers": headers(&response.headers), "body": self.body(&response.body, size, kind),
        });
        if hops.len() > 1 {
            json["hops"] = json!(hops);
        }
        if let Some(hop) = exchange.hops.last() {
            json["timings"] = timings(&hop.timings);
        }
        json
    }

    /// A body of `size` bytes as far as it is shown: a text, a picture, or the first bytes of
    /// anything else.
    fn body(&self, bytes: &[u8], size: usize, content_type: &str) -> Value {
        let kind = content_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        if kind.starts_with("image/")
            && kind != "image/svg+xml"
            && size <= self.limit.saturating_mul(4)
        {
            let data = BASE64_STANDARD.encode(bytes);
            return json!({"size": size, "image": format!("data:{kind};base64,{data}")});
        }
        let Some(text) = text::utf8_prefix(bytes, self.limit) else {
            let head: Vec<String> = bytes
                .iter()
                .take(HEAD)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            return json!({"size": size, "hex": head.join(" "), "type": kind});
        };
        let mut json = json!({"size": size, "text": text, "type": kind});
        if text.len() < bytes.len() {
            json["shown"] = json!(text.len());
        }
        json
    }
}

fn in_short(outcome: &Outcome) -> Value {
    let request = &outcome.request;
    let mut json = json!({"method": request.wire.method, "url": request.url});
    match &outcome.result {
        Ok(exchange) => {
            json["code"] = json!(exchange.response.code);
            json["millis"] = json!(exchange.response.millis());
        }
        Err(error) => json["error"] = json!(error.message),
    }
    json
}

fn headers(headers: &Headers) -> Value {
    let lines = headers.iter();
    lines
        .map(|header| json!([header.name, header.value]))
        .collect()
}

impl Descriptions {
    /// The place of what the author says of a request; `None` where that is nothing.
    fn place(&mut self, record: &Record) -> Option<usize> {
        if let Some(place) = self.places.get(&record.item.id) {
            return Some(*place);
        }
        let rendered = text::markdown(description(record)?);
        let place = self.list.len();
        self.list.push(rendered);
        self.places.insert(record.item.id.clone(), place);
        Some(place)
    }
}

fn description(record: &Record) -> Option<&str> {
    let of_request = record
        .item
        .request()
        .and_then(|request| request.note.description.as_ref());
    of_request
        .or(record.item.description.as_deref())
        .and_then(description_text)
        .filter(|text| !text.is_empty())
}

/// The text of a description, which may say what kind of text it is.
pub(super) fn description_text(description: &Value) -> Option<&str> {
    description
        .as_str()
        .or_else(|| description.get("content")?.as_str())
}

fn timings(timings: &Timings) -> Value {
    let millis = |time: std::time::Duration| (time.as_secs_f64() * 100_000.0).round() / 100.0;
    json!({
        "lookup": timings.lookup.map(millis), "connect": timings.connect.map(millis),
        "handshake": timings.secure_connect.map(millis), "firstByte": millis(timings.first_byte),
        "total": millis(timings.total),
    })
}

fn test(test: &Test) -> Value {
    match &test.outcome {
        TestOutcome::Passed => json!({"name": test.name, "state": "passed"}),
        TestOutcome::Skipped => json!({"name": test.name, "state": "skipped"}),
        TestOutcome::Failed(error) => {
            let mut error = json!({"name": error.name, "message": error.message});
            if let Some(both) = &test.compared {
                error["expected"] = json!(both.expected);
                error["actual"] = json!(both.actual);
            }
            json!({"name": test.name, "state": "failed", "error": error})
        }
    }
}

fn problem(problem: &Problem) -> Value {
    let error = &problem.error;
    json!({"place": problem.place, "name": error.name, "message": error.message, "stack": error.stack})
}
