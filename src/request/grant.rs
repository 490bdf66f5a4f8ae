//! Getting an OAuth 2 access token without a browser: the grants for clients, for a user's
//! password, and for a refresh token (RFC 6749, sections 4.3, 4.4 and 6). Parameters have the names
//! that the Postman app exports.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::resolve::resolve_auth;
use crate::collection::{Auth, Body, Header, Mode, QueryParam, Request, Url, UrlEncodedParam};
use crate::exchange::Response;
use crate::variables::Resolver;

/// What has to be done before a request can be signed with a token.
#[derive(Debug, Clone, PartialEq)]
pub enum Grant {
    /// This request gets one.
    Fetch(Box<Request>),
    /// Only a person at a browser gets one.
    Browser,
}

/// An access token and what came with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Token {
    /// The token.
    pub access: String,
    /// What gets the next one, if the server gave it.
    pub refresh: Option<String>,
    /// How many seconds it is good for, if the server said so.
    pub seconds: Option<i64>,
}

/// How to get a token, where a scheme has the parameters for one and none yet. `refresh` is a
/// refresh token that an earlier answer held.
// Differs from Postman: Newman sends such a request unsigned
// (`a_token_is_fetched_where_there_is_none`).
pub fn grant(auth: &Auth, resolver: &Resolver<'_>, refresh: Option<&str>) -> Option<Grant> {
    if auth.kind != "oauth2" || !auth.text("accessToken").is_empty() {
        return None;
    }
    let auth = resolve_auth(auth, resolver);
    let given = |key: &str| Some(auth.text(key)).filter(|text| !text.is_empty());
    let refresh = refresh.map(str::to_owned).or_else(|| given("refreshToken"));
    let address = given("accessTokenUrl");
    let kind = given("grant_type").or_else(|| given("grantType"));
    let (url, mut fields) = match (refresh, kind.as_deref()) {
        (Some(token), _) => (given("refreshTokenUrl").or(address), refreshing(&token)),
        (None, Some("client_credentials")) => {
            (address, vec![field("grant_type", "client_credentials")])
        }
        (None, Some("password_credentials" | "password")) => (address, password(&auth)),
        (None, Some(_)) => return Some(Grant::Browser),
        (None, None) => return None,
    };
    let is_refreshing = fields
        .first()
        .is_some_and(|first| first.value.as_deref() == Some("refresh_token"));
    for name in ["scope", "audience", "resource"] {
        fields.extend(given(name).map(|value| field(name, &value)));
    }
    let mut request = Request {
        method: "POST".into(),
        url: Url::parse(&url?),
        ..Request::default()
    };
    request
        .headers
        .push(Header::new("Accept", "application/json"));
    identify(&auth, &mut request, &mut fields);
    let more = if is_refreshing {
        "refreshRequestParams"
    } else {
        "tokenRequestParams"
    };
    add(auth.get(more), &mut request, &mut fields);
    let body = Body {
        mode: Mode::UrlEncoded(fields),
        ..Body::default()
    };
    request.body = Some(body.into());
    Some(Grant::Fetch(Box::new(request)))
}

fn refreshing(token: &str) -> Vec<UrlEncodedParam> {
    vec![
        field("grant_type", "refresh_token"),
        field("refresh_token", token),
    ]
}

fn password(auth: &Auth) -> Vec<UrlEncodedParam> {
    let own = ["username", "password"].map(|name| field(name, &auth.text(name)));
    [field("grant_type", "password")]
        .into_iter()
        .chain(own)
        .collect()
}

/// The client says who it is: in a header, unless it is to be in the body.
fn identify(auth: &Auth, request: &mut Request, fields: &mut Vec<UrlEncodedParam>) {
    let (id, secret) = (auth.text("clientId"), auth.text("clientSecret"));
    if auth.text("client_authentication") == "body" {
        fields.push(field("client_id", &id));
        fields.extend((!secret.is_empty()).then(|| field("client_secret", &secret)));
    } else if !id.is_empty() {
        let credentials = BASE64_STANDARD.encode(format!("{id}:{secret}"));
        request
            .headers
            .push(Header::new("Authorization", format!("Basic {credentials}")));
    }
}

