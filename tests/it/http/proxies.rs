//! Requests through a proxy.

use std::io::{Read, Write};
use std::net::TcpStream;

use postrider::exchange::{Exchange, SendError};
use postrider::http::{Client, ClientSettings, Proxies, SendOptions, Verify};
use postrider::world::World;
use serde_json::json;

use super::{client, client_with, request, run, send_with};
use crate::server::{Answer, Server, ok};

fn through(proxies: Proxies, url: &str) -> Result<Exchange, SendError> {
    let settings = ClientSettings {
        proxies,
        verify: Verify::Unchecked,
        ..ClientSettings::default()
    };
    run(async { send_with(&client_with(settings), request("GET", url, &[])).await })
}

fn only_http(proxy: &str, none: Option<&str>) -> Proxies {
    Proxies {
        http: Some(proxy.to_owned()),
        https: None,
        none: none.map(str::to_owned),
        named: "",
    }
}

#[test]
fn a_plain_request_goes_to_the_proxy_with_its_whole_url() {
    let proxy = Server::start(|_| ok("from the proxy"));
    let exchange = through(only_http(&proxy.url(""), None), "http://any.invalid/a?b=c").unwrap();
    assert_eq!(exchange.response.body, "from the proxy");
    assert_eq!(
        proxy.sole_request().line(),
        "GET http://any.invalid/a?b=c HTTP/1.1"
    );
}

#[test]
fn a_proxy_may_lack_its_scheme_and_have_a_user() {
    let proxy = Server::start(|_| ok(""));
    through(only_http(&proxy.host(), None), "http://any.invalid/").unwrap();
    through(
        only_http(&format!("u%40x:p@{}", proxy.host()), None),
        "http://any.invalid/",
    )
    .unwrap();
    let seen = proxy.received();
    assert_eq!(seen[0].header("proxy-authorization"), None);
    assert_eq!(
        seen[1].header("proxy-authorization"),
        Some("Basic dUB4OnA=")
    );
}

#[test]
fn this_machine_is_proxied_too_unless_no_proxy_says_otherwise() {
    let (proxy, server) = (
        Server::start(|_| ok("proxy")),
        Server::start(|_| ok("server")),
    );
    let url = server.url("/").replace("127.0.0.1", "localhost");
    let body = |none| {
        through(only_http(&proxy.url(""), none), &url)
            .unwrap()
            .response
            .body
    };
    assert_eq!(body(None), "proxy");
    assert_eq!(body(Some("localhost")), "server");
    assert_eq!(body(Some("*")), "server");
    assert_eq!(body(Some("localhost:1")), "proxy");
}

#[test]
fn a_request_over_tls_is_tunnelled_and_http_proxy_serves_it_too() {
    let server = super::tls::Server::start("localhost");
    let to = server.address();
    let proxy = Server::start(move |_| Answer::Tunnel(to));
    let with_user = proxy.url("").replace("http://", "http://u:p@");
    let exchange = through(only_http(&with_user, None), &server.url("/x")).unwrap();
    assert_eq!(exchange.response.body, "secure");
    let seen = proxy.sole_request();
    assert_eq!(
        seen.line(),
        format!("CONNECT localhost:{} HTTP/1.1", to.port())
    );
    assert_eq!(seen.header("proxy-authorization"), Some("Basic dTpw"));
}

#[test]
fn a_proxy_that_refuses_a_tunnel_fails_the_request() {
    for (status, code) in [("403 Forbidden", 403), ("502 Bad Gateway", 502)] {
        let proxy = Server::start(move |_| crate::server::response(status, "", "no"));
        let error = through(only_http(&proxy.url(""), None), "https://any.invalid/").unwrap_err();
        assert_eq!(
            error.message,
            format!("tunneling socket could not be established, statusCode={code}")
        );
    }
}

#[test]
fn a_proxy_that_wants_to_know_who_asks_has_answered() {
    let proxy = Server::start(|_| {
        let headers = "Proxy-Authenticate: Basic realm=\"p\"\r\nX-OWN: 1\r\n";
        crate::server::response("407 Who are you", headers, "denied")
    });
    for _ in 0..2 {
        let exchange = through(only_http(&proxy.url(""), None), "https://any.invalid/x").unwrap();
        let response = exchange.response;
        assert_eq!(
            (response.code, &*response.reason, &response.body[..]),
            (407, "Who are you", b"denied".as_slice())
        );
        assert_eq!(
            response.headers.get("proxy-authenticate"),
            Some("Basic realm=\"p\"")
        );
        assert!(response.headers.iter().any(|header| header.name == "X-OWN"));
        assert_eq!(exchange.hops.len(), 1);
    }
    let lines: Vec<_> = proxy
        .received()
        .iter()
        .map(|received| received.line().to_owned())
        .collect();
    assert_eq!(lines, ["CONNECT any.invalid:443 HTTP/1.1"; 2]);
}

#[test]
fn a_proxy_that_cannot_be_reached_is_named() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let error = through(
        only_http(&format!("127.0.0.1:{port}"), None),
        "http://any.invalid/",
    )
    .unwrap_err();
    assert_eq!(
        error.message,
        format!("connect ECONNREFUSED 127.0.0.1:{port}")
    );
    assert_eq!(
        error.hint.as_deref(),
        Some("the proxy `127.0.0.1` can't be reached")
    );
}

