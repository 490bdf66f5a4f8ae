//! The parts of a run as JSON, in the names of Postman's runtime: shared by the reports that are
//! JSON.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use md5::{Digest, Md5};
use serde_json::{Map, Value, json};

use crate::exchange::{Exchange, Headers, Hop, Response, SendError};
use crate::runner::{At, Cursor, ErrorRecord, FailureRecord, Outcome, Written};
use crate::script::Failure;

/// What it is called where a report tells it as it tells a test.
pub(super) const EARLY_END: &str = "run ended early";

/// A request as it was sent.
pub(super) fn request(written: &Written) -> Value {
    written.sent().to_json()
}

/// The request of an outcome. Postman's client settles the length while it sends, and what it tells
/// of a request that got no response is older than that.
pub(super) fn request_of(outcome: &Outcome) -> Value {
    let mut sent = outcome.request.sent();
    if outcome.result.is_err() {
        // Where there is no URL, none but what authenticates was added.
        let is_sent = !outcome.request.url.is_empty();
        sent.headers.retain(|header| match header.key.as_str() {
            "Content-Length" => !header.system,
            "Authorization" => true,
            _ => !header.system || is_sent,
        });
    }
    let mut json = sent.to_json();
    // Of a file that nobody chose there is no content.
    if let Some(file) = json
        .pointer_mut("/body/file")
        .and_then(Value::as_object_mut)
        && ["src", "content"].iter().all(|name| {
            file.get(*name)
                .is_none_or(|text| text.is_null() || text == "")
        })
    {
        file.insert("value".into(), Value::Null);
    }
    json
}

/// A list of headers as they went over the wire.
fn lines(headers: &Headers) -> Value {
    headers
        .iter()
        .map(|header| json!({"key": header.name, "value": header.value}))
        .collect()
}

/// A response with its body in base64.
pub(super) fn response(outcome: &Outcome, response: &Response) -> Value {
    let mut json = response_head(&outcome.response_id, response);
    let body = BASE64_STANDARD.encode(&response.body);
    json.insert("body".into(), json!(body));
    json.insert("responseTime".into(), json!(response.millis()));
    json.insert("headerSize".into(), json!(response.headers.wire_size()));
    json.insert("downloadedBytes".into(), json!(response.downloaded_bytes));
    json.insert("responseSize".into(), json!(outcome.size));
    Value::Object(json)
}

/// Identity, status and headers of a response.
pub(super) fn response_head(id: &str, response: &Response) -> Map<String, Value> {
    let mut json = Map::new();
    json.insert("id".into(), json!(id));
    json.insert("status".into(), json!(response.reason));
    json.insert("code".into(), json!(response.code));
    json.insert("header".into(), lines(&response.headers));
    json
}

/// The hops of an exchange.
pub(super) fn history(exchange: &Exchange) -> Value {
    let mut data: Vec<Value> = exchange.hops.iter().map(hop).collect();
    // How much of a redirect's body there was is not asked.
    let redirects = data.len().saturating_sub(1);
    for hop in &mut data[..redirects] {
        if let Some(response) = hop["response"].as_object_mut() {
            response.remove("downloadedBytes");
        }
    }
    json!({"execution": {"data": data}})
}

/// What is known of a request that nobody answered; `None` where not even an address was given.
pub(super) fn unanswered(outcome: &Outcome) -> Option<Value> {
    let message = outcome.error().map(|error| error.message.as_str());
    let message = message.unwrap_or_default();
    if message.ends_with("request url is empty") {
        return None;
    }
    // What had no address that can be asked was never made.
    if message.starts_with("Invalid URI") || message.starts_with("Invalid protocol") {
        return Some(json!({"execution": {"data": [{}]}}));
    }
    let request = &outcome.request.wire;
    let sent = json!({"method": request.method, "href": request.url, "headers": lines(&request.headers), "httpVersion": "1.1"});
    Some(json!({"execution": {"data": [{"request": sent}]}}))
}

fn hop(hop: &Hop) -> Value {
    let millis = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
    let timings = &hop.timings;
    // Newman counts from before the request is made ready.
    let prepare = millis(timings.prepare);
    let mut reached = prepare + millis(timings.wait);
    let mut offset = json!({"request": prepare, "socket": reached});
    // Over TLS it is there on a kept connection, too, and took no time.
    let is_secure = hop.request.url.starts_with("https:");
    for (name, part) in [
        ("lookup", timings.lookup),
        ("connect", timings.connect),
        ("secureConnect", timings.secure_connect),
    ] {
        reached += part.map_or(0.0, millis);
        if part.is_some() || name != "secureConnect" || is_secure {
            offset[name] = json!(reached);
        }
    }
    offset["response"] = json!(prepare + millis(timings.first_byte));
    offset["end"] = json!(prepare + millis(timings.total));
    offset["done"] = json!(prepare + millis(timings.total + timings.process));
    let begun = timings.started + i64::try_from(timings.prepare.as_millis()).unwrap_or_default();
    let measured = [
        ("lookup", timings.lookup),
        ("connect", timings.connect),
        ("secureConnect", timings.secure_connect),
    ];
    let measured = measured.iter().filter(|(_, part)| part.is_some());
    let measured: Vec<&str> = measured.map(|(name, _)| *name).collect();
    let sent = &hop.request;
    json!({
        "request": {"method": sent.method, "href": sent.url, "headers": lines(&sent.headers),
            "httpVersion": hop.http_version, "bodySize": sent.body.len()},
        "response": {"statusCode": hop.code, "httpVersion": hop.http_version, "headers": lines(&hop.headers), "downloadedBytes": hop.downloaded_bytes},
        "timings": {"start": timings.started, "requestStart": begun, "offset": offset, "measured": measured},
    })
}

