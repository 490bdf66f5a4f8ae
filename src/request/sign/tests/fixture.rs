//! What the tests of several schemes need: a request that is signed, keys, and tokens that are
//! taken apart.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::pkcs8::DecodePrivateKey as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::collection::{Auth, Behavior, Request, read_request};
use crate::exchange::Headers;
use crate::request::sign::jws;
use crate::request::sign::{Signing, complete, sign};
use crate::request::{Files, Nonces, Tools, headers};
use crate::world::World;

/// A request after it was signed.
#[derive(Debug)]
pub(in crate::request::sign) struct Signed {
    pub(in crate::request::sign) headers: Headers,
    pub(in crate::request::sign) url: String,
    pub(in crate::request::sign) warning: Option<String>,
}

/// Signs a request one second after the epoch.
pub(in crate::request::sign) fn signed(request: &Value, auth: &Value) -> Signed {
    let mut json = request.clone();
    json["auth"] = auth.clone();
    let mut request = read_request(&json).unwrap();
    let mut auth = request.auth.clone().unwrap();
    let mut headers = headers::written(&request.headers);
    let world = World::fixed(1000, 0);
    complete(&mut auth, &world);
    let warning = sign_with(&world, &auth, &mut request, &mut headers);
    Signed {
        headers,
        url: request.url.to_string(),
        warning,
    }
}

/// Signs a request, with no files and no settings; returns the warning.
pub(in crate::request::sign) fn sign_with(
    world: &World,
    auth: &Auth,
    request: &mut Request,
    headers: &mut Headers,
) -> Option<String> {
    let files = Files::default();
    let tools = Tools {
        world,
        files: &files,
        user_agent: "",
        nonces: &Nonces::default(),
    };
    let behavior = &Behavior::new();
    let mut signing = Signing {
        request,
        headers,
        tools,
        behavior,
        body: None,
    };
    sign(auth, &mut signing)
}

/// The `Authorization` header of a request that can be signed.
pub(in crate::request::sign) fn authorization(request: &Value, auth: &Value) -> String {
    let signed = signed(request, auth);
    assert_eq!(signed.warning, None);
    signed.headers.get("authorization").unwrap().to_owned()
}

/// Why a request can't be signed.
pub(in crate::request::sign) fn failure(request: &Value, auth: &Value) -> String {
    let signed = signed(request, auth);
    assert_eq!(signed.headers.get("authorization"), None);
    signed.warning.unwrap()
}

/// The private key for an algorithm such as `RS256`.
pub(in crate::request::sign) fn key(algorithm: &str) -> &'static str {
    match algorithm {
        "ES256" => include_str!("../../../../tests/data/keys/p256.pem"),
        "ES384" => include_str!("../../../../tests/data/keys/p384.pem"),
        "ES512" => include_str!("../../../../tests/data/keys/p521.pem"),
        _ => include_str!("../../../../tests/data/keys/rsa.pem"),
    }
}

/// The RSA key in the form of PKCS#1, as DER.
pub(in crate::request::sign) fn rsa_pkcs1() -> Vec<u8> {
    use rsa::pkcs1::EncodeRsaPrivateKey as _;
    let der = jws::der(key("RS256")).unwrap();
    let key = rsa::PrivateKey::from_pkcs8_der(&der).unwrap();
    key.to_pkcs1_der().unwrap().as_bytes().to_vec()
}

/// The payload of a token.
pub(in crate::request::sign) fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Whether the key for an algorithm has signed a token.
pub(in crate::request::sign) fn verified(algorithm: &str, token: &str) -> bool {
    let (data, signature) = token.rsplit_once('.').unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    let der = jws::der(key(algorithm)).unwrap();
    let digest = match &algorithm[2..] {
        "256" => Sha256::digest(data).to_vec(),
        "384" => Sha384::digest(data).to_vec(),
        _ => Sha512::digest(data).to_vec(),
    };
    macro_rules! curve {
        ($curve:ident) => {{
            let key = $curve::ecdsa::SigningKey::from_pkcs8_der(&der).unwrap();
            let signature = $curve::ecdsa::Signature::from_slice(&signature).unwrap();
            $curve::ecdsa::VerifyingKey::from(&key)
                .verify_prehash(&digest, &signature)
                .is_ok()
        }};
    }
    match algorithm {
        "ES256" => curve!(p256),
        "ES384" => curve!(p384),
        "ES512" => curve!(p521),
        _ => verified_rsa(algorithm, &der, &digest, &signature),
    }
}

fn verified_rsa(algorithm: &str, der: &[u8], digest: &[u8], signature: &[u8]) -> bool {
    use rsa::{Pkcs1v15Sign, Pss};
    let key = rsa::PrivateKey::from_pkcs8_der(der)
        .unwrap()
        .to_public_key();
    let verified = match algorithm {
        "RS256" => key.verify(Pkcs1v15Sign::new::<Sha256>(), digest, signature),
        "RS384" => key.verify(Pkcs1v15Sign::new::<Sha384>(), digest, signature),
        "RS512" => key.verify(Pkcs1v15Sign::new::<Sha512>(), digest, signature),
        "PS256" => key.verify(Pss::<Sha256>::new_with_salt(32), digest, signature),
        "PS384" => key.verify(Pss::<Sha384>::new_with_salt(48), digest, signature),
        _ => key.verify(Pss::<Sha512>::new_with_salt(64), digest, signature),
    };
    verified.is_ok()
}
