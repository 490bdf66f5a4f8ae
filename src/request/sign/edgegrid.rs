//! Akamai's `EdgeGrid`: method, host, path, chosen headers and the body of a POST, keyed with a
//! secret (<https://techdocs.akamai.com/developer/docs/edgegrid>).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::hash::Hash;
use super::{Sign, SignError, Signing, is_set};
use crate::collection::{Auth, Behavior, Url};
use crate::request::{body, encode};

/// Parameters: `accessToken`, `clientToken`, `clientSecret`, `baseURL`, `nonce`, `timestamp`,
/// `headersToSign` (a list, or names with commas), `maxBodySize` (in bytes).
pub(super) struct EdgeGrid;

/// How much of a body is signed where nothing else is said, in bytes.
const MAX_BODY: usize = 128 * 1024;

impl Sign for EdgeGrid {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        if !["accessToken", "clientToken", "clientSecret"]
            .iter()
            .all(|key| is_set(auth, key))
        {
            return Ok(());
        }
        let header = header(auth, signing);
        signing.authorize(header);
        Ok(())
    }
}

fn header(auth: &Auth, signing: &Signing<'_>) -> String {
    let world = signing.tools.world;
    let given = |key: &str| Some(auth.text(key)).filter(|text| !text.is_empty());
    let timestamp = given("timestamp")
        .unwrap_or_else(|| world.now().strftime("%Y%m%dT%H:%M:%S+0000").to_string());
    let nonce = given("nonce").unwrap_or_else(|| world.uuid());
    let start = format!(
        "EG1-HMAC-SHA256 client_token={};access_token={};timestamp={timestamp};nonce={nonce};",
        auth.text("clientToken"),
        auth.text("accessToken")
    );
    let target = encode::target(&signing.request.url, &Behavior::new());
    let base =
        given("baseURL").map(|base| encode::target(&Url::parse(&base), &Behavior::new()).host);
    let method = signing.request.method.to_uppercase();
    let content = if method == "POST" {
        content_hash(auth, signing)
    } else {
        String::new()
    };
    let parts = [
        &method,
        target.href.split(':').next().unwrap_or_default(),
        base.as_ref().unwrap_or(&target.host),
        &target.path,
        &headers(auth, signing),
        &content,
        &start,
    ];
    let key = keyed(auth.text("clientSecret").as_bytes(), &timestamp);
    format!(
        "{start}signature={}",
        keyed(key.as_bytes(), &parts.join("\t"))
    )
}

fn keyed(key: &[u8], data: &str) -> String {
    BASE64_STANDARD.encode(Hash::Sha256.hmac(key, data.as_bytes()))
}

