//! Digest authentication (RFC 7616) in Postman's form: the header's members are always in the same
//! order, with the same quotes.
//!
//! The first request goes out unsigned; the server's challenge is remembered, for the replay and
//! for the requests after it.

use super::{Answered, Memory, Sign, SignError, Signing, is_set, random_text};
use crate::collection::Auth;
use crate::exchange::Response;
use crate::request::{body, encode};
use crate::world::World;

/// Parameters: `username`, `password`, `algorithm`, `disableRetryRequest`; and those that a
/// challenge fills in unless they are given: `realm`, `nonce`, `qop`, `opaque`, `clientNonce`,
/// `nonceCount`.
pub(super) struct Digest;

/// The count of the first request with a nonce.
const FIRST: &str = "00000001";

impl Sign for Digest {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        let is_ready = ["username", "realm", "nonce"]
            .iter()
            .all(|key| !auth.text(key).is_empty());
        if !is_ready {
            return Ok(());
        }
        signing.headers.remove("authorization");
        let qop = auth.text("qop");
        let body = if qop == "auth-int" {
            body::content(signing.request, signing.tools.files)
        } else {
            None
        };
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

    fn answer(&self, memory: Memory<'_>, response: &Response, world: &World) -> Answered {
        let Memory { auth, remembered } = memory;
        if is_set(auth, "disableRetryRequest") {
            return Answered::Done;
        }
        let refused = matches!(response.code, 401 | 403);
        let Some(challenge) = challenge(response, &auth.text("algorithm")).filter(|_| refused)
        else {
            let next = next_count(&auth.text("nonceCount"));
            remembered.learn(auth, "nonceCount", next);
            return Answered::Done;
        };
        let mut learnt = vec![
            ("nonce", member(challenge, "nonce")),
            ("realm", member(challenge, "realm")),
        ];
        let optional = ["opaque", "qop"].map(|name| (name, member(challenge, name)));
        learnt.extend(optional.into_iter().filter(|(_, value)| !value.is_empty()));
        let has_qop = learnt.iter().any(|(name, _)| *name == "qop") || !auth.text("qop").is_empty();
        if has_qop {
            learnt.push(("clientNonce", random_text(world, 8)));
            learnt.push(("nonceCount", FIRST.to_owned()));
        }
        // A server that asks again although it was told everything will not be content with the same
        // once more.
        if learnt.iter().all(|(name, _)| !auth.text(name).is_empty()) {
            return Answered::Done;
        }
        for (name, value) in learnt {
            remembered.learn(auth, name, value);
        }
        Answered::Again
    }
}

/// The challenge for the chosen algorithm (one that names none is for MD5), otherwise the first.
fn challenge<'a>(response: &'a Response, algorithm: &str) -> Option<&'a str> {
    let scheme = |value: &&str| {
        value
            .get(..7)
            .is_some_and(|start| start.eq_ignore_ascii_case("digest "))
    };
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
    let chosen = if algorithm.is_empty() {
        None
    } else {
        challenges().find(fits)
    };
    chosen.or_else(|| challenges().next())
}

/// A member of a challenge; empty if it is not there or is not in quotes. It may be found at the
/// end of a longer name, as in Postman.
fn member<'a>(challenge: &'a str, name: &str) -> String {
    let start = format!("{name}=\"");
    let lower = challenge.to_ascii_lowercase();
    let value = |at: usize| -> Option<&'a str> {
        Some(challenge.get(at + start.len()..)?.split_once('"')?.0)
    };
    lower
        .match_indices(&start)
        .find_map(|(at, _)| value(at))
        .unwrap_or_default()
        .to_owned()
}

/// The nonce count after this one: eight decimal digits, as Postman counts.
fn next_count(count: &str) -> String {
    let digits: String = count
        .trim()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse::<u64>().map_or_else(
        |_| FIRST.to_owned(),
        |count| format!("{:08}", count.saturating_add(1)),
    )
}

/// A hash function and the name that stands for it in the header.
struct Algorithm {
    name: String,
    hash: fn(&[u8]) -> String,
}

fn algorithm(auth: &Auth) -> Result<Algorithm, SignError> {
    let name = Some(auth.text("algorithm"))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "MD5".into());
    let hash = match name.strip_suffix("-sess").unwrap_or(&name) {
        "MD5" => hex::<md5::Md5>,
        "SHA-256" => hex::<sha2::Sha256>,
        "SHA-512-256" => hex::<sha2::Sha512_256>,
        _ => return Err(SignError::Algorithm { name }),
    };
    Ok(Algorithm { name, hash })
}

