//! Request line and header lines.

use std::sync::Arc;

use postrider::exchange::Request;

use super::{behavior, client, get, request, run, send, send_with, with_body};
use crate::server::{Server, ok};

/// The header lines that a server sees, without the ones that every request has.
fn seen(headers: &[(&str, &str)]) -> Vec<String> {
    let server = Server::start(|_| ok(""));
    send(request("GET", &server.url("/"), headers)).unwrap();
    server
        .sole_request()
        .headers()
        .into_iter()
        .map(str::to_owned)
        .collect()
}

#[test]
fn exactly_the_requests_own_headers_are_sent_in_their_order() {
    assert_eq!(
        seen(&[
            ("X-Zulu", "1"),
            ("X-Alpha", "2"),
            ("User-Agent", "me"),
            ("Accept-Encoding", "gzip")
        ]),
        [
            "X-Zulu: 1",
            "X-Alpha: 2",
            "User-Agent: me",
            "Accept-Encoding: gzip",
            "Accept: */*",
            "Host: test.host"
        ]
    );
}

#[test]
fn names_are_sent_in_the_case_they_are_written_in() {
    let lines = seen(&[("x-api-KEY", "1"), ("hOST", "h"), ("accept", "a")]);
    assert_eq!(lines, ["x-api-KEY: 1", "hOST: h", "accept: a"]);
}

#[test]
fn a_request_may_have_no_header_at_all() {
    let server = Server::start(|_| ok(""));
    let bare = Request {
        method: "GET".into(),
        url: server.url("/"),
        ..Request::default()
    };
    send(bare).unwrap();
    assert_eq!(server.sole_request().head, "GET / HTTP/1.1");
}

#[test]
fn duplicates_are_lines_of_their_own_and_another_spelling_replaces_them() {
    let both = seen(&[("X-D", "1"), ("Y", "1"), ("X-D", "2"), ("Z", "1")]);
    assert_eq!(both[..4], ["X-D: 1", "X-D: 2", "Y: 1", "Z: 1"]);
    let last = seen(&[
        ("X-D", "1"),
        ("Y", "1"),
        ("X-D", "2"),
        ("x-d", "3"),
        ("Z", "1"),
    ]);
    assert_eq!(last[..3], ["x-d: 3", "Y: 1", "Z: 1"]);
}

#[test]
fn values_go_out_as_they_are_written() {
    let lines = seen(&[("X-A", "  a  "), ("X-E", ""), ("X-L", "é")]);
    assert_eq!(lines[..3], ["X-A:   a  ", "X-E: ", "X-L: é"]);
}

#[test]
fn targets_arrive_as_they_are_written() {
    let server = Server::start(|_| ok(""));
    for (written, arrived) in [
        ("/a//b//", "/a//b//"),
        ("/d%zz?x=%&y=%27|^&z", "/d%zz?x=%&y=%27|^&z"),
        ("/%7Ba%7D%20%C3%A9", "/%7Ba%7D%20%C3%A9"),
        ("/a?b=c&&=d#fragment", "/a?b=c&&=d"),
        ("?q", "/?q"),
        ("", "/"),
        ("/a;b=1,2:3@4!$&'()*+", "/a;b=1,2:3@4!$&'()*+"),
        ("/x?..=/../", "/x?..=/../"),
        ("/~._-%2f%2F", "/~._-%2f%2F"),
        ("/a/../b/./c/..", "/a/../b/./c/.."),
        ("/%2e%2E/..%2f/.%2e", "/%2e%2E/..%2f/.%2e"),
        ("/a\\..\\b", "/a\\..\\b"),
        ("/{a}\"`<>|^", "/{a}\"`<>|^"),
        ("/\u{e9}", "/\u{e9}"),
    ] {
        get(&server.url(written)).unwrap();
        assert_eq!(
            server.received().last().unwrap().target(),
            arrived,
            "{written}"
        );
    }
}

#[test]
fn every_method_is_sent_and_says_its_length_where_node_does() {
    let server = Server::start(|_| ok(""));
    for (method, length) in [
        ("GET", None),
        ("DELETE", None),
        ("OPTIONS", None),
        ("TRACE", None),
        ("POST", Some("0")),
        ("PUT", Some("0")),
        ("PATCH", Some("0")),
        ("PURGE", Some("0")),
        ("FOO-BAR", Some("0")),
    ] {
        send(request(method, &server.url("/x"), &[])).unwrap();
        let seen = server.received().pop().unwrap();
        assert_eq!(
            (seen.line(), seen.header("content-length")),
            (&*format!("{method} /x HTTP/1.1"), length)
        );
        send(with_body(request(method, &server.url("/x"), &[]), "abc")).unwrap();
        let seen = server.received().pop().unwrap();
        assert_eq!(
            (seen.header("content-length"), &*seen.body),
            (Some("3"), &b"abc"[..]),
            "{method}"
        );
    }
}