/// The chosen headers, in the order in which they are chosen.
fn headers(auth: &Auth, signing: &Signing<'_>) -> String {
    let names: Vec<&str> = match auth.get("headersToSign") {
        Some(Value::String(names)) => names.split(',').collect(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let line = |name: &str| {
        let name = name.trim().to_lowercase();
        let value = signing
            .headers
            .get(&name)
            .filter(|value| !value.is_empty())?;
        Some(format!(
            "{name}:{}",
            value.split_whitespace().collect::<Vec<_>>().join(" ")
        ))
    };
    names
        .into_iter()
        .filter_map(line)
        .collect::<Vec<_>>()
        .join("\t")
}

/// The hash of as much of the body as is signed; empty where there is no body, or where it is not
/// known.
fn content_hash(auth: &Auth, signing: &Signing<'_>) -> String {
    let content =
        body::content(signing.request, signing.tools.files).filter(|content| !content.is_empty());
    let Some(content) = content else {
        return String::new();
    };
    let limit = auth
        .text("maxBodySize")
        .parse::<f64>()
        .ok()
        .filter(|limit| *limit != 0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float is cut to the range"
    )]
    let limit = limit.map_or(MAX_BODY, |limit| limit as usize);
    BASE64_STANDARD.encode(Hash::Sha256.digest(&content[..content.len().min(limit)]))
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::{authorization, signed};
    use serde_json::{Value, json};

    /// The client of Akamai's own tests, which are the same for every language.
    fn auth(more: &Value) -> Value {
        let mut params = json!({"accessToken": "akab-access-token-xxx-xxxxxxxxxxxxxxxx",
            "clientToken": "akab-client-token-xxx-xxxxxxxxxxxxxxxx",
            "clientSecret": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=",
            "baseURL": "https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net/",
            "nonce": "nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "timestamp": "20140321T19:34:21+0000",
            "headersToSign": "X-Test1,X-Test2,X-Test3", "maxBodySize": 2048});
        params
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"type": "edgegrid", "edgegrid": params})
    }

    fn signature(request: &Value, more: &Value) -> String {
        let header = authorization(request, &auth(more));
        header.split_once("signature=").unwrap().1.to_owned()
    }

    #[test]
    fn akamais_own_cases_are_met() {
        let base = "https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net";
        let url = |path: &str| format!("{base}{path}");
        let post = |body: &str| json!({"method": "POST", "url": url("/testapi/v1/t3"), "body": {"mode": "raw", "raw": body}});
        let d = |count: usize| "d".repeat(count);
        for (request, expected) in [
            (
                json!({"url": url("/")}),
                "tL+y4hxyHxgWVD30X3pWnGKHcPzmrIF+LThiAOhMxYU=",
            ),
            (
                json!({"url": url("/testapi/v1/t1?p1=1&p2=2")}),
                "hKDH1UlnQySSHjvIcZpDMbQHihTQ0XyVAKZaApabdeA=",
            ),
            (
                post("datadatadatadatadatadatadatadata"),
                "hXm4iCxtpN22m4cbZb4lVLW5rhX8Ca82vCFqXzSTPe4=",
            ),
            (
                post(&d(2048)),
                "6Q6PiTipLae6n4GsSIDTCJ54bEbHUBp+4MUXrbQCBoY=",
            ),
            (
                post(&d(2049)),
                "6Q6PiTipLae6n4GsSIDTCJ54bEbHUBp+4MUXrbQCBoY=",
            ),
            (
                json!({"method": "POST", "url": url("/testapi/v1/t6")}),
                "1gEDxeQGD5GovIkJJGcBaKnZ+VaPtrc4qBUHixjsPCQ=",
            ),
            (
                json!({"url": url("/testapi/v1/t4"), "header": [{"key": "X-Test1", "value": "test-simple-header"}]}),
                "8F9AybcRw+PLxnvT+H0JRkjROrrUgsxJTnRXMzqvcwY=",
            ),
        ] {
            assert_eq!(signature(&request, &json!({})), expected, "{request}");
        }
    }

    #[test]
    fn blanks_in_headers_are_folded_and_a_put_has_no_body() {
        let header = |value: &str| json!({"url": "http://h/", "header": [{"key": "x-test1", "value": value}]});
        assert_eq!(
            signature(&header("  a \t b "), &json!({})),
            signature(&header("a b"), &json!({}))
        );
        let list = json!({"headersToSign": ["X-Test1", 5]});
        assert_eq!(
            signature(&header("a b"), &list),
            signature(&header("a b"), &json!({}))
        );
        let put = |body: &str| json!({"method": "PUT", "url": "http://h/", "body": {"mode": "raw", "raw": body}});
        assert_eq!(
            signature(&put("a"), &json!({})),
            signature(&put("b"), &json!({}))
        );
    }

    #[test]
    fn what_is_not_given_is_made_and_without_a_token_nothing_is_signed() {
        let request = json!({"url": "http://h/"});
        let header = authorization(&request, &auth(&json!({"timestamp": "", "nonce": ""})));
        assert!(
            header.contains(";timestamp=19700101T00:00:01+0000;nonce="),
            "{header}"
        );
        let none = auth(&json!({"clientSecret": ""}));
        assert_eq!(signed(&request, &none).headers.get("authorization"), None);
    }
}
