//! OAuth 1.0 (RFC 5849), with the body hash of its extension, in Postman's form.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use super::oauth1_method::Method;
use super::{Sign, SignError, Signing, is_set, query_param, random_text};
use crate::collection::{Auth, Behavior, Mode, UrlEncodedParam};
use crate::request::{body, encode};
use crate::text::percent;
use crate::world::World;

/// Parameters: `consumerKey`, `consumerSecret`, `token`, `tokenSecret`, `signatureMethod`,
/// `privateKey`, `timestamp`, `nonce`, `version`, `realm`, `callback`, `verifier`,
/// `includeBodyHash`, `addParamsToHeader`, `addEmptyParamsToSign`, `disableHeaderEncoding`.
pub(super) struct OAuth1;

/// Everything that the scheme itself may have put into a request.
const OWN: [&str; 10] = [
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_version",
    "oauth_signature",
    "oauth_callback",
    "oauth_verifier",
    "oauth_body_hash",
];

/// A parameter; without a value it has none in a query either.
type Param = (String, Option<String>);

impl Sign for OAuth1 {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let name = auth.text("signatureMethod");
        let secret = if name.starts_with("RSA-") {
            "privateKey"
        } else {
            "consumerSecret"
        };
        if auth.text("consumerKey").is_empty() || auth.text(secret).is_empty() {
            return Ok(());
        }
        remove_own(signing);
        let method = Method::named(&name)?;
        let mut params = parameters(auth, body_hash(auth, &method, signing), signing.tools.world);
        let query = Query::of(signing)?;
        let base = base_string(signing, &query, &params, &name);
        let key = [auth.text("consumerSecret"), auth.text("tokenSecret")]
            .map(|text| escape(&text))
            .join("&");
        let signature = method.sign(base.as_bytes(), &key, &auth.text("privateKey"))?;
        if !is_verbatim(signing.behavior) {
            query.write(signing);
        }
        params.push(("oauth_signature".to_owned(), Some(signature)));
        place(auth, signing, params);
        Ok(())
    }
}

/// Takes out what an earlier signature, or the author, has put there.
fn remove_own(signing: &mut Signing<'_>) {
    signing.remove_header("authorization");
    let is_own = |key: &str| OWN.contains(&key);
    signing
        .request
        .url
        .query
        .retain(|param| !param.key.as_deref().is_some_and(is_own));
    if let Some(fields) = fields(signing) {
        fields.retain(|field| !is_own(&field.key));
    }
}

/// The fields of a form, which are signed too.
fn fields<'s>(signing: &'s mut Signing<'_>) -> Option<&'s mut Vec<UrlEncodedParam>> {
    match signing.request.body.as_mut().map(|body| &mut body.mode) {
        Some(Mode::UrlEncoded(fields)) => Some(fields),
        _ => None,
    }
}

/// The hash of the body where it is asked for: forms are signed themselves.
fn body_hash(auth: &Auth, method: &Method, signing: &mut Signing<'_>) -> Option<String> {
    if !is_set(auth, "includeBodyHash") || fields(signing).is_some() {
        return None;
    }
    let content = body::content(signing.request, signing.tools.files)?;
    Some(BASE64_STANDARD.encode(method.hash(&content)?))
}

