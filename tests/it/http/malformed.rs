//! Responses that can't be read, and those that Node reads though they are odd. The cases and the
//! words were taken from Newman.

use postrider::exchange::{Exchange, SendError};
use serde_json::json;

use super::{behavior, client, get, request, run};
use crate::server::{Answer, Server, latin1};

fn answered(answer: &str) -> Result<Exchange, SendError> {
    let bytes = latin1(answer);
    let server = Server::start(move |_| Answer::Last(bytes.clone()));
    get(&server.url("/"))
}

const END: &str = "Content-Length: 2\r\n\r\n{}";

const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Heads, and of the errors that they are refused with the code, the message and a part of the hint.
const REFUSED: [(&str, &str, &str, &str); 12] = [
    (
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\u{1}c; path=/\r\n",
        "HPE_INVALID_HEADER_TOKEN",
        "Invalid header value char",
        "`Set-Cookie` holds U+0001",
    ),
    (
        "HTTP/1.1 200 OK\r\nX-Z: 1\r\nX-A: \u{1b}[31m\r\n",
        "HPE_INVALID_HEADER_TOKEN",
        "Invalid header value char",
        "`X-A` holds U+001B (escape)",
    ),
    (
        "HTTP/1.1 200 OK\r\nX-A: a\rb\r\n",
        "HPE_LF_EXPECTED",
        "Missing expected LF after header value",
        "`X-A` holds U+000D",
    ),
    (
        "HTTP/1.1 200 OK\r\nX-A : b\r\n",
        "HPE_INVALID_HEADER_TOKEN",
        "Invalid header token",
        "before its colon",
    ),
    (
        "HTTP/1.1 200 OK\r\nNoColonHere\r\n",
        "HPE_INVALID_HEADER_TOKEN",
        "Invalid header token",
        "the line `NoColonHere` has no colon",
    ),
    (
        "HTTP/1.1 200 OK\r\n: x\r\n",
        "HPE_INVALID_HEADER_TOKEN",
        "Invalid header token",
        "no name before its colon",
    ),
    (
        "HTTP/1.1 200 OK\r\nX\u{1}A: b\r\n",
        "HPE_INVALID_HEADER_TOKEN",
        "Invalid header token",
        "holds U+0001",
    ),
    (
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n",
        "HPE_UNEXPECTED_CONTENT_LENGTH",
        "Duplicate Content-Length",
        "`3`, `2`",
    ),
    (
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
        "HPE_INVALID_CONTENT_LENGTH",
        "Invalid character in Content-Length",
        "`-1`, `2`",
    ),
    (
        "HTTP/3.0 200 OK\r\n",
        "HPE_INVALID_VERSION",
        "Invalid HTTP version",
        "`HTTP/3.0 200 OK`",
    ),
    (
        "HTTP/1.1 2000 OK\r\n",
        "HPE_INVALID_STATUS",
        "Invalid response status",
        "`HTTP/1.1 2000 OK`",
    ),
    (
        "ICY 200 OK\r\n",
        "HPE_INVALID_CONSTANT",
        "Expected HTTP/, RTSP/ or ICE/",
        "begins with `ICY 200 OK`",
    ),
];

#[test]
fn what_node_refuses_is_refused_in_its_words_and_named() {
    for (head, code, message, hint) in REFUSED {
        let error = answered(&format!("{head}{END}")).unwrap_err();
        assert_eq!(error.code.as_deref(), Some(code), "{head:?}");
        assert_eq!(error.message, format!("Parse Error: {message}"), "{head:?}");
        let told = error.hint.unwrap_or_default();
        assert!(told.contains(hint), "{head:?}: {told}");
    }
}

#[test]
fn damaged_chunks_are_told_in_nodes_words() {
    for (chunks, code, message) in [
        (
            "2\r\n{}\r\nzz\r\n",
            "HPE_INVALID_CHUNK_SIZE",
            "Invalid character in chunk size",
        ),
        (
            "zz\r\n{}\r\n0\r\n\r\n",
            "HPE_INVALID_CHUNK_SIZE",
            "Invalid character in chunk size",
        ),
        (
            "\r\n{}\r\n0\r\n\r\n",
            "HPE_INVALID_CHUNK_SIZE",
            "Invalid character in chunk size",
        ),
        (
            "-1\r\n{}\r\n0\r\n\r\n",
            "HPE_INVALID_CHUNK_SIZE",
            "Invalid character in chunk size",
        ),
        (
            "fffffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
            "HPE_INVALID_CHUNK_SIZE",
            "Chunk size overflow",
        ),
        (
            "2\r\n{}xx0\r\n\r\n",
            "HPE_STRICT",
            "Expected LF after chunk data",
        ),
        (
            "2\r\n{}\r\n0\r\nNoColon\r\n\r\n",
            "HPE_INVALID_HEADER_TOKEN",
            "Invalid header token",
        ),
    ] {
        let error = answered(&format!("{CHUNKED}{chunks}")).unwrap_err();
        assert_eq!(
            (error.code.as_deref(), error.message),
            (Some(code), format!("Parse Error: {message}")),
            "{chunks:?}"
        );
        assert!(error.hint.is_some(), "{chunks:?}");
    }
    let cut = answered(&format!("{CHUNKED}2\r\n{{}}\r\n")).unwrap_err();
    assert_eq!(cut.message, "aborted");
}

