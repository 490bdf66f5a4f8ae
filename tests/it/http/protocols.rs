//! Which protocols are offered to a server in TLS.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use postrider::http::{ClientSettings, Verify, Versions};
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;

use super::tls::Server;
use super::{behavior, client_with, request, run, send_with};

/// What a client offers in its first message: the names of protocols, if any.
fn offered(settings: ClientSettings) -> Option<Vec<String>> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let serving = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut acceptor = rustls::server::Acceptor::default();
        loop {
            acceptor.read_tls(&mut stream).unwrap();
            if let Some(accepted) = acceptor.accept().unwrap() {
                let hello = accepted.client_hello();
                return hello.alpn().map(|names| {
                    names
                        .map(|name| String::from_utf8_lossy(name).into_owned())
                        .collect()
                });
            }
        }
    });
    let sent = run(async { send_with(&client_with(settings), request("GET", &url, &[])).await });
    assert!(sent.is_err());
    serving.join().unwrap()
}

#[test]
fn protocols_are_offered_only_where_there_is_a_choice() {
    let of = |versions| {
        offered(ClientSettings {
            versions,
            ..ClientSettings::default()
        })
    };
    assert_eq!(of(Versions::Http1), None);
    assert_eq!(
        of(Versions::Auto),
        Some(vec!["h2".to_owned(), "http/1.1".to_owned()])
    );
    assert_eq!(of(Versions::Http2), Some(vec!["h2".to_owned()]));
}

#[test]
fn a_server_that_knows_none_of_the_protocols_is_asked_without_them() {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    config.alpn_protocols = vec![b"http/1.0".to_vec()];
    let server = Server::listen(config);
    let settings = ClientSettings {
        verify: Verify::Unchecked,
        ..ClientSettings::default()
    };
    run(async {
        let client = client_with(settings);
        let send = |own| {
            let behavior = behavior(&own);
            let request = request("GET", &server.url("/"), &[]);
            let client = &client;
            async move { client.send(request, &behavior).await }
        };
        assert_eq!(send(json!({})).await.unwrap().response.body, "secure");
        let error = send(json!({"protocolVersion": "http2"})).await.unwrap_err();
        assert_eq!(error.code.as_deref(), Some("ERR_HTTP2_ERROR"));
        assert_eq!(error.message, "`localhost` does not speak HTTP/2");
    });
}
