//! Digest authentication (RFC 7616) in Postman's form: the header's members are always in the same
//! order, with the same quotes.
//!
//! The first request goes out unsigned; the server's challenge is remembered, for the replay and
//! for the requests after it.

use super::challenge::Challenge;
use super::digest_proof::{Hashing, Proof};
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
        signing.remove_header("authorization");
        let algorithm = Hashing::of(auth)?;
        let qop = protection(&auth.text("qop"));
        let target = encode::target(&signing.request.url, &crate::collection::Behavior::new());
        let proof = Proof {
            auth,
            body: qop
                .filter(|qop| *qop == "auth-int")
                .and_then(|_| hash_of_body(&algorithm, signing)),
            count: match qop {
                Some(_) => count(auth, &target.host, signing),
                None => auth.text("nonceCount"),
            },
            algorithm,
            qop,
            method: &signing.request.method.to_uppercase(),
            uri: &target.path,
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
        let learnt = learnt(&challenge, auth, world);
        // A server that asks again although it was told everything will not be content with the same
        // once more, unless the nonce was too old for it.
        let is_known = learnt.iter().all(|(name, _)| !auth.text(name).is_empty());
        let nonce = auth.text("nonce");
        let is_stale = challenge.member("stale").eq_ignore_ascii_case("true")
            && challenge.member("nonce") != nonce;
        if is_known && !is_stale {
            return Answered::Done;
        }
        for (name, value) in learnt {
            remembered.learn(auth, name, value);
        }
        // An author's own nonce is not replaced.
        if is_known && auth.text("nonce") == nonce {
            return Answered::Done;
        }
        Answered::Again
    }
}

/// What a challenge teaches.
fn learnt(challenge: &Challenge, auth: &Auth, world: &World) -> Vec<(&'static str, String)> {
    let member = |name: &'static str| (name, challenge.member(name).to_owned());
    let mut learnt = vec![member("nonce"), member("realm")];
    let qop = protection(challenge.member("qop")).unwrap_or_default();
    // Where the author has chosen none, MD5 is what is understood.
    let algorithm = Hashing::named(challenge.member("algorithm"));
    let algorithm = algorithm
        .map(|algorithm| algorithm.name)
        .filter(|name| *name != "MD5" && auth.text("algorithm").is_empty());
    let optional = [
        member("opaque"),
        ("qop", qop.to_owned()),
        ("algorithm", algorithm.unwrap_or_default().to_owned()),
    ];
    learnt.extend(optional.into_iter().filter(|(_, value)| !value.is_empty()));
    if !qop.is_empty() || !auth.text("qop").is_empty() {
        learnt.push(("clientNonce", random_text(world, 8)));
        learnt.push(("nonceCount", FIRST.to_owned()));
    }
    learnt
}

/// The challenge for the chosen algorithm (one that names none is for MD5), otherwise the first.
fn challenge(response: &Response, algorithm: &str) -> Option<Challenge> {
    let challenges = Challenge::all(&response.headers, "digest");
    let fits = |challenge: &&Challenge| match challenge.member("algorithm") {
        "" => algorithm.eq_ignore_ascii_case("md5"),
        named => named.eq_ignore_ascii_case(algorithm),
    };
    let is_known = |challenge: &&Challenge| {
        let named = challenge.member("algorithm");
        named.is_empty() || Hashing::named(named).is_some()
    };
    let chosen = if algorithm.is_empty() {
        challenges.iter().find(is_known)
    } else {
        challenges.iter().find(fits)
    };
    chosen.or_else(|| challenges.first()).cloned()
}

/// What is protected, of what a server offers: `auth` where it is among them, as every server knows
/// it.
fn protection(qop: &str) -> Option<&'static str> {
    let offered = |name: &&str| qop.split([',', ' ', '\t']).any(|offer| offer == *name);
    ["auth", "auth-int"].into_iter().find(offered)
}