/// The scheme's own parameters, but for the signature, in the order in which they are written.
fn parameters(auth: &Auth, body_hash: Option<String>, world: &World) -> Vec<Param> {
    let keep_empty = is_set(auth, "addEmptyParamsToSign");
    let given = |key: &str| {
        auth.get(key)
            .filter(|value| !value.is_null())
            .map(|_| auth.text(key))
    };
    let or = |key: &str, generate: &dyn Fn() -> String| {
        given(key)
            .filter(|text| !text.is_empty())
            .unwrap_or_else(generate)
    };
    let main = [
        ("oauth_consumer_key", given("consumerKey")),
        ("oauth_token", given("token")),
        ("oauth_signature_method", given("signatureMethod")),
        (
            "oauth_timestamp",
            Some(or("timestamp", &|| {
                (world.epoch_millis() / 1000).to_string()
            })),
        ),
        ("oauth_nonce", Some(or("nonce", &|| random_text(world, 11)))),
        ("oauth_version", given("version")),
    ];
    let extensions = [
        ("oauth_body_hash", body_hash),
        ("oauth_callback", given("callback")),
        ("oauth_verifier", given("verifier")),
    ];
    let is_blank =
        |value: &Option<String>| value.as_ref().is_none_or(|text| text.trim().is_empty());
    let is_empty = |value: &Option<String>| value.as_ref().is_none_or(String::is_empty);
    let main = main
        .into_iter()
        .filter(|(_, value)| keep_empty || !is_blank(value));
    let drop_blank = |value: &Option<String>| {
        if keep_empty {
            is_empty(value)
        } else {
            is_blank(value)
        }
    };
    let extensions = extensions
        .into_iter()
        .filter(|(_, value)| !drop_blank(value));
    main.chain(extensions)
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// The query, decoded.
struct Query(Vec<Param>);

impl Query {
    /// Reads the query as it would go over the wire: a plus is a blank, empty parts do not count.
    fn of(signing: &Signing<'_>) -> Result<Self, SignError> {
        let target = encode::target(&signing.request.url, &Behavior::new());
        let text = target.path.split_once('?').map_or("", |(_, query)| query);
        let parts = text.split('&').filter(|part| !part.is_empty());
        let params = parts.map(|part| match part.split_once('=') {
            Some((key, value)) => Ok((unescape(key)?, Some(unescape(value)?))),
            None => Ok((unescape(part)?, None)),
        });
        params.collect::<Result<_, _>>().map(Self)
    }

    /// Puts the query back in the encoding that is signed; an empty one stays as it is.
    fn write(self, signing: &mut Signing<'_>) {
        let url = &mut signing.request.url;
        if url.query_text().is_none_or(|text| text.is_empty()) {
            return;
        }
        let param = |(key, value): Param| query_param(escape(&key), value.as_deref().map(escape));
        url.query = self.0.into_iter().map(param).collect();
    }
}

/// What is signed (RFC 5849, section 3.4.1).
fn base_string(signing: &mut Signing<'_>, query: &Query, own: &[Param], method: &str) -> String {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |key: &str, value: Option<&str>| {
        pairs.push((escape(key), escape(value.unwrap_or_default())));
    };
    query
        .0
        .iter()
        .for_each(|(key, value)| add(key, value.as_deref()));
    for (key, value) in own {
        // The default method is signed although it is not sent.
        let is_default = key == "oauth_signature_method" && method.is_empty();
        add(
            key,
            if is_default {
                Some(Method::DEFAULT)
            } else {
                value.as_deref()
            },
        );
    }
    if !own.iter().any(|(key, _)| key == "oauth_signature_method") {
        add("oauth_signature_method", Some(Method::DEFAULT));
    }
    for field in fields(signing)
        .into_iter()
        .flatten()
        .filter(|field| !field.disabled)
    {
        add(&field.key, field.value.as_deref());
    }
    pairs.retain(|(key, _)| key != "oauth_signature");
    pairs.sort();
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let parts = [
        signing.request.method.to_uppercase(),
        base_url(signing),
        pairs.join("&"),
    ];
    parts.map(|part| escape(&part)).join("&")
}

/// The URL without its query, and without the ports of HTTP, whatever the scheme.
fn base_url(signing: &Signing<'_>) -> String {
    let target = encode::target(&signing.request.url, &Behavior::new());
    let protocol = target.wire.split("://").next().unwrap_or_default();
    let host = target
        .host
        .strip_suffix(":80")
        .or(target.host.strip_suffix(":443"))
        .unwrap_or(&target.host);
    let path = target.path.split('?').next().unwrap_or_default();
    format!("{protocol}://{}{path}", host.to_lowercase())
}

/// Adds the parameters where they are to go: to the header, to a form that is sent, or to the
/// query.
fn place(auth: &Auth, signing: &mut Signing<'_>, params: Vec<Param>) {
    if is_set(auth, "addParamsToHeader") {
        signing
            .headers
            .push_system("Authorization", header(auth, &params));
        return;
    }
    let method = &signing.request.method;
    let sends_form = method.contains("PUT") || method.contains("POST");
    if sends_form && let Some(fields) = fields(signing) {
        fields.extend(params.into_iter().map(|(key, value)| UrlEncodedParam {
            key,
            value,
            ..UrlEncodedParam::default()
        }));
        return;
    }
    let is_verbatim = is_verbatim(signing.behavior);
    let encoded = |value: String| if is_verbatim { value } else { escape(&value) };
    let param = |(key, value): Param| query_param(key, value.map(encoded));
    signing
        .request
        .url
        .query
        .extend(params.into_iter().map(param));
}

