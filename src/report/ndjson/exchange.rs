//! Reading the parts of an exchange back.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::members::{Read, flag, text};
use crate::exchange::{Body, Chunk, Cookie, Headers, Hop, Request, Timings};

/// A list of `{key, value, system?}`.
pub(super) fn headers(json: &Value) -> Headers {
    let mut headers = Headers::new();
    for header in json.as_array().into_iter().flatten() {
        let (key, value) = (text(header, "key"), text(header, "value"));
        if flag(header, "system") {
            headers.push_system(key, value);
        } else {
            headers.push(key, value);
        }
    }
    headers
}

/// A request as it went over the wire.
pub(super) fn request(json: &Value) -> Read<Request> {
    let headers = headers(&json["header"]);
    if headers.iter().any(|header| header.name.is_empty()) {
        return Err("`wire.header` has a header without a `key`".to_owned());
    }
    Ok(Request {
        method: text(json, "method").to_owned(),
        url: text(json, "href").to_owned(),
        headers,
        body: body(&json["body"])?,
        ..Request::default()
    })
}

fn body(json: &Value) -> Read<Body> {
    Ok(match json {
        Value::Array(chunks) => Body::Chunks(chunks.iter().map(chunk).collect::<Read<_>>()?),
        Value::String(encoded) => Body::Bytes(decoded(encoded)?.into()),
        _ => Body::Empty,
    })
}

fn chunk(json: &Value) -> Read<Chunk> {
    Ok(match json.as_str() {
        Some(encoded) => Chunk::Bytes(decoded(encoded)?.into()),
        None => Chunk::File {
            path: PathBuf::from(text(json, "file")),
            length: json["size"].as_u64().unwrap_or_default(),
        },
    })
}

fn decoded(encoded: &str) -> Read<Vec<u8>> {
    let bytes = BASE64_STANDARD.decode(encoded);
    bytes.map_err(|error| format!("`wire.body` is not base64: {error}"))
}

/// An entry of `history`. Of the body that was sent only its size is known.
pub(super) fn hop(json: &Value) -> Hop {
    let (sent, answer) = (&json["request"], &json["response"]);
    let size = sent["bodySize"].as_u64().unwrap_or_default();
    let unknown = Chunk::File {
        path: PathBuf::new(),
        length: size,
    };
    Hop {
        request: Request {
            method: text(sent, "method").to_owned(),
            url: text(sent, "href").to_owned(),
            headers: headers(&sent["headers"]),
            body: if size > 0 {
                Body::Chunks(vec![unknown])
            } else {
                Body::Empty
            },
            ..Request::default()
        },
        code: answer["statusCode"]
            .as_u64()
            .and_then(|code| code.try_into().ok())
            .unwrap_or_default(),
        headers: headers(&answer["headers"]),
        http_version: text(answer, "httpVersion").to_owned(),
        downloaded_bytes: answer["downloadedBytes"].as_u64().unwrap_or_default(),
        timings: timings(&json["timings"]),
    }
}

/// Times from the start, in milliseconds, as the lengths of the parts: whole microseconds.
fn timings(json: &Value) -> Timings {
    let offset = &json["offset"];
    let reached = |name: &str| offset[name].as_f64().map(micros);
    let prepare = reached("request").unwrap_or_default();
    let socket = reached("socket").unwrap_or_default();
    let mut before = socket;
    let mut part = |name: &str| {
        let end = reached(name)?;
        let length = end.saturating_sub(before);
        before = end;
        Some(length)
    };
    let lookup = part("lookup");
    let connect = part("connect");
    let secure_connect = part("secureConnect");
    let measured = json["measured"].as_array();
    let is_measured =
        |name: &str| measured.is_some_and(|names| names.iter().any(|one| one == name));
    let since = |name: &str| reached(name).unwrap_or_default().saturating_sub(prepare);
    Timings {
        started: json["start"].as_i64().unwrap_or_default(),
        prepare,
        wait: socket.saturating_sub(prepare),
        lookup: lookup.filter(|_| is_measured("lookup")),
        connect: connect.filter(|_| is_measured("connect")),
        secure_connect: secure_connect.filter(|_| is_measured("secureConnect")),
        first_byte: since("response"),
        total: since("end"),
        process: since("done").saturating_sub(since("end")),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "times are not negative, and short"
)]
fn micros(millis: f64) -> Duration {
    Duration::from_micros((millis.max(0.0) * 1000.0).round() as u64)
}

/// A cookie of the jar.
pub(super) fn cookie(json: &Value) -> Cookie {
    let expires = json["expires"].as_str();
    let expires = expires.and_then(|time| time.parse::<jiff::Timestamp>().ok());
    Cookie {
        name: text(json, "name").to_owned(),
        value: text(json, "value").to_owned(),
        domain: text(json, "domain").to_owned(),
        path: text(json, "path").to_owned(),
        expires: expires.map(jiff::Timestamp::as_millisecond),
        max_age: json["maxAge"].as_i64(),
        secure: flag(json, "secure"),
        http_only: flag(json, "httpOnly"),
        host_only: flag(json, "hostOnly"),
    }
}
