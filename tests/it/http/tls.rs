//! Requests over TLS, to servers whose certificates are good for nothing.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use postrider::exchange::{Exchange, SendError};
use postrider::http::{
    Authorities, CertificateFiles, Client, ClientCertificate, ClientSettings, SendOptions, Verify,
    Versions,
};
use postrider::world::World;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;

use super::{behavior, client_with, request, run, send_with};

pub(super) type Authority = CertifiedIssuer<'static, KeyPair>;

fn named(pem: impl Into<Vec<u8>>) -> Authorities {
    Authorities {
        named: pem.into(),
        ..Authorities::default()
    }
}

/// An authority that nobody knows.
pub(super) fn authority() -> Authority {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Nobody");
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server that answers `secure` to everything.
pub struct Server(SocketAddr);

impl Server {
    /// Starts a server with a certificate for a name, signed by itself.
    pub fn start(name: &str) -> Self {
        Self::with(&CertificateParams::new([name.to_owned()]).unwrap())
    }

    fn with(params: &CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self::serve(vec![certificate.der().clone()], &key)
    }

    fn signed_by(authority: &Authority, name: &str) -> Self {
        Self::issued(
            &CertificateParams::new([name.to_owned()]).unwrap(),
            authority,
        )
    }

    fn issued(params: &CertificateParams, authority: &Authority) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, authority).unwrap();
        Self::serve(vec![certificate.der().clone()], &key)
    }

    pub(super) fn serve(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Self {
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        Self::listen(config)
    }

    /// Starts a server that wants to see a certificate of the authority in `tests/data/tls`.
    pub fn asking() -> Self {
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(["localhost".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap();
        let mut roots = rustls::RootCertStore::empty();
        let authority = include_bytes!("../../data/tls/ca.pem");
        roots
            .add(CertificateDer::from_pem_slice(authority).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(verifier.build().unwrap())
            .with_single_cert(vec![own.der().clone()], key)
            .unwrap();
        Self::listen(config)
    }

    pub(super) fn listen(config: ServerConfig) -> Self {
        let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let config = Arc::clone(&config);
                // A client that doesn't trust the server hangs up.
                thread::spawn(move || answer(stream, config).ok());
            }
        });
        Self(address)
    }

    /// The address.
    pub fn address(&self) -> SocketAddr {
        self.0
    }

    /// A URL of the server.
    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.0.port())
    }
}

