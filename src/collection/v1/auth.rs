//! Authentication: `auth`, in the form of schema 2.1, or `currentHelper` with `helperAttributes`.

use serde_json::Value;

use super::given;
use crate::collection::place::{Place, scalar_text};
use crate::collection::{Auth, AuthParam, Problem};

/// Reads the authentication of a collection, a folder or a request. A file that names a helper, if
/// only as `null`, does not mean its `auth`.
pub(super) fn read(place: &Place<'_>) -> Result<Option<Auth>, Problem> {
    if place.value.get("currentHelper").is_some() || given(place, "helperAttributes").is_some() {
        return Ok(read_helper(place));
    }
    let auth = given(place, "auth")
        .map(|auth| Auth::read(&auth))
        .transpose()?
        .flatten();
    Ok(auth.map(|auth| {
        if auth.kind == "noauth" {
            Auth::none()
        } else {
            auth
        }
    }))
}

fn read_helper(place: &Place<'_>) -> Option<Auth> {
    let helper = given(place, "currentHelper")
        .and_then(|helper| scalar_text(helper.value))
        .filter(|helper| helper != "normal")?;
    let attributes = match given(place, "helperAttributes").map(|attributes| attributes.value) {
        // Some versions of the app wrote JSON within a string.
        Some(Value::String(text)) => Some(serde_json::from_str(text).ok()?),
        attributes => attributes.cloned(),
    };
    let scheme = Scheme::of(&helper);
    let params = scheme
        .zip(attributes)
        .map(|(scheme, attributes)| scheme.params(&attributes));
    Some(Auth::new(
        scheme.map_or(helper, |scheme| scheme.kind.to_owned()),
        params.unwrap_or_default(),
    ))
}

/// A scheme by its names of today, and what it was called in schema v1.
#[derive(Clone, Copy)]
struct Scheme {
    helper: &'static str,
    kind: &'static str,
    params: &'static [Param],
}

/// A parameter's name of today and that of schema v1.
type Param = (&'static str, &'static str);

impl Scheme {
    fn of(helper: &str) -> Option<Self> {
        SCHEMES.into_iter().find(|scheme| scheme.helper == helper)
    }

    fn params(self, attributes: &Value) -> Vec<AuthParam> {
        if self.params.is_empty() {
            let members = attributes.as_object().into_iter().flatten();
            return members.map(|(key, value)| typed(key, value)).collect();
        }
        let param = |&(key, old): &Param| match attributes.get(old) {
            Some(value) => typed(key, value),
            None => AuthParam {
                key: key.to_owned(),
                ..AuthParam::default()
            },
        };
        let mut params: Vec<AuthParam> = self.params.iter().map(param).collect();
        if self.kind == "basic" && attributes.is_object() {
            params.push(typed("showPassword", &Value::Bool(false)));
        }
        params
    }
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

const SCHEMES: [Scheme; 9] = [
    Scheme {
        helper: "apikeyAuth",
        kind: "apikey",
        params: API_KEY,
    },
    Scheme {
        helper: "basicAuth",
        kind: "basic",
        params: BASIC,
    },
    Scheme {
        helper: "bearerAuth",
        kind: "bearer",
        params: &[("token", "token")],
    },
    Scheme {
        helper: "digestAuth",
        kind: "digest",
        params: DIGEST,
    },
    Scheme {
        helper: "hawkAuth",
        kind: "hawk",
        params: HAWK,
    },
    Scheme {
        helper: "ntlmAuth",
        kind: "ntlm",
        params: NTLM,
    },
    Scheme {
        helper: "oAuth1",
        kind: "oauth1",
        params: OAUTH1,
    },
    Scheme {
        helper: "oAuth2",
        kind: "oauth2",
        params: OAUTH2,
    },
    // Its parameters were always called as they are.
    Scheme {
        helper: "awsSigV4",
        kind: "awsv4",
        params: &[],
    },
];

const API_KEY: &[Param] = &[("key", "key"), ("value", "value"), ("in", "in")];

const BASIC: &[Param] = &[
    ("username", "username"),
    ("password", "password"),
    ("saveHelperData", "saveToRequest"),
];

const DIGEST: &[Param] = &[
    ("algorithm", "algorithm"),
    ("username", "username"),
    ("realm", "realm"),
    ("password", "password"),
    ("nonce", "nonce"),
    ("nonceCount", "nonceCount"),
    ("clientNonce", "clientNonce"),
    ("opaque", "opaque"),
    ("qop", "qop"),
    ("disableRetryRequest", "disableRetryRequest"),
];

const HAWK: &[Param] = &[
    ("authId", "hawk_id"),
    ("authKey", "hawk_key"),
    ("algorithm", "algorithm"),
    ("user", "user"),
    ("saveHelperData", "saveToRequest"),
    ("nonce", "nonce"),
    ("extraData", "ext"),
    ("appId", "app"),
    ("delegation", "dlg"),
    ("timestamp", "timestamp"),
];

const NTLM: &[Param] = &[
    ("username", "username"),
    ("password", "password"),
    ("domain", "domain"),
    ("workstation", "workstation"),
    ("disableRetryRequest", "disableRetryRequest"),
];

const OAUTH1: &[Param] = &[
    ("consumerKey", "consumerKey"),
    ("consumerSecret", "consumerSecret"),
    ("token", "token"),
    ("tokenSecret", "tokenSecret"),
    ("signatureMethod", "signatureMethod"),
    ("timestamp", "timestamp"),
    ("nonce", "nonce"),
    ("version", "version"),
    ("realm", "realm"),
    ("addParamsToHeader", "header"),
    ("autoAddParam", "auto"),
    ("addEmptyParamsToSign", "includeEmpty"),
];

const OAUTH2: &[Param] = &[
    ("accessToken", "accessToken"),
    ("addTokenTo", "addTokenTo"),
    ("callBackUrl", "callBackUrl"),
    ("authUrl", "authUrl"),
    ("accessTokenUrl", "accessTokenUrl"),
    ("clientId", "clientId"),
    ("clientSecret", "clientSecret"),
    ("clientAuth", "clientAuth"),
    ("grantType", "grantType"),
    ("scope", "scope"),
    ("username", "username"),
    ("password", "password"),
    ("tokenType", "tokenType"),
    ("redirectUri", "redirectUri"),
    ("refreshToken", "refreshToken"),
];