#[test]
fn what_node_reads_is_read() {
    for (answer, code, reason, version) in [
        (format!("HTTP/2.0 200 OK\r\n{END}"), 200, "OK", "2.0"),
        (
            "HTTP/2.0 404 Nope\r\nX: y\r\n\r\n{}".into(),
            404,
            "Nope",
            "2.0",
        ),
        (
            CHUNKED.replace("1.1", "2.0") + "2\r\n{}\r\n0\r\n\r\n",
            200,
            "OK",
            "2.0",
        ),
        (format!("HTTP/0.9 200 OK\r\n{END}"), 200, "OK", "0.9"),
        (
            CHUNKED.replace("1.1", "1.0") + "2\r\n{}\r\n0\r\n\r\n",
            200,
            "OK",
            "1.0",
        ),
        (format!("HTTP/1.0 201 Made\r\n{END}"), 201, "Made", "1.0"),
        (
            format!("HTTP/1.1 200 O\u{1}K\tx\r\n{END}"),
            200,
            "O\u{1}K\tx",
            "1.1",
        ),
        (
            format!("\r\nHTTP/1.1 200 Fine\r\n{END}"),
            200,
            "Fine",
            "1.1",
        ),
        (
            format!("\r\n\r\n\r\nHTTP/1.1 404 Not here\r\n{END}"),
            404,
            "Not here",
            "1.1",
        ),
        (
            format!("\n\nHTTP/1.1 404 Nope\r\n{END}"),
            404,
            "Nope",
            "1.1",
        ),
        (
            format!("{CHUNKED}2;a=b\r\n{{}}\r\n0\r\n\r\n"),
            200,
            "OK",
            "1.1",
        ),
    ] {
        let exchange = answered(&answer).unwrap_or_else(|error| panic!("{answer:?}: {error:?}"));
        let response = exchange.response;
        assert_eq!(
            (response.code, &*response.reason, &*response.http_version),
            (code, reason, version),
            "{answer:?}"
        );
        assert_eq!(response.body, "{}", "{answer:?}");
    }
}

#[test]
fn what_browsers_read_is_read() {
    for head in [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n",
        "HTTP/1.1 200 OK\r\nX-A: a\r\n b\r\n",
        "HTTP/1.1 200 OK\nX-A: b\n",
    ] {
        let response = answered(&format!("{head}{END}")).unwrap().response;
        assert_eq!(response.body, "{}", "{head:?}");
    }
    let both = CHUNKED.replace("\r\n\r\n", "\r\nContent-Length: 2\r\n\r\n");
    let response = answered(&(both + "2\r\n{}\r\n0\r\n\r\n")).unwrap().response;
    assert_eq!(response.body, "{}");
}

#[test]
fn the_lenient_parser_takes_what_the_hint_says_it_takes() {
    for (line, name, value) in [
        ("Set-Cookie: a=b\u{1}c", "set-cookie", "a=b\u{1}c"),
        ("X-A: a\u{7f}b", "x-a", "a\u{7f}b"),
        ("X-A : b", "x-a", "b"),
        ("NoColonHere", "content-length", "2"),
        (": x", "content-length", "2"),
        ("X(A): b", "content-length", "2"),
    ] {
        let bytes = latin1(&format!("HTTP/1.1 200 OK\r\nX-B: 1\r\n{line}\r\n{END}"));
        let server = Server::start(move |_| Answer::Last(bytes.clone()));
        let lenient = behavior(&json!({"insecureHTTPParser": true}));
        let sent = run(async {
            client()
                .send(request("GET", &server.url("/"), &[]), &lenient)
                .await
        });
        let response = sent
            .unwrap_or_else(|error| panic!("{line:?}: {error:?}"))
            .response;
        assert_eq!(response.headers.get(name), Some(value), "{line:?}");
        assert_eq!(response.body, "{}");
    }
}
