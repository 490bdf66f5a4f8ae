//! Credentials that stand in a collection as text, and how its items are shown without them.
//!
//! A value that is sent is learnt and masked wherever it turns up ([`Masking`](super::Masking)).
//! What is only written down, in a request that does not run or in a saved response, is hidden
//! where it stands.

use serde_json::Value;

use crate::collection::{Auth, Collection, Item};
use crate::text::{REDACTED, Secrets};

/// Headers whose values are credentials, whoever sets them.
const HEADERS: [&str; 9] = [
    "authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "apikey",
    "x-auth-token",
    "x-access-token",
    "x-amz-security-token",
    "x-vault-token",
];

/// Whether a header of that name, in small letters, holds credentials.
pub(super) fn is_header(name: &str) -> bool {
    HEADERS.contains(&name)
}

/// An item as JSON, with what is written down of secrets hidden.
pub(super) fn item(item: &Item, secrets: &Secrets) -> Value {
    let mut json = item.to_json();
    if secrets.hides() {
        hide_in_item(&mut json);
    }
    json
}

/// A collection as JSON, with what is written down of secrets hidden.
pub(super) fn collection(collection: &Collection, secrets: &Secrets) -> Value {
    let mut json = collection.to_json();
    if secrets.hides() {
        if let Some(auth) = json.get_mut("auth") {
            hide_in_auth(auth);
        }
        list(&mut json, "item").for_each(hide_in_item);
    }
    json
}

fn hide_in_item(item: &mut Value) {
    if let Some(auth) = item.get_mut("auth") {
        hide_in_auth(auth);
    }
    if let Some(request) = item.get_mut("request") {
        hide_in_request(request);
    }
    for response in list(item, "response") {
        list(response, "header").for_each(hide_in_header);
        for cookie in list(response, "cookie") {
            hide(cookie.get_mut("value"));
        }
        if let Some(request) = response.get_mut("originalRequest") {
            hide_in_request(request);
        }
    }
    list(item, "item").for_each(hide_in_item);
}

fn hide_in_request(request: &mut Value) {
    list(request, "header").for_each(hide_in_header);
    if let Some(auth) = request.get_mut("auth") {
        hide_in_auth(auth);
    }
}

fn hide_in_auth(auth: &mut Value) {
    for (kind, params) in auth.as_object_mut().into_iter().flatten() {
        let secret = Auth::secret_names(kind);
        let params = params.as_array_mut().into_iter().flatten();
        for param in params.filter(|param| {
            param["key"]
                .as_str()
                .is_some_and(|key| secret.contains(&key))
        }) {
            hide(param.get_mut("value"));
        }
    }
}

fn hide_in_header(header: &mut Value) {
    let name = header["key"]
        .as_str()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let Some(text) = header["value"].as_str().filter(|text| is_secret(text)) else {
        return;
    };
    let shown = match name.as_str() {
        "cookie" => text
            .split("; ")
            .map(hidden_pair)
            .collect::<Vec<_>>()
            .join("; "),
        "set-cookie" => match text.split_once(';') {
            Some((pair, rest)) => format!("{};{rest}", hidden_pair(pair)),
            None => hidden_pair(text),
        },
        // A scheme is no secret.
        name if is_header(name) => match text.split_once(' ') {
            Some((scheme, _)) => format!("{scheme} {REDACTED}"),
            None => REDACTED.to_owned(),
        },
        _ => return,
    };
    header["value"] = shown.into();
}

fn hidden_pair(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, _)) => format!("{name}={REDACTED}"),
        None => pair.to_owned(),
    }
}

fn hide(value: Option<&mut Value>) {
    if let Some(value) = value.filter(|value| value.as_str().is_some_and(is_secret)) {
        *value = REDACTED.into();
    }
}

/// Whether a text says something itself: a placeholder does not, nor does one that was hidden
/// already.
fn is_secret(text: &str) -> bool {
    !text.is_empty() && !text.contains("{{") && !text.contains(REDACTED)
}

fn list<'a>(json: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> + use<'a> {
    json.get_mut(name)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_only_written_down_is_hidden_where_it_stands() {
        let auth = json!({"type": "basic", "basic": [{"key": "username", "value": "me"}, {"key": "password", "value": "no1"}],
            "bearer": [{"key": "token", "value": "no2"}]});
        let header = json!([{"key": "Authorization", "value": "Bearer no3"}, {"key": "cookie", "value": "a=no4; b=no5"},
            {"key": "X-Api-Key", "value": "no6", "disabled": true}, {"key": "Authorization", "value": "Bearer {{kept}}"}]);
        let request = json!({"url": "h", "auth": auth, "header": header});
        let response = json!({"id": "r", "originalRequest": request, "cookie": [{"key": "s", "value": "no7"}],
            "header": [{"key": "Set-Cookie", "value": "s=no8; Path=/"}]});
        let items = json!([{"name": "f", "auth": auth, "item": [{"name": "i", "request": request, "response": [response]}]}]);
        let json = json!({"info": {"name": "C"}, "auth": auth, "item": items});
        let read = crate::collection::parse(&json, &mut String::new).unwrap();
        let shown = collection(&read, &Secrets::new()).to_string();
        assert!(!shown.contains("no"), "{shown}");
        for kept in [
            "Bearer (redacted)",
            "a=(redacted); b=(redacted)",
            "s=(redacted); Path=/",
            "{{kept}}",
            "\"me\"",
        ] {
            assert!(shown.contains(kept), "{kept}: {shown}");
        }
        assert_eq!(collection(&read, &Secrets::off()), read.to_json());
        let bare = json!({"info": {"name": "C"}, "item": [{"request": {"url": "h", "auth": {"type": "basic", "basic": [{"key": "password"}]}},
            "response": [{"id": "r", "cookie": [{"key": "k"}]}]}]});
        let bare = crate::collection::parse(&bare, &mut String::new).unwrap();
        assert_eq!(collection(&bare, &Secrets::new()), bare.to_json());
    }
}
