//! Chains of redirects.

use postrider::exchange::{Exchange, SendError};
use serde_json::{Value, json};

use super::{behavior, client, get, request, run, send, with_body};
use crate::program::{Folder, postrider};
use crate::server::{Received, Server, ok, redirect, response};

/// Sends `method` to `/from`, which redirects to `/to`, and gives the second request.
fn second(method: &str, code: u16, profile: &Value) -> Received {
    let server = Server::start(move |seen| match seen.target() {
        "/from" => redirect(code, "/to"),
        _ => ok(""),
    });
    let headers = [("Content-Type", "text/x"), ("Authorization", "secret")];
    let request = with_body(request(method, &server.url("/from"), &headers), "body");
    run(async { client().send(request, &behavior(profile)).await }).unwrap();
    server.received().pop().unwrap()
}

fn follow(location: &str) -> (Result<Exchange, SendError>, Vec<Received>) {
    let location = location.to_owned();
    let server = Server::start(move |seen| match seen.target() {
        target if target.starts_with("/r/from") => redirect(302, &location),
        _ => ok("end"),
    });
    let result = get(&server.url("/r/from/here?q=1#hash"));
    (result, server.received())
}

#[test]
fn every_method_is_redirected_to_get_but_head_and_what_307_keeps() {
    for (method, code, line, body) in [
        ("POST", 301, "GET", ""),
        ("PUT", 302, "GET", ""),
        ("DELETE", 303, "GET", ""),
        ("PATCH", 304, "GET", ""),
        ("HEAD", 302, "HEAD", ""),
        ("POST", 307, "POST", "body"),
        ("PUT", 308, "PUT", "body"),
    ] {
        let seen = second(method, code, &json!({}));
        assert_eq!(
            seen.line(),
            format!("{line} /to HTTP/1.1"),
            "{method} {code}"
        );
        assert_eq!(String::from_utf8_lossy(&seen.body), body, "{method} {code}");
        let has_body = !body.is_empty();
        assert_eq!(
            seen.header("content-type").is_some(),
            has_body,
            "{method} {code}"
        );
        assert_eq!(
            seen.header("content-length").is_some(),
            has_body,
            "{method} {code}"
        );
    }
    let kept = second("PUT", 301, &json!({ "followOriginalHttpMethod": true }));
    assert_eq!(
        (kept.line(), &*kept.body),
        ("PUT /to HTTP/1.1", &b"body"[..])
    );
}

#[test]
fn referer_and_host_come_last() {
    let server = Server::start(|seen| {
        if seen.target() == "/to" {
            ok("")
        } else {
            redirect(302, "/to")
        }
    });
    send(request("GET", &server.url("/from#hash"), &[("X-A", "1")])).unwrap();
    let referer = format!("Referer: {}", server.url("/from#hash"));
    let host = format!("Host: {}", server.host());
    assert_eq!(
        server.received()[1].headers(),
        ["X-A: 1", "Accept: */*", &referer, &host]
    );
}

#[test]
fn the_referer_may_be_left_out_and_an_own_one_is_replaced_in_its_place() {
    assert_eq!(
        second(
            "GET",
            302,
            &json!({ "removeRefererHeaderOnRedirect": true })
        )
        .header("referer"),
        None
    );
    let server = Server::start(|seen| {
        if seen.target() == "/to" {
            ok("")
        } else {
            redirect(302, "/to")
        }
    });
    send(request(
        "GET",
        &server.url("/from"),
        &[("Referer", "mine"), ("X-A", "1")],
    ))
    .unwrap();
    assert_eq!(
        server.received()[1].headers()[0],
        format!("Referer: {}", server.url("/from"))
    );
}

#[test]
fn locations_are_resolved_and_encoded_as_postman_does() {
    for (location, target) in [
        ("/abs", "/abs"),
        ("rel", "/r/from/rel"),
        ("?z=1", "/r/from/here?z=1"),
        ("/a b?c d#e", "/a%20b?c%20d"),
        ("/a%20b{c}", "/a%20b%7Bc%7D"),
        ("/\u{e9}", "/%C3%A9"),
        ("/\u{c3}\u{a9}", "/%C3%83%C2%A9"),
        ("mailto:x", "/r/from/mailto:x"),
    ] {
        // Each is followed at least once: some lead back to where they come from.
        let (_, seen) = follow(location);
        assert_eq!(seen[1].target(), target, "{location}");
    }
    assert_eq!(follow("/end").0.unwrap().response.body, "end");
}

