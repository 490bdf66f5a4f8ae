//! Credentials that stand in a collection as text, and how its items are shown without them.
//!
//! A value that is sent is learnt and masked wherever it turns up ([`Keeper`](super::Keeper)). What
//! is only written down, in a request that does not run or in a saved response, is hidden where it
//! stands.

use serde_json::Value;

use crate::collection::{Auth, AuthParam, Header, Item, ItemKind, Request, saved_response_json};
use crate::text::REDACTED;

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

/// Whether a header of that name, whatever its case, holds credentials.
pub(super) fn is_header(name: &str) -> bool {
    HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Hides what an item itself has written down of secrets; those below it are items of their own.
pub(super) fn hide_in_item(item: &mut Item) {
    if let Some(auth) = &mut item.auth {
        hide_in_auth(auth);
    }
    if let ItemKind::Request { request, responses } = &mut item.kind {
        hide_in_request(request);
        for response in responses {
            *response = without_credentials(saved_response_json(response));
        }
    }
}

/// Hides the parameters of a scheme that are secret, and of the schemes that are not chosen.
pub(super) fn hide_in_auth(auth: &mut Auth) {
    hide_params(&auth.kind, &mut auth.params);
    for (kind, params) in &mut auth.others {
        hide_params(kind, params);
    }
}

fn hide_params(kind: &str, params: &mut [AuthParam]) {
    for param in params {
        if Auth::is_secret(kind, &param.key) {
            hide_all(param.value.as_mut());
        }
    }
}

fn hide_in_request(request: &mut Request) {
    for header in &mut request.headers {
        hide_in_header(header);
    }
    if let Some(auth) = &mut request.auth {
        hide_in_auth(auth);
    }
}

fn hide_in_header(header: &mut Header) {
    if let Some(shown) = hidden(&header.key, &header.value) {
        header.value = shown;
    }
}

/// A saved response, as it is shown, without its credentials and those of its request.
fn without_credentials(mut response: Value) -> Value {
    list(&mut response, "header").for_each(hide_in_header_json);
    for cookie in list(&mut response, "cookie") {
        hide(cookie.get_mut("value"));
    }
    if let Some(request) = response.get_mut("originalRequest") {
        list(request, "header").for_each(hide_in_header_json);
        if let Some(auth) = request.get_mut("auth") {
            hide_in_auth_json(auth);
        }
    }
    response
}

fn hide_in_auth_json(auth: &mut Value) {
    for (kind, params) in auth.as_object_mut().into_iter().flatten() {
        for param in params.as_array_mut().into_iter().flatten() {
            let key = param["key"].as_str().unwrap_or_default();
            if Auth::is_secret(kind, key) {
                hide_all(param.get_mut("value"));
            }
        }
    }
}

/// Hides each text and number within a value.
fn hide_all(value: Option<&mut Value>) {
    match value {
        Some(Value::Array(list)) => list.iter_mut().for_each(|value| hide_all(Some(value))),
        Some(Value::Object(map)) => map.values_mut().for_each(|value| hide_all(Some(value))),
        Some(value @ Value::Number(_)) => *value = REDACTED.into(),
        value => hide(value),
    }
}

fn hide_in_header_json(header: &mut Value) {
    let text = |name: &str| header[name].as_str().unwrap_or_default();
    if let Some(shown) = hidden(text("key"), text("value")) {
        header["value"] = shown.into();
    }
}

/// The value of a header without its credentials, where it has some.
fn hidden(name: &str, value: &str) -> Option<String> {
    if !is_secret(value) {
        return None;
    }
    match name.to_ascii_lowercase().as_str() {
        "cookie" => Some(
            value
                .split("; ")
                .map(hidden_pair)
                .collect::<Vec<_>>()
                .join("; "),
        ),
        "set-cookie" => Some(match value.split_once(';') {
            Some((pair, rest)) => format!("{};{rest}", hidden_pair(pair)),
            None => hidden_pair(value),
        }),
        // A scheme is no secret.
        name if is_header(name) => Some(match value.split_once(' ') {
            Some((scheme, _)) => format!("{scheme} {REDACTED}"),
            None => REDACTED.to_owned(),
        }),
        _ => None,
    }
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
