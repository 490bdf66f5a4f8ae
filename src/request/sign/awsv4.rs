//! AWS Signature Version 4, as npm's `aws4` writes it: its canonical form differs from AWS's own in
//! corners that servers accept
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).

use super::awsv4_canonical::Canonical;
use super::hash::{Hash, hex};
use super::written_date;
use super::{Sign, SignError, Signing, is_set, query_param};
use crate::collection::{Auth, Behavior};
use crate::request::{body, encode};
use crate::text::percent;
use percent_encoding::utf8_percent_encode;

/// Parameters: `accessKey`, `secretKey`, `sessionToken`, `service` (default `execute-api`),
/// `region` (default `us-east-1`), `addAuthDataToQuery`.
pub(super) struct AwsV4;

/// What the scheme itself may have put into the headers or the query.
const HEADERS: [&str; 4] = [
    "authorization",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-content-sha256",
];
const QUERY: [&str; 6] = [
    "X-Amz-Security-Token",
    "X-Amz-Date",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
];

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

impl Sign for AwsV4 {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        for name in HEADERS {
            signing.headers.remove(name);
        }
        let is_own = |key: &str| QUERY.contains(&key);
        signing
            .request
            .url
            .query
            .retain(|param| !param.key.as_deref().is_some_and(is_own));
        let key = Key::of(auth, signing)?;
        if is_set(auth, "addAuthDataToQuery") {
            sign_query(&key, auth, signing)
        } else {
            sign_headers(&key, auth, signing)
        }
    }
}

fn sign_headers(key: &Key, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
    let target = encode::target(&signing.request.url, &Behavior::new());
    let content = body::content(signing.request, signing.tools.files);
    let hashed = content
        .filter(|content| !content.is_empty())
        .map(|content| hex(&Hash::Sha256.digest(&content)));
    let empty = hex(&Hash::Sha256.digest(b""));
    let said = hashed
        .clone()
        .or_else(|| (key.service == "s3").then(|| empty.clone()));
    // A hash of the body is there before the rest, one of no body after it.
    if let Some(hash) = &hashed {
        signing
            .headers
            .push_system("X-Amz-Content-Sha256", hash.clone());
    }
    add_host(signing, &target.host);
    if is_set(auth, "sessionToken") {
        signing
            .headers
            .push_system("X-Amz-Security-Token", auth.text("sessionToken"));
    }
    if let (None, Some(hash)) = (&hashed, &said) {
        signing
            .headers
            .push_system("X-Amz-Content-Sha256", hash.clone());
    }
    signing
        .headers
        .push_system("X-Amz-Date", key.moment.clone());
    let canonical = Canonical::of(signing, &target.path, &key.service)?;
    let names = canonical.signed_headers();
    let signature = key.signature(&canonical.text(said.as_deref().unwrap_or(&empty))?);
    let value = format!(
        "{ALGORITHM} Credential={}/{}, SignedHeaders={names}, Signature={signature}",
        key.id,
        key.scope()
    );
    signing.headers.push_system("Authorization", value);
    Ok(())
}

fn sign_query(key: &Key, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
    let target = encode::target(&signing.request.url, &Behavior::new());
    add_host(signing, &target.host);
    let mut canonical = Canonical::of(signing, &target.path, &key.service)?;
    let mut added = Vec::new();
    if is_set(auth, "sessionToken") {
        added.push(("X-Amz-Security-Token", auth.text("sessionToken")));
    }
    if key.service == "s3" && !canonical.has_query("X-Amz-Expires") {
        added.push(("X-Amz-Expires", "86400".to_owned()));
    }
    added.push(("X-Amz-Date", key.moment.clone()));
    added.push(("X-Amz-Algorithm", ALGORITHM.to_owned()));
    added.push(("X-Amz-Credential", format!("{}/{}", key.id, key.scope())));
    added.push(("X-Amz-SignedHeaders", canonical.signed_headers()));
    for (name, value) in &added {
        canonical.set_query(name, value);
    }
    let empty = hex(&Hash::Sha256.digest(b""));
    let content = if key.service == "s3" {
        "UNSIGNED-PAYLOAD"
    } else {
        &empty
    };
    added.push(("X-Amz-Signature", key.signature(&canonical.text(content)?)));
    for (name, value) in added {
        let value = utf8_percent_encode(&value, percent::RESERVED).to_string();
        signing
            .request
            .url
            .query
            .push(query_param(name.to_owned(), Some(value)));
    }
    Ok(())
}

/// The host is signed, so it must be there; the author's own stays.
fn add_host(signing: &mut Signing<'_>, host: &str) {
    if !signing
        .headers
        .iter()
        .any(|header| matches!(header.name.as_str(), "Host" | "host"))
    {
        signing.headers.remove("host");
        signing.headers.push_system("Host", host);
    }
}

/// Who signs, for what, and when.
struct Key {
    id: String,
    secret: String,
    service: String,
    region: String,
    /// `20261127T064931Z`.
    moment: String,
}

