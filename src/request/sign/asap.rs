//! Atlassian's ASAP: a token for each request that a service signs for itself
//! (<https://s2sauth.bitbucket.io/spec/>).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::jws::{self, Algorithm, Unsigned};
use super::{Sign, SignError, Signing, leading_integer};
use crate::collection::Auth;
use crate::text::is_truthy;

/// Parameters: `alg` (RS, PS, ES with 256, 384, 512; default `RS256`), `kid`, `iss`, `aud`, `sub`,
/// `exp` (in seconds, default 3600), `privateKey` (PKCS#8 or PKCS#1 in PEM, or
/// `data:application/pkcs8;kid=…;base64,…`), `claims` (JSON, or an object; they win).
pub(super) struct Asap;

/// How long a token is good where nothing else is said, in seconds.
const EXPIRY: i64 = 3600;

impl Sign for Asap {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let claims = claims(auth)?;
        let name = Some(auth.text("alg"))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "RS256".into());
        let either = |claim: &str| {
            let given = claims.get(claim).filter(|value| is_truthy(value)).cloned();
            given.or_else(|| auth.get(claim).filter(|value| is_truthy(value)).cloned())
        };
        let need = |name: &'static str| either(name).ok_or(SignError::Missing { name });
        let (kid, issuer, audience) = (need("kid")?, need("iss")?, need("aud")?);
        let algorithm =
            Algorithm::named(&name).filter(|algorithm| !matches!(algorithm, Algorithm::Hmac(_)));
        let algorithm = algorithm.ok_or_else(|| SignError::Algorithm { name: name.clone() })?;
        let key = private_key(auth, &kid)?;
        let world = signing.tools.world;
        let now = world.epoch_millis().div_euclid(1000);
        let exp = auth
            .get("exp")
            .and_then(|_| leading_integer(&auth.text("exp")))
            .filter(|exp| *exp != 0);
        let claimed = claims.get("exp").and_then(integer).filter(|exp| *exp != 0);
        let mut payload = claims.clone();
        let subject = either("sub").unwrap_or_else(|| issuer.clone());
        for (name, value) in [
            (
                "iat",
                claims
                    .get("iat")
                    .filter(|at| is_truthy(at))
                    .cloned()
                    .unwrap_or_else(|| json!(now)),
            ),
            ("iss", issuer),
            ("sub", subject),
            (
                "jti",
                claims
                    .get("jti")
                    .filter(|id| is_truthy(id))
                    .cloned()
                    .unwrap_or_else(|| json!(world.uuid())),
            ),
            ("aud", audience),
            ("exp", json!(claimed.unwrap_or(now + exp.unwrap_or(EXPIRY)))),
        ] {
            payload.insert(name.to_owned(), value);
        }
        let unsigned = Unsigned {
            header: json!({"alg": name, "kid": kid}),
            payload: Value::Object(payload),
        };
        let token = algorithm.token(&unsigned, &key, world)?;
        signing.authorize(format!("Bearer {token}"));
        Ok(())
    }
}

fn claims(auth: &Auth) -> Result<Map<String, Value>, SignError> {
    match auth.get("claims") {
        Some(Value::Object(claims)) => Ok(claims.clone()),
        Some(Value::String(text)) if !text.trim().is_empty() => {
            serde_json::from_str(text.trim()).map_err(|_| SignError::NotObject { name: "claims" })
        }
        _ => Ok(Map::new()),
    }
}

fn integer(value: &Value) -> Option<i64> {
    value
        .as_i64()
        .or_else(|| value.as_str().and_then(leading_integer))
}

