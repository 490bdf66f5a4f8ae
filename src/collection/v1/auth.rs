//! Authentication: `auth`, in the form of schema 2.1, or `currentHelper` with `helperAttributes`.

use serde_json::Value;

use crate::collection::place::Place;
use crate::collection::scheme::{OldParam, Scheme};
use crate::collection::{Auth, AuthParam};
use crate::text::is_truthy;

/// Reads the authentication of a collection, a folder or a request. A file that names a helper, if
/// only as `null`, does not mean its `auth`.
pub(super) fn read(place: &Place<'_>) -> Option<Auth> {
    if place.value.get("currentHelper").is_some() || place.given("helperAttributes").is_some() {
        return read_helper(place);
    }
    let auth = Auth::read(&place.given("auth")?)?;
    Some(if auth.kind == "noauth" {
        Auth::none()
    } else {
        auth
    })
}

fn read_helper(place: &Place<'_>) -> Option<Auth> {
    let helper = place.given("currentHelper")?.value.as_str()?;
    if helper == "normal" {
        return None;
    }
    let attributes = match place.value.get("helperAttributes") {
        // Some versions of the app wrote JSON within a string; one that is none takes all away.
        Some(Value::String(text)) => Some(serde_json::from_str(text).ok()?),
        attributes => attributes.cloned(),
    };
    let attributes = attributes.filter(is_truthy);
    let scheme = Scheme::of_helper(helper);
    let params = scheme
        .zip(attributes)
        .map(|(scheme, attributes)| params(scheme, &attributes));
    Some(Auth::new(
        scheme.map_or(helper, |scheme| scheme.kind),
        params.unwrap_or_default(),
    ))
}

/// The parameters of a scheme as they are called today.
fn params(scheme: &Scheme, attributes: &Value) -> Vec<AuthParam> {
    if scheme.old_params.is_empty() {
        return as_they_are(attributes);
    }
    let param = |(key, old): &OldParam| match attributes.get(old) {
        Some(value) => typed(key, value),
        None => AuthParam {
            key: (*key).to_owned(),
            ..AuthParam::default()
        },
    };
    let mut params: Vec<AuthParam> = scheme.old_params.iter().map(param).collect();
    if scheme.kind == "basic" && attributes.is_object() {
        params.push(typed("showPassword", &Value::Bool(false)));
    }
    params
}

fn as_they_are(attributes: &Value) -> Vec<AuthParam> {
    let members = attributes.as_object().into_iter().flatten();
    members.map(|(key, value)| typed(key, value)).collect()
}

/// A parameter of its value's type.
fn typed(key: &str, value: &Value) -> AuthParam {
    let kind = match value {
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        _ => "any",
    };
    AuthParam {
        kind: Some(kind.to_owned()),
        ..AuthParam::new(key, value.clone())
    }
}
