//! Requests over HTTP/2: with TLS where the server takes it, without where it is asked for.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread;

use bytes::Bytes;
use postrider::exchange::{Exchange, SendError};
use postrider::http::{ClientSettings, Verify, Versions};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{behavior, client_with, request, run, with_body};

/// What a request looked like to the server: pseudo-headers, header names, and body.
type Seen = (String, Vec<String>, Vec<u8>);

/// A server that speaks HTTP/2 alone, and echoes bodies.
struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    fn start(tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::default());
        listener.set_nonblocking(true).unwrap();
        let told = Arc::clone(&seen);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    let (tls, told) = (tls.clone(), Arc::clone(&told));
                    tokio::spawn(async move {
                        match tls {
                            None => serve(stream, &told).await,
                            Some(config) => {
                                let Ok(stream) = TlsAcceptor::from(config).accept(stream).await
                                else {
                                    return;
                                };
                                serve(stream, &told).await;
                            }
                        }
                    });
                }
            });
        });
        Self { address, seen }
    }

    fn secure() -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder =
            ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let mut config = builder
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        Self::start(Some(Arc::new(config)))
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    told: &Mutex<Vec<Seen>>,
) {
    let Ok(mut connection) = h2::server::handshake(stream).await else {
        return;
    };
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let (head, mut body) = request.into_parts();
        let mut bytes = Vec::new();
        // The connection must go on while the body is read.
        let reading = async {
            while let Some(Ok(piece)) = body.data().await {
                let _ = body.flow_control().release_capacity(piece.len());
                bytes.extend_from_slice(&piece);
            }
        };
        tokio::select! {
            () = reading => {}
            _ = std::future::poll_fn(|context| connection.poll_closed(context)) => return,
        }
        let names = head.headers.keys().map(ToString::to_string).collect();
        told.lock().unwrap().push((
            format!("{} {}", head.method, head.uri),
            names,
            bytes.clone(),
        ));
        let response = http::Response::builder()
            .status(404)
            .header("x-b", "2")
            .header("x-a", "1")
            .body(());
        let mut stream = respond.send_response(response.unwrap(), false).unwrap();
        stream.send_data(Bytes::from(bytes), true).unwrap();
    }
}

fn send(url: &str, versions: Versions, own: &serde_json::Value) -> Result<Exchange, SendError> {
    let settings = ClientSettings {
        verify: Verify::Unchecked,
        versions,
        ..ClientSettings::default()
    };
    let headers = [
        ("X-Case", "1"),
        ("Connection", "keep-alive"),
        ("Host", "own.host"),
    ];
    let request = with_body(request("POST", url, &headers), vec![b'x'; 200_000]);
    run(async { client_with(settings).send(request, &behavior(own)).await })
}

#[test]
fn it_is_spoken_over_tls_where_the_server_takes_it() {
    let server = Server::secure();
    let url = format!("https://localhost:{}/a/../b?c={{d}}", server.address.port());
    let response = send(&url, Versions::Auto, &json!({})).unwrap().response;
    assert_eq!(
        (response.code, &*response.reason, &*response.http_version),
        (404, "Not Found", "2.0")
    );
    assert_eq!(response.body, vec![b'x'; 200_000]);
    let names: Vec<_> = response
        .headers
        .iter()
        .map(|header| &*header.name)
        .collect();
    assert_eq!(names, ["x-b", "x-a"]);
    let (line, names, body) = server.seen().remove(0);
    assert_eq!(line, format!("POST {url}"));
    assert_eq!(names, ["x-case", "accept", "content-length"]);
    assert_eq!(body.len(), 200_000);
}

#[test]
fn it_is_spoken_without_tls_where_it_is_asked_for() {
    let server = Server::start(None);
    let url = format!("http://{}/x", server.address);
    assert_eq!(
        send(&url, Versions::Http2, &json!({}))
            .unwrap()
            .response
            .http_version,
        "2.0"
    );
    let asked = json!({ "protocolVersion": "http2" });
    assert_eq!(
        send(&url, Versions::Auto, &asked)
            .unwrap()
            .response
            .http_version,
        "2.0"
    );
    assert!(send(&url, Versions::Auto, &json!({})).is_err());
}

