//! Digest authentication (RFC 7616) in Postman's form: the header's members are always in the same order, with the
//! same quotes.
//!
//! The first request goes out unsigned; the server's challenge is remembered, for the replay and for the requests after
//! it.

use super::{Remembered, Sign, SignError, Signing, is_set, random_text};
use crate::collection::Auth;
use crate::exchange::Response;
use crate::request::{body, encode};
use crate::world::World;

/// Parameters: `username`, `password`, `algorithm`, `disableRetryRequest`; and those that a challenge fills in unless they are given:
/// `realm`, `nonce`, `qop`, `opaque`, `clientNonce`, `nonceCount`.
pub(super) struct Digest;

/// The count of the first request with a nonce.
const FIRST: &str = "00000001";

impl Sign for Digest {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let is_ready = ["username", "realm", "nonce"].iter().all(|key| !auth.text(key).is_empty());
        if !is_ready {
            return Ok(());
        }
        signing.headers.remove("authorization");
        let qop = auth.text("qop");
        let body = if qop == "auth-int" { body::content(signing.request, signing.tools.files) } else { None };
        let proof = Proof {
            auth,
            algorithm: algorithm(auth)?,
            qop: Some(qop).filter(|qop| qop == "auth" || qop == "auth-int"),
            method: &signing.request.method.to_uppercase(),
            uri: &encode::target(&signing.request.url, &crate::collection::Behavior::new()).path,
            body: body.as_deref(),
        };
        signing.headers.push_system("Authorization", proof.header());
        Ok(())
    }
}

/// Learns what a response says; returns whether the request is to be sent again, signed.
pub(super) fn answer(
    (auth, remembered): (&mut Auth, &mut Remembered),
    response: &Response,
    world: &World,
) -> bool {
    if is_set(auth, "disableRetryRequest") {
        return false;
    }
    let refused = matches!(response.code, 401 | 403);
    let Some(challenge) = challenge(response, &auth.text("algorithm")).filter(|_| refused) else {
        let next = next_count(&auth.text("nonceCount"));
        remembered.learn(auth, "nonceCount", next);
        return false;
    };
    let mut learnt = vec![("nonce", member(challenge, "nonce")), ("realm", member(challenge, "realm"))];
    let optional = ["opaque", "qop"].map(|name| (name, member(challenge, name)));
    learnt.extend(optional.into_iter().filter(|(_, value)| !value.is_empty()));
    let has_qop = learnt.iter().any(|(name, _)| *name == "qop") || !auth.text("qop").is_empty();
    if has_qop {
        learnt.push(("clientNonce", random_text(world, 8)));
        learnt.push(("nonceCount", FIRST.to_owned()));
    }
    // A server that asks again although it was told everything will not be content with the same once more.
    if learnt.iter().all(|(name, _)| !auth.text(name).is_empty()) {
        return false;
    }
    for (name, value) in learnt {
        remembered.learn(auth, name, value);
    }
    true
}

/// The challenge for the chosen algorithm (one that names none is for MD5), otherwise the first.
fn challenge<'a>(response: &'a Response, algorithm: &str) -> Option<&'a str> {
    let scheme = |value: &&str| value.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("digest "));
    let challenges = || response.headers.all("www-authenticate").filter(scheme);
    let algorithm = algorithm.to_lowercase();
    let fits = |value: &&str| {
        let value = value.to_lowercase();
        if value.contains("algorithm=") {
            value.contains(&format!("algorithm={algorithm}"))
        } else {
            algorithm == "md5"
        }
    };
    let chosen = if algorithm.is_empty() { None } else { challenges().find(fits) };
    chosen.or_else(|| challenges().next())
}

/// A member of a challenge; empty if it is not there or is not in quotes. It may be found at the end of a longer name, as in
/// Postman.
fn member<'a>(challenge: &'a str, name: &str) -> String {
    let start = format!("{name}=\"");
    let lower = challenge.to_ascii_lowercase();
    let value =
        |at: usize| -> Option<&'a str> { Some(challenge.get(at + start.len()..)?.split_once('"')?.0) };
    lower.match_indices(&start).find_map(|(at, _)| value(at)).unwrap_or_default().to_owned()
}

