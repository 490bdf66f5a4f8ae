//! Requests without a response, in the words that Newman's users know.

use std::net::TcpListener;
use std::time::Duration;

use postrider::exchange::SendError;
use postrider::http::ClientSettings;

use super::{client_with, get, request, run, send, send_with};
use crate::server::{Answer, Server};

fn failure(answer: Answer) -> (String, String) {
    let server = Server::start(move |_| answer.clone());
    told(get(&server.url("/")).unwrap_err())
}

fn told(error: SendError) -> (String, String) {
    (error.code.unwrap_or_default(), error.message)
}

fn of(code: &str, message: &str) -> (String, String) {
    (code.to_owned(), message.to_owned())
}

/// Sends with a timeout of 150 ms.
fn impatient(answer: Answer) -> Result<u16, (String, String)> {
    let server = Server::start(move |_| answer.clone());
    let settings = ClientSettings {
        silence: Some(Duration::from_millis(150)),
        ..ClientSettings::default()
    };
    run(async {
        let client = client_with(settings);
        send_with(&client, request("GET", &server.url("/"), &[])).await
    })
    .map(|exchange| exchange.response.code)
    .map_err(told)
}

#[test]
fn a_port_on_which_nobody_listens_refuses() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for host in ["127.0.0.1", "localhost", "a.b.localhost"] {
        let error = get(&format!("http://{host}:{port}/")).unwrap_err();
        assert!(
            error
                .hint
                .as_ref()
                .is_some_and(|hint| hint.contains("is the server running?"))
        );
        let message = format!("connect ECONNREFUSED 127.0.0.1:{port}");
        assert_eq!(told(error), of("ECONNREFUSED", &message), "{host}");
    }
}

#[test]
fn a_host_without_an_address_is_not_found() {
    let error = get("http://postrider.invalid/").unwrap_err();
    assert!(error.hint.is_some());
    let (code, message) = told(error);
    assert!(code == "ENOTFOUND" || code == "EAI_AGAIN", "{code}");
    assert_eq!(message, format!("getaddrinfo {code} postrider.invalid"));
}

#[test]
fn everything_below_localhost_is_this_machine() {
    let server = Server::start(|_| crate::server::ok("here"));
    let url = server.url("/").replace("127.0.0.1", "a.b.localhost");
    assert_eq!(get(&url).unwrap().response.body, "here");
}

#[test]
fn a_connection_that_is_closed_is_a_hang_up_or_an_abort() {
    assert_eq!(
        failure(Answer::Last(Vec::new())),
        of("ECONNRESET", "socket hang up")
    );
    assert_eq!(
        failure(Answer::Last(b"HTTP/1.1 200".to_vec())),
        of("ECONNRESET", "socket hang up")
    );
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec();
    assert_eq!(failure(Answer::Last(half)), of("ECONNRESET", "aborted"));
    let half = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf".to_vec();
    assert_eq!(failure(Answer::Last(half)), of("ECONNRESET", "aborted"));
}

#[test]
fn what_is_not_http_is_a_parse_error() {
    let (code, message) = failure(Answer::Last(b"garbage\r\n\r\n".to_vec()));
    assert_eq!(
        (&*code, &*message),
        (
            "HPE_INVALID_CONSTANT",
            "Parse Error: Expected HTTP/, RTSP/ or ICE/"
        )
    );
    let (code, message) = failure(Answer::Last(b"HTTP/1.1 200 OK\r\nX F: a\r\n\r\n".to_vec()));
    assert_eq!(
        (&*code, &*message),
        (
            "HPE_INVALID_HEADER_TOKEN",
            "Parse Error: Invalid header token"
        )
    );
}

#[test]
fn a_silent_server_times_out_and_a_slow_one_does_not() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".to_vec();
    let late = Duration::from_millis(600);
    let silent = Answer::Slowly(vec![(late, head.clone())]);
    assert_eq!(
        impatient(silent),
        Err(of("ESOCKETTIMEDOUT", "ESOCKETTIMEDOUT"))
    );
    let stalled = Answer::Slowly(vec![
        (Duration::ZERO, head.clone()),
        (late, b"12345".to_vec()),
    ]);
    assert_eq!(
        impatient(stalled),
        Err(of("ESOCKETTIMEDOUT", "ESOCKETTIMEDOUT"))
    );
    let mut drops = vec![(Duration::ZERO, head)];
    drops.extend([b'x'; 5].map(|byte| (Duration::from_millis(60), vec![byte])));
    assert_eq!(impatient(Answer::Slowly(drops)), Ok(200));
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is_sent() {
    let server = Server::start(|_| crate::server::ok(""));
    for (name, value, code, message) in [
        (
            "X-T ",
            "a",
            "ERR_INVALID_HTTP_TOKEN",
            "Header name must be a valid HTTP token [\"X-T \"]",
        ),
        (
            "X-A",
            "a\nb",
            "ERR_INVALID_CHAR",
            "Invalid character in header content [\"X-A\"]",
        ),
    ] {
        let error = send(request("GET", &server.url("/"), &[(name, value)])).unwrap_err();
        assert_eq!(told(error), of(code, message));
    }
    let error = send(request("GE T", &server.url("/"), &[])).unwrap_err();
    assert_eq!(
        told(error),
        of(
            "ERR_INVALID_HTTP_TOKEN",
            "Method must be a valid HTTP token [\"GE T\"]"
        )
    );
    for (url, code, message) in [
        ("ftp://x/", "", "Invalid protocol: ftp:"),
        (
            "http://{{base}}/x",
            "ENOTFOUND",
            "getaddrinfo ENOTFOUND {{base}}",
        ),
    ] {
        assert_eq!(told(get(url).unwrap_err()), of(code, message));
    }
    assert_eq!(server.received(), []);
}

#[test]
fn a_connection_that_the_server_closed_meanwhile_is_not_used_again() {
    let server = Server::start(|_| match crate::server::ok("x") {
        Answer::Bytes(bytes) => Answer::Last(bytes),
        other => other,
    });
    run(async {
        let client = client_with(ClientSettings::default());
        for sent in 1..=5 {
            send_with(&client, request("GET", &server.url("/"), &[]))
                .await
                .unwrap();
            // A script that runs for a while: the runtime sees nothing of the connection's end.
            server.wait_for_closed_connections(sent);
        }
    });
    assert_eq!(server.received().len(), 5);
}