/// The key as DER; it may be a data URI that names the key's id too.
fn private_key(auth: &Auth, kid: &Value) -> Result<Vec<u8>, SignError> {
    let text = auth.text("privateKey").replace('\n', "");
    if text.is_empty() {
        return Err(SignError::Missing { name: "privateKey" });
    }
    let bare = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(&text);
    let decoded = percent_decode_str(bare)
        .decode_utf8()
        .map_err(|_| SignError::PrivateKey)?;
    let Some(uri) = decoded.strip_prefix("data:") else {
        return jws::der(&decoded);
    };
    let parts = uri
        .strip_prefix("application/pkcs8;kid=")
        .and_then(|rest| rest.split_once(";base64,"));
    let (named, base64) = parts.ok_or(SignError::PrivateKey)?;
    if kid.as_str() != Some(named) {
        return Err(SignError::KeyId {
            name: named.to_owned(),
        });
    }
    BASE64_STANDARD
        .decode(base64)
        .map_err(|_| SignError::PrivateKey)
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::{authorization, failure, key, payload, rsa_pkcs1, verified};
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    use serde_json::{Value, json};

    fn auth(more: &Value) -> Value {
        let mut params = json!({"kid": "k/1", "iss": "i", "aud": "a", "privateKey": key("RS256")});
        params
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"type": "asap", "asap": params})
    }

    fn token(more: &Value) -> String {
        let header = authorization(&json!({"url": "http://h/"}), &auth(more));
        header.strip_prefix("Bearer ").unwrap().to_owned()
    }

    #[test]
    fn the_claims_are_postmans_in_their_order() {
        let token = token(&json!({"exp": "60"}));
        assert!(verified("RS256", &token));
        assert!(token.starts_with("eyJhbGciOiJSUzI1NiIsImtpZCI6ImsvMSJ9."));
        let claims = payload(&token);
        let names: Vec<_> = claims
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(names, ["iat", "iss", "sub", "jti", "aud", "exp"]);
        assert_eq!(
            (&claims["iat"], &claims["sub"], &claims["exp"]),
            (&json!(1), &json!("i"), &json!(61))
        );
    }

    #[test]
    fn claims_of_the_authors_win() {
        let claims = payload(&token(
            &json!({"claims": "{\"x\": 1, \"iss\": \"me\", \"exp\": \"99\", \"jti\": \"j\"}"}),
        ));
        assert_eq!(
            claims.to_string(),
            r#"{"x":1,"iss":"me","exp":99,"jti":"j","iat":1,"sub":"me","aud":"a"}"#
        );
    }

    #[test]
    fn a_key_may_be_a_data_uri_that_names_itself() {
        let base64: String = key("RS256")
            .lines()
            .filter(|line| !line.starts_with('-'))
            .collect();
        let uri = |kid: &str| format!("data:application/pkcs8;kid={kid};base64,{base64}");
        assert!(BASE64_STANDARD.decode(&base64).is_ok());
        assert!(verified(
            "RS256",
            &token(&json!({"privateKey": uri("k/1")}))
        ));
        let encoded = uri("k/1").replace('/', "%2F").replace('+', "%2B");
        assert!(verified("RS256", &token(&json!({"privateKey": encoded}))));
        let told = failure(
            &json!({"url": "http://h/"}),
            &auth(&json!({"privateKey": uri("other")})),
        );
        assert!(told.contains("`other`"), "{told}");
    }

    #[test]
    fn a_key_may_be_one_of_pkcs1() {
        let base64 = BASE64_STANDARD.encode(rsa_pkcs1());
        let pem = |end: &str| {
            format!(
                "-----BEGIN RSA PRIVATE KEY-----{end}{base64}{end}-----END RSA PRIVATE KEY-----{end}"
            )
        };
        let uri = format!("data:application/pkcs8;kid=k/1;base64,{base64}");
        for key in [pem("\n"), pem("\r\n"), format!("\"{}\"", pem("")), uri] {
            assert!(
                verified("RS256", &token(&json!({"privateKey": key}))),
                "{key}"
            );
        }
        let told = failure(
            &json!({"url": "http://h/"}),
            &auth(&json!({"alg": "ES256", "privateKey": pem("\n")})),
        );
        assert!(told.contains("PKCS#1"), "{told}");
    }

    #[test]
    fn what_can_not_be_signed_is_told() {
        for (more, expected) in [
            (json!({"kid": ""}), "`kid` is missing"),
            (json!({"aud": null}), "`aud` is missing"),
            (json!({"alg": "HS256"}), "`HS256` is not an algorithm of it"),
            (json!({"claims": "{"}), "`claims` is not a JSON object"),
            (json!({"privateKey": ""}), "`privateKey` is missing"),
        ] {
            let told = failure(&json!({"url": "http://h/"}), &auth(&more));
            assert!(told.contains(expected), "{told}");
        }
    }
}