#[test]
fn the_length_of_no_body_may_be_left_out() {
    let server = Server::start(|_| ok(""));
    let unsaid =
        behavior(&serde_json::json!({ "disabledSystemHeaders": { "content-length": true } }));
    run(async {
        client()
            .send(request("POST", &server.url("/"), &[]), &unsaid)
            .await
    })
    .unwrap();
    assert_eq!(server.sole_request().header("content-length"), None);
}

#[test]
fn the_authors_length_is_sent_even_if_it_is_wrong() {
    let server = Server::start(|_| ok(""));
    let headers = [("content-length", "2"), ("X-A", "1")];
    send(with_body(
        request("POST", &server.url("/"), &headers),
        "abcd",
    ))
    .unwrap();
    let seen = server.sole_request();
    assert_eq!(seen.headers()[..2], ["content-length: 2", "X-A: 1"]);
    assert_eq!(seen.body, b"ab");
}

#[test]
fn a_body_is_sent_in_chunks_on_demand() {
    let server = Server::start(|_| ok(""));
    let headers = [("Transfer-Encoding", "chunked")];
    send(with_body(
        request("POST", &server.url("/"), &headers),
        "abcd",
    ))
    .unwrap();
    let seen = server.sole_request();
    // As Node does; a server goes by the chunks (RFC 9112, section 6.3).
    assert_eq!(
        (seen.header("content-length"), &*seen.body),
        (Some("4"), &b"abcd"[..])
    );
}

#[test]
fn a_user_in_the_url_becomes_basic_authorization() {
    let server = Server::start(|_| ok(""));
    let url = server.url("/").replace("http://", "http://user:pa%20ss@");
    get(&url).unwrap();
    assert_eq!(
        server.received()[0].headers().last(),
        Some(&"Authorization: Basic dXNlcjpwYSBzcw==")
    );
    send(request("GET", &url, &[("authorization", "mine")])).unwrap();
    assert_eq!(server.received()[1].header("authorization"), Some("mine"));
}

#[test]
fn a_connection_is_used_again() {
    let server = Server::start(|_| ok("x"));
    run(async {
        let client = client();
        for _ in 0..5 {
            send_with(&client, request("GET", &server.url("/"), &[]))
                .await
                .unwrap();
        }
    });
    assert_eq!(
        server.received().iter().map(|seen| seen.connection).max(),
        Some(0)
    );
}

#[test]
fn what_was_sent_is_told() {
    let server = Server::start(|_| ok("x"));
    let exchange = send(with_body(
        request("POST", &server.url("/x"), &[("x-a", "1")]),
        "abc",
    ))
    .unwrap();
    let sent = &exchange.hops[0].request;
    assert_eq!(
        (&*sent.method, &*sent.url, sent.body.len()),
        ("POST", &*server.url("/x"), 3)
    );
    let names: Vec<_> = sent
        .headers
        .iter()
        .map(|header| (&*header.name, header.system))
        .collect();
    assert_eq!(
        names,
        [
            ("x-a", false),
            ("Accept", true),
            ("Host", true),
            ("Content-Length", true)
        ]
    );
    assert_eq!(exchange.hops[0].timings.started, 1_700_000_000_000);
}

#[test]
fn a_request_that_is_dropped_is_aborted() {
    let server = Arc::new(Server::start(|_| crate::server::Answer::Slowly(vec![])));
    run(async {
        let waiting = Arc::clone(&server);
        let received = tokio::task::spawn_blocking(move || waiting.wait_for_requests(1));
        let (client, behavior) = (client(), behavior(&serde_json::json!({})));
        let request = request("GET", &server.url("/"), &[]);
        tokio::select! {
            _ = client.send(request, &behavior) => panic!("the server never answers"),
            received = received => received.unwrap(),
        }
        let waiting = Arc::clone(&server);
        let closed = tokio::task::spawn_blocking(move || waiting.wait_for_closed_connections(1));
        closed.await.unwrap();
    });
    assert_eq!(server.received().len(), 1);
}