fn hex<D: sha2::Digest>(data: &[u8]) -> String {
    D::digest(data)
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
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

    /// The client's nonce where it stands alone: Postman writes JavaScript's word where there is
    /// none, and servers take it.
    fn client_nonce(&self) -> String {
        self.auth
            .get("clientNonce")
            .map_or_else(|| "undefined".into(), |_| self.auth.text("clientNonce"))
    }

    fn response(&self) -> String {
        let [user, realm, password, nonce] =
            ["username", "realm", "password", "nonce"].map(|key| self.auth.text(key));
        let mut secret = self.hash(&[&user, &realm, &password]);
        if self.algorithm.name.ends_with("-sess") {
            secret = self.hash(&[&secret, &nonce, &self.client_nonce()]);
        }
        let request = if self.qop.as_deref() == Some("auth-int") {
            let body = self
                .body
                .map_or_else(|| "undefined".into(), self.algorithm.hash);
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
        let mut members: Vec<String> = ["username", "realm", "nonce"]
            .map(|key| quoted(key, &self.auth.text(key)))
            .into();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::{Behavior, read_request};
    use crate::exchange::Headers;
    use crate::request::Remembered;
    use crate::request::{Files, Tools, build_resolved};
    use serde_json::{Value, json};

    /// The header of a request with these members and a body.
    fn header(params: &Value, body: &Value) -> Option<String> {
        let json = json!({"method": "POST", "url": "http://h/v?x=1", "body": body,
            "auth": {"type": "digest", "digest": params}});
        let request = read_request(&json).unwrap();
        let auth = request.auth.clone();
        let (world, files) = (World::fixed(0, 0), Files::default());
        let tools = Tools {
            world: &world,
            files: &files,
            user_agent: "",
        };
        let built = build_resolved(request, auth.as_ref(), &Behavior::new(), tools);
        built
            .written
            .wire
            .headers
            .get("authorization")
            .map(str::to_owned)
    }

    /// The parameters that the values below were made with, by Newman.
    fn given(algorithm: &str, qop: &str) -> Value {
        json!({"username": "u", "password": "p", "realm": "R", "nonce": "N", "qop": qop, "nonceCount": "00000001",
            "clientNonce": "C", "opaque": "O", "algorithm": algorithm})
    }

    #[test]
    fn each_algorithm_and_protection_is_written_as_newman_writes_it() {
        let body = json!({"mode": "urlencoded", "urlencoded": [{"key": "a b", "value": "é'"}]});
        let counted = "qop=auth, nc=00000001, cnonce=\"C\", ";
        let whole = "qop=auth-int, nc=00000001, cnonce=\"C\", ";
        for (algorithm, qop, middle, response) in [
            ("MD5", "", "", "e337f8b7a139c78e9c6b7ff250667fa5"),
            ("MD5", "auth", counted, "c0283f9c516600a5d75fed3a029e84a5"),
            ("MD5", "auth-int", whole, "2fa77ea4fa3a40a130e527bccab439d7"),
            (
                "MD5-sess",
                "",
                "nc=00000001, cnonce=\"C\", ",
                "38493af3a5e37e8624ca072febbc4d23",
            ),
            (
                "MD5-sess",
                "auth",
                counted,
                "d061cd199205ace43730886233643d52",
            ),
            (
                "SHA-256",
                "",
                "",
                "23355a8859481d063289e3a94405f53070b82629095fd51e036049de8e66481b",
            ),
            (
                "SHA-256",
                "auth-int",
                whole,
                "49a127eb8d526d03fc1aa5b44808fead4600300e7729d724bcd15e77e2e4c568",
            ),
            (
                "SHA-256-sess",
                "",
                "",
                "7671f64207012c7ad9f32e59584778491b58dd9cd3ecea6d20627de0099a271a",
            ),
            (
                "SHA-256-sess",
                "auth",
                counted,
                "532cf882e003446304c712b6e61c366f3faea6d02cf2dc9986036ed70d26e3f4",
            ),
            (
                "SHA-512-256",
                "auth",
                counted,
                "7a80e4c5f9adc5d3d00606ac72c842539c77c092538bc2fbe90df71539380c15",
            ),
            (
                "SHA-512-256-sess",
                "auth-int",
                whole,
                "df583bcf3a3086893716d24524641f15dc46964cf448e66dca0f249860a6a884",
            ),
        ] {
            let expected = format!(
                "Digest username=\"u\", realm=\"R\", nonce=\"N\", uri=\"/v?x=1\", algorithm=\"{algorithm}\", \
                 {middle}response=\"{response}\", opaque=\"O\""
            );
            assert_eq!(header(&given(algorithm, qop), &body), Some(expected));
        }
    }

    #[test]
    fn a_body_that_is_not_known_before_it_is_sent_is_hashed_as_postman_does() {
        let params = json!({"username": "u", "password": "p", "realm": "R", "nonce": "N", "qop": "auth-int",
            "clientNonce": "C"});
        let form = json!({"mode": "formdata", "formdata": [{"key": "a", "value": "b"}]});
        assert!(
            header(&params, &form)
                .unwrap()
                .ends_with("response=\"c0bea333bbf3e45f976dde1c033b1047\"")
        );
    }

    #[test]
    fn nothing_is_signed_before_a_challenge_or_without_a_user() {
        let none = Value::Null;
        assert_eq!(
            header(&json!({"username": "u", "password": "p"}), &none),
            None
        );
        assert_eq!(
            header(&json!({"username": "", "realm": "r", "nonce": "n"}), &none),
            None
        );
        assert_eq!(header(&given("SHA-1", "auth"), &none), None);
    }

    /// What an authentication has learnt from a refusal with these challenges; whether it wants a
    /// replay.
    fn learnt(params: &Value, challenges: &[&str]) -> (bool, Auth) {
        let params = params.as_object().unwrap().iter();
        let params =
            params.map(|(key, value)| crate::collection::AuthParam::new(key, value.clone()));
        let mut auth = Auth::new("digest", params.collect());
        let headers: Headers = challenges
            .iter()
            .map(|value| ("WWW-Authenticate".to_owned(), (*value).to_owned()))
            .collect();
        let response = Response {
            code: 401,
            headers,
            ..Response::default()
        };
        let answered = Digest.answer(
            Memory {
                auth: &mut auth,
                remembered: &mut Remembered::default(),
            },
            &response,
            &World::fixed(0, 0),
        );
        (answered == Answered::Again, auth)
    }

    #[test]
    fn the_challenge_of_the_chosen_algorithm_is_taken() {
        let challenges = [
            "Basic realm=\"b\"",
            "Digest realm=\"m\", nonce=\"1\"",
            "digest realm=\"s\", nonce=\"2\", algorithm=SHA-256",
        ];
        for (algorithm, realm) in [
            ("", "m"),
            ("MD5", "m"),
            ("SHA-256", "s"),
            ("SHA-512-256", "m"),
        ] {
            let (again, auth) = learnt(&json!({"algorithm": algorithm}), &challenges);
            assert_eq!(
                (again, auth.text("realm").as_str()),
                (true, realm),
                "{algorithm}"
            );
        }
    }

    #[test]
    fn what_the_author_gives_stays_and_what_is_known_is_not_asked_again() {
        let challenge = ["Digest realm=\"r\", nonce=\"n\", qop=\"auth\""];
        let (again, auth) = learnt(&json!({"nonce": "mine", "clientNonce": ""}), &challenge);
        assert!(again);
        assert_eq!(
            (
                auth.text("nonce").as_str(),
                auth.text("nonceCount").as_str()
            ),
            ("mine", FIRST)
        );
        assert_eq!(auth.text("clientNonce").len(), 8);
        let all =
            json!({"realm": "x", "nonce": "x", "qop": "x", "clientNonce": "x", "nonceCount": "7"});
        assert!(!learnt(&all, &challenge).0);
        assert!(!learnt(&json!({"disableRetryRequest": true}), &challenge).0);
        let (again, auth) = learnt(&json!({"nonceCount": ""}), &["Basic realm=\"b\""]);
        assert_eq!((again, auth.text("nonceCount").as_str()), (false, FIRST));
    }

    #[test]
    fn nonces_are_counted_in_eight_decimal_digits() {
        for (count, next) in [
            ("", FIRST),
            ("x", FIRST),
            ("00000009", "00000010"),
            ("7", "00000008"),
        ] {
            assert_eq!(next_count(count), next);
        }
    }
}
