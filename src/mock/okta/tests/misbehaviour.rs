//! Orgs that were told to misbehave, and what only shows over a network.

use super::super::{Options, serve};
use super::client::Client;

#[tokio::test]
async fn an_org_told_to_misbehave_does() {
    let policies = "/api/v1/policies?type=OKTA_SIGN_ON";
    let wrong_token = Client::with("wrong-token");
    assert_eq!(wrong_token.get(policies).await.code(), (401, "E0000011"));
    let none = Client::with("no-stay-signed-in-policy");
    assert_eq!(none.get(policies).await.names(), ["Default Policy"]);
    let vanishing = Client::with("policy-vanishes");
    let policy = vanishing.find("OKTA_SIGN_ON", "Stay signed in").await;
    assert_eq!(
        vanishing.get(&format!("{policy}/rules")).await.code(),
        (404, "E0000007")
    );
    let bare = Client::with("only-default-rule");
    let policy = bare.find("OKTA_SIGN_ON", "Stay signed in").await;
    assert_eq!(
        bare.get(&format!("{policy}/rules")).await.names(),
        ["Default Rule"]
    );
    let limited = Client::with("rate-limit-after=1");
    assert_eq!(limited.get(policies).await.status, 200);
    assert_eq!(limited.get(policies).await.code(), (429, "E0000047"));
    let broken = Client::with("server-error=2");
    assert_eq!(broken.get(policies).await.status, 200);
    assert_eq!(broken.get(policies).await.code(), (500, "E0000009"));
    for (fault, code) in [
        ("wrong-access-token", (401, "E0000011")),
        ("missing-scope", (403, "E0000006")),
    ] {
        let client = Client::with(fault);
        assert_eq!(
            client
                .as_user("DELETE", "/idp/myaccount/sessions")
                .await
                .code(),
            code,
            "{fault}"
        );
    }
}

#[tokio::test]
async fn over_the_network_a_dropped_connection_ends_without_an_answer() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let faults = "drop-connection=2".parse().unwrap();
    let running = serve(Options {
        faults,
        ..Options::default()
    })
    .await
    .unwrap();
    let address = running.url.trim_start_matches("http://").to_owned();
    for answered in [true, false] {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let request = format!("GET / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert_eq!(answer.starts_with(b"HTTP/1.1 401"), answered);
        assert_eq!(answer.is_empty(), !answered);
    }
}

#[tokio::test]
async fn an_org_stops_when_it_is_dropped() {
    let running = serve(Options::default()).await.unwrap();
    let address = running.url.trim_start_matches("http://").to_owned();
    assert!(tokio::net::TcpStream::connect(&address).await.is_ok());
    drop(running);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(tokio::net::TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let running = serve(Options::default()).await.unwrap();
    let port = running.url.rsplit_once(':').unwrap().1.parse().unwrap();
    let error = serve(Options {
        port,
        ..Options::default()
    })
    .await
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the mock org cannot listen on `127.0.0.1:{port}`")
    );
}