fn answer(stream: TcpStream, config: Arc<ServerConfig>) -> std::io::Result<()> {
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    loop {
        let mut piece = [0; 4096];
        if stream.read(&mut piece)? == 0 {
            return Ok(());
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure")?;
        stream.flush()?;
    }
}

fn send(url: &str, verify: Verify, behavior: &SendOptions) -> Result<Exchange, SendError> {
    let settings = ClientSettings {
        verify,
        ..ClientSettings::default()
    };
    run(async {
        client_with(settings)
            .send(request("GET", url, &[]), behavior)
            .await
    })
}

fn refusal(url: &str) -> SendError {
    send(url, Verify::Checked, &SendOptions::default()).unwrap_err()
}

#[test]
fn a_certificate_that_is_not_trusted_is_told_apart_and_the_way_out_is_named() {
    let unknown = Server::signed_by(&authority(), "localhost");
    let mut authority = CertificateParams::new(["localhost".to_owned()]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    for (server, code, message) in [
        (
            Server::start("localhost"),
            "DEPTH_ZERO_SELF_SIGNED_CERT",
            "self-signed certificate",
        ),
        (
            Server::with(&authority),
            "DEPTH_ZERO_SELF_SIGNED_CERT",
            "self-signed certificate",
        ),
        (
            unknown,
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "unable to verify the first certificate",
        ),
    ] {
        let error = refusal(&server.url("/"));
        assert_eq!(
            (error.code.as_deref(), &*error.message),
            (Some(code), message)
        );
        assert!(error.hint.unwrap().contains("--insecure"));
    }
}

#[test]
fn an_authority_may_be_added() {
    let authority = authority();
    let server = Server::signed_by(&authority, "localhost");
    let other = Server::signed_by(&authority, "elsewhere.example");
    let settings = ClientSettings {
        authorities: named(authority.pem()),
        ..ClientSettings::default()
    };
    let (client, every) = (client_with(settings), SendOptions::default());
    run(async {
        let send = |url: &str| client.send(request("GET", url, &[]), &every);
        assert_eq!(
            send(&server.url("/")).await.unwrap().response.body,
            "secure"
        );
        let error = send(&other.url("/")).await.unwrap_err();
        assert_eq!(error.code.as_deref(), Some("ERR_TLS_CERT_ALTNAME_INVALID"));
        let message = "Hostname/IP does not match certificate's altnames: \
                       Host: localhost. is not in the cert's altnames: DNS:elsewhere.example";
        assert_eq!(error.message, message);
    });
}

#[test]
fn files_of_certificates_may_begin_with_a_mark_of_utf_8() {
    let authority = authority();
    let server = Server::signed_by(&authority, "localhost");
    let marked = format!("\u{feff}#\n\u{feff}{}", authority.pem());
    let of_machine = Authorities {
        of_machine: marked.clone().into_bytes().into(),
        ..Authorities::default()
    };
    for authorities in [named(marked), of_machine] {
        let settings = ClientSettings {
            authorities,
            ..ClientSettings::default()
        };
        let sent = run(async {
            let request = request("GET", &server.url("/"), &[]);
            send_with(&client_with(settings), request).await
        });
        assert_eq!(sent.unwrap().response.body, "secure");
    }
}

#[test]
fn the_common_name_counts_where_a_certificate_lists_no_names() {
    let authority = authority();
    let settings = ClientSettings {
        authorities: named(authority.pem()),
        ..ClientSettings::default()
    };
    let client = client_with(settings);
    let send = |common: &str, names: &[&str]| {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name.push(DnType::CommonName, common);
        let url = Server::issued(&params, &authority).url("/");
        run(async { send_with(&client, request("GET", &url, &[])).await })
    };
    assert_eq!(send("localhost", &[]).unwrap().response.body, "secure");
    assert_eq!(send("LocalHost", &[]).unwrap().response.body, "secure");
    for (common, names) in [
        ("elsewhere.example", &[][..]),
        ("localhost", &["elsewhere.example"]),
        ("*.localhost", &[]),
    ] {
        let error = send(common, names).unwrap_err();
        assert_eq!(
            error.code.as_deref(),
            Some("ERR_TLS_CERT_ALTNAME_INVALID"),
            "{common} {names:?}"
        );
    }
}

#[test]
fn where_nothing_is_checked_a_certificate_of_the_first_version_will_do() {
    let chain = vec![
        CertificateDer::from_pem_slice(include_bytes!("../../data/tls/client-v1.pem")).unwrap(),
    ];
    let key =
        PrivateKeyDer::from_pem_slice(include_bytes!("../../data/tls/client-key.pem")).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let identity = CertifiedKey::new(chain, provider.key_provider.load_private_key(key).unwrap());
    let config = ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(identity)));
    let url = Server::listen(config).url("/");
    for disabled in [json!([]), json!(["TLSv1_3"])] {
        let behavior = behavior(&json!({ "tlsDisabledProtocols": disabled }));
        assert_eq!(
            send(&url, Verify::Unchecked, &behavior)
                .unwrap()
                .response
                .body,
            "secure"
        );
        assert!(send(&url, Verify::Checked, &behavior).is_err());
    }
}

#[test]
fn a_certificate_must_be_of_this_time() {
    let authority = authority();
    let settings = ClientSettings {
        authorities: named(authority.pem()),
        ..ClientSettings::default()
    };
    let client = client_with(settings);
    for (from, to, code, message) in [
        (2001, 2002, "CERT_HAS_EXPIRED", "certificate has expired"),
        (
            2500,
            2501,
            "CERT_NOT_YET_VALID",
            "certificate is not yet valid",
        ),
    ] {
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        (params.not_before, params.not_after) =
            (date_time_ymd(from, 1, 1), date_time_ymd(to, 1, 1));
        let server = Server::issued(&params, &authority);
        let url = server.url("/");
        let sent = run(async { send_with(&client, request("GET", &url, &[])).await });
        let error = sent.unwrap_err();
        assert_eq!(
            (error.code.as_deref(), &*error.message),
            (Some(code), message)
        );
    }
}