fn header(auth: &Auth, params: &[Param]) -> String {
    let verbatim = is_set(auth, "disableHeaderEncoding");
    let quoted = |name: &str, value: &str| {
        let value = if verbatim {
            value.to_owned()
        } else {
            escape(value)
        };
        format!("{name}=\"{value}\"")
    };
    let realm = auth.text("realm");
    let realm = (!realm.trim().is_empty()).then(|| quoted("realm", &realm));
    let sent = params.iter().filter_map(|(key, value)| {
        let value = value.as_deref().filter(|value| !value.is_empty())?;
        Some(quoted(key, value.trim()))
    });
    format!(
        "OAuth {}",
        realm.into_iter().chain(sent).collect::<Vec<_>>().join(",")
    )
}

fn is_verbatim(behavior: &Behavior) -> bool {
    behavior
        .get("disableUrlEncoding")
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, percent::RESERVED).to_string()
}

/// Decodes a part of a query; one that is not well-formed can't be signed.
fn unescape(text: &str) -> Result<String, SignError> {
    let is_hex = |digits: Option<&str>| {
        digits.is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let is_well_formed = text
        .match_indices('%')
        .all(|(at, _)| is_hex(text.get(at + 1..at + 3)));
    let malformed = || SignError::Query {
        part: text.to_owned(),
    };
    if !is_well_formed {
        return Err(malformed());
    }
    let text = text.replace('+', " ");
    let decoded = percent_decode_str(&text)
        .decode_utf8()
        .map_err(|_| malformed())?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::read_request;
    use crate::exchange::Body;
    use crate::request::{Built, Files, Nonces, Tools, build_resolved};
    use serde_json::json;

    /// Signs a request with these parameters.
    fn signed(params: &Value, mut request: Value) -> Built {
        request["auth"] = json!({"type": "oauth1", "oauth1": params});
        let behavior = request
            .get("behavior")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let request = read_request(&request).unwrap();
        let auth = request.auth.clone();
        let (world, files) = (World::fixed(1_700_000_000_999, 0), Files::default());
        let tools = Tools {
            world: &world,
            files: &files,
            user_agent: "",
            nonces: &Nonces::default(),
        };
        build_resolved(request, auth.as_deref(), &behavior, tools)
    }

    /// The parameters that Newman was run with, with changes.
    fn given(changes: &Value) -> Value {
        let mut params = json!({"consumerKey": "ck é", "consumerSecret": "cs&", "token": "tok", "tokenSecret": "ts+",
            "signatureMethod": "HMAC-SHA1", "timestamp": "1700000000", "nonce": "nonce1", "version": "1.0",
            "realm": "a \"realm\"", "addParamsToHeader": true});
        params
            .as_object_mut()
            .unwrap()
            .extend(changes.as_object().cloned().unwrap_or_default());
        params
    }

    const URL: &str =
        "http://127.0.0.1:9977/p a/é?b=2&a=1&a=%20+x&c&d=&e='*()!~&oauth_nonce=old&f=é%C3%A9";
    const SENT: &str = "http://127.0.0.1:9977/p%20a/%C3%A9?b=2&a=1&a=%20%20x&c&d=&e=%27%2A%28%29%21~&f=%C3%A9%C3%A9";

    fn form() -> Value {
        json!({"mode": "urlencoded", "urlencoded": [{"key": "a b", "value": "é'*"}, {"key": "z", "value": "1", "disabled": true},
            {"key": "oauth_token", "value": "old"}, {"key": "n"}, {"key": "e", "value": ""}]})
    }

    #[test]
    fn the_photos_of_rfc_5849_are_signed_as_it_says() {
        let params = json!({"consumerKey": "dpf43f3p2l4k3l03", "consumerSecret": "kd94hf93k423kf44", "token": "nnch734d00sl2jdk",
            "tokenSecret": "pfkkdhi9sl3r4s00", "signatureMethod": "HMAC-SHA1", "timestamp": "137131202", "nonce": "chapoH",
            "realm": "Photos", "addParamsToHeader": true});
        let url = "http://photos.example.net/photos?file=vacation.jpg&size=original";
        let built = signed(&params, json!({"url": url}));
        assert_eq!(
            built.written.wire.headers.get("authorization"),
            Some(
                "OAuth realm=\"Photos\",oauth_consumer_key=\"dpf43f3p2l4k3l03\",oauth_token=\"nnch734d00sl2jdk\",\
                 oauth_signature_method=\"HMAC-SHA1\",oauth_timestamp=\"137131202\",oauth_nonce=\"chapoH\",\
                 oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\""
            )
        );
    }

    #[test]
    fn the_base_string_is_that_of_rfc_5849() {
        let json = json!({"method": "post", "url": "HTTP://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
            "body": {"mode": "urlencoded", "urlencoded": [{"key": "c2"}, {"key": "a3", "value": "2 q"}]}});
        let (world, files) = (World::fixed(0, 0), Files::default());
        let mut request = read_request(&json).unwrap();
        let mut signing = Signing {
            request: &mut request,
            headers: &mut crate::exchange::Headers::new(),
            tools: Tools {
                world: &world,
                files: &files,
                user_agent: "",
                nonces: &Nonces::default(),
            },
            behavior: &Behavior::new(),
            body: None,
        };
        let own = [
            "consumer_key=9djdj82h48djs9d2",
            "token=kkk9d7dh3k39sjv7",
            "signature_method=HMAC-SHA1",
            "timestamp=137131201",
            "nonce=7d8f3e4a",
        ];
        let own: Vec<Param> = own
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(key, value)| (format!("oauth_{key}"), Some(value.to_owned())))
            .into();
        let query = Query::of(&signing).unwrap();
        assert_eq!(
            base_string(&mut signing, &query, &own, "HMAC-SHA1"),
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D\
             %26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1\
             %26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
        );
    }

    #[test]
    fn the_header_and_the_query_are_those_of_newman() {
        let built = signed(
            &given(&json!({"signatureMethod": "HMAC-SHA512"})),
            json!({"url": URL}),
        );
        assert_eq!(built.written.wire.url, SENT);
        assert_eq!(
            built.written.wire.headers.get("authorization"),
            Some(
                "OAuth realm=\"a%20%22realm%22\",oauth_consumer_key=\"ck%20%C3%A9\",oauth_token=\"tok\",\
                 oauth_signature_method=\"HMAC-SHA512\",oauth_timestamp=\"1700000000\",oauth_nonce=\"nonce1\",oauth_version=\"1.0\",\
                 oauth_signature=\"gvOY5BL%2Bfs7JJLPy5fb198ozWFoE0OOVIudRb8e9NUY8gfbJkZEtl7u%2BwBCAbxqIxPRVxBGU4ufRO3gVXoGNcA%3D%3D\""
            )
        );
    }

    #[test]
    fn parameters_go_to_the_form_or_to_the_query_as_in_newman() {
        let own = |signature: &str| {
            format!(
                "&oauth_consumer_key=ck%20%C3%A9&oauth_token=tok&oauth_signature_method=HMAC-SHA1\
                 &oauth_timestamp=1700000000&oauth_nonce=nonce1&oauth_version=1.0&oauth_signature={signature}"
            )
        };
        let params = given(&json!({"addParamsToHeader": false}));
        let built = signed(&params, json!({"url": URL, "body": form()}));
        assert_eq!(
            built.written.wire.url,
            format!("{SENT}{}", own("qLMqo%2FMfehVKnZCL5MeFlzY71zM%3D"))
        );
        let built = signed(
            &params,
            json!({"method": "POST", "url": URL, "body": form()}),
        );
        assert_eq!(built.written.wire.url, SENT);
        let sent = format!(
            "a%20b=%C3%A9%27%2A&n=&e={}",
            own("4LOAsoUnnP9WBQ%2FmuQ9A3m0QwIY%3D")
        );
        assert_eq!(built.written.wire.body, Body::Bytes(sent.into()));
    }

    #[test]
    fn the_body_is_hashed_where_that_is_asked_for() {
        let body =
            json!({"mode": "raw", "raw": "{\"a\":1}", "options": {"raw": {"language": "json"}}});
        let request = json!({"method": "POST", "url": URL, "body": body});
        let params = given(&json!({"includeBodyHash": true, "signatureMethod": "HMAC-SHA256"}));
        let built = signed(&params, request.clone());
        let header = built.written.wire.headers.get("authorization").unwrap();
        assert!(header.ends_with(
            "oauth_body_hash=\"AVq9f1zFei3ZS3WQ8ErYCEJzkF7jPsXOvq5iJ2qX%2BGI%3D\",\
             oauth_signature=\"SL7ZYBvMHRuYrjaG026jP%2FtJ%2FHQH3V8Za6dVWAvdpgY%3D\""
        ));
        let names: Vec<&str> = built
            .written
            .wire
            .headers
            .iter()
            .map(|header| header.name.as_str())
            .take(2)
            .collect();
        assert_eq!(names, ["Content-Type", "Authorization"]);
        for changes in [
            json!({"includeBodyHash": true, "signatureMethod": "PLAINTEXT"}),
            json!({}),
        ] {
            let built = signed(&given(&changes), request.clone());
            assert!(
                !built
                    .written
                    .wire
                    .headers
                    .get("authorization")
                    .unwrap()
                    .contains("body_hash")
            );
        }
    }

    #[test]
    fn empty_parameters_are_signed_and_sent_only_where_that_is_asked_for() {
        let header = |changes: &Value| {
            let built = signed(&given(changes), json!({"url": "http://h/"}));
            built
                .written
                .wire
                .headers
                .get("authorization")
                .unwrap()
                .to_owned()
        };
        let blank = header(
            &json!({"token": "", "version": " ", "realm": " ", "verifier": "v", "signatureMethod": ""}),
        );
        assert!(
            blank.starts_with("OAuth oauth_consumer_key=\"ck%20%C3%A9\",oauth_timestamp="),
            "{blank}"
        );
        assert!(blank.contains("oauth_verifier=\"v\""));
        let empty = json!({"token": "", "version": null, "addEmptyParamsToSign": true, "addParamsToHeader": false});
        let built = signed(&given(&empty), json!({"url": URL}));
        assert!(built.written.wire.url.ends_with(
            "&oauth_token=&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1700000000&oauth_nonce=nonce1&oauth_version\
             &oauth_signature=NesFboGkhQPbinS7aY%2Fgg7%2BR%2F%2Bw%3D"
        ));
        let plain = header(&json!({"disableHeaderEncoding": true}));
        assert!(
            plain.starts_with("OAuth realm=\"a \"realm\"\",oauth_consumer_key=\"ck é\","),
            "{plain}"
        );
    }

    #[test]
    fn time_and_nonce_come_from_the_world() {
        let built = signed(
            &given(&json!({"timestamp": "", "nonce": ""})),
            json!({"url": "http://h/"}),
        );
        let header = built.written.wire.headers.get("authorization").unwrap();
        assert!(header.contains("oauth_timestamp=\"1700000000\""));
        let nonce = header
            .split("oauth_nonce=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        assert_eq!(nonce.len(), 11);
    }

    #[test]
    fn what_can_not_be_signed_goes_out_with_a_warning() {
        for (changes, url, words) in [
            (json!({"signatureMethod": "HMAC-MD5"}), URL, "`HMAC-MD5`"),
            (
                json!({"signatureMethod": "RSA-SHA1", "privateKey": "nope"}),
                URL,
                "private key",
            ),
            (json!({}), "http://h/?a=%zz", "`%zz`"),
            (json!({}), "http://h/?a=%e9", "`%e9`"),
        ] {
            let built = signed(&given(&changes), json!({"url": url}));
            assert!(built.warnings[0].contains(words), "{:?}", built.warnings);
            assert_eq!(built.written.wire.headers.get("authorization"), None);
        }
        let header = json!([{"key": "Authorization", "value": "mine"}]);
        let built = signed(
            &given(&json!({"consumerSecret": ""})),
            json!({"url": URL, "header": header}),
        );
        assert_eq!(
            (
                built.warnings.len(),
                built.written.wire.headers.get("authorization")
            ),
            (0, Some("mine"))
        );
    }
}
