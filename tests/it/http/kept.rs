//! Connections that are kept: what is lost on one of them is sent again.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use postrider::exchange::{Body, Chunk};
use postrider::http::{Client, ClientSettings};

use super::{client, client_with, request, run, send_with, with_body};
use crate::server::{Answer, Received, Server, ok};

/// A server that answers `ok`, and says nothing of it when it closes the connection after its
/// `last` answer.
fn closing_after(last: usize) -> Server {
    let answered = AtomicUsize::new(0);
    Server::start(move |_| {
        let is_last = (answered.fetch_add(1, Ordering::SeqCst) + 1).is_multiple_of(last);
        match ok("ok") {
            Answer::Bytes(bytes) if is_last => Answer::Last(bytes),
            answer => answer,
        }
    })
}

/// A server that answers its first request, and does something else with all others.
fn changing(then: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Server {
    let asked = AtomicUsize::new(0);
    Server::start(move |received| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => ok("first"),
        _ => then(received),
    })
}

/// Sends GET and POST in turn.
async fn send_many(client: &Client, url: &str, count: usize) {
    for number in 0..count {
        let request = match number % 2 {
            0 => request("GET", url, &[]),
            _ => with_body(request("POST", url, &[]), "x"),
        };
        let sent = send_with(client, request).await;
        assert_eq!(sent.unwrap().response.body, "ok", "request {number}");
    }
}

#[test]
fn servers_that_close_connections_silently_fail_no_request() {
    for last in [1, 10] {
        let server = closing_after(last);
        run(async { send_many(&client(), &server.url("/"), 600).await });
        let answered = server.received().len();
        assert!(answered >= 600, "{last}: {answered}");
    }
}

#[test]
fn a_server_that_closes_idle_connections_fails_no_request() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || close_when_idle(stream));
        }
    });
    run(async {
        let client = client();
        for delay in [19, 20, 21].repeat(20) {
            send_many(&client, &url, 2).await;
            tokio::time::sleep(Duration::from_millis(delay)).await;
        }
    });
}

/// Answers until the client says nothing for 20 ms.
fn close_when_idle(mut stream: std::net::TcpStream) -> std::io::Result<()> {
    while stream.read(&mut [0; 4096])? > 0 {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")?;
        stream.set_read_timeout(Some(Duration::from_millis(20)))?;
    }
    Ok(())
}

#[test]
fn a_request_that_is_lost_on_a_kept_connection_is_sent_again_whole() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let content = vec![b'f'; 300_000];
    file.write_all(&content).unwrap();
    let chunks = vec![
        Chunk::Bytes("before".into()),
        Chunk::File {
            path: file.path().into(),
            length: 300_000,
        },
    ];
    let whole = [b"before".as_slice(), &content].concat();
    for (method, body, seen) in [
        ("GET", Body::Empty, Vec::new()),
        ("POST", Body::Bytes("text".into()), b"text".to_vec()),
        ("POST", Body::Chunks(chunks), whole),
    ] {
        let server = changing(|received| match received.connection {
            0 => Answer::Last(Vec::new()),
            _ => ok("again"),
        });
        let mut second = request(method, &server.url("/x"), &[]);
        second.body = body;
        let exchange = run(async {
            let client = client();
            send_with(&client, request("GET", &server.url("/"), &[]))
                .await
                .unwrap();
            send_with(&client, second).await.unwrap()
        });
        assert_eq!(exchange.response.body, "again");
        // What was spent on the lost connection is no opening of the new one.
        let timings = exchange.hops[0].timings;
        assert!(exchange.hops.len() == 1 && timings.connect.is_some());
        assert!(timings.wait + timings.opening() <= timings.first_byte);
        let received = server.received();
        assert_eq!((received.len(), received[2].connection), (3, 1));
        assert_eq!(received[1].head, received[2].head);
        assert!(received[1].body == seen && received[2].body == seen);
    }
}