#[test]
fn a_proxy_that_is_no_url_is_refused_before_anything_is_sent() {
    let settings = ClientSettings {
        proxies: only_http("gopher://x", None),
        ..ClientSettings::default()
    };
    let error = Client::new(settings, World::real().into()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`HTTP_PROXY` is not a proxy's URL: `gopher://x`"
    );
}

/// A SOCKS proxy of version 5 that wants `u` and `p`, and connects everything to one address; tells
/// what it was asked for.
fn socks5(to: std::net::SocketAddr) -> (u16, std::sync::mpsc::Receiver<String>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (asked, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that hangs up is none of the proxy's business.
            let _ = serve_socks5(stream, to, &asked);
        }
    });
    (port, told)
}

fn serve_socks5(
    mut client: TcpStream,
    to: std::net::SocketAddr,
    asked: &std::sync::mpsc::Sender<String>,
) -> std::io::Result<()> {
    let read = |client: &mut TcpStream, length: usize| -> std::io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        client.read_exact(&mut bytes)?;
        Ok(bytes)
    };
    let methods = usize::from(read(&mut client, 2)?[1]);
    let offered = read(&mut client, methods)?;
    if !offered.contains(&2) {
        return client.write_all(&[5, 0xff]);
    }
    client.write_all(&[5, 2])?;
    let user_length = usize::from(read(&mut client, 2)?[1]);
    let user = read(&mut client, user_length)?;
    let password_length = usize::from(read(&mut client, 1)?[0]);
    let password = read(&mut client, password_length)?;
    let is_known = user == b"u" && password == b"p";
    client.write_all(&[1, u8::from(!is_known)])?;
    if !is_known {
        return Ok(());
    }
    let head = read(&mut client, 4)?;
    let host = match head[3] {
        3 => {
            let length = usize::from(read(&mut client, 1)?[0]);
            String::from_utf8_lossy(&read(&mut client, length)?).into_owned()
        }
        _ => format!("{:?}", read(&mut client, 4)?),
    };
    let port = read(&mut client, 2)?;
    let _ = asked.send(format!("{host}:{}", u16::from_be_bytes([port[0], port[1]])));
    let mut server = TcpStream::connect(to)?;
    client.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0])?;
    let (mut from, mut back) = (server.try_clone()?, client.try_clone()?);
    std::thread::spawn(move || std::io::copy(&mut from, &mut back));
    std::io::copy(&mut client, &mut server).map(drop)
}

#[test]
fn a_socks_proxy_is_told_the_name_and_who_asks() {
    let server = Server::start(|_| ok("behind it"));
    let (port, asked) = socks5(server.host().parse().unwrap());
    let proxy = |user: &str| only_http(&format!("socks5h://{user}127.0.0.1:{port}"), None);
    let exchange = through(proxy("u:p@"), "http://any.invalid:81/x").unwrap();
    assert_eq!(exchange.response.body, "behind it");
    assert_eq!(asked.recv().unwrap(), "any.invalid:81");
    let seen = server.sole_request();
    assert_eq!(
        (seen.line(), seen.header("proxy-authorization")),
        ("GET /x HTTP/1.1", None)
    );
    for user in ["", "u:wrong@"] {
        let error = through(proxy(user), "http://any.invalid:81/x").unwrap_err();
        assert!(
            error
                .message
                .starts_with("the SOCKS proxy `127.0.0.1` does not connect: "),
            "{}",
            error.message
        );
    }
}

#[test]
fn a_request_may_have_a_proxy_of_its_own() {
    let (proxy, server) = (
        Server::start(|_| ok("proxy")),
        Server::start(|_| ok("server")),
    );
    let port = proxy.url("").rsplit(':').next().unwrap().to_owned();
    let own = json!({"host": "127.0.0.1", "port": port});
    let behavior = SendOptions::default().with_own(Some(&own), None);
    let sent = run(async {
        client()
            .send(request("GET", &server.url("/x"), &[]), &behavior)
            .await
    });
    assert_eq!(sent.unwrap().response.body, "proxy");
    assert_eq!(
        proxy.sole_request().line(),
        format!("GET {} HTTP/1.1", server.url("/x"))
    );
}

#[test]
fn a_tunnel_may_be_asked_for_without_tls() {
    let server = Server::start(|_| ok("server"));
    let to = server.host().parse().unwrap();
    let proxy = Server::start(move |_| Answer::Tunnel(to));
    let port = proxy.url("").rsplit(':').next().unwrap().to_owned();
    let own = json!({"host": "127.0.0.1", "port": port, "tunnel": true});
    let behavior = SendOptions::default().with_own(Some(&own), None);
    let sent = run(async {
        client()
            .send(request("GET", "http://any.invalid/x", &[]), &behavior)
            .await
    });
    assert_eq!(sent.unwrap().response.body, "server");
    assert_eq!(
        proxy.sole_request().line(),
        "CONNECT any.invalid:80 HTTP/1.1"
    );
    assert_eq!(server.sole_request().line(), "GET /x HTTP/1.1");
}

#[test]
fn a_placeholder_for_a_host_is_the_proxys_to_refuse() {
    let proxy = Server::start(|_| ok(""));
    through(only_http(&proxy.url(""), None), "http://{{base}}/x").unwrap();
    assert_eq!(
        proxy.sole_request().line(),
        "GET http://{{base}}/x HTTP/1.1"
    );
}
