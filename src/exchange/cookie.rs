//! A cookie as a jar holds it.

use serde_json::{Map, Value, json};

/// A cookie with its attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cookie {
    /// The name.
    pub name: String,
    /// The value, as the server wrote it.
    pub value: String,
    /// The host or domain it belongs to, without a leading dot.
    pub domain: String,
    /// The path it is sent below; `/` when the server set none.
    pub path: String,
    /// When it ends, in milliseconds since the Unix epoch; a session cookie has none.
    pub expires: Option<i64>,
    /// `Max-Age` in seconds, if the server gave one.
    pub max_age: Option<i64>,
    /// Sent over TLS only.
    pub secure: bool,
    /// Out of reach of a browser's scripts.
    pub http_only: bool,
    /// Sent to exactly this host, not to those below it.
    pub host_only: bool,
}

impl Cookie {
    /// The cookie as the event stream shows it.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), json!(self.name));
        json.insert("value".into(), json!(self.value));
        json.insert("domain".into(), json!(self.domain));
        json.insert("path".into(), json!(self.path));
        if let Some(expires) = self
            .expires
            .and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok())
        {
            json.insert("expires".into(), json!(format!("{expires:.3}")));
        }
        if let Some(max_age) = self.max_age {
            json.insert("maxAge".into(), json!(max_age));
        }
        json.insert("secure".into(), json!(self.secure));
        json.insert("httpOnly".into(), json!(self.http_only));
        json.insert("hostOnly".into(), json!(self.host_only));
        Value::Object(json)
    }
}