#[test]
fn a_file_is_sent_again_whole_to_a_server_that_closed_in_the_midst_of_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let length = 3_000_000;
    let serving = thread::spawn(move || {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        let (mut first, _) = listener.accept().unwrap();
        let _ = first.read(&mut [0; 4096]).unwrap();
        first.write_all(answer).unwrap();
        // Some of the second request is read; what is left in the socket resets the connection.
        first.read_exact(&mut vec![0; 50_000]).unwrap();
        drop(first);
        let (mut second, _) = listener.accept().unwrap();
        let mut seen = Vec::new();
        while !seen.windows(4).any(|window| window == b"\r\n\r\n") {
            let mut byte = [0];
            second.read_exact(&mut byte).unwrap();
            seen.extend(byte);
        }
        let mut body = vec![0; length];
        second.read_exact(&mut body).unwrap();
        second.write_all(answer).unwrap();
        body
    });
    let content: Vec<u8> = (0..length).map(|at| at.to_le_bytes()[1]).collect();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&content).unwrap();
    let mut upload = request("POST", &url, &[]);
    upload.body = Body::Chunks(vec![Chunk::File {
        path: file.path().into(),
        length: length as u64,
    }]);
    run(async {
        let client = client();
        send_with(&client, request("GET", &url, &[])).await.unwrap();
        send_with(&client, upload).await.unwrap();
    });
    assert!(serving.join().unwrap() == content);
}

#[test]
fn a_request_is_sent_again_once_only() {
    let server = changing(|_| Answer::Last(Vec::new()));
    let error = run(async {
        let client = client();
        send_first(&client, &server).await;
        send_with(&client, request("POST", &server.url("/"), &[])).await
    });
    assert_eq!(error.unwrap_err().message, "socket hang up");
    let connections: Vec<_> = server
        .received()
        .iter()
        .map(|received| received.connection)
        .collect();
    assert_eq!(connections, [0, 0, 1]);
}

async fn send_first(client: &Client, server: &Server) {
    send_with(client, request("GET", &server.url("/"), &[]))
        .await
        .unwrap();
}

#[test]
fn what_is_lost_on_a_new_connection_or_after_a_byte_is_not_sent_again() {
    let server = Server::start(|_| Answer::Last(Vec::new()));
    let error = super::get(&server.url("/")).unwrap_err();
    assert_eq!(
        (&*error.message, server.received().len()),
        ("socket hang up", 1)
    );
    for begun in ["H", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\n"] {
        let server = changing(move |_| Answer::Last(begun.into()));
        let error = run(async {
            let client = client();
            send_first(&client, &server).await;
            send_with(&client, request("GET", &server.url("/"), &[])).await
        });
        assert_eq!(error.unwrap_err().message, "socket hang up", "{begun:?}");
        assert_eq!(server.received().len(), 2, "{begun:?}");
    }
}

#[test]
fn a_server_that_is_silent_on_a_kept_connection_is_not_asked_again() {
    let server = changing(|_| Answer::Slowly(vec![(Duration::from_secs(10), Vec::new())]));
    let settings = ClientSettings {
        timeout: Some(Duration::from_millis(150)),
        ..ClientSettings::default()
    };
    let error = run(async {
        let client = client_with(settings);
        send_first(&client, &server).await;
        send_with(&client, request("GET", &server.url("/"), &[])).await
    });
    assert_eq!(error.unwrap_err().message, "ESOCKETTIMEDOUT");
    assert_eq!(server.received().len(), 2);
}

#[test]
fn a_body_that_can_no_longer_be_read_is_told_once() {
    let server = changing(|_| ok("never"));
    let mut upload = request("POST", &server.url("/"), &[]);
    upload.body = Body::Chunks(vec![
        Chunk::Bytes(vec![b'x'; 100_000].into()),
        Chunk::File {
            path: "/nowhere/at/all".into(),
            length: 9,
        },
    ]);
    let error = run(async {
        let client = client();
        send_first(&client, &server).await;
        send_with(&client, upload).await
    });
    let message = error.unwrap_err().message;
    assert!(
        message.starts_with("cannot read `/nowhere/at/all`"),
        "{message}"
    );
    assert_eq!(server.received().len(), 1);
}
