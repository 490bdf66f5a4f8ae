//! Authentication schemes: each puts its proof into the request, in a file of its own.

mod api_key;
mod asap;
mod awsv4;
mod awsv4_canonical;
mod basic;
mod bearer;
mod challenge;
mod digest;
mod digest_proof;
mod edgegrid;
mod hash;
mod hawk;
mod jws;
mod jwt;
mod ntlm;
mod ntlm_message;
mod ntlm_proof;
mod oauth1;
mod oauth1_method;
mod oauth2;
mod written_date;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::collection::{Auth, AuthParam, Behavior, QueryParam, Request};
use crate::exchange::{Body, Headers, Response};
use crate::text::is_truthy;
use crate::world::World;

use super::Tools;

/// A request while it is being signed.
pub(super) struct Signing<'a> {
    /// The resolved request; a scheme may add to its query.
    pub(super) request: &'a mut Request,
    /// Its headers so far: the author's.
    pub(super) headers: &'a mut Headers,
    /// Where nonces, times and bodies come from.
    pub(super) tools: Tools<'a>,
    /// The settings that count for it.
    pub(super) behavior: &'a Behavior,
    /// What is sent as its body, where that is known before it is signed.
    pub(super) body: Option<&'a Body>,
}

/// An authentication scheme.
trait Sign {
    /// Signs the request with the parameters of `auth`, which are resolved.
    ///
    /// # Errors
    /// Parameters that nothing can be signed with.
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError>;

    /// Fills in what the author leaves to us, before anything is signed.
    fn complete(&self, _auth: &mut Auth, _world: &World) {}

    /// Learns what a response says.
    fn answer(&self, _memory: Memory<'_>, _response: &Response, _world: &World) -> Answered {
        Answered::Done
    }
}

/// Where a scheme keeps what it learns from a response.
struct Memory<'a> {
    /// The parameters of the request that was answered.
    auth: &'a mut Auth,
    /// What is kept for the requests after it.
    remembered: &'a mut Remembered,
}

/// Every scheme that signs, by its name in a collection; `collection::Scheme` has the facts.
static SCHEMES: [(&str, &(dyn Sign + Sync)); 12] = [
    ("apikey", &api_key::ApiKey),
    ("asap", &asap::Asap),
    ("awsv4", &awsv4::AwsV4),
    ("basic", &basic::Basic),
    ("bearer", &bearer::Bearer),
    ("digest", &digest::Digest),
    ("edgegrid", &edgegrid::EdgeGrid),
    ("hawk", &hawk::Hawk),
    ("jwt", &jwt::Jwt),
    ("ntlm", &ntlm::Ntlm),
    ("oauth1", &oauth1::OAuth1),
    ("oauth2", &oauth2::OAuth2),
];

fn scheme(kind: &str) -> Option<&'static dyn Sign> {
    let (_, scheme) = SCHEMES.iter().find(|(name, _)| *name == kind)?;
    Some(*scheme)
}

/// Why a request could not be signed; it goes out all the same.
#[derive(Debug, thiserror::Error)]
enum SignError {
    /// The algorithm is none that the scheme has.
    #[error("`{name}` is not an algorithm of it")]
    Algorithm {
        /// The name that was given.
        name: String,
    },
    /// A parameter that nothing can be signed without.
    #[error("`{name}` is missing")]
    Missing {
        /// The parameter.
        name: &'static str,
    },
    /// A parameter that is something else than JSON.
    #[error("`{name}` is not a JSON object")]
    NotObject {
        /// The parameter.
        name: &'static str,
    },
    /// The private key is none.
    #[error("the private key is not an RSA key in PEM")]
    Key,
    /// The private key is none for the algorithm.
    #[error("the private key is not one in PEM (PKCS#8 or PKCS#1) for this algorithm")]
    PrivateKey,
    /// The private key is one that nobody should trust.
    #[error("the private key has {bits} bits, expected 2048 or more")]
    ShortKey {
        /// Its length.
        bits: u32,
    },
    /// The private key says that it is another one.
    #[error("the private key calls itself `{name}`, which is not the `kid`")]
    KeyId {
        /// What it calls itself.
        name: String,
    },
    /// A `Date` header that holds no date.
    #[error("the `Date` header `{date}` is not a date")]
    Date {
        /// Its value.
        date: String,
    },
    /// A part of the query that can't be decoded.
    #[error("`{part}` in the query is not well-formed")]
    Query {
        /// The part.
        part: String,
    },
}

/// Whether signatures of a scheme cover the bytes of a form.
pub(super) fn covers_forms(kind: &str) -> bool {
    matches!(kind, "awsv4" | "digest")
}

