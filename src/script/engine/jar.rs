//! `pm.cookies.jar()` over the host's cookie jar.

use serde_json::{Value, json};

use crate::exchange::Cookie;
use crate::script::Host;
use crate::script::state::JarCall;

/// Carries out a call of the jar.
///
/// # Errors
/// What the jar says against the cookie, or against the operation.
pub(super) fn answer(host: &dyn Host, call: &JarCall) -> Result<Value, String> {
    let url = text(&call.arguments, "url");
    let name = text(&call.arguments, "name");
    match call.operation.as_str() {
        "get" => {
            let found = host
                .cookies(&url)
                .into_iter()
                .find(|cookie| cookie.name == name);
            Ok(found.map_or(Value::Null, |cookie| cookie.value.into()))
        }
        "getAll" => Ok(host.cookies(&url).iter().map(Cookie::to_json).collect()),
        "set" => host
            .set_cookie(&url, &set_cookie(&call.arguments["cookie"]))
            .map(|cookie| cookie.to_json()),
        "unset" => {
            host.remove_cookies(&url, Some(&name));
            Ok(Value::Null)
        }
        "clear" => {
            host.remove_cookies(&url, None);
            Ok(Value::Null)
        }
        other => Err(format!("CookieJar.{other} is not a function")),
    }
}

fn text(arguments: &Value, name: &str) -> String {
    arguments[name].as_str().unwrap_or_default().to_owned()
}

/// The value of a `Set-Cookie` header, of text or of an object with Postman's member names.
fn set_cookie(cookie: &Value) -> String {
    if let Some(line) = cookie.as_str() {
        return line.to_owned();
    }
    let scalar = |name: &str| match &cookie[name] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let name = scalar("name").or_else(|| scalar("key")).unwrap_or_default();
    let mut line = format!("{name}={}", scalar("value").unwrap_or_default());
    for (member, attribute) in [
        ("expires", "Expires"),
        ("maxAge", "Max-Age"),
        ("domain", "Domain"),
        ("path", "Path"),
    ] {
        if let Some(value) = scalar(member) {
            line.extend(["; ", attribute, "=", &date(member, value)]);
        }
    }
    for (member, attribute) in [("secure", "Secure"), ("httpOnly", "HttpOnly")] {
        if cookie[member] == json!(true) {
            line += "; ";
            line += attribute;
        }
    }
    line
}

/// Dates come as JSON has them; a cookie wants them as HTTP has them.
fn date(member: &str, value: String) -> String {
    if member != "expires" {
        return value;
    }
    let parsed = value.parse::<jiff::Timestamp>();
    parsed.map_or(value, |time| {
        time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_becomes_a_header_line() {
        let cookie = json!({
            "name": "a", "value": "b", "expires": "2030-01-02T03:04:05.000Z",
            "path": "/p", "secure": true, "httpOnly": false
        });
        assert_eq!(
            set_cookie(&cookie),
            "a=b; Expires=Wed, 02 Jan 2030 03:04:05 GMT; Path=/p; Secure"
        );
        assert_eq!(set_cookie(&json!("a=b; Path=/")), "a=b; Path=/");
    }
}
