//! AWS Signature Version 4, as npm's `aws4` writes it: its canonical form differs from AWS's own in
//! corners that servers accept
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).

use super::awsv4_canonical::Canonical;
use super::hash::{self, Hash, hex};
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
            signing.remove_header(name);
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
    let hashed = hash_of_body(signing);
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

/// The hash of what is sent.
// Differs from Postman: there a multipart form is signed as if it were empty, and a body that the
// method leaves out as if it were sent (`what_is_signed_is_what_is_sent`).
fn hash_of_body(signing: &Signing<'_>) -> Option<String> {
    if body::is_pruned(&signing.request.method, signing.behavior) {
        return None;
    }
    let form = signing.body.filter(|_| body::is_multipart(signing.request));
    if let Some(form) = form.filter(|form| !form.is_empty()) {
        return hash::of_body::<sha2::Sha256>(form);
    }
    body::content(signing.request, signing.tools.files)
        .filter(|content| !content.is_empty())
        .map(|content| hex(&Hash::Sha256.digest(&content)))
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
    let content = content_of_query(key, signing);
    added.push(("X-Amz-Signature", key.signature(&canonical.text(&content)?)));
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

/// What a signature in the query says of the body.
fn content_of_query(key: &Key, signing: &Signing<'_>) -> String {
    if key.service == "s3" {
        return "UNSIGNED-PAYLOAD".to_owned();
    }
    // Differs from Postman: there a body is signed as if it were empty
    // (`what_is_signed_is_what_is_sent`).
    hash_of_body(signing).unwrap_or_else(|| hex(&Hash::Sha256.digest(b"")))
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
    use super::*;
    use crate::exchange::{Body, Chunk};
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

    /// The headers of a request that was built whole, and the bytes of its body.
    fn built(json: &Value) -> (crate::exchange::Headers, Vec<u8>) {
        let request = crate::collection::read_request(json).unwrap();
        let auth = request.auth.clone();
        let directory = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let files = crate::request::Files {
            directory,
            ..crate::request::Files::default()
        };
        let tools = crate::request::Tools {
            world: &crate::world::World::fixed(0, 0),
            files: &files,
            user_agent: "",
            nonces: &crate::request::Nonces::default(),
        };
        let built =
            crate::request::build_resolved(request, auth.as_deref(), &Behavior::new(), tools);
        let wire = built.written.wire;
        let body = match wire.body {
            Body::Empty => Vec::new(),
            Body::Bytes(bytes) => bytes.to_vec(),
            Body::Chunks(chunks) => chunks.iter().flat_map(bytes_of).collect(),
        };
        (wire.headers, body)
    }

    fn bytes_of(chunk: &Chunk) -> Vec<u8> {
        match chunk {
            Chunk::Bytes(bytes) => bytes.to_vec(),
            Chunk::File { path, .. } => std::fs::read(path).unwrap(),
        }
    }

    #[test]
    fn what_is_signed_is_what_is_sent() {
        let text = json!({"key": "a", "value": "é"});
        let file = json!({"key": "f", "type": "file", "src": "Cargo.toml"});
        let form = json!({"mode": "formdata", "formdata": [text, file]});
        let typed = json!([{"key": "Content-Type", "value": "multipart/form-data"}]);
        for (method, body, headers, service) in [
            ("POST", form.clone(), json!([]), "execute-api"),
            ("POST", form.clone(), json!([]), "s3"),
            ("PUT", form.clone(), typed, "execute-api"),
            ("GET", json!({"mode": "raw", "raw": "x"}), json!([]), "s3"),
            ("GET", form, json!([]), "execute-api"),
            (
                "POST",
                json!({"mode": "file", "file": {"src": "Cargo.toml"}}),
                json!([]),
                "s3",
            ),
        ] {
            let case = json!({"method": method, "url": "http://h/x", "header": headers, "body": body,
                "auth": auth(&json!({"service": service}))});
            let (headers, sent) = built(&case);
            let hash = hex(&Hash::Sha256.digest(&sent));
            let said = headers.get("x-amz-content-sha256");
            let expected = (!sent.is_empty() || service == "s3").then_some(hash.as_str());
            assert_eq!(said, expected, "{case}");
            let is_typed = headers
                .get("authorization")
                .unwrap()
                .contains("content-type;");
            let multipart = headers
                .get("content-type")
                .is_some_and(|kind| kind.contains("boundary"));
            assert_eq!(is_typed, method == "PUT" && multipart, "{case}");
        }
    }

    #[test]
    fn a_plus_in_the_key_of_an_object_is_one() {
        let signature = |path: &str| {
            let case = json!({"method": "GET", "path": path});
            let signed = signed(&request(&case), &auth(&json!({"service": "s3"})));
            signed.headers.get("authorization").unwrap().to_owned()
        };
        assert_eq!(signature("/bucket/a+b"), signature("/bucket/a%2Bb"));
        assert_ne!(signature("/bucket/a+b"), signature("/bucket/a%20b"));
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
