//! How a request is to be sent.

use serde_json::{Value, json};

use super::fields::Reading;
use crate::collection::Behavior;
use crate::document::{Kind, Node};

/// Headers that are sent unless `disabledSystemHeaders` of the settings names them.
pub(crate) const SYSTEM_HEADERS: [&str; 9] = [
    "cache-control",
    "postman-token",
    "content-type",
    "content-length",
    "accept-encoding",
    "user-agent",
    "connection",
    "accept",
    "host",
];

/// Settings that are `true` or `false`.
const FLAGS: [&str; 9] = [
    "strictSSL",
    "followRedirects",
    "followOriginalHttpMethod",
    "followAuthorizationHeader",
    "removeRefererHeaderOnRedirect",
    "disableUrlEncoding",
    "disableCookies",
    "insecureHTTPParser",
    "tlsPreferServerCiphers",
];

/// Reads the settings of a request: those of schema v2.1's `protocolProfileBehavior`. A body is sent
/// whatever the method, unless its settings say otherwise, as `convert` writes it.
pub(super) fn read(node: &Node, reading: &mut Reading) -> Behavior {
    let mut behavior = Behavior::new();
    let settings = node.get("settings");
    match settings.map(|settings| (settings, &settings.kind)) {
        None => {}
        Some((settings, Kind::Map(entries))) => {
            for entry in entries {
                let value = setting(settings, &entry.key, reading);
                behavior.extend(value.map(|value| (entry.key.clone(), value)));
            }
        }
        Some((settings, Kind::Scalar(Value::Null))) => {
            reading.odd(settings.at, "`settings` is empty, expected a map");
        }
        Some((settings, _)) => reading.wrong_kind("settings", settings, "a map"),
    }
    if !reading.bare || is_body_unusual(node) {
        behavior.entry("disableBodyPruning").or_insert(json!(true));
    }
    behavior
}

/// Whether there is a body that schema v2.1 would only send where that is said.
fn is_body_unusual(node: &Node) -> bool {
    let method = node.get("method").and_then(Node::text).unwrap_or_default();
    let methods = ["", "GET", "COPY", "HEAD", "PURGE", "UNLOCK"];
    let content = node.get("body").and_then(|body| body.get("content"));
    let is_empty = content.is_none_or(|content| match &content.kind {
        Kind::Scalar(value) => value.is_null() || value == "",
        Kind::List(list) => list.is_empty(),
        Kind::Map(entries) => entries.is_empty(),
        Kind::Braces(_) => false,
    });
    !is_empty && methods.contains(&method.to_uppercase().as_str())
}

fn setting(settings: &Node, key: &str, reading: &mut Reading) -> Option<Value> {
    let value = settings.get(key)?;
    if FLAGS.contains(&key) {
        return Some(json!(reading.flag(settings, key)));
    }
    match key {
        "disabledSystemHeaders" => disabled_headers(value, reading),
        "maxRedirects" => {
            let number = value
                .text()
                .and_then(|text| text.trim().parse::<u64>().ok());
            let Some(number) = number else {
                reading.wrong_kind(key, value, "a number");
                return None;
            };
            if value.written.is_none() {
                reading.odd(value.at, format!("`{key}` is a text, expected a number"));
            }
            Some(json!(number))
        }
        "protocolVersion" => {
            let version = reading.string(key, value)?;
            if !["auto", "http1", "http2"].contains(&version.as_str()) {
                let message = format!("`{key}` is `{version}`, expected auto, http1 or http2");
                reading.wrong(value.at, message);
            }
            Some(json!(version))
        }
        _ => Some(value.to_json()),
    }
}

fn disabled_headers(value: &Node, reading: &mut Reading) -> Option<Value> {
    let mut disabled = serde_json::Map::new();
    match &value.kind {
        Kind::List(list) => {
            for entry in list {
                let name = reading.string("disabledSystemHeaders", entry)?;
                let lower = name.to_ascii_lowercase();
                if !SYSTEM_HEADERS.contains(&name.as_str()) {
                    let message = format!("`{name}` is no header of `disabledSystemHeaders`");
                    reading.odd(entry.at, message);
                }
                disabled.insert(lower, json!(true));
            }
        }
        Kind::Map(entries) => {
            reading.odd(
                value.at,
                "`disabledSystemHeaders` is a map, expected a list",
            );
            let own = entries
                .iter()
                .map(|entry| (entry.key.to_ascii_lowercase(), entry.value.to_json()));
            disabled.extend(own);
        }
        _ => {
            reading.wrong_kind("disabledSystemHeaders", value, "a list of names");
            return None;
        }
    }
    Some(disabled.into())
}
