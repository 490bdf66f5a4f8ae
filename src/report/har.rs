//! HAR 1.2, the archive of requests that browsers' tools open: an entry for each exchange, redirects
//! included, written while the run goes.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};
use url::Url;

use super::description::{Audience, Description, EXPORT, Opened};
use super::output::Output;
use super::{Opening, ReportError, Reporter, parts};
use crate::exchange::{Body, Chunk, Exchange, Headers, Hop, Response, Timings};
use crate::runner::{At, Event, EventKind, Outcome, Source, Summary};

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "har",
    stands_for: &[],
    help: "a file: each request and response with its timings, as an HTTP archive (HAR 1.2)",
    ending: "har",
    options: &[EXPORT],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    let har = Har::new(opening.file_output()?);
    Ok(Some(Box::new(har)))
}

/// Writes the archive.
pub struct Har {
    out: Option<Output>,
    entries: usize,
    /// The collection that runs, where there are several.
    collection: Option<String>,
}

impl Har {
    /// Writes to `out`.
    pub fn new(mut out: Output) -> Self {
        let creator = json!({"name": "Postrider", "version": env!("CARGO_PKG_VERSION")});
        out.write(&format!(
            "{{\"log\": {{\"version\": \"1.2\", \"creator\": {creator}, \"pages\": [], \"entries\": ["
        ));
        Self {
            out: Some(out),
            entries: 0,
            collection: None,
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(out) = &mut self.out {
            out.write(text);
        }
    }

    fn entry(&mut self, entry: &Value) {
        let separator = if self.entries == 0 { "\n" } else { ",\n" };
        self.entries += 1;
        self.write(&format!("{separator}{entry}"));
    }

    fn outcome(&mut self, outcome: &Outcome, comment: &str, at: &At) {
        let Some(exchange) = outcome.exchange() else {
            return self.entry(&unanswered(outcome, comment, at));
        };
        let last = exchange.hops.len().saturating_sub(1);
        for (number, hop) in exchange.hops.iter().enumerate() {
            let response = if number == last {
                answer(hop, exchange, outcome.size)
            } else {
                redirect(hop)
            };
            let timings = &hop.timings;
            let (started, prepare) = (timings.started, timings.prepare.as_millis());
            let entry = json!({
                "startedDateTime": parts::moment(started + i64::try_from(prepare).unwrap_or_default()),
                "time": millis(timings.total),
                "request": request(hop, &outcome.request.wire.body),
                "response": response, "cache": {}, "timings": parts_of(timings), "comment": comment,
            });
            self.entry(&entry);
        }
    }

    /// Whose request it is, in words.
    fn comment(&self, at: &At, source: &Source) -> String {
        let names = at.names(self.collection.as_deref());
        let whose = match source {
            Source::Collection => String::new(),
            Source::Script => ", sent by a script".to_owned(),
            Source::Auth(scheme) => format!(", sent by its authentication ({scheme})"),
        };
        format!("{}{}{whose}", names.join(" / "), at.cursor.suffix())
    }
}

impl Reporter for Har {
    fn event(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Start(run) => {
                self.collection = (run.count > 1).then(|| run.collection.name.clone());
            }
            EventKind::Request(outcome, source) => {
                let comment = self.comment(&event.at, source);
                self.outcome(outcome, &comment, &event.at);
            }
            _ => {}
        }
    }

    fn finish(&mut self, _: &Summary) -> Result<(), ReportError> {
        self.write("\n]}}\n");
        self.out.take().map_or(Ok(()), Output::finish)
    }
}

/// A request that nobody answered, as browsers write it: a response without a status.
fn unanswered(outcome: &Outcome, comment: &str, at: &At) -> Value {
    let hop = Hop {
        request: outcome.request.wire.clone(),
        http_version: "1.1".to_owned(),
        ..Hop::default()
    };
    let mut response = head(&hop, 0);
    response.insert(
        "content".into(),
        json!({"size": 0, "mimeType": "x-unknown"}),
    );
    let error = outcome.error().map(|error| error.message.as_str());
    response.insert("_error".into(), json!(error));
    json!({
        "startedDateTime": parts::moment(at.time), "time": 0, "request": request(&hop, &outcome.request.wire.body),
        "response": response, "cache": {}, "timings": parts_of(&Timings::default()), "comment": comment,
    })
}

/// What was sent; `body` is what the first of a chain had.
fn request(hop: &Hop, body: &Body) -> Value {
    let sent = &hop.request;
    let query: Vec<Value> = Url::parse(&sent.url).map_or_else(
        |_| Vec::new(),
        |url| {
            url.query_pairs()
                .map(|(name, value)| pair(&name, &value))
                .collect()
        },
    );
    let cookies = sent.headers.all("cookie").flat_map(|line| line.split(';'));
    let cookies = cookies.filter_map(|one| one.trim().split_once('='));
    let cookies: Vec<Value> = cookies.map(|(name, value)| pair(name, value)).collect();
    let mut json = json!({
        "method": sent.method, "url": sent.url, "httpVersion": version(hop), "cookies": cookies,
        "headers": lines(&sent.headers), "queryString": query, "headersSize": -1, "bodySize": sent.body.len(),
    });
    if !sent.body.is_empty() {
        let kind = sent.headers.get("content-type").unwrap_or_default();
        json["postData"] = post_data(body, kind);
    }
    json
}

