//! What a response is read as.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{get, request, send};
use crate::server::{Answer, Server, ok, response};

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn status_headers_and_body_are_read() {
    let server =
        Server::start(|_| response("201 Created", "X-B: 2\r\nX-A: 1\r\nX-B: 3\r\n", "text"));
    let exchange = get(&server.url("/")).unwrap();
    let response = exchange.response;
    assert_eq!(
        (response.code, &*response.reason, &*response.http_version),
        (201, "Created", "1.1")
    );
    assert_eq!(response.headers.all("x-b").collect::<Vec<_>>(), ["2", "3"]);
    assert_eq!(
        (&response.body[..], response.downloaded_bytes),
        (&b"text"[..], 4)
    );
    let timings = exchange.hops[0].timings;
    assert!(timings.connect.is_some() && timings.secure_connect.is_none());
    assert!(timings.first_byte <= timings.total && response.time == timings.total);
}

#[test]
fn a_server_that_answers_before_it_is_asked_is_heard() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let answer = b"HTTP/1.0 403 Forbidden\r\n\r\nexpected `h2`";
        connection.write_all(answer).unwrap();
        connection.shutdown(Shutdown::Write).unwrap();
        let mut asked = String::new();
        connection.read_to_string(&mut asked).unwrap();
        asked
    });
    let response = get(&format!("http://{address}/")).unwrap().response;
    assert_eq!(
        (response.code, &response.body[..]),
        (403, &b"expected `h2`"[..])
    );
    assert!(server.join().unwrap().starts_with("GET / "));
}

#[test]
fn reason_phrases_are_the_servers_or_the_standard_ones() {
    for (status, reason) in [
        ("200 OK", "OK"),
        ("200 Fine", "Fine"),
        ("200 ", "OK"),
        ("200", "OK"),
        ("422 ", "Unprocessable Entity"),
        ("418 ", "I'm a Teapot"),
        (
            "203 Non Authoritative Information",
            "Non Authoritative Information",
        ),
        ("799 ", ""),
        ("799 Own", "Own"),
    ] {
        let server = Server::start(move |_| response(status, "", ""));
        assert_eq!(
            get(&server.url("/")).unwrap().response.reason,
            reason,
            "{status}"
        );
    }
}

#[test]
fn header_values_are_read_as_latin_1() {
    let server = Server::start(|_| response("200 OK", "X-L: \u{e9}\r\nX-U: \u{c3}\u{a9}\r\n", ""));
    let headers = get(&server.url("/")).unwrap().response.headers;
    assert_eq!(
        (headers.get("x-l"), headers.get("x-u")),
        (Some("\u{e9}"), Some("\u{c3}\u{a9}"))
    );
}

#[test]
fn many_headers_are_taken() {
    let lines = (0..300).fold(String::new(), |lines, number| {
        format!("{lines}X-{number}: a\r\n")
    });
    let server = Server::start(move |_| response("200 OK", &lines, ""));
    assert_eq!(get(&server.url("/")).unwrap().response.headers.len(), 301);
}

#[test]
fn a_compressed_body_is_decoded_and_its_size_on_the_wire_is_told() {
    let text = "hello ".repeat(1000);
    let packed = gzip(text.as_bytes());
    let length = packed.len() as u64;
    let server = Server::start(move |_| response("200 OK", "Content-Encoding: gzip\r\n", &packed));
    let exchange = get(&server.url("/")).unwrap();
    assert_eq!(exchange.response.body, text);
    assert_eq!(
        (
            exchange.response.downloaded_bytes,
            exchange.hops[0].downloaded_bytes
        ),
        (length, length)
    );
    assert_eq!(
        exchange.response.headers.get("content-encoding"),
        Some("gzip")
    );
}

#[test]
fn what_is_not_compressed_though_it_says_so_fails_where_the_coding_is_known() {
    let server = Server::start(|_| response("200 OK", "Content-Encoding: gzip\r\n", "not gzip"));
    let error = get(&server.url("/")).unwrap_err();
    assert_eq!(error.message, "incorrect header check");
    for coding in ["zstd", "unheard-of"] {
        let header = format!("Content-Encoding: {coding}\r\n");
        let server = Server::start(move |_| response("200 OK", &header, "as it is"));
        assert_eq!(get(&server.url("/")).unwrap().response.body, "as it is");
    }
}

#[test]
fn responses_without_a_body_have_none() {
    for (method, status) in [
        ("HEAD", "200 OK"),
        ("GET", "204 No Content"),
        ("GET", "304 Not Modified"),
    ] {
        let head = format!("HTTP/1.1 {status}\r\nContent-Encoding: gzip\r\n\r\n");
        let server = Server::start(move |_| Answer::Bytes(head.clone().into_bytes()));
        let exchange = send(request(method, &server.url("/"), &[])).unwrap();
        assert_eq!(exchange.response.body, "", "{method} {status}");
    }
}

#[test]
fn bodies_end_with_their_length_their_chunks_or_the_connection() {
    for head in ["HTTP/1.1 200 OK\r\n\r\nbody", "HTTP/1.0 200 OK\r\n\r\nbody"] {
        let server = Server::start(move |_| Answer::Last(head.into()));
        assert_eq!(
            get(&server.url("/")).unwrap().response.body,
            "body",
            "{head}"
        );
    }
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\nT: 1\r\n\r\n";
    let server = Server::start(move |_| Answer::Bytes(chunked.into()));
    assert_eq!(get(&server.url("/")).unwrap().response.body, "body");
}

#[test]
fn informational_responses_are_passed_over() {
    let server = Server::start(|_| {
        let head = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        Answer::Bytes(head.into())
    });
    assert_eq!(get(&server.url("/")).unwrap().response.code, 200);
}

#[test]
fn a_body_that_comes_in_pieces_is_whole() {
    let server = Server::start(|_| {
        let wait = Duration::from_millis(5);
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n".to_vec();
        Answer::Slowly(vec![
            (wait, head),
            (wait, b"abc".to_vec()),
            (wait, b"def".to_vec()),
        ])
    });
    assert_eq!(get(&server.url("/")).unwrap().response.body, "abcdef");
}

#[test]
fn a_big_body_is_whole() {
    let big: Vec<u8> = (0..5_000_000_u32)
        .map(|number| number.to_le_bytes()[0])
        .collect();
    let copy = big.clone();
    let server = Server::start(move |_| ok(&copy));
    assert!(get(&server.url("/")).unwrap().response.body == big);
}