/// Why a request had no response.
pub(super) fn send_error(error: &SendError) -> Value {
    let mut json = json!({"name": "Error", "message": error.message});
    if let Some(code) = &error.code {
        json["code"] = json!(code);
    }
    json
}

/// A request error with the members of Node's: what it was doing, and to which address. The message
/// is in the failures.
pub(super) fn node_error(error: &SendError) -> Value {
    let mut json = Map::new();
    if let Some(code) = &error.code {
        let is_of_system = !code.starts_with("ERR_");
        json.extend(is_of_system.then(|| ("errno".to_owned(), json!(code))));
        json.insert("code".into(), json!(code));
        let mut words = error.message.split(' ');
        if is_of_system
            && let (Some(syscall), Some(_), Some(address)) =
                (words.next(), words.next(), words.next())
        {
            json.insert("syscall".into(), json!(syscall));
            match address
                .rsplit_once(':')
                .and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)))
            {
                Some((host, port)) => {
                    json.insert("address".into(), json!(host));
                    json.insert("port".into(), json!(port));
                }
                None => {
                    json.insert("hostname".into(), json!(address));
                }
            }
        }
    }
    Value::Object(json)
}

/// What Newman adds to an error to tell it from others.
pub(super) struct Mark {
    /// A UUID.
    pub(super) id: String,
    /// Milliseconds since the Unix epoch.
    pub(super) timestamp: i64,
}

impl Mark {
    /// That of an error at this place: `what` tells it from others there.
    pub(super) fn of(at: &At, what: &str) -> Self {
        Self::at(at.time, &at.cursor, what)
    }

    /// That of a failure.
    pub(super) fn of_failure(failure: &FailureRecord) -> Self {
        let what = format!("{} {}", failure.at, failure.error.message);
        Self::at(failure.time, &failure.cursor, &what)
    }

    fn at(time: i64, cursor: &Cursor, what: &str) -> Self {
        Self {
            id: id_of(cursor, what),
            timestamp: time,
        }
    }
}

/// A UUID that follows from a place in the run and from what is there, so that reports of the same
/// events are the same.
pub(super) fn id_of(cursor: &Cursor, what: &str) -> String {
    let execution = cursor.execution.as_deref().unwrap_or_default();
    let digest = Md5::digest(format!("{} {execution} {what}", cursor.reference));
    uuid::Builder::from_random_bytes(digest.into())
        .into_uuid()
        .to_string()
}

/// A time in milliseconds since the Unix epoch as ISO 8601 in UTC, to the millisecond.
pub(super) fn moment(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    format!("{time:.3}")
}

/// A cursor as Newman reports it: all but the run's first lack what tells of beginnings and ends.
pub(super) fn cursor(cursor: &Cursor) -> Value {
    let mut json = cursor.to_json();
    if (cursor.position, cursor.iteration) == (0, 0) {
        // The end is not seen there, not even of a run of one item.
        json["eof"] = json!(false);
    } else if let Some(members) = json.as_object_mut() {
        let ends = ["empty", "eof", "bof", "cr"];
        // The first of an iteration says that it is.
        members.retain(|name, value| {
            !ends.contains(&name.as_str()) || (name == "cr" && *value == json!(true))
        });
    }
    json
}

/// An error of a script.
pub(super) fn script_error(failure: &Failure, mark: &Mark) -> Value {
    let mut json = failure.to_json();
    let stacktrace = json.shift_remove("stacktrace");
    seal(&mut json, mark);
    json.insert("stacktrace".into(), stacktrace.unwrap_or_else(|| json!([])));
    Value::Object(json)
}

/// An error in a list of failures.
pub(super) fn failure_error(failure: &FailureRecord, mark: &Mark) -> Value {
    let mut json = assertion_error(&failure.error);
    // A script's own error says what it is; its stack is with the script.
    if failure.at.ends_with("script") && failure.error.index.is_none() {
        json.shift_remove("stack");
        json.shift_insert(0, "type".into(), json!("Error"));
    }
    seal(&mut json, mark);
    json.insert("stacktrace".into(), stacktrace(failure));
    Value::Object(json)
}

/// Newman's list of calls: of a failed test its place in the run, of anything else nothing.
fn stacktrace(failure: &FailureRecord) -> Value {
    let Some(index) = failure.error.index else {
        return json!([]);
    };
    json!([{
        "fileName": "sandbox-script.js", "lineNumber": index + 1, "functionName": "Object.eval", "typeName": "Object",
        "methodName": "eval", "columnNumber": failure.cursor.position + 1, "native": false,
    }])
}

/// An error of an assertion.
pub(super) fn assertion_error(error: &ErrorRecord) -> Map<String, Value> {
    let mut json = Map::new();
    json.insert("name".into(), json!(error.name));
    if let Some(index) = error.index {
        json.insert("index".into(), json!(index));
    }
    if let Some(test) = &error.test {
        json.insert("test".into(), json!(test));
    }
    json.insert("message".into(), json!(error.message));
    if !error.stack.is_empty() {
        json.insert("stack".into(), json!(error.stack));
    }
    if let Some(code) = &error.code {
        json.insert("code".into(), json!(code));
    }
    json
}

fn seal(json: &mut Map<String, Value>, mark: &Mark) {
    let text = Value::Object(json.clone()).to_string();
    let checksum = format!("{:032x}", u128::from_be_bytes(Md5::digest(text).into()));
    json.insert("checksum".into(), json!(checksum));
    json.insert("id".into(), json!(mark.id));
    json.insert("timestamp".into(), json!(mark.timestamp));
}

/// A number without a fraction where it has none, as JavaScript writes it.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only taken where it is exact"
)]
pub(super) fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        json!(value as i64)
    } else {
        json!(value)
    }
}