#[test]
fn what_cannot_be_followed_fails_in_newmans_words() {
    for (location, message) in [
        ("ftp://x/y", "Invalid protocol: ftp:"),
        ("ws://x/y", "Invalid protocol: ws:"),
        (
            "http://",
            "Invalid URI \"http:///\". This can be caused by a crappy redirection.",
        ),
    ] {
        assert_eq!(follow(location).0.unwrap_err().message, message);
    }
}

#[test]
fn an_empty_location_and_a_missing_one_are_not_followed() {
    let (result, seen) = follow("");
    assert_eq!((result.unwrap().response.code, seen.len()), (302, 1));
    let server = Server::start(|_| response("302 Found", "", "here"));
    assert_eq!(get(&server.url("/")).unwrap().response.body, "here");
}

#[test]
fn the_first_of_two_locations_is_followed() {
    let server = Server::start(|seen| match seen.target() {
        "/" => response("302 X", "Location: /one\r\nLocation: /two\r\n", ""),
        _ => ok(""),
    });
    get(&server.url("/")).unwrap();
    assert_eq!(server.received()[1].target(), "/one");
}

#[test]
fn another_origin_gets_neither_host_nor_cookie_nor_authorization() {
    let other = Server::start(|_| ok("end"));
    let to = other.url("/to");
    let server = Server::start(move |_| redirect(302, &to));
    let headers = [("Authorization", "secret"), ("Cookie", "u=1"), ("X-A", "1")];
    send(request("GET", &server.url("/"), &headers)).unwrap();
    let seen = other.sole_request();
    assert_eq!(
        (seen.header("authorization"), seen.header("cookie")),
        (None, None)
    );
    assert_eq!(
        (seen.header("host"), seen.header("x-a")),
        (Some(&*other.host()), Some("1"))
    );

    let keep = behavior(&json!({ "followAuthorizationHeader": true }));
    run(async {
        client()
            .send(request("GET", &server.url("/"), &headers), &keep)
            .await
    })
    .unwrap();
    assert_eq!(other.received()[1].header("authorization"), Some("secret"));
}

/// Authentications, and what shows their proof.
fn proofs() -> Vec<(Value, &'static str)> {
    vec![
        (
            json!({"type": "apikey", "apikey": {"key": "X-Key", "value": "s3cret"}}),
            "X-Key",
        ),
        (
            json!({"type": "apikey", "apikey": {"key": "my key", "value": "s3cret", "in": "query"}}),
            "s3cret",
        ),
        (
            json!({"type": "oauth2", "oauth2": {"accessToken": "s3cret", "addTokenTo": "queryParams"}}),
            "s3cret",
        ),
        (
            json!({"type": "oauth2", "oauth2": {"accessToken": "s3cret"}}),
            "s3cret",
        ),
        (
            json!({"type": "awsv4", "awsv4": {"accessKey": "A", "secretKey": "S", "sessionToken": "s3cret"}}),
            "X-Amz",
        ),
        (
            json!({"type": "awsv4", "awsv4": {"accessKey": "A", "secretKey": "S", "sessionToken": "s3cret",
            "addAuthDataToQuery": true}}),
            "X-Amz",
        ),
        (
            json!({"type": "oauth1", "oauth1": {"consumerKey": "s3cret", "consumerSecret": "S", "token": "T",
            "tokenSecret": "U", "addParamsToHeader": false}}),
            "s3cret",
        ),
        (
            json!({"type": "hawk", "hawk": {"authId": "s3cret", "authKey": "K", "algorithm": "sha256"}}),
            "s3cret",
        ),
    ]
}

