//! The header list of a request: what the author wrote, and what Postman adds of itself.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::Tools;
use crate::collection::{Behavior, Header};
use crate::exchange::Headers;

/// The author's headers: those that are switched on and have a name.
pub(super) fn written(headers: &[Header]) -> Headers {
    let enabled = headers
        .iter()
        .filter(|header| !header.disabled && !header.key.is_empty());
    enabled
        .map(|header| (header.key.clone(), header.value.clone()))
        .collect()
}

/// Adds the headers that every request has, except those that are there already or are switched
/// off.
pub(super) fn add_system(headers: &mut Headers, behavior: &Behavior, host: &str, tools: Tools<'_>) {
    let system = [
        ("User-Agent", tools.user_agent.to_owned()),
        ("Accept", "*/*".into()),
        ("Cache-Control", "no-cache".into()),
        ("Postman-Token", tools.world.uuid()),
        ("Host", host.to_owned()),
        ("Accept-Encoding", "gzip, deflate, br".into()),
        ("Connection", "keep-alive".into()),
    ];
    for (name, value) in system {
        if !headers.contains(name) && !is_disabled(behavior, name) {
            headers.push_system(name, value);
        }
    }
}

/// Whether `disabledSystemHeaders` switches a header off.
pub(super) fn is_disabled(behavior: &Behavior, name: &str) -> bool {
    let disabled = behavior.get("disabledSystemHeaders");
    disabled
        .and_then(|names| names.get(name.to_ascii_lowercase()))
        .is_some_and(|flag| flag != &Value::Bool(false))
}

/// Adds the length where there is a body, or where the method is one that usually has one.
pub(super) fn add_content_length(
    headers: &mut Headers,
    behavior: &Behavior,
    method: &str,
    length: u64,
) {
    const WITHOUT_BODY: [&str; 6] = ["GET", "HEAD", "TRACE", "DELETE", "CONNECT", "OPTIONS"];
    let expected = length > 0 || !WITHOUT_BODY.contains(&method.to_uppercase().as_str());
    if expected && !headers.contains("content-length") && !is_disabled(behavior, "content-length") {
        headers.push_system("Content-Length", length.to_string());
    }
}

/// Turns user and password of the URL into basic authentication, unless there is another.
pub(super) fn add_url_credentials(headers: &mut Headers, credentials: Option<&str>) {
    if let Some(credentials) = credentials.filter(|_| !headers.contains("authorization")) {
        let credentials = if credentials.contains(':') {
            credentials.to_owned()
        } else {
            format!("{credentials}:")
        };
        headers.push_system(
            "Authorization",
            format!("Basic {}", BASE64_STANDARD.encode(credentials)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{Files, Nonces};
    use crate::world::World;
    use serde_json::json;

    fn system(headers: &[(&str, &str)], behavior: &Value) -> Vec<String> {
        let (world, files) = (World::fixed(0, 0), Files::default());
        let mut list: Headers = headers
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        let tools = Tools {
            world: &world,
            files: &files,
            user_agent: "agent",
            nonces: &Nonces::default(),
        };
        add_system(
            &mut list,
            &behavior.as_object().cloned().unwrap_or_default(),
            "h:1",
            tools,
        );
        list.iter().map(|header| header.name.clone()).collect()
    }

    #[test]
    fn the_authors_header_suppresses_the_one_of_its_name() {
        assert_eq!(
            system(&[("accept", "x"), ("HOST", "y")], &json!({})),
            [
                "accept",
                "HOST",
                "User-Agent",
                "Cache-Control",
                "Postman-Token",
                "Accept-Encoding",
                "Connection"
            ]
        );
    }

    #[test]
    fn system_headers_can_be_switched_off() {
        let off = json!({"disabledSystemHeaders": {"user-agent": true, "postman-token": true, "accept": false}});
        assert_eq!(
            system(&[], &off),
            [
                "Accept",
                "Cache-Control",
                "Host",
                "Accept-Encoding",
                "Connection"
            ]
        );
    }

    #[test]
    fn a_length_is_sent_where_a_body_is_expected() {
        for (method, length, expected) in [
            ("GET", 0, None),
            ("DELETE", 0, None),
            ("POST", 0, Some("0")),
            ("get", 5, Some("5")),
            ("VIEW", 0, Some("0")),
        ] {
            let mut headers = Headers::new();
            add_content_length(&mut headers, &Behavior::new(), method, length);
            assert_eq!(headers.get("content-length"), expected, "{method}");
        }
    }
}
