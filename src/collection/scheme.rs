//! The facts about schemes of authentication: one row for each that is known. How a scheme completes,
//! signs and answers is a row in `request::sign`.

/// A scheme of authentication, as data.
#[derive(Debug)]
pub struct Scheme {
    /// Its name in a collection.
    pub kind: &'static str,
    /// What schema v1 calls it, where it knows it.
    pub helper: Option<&'static str>,
    /// Its parameters in schema v1, each by its name of today and that of then; where there are
    /// none, they were always called as they are.
    pub old_params: &'static [OldParam],
    /// The names of its parameters that nobody else should see.
    pub secrets: &'static [&'static str],
    /// Its word in an `Authorization` header, in small letters, where what follows proves a secret
    /// for one request only.
    pub proof: Option<&'static str>,
}

/// A parameter's name of today and that of schema v1.
pub type OldParam = (&'static str, &'static str);

impl Scheme {
    /// The scheme of that name.
    pub fn of(kind: &str) -> Option<&'static Self> {
        SCHEMES.iter().find(|scheme| scheme.kind == kind)
    }

    /// The scheme that schema v1 calls so.
    pub fn of_helper(helper: &str) -> Option<&'static Self> {
        SCHEMES.iter().find(|scheme| scheme.helper == Some(helper))
    }

    /// Whether what follows that word in an `Authorization` header serves for one request only.
    pub fn is_proof(word: &str) -> bool {
        let proofs = SCHEMES.iter().filter_map(|scheme| scheme.proof);
        proofs
            .into_iter()
            .any(|proof| proof.eq_ignore_ascii_case(word))
    }
}

/// Every scheme that is known.
pub static SCHEMES: [Scheme; 13] = [
    Scheme {
        kind: "noauth",
        helper: None,
        old_params: &[],
        secrets: &[],
        proof: None,
    },
    Scheme {
        kind: "apikey",
        helper: Some("apikeyAuth"),
        old_params: &[("key", "key"), ("value", "value"), ("in", "in")],
        secrets: &["value"],
        proof: None,
    },
    Scheme {
        kind: "asap",
        helper: None,
        old_params: &[],
        secrets: &["privateKey"],
        proof: None,
    },
    Scheme {
        kind: "awsv4",
        helper: Some("awsSigV4"),
        old_params: &[],
        secrets: &["secretKey", "sessionToken"],
        proof: Some("aws4-hmac-sha256"),
    },
    Scheme {
        kind: "basic",
        helper: Some("basicAuth"),
        old_params: &[
            ("username", "username"),
            ("password", "password"),
            ("saveHelperData", "saveToRequest"),
        ],
        secrets: &["password"],
        proof: None,
    },
    Scheme {
        kind: "bearer",
        helper: Some("bearerAuth"),
        old_params: &[("token", "token")],
        secrets: &["token"],
        proof: None,
    },
    Scheme {
        kind: "digest",
        helper: Some("digestAuth"),
        old_params: &[
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
        ],
        secrets: &["password"],
        proof: Some("digest"),
    },
    Scheme {
        kind: "edgegrid",
        helper: None,
        old_params: &[],
        secrets: &["clientSecret"],
        proof: Some("eg1-hmac-sha256"),
    },
    Scheme {
        kind: "hawk",
        helper: Some("hawkAuth"),
        old_params: &[
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
        ],
        secrets: &["authKey"],
        proof: Some("hawk"),
    },
    Scheme {
        kind: "jwt",
        helper: None,
        old_params: &[],
        secrets: &["secret", "privateKey"],
        proof: None,
    },
    Scheme {
        kind: "ntlm",
        helper: Some("ntlmAuth"),
        old_params: &[
            ("username", "username"),
            ("password", "password"),
            ("domain", "domain"),
            ("workstation", "workstation"),
            ("disableRetryRequest", "disableRetryRequest"),
        ],
        secrets: &["password"],
        proof: Some("ntlm"),
    },
    Scheme {
        kind: "oauth1",
        helper: Some("oAuth1"),
        old_params: &[
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
        ],
        secrets: &["consumerSecret", "tokenSecret", "privateKey"],
        proof: Some("oauth"),
    },
    Scheme {
        kind: "oauth2",
        helper: Some("oAuth2"),
        old_params: &[
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
        ],
        secrets: &["accessToken", "clientSecret", "refreshToken", "password"],
        proof: None,
    },
];
