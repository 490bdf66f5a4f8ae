//! How a request is to be sent: `protocolProfileBehavior` there, `settings` here.

use serde_json::{Map, Value, json};

use super::Losses;
use crate::collection::Behavior;
use crate::collection::v3::SYSTEM_HEADERS;

/// What a setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flag,
    Number,
    Version,
    Headers,
    Anything,
}

/// The settings in Postman's order.
const SETTINGS: [(&str, Kind); 14] = [
    ("protocolVersion", Kind::Version),
    ("strictSSL", Kind::Flag),
    ("followRedirects", Kind::Flag),
    ("maxRedirects", Kind::Number),
    ("followOriginalHttpMethod", Kind::Flag),
    ("followAuthorizationHeader", Kind::Flag),
    ("removeRefererHeaderOnRedirect", Kind::Flag),
    ("insecureHTTPParser", Kind::Flag),
    ("disableUrlEncoding", Kind::Flag),
    ("disableCookies", Kind::Flag),
    ("disabledSystemHeaders", Kind::Headers),
    ("tlsPreferServerCiphers", Kind::Flag),
    ("tlsDisabledProtocols", Kind::Anything),
    ("tlsCipherSelection", Kind::Anything),
];

/// What the settings are called.
pub(super) const NAMES: [&str; SETTINGS.len()] = {
    let mut names = [""; SETTINGS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = SETTINGS[at].0;
        at += 1;
    }
    names
};

/// Keeps bodies of methods that seldom have one; v3's requests send theirs whatever the method.
pub(super) const KEEPS_BODY: &str = "disableBodyPruning";

/// The settings of a request, where there are any.
pub(super) fn of(behavior: &Behavior, losses: &mut Losses) -> Option<Value> {
    let mut settings = Map::new();
    for (name, kind) in SETTINGS {
        if let Some(value) = behavior.get(name).filter(|value| !value.is_null()) {
            settings
                .extend(setting(name, (kind, value), losses).map(|value| (name.to_owned(), value)));
        }
    }
    for (name, value) in behavior {
        if name == KEEPS_BODY && value.is_boolean() {
            settings.insert(name.clone(), value.clone());
        } else if !SETTINGS.iter().any(|(known, _)| known == name) {
            losses.tell(format!("the setting `{name}`, which v3 does not know"));
        }
    }
    (!settings.is_empty()).then_some(Value::Object(settings))
}

fn setting(name: &str, setting: (Kind, &Value), losses: &mut Losses) -> Option<Value> {
    let (kind, value) = setting;
    let fits = match kind {
        Kind::Flag => value.is_boolean(),
        Kind::Number => value.is_number(),
        Kind::Version => ["auto", "http1", "http2"]
            .iter()
            .any(|version| value == version),
        Kind::Headers => value.is_object(),
        Kind::Anything => true,
    };
    if !fits {
        losses.tell(format!(
            "the setting `{name}` of {value}, which v3 can't say"
        ));
        return None;
    }
    match value.as_object().filter(|_| kind == Kind::Headers) {
        Some(headers) => Some(disabled_headers(headers, losses)),
        None => Some(value.clone()),
    }
}

fn disabled_headers(headers: &Map<String, Value>, losses: &mut Losses) -> Value {
    let mut list = Vec::new();
    for (name, is_off) in headers {
        if *is_off != Value::Bool(true) {
            continue;
        }
        if SYSTEM_HEADERS.contains(&name.to_lowercase().as_str()) {
            list.push(json!(name.to_lowercase()));
        } else {
            losses.tell(format!(
                "the setting that leaves out the header `{name}`, which is none of those that v3 leaves out"
            ));
        }
    }
    Value::Array(list)
}