/// Adds the author's own parameters: `[{key, value, enabled, send_as}]`.
fn add(params: Option<&Value>, request: &mut Request, fields: &mut Vec<UrlEncodedParam>) {
    let Some(Value::Array(params)) = params else {
        return;
    };
    for param in params {
        let text = |name: &str| param.get(name).and_then(Value::as_str).unwrap_or_default();
        let (key, value) = (text("key"), text("value"));
        if key.is_empty() || param.get("enabled") == Some(&Value::Bool(false)) {
            continue;
        }
        match text("send_as") {
            "request_header" => request.headers.push(Header::new(key, value)),
            "request_url" => request.url.query.push(QueryParam {
                key: Some(key.to_owned()),
                value: Some(value.to_owned()),
                ..QueryParam::default()
            }),
            _ => fields.push(field(key, value)),
        }
    }
}

fn field(key: &str, value: &str) -> UrlEncodedParam {
    UrlEncodedParam {
        key: key.to_owned(),
        value: Some(value.to_owned()),
        ..UrlEncodedParam::default()
    }
}

/// Reads the answer to a [`Grant`].
///
/// # Errors
/// There is no token in it; what the server says instead.
pub fn read_token(response: &Response) -> Result<Token, String> {
    let text = response.text();
    let members = serde_json::from_str(&text).unwrap_or_else(|_| form(&text));
    let member = |name: &str| {
        members
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let status = format!("{} {}", response.code, response.reason);
    if let Some(access) = member("access_token").filter(|_| response.code < 400) {
        let seconds = members.get("expires_in");
        let seconds =
            seconds.and_then(|seconds| seconds.as_i64().or_else(|| seconds.as_str()?.parse().ok()));
        return Ok(Token {
            access: access.to_owned(),
            refresh: member("refresh_token").map(Into::into),
            seconds,
        });
    }
    match (member("error"), member("error_description")) {
        (Some(error), Some(description)) => Err(format!("{status}, {error}: {description}")),
        (Some(error), None) => Err(format!("{status}, {error}")),
        (None, _) if response.code < 400 => Err(format!("{status}, without an `access_token`")),
        (None, _) => Err(status),
    }
}

/// A percent-encoded answer, as some servers give.
fn form(text: &str) -> Value {
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    pairs
        .map(|(key, value)| (key.into_owned(), Value::from(value.into_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::AuthParam;
    use crate::variables::Scopes;
    use crate::world::World;
    use serde_json::json;

    fn granted(params: &Value, refresh: Option<&str>) -> Option<Grant> {
        let params = params.as_object().unwrap().iter();
        let params = params.map(|(key, value)| AuthParam::new(key, value.clone()));
        let auth = Auth::new("oauth2", params.collect());
        let mut scopes = Scopes::default();
        scopes.environment.set("id", json!("me"));
        let world = World::fixed(0, 0);
        grant(&auth, &Resolver::new(&scopes, &world), refresh)
    }

    /// URL, header lines, and fields of the request.
    fn written(params: &Value, refresh: Option<&str>) -> (String, Vec<String>, String) {
        let Some(Grant::Fetch(request)) = granted(params, refresh) else {
            panic!("nothing to fetch: {params}")
        };
        let Some(Mode::UrlEncoded(fields)) = request.body.as_ref().map(|body| &body.mode) else {
            panic!("no form")
        };
        let lines = request
            .headers
            .iter()
            .map(|header| format!("{}: {}", header.key, header.value));
        (
            request.url.to_string(),
            lines.collect(),
            crate::request::form::encode(fields),
        )
    }

    #[test]
    fn each_grant_sends_what_it_needs() {
        let client = json!({"grant_type": "client_credentials", "accessTokenUrl": "http://h/token",
            "clientId": "{{id}}", "clientSecret": "s", "scope": "a b", "audience": "x"});
        let lines = vec![
            "Accept: application/json".to_owned(),
            "Authorization: Basic bWU6cw==".to_owned(),
        ];
        let fields = "grant_type=client_credentials&scope=a%20b&audience=x".to_owned();
        assert_eq!(
            written(&client, None),
            ("http://h/token".to_owned(), lines, fields)
        );
        let password = json!({"grant_type": "password_credentials", "accessTokenUrl": "http://h/token", "clientId": "i",
            "clientSecret": "s", "client_authentication": "body", "username": "u", "password": "p"});
        let (_, lines, fields) = written(&password, None);
        assert_eq!(lines, ["Accept: application/json"]);
        assert_eq!(
            fields,
            "grant_type=password&username=u&password=p&client_id=i&client_secret=s"
        );
        let (url, _, fields) = written(&client, Some("r"));
        assert_eq!(
            (
                url.as_str(),
                fields.contains("grant_type=refresh_token&refresh_token=r")
            ),
            ("http://h/token", true)
        );
        let code = json!({"grant_type": "authorization_code", "refreshToken": "r", "refreshTokenUrl": "http://h/again"});
        assert_eq!(written(&code, None).0, "http://h/again");
    }

    #[test]
    fn parameters_of_the_authors_go_where_they_are_wanted() {
        let params = json!({"grant_type": "client_credentials", "accessTokenUrl": "http://h/token",
            "tokenRequestParams": [
                {"key": "X-A", "value": "1", "enabled": true, "send_as": "request_header"},
                {"key": "q", "value": "2", "enabled": true, "send_as": "request_url"},
                {"key": "f", "value": "3", "enabled": true, "send_as": "request_body"},
                {"key": "off", "value": "4", "enabled": false}]});
        let (url, lines, fields) = written(&params, None);
        assert_eq!(url, "http://h/token?q=2");
        assert_eq!(lines, ["Accept: application/json", "X-A: 1"]);
        assert_eq!(fields, "grant_type=client_credentials&f=3");
    }

    #[test]
    fn nothing_is_fetched_where_there_is_a_token_or_no_address() {
        let address = json!({"grant_type": "client_credentials", "accessTokenUrl": "http://h", "accessToken": "t"});
        assert_eq!(granted(&address, None), None);
        assert_eq!(
            granted(&json!({"grant_type": "client_credentials"}), None),
            None
        );
        assert_eq!(granted(&json!({"addTokenTo": "header"}), None), None);
        let code = json!({"grant_type": "authorization_code", "accessTokenUrl": "http://h"});
        assert_eq!(granted(&code, None), Some(Grant::Browser));
    }

    #[test]
    fn answers_are_read_in_either_form() {
        let response = |code: u16, body: &str| Response {
            code,
            reason: "R".into(),
            body: body.to_owned().into(),
            ..Response::default()
        };
        let token = read_token(&response(
            200,
            r#"{"access_token": "t", "expires_in": "60", "refresh_token": "r"}"#,
        ));
        assert_eq!(
            token,
            Ok(Token {
                access: "t".into(),
                refresh: Some("r".into()),
                seconds: Some(60)
            })
        );
        assert_eq!(
            read_token(&response(200, "access_token=a%20b&scope=x"))
                .unwrap()
                .access,
            "a b"
        );
        for (code, body, told) in [
            (
                400,
                r#"{"error": "invalid_client", "error_description": "no"}"#,
                "400 R, invalid_client: no",
            ),
            (
                401,
                r#"{"error": "invalid_client"}"#,
                "401 R, invalid_client",
            ),
            (500, "<html>", "500 R"),
            (200, "{}", "200 R, without an `access_token`"),
        ] {
            assert_eq!(read_token(&response(code, body)), Err(told.to_owned()));
        }
    }
}
