//! What holds for every scheme.

pub(super) mod fixture;

use self::fixture::sign_with;
use super::*;
use crate::collection::read_request;
use serde_json::json;

#[test]
fn the_table_of_facts_has_the_schemes_that_sign() {
    let known = crate::collection::SCHEMES.iter().map(|scheme| scheme.kind);
    let known: Vec<_> = known.filter(|kind| *kind != "noauth").collect();
    let signing: Vec<_> = SCHEMES.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(known, signing);
}

/// The headers and the URL after signing.
fn signed(auth: &Value) -> (Vec<(String, String)>, String) {
    let mut request =
        read_request(&json!({"url": "http://h/?access_token=old&k=old", "auth": auth})).unwrap();
    let auth = request.auth.clone().unwrap();
    let mut headers: Headers = [("authorization", "mine"), ("x-key", "mine")]
        .map(|(name, value)| (name.into(), value.into()))
        .into_iter()
        .collect();
    let warning = sign_with(&World::fixed(0, 0), &auth, &mut request, &mut headers);
    assert_eq!(warning, None);
    let pairs = headers
        .iter()
        .map(|header| (header.name.clone(), header.value.clone()))
        .collect();
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
        (
            json!({"type": "bearer", "bearer": {"token": "t"}}),
            "Authorization",
            "Bearer t",
            old,
        ),
        (
            json!({"type": "bearer", "bearer": {"token": ""}}),
            "authorization",
            "mine",
            old,
        ),
        (
            json!({"type": "apikey", "apikey": {"key": "X-Key", "value": "v"}}),
            "X-Key",
            "v",
            old,
        ),
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
        assert!(
            headers.contains(&(name.to_owned(), value.to_owned())),
            "{auth} gave {headers:?}"
        );
        assert_eq!(
            headers
                .iter()
                .filter(|(header, _)| header.eq_ignore_ascii_case(name))
                .count(),
            1
        );
        assert_eq!(found, url, "{auth}");
    }
}

#[test]
fn a_scheme_that_is_not_ours_is_told() {
    let auth = Auth::new("hoba", Vec::new());
    let mut request = Request::default();
    let mut headers = Headers::new();
    let warning = sign_with(&World::fixed(0, 0), &auth, &mut request, &mut headers).unwrap();
    assert!(warning.contains("`hoba`"));
}

#[test]
fn a_header_that_is_switched_off_goes_with_those_that_are_replaced() {
    for auth in [
        json!({"type": "basic", "basic": {"username": "u"}}),
        json!({"type": "bearer", "bearer": {"token": "t"}}),
        json!({"type": "digest", "digest": {"username": "u", "realm": "r", "nonce": "n"}}),
        json!({"type": "apikey", "apikey": {"key": "Authorization", "value": "v"}}),
        json!({"type": "awsv4", "awsv4": {"accessKey": "a", "secretKey": "s"}}),
    ] {
        let header = json!([{"key": "authorization", "value": "", "disabled": true}, {"key": "x", "disabled": true}]);
        let request = json!({"url": "http://h/", "auth": auth, "header": header});
        let mut request = read_request(&request).unwrap();
        let auth = request.auth.clone().unwrap();
        sign_with(
            &World::fixed(0, 0),
            &auth,
            &mut request,
            &mut Headers::new(),
        );
        let left: Vec<_> = request.headers.iter().map(|header| &*header.key).collect();
        assert_eq!(left, ["x"], "{}", auth.kind);
    }
}
