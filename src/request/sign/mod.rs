//! Authentication schemes: each puts its proof into the request, in a file of its own.

mod api_key;
mod basic;
mod bearer;
mod oauth2;

use crate::collection::{Auth, Request};
use crate::exchange::Headers;

/// A request while it is being signed.
pub(super) struct Signing<'a> {
    /// The resolved request; a scheme may add to its query.
    pub(super) request: &'a mut Request,
    /// Its headers so far: the author's.
    pub(super) headers: &'a mut Headers,
}

/// An authentication scheme.
trait Sign {
    /// Signs the request with the parameters of `auth`, which are resolved.
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>);
}

/// Signs a request; returns a warning when the scheme is not one of ours.
pub(super) fn sign(auth: &Auth, signing: &mut Signing<'_>) -> Option<String> {
    let scheme: &dyn Sign = match auth.kind.as_str() {
        "noauth" => return None,
        "basic" => &basic::Basic,
        "bearer" => &bearer::Bearer,
        "apikey" => &api_key::ApiKey,
        "oauth2" => &oauth2::OAuth2,
        other => {
            return Some(format!("authentication `{other}` is not supported: the request goes out unsigned"));
        }
    };
    scheme.sign(auth, signing);
    None
}

impl Signing<'_> {
    /// Replaces the `Authorization` header.
    fn authorize(&mut self, value: String) {
        self.headers.remove("authorization");
        self.headers.push_system("Authorization", value);
    }

    /// Replaces a parameter of the query.
    fn set_query(&mut self, key: &str, value: String) {
        let query = &mut self.request.url.query;
        query.retain(|param| param.key.as_deref() != Some(key));
        query.push(crate::collection::QueryParam {
            key: Some(key.to_owned()),
            value: Some(value),
            disabled: false,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::read_request;
    use serde_json::{Value, json};

    /// The headers and the URL after signing.
    fn signed(auth: &Value) -> (Vec<(String, String)>, String) {
        let mut request =
            read_request(&json!({"url": "http://h/?access_token=old&k=old", "auth": auth})).unwrap();
        let auth = request.auth.clone().unwrap();
        let mut headers: Headers = [("authorization", "mine"), ("x-key", "mine")]
            .map(|(name, value)| (name.into(), value.into()))
            .into_iter()
            .collect();
        assert_eq!(sign(&auth, &mut Signing { request: &mut request, headers: &mut headers }), None);
        let pairs = headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect();
        (pairs, request.url.to_string())
    }

    #[test]
    fn each_scheme_puts_its_proof_where_postman_does() {
        let old = "http://h/?access_token=old&k=old";
        for (auth, name, value, url) in [
            (
                json!({"type": "basic", "basic": {"username": "ü", "password": "p"}}),
                "Authorization",
                "Basic w7w6cA==",
                old,
            ),
            (json!({"type": "basic"}), "Authorization", "Basic Og==", old),
            (json!({"type": "bearer", "bearer": {"token": "t"}}), "Authorization", "Bearer t", old),
            (json!({"type": "bearer", "bearer": {"token": ""}}), "authorization", "mine", old),
            (json!({"type": "apikey", "apikey": {"key": "X-Key", "value": "v"}}), "X-Key", "v", old),
            (
                json!({"type": "apikey", "apikey": {"key": "k", "value": "v", "in": "query"}}),
                "authorization",
                "mine",
                "http://h/?access_token=old&k=v",
            ),
            (
                json!({"type": "oauth2", "oauth2": {"accessToken": "t"}}),
                "Authorization",
                "Bearer t",
                "http://h/?k=old",
            ),
            (
                json!({"type": "oauth2", "oauth2": {"accessToken": "t", "addTokenTo": "queryParams"}}),
                "x-key",
                "mine",
                "http://h/?k=old&access_token=t",
            ),
            (
                json!({"type": "oauth2", "oauth2": {"accessToken": "t", "headerPrefix": " SSWS "}}),
                "Authorization",
                "SSWS t",
                "http://h/?k=old",
            ),
        ] {
            let (headers, found) = signed(&auth);
            assert!(headers.contains(&(name.to_owned(), value.to_owned())), "{auth} gave {headers:?}");
            assert_eq!(headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(name)).count(), 1);
            assert_eq!(found, url, "{auth}");
        }
    }

    #[test]
    fn a_scheme_that_is_not_ours_is_told() {
        let auth = Auth { kind: "ntlm".into(), params: vec![] };
        let mut request = Request::default();
        let warning =
            sign(&auth, &mut Signing { request: &mut request, headers: &mut Headers::new() }).unwrap();
        assert!(warning.contains("`ntlm`"));
    }
}