impl Key {
    fn of(auth: &Auth, signing: &Signing<'_>) -> Result<Self, SignError> {
        // JavaScript's word stands where nothing is given.
        let written = |key: &str| {
            auth.get(key)
                .map_or_else(|| "undefined".to_owned(), |_| auth.text(key))
        };
        let or = |key: &str, default: &str| {
            Some(auth.text(key))
                .filter(|text| !text.is_empty())
                .unwrap_or_else(|| default.to_owned())
        };
        let service = or("service", "execute-api");
        Ok(Self {
            id: written("accessKey"),
            secret: written("secretKey"),
            service: if service == "email" {
                "ses".to_owned()
            } else {
                service
            },
            region: or("region", "us-east-1"),
            moment: moment(signing)?.strftime("%Y%m%dT%H%M%SZ").to_string(),
        })
    }

    fn scope(&self) -> String {
        format!(
            "{}/{}/{}/aws4_request",
            &self.moment[..8],
            self.region,
            self.service
        )
    }

    fn signature(&self, canonical: &str) -> String {
        let hash = hex(&Hash::Sha256.digest(canonical.as_bytes()));
        let text = format!("{ALGORITHM}\n{}\n{}\n{hash}", self.moment, self.scope());
        let start = format!("AWS4{}", self.secret).into_bytes();
        let key = [
            &self.moment[..8],
            &self.region,
            &self.service,
            "aws4_request",
        ]
        .iter()
        .fold(start, |key, part| Hash::Sha256.hmac(&key, part.as_bytes()));
        hex(&Hash::Sha256.hmac(&key, text.as_bytes()))
    }
}

/// The time of a `Date` header, else now.
fn moment(signing: &Signing<'_>) -> Result<jiff::Timestamp, SignError> {
    // Those two spellings are all that `aws4` looks for.
    let named = |name: &str| {
        signing
            .headers
            .iter()
            .rev()
            .find(|header| header.name == name && !header.value.is_empty())
    };
    let Some(date) = named("Date")
        .or_else(|| named("date"))
        .map(|header| &header.value)
    else {
        return Ok(signing.tools.world.now());
    };
    written_date::parse(date, &jiff::tz::TimeZone::system()).ok_or_else(|| SignError::Date {
        date: date.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::{failure, signed};
    use serde_json::{Value, json};

    /// The credentials of AWS's own test suite.
    fn auth(more: &Value) -> Value {
        let mut params = json!({"accessKey": "AKIDEXAMPLE", "secretKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "region": "us-east-1", "service": "service"});
        params
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        params
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        json!({"type": "awsv4", "awsv4": params})
    }

    fn request(case: &Value) -> Value {
        let headers = [
            ("My-Header1", "  value   4 "),
            ("Range", "bytes=1"),
            ("Date", "Sun, 30 Aug 2015 12:36:00 GMT"),
            ("Authorization", "old"),
            ("x-amz-date", "old"),
        ];
        let headers: Vec<_> = headers
            .iter()
            .map(|(key, value)| json!({"key": key, "value": value}))
            .collect();
        let url = format!(
            "http://example.amazonaws.com{}",
            case["path"].as_str().unwrap()
        );
        let mut request = json!({"method": case["method"], "url": url, "header": headers});
        if let Some(body) = case.get("body") {
            request["body"] = json!({"mode": "raw", "raw": body});
        }
        request
    }

    /// The file holds what postman-runtime 7.56.1 made of these requests, among them those of AWS's
    /// suite.
    #[test]
    fn requests_are_signed_as_postman_signs_them() {
        let cases: Value =
            serde_json::from_str(include_str!("../../../tests/data/awsv4.json")).unwrap();
        for case in cases.as_array().unwrap() {
            let signed = signed(&request(case), &auth(&case["more"]));
            let lines: Vec<_> = signed
                .headers
                .iter()
                .map(|header| format!("{}: {}", header.name, header.value))
                .collect();
            assert_eq!(
                (json!(lines), json!(signed.url)),
                (case["headers"].clone(), case["url"].clone()),
                "{case}"
            );
        }
    }

    #[test]
    fn a_signature_that_stands_in_the_query_is_replaced() {
        let mut case = json!({"method": "GET", "path": "/?X-Amz-Signature=old&X-Amz-Date=old&x=1"});
        let once = signed(&request(&case), &auth(&json!({"addAuthDataToQuery": true}))).url;
        case["path"] = once
            .strip_prefix("http://example.amazonaws.com")
            .unwrap()
            .into();
        assert_eq!(
            signed(&request(&case), &auth(&json!({"addAuthDataToQuery": true}))).url,
            once
        );
        assert!(!once.contains("old"));
    }

    #[test]
    fn what_can_not_be_signed_is_told() {
        let mut bad = request(&json!({"method": "GET", "path": "/"}));
        bad["header"] = json!([{"key": "Date", "value": "soon"}]);
        assert!(failure(&bad, &auth(&json!({}))).contains("`soon` is not a date"));
        let path = request(&json!({"method": "GET", "path": "/%zz"}));
        assert!(
            signed(&path, &auth(&json!({"service": "s3"})))
                .warning
                .unwrap()
                .contains("%zz")
        );
    }
}