fn post_data(body: &Body, kind: &str) -> Value {
    let (bytes, files) = match body {
        Body::Empty => (Vec::new(), Vec::new()),
        Body::Bytes(bytes) => (bytes.to_vec(), Vec::new()),
        Body::Chunks(chunks) => {
            let (mut bytes, mut files) = (Vec::new(), Vec::new());
            for chunk in chunks {
                match chunk {
                    Chunk::Bytes(more) => bytes.extend_from_slice(more),
                    Chunk::File { path, .. } => files.push(path.display().to_string()),
                }
            }
            (bytes, files)
        }
    };
    let mut json = json!({"mimeType": kind});
    match String::from_utf8(bytes) {
        Ok(text) => json["text"] = json!(text),
        Err(error) => {
            json["text"] = json!(BASE64_STANDARD.encode(error.as_bytes()));
            json["_encoding"] = json!("base64");
        }
    }
    if !files.is_empty() {
        json["comment"] = json!(format!("without the content of {}", files.join(", ")));
    }
    json
}

/// The last answer of a chain.
fn answer(hop: &Hop, exchange: &Exchange, size: usize) -> Value {
    let response: &Response = &exchange.response;
    let mut json = head(hop, response.code);
    json.insert("statusText".into(), json!(response.reason));
    json.insert("headers".into(), lines(&response.headers));
    json.insert("headersSize".into(), json!(response.header_size()));
    let kind = response.headers.get("content-type").unwrap_or("x-unknown");
    let mut content = json!({"size": size, "mimeType": kind});
    let saved = (size as u64)
        .checked_sub(hop.downloaded_bytes)
        .filter(|saved| *saved > 0);
    if let Some(saved) = saved {
        content["compression"] = json!(saved);
    }
    if let Ok(text) = std::str::from_utf8(&response.body) {
        content["text"] = json!(text);
    } else {
        content["text"] = json!(BASE64_STANDARD.encode(&response.body));
        content["encoding"] = json!("base64");
    }
    json.insert("content".into(), content);
    Value::Object(json)
}

/// An answer that led to the next request; what stood in it was not kept.
fn redirect(hop: &Hop) -> Value {
    let mut json = head(hop, hop.code);
    let kind = hop.headers.get("content-type").unwrap_or("x-unknown");
    let content = json!({"size": hop.downloaded_bytes, "mimeType": kind});
    json.insert("content".into(), content);
    Value::Object(json)
}

/// What every response says.
fn head(hop: &Hop, code: u16) -> Map<String, Value> {
    let set = hop.headers.all("set-cookie");
    let cookies: Vec<Value> = set.filter_map(cookie).collect();
    let json = json!({
        "status": code, "statusText": "", "httpVersion": version(hop), "cookies": cookies,
        "headers": lines(&hop.headers), "redirectURL": hop.headers.get("location").unwrap_or_default(),
        "headersSize": -1, "bodySize": hop.downloaded_bytes,
    });
    json.as_object().cloned().unwrap_or_default()
}

/// A cookie as a server sets it.
fn cookie(line: &str) -> Option<Value> {
    let mut attributes = line.split(';').map(str::trim);
    let (name, value) = attributes.next()?.split_once('=')?;
    let mut json = pair(name, value);
    for attribute in attributes {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        match name.to_ascii_lowercase().as_str() {
            "path" => json["path"] = json!(value),
            "domain" => json["domain"] = json!(value),
            "httponly" => json["httpOnly"] = json!(true),
            "secure" => json["secure"] = json!(true),
            _ => {}
        }
    }
    Some(json)
}

/// How long the parts took, in milliseconds; what was not done is -1. TLS is a part of connecting.
fn parts_of(timings: &Timings) -> Value {
    let part = |time: Option<Duration>| time.map_or(json!(-1), |time| json!(millis(time)));
    let connect = timings
        .connect
        .map(|time| time + timings.secure_connect.unwrap_or_default());
    let before = timings.wait + timings.opening();
    json!({
        "blocked": millis(timings.wait), "dns": part(timings.lookup), "connect": part(connect),
        "ssl": part(timings.secure_connect), "send": 0,
        "wait": millis(timings.first_byte.saturating_sub(before)),
        "receive": millis(timings.total.saturating_sub(timings.first_byte)),
    })
}

fn lines(headers: &Headers) -> Value {
    let lines = headers.iter();
    lines
        .map(|header| pair(&header.name, &header.value))
        .collect()
}

fn pair(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value})
}

fn version(hop: &Hop) -> String {
    format!("HTTP/{}", hop.http_version)
}

/// To the microsecond.
fn millis(time: Duration) -> Value {
    let micros = u32::try_from(time.as_micros()).unwrap_or(u32::MAX);
    parts::number(f64::from(micros) / 1000.0)
}