/// The count of this use of the nonce: the author's own, or how often it was used in the run.
// Differs from Postman: there each authentication counts for itself, in decimal digits
// (`nonces_are_counted_for_the_whole_run`).
fn count(auth: &Auth, server: &str, signing: &Signing<'_>) -> String {
    let mut given = auth.params.iter().rev();
    let is_given = given.any(|param| param.key == "nonceCount" && !param.system && !param.disabled);
    let written = auth.text("nonceCount");
    if is_given && !written.is_empty() {
        return written;
    }
    let count = signing.tools.nonces.next(server, &auth.text("nonce"));
    format!("{count:08x}")
}

/// The nonce count after this one: eight hexadecimal digits.
fn next_count(count: &str) -> String {
    let count = count.trim();
    let end = count.find(|digit: char| !digit.is_ascii_hexdigit());
    let digits = &count[..end.unwrap_or(count.len())];
    u64::from_str_radix(digits, 16).map_or_else(
        |_| FIRST.to_owned(),
        |count| format!("{:08x}", count.saturating_add(1)),
    )
}

/// The hash of the body, where it is known.
fn hash_of_body(algorithm: &Hashing, signing: &Signing<'_>) -> Option<String> {
    if let Some(form) = signing.body.filter(|_| body::is_multipart(signing.request)) {
        return (algorithm.body)(form);
    }
    let content = body::content(signing.request, signing.tools.files);
    content.map(|content| (algorithm.hash)(&content))
}

#[cfg(test)]
mod tests {
    use super::super::hash;
    use super::*;
    use crate::collection::{Behavior, read_request};
    use crate::exchange::Headers;
    use crate::request::Remembered;
    use crate::request::{Files, Nonces, Tools, build_resolved};
    use serde_json::{Value, json};

    /// The header of a request with these members and a body.
    fn header(params: &Value, body: &Value) -> Option<String> {
        let json = json!({"method": "POST", "url": "http://h/v?x=1", "body": body,
            "auth": {"type": "digest", "digest": params}});
        built(&json, &Nonces::default())
    }

