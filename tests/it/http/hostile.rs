//! Servers that answer without end, or with what is made to do harm.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use postrider::exchange::{Exchange, SendError};
use postrider::http::{ClientSettings, Unpacking};

use super::{client_with, get, request, run, send_with};
use crate::server::{Answer, Server, ok, response};

/// A server that writes `start`, and then `piece` until the client hangs up.
fn flood(start: &'static str, piece: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        // What comes before anything is asked is no answer.
        assert!(stream.read(&mut [0; 1_024]).unwrap() > 0);
        let pieces = piece.repeat(10_000 / piece.len() + 1);
        let mut written = stream.write_all(start.as_bytes());
        while written.is_ok() {
            written = stream.write_all(pieces.as_bytes());
        }
    });
    url
}

fn send(settings: ClientSettings, url: &str) -> Result<Exchange, SendError> {
    run(async { send_with(&client_with(settings), request("GET", url, &[])).await })
}

#[test]
fn heads_without_end_are_given_up_whatever_they_are_made_of() {
    for (start, piece) in [
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        ("", "HTTP/1.1 102 Processing\n\n"),
        ("", "\r\n"),
        ("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"),
        ("HTTP/1.1 200 OK\r\nX-A: ", "b"),
        ("HTTP/1.1 200 OK\r\nX-A: b\r\n", " c\r\n"),
        ("HTTP/1.1 200 ", "OK"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            "X-A: b\r\n",
        ),
    ] {
        let began = Instant::now();
        let error = send(ClientSettings::default(), &flood(start, piece)).unwrap_err();
        assert_eq!(
            error.message, "Parse Error: Header overflow",
            "{start:?} {piece:?}"
        );
        assert!(began.elapsed() < Duration::from_secs(5), "{piece:?}");
    }
}

#[test]
fn a_flood_does_not_outrun_the_time() {
    for (start, piece) in [
        ("HTTP/1.1 200 OK\r\n\r\n", "body"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "1\r\nx\r\n",
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0"),
        (
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n",
            "data: x\n\n",
        ),
    ] {
        let settings = ClientSettings {
            timeout: Some(Duration::from_millis(300)),
            ..ClientSettings::default()
        };
        let began = Instant::now();
        let error = send(settings, &flood(start, piece)).unwrap_err();
        assert_eq!(error.message, "ESOCKETTIMEDOUT", "{piece:?}");
        assert!(began.elapsed() < Duration::from_secs(10), "{piece:?}");
    }
}

#[test]
fn only_who_asked_is_upgraded() {
    let upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";
    let server = Server::start(move |_| Answer::Last(upgrade.as_bytes().to_vec()));
    let error = get(&server.url("/")).unwrap_err();
    assert_eq!(error.message, "socket hang up");
    assert!(error.hint.unwrap().contains("101"));
    let asking = [("Upgrade", "x"), ("Connection", "upgrade")];
    let asking = request("GET", &server.url("/"), &asking);
    let exchange = super::send(asking).unwrap();
    assert_eq!(exchange.response.code, 101);
}

#[test]
fn some_interim_answers_are_passed_over() {
    let early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(1_000);
    let server = Server::start(move |_| {
        let Answer::Bytes(last) = ok("end") else {
            unreachable!()
        };
        Answer::Bytes([early.as_bytes(), &last].concat())
    });
    assert_eq!(get(&server.url("/")).unwrap().response.body, "end");
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_body_that_becomes_a_giant_is_given_up() {
    let packed = gzip(&vec![0; 65 * 1024 * 1024]);
    let server = Server::start(move |_| response("200 OK", "Content-Encoding: gzip\r\n", &packed));
    let error = get(&server.url("/")).unwrap_err();
    assert_eq!(error.message, "Maximum response size reached");
    let settings = ClientSettings {
        unpacking: Unpacking::Any,
        ..ClientSettings::default()
    };
    let exchange = send(settings, &server.url("/")).unwrap();
    assert_eq!(exchange.response.body.len(), 65 * 1024 * 1024);
}

#[test]
fn a_body_that_is_not_what_its_coding_says_fails_in_nodes_words() {
    let whole = gzip(b"{\"ok\": true}");
    let mut damaged = whole.clone();
    let at = damaged.len() - 6;
    damaged[at] ^= 0xff;
    for (coding, body, message) in [
        ("gzip", b"{\"ok\": true}".to_vec(), "incorrect header check"),
        (
            "gzip",
            [&whole[..], b"garbage"].concat(),
            "incorrect header check",
        ),
        ("gzip", damaged, "incorrect data check"),
        ("br", vec![0xff; 100], "Decompression failed"),
        (
            "gzip,gzip,gzip,gzip,gzip,gzip",
            whole,
            "the body has 6 codings",
        ),
    ] {
        let header = format!("Content-Encoding: {coding}\r\n");
        let server = Server::start(move |_| response("200 OK", &header, &body));
        let error = get(&server.url("/")).unwrap_err();
        assert_eq!(error.message, message, "{coding}");
        assert!(error.hint.is_some());
    }
}

#[test]
fn a_body_that_was_cut_short_is_the_response_with_a_warning() {
    let whole = gzip(b"a text");
    let half = whole[..whole.len() - 4].to_vec();
    for (header, body, count) in [
        ("Content-Encoding: gzip\r\n", whole, 0),
        ("Content-Encoding: gzip\r\n", half, 1),
        ("Content-Encoding: gzip\r\n", Vec::new(), 0),
        ("Content-Encoding: br\r\n", Vec::new(), 1),
    ] {
        let expected = if body.is_empty() { "" } else { "a text" };
        let server = Server::start(move |_| response("200 OK", header, &body));
        let exchange = get(&server.url("/")).unwrap();
        assert_eq!(exchange.response.body, expected);
        assert_eq!(exchange.warnings.len(), count, "{header}");
    }
}