#[test]
fn what_is_none_among_the_authorities_of_the_machine_is_passed_over() {
    let authority = authority();
    let server = Server::signed_by(&authority, "localhost");
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let of_machine = format!("{broken}{}{broken}", authority.pem()).into_bytes();
    let authorities = Authorities {
        of_machine: of_machine.into(),
        ..Authorities::default()
    };
    let settings = ClientSettings {
        authorities,
        ..ClientSettings::default()
    };
    let client = client_with(settings);
    let url = server.url("/");
    let sent = run(async { send_with(&client, request("GET", &url, &[])).await });
    assert_eq!(sent.unwrap().response.code, 200);
}

#[test]
fn authorities_that_are_none_are_refused() {
    let settings = ClientSettings {
        authorities: named("no certificate"),
        ..ClientSettings::default()
    };
    let error = Client::new(settings, World::real().into()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the certificates of extra authorities hold no certificate in PEM form"
    );
}

#[test]
fn checks_may_be_off_for_all_requests_or_for_one() {
    let server = Server::start("elsewhere.example");
    let (off, on) = (
        behavior(&json!({ "strictSSL": false })),
        behavior(&json!({ "strictSSL": true })),
    );
    let url = server.url("/");
    assert_eq!(
        send(&url, Verify::Unchecked, &SendOptions::default())
            .unwrap()
            .response
            .body,
        "secure"
    );
    assert_eq!(
        send(&url, Verify::Checked, &off).unwrap().response.body,
        "secure"
    );
    assert!(send(&url, Verify::Unchecked, &on).is_err());
}

#[test]
fn the_handshake_is_timed() {
    let server = Server::start("localhost");
    let exchange = send(&server.url("/"), Verify::Unchecked, &SendOptions::default()).unwrap();
    let timings = exchange.hops[0].timings;
    assert!(timings.lookup.is_some() && timings.connect.is_some());
    assert!(timings.secure_connect.unwrap() > std::time::Duration::ZERO);
}

#[test]
fn http_1_is_spoken_where_nothing_newer_is_offered() {
    let server = Server::start("localhost");
    let settings = ClientSettings {
        verify: Verify::Unchecked,
        versions: Versions::Auto,
        ..ClientSettings::default()
    };
    let exchange = run(async {
        send_with(
            &client_with(settings),
            request("GET", &server.url("/"), &[]),
        )
        .await
    });
    assert_eq!(exchange.unwrap().response.http_version, "1.1");
}

#[test]
fn a_server_that_speaks_no_tls_is_told_apart() {
    let server = crate::server::Server::start(|_| crate::server::ok(""));
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = plain.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = plain.accept().unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .unwrap();
        let _ = stream.read(&mut [0; 1024]);
    });
    let error = refusal(&format!("https://{address}/"));
    assert_eq!(error.code.as_deref(), Some("EPROTO"));
    assert!(error.hint.unwrap().contains("does not speak TLS"));
    assert_eq!(server.received(), []);
}

