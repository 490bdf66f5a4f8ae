//! JSON Web Tokens (RFC 7519) that are made anew for each request.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use super::jws::{self, Algorithm, Unsigned};
use super::{Sign, SignError, Signing, is_set};
use crate::collection::Auth;

/// Parameters: `algorithm` (HS, RS, PS, ES with 256, 384, 512), `header` and `payload` (JSON, or
/// objects), `secret`, `isSecretBase64Encoded`, `privateKey` (PKCS#8 or PKCS#1 in PEM), `addTokenTo`
/// (`header`, `queryParam`), `headerPrefix` (default `Bearer`), `queryParamKey` (default `token`).
pub(super) struct Jwt;

impl Sign for Jwt {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let name = auth.text("algorithm");
        let algorithm =
            Algorithm::named(&name).ok_or(SignError::Algorithm { name: name.clone() })?;
        let key = key(auth, algorithm)?;
        let mut header = object(auth, "header")?;
        header.insert("alg".to_owned(), name.into());
        let payload = object(auth, "payload")?;
        let unsigned = Unsigned {
            header: Value::Object(header),
            payload: Value::Object(payload),
        };
        let token = algorithm.token(&unsigned, &key, signing.tools.world)?;
        place(auth, signing, token);
        Ok(())
    }
}

/// The secret as bytes, or the private key as DER.
fn key(auth: &Auth, algorithm: Algorithm) -> Result<Vec<u8>, SignError> {
    let text = |key: &'static str| match auth.get(key) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
        _ => Err(SignError::Missing { name: key }),
    };
    if !matches!(algorithm, Algorithm::Hmac(_)) {
        return jws::der(&text("privateKey")?);
    }
    let secret = text("secret")?;
    Ok(if is_set(auth, "isSecretBase64Encoded") {
        from_base64(&secret)
    } else {
        secret.into_bytes()
    })
}

/// Decodes as Node does: both alphabets, with or without padding, and nothing is refused.
fn from_base64(text: &str) -> Vec<u8> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let is_digit = |char: &char| char.is_ascii_alphanumeric() || "+/-_".contains(*char);
    let mut digits: String = text
        .chars()
        .take_while(|char| *char != '=')
        .filter(is_digit)
        .collect();
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    let alphabet = if digits.contains(['-', '_']) {
        &URL_SAFE
    } else {
        &STANDARD
    };
    let digits = if digits.contains(['-', '_']) {
        digits.replace('+', "-").replace('/', "_")
    } else {
        digits
    };
    GeneralPurpose::new(alphabet, config)
        .decode(digits)
        .unwrap_or_default()
}

/// A parameter that is an object, or the text of one; empty where nothing is given.
fn object(auth: &Auth, name: &'static str) -> Result<Map<String, Value>, SignError> {
    match auth.get(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map.clone()),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(Map::new()),
        Some(Value::String(text)) => {
            serde_json::from_str(text.trim()).map_err(|_| SignError::NotObject { name })
        }
        Some(_) => Err(SignError::NotObject { name }),
    }
}

fn place(auth: &Auth, signing: &mut Signing<'_>, token: String) {
    let or = |key: &str, default: &str| {
        Some(auth.text(key))
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| default.to_owned())
    };
    match or("addTokenTo", "header").as_str() {
        "header" => {
            let prefix = auth.get("headerPrefix").filter(|prefix| !prefix.is_null());
            let prefix = prefix.map_or_else(|| "Bearer".to_owned(), |_| auth.text("headerPrefix"));
            let blank = if prefix.is_empty() { "" } else { " " };
            signing.authorize(format!("{prefix}{blank}{token}"));
        }
        "queryParam" => signing.set_query(&or("queryParamKey", "token"), token),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::{authorization, failure, key, signed, verified};
    use serde_json::{Value, json};

    fn auth(params: &Value) -> Value {
        json!({"type": "jwt", "jwt": params})
    }

    fn token(params: &Value) -> String {
        authorization(&json!({"url": "http://h/"}), &auth(params)).replace("Bearer ", "")
    }

    #[test]
    fn secrets_sign_as_jose_does() {
        // The key of RFC 7515, appendix A.1; its payload, as it stands there, has line ends that
        // JSON doesn't keep.
        let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let params = json!({"algorithm": "HS256", "secret": secret, "isSecretBase64Encoded": true,
            "header": "{\"typ\":\"JWT\"}", "payload": {"iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true}});
        assert_eq!(
            token(&params),
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODAsImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.lliDzOlRAdGUCfCHCPx_uisb6ZfZ1LRQa0OJLeYTTpY"
        );
    }

    #[test]
    fn every_algorithm_signs_what_its_public_key_verifies() {
        for name in [
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
        ] {
            let token = token(
                &json!({"algorithm": name, "privateKey": key(name), "payload": "{\"a\": 1}"}),
            );
            assert!(verified(name, &token), "{name}");
        }
        for (name, length) in [("HS256", 43), ("HS384", 64), ("HS512", 86)] {
            let token = token(&json!({"algorithm": name, "secret": "s"}));
            assert_eq!(token.rsplit('.').next().unwrap().len(), length);
        }
    }

    #[test]
    fn the_token_goes_where_it_is_wanted() {
        let request = json!({"url": "http://h/?token=old&t=old"});
        let with = |more: Value| {
            let mut params = json!({"algorithm": "HS256", "secret": "s"});
            params
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            signed(&request, &auth(&params))
        };
        let header = |more: Value| with(more).headers.get("authorization").map(str::to_owned);
        assert!(
            header(json!({"headerPrefix": "JWT"}))
                .unwrap()
                .starts_with("JWT ey")
        );
        assert!(
            header(json!({"headerPrefix": ""}))
                .unwrap()
                .starts_with("ey")
        );
        assert_eq!(header(json!({"addTokenTo": "nowhere"})), None);
        assert!(
            with(json!({"addTokenTo": "queryParam"}))
                .url
                .starts_with("http://h/?t=old&token=ey")
        );
        let named = with(json!({"addTokenTo": "queryParam", "queryParamKey": "t"}));
        assert!(named.url.starts_with("http://h/?token=old&t=ey"));
    }

    #[test]
    fn what_can_not_be_signed_is_told() {
        for (params, expected) in [
            (
                json!({"algorithm": "none"}),
                "`none` is not an algorithm of it",
            ),
            (json!({"algorithm": "HS256"}), "`secret` is missing"),
            (json!({"algorithm": "RS256"}), "`privateKey` is missing"),
            (
                json!({"algorithm": "RS256", "privateKey": "x"}),
                "private key is not one in PEM (PKCS#8 or PKCS#1)",
            ),
            (
                json!({"algorithm": "RS256", "privateKey": key("ES256")}),
                "private key is not one in PEM (PKCS#8 or PKCS#1)",
            ),
            (
                json!({"algorithm": "HS256", "secret": "s", "payload": "[1]"}),
                "`payload` is not a JSON object",
            ),
        ] {
            let told = failure(&json!({"url": "http://h/"}), &auth(&params));
            assert!(told.contains(expected), "{told}");
        }
    }
}