    /// The header of a request with its authentication.
    fn built(json: &Value, nonces: &Nonces) -> Option<String> {
        let request = read_request(json).unwrap();
        let auth = request.auth.clone();
        let (world, files) = (World::fixed(0, 0), Files::default());
        let tools = Tools {
            world: &world,
            files: &files,
            user_agent: "",
            nonces,
        };
        let built = build_resolved(request, auth.as_deref(), &Behavior::new(), tools);
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
    fn a_multipart_form_is_protected_as_it_is_sent() {
        let form = json!({"mode": "formdata", "formdata": [{"key": "a", "value": "b"}]});
        let multipart = "multipart/form-data; boundary=B";
        let json = json!({"method": "POST", "url": "http://h/v", "body": form, "header": [{"key": "Content-Type", "value": multipart}],
            "auth": {"type": "digest", "digest": given("MD5", "auth-int")}});
        let hash = |text: &str| hash::hex(&<md5::Md5 as sha2::Digest>::digest(text));
        let body = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--B--\r\n";
        let request = hash(&format!("POST:/v:{}", hash(body)));
        let response = hash(&format!(
            "{}:N:00000001:C:auth-int:{request}",
            hash("u:R:p")
        ));
        let built = built(&json, &Nonces::default()).unwrap();
        assert!(
            built.contains(&format!("response=\"{response}\"")),
            "{built}"
        );
    }

    #[test]
    fn what_stands_in_quotes_is_escaped() {
        let params =
            json!({"username": "D\\u\"", "password": "p", "realm": "a \"q\" \\", "nonce": "N"});
        let header = header(&params, &Value::Null).unwrap();
        let expected = r#"Digest username="D\u\"", realm="a \"q\" \\", nonce="N", "#;
        assert!(header.starts_with(expected), "{header}");
    }

    #[test]
    fn of_what_is_offered_auth_is_taken() {
        for (offered, taken) in [
            ("auth,auth-int", Some("auth")),
            ("auth-int, auth", Some("auth")),
            ("auth-int", Some("auth-int")),
            ("auth-conf", None),
            ("", None),
        ] {
            assert_eq!(protection(offered), taken, "{offered}");
        }
    }

    #[test]
    fn nonces_are_counted_for_the_whole_run() {
        let nonces = Nonces::default();
        let count = |url: &str, nonce: &str| {
            let json = json!({"url": url, "auth": {"type": "digest", "digest":
                {"username": "u", "password": "p", "realm": "R", "nonce": nonce, "qop": "auth", "clientNonce": "C"}}});
            let header = built(&json, &nonces).unwrap();
            header.split("nc=").nth(1).unwrap()[..8].to_owned()
        };
        for (url, nonce, expected) in [
            ("http://h/1", "N", "00000001"),
            ("http://h/2", "N", "00000002"),
            ("http://h:1/2", "N", "00000001"),
            ("http://h/2", "M", "00000001"),
        ] {
            assert_eq!(count(url, nonce), expected, "{url} {nonce}");
        }
        let counts: Vec<String> = (3..=16).map(|_| count("http://h/", "N")).collect();
        assert_eq!(
            counts[7..],
            [
                "0000000a", "0000000b", "0000000c", "0000000d", "0000000e", "0000000f", "00000010"
            ]
        );
    }

    #[test]
    fn a_nonce_that_became_too_old_is_replaced() {
        let params = json!({"username": "u", "password": "p"});
        let params = params.as_object().unwrap().iter();
        let params =
            params.map(|(key, value)| crate::collection::AuthParam::new(key, value.clone()));
        let mut auth = Auth::new("digest", params.collect());
        let mut remembered = Remembered::default();
        let mut answer = |challenge: &str| {
            let header = ("WWW-Authenticate".to_owned(), challenge.to_owned());
            let response = Response {
                code: 401,
                headers: [header].into_iter().collect(),
                ..Response::default()
            };
            let memory = Memory {
                auth: &mut auth,
                remembered: &mut remembered,
            };
            let answered = Digest.answer(memory, &response, &World::fixed(0, 0));
            (answered == Answered::Again, auth.text("nonce"))
        };
        for (challenge, again, nonce) in [
            ("Digest realm=R, nonce=1, qop=auth", true, "1"),
            ("Digest realm=R, nonce=2, qop=auth", false, "1"),
            ("Digest realm=R, nonce=2, qop=auth, stale=TRUE", true, "2"),
            ("Digest realm=R, nonce=2, qop=auth, stale=true", false, "2"),
        ] {
            assert_eq!(answer(challenge), (again, nonce.to_owned()), "{challenge}");
        }
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
    fn answered(params: &Value, challenges: &[&str]) -> (bool, Auth) {
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
            let (again, auth) = answered(&json!({"algorithm": algorithm}), &challenges);
            assert_eq!(
                (again, auth.text("realm").as_str()),
                (true, realm),
                "{algorithm}"
            );
        }
    }

    #[test]
    fn one_of_several_challenges_in_a_header_is_answered() {
        let challenges = [
            "Negotiate, Digest realm=\"R\", nonce=\"N\", qop=auth, algorithm=sha-256, Basic realm=\"b, c\"",
        ];
        let (again, auth) = answered(&json!({}), &challenges);
        let learnt = ["realm", "nonce", "qop", "algorithm"].map(|key| auth.text(key));
        assert_eq!(
            (again, learnt),
            (true, ["R", "N", "auth", "SHA-256"].map(str::to_owned))
        );
        let (_, auth) = answered(&json!({"algorithm": "MD5"}), &challenges);
        assert_eq!(auth.text("algorithm"), "MD5");
    }

    #[test]
    fn what_the_author_gives_stays_and_what_is_known_is_not_asked_again() {
        let challenge = ["Digest realm=\"r\", nonce=\"n\", qop=\"auth\""];
        let (again, auth) = answered(&json!({"nonce": "mine", "clientNonce": ""}), &challenge);
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
        assert!(!answered(&all, &challenge).0);
        assert!(!answered(&json!({"disableRetryRequest": true}), &challenge).0);
        let (again, auth) = answered(&json!({"nonceCount": ""}), &["Basic realm=\"b\""]);
        assert_eq!((again, auth.text("nonceCount").as_str()), (false, FIRST));
    }

    #[test]
    fn nonces_are_counted_in_eight_hexadecimal_digits() {
        for (count, next) in [
            ("", FIRST),
            ("x", FIRST),
            ("00000009", "0000000a"),
            ("0000000f", "00000010"),
            ("7", "00000008"),
        ] {
            assert_eq!(next_count(count), next);
        }
    }
}
