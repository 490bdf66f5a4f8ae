//! NTLM over HTTP ([MS-NTHT]): a request without proof, one that says who speaks, one that proves
//! it, all over one connection. What is proven holds for the connection; later requests on it need
//! no proof.

use super::ntlm_message::{self, Place};
use super::ntlm_proof::{Account, Fresh};
use super::{Answered, Memory, Sign, SignError, Signing, is_set, put};
use crate::collection::Auth;
use crate::exchange::Response;
use crate::world::World;

/// Parameters: `username` (also `DOMAIN\user`, `user@domain`), `password`, `domain`, `workstation`,
/// `disableRetryRequest`.
pub(super) struct Ntlm;

/// The parameter in which the next message waits.
const MESSAGE: &str = "ntlmHeader";

/// How far the exchange of messages has come: the first or the third is sent.
const STATE: &str = "state";
const INITIAL: &str = "INITIALIZED";
const BEGUN: &str = "T1_MSG_CREATED";
const PROVEN: &str = "T3_MSG_CREATED";

/// From the year 1601 to 1970, in milliseconds.
const EPOCH: i64 = 11_644_473_600_000;

impl Sign for Ntlm {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        signing.remove_header("authorization");
        let message = auth.text(MESSAGE);
        if !message.is_empty() {
            signing.authorize(format!("NTLM {message}"));
        }
        Ok(())
    }

    /// Sets the state in which nothing is said yet.
    fn complete(&self, auth: &mut Auth, _: &World) {
        if auth.text(STATE).is_empty() {
            reset(auth);
        }
    }

    fn answer(&self, memory: Memory<'_>, response: &Response, world: &World) -> Answered {
        let auth = memory.auth;
        let state = auth.text(STATE);
        reset(auth);
        if is_set(auth, "disableRetryRequest") || !matches!(response.code, 401 | 403) {
            return Answered::Done;
        }
        let next = match state.as_str() {
            "" | INITIAL if is_asked_for(response) => {
                let Names { domain, .. } = names(auth);
                let workstation = auth.text("workstation");
                (
                    BEGUN,
                    ntlm_message::negotiate(Place {
                        domain: &domain,
                        workstation: &workstation,
                    }),
                )
            }
            BEGUN => match prove(auth, response, world) {
                Ok(message) => (PROVEN, message),
                Err(problem) => return Answered::GaveUp(problem.to_owned()),
            },
            _ => return Answered::Done,
        };
        put(auth, STATE, Some(next.0.into()));
        put(auth, MESSAGE, Some(next.1.into()));
        Answered::Again
    }
}

fn reset(auth: &mut Auth) {
    put(auth, STATE, Some(INITIAL.into()));
    put(auth, MESSAGE, None);
}

fn prove(auth: &Auth, response: &Response, world: &World) -> Result<String, &'static str> {
    let base64 = challenges(response).find_map(|value| value.strip_prefix("NTLM "));
    let base64 = base64.ok_or("the server did not answer with a challenge of NTLM")?;
    let challenge = ntlm_message::challenge(base64)
        .ok_or("what the server answered is not a challenge of NTLM")?;
    let Names { user, domain } = names(auth);
    let (password, workstation) = (auth.text("password"), auth.text("workstation"));
    let mut nonce = [0; 8];
    world.fill(&mut nonce);
    let time = u64::try_from(world.epoch_millis() + EPOCH).unwrap_or_default() * 10_000;
    let account = Account {
        user: &user,
        domain: &domain,
        password: &password,
    };
    let place = Place {
        domain: &domain,
        workstation: &workstation,
    };
    Ok(ntlm_message::authenticate(
        &challenge,
        account,
        place,
        Fresh { nonce, time },
    ))
}

fn is_asked_for(response: &Response) -> bool {
    challenges(response).any(|value| value.contains("NTLM") || value == "negotiate")
}

fn challenges(response: &Response) -> impl Iterator<Item = &str> {
    response.headers.all("www-authenticate")
}

struct Names {
    user: String,
    domain: String,
}