#[test]
fn what_an_authentication_added_stays_with_its_origin() {
    let other = Server::start(|_| ok("end"));
    let to = other.url("/to");
    let server = Server::start(move |seen| match seen.target() {
        start if start.starts_with("/same") => redirect(302, &start.replace("/same", "/from")),
        _ => redirect(307, &to),
    });
    for (auth, secret) in proofs() {
        for (start, keep) in [("/from", false), ("/same", false), ("/from", true)] {
            let request = json!({"method": "GET", "auth": auth, "url": server.url(&format!("{start}?own=1")),
                "header": [{"key": "Proxy-Authorization", "value": "Basic cHJveHk="}, {"key": "X-Own", "value": "2"}]});
            let collection = json!({"info": {"name": "C"}, "item": [{"name": "a", "request": request,
                "protocolProfileBehavior": {"followAuthorizationHeader": keep}}]});
            let folder = Folder::with(&[("c.json", &collection.to_string())]);
            let mut program = postrider();
            program
                .current_dir(folder.path())
                .args(["run", "c.json"])
                .assert()
                .success();
            let first = server.received().pop().unwrap();
            assert!(first.head.contains(secret), "{auth}: {}", first.head);
            let seen = other.received().pop().unwrap();
            assert_eq!(seen.header("x-own"), Some("2"));
            assert_eq!(seen.header("proxy-authorization"), None);
            let referer = seen.header("referer").unwrap();
            assert_eq!(referer, server.url("/from?own=1"));
            let is_in_query = !first.headers().iter().any(|line| line.contains(secret));
            let is_there = seen.head.contains(secret);
            assert_eq!(
                is_there,
                keep && !is_in_query,
                "{auth} {keep}: {}",
                seen.head
            );
        }
    }
}

#[test]
fn the_same_origin_keeps_them() {
    let seen = second("GET", 302, &json!({}));
    assert_eq!(seen.header("authorization"), Some("secret"));
}

#[test]
fn a_loop_ends_at_the_limit() {
    let server = Server::start(|_| redirect(302, "/loop"));
    let url = server.url("/loop");
    let error = get(&url).unwrap_err();
    assert_eq!(
        error.message,
        format!("Exceeded maxRedirects. Probably stuck in a redirect loop {url}")
    );
    assert_eq!(server.received().len(), 11);
    for (limit, requests) in [(0, 1), (2, 3)] {
        let server = Server::start(|_| redirect(302, "/loop"));
        let profile = behavior(&json!({ "maxRedirects": limit }));
        let request = request("GET", &server.url("/loop"), &[]);
        assert!(run(async { client().send(request, &profile).await }).is_err());
        assert_eq!(server.received().len(), requests);
    }
}

#[test]
fn redirects_may_be_left_alone() {
    let server = Server::start(|_| redirect(302, "/to"));
    let profile = behavior(&json!({ "followRedirects": false }));
    let exchange = run(async {
        client()
            .send(request("GET", &server.url("/"), &[]), &profile)
            .await
    })
    .unwrap();
    assert_eq!((exchange.response.code, exchange.hops.len()), (302, 1));
}

#[test]
fn every_hop_is_told() {
    let server = Server::start(|seen| match seen.target() {
        "/1" => response("301 Moved", "Location: /2\r\nX-Hop: 1\r\n", "gone"),
        "/2" => redirect(307, "/3"),
        _ => ok("end"),
    });
    let exchange = send(with_body(request("POST", &server.url("/1"), &[]), "abc")).unwrap();
    let hops: Vec<_> = exchange
        .hops
        .iter()
        .map(|hop| {
            (
                hop.code,
                hop.request.method.as_str(),
                hop.request.url.clone(),
                hop.downloaded_bytes,
            )
        })
        .collect();
    let url = |path: &str| server.url(path);
    assert_eq!(
        hops,
        [
            (301, "POST", url("/1"), 4),
            (307, "GET", url("/2"), 0),
            (200, "GET", url("/3"), 3)
        ]
    );
    assert_eq!(exchange.hops[0].headers.get("x-hop"), Some("1"));
    assert_eq!(exchange.response.body, "end");
    assert_eq!(
        server.received().iter().map(|seen| seen.connection).max(),
        Some(0)
    );
}