/// The nonce count after this one: eight decimal digits, as Postman counts.
fn next_count(count: &str) -> String {
    let digits: String = count.trim().chars().take_while(char::is_ascii_digit).collect();
    digits.parse::<u64>().map_or_else(|_| FIRST.to_owned(), |count| format!("{:08}", count.saturating_add(1)))
}

/// A hash function and the name that stands for it in the header.
struct Algorithm {
    name: String,
    hash: fn(&[u8]) -> String,
}

fn algorithm(auth: &Auth) -> Result<Algorithm, SignError> {
    let name = Some(auth.text("algorithm")).filter(|name| !name.is_empty()).unwrap_or_else(|| "MD5".into());
    let hash = match name.strip_suffix("-sess").unwrap_or(&name) {
        "MD5" => hex::<md5::Md5>,
        "SHA-256" => hex::<sha2::Sha256>,
        "SHA-512-256" => hex::<sha2::Sha512_256>,
        _ => return Err(SignError::Algorithm { name }),
    };
    Ok(Algorithm { name, hash })
}

fn hex<D: sha2::Digest>(data: &[u8]) -> String {
    D::digest(data).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// What a proof is made of.
struct Proof<'a> {
    auth: &'a Auth,
    algorithm: Algorithm,
    /// What is protected; `None` as in RFC 2069.
    qop: Option<String>,
    method: &'a str,
    uri: &'a str,
    /// The body, where it is protected and known.
    body: Option<&'a [u8]>,
}

impl Proof<'_> {
    fn hash(&self, parts: &[&str]) -> String {
        (self.algorithm.hash)(parts.join(":").as_bytes())
    }

    /// The client's nonce where it stands alone: Postman writes JavaScript's word where there is none, and servers take it.
    fn client_nonce(&self) -> String {
        self.auth.get("clientNonce").map_or_else(|| "undefined".into(), |_| self.auth.text("clientNonce"))
    }

    fn response(&self) -> String {
        let [user, realm, password, nonce] =
            ["username", "realm", "password", "nonce"].map(|key| self.auth.text(key));
        let mut secret = self.hash(&[&user, &realm, &password]);
        if self.algorithm.name.ends_with("-sess") {
            secret = self.hash(&[&secret, &nonce, &self.client_nonce()]);
        }
        let request = if self.qop.as_deref() == Some("auth-int") {
            let body = self.body.map_or_else(|| "undefined".into(), self.algorithm.hash);
            self.hash(&[self.method, self.uri, &body])
        } else {
            self.hash(&[self.method, self.uri])
        };
        let [count, client_nonce] = ["nonceCount", "clientNonce"].map(|key| self.auth.text(key));
        match &self.qop {
            Some(qop) => self.hash(&[&secret, &nonce, &count, &client_nonce, qop, &request]),
            None => self.hash(&[&secret, &nonce, &request]),
        }
    }

    fn header(&self) -> String {
        let quoted = |name: &str, value: &str| format!("{name}=\"{value}\"");
        let mut members: Vec<String> =
            ["username", "realm", "nonce"].map(|key| quoted(key, &self.auth.text(key))).into();
        members.push(quoted("uri", self.uri));
        members.push(quoted("algorithm", &self.algorithm.name));
        members.extend(self.qop.as_ref().map(|qop| format!("qop={qop}")));
        if self.qop.is_some() || self.algorithm.name == "MD5-sess" {
            let count = self.auth.text("nonceCount");
            members.extend((!count.is_empty()).then(|| format!("nc={count}")));
            members.push(quoted("cnonce", &self.client_nonce()));
        }
        members.push(quoted("response", &self.response()));
        let opaque = self.auth.text("opaque");
        members.extend((!opaque.is_empty()).then(|| quoted("opaque", &opaque)));
        format!("Digest {}", members.join(", "))
    }
}