#[test]
fn one_connection_serves_one_request_after_the_other() {
    let server = Server::secure();
    let url = format!("https://localhost:{}/", server.address.port());
    let settings = ClientSettings {
        verify: Verify::Unchecked,
        ..ClientSettings::default()
    };
    run(async {
        let client = client_with(settings);
        for _ in 0..3 {
            let sent = client
                .send(request("GET", &url, &[]), &behavior(&json!({})))
                .await;
            let connect = sent.unwrap().hops[0].timings.connect;
            assert_eq!(connect.is_some(), server.seen().len() == 1);
        }
    });
}

#[test]
fn a_request_that_is_lost_with_its_connection_is_sent_again() {
    for fate in [Fate::Closed, Fate::GoneAway, Fate::Refused] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let settings = ClientSettings {
            versions: Versions::Http2,
            ..ClientSettings::default()
        };
        run(async {
            tokio::spawn(lose_second(TcpListener::from_std(listener).unwrap(), fate));
            let client = client_with(settings);
            for number in 0..4 {
                let sent = client
                    .send(request("POST", &url, &[]), &behavior(&json!({})))
                    .await;
                assert_eq!(sent.unwrap().response.code, 200, "{fate:?} {number}");
            }
        });
    }
}

/// What becomes of a request that is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Closed,
    GoneAway,
    Refused,
}

/// Answers each connection's first request, and loses its second.
async fn lose_second(listener: TcpListener, fate: Fate) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            let mut count = 0;
            while let Some(Ok((_, mut respond))) = connection.accept().await {
                count += 1;
                let answer = http::Response::new(());
                match (count, fate) {
                    (1, _) => drop(respond.send_response(answer, true).unwrap()),
                    (_, Fate::Closed) => break,
                    (_, Fate::GoneAway) => connection.abrupt_shutdown(h2::Reason::NO_ERROR),
                    (_, Fate::Refused) => respond.send_reset(h2::Reason::REFUSED_STREAM),
                }
            }
        });
    }
}

#[test]
fn a_server_that_does_not_speak_it_is_told_where_nothing_else_may_be_spoken() {
    let server = super::tls::Server::start("localhost");
    let error = send(&server.url("/"), Versions::Http2, &json!({})).unwrap_err();
    assert_eq!(error.message, "`localhost` does not speak HTTP/2");
    assert!(error.hint.unwrap().contains("--http-version auto"));
    let secure = Server::secure();
    let url = format!("https://localhost:{}/", secure.address.port());
    assert!(send(&url, Versions::Http1, &json!({})).is_err());
}

/// Answers the first request of a connection with `frame`, again and again, until the client hangs
/// up; says how many requests came over all connections.
fn flood(listener: std::net::TcpListener, frame: &'static [u8]) -> thread::JoinHandle<usize> {
    use std::io::{Read as _, Write as _};
    const PREFACE: usize = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len();
    const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    const HEADERS: u8 = 1;
    thread::spawn(move || {
        let mut count = 0;
        while let Ok((mut stream, _)) = listener.accept() {
            stream.read_exact(&mut [0; PREFACE]).unwrap();
            let mut written = stream.write_all(&SETTINGS);
            loop {
                let mut head = [0; 9];
                if stream.read_exact(&mut head).is_err() {
                    return count;
                }
                let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
                let mut payload = vec![0; length as usize];
                stream.read_exact(&mut payload).unwrap();
                if head[3] == HEADERS {
                    break;
                }
            }
            count += 1;
            let frames = frame.repeat(1_000);
            while written.is_ok() {
                written = stream.write_all(&frames);
            }
        }
        count
    })
}

#[test]
fn interim_answers_without_end_are_given_up_and_not_asked_for_again() {
    // A head of `:status: 103` alone.
    const EARLY_HINTS: &[u8] = b"\0\0\x05\x01\x04\0\0\0\x01\x08\x03103";
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = flood(listener, EARLY_HINTS);
    let url = format!("http://{address}/");
    let error = send(&url, Versions::Http2, &json!({})).unwrap_err();
    assert_eq!(error.message, "Parse Error: Header overflow");
    assert!(error.hint.unwrap().contains("interim answers"));
    // It ends where a connection brings no request.
    let end = std::net::TcpStream::connect(address).unwrap();
    std::io::Write::write_all(&mut &end, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
    drop(end);
    assert_eq!(server.join().unwrap(), 1);
}