/// The path of a file in `tests/data/tls`.
pub fn file(name: &str) -> String {
    format!("{}/tests/data/tls/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn files(certificate: &str, key: &str, passphrase: Option<&str>) -> CertificateFiles {
    let path = |name: &str| (!name.is_empty()).then(|| file(name).into());
    let is_pfx = certificate.ends_with("pfx");
    CertificateFiles {
        certificate: path(certificate).filter(|_| !is_pfx),
        key: path(key),
        pfx: path(certificate).filter(|_| is_pfx),
        passphrase: passphrase.map(str::to_owned),
    }
}

fn shown(url: &str, files: CertificateFiles, pattern: &str) -> Result<Exchange, SendError> {
    let certificate = ClientCertificate {
        matches: vec![pattern.to_owned()],
        files,
    };
    let settings = ClientSettings {
        verify: Verify::Unchecked,
        certificates: vec![certificate],
        ..ClientSettings::default()
    };
    run(async { send_with(&client_with(settings), request("GET", url, &[])).await })
}

#[test]
fn a_certificate_is_shown_whatever_form_its_key_has() {
    let server = Server::asking();
    for (certificate, key, passphrase) in [
        ("client.pem", "client-key.pem", None),
        ("client.pem", "client-key-encrypted.pem", Some("secret")),
        ("client.pem", "client-key-3des.pem", Some("secret")),
        ("client.pem", "client-key-scrypt.pem", Some("secret")),
        ("client.pem", "client-key-traditional.pem", Some("secret")),
        ("client.pfx", "", Some("secret")),
        ("client-old.pfx", "", Some("secret")),
    ] {
        let sent = shown(
            &server.url("/"),
            files(certificate, key, passphrase),
            "<all_urls>",
        );
        assert_eq!(sent.unwrap().response.body, "secure", "{certificate} {key}");
    }
}

#[test]
fn a_certificate_is_shown_to_those_it_is_for() {
    let server = Server::asking();
    let client = || files("client.pem", "client-key.pem", None);
    assert!(shown(&server.url("/x"), client(), "https://*:*/*").is_ok());
    let error = shown(&server.url("/x"), client(), "https://elsewhere:*/*").unwrap_err();
    assert!(
        error.hint.unwrap().contains("--ssl-client-cert"),
        "{}",
        error.message
    );
}

#[test]
fn a_request_may_have_a_certificate_of_its_own() {
    let server = Server::asking();
    let own = json!({"cert": {"src": file("client.pem")}, "key": {"src": file("client-key.pem")}});
    let with = behavior(&json!({})).with_own(None, Some(&own));
    assert_eq!(
        send(&server.url("/"), Verify::Unchecked, &with)
            .unwrap()
            .response
            .body,
        "secure"
    );
    assert!(send(&server.url("/"), Verify::Unchecked, &SendOptions::default()).is_err());
}

#[test]
fn a_certificate_that_is_not_there_fails_the_request() {
    let server = Server::asking();
    for (certificate, key, passphrase, told) in [
        (
            "none.pem",
            "client-key.pem",
            None,
            "none.pem` could not be read",
        ),
        (
            "client.pem",
            "client.pem",
            None,
            "client.pem` holds a certificate, expected a private key in PEM",
        ),
        (
            "client-key.pem",
            "client-key.pem",
            None,
            "holds a private key, expected a certificate in PEM",
        ),
        (
            "client.pem",
            "client-key-encrypted.pem",
            None,
            "encrypted private key, and there is no passphrase",
        ),
        (
            "client.pem",
            "client-key-encrypted.pem",
            Some("wrong"),
            "the passphrase is wrong",
        ),
        (
            "client.pem",
            "client-key-traditional.pem",
            Some("wrong"),
            "the passphrase is wrong",
        ),
        ("client.pfx", "", Some("wrong"), "the passphrase is wrong"),
        (
            "ca.pem",
            "client-key.pem",
            None,
            "does not belong to the certificate",
        ),
        ("", "client-key.pem", None, "has no certificate"),
    ] {
        let error = shown(
            &server.url("/"),
            files(certificate, key, passphrase),
            "<all_urls>",
        )
        .unwrap_err();
        assert!(error.message.contains(told), "{}", error.message);
    }
}

#[test]
fn versions_of_tls_may_be_disabled() {
    let server = Server::start("localhost");
    let without = |names: &[&str]| behavior(&json!({ "tlsDisabledProtocols": names }));
    assert!(send(&server.url("/"), Verify::Unchecked, &without(&["TLSv1_3"])).is_ok());
    let error = send(
        &server.url("/"),
        Verify::Unchecked,
        &without(&["TLSv1_3", "TLSv1_2"]),
    )
    .unwrap_err();
    assert_eq!(error.message, "no version of TLS is left to be spoken");
}

#[test]
fn what_is_wrong_with_which_certificate_is_told() {
    let authority = authority();
    let server = Server::signed_by(&authority, "localhost");
    let hint = refusal(&server.url("/")).hint.unwrap();
    assert!(
        hint.contains("signed by `CN=Nobody`") && hint.contains("--ssl-extra-ca-certs"),
        "{hint}"
    );
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(["localhost".to_owned()])
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();
    let whole = Server::serve(vec![leaf.der().clone(), authority.der().clone()], &key);
    let error = refusal(&whole.url("/"));
    assert_eq!(error.code.as_deref(), Some("SELF_SIGNED_CERT_IN_CHAIN"));
    assert_eq!(
        error.message,
        "self-signed certificate in certificate chain"
    );
}