/// Fills in what the author leaves to us, before anything is signed.
pub(super) fn complete(auth: &mut Auth, world: &World) {
    if let Some(scheme) = scheme(&auth.kind) {
        scheme.complete(auth, world);
    }
}

/// Signs a request; returns a warning when the scheme is not one of ours, or can't sign it.
pub(super) fn sign(auth: &Auth, signing: &mut Signing<'_>) -> Option<String> {
    if auth.kind == "noauth" {
        return None;
    }
    let Some(scheme) = scheme(&auth.kind) else {
        return Some(format!(
            "authentication `{}` is not supported: the request goes out unsigned",
            auth.kind
        ));
    };
    let problem = scheme.sign(auth, signing).err()?;
    Some(format!(
        "{} authentication: {problem}: the request goes out unsigned",
        auth.kind
    ))
}

/// What a scheme makes of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// It is content, or has nothing to say.
    Done,
    /// The request is to be sent again, signed anew.
    Again,
    /// It could not go on, for this reason; the response stands.
    GaveUp(String),
}

/// Learns what a response says to the scheme that signed its request.
pub fn answer(
    auth: &mut Auth,
    remembered: &mut Remembered,
    response: &Response,
    world: &World,
) -> Answered {
    match scheme(&auth.kind) {
        Some(scheme) => scheme.answer(Memory { auth, remembered }, response, world),
        None => Answered::Done,
    }
}

/// What a scheme has learnt from a server, for the next request: parameters that the author has not
/// given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Remembered(Vec<AuthParam>);

impl Remembered {
    /// Adds what was learnt to the author's parameters, which are resolved.
    pub(super) fn complete(&self, auth: &mut Auth) {
        for AuthParam { key, value, .. } in &self.0 {
            if auth.text(key).is_empty() {
                put(auth, key, value.clone());
            }
        }
    }

    /// Remembers a parameter that authors may leave out.
    pub fn set(&mut self, key: &str, value: String) {
        let param = AuthParam::new(key, value);
        match self.0.iter_mut().find(|known| known.key == key) {
            Some(known) => *known = param,
            None => self.0.push(param),
        }
    }

    /// Remembers a parameter, unless the author has given it.
    fn learn(&mut self, auth: &mut Auth, key: &str, value: String) {
        let known = self.0.iter().position(|param| param.key == key);
        if known.is_none() && !auth.text(key).is_empty() {
            return;
        }
        put(auth, key, Some(value.clone().into()));
        self.set(key, value);
    }
}

/// A parameter that the author has not given.
fn own(key: &str, value: Option<Value>) -> AuthParam {
    AuthParam {
        key: key.to_owned(),
        value,
        system: true,
        ..AuthParam::default()
    }
}

/// Sets a parameter.
fn put(auth: &mut Auth, key: &str, value: Option<Value>) {
    match auth.params.iter_mut().rev().find(|param| param.key == key) {
        Some(param) => {
            *param = AuthParam {
                kind: param.kind.take(),
                ..own(key, value)
            }
        }
        None => auth.params.push(own(key, value)),
    }
}

/// Whether a parameter is what JavaScript holds to be true.
fn is_set(auth: &Auth, key: &str) -> bool {
    auth.get(key).is_some_and(is_truthy)
}

fn query_param(key: String, value: Option<String>) -> QueryParam {
    QueryParam {
        key: Some(key),
        value,
        ..QueryParam::default()
    }
}

/// The whole number that a text begins with, as JavaScript's `parseInt` reads it.
fn leading_integer(text: &str) -> Option<i64> {
    let text = text.trim_start();
    let start = usize::from(text.starts_with(['-', '+']));
    let digits = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    text[..start + digits].parse().ok()
}

/// A nonce of letters and digits.
fn random_text(world: &World, length: usize) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let letter =
        |_| usize::try_from(world.integer(0, 61)).map_or('0', |at| char::from(LETTERS[at]));
    (0..length).map(letter).collect()
}

impl Signing<'_> {
    /// Removes every header of that name, those that are switched off, too.
    fn remove_header(&mut self, name: &str) {
        self.headers.remove(name);
        self.request
            .headers
            .retain(|header| !(header.disabled && header.key.eq_ignore_ascii_case(name)));
    }

    /// Replaces the `Authorization` header.
    fn authorize(&mut self, value: String) {
        self.remove_header("authorization");
        self.headers.push_system("Authorization", value);
    }

    /// Replaces a parameter of the query.
    fn set_query(&mut self, key: &str, value: String) {
        let query = &mut self.request.url.query;
        query.retain(|param| param.key.as_deref() != Some(key));
        query.push(query_param(key.to_owned(), Some(value)));
    }
}
