//! Certificates that are trusted themselves, without anybody who signed them.

use postrider::exchange::{Exchange, SendError};
use postrider::http::{Authorities, ClientSettings, SendOptions};
use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyPair, date_time_ymd,
};

use super::tls::{Server, authority};
use super::{client_with, request, run};

fn params(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).unwrap()
}

/// A server with a certificate, and the certificate: signed by itself, or by an authority that
/// nobody knows.
fn server(params: &CertificateParams, is_self_signed: IsSelfSigned) -> (Server, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = match is_self_signed {
        IsSelfSigned::Yes => params.self_signed(&key),
        IsSelfSigned::No => params.signed_by(&key, &authority()),
    };
    let certificate = certificate.unwrap();
    let pem = certificate.pem();
    (Server::serve(vec![certificate.der().clone()], &key), pem)
}

#[derive(Clone, Copy)]
enum IsSelfSigned {
    Yes,
    No,
}

fn ask(server: &Server, authorities: Authorities) -> Result<Exchange, SendError> {
    let settings = ClientSettings {
        authorities,
        ..ClientSettings::default()
    };
    let client = client_with(settings);
    let every = SendOptions::default();
    run(async {
        client
            .send(request("GET", &server.url("/"), &[]), &every)
            .await
    })
}

fn named(pem: &str) -> Authorities {
    Authorities {
        named: pem.into(),
        ..Authorities::default()
    }
}

#[test]
fn a_certificate_that_is_named_is_trusted_for_itself() {
    let leaf = params("localhost");
    let mut explicit = params("localhost");
    explicit.is_ca = IsCa::ExplicitNoCa;
    let mut authority = params("localhost");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    for (params, signed) in [
        (&leaf, IsSelfSigned::Yes),
        (&explicit, IsSelfSigned::Yes),
        (&authority, IsSelfSigned::Yes),
        (&leaf, IsSelfSigned::No),
    ] {
        let (server, pem) = server(params, signed);
        assert!(ask(&server, Authorities::default()).is_err());
        let answer = ask(&server, named(&pem)).unwrap();
        assert_eq!(answer.response.body, "secure");
        let of_machine = Authorities {
            of_machine: pem.into_bytes().into(),
            ..Authorities::default()
        };
        assert!(ask(&server, of_machine).is_ok());
    }
}

#[test]
fn another_certificate_of_the_same_name_is_not_trusted_with_it() {
    let mut authority = params("localhost");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    for params in [params("localhost"), authority] {
        let (_, pem) = server(&params, IsSelfSigned::Yes);
        let (other, _) = server(&params, IsSelfSigned::Yes);
        assert!(ask(&other, named(&pem)).is_err());
    }
}

#[test]
fn host_time_and_purpose_of_a_trusted_certificate_are_checked() {
    let authority = || {
        let mut params = params("localhost");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    };
    let mut past = authority();
    past.not_after = date_time_ymd(2020, 1, 1);
    let mut future = authority();
    future.not_before = date_time_ymd(2100, 1, 1);
    future.not_after = date_time_ymd(2110, 1, 1);
    let mut elsewhere = params("elsewhere.example");
    elsewhere.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let mut client = authority();
    client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    for (params, code) in [
        (past, "CERT_HAS_EXPIRED"),
        (future, "CERT_NOT_YET_VALID"),
        (elsewhere, "ERR_TLS_CERT_ALTNAME_INVALID"),
        (client, "CERT_REJECTED"),
    ] {
        let (server, pem) = server(&params, IsSelfSigned::Yes);
        let error = ask(&server, named(&pem)).unwrap_err();
        assert_eq!(error.code.as_deref(), Some(code), "{}", error.message);
    }
}
