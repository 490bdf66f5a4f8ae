//! Credentials that stand in a collection as text, and how its items are shown without them.
//!
//! A value that is sent is learnt and masked wherever it turns up ([`Keeper`](super::Keeper)). What
//! is only written down, in a request that does not run or in a saved response, is hidden where it
//! stands.

use serde_json::Value;

use crate::collection::{Auth, AuthParam, Header, Item, ItemKind, Request, Saved};
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

/// Headers whose values are cookies.
const COOKIES: [&str; 2] = ["cookie", "set-cookie"];

/// Whether a header of that name, whatever its case, holds credentials.
pub(super) fn is_header(name: &str) -> bool {
    // Most names are told by their first letter.
    name.starts_with(['a', 'A', 'p', 'P', 'x', 'X'])
        && HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a header of that name, whatever its case, holds credentials or cookies.
pub(super) fn is_secret_header(name: &str) -> bool {
    is_header(name) || COOKIES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Hides what an item itself has written down of secrets; those below it are items of their own.
pub(super) fn hide_in_item(item: &mut Item) {
    if let Some(auth) = &mut item.auth {
        hide_in_auth(auth);
    }
    if let ItemKind::Request { request, responses } = &mut item.kind {
        hide_in_request(request);
        for response in responses {
            *response = Saved::from(&without_credentials(response.to_json()));
        }
    }
}

/// Hides the parameters of a scheme that are secret, and of the schemes that are not chosen; tells
/// whether there was one.
pub(super) fn hide_in_auth(auth: &mut Auth) -> bool {
    let mut is_hidden = hide_params(&auth.kind, &mut auth.params);
    for (kind, params) in &mut auth.others {
        is_hidden |= hide_params(kind, params);
    }
    is_hidden
}

fn hide_params(kind: &str, params: &mut [AuthParam]) -> bool {
    let mut is_hidden = false;
    for param in params {
        if Auth::is_secret(kind, &param.key) {
            is_hidden |= hide_all(param.value.as_mut());
        }
    }
    is_hidden
}

fn hide_in_request(request: &mut Request) {
    for header in &mut request.headers {
        hide_in_header(header);
    }
    if let Some(auth) = &mut request.auth {
        hide_in_auth(auth);
    }
    let named = request.url.auth.as_deref_mut();
    if let Some(password) = named.and_then(|named| named.password.as_mut())
        && is_said(password)
    {
        REDACTED.clone_into(password);
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

/// Hides each text and number within a value; tells whether there was one.
fn hide_all(value: Option<&mut Value>) -> bool {
    let any = |any: bool, one: bool| any | one;
    match value {
        Some(Value::Array(list)) => list
            .iter_mut()
            .map(|one| hide_all(Some(one)))
            .fold(false, any),
        Some(Value::Object(map)) => map
            .values_mut()
            .map(|one| hide_all(Some(one)))
            .fold(false, any),
        Some(value @ Value::Number(_)) => {
            *value = REDACTED.into();
            true
        }
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
pub(super) fn hidden(name: &str, value: &str) -> Option<String> {
    let shown = match name.to_ascii_lowercase().as_str() {
        "cookie" => value
            .split(';')
            .map(hidden_pair)
            .collect::<Vec<_>>()
            .join(";"),
        "set-cookie" => match value.split_once(';') {
            Some((pair, rest)) => format!("{};{rest}", hidden_pair(pair)),
            None => hidden_pair(value),
        },
        // A scheme is no secret.
        name if is_header(name) => match value.split_once(' ') {
            Some((scheme, said)) if is_said(said) => format!("{scheme} {REDACTED}"),
            None if is_said(value) => REDACTED.to_owned(),
            _ => return None,
        },
        _ => return None,
    };
    (shown != value).then_some(shown)
}

fn hidden_pair(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, value)) if is_said(value) => format!("{name}={REDACTED}"),
        _ => pair.to_owned(),
    }
}

fn hide(value: Option<&mut Value>) -> bool {
    let said = value.filter(|value| value.as_str().is_some_and(is_said));
    said.map(|value| *value = REDACTED.into()).is_some()
}

/// Whether a text says something itself: a placeholder does not, nor does one that was hidden
/// already.
pub(super) fn is_said(text: &str) -> bool {
    !text.is_empty() && !text.contains("{{") && !text.contains(REDACTED)
}

fn list<'a>(json: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> + use<'a> {
    json.get_mut(name)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
}
