//! What a request and its answer may take: time and room.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use postrider::exchange::{Exchange, SendError};
use postrider::http::ClientSettings;
use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::json;

use super::{client_with, request, run, send_with};
use crate::program::{Folder, postrider};
use crate::server::{Answer, Server, ok, redirect, response};

fn send(settings: ClientSettings, url: &str) -> Result<Exchange, SendError> {
    run(async { send_with(&client_with(settings), request("GET", url, &[])).await })
}

fn within(millis: u64) -> ClientSettings {
    ClientSettings {
        timeout: Some(Duration::from_millis(millis)),
        ..ClientSettings::default()
    }
}

/// A piece every 60 ms for six seconds.
fn trickle(head: &str, piece: &str) -> Answer {
    let mut pieces = vec![(Duration::ZERO, head.as_bytes().to_vec())];
    pieces.extend(vec![(Duration::from_millis(60), piece.into()); 100]);
    Answer::Slowly(pieces)
}

#[test]
fn an_answer_that_trickles_is_given_up_when_its_time_is_up() {
    for (head, piece) in [
        ("HTTP/1.1 200 OK\r\n\r\n", "."),
        ("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", "."),
        (
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
            "9\r\ndata: 1\n\n\r\n",
        ),
        ("HTTP/1.1 200 OK\r\n", "A: b\r\n"),
        ("", "HTTP/1.1 103 Early Hints\r\n\r\n"),
    ] {
        let server = Server::start(move |_| trickle(head, piece));
        let began = Instant::now();
        let error = send(within(300), &server.url("/")).unwrap_err();
        let took = began.elapsed();
        assert_eq!(error.message, "ESOCKETTIMEDOUT", "{head:?}");
        assert_eq!(
            error.hint.as_deref(),
            Some("`--timeout-request` gives the server more time")
        );
        let expected = Duration::from_millis(290)..Duration::from_secs(3);
        assert!(expected.contains(&took), "{head:?}: {took:?}");
    }
}

#[test]
fn a_server_that_never_stops_writing_does_not_outrun_the_time() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        // What comes before anything is asked is no answer.
        assert!(stream.read(&mut [0; 1_024]).unwrap() > 0);
        let written = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        // Until the client hangs up.
        while written.is_ok() && stream.write_all(&[b'x'; 8_192]).is_ok() {}
    });
    let began = Instant::now();
    let error = send(within(300), &url).unwrap_err();
    assert_eq!(error.message, "ESOCKETTIMEDOUT");
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn redirects_are_part_of_the_time() {
    let server = Server::start(|_| {
        let Answer::Bytes(bytes) = redirect(302, "/again") else {
            unreachable!()
        };
        Answer::Slowly(vec![(Duration::from_millis(120), bytes)])
    });
    let error = send(within(300), &server.url("/")).unwrap_err();
    assert_eq!(error.message, "ESOCKETTIMEDOUT");
    assert!(server.received().len() > 1);
}

#[test]
fn an_answer_in_time_is_well_however_its_pieces_come() {
    let server = Server::start(|_| {
        let mut pieces = vec![(
            Duration::ZERO,
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n".to_vec(),
        )];
        pieces.extend(vec![(Duration::from_millis(40), b".".to_vec()); 3]);
        Answer::Slowly(pieces)
    });
    let response = send(within(3000), &server.url("/")).unwrap().response;
    assert_eq!(response.body, "...");
}

#[test]
fn a_response_that_is_too_large_is_given_up() {
    let zeros = vec![0; 50_000];
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&zeros).unwrap();
    let packed = encoder.finish().unwrap();
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunks = "2\r\nab\r\n".repeat(10_001);
    let open = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &zeros].concat();
    for (answer, is_well) in [
        (ok(&zeros[..20_000]), true),
        (ok(&zeros[..20_001]), false),
        // It is announced, and need not come.
        (
            Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n".to_vec()),
            false,
        ),
        (
            Answer::Bytes(format!("{chunked}{chunks}0\r\n\r\n").into()),
            false,
        ),
        (Answer::Last(open), false),
        (
            response("200 OK", "Content-Encoding: gzip\r\n", packed),
            false,
        ),
    ] {
        let shown = format!("{answer:?}").chars().take(80).collect::<String>();
        let server = Server::start(move |_| answer.clone());
        let settings = ClientSettings {
            max_response: Some(20_000),
            ..ClientSettings::default()
        };
        match send(settings, &server.url("/")) {
            Ok(_) => assert!(is_well, "{shown}"),
            Err(error) => {
                assert!(!is_well, "{shown}");
                assert_eq!(error.message, "Maximum response size reached");
                assert_eq!(
                    error.hint.as_deref(),
                    Some(
                        "it is larger than 20kB, on the wire or unpacked: `--max-response-size` takes more"
                    )
                );
            }
        }
    }
}

#[test]
fn the_options_bound_time_silence_and_size() {
    let server = Server::start(|received| match received.target() {
        "/trickle" => trickle("HTTP/1.1 200 OK\r\n\r\n", "."),
        "/slow" => {
            let head = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n".to_vec();
            let mut pieces = vec![(Duration::ZERO, head)];
            pieces.extend(vec![(Duration::from_millis(150), b".".to_vec()); 4]);
            Answer::Slowly(pieces)
        }
        _ => ok(vec![b'x'; 3000]),
    });
    for (target, options, told) in [
        (
            "/trickle",
            &["--timeout-request", "400"][..],
            "--timeout-request",
        ),
        ("/slow", &["--timeout-request", "400"], "--timeout-request"),
        ("/slow", &["--timeout-response", "400"], ""),
        ("/slow", &["--timeout-response", "50"], "--timeout-response"),
        (
            "/slow",
            &["--timeout-request", "5000", "--timeout-response", "400"],
            "",
        ),
        (
            "/big",
            &["--max-response-size", "2kB"],
            "--max-response-size",
        ),
        ("/big", &["--max-response-size", "3000"], ""),
        ("/big", &["--max-response-size", "0"], ""),
        ("/big", &[], ""),
    ] {
        let collection =
            json!({"info": {"name": "C"}, "item": [{"name": "a", "request": server.url(target)}]});
        let folder = Folder::with(&[("c.json", &collection.to_string())]);
        let mut program = postrider();
        let ran = program
            .current_dir(folder.path())
            .args(["run", "c.json"])
            .args(options)
            .timeout(Duration::from_secs(20))
            .assert();
        if told.is_empty() {
            ran.code(0);
        } else {
            ran.code(1).stdout(contains("hint: ").and(contains(told)));
        }
    }
    postrider()
        .args(["run", "c.json", "--max-response-size", "much"])
        .assert()
        .code(2)
        .stderr(contains("expected a number of bytes"));
}