/// User and domain; the domain may stand in the user's name, before a backslash or behind an at
/// sign.
fn names(auth: &Auth) -> Names {
    let (user, domain) = (auth.text("username"), auth.text("domain"));
    if !domain.is_empty() {
        return Names { user, domain };
    }
    let pair = |separator: char| {
        let other = if separator == '@' { '\\' } else { '@' };
        let (before, after) = user.split_once(separator)?;
        let is_sole = !after.contains(separator) && !user.contains(other);
        (is_sole && !before.is_empty() && !after.is_empty())
            .then(|| (before.to_owned(), after.to_owned()))
    };
    match (pair('\\'), pair('@')) {
        (Some((domain, user)), _) | (None, Some((user, domain))) => Names { user, domain },
        (None, None) => Names { user, domain },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::AuthParam;
    use crate::exchange::Headers;
    use crate::request::Remembered;
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use serde_json::{Value, json};

    fn answer(auth: &mut Auth, response: &Response, world: &World) -> Answered {
        let remembered = &mut Remembered::default();
        Ntlm.answer(Memory { auth, remembered }, response, world)
    }

    fn auth(params: &Value) -> Auth {
        let params = params.as_object().unwrap().iter();
        let params = params.map(|(key, value)| AuthParam::new(key, value.clone()));
        Auth::new("ntlm", params.collect())
    }

    fn response(code: u16, challenges: &[&str]) -> Response {
        let header = |value: &&str| ("WWW-Authenticate".to_owned(), (*value).to_owned());
        Response {
            code,
            headers: challenges.iter().map(header).collect::<Headers>(),
            ..Response::default()
        }
    }

    /// What postman-runtime 7.56.1 wrote for the same parameters and challenge; its random part is
    /// cut out.
    #[test]
    fn messages_are_postmans() {
        let cases: Value =
            serde_json::from_str(include_str!("../../../tests/data/ntlm.json")).unwrap();
        for case in cases.as_array().unwrap() {
            let mut auth = auth(&case["params"]);
            let world = World::fixed(1_700_000_000_000, 1);
            assert_eq!(
                answer(&mut auth, &response(401, &["Negotiate", "NTLM"]), &world),
                Answered::Again
            );
            assert_eq!(
                json!(format!("NTLM {}", auth.text(MESSAGE))),
                case["type1"],
                "{case}"
            );
            let challenge = case["type2"].as_str().unwrap();
            assert_eq!(
                answer(&mut auth, &response(401, &[challenge]), &world),
                Answered::Again
            );
            let ours = BASE64_STANDARD.decode(auth.text(MESSAGE)).unwrap();
            let theirs = BASE64_STANDARD
                .decode(&case["type3"].as_str().unwrap()[5..])
                .unwrap();
            assert_eq!(ours.len(), theirs.len(), "{case}");
            let fixed = usize::try_from(case["fixed"].as_u64().unwrap()).unwrap();
            assert_eq!(ours[..fixed], theirs[..fixed], "{case}");
            assert_eq!(
                answer(&mut auth, &response(200, &[]), &world),
                Answered::Done
            );
            assert_eq!(
                (auth.text(STATE), auth.text(MESSAGE)),
                (INITIAL.to_owned(), String::new())
            );
        }
    }

    #[test]
    fn the_domain_may_stand_in_the_users_name() {
        for (name, user, domain) in [
            ("D\\u", "u", "D"),
            ("u@d.e", "u", "d.e"),
            ("D\\u@d", "D\\u@d", ""),
            ("a\\b\\c", "a\\b\\c", ""),
            ("@d", "@d", ""),
            ("u", "u", ""),
        ] {
            let names = names(&auth(&json!({"username": name})));
            assert_eq!(
                (names.user.as_str(), names.domain.as_str()),
                (user, domain),
                "{name}"
            );
        }
    }

    #[test]
    fn what_can_not_be_answered_ends_it() {
        let world = World::fixed(0, 0);
        let begun = || auth(&json!({"username": "u", "state": BEGUN}));
        let none = response(401, &["NTLM"]);
        assert!(matches!(
            answer(&mut begun(), &none, &world),
            Answered::GaveUp(_)
        ));
        for message in ["NTLM AAAA", "NTLM ?", "NTLM TlRMTVNTUAACAAAA"] {
            assert!(matches!(
                answer(&mut begun(), &response(401, &[message]), &world),
                Answered::GaveUp(_)
            ));
        }
        let mut plain = auth(&json!({"username": "u"}));
        assert_eq!(
            answer(&mut plain, &response(401, &["Basic realm=\"b\""]), &world),
            Answered::Done
        );
        assert_eq!(
            answer(&mut plain, &response(200, &["NTLM"]), &world),
            Answered::Done
        );
        let mut off = auth(&json!({"username": "u", "disableRetryRequest": true}));
        assert_eq!(answer(&mut off, &none, &world), Answered::Done);
        let mut refused = auth(&json!({"username": "u", "state": PROVEN}));
        assert_eq!(answer(&mut refused, &none, &world), Answered::Done);
    }
}
