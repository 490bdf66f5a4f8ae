//! Authentication that answers a server's challenge, end to end. What is counted is what Newman
//! counts.

use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Answer, Received, Server, response};

const CHALLENGE: &str = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", opaque=\"o\"\r\nSet-Cookie: s=2\r\n";

/// Refuses whatever has no proof; sets a cookie each time.
fn guarded(request: &Received) -> Answer {
    match request.header("authorization") {
        Some(_) => response("200 OK", "Set-Cookie: s=1\r\n", ""),
        None => response("401 Unauthorized", CHALLENGE, ""),
    }
}

fn digest(more: &Value) -> Value {
    let mut params = json!({"username": "u", "password": "p"});
    params
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().cloned().unwrap_or_default());
    json!({"type": "digest", "digest": params})
}

/// Runs the items with an authentication for all of them; returns the events.
fn run(auth: &Value, items: &Value) -> Vec<Value> {
    let collection = json!({"info": {"name": "C"}, "auth": auth, "item": items}).to_string();
    let folder = Folder::with(&[("c.json", &collection)]);
    let output = postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "-r", "ndjson"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn named<'a>(events: &'a [Value], name: &'a str) -> Vec<&'a Value> {
    events
        .iter()
        .filter(|event| event["event"] == name)
        .collect()
}

fn item(server: &Server) -> Value {
    json!({"name": "a", "request": {"method": "POST", "url": server.url("/a?b=c"), "header": [{"key": "X-A", "value": "1"}],
        "body": {"mode": "raw", "raw": "text"}}})
}

#[test]
fn a_challenge_is_answered_and_remembered_for_all_who_inherit_it() {
    let server = Server::start(guarded);
    let events = run(&digest(&json!({})), &json!([item(&server), item(&server)]));
    let order: Vec<&str> = [
        "beforeRequest",
        "io",
        "request",
        "responseStart",
        "response",
    ]
    .into();
    let order = events
        .iter()
        .filter_map(|event| order.iter().find(|name| event["event"] == **name))
        .copied();
    let once = [
        "beforeRequest",
        "responseStart",
        "io",
        "request",
        "response",
    ];
    let expected: Vec<&str> = [&["beforeRequest", "io", "request"][..], &once, &once].concat();
    assert_eq!(order.collect::<Vec<_>>(), expected);
    let sources: Vec<&Value> = named(&events, "io")
        .iter()
        .map(|event| &event["trace"]["source"])
        .collect();
    assert_eq!(sources, ["collection", "digest.auth", "collection"]);
    let received = server.received();
    let proofs: Vec<_> = received
        .iter()
        .map(|request| request.header("authorization"))
        .collect();
    assert_eq!((proofs.len(), proofs[0]), (3, None));
    for (proof, count) in [(proofs[1], "nc=00000001"), (proofs[2], "nc=00000002")] {
        let start = format!(
            "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/a?b=c\", algorithm=\"MD5\", qop=auth, {count}, cnonce=\""
        );
        assert!(proof.unwrap().starts_with(&start), "{proof:?}");
        assert!(proof.unwrap().ends_with("\", opaque=\"o\""), "{proof:?}");
    }
}

#[test]
fn a_replay_is_the_same_request_with_the_proof_last() {
    let server = Server::start(guarded);
    run(&digest(&json!({})), &json!([item(&server)]));
    let received = server.received();
    let names = |request: &Received| -> Vec<String> {
        request
            .headers()
            .iter()
            .map(|line| line.split(':').next().unwrap().to_owned())
            .collect()
    };
    let first = names(&received[0]);
    let expected: Vec<&str> = first
        .iter()
        .map(String::as_str)
        .chain(["Authorization", "Cookie"])
        .collect();
    assert_eq!(names(&received[1]), expected);
    assert_eq!(
        (received[1].line(), &received[1].body[..]),
        (received[0].line(), &b"text"[..])
    );
    assert_eq!(
        received[0].header("postman-token"),
        received[1].header("postman-token")
    );
}

#[test]
fn a_replay_has_the_jars_cookies_once() {
    let server = Server::start(guarded);
    let own = json!({"name": "own", "request": {"url": server.url("/"), "auth": digest(&json!({"algorithm": "SHA-256"}))}});
    run(&digest(&json!({})), &json!([item(&server), own]));
    let cookies: Vec<_> = server
        .received()
        .iter()
        .map(|request| request.header("cookie").map(str::to_owned))
        .collect();
    let [one, two] = ["s=1", "s=2"].map(|cookie| Some(cookie.to_owned()));
    assert_eq!(cookies, [None, two.clone(), one, two]);
}

#[test]
fn the_answer_to_the_last_replay_is_the_items() {
    for (more, challenge, requests) in [
        // Nothing can be learnt from it.
        (json!({}), "WWW-Authenticate: Digest qop=auth\r\n", 4),
        // All was known already.
        (json!({}), CHALLENGE, 2),
        (json!({"disableRetryRequest": true}), CHALLENGE, 1),
        (json!({}), "WWW-Authenticate: Basic realm=\"r\"\r\n", 1),
    ] {
        let server = Server::start(move |_| response("403 Forbidden", challenge, ""));
        let events = run(&digest(&more), &json!([item(&server)]));
        assert_eq!(server.received().len(), requests, "{challenge}");
        assert_eq!(named(&events, "request").len(), requests);
        assert_eq!(named(&events, "warning").len(), usize::from(requests == 4));
        let responses = named(&events, "response");
        assert_eq!(
            (responses.len(), &responses[0]["response"]["code"]),
            (1, &json!(403))
        );
    }
}

#[test]
fn a_scripts_request_answers_a_challenge_too() {
    let server = Server::start(guarded);
    let script = format!(
        "pm.sendRequest({{url: '{}', auth: {}}}, (error, response) => pm.test('t', () => pm.expect(response.code).to.equal(200)))",
        server.url("/"),
        digest(&json!({}))
    );
    let item = json!({"name": "a", "request": {"url": server.url("/"), "auth": {"type": "noauth"}},
        "event": [{"listen": "prerequest", "script": {"exec": [script]}}]});
    let events = run(&Value::Null, &json!([item]));
    let sources: Vec<&Value> = named(&events, "io")
        .iter()
        .map(|event| &event["trace"]["source"])
        .collect();
    assert_eq!(sources, ["script", "digest.auth", "collection"]);
    assert_eq!(named(&events, "done")[0]["summary"]["failures"], 0);
    assert_eq!(named(&events, "response").len(), 1);
}

/// A server that speaks NTLM: it challenges what has no proof, once on each connection.
fn ntlm(request: &Received) -> Answer {
    // Type 2, with Unicode, extended security and target information.
    const TYPE_2: &str = "TlRMTVNTUAACAAAAAAAAADAAAAA1gorgASNFZ4mrze8AAAAAAAAAACQAJAAwAAAAAgAMAEQAbwBtAGEAaQBuAAEADABTAGUAcgB2AGUAcgAAAAAA";
    let refuse = |value: &str| {
        response(
            "401 Unauthorized",
            &format!("WWW-Authenticate: {value}\r\n"),
            "",
        )
    };
    match request.header("authorization") {
        None => refuse("NTLM"),
        Some(value) if value.starts_with("NTLM TlRMTVNTUAAB") => refuse(&format!("NTLM {TYPE_2}")),
        Some(_) => response("200 OK", "", ""),
    }
}

#[test]
fn ntlm_proves_itself_in_three_requests_over_one_connection() {
    let server = Server::start(ntlm);
    let auth = json!({"type": "ntlm", "ntlm": {"username": "D\\u", "password": "secret-password"}});
    let events = run(&auth, &json!([item(&server)]));
    let received = server.received();
    assert_eq!(received.len(), 3);
    assert!(received.iter().all(|request| request.connection == 0));
    let proof = received[2].header("authorization").unwrap();
    assert!(proof.starts_with("NTLM TlRMTVNTUAAD"), "{proof}");
    assert!(received.iter().all(|request| request.body == b"text"));
    let sources: Vec<&Value> = named(&events, "io")
        .iter()
        .map(|event| &event["trace"]["source"])
        .collect();
    assert_eq!(sources, ["collection", "ntlm.auth", "ntlm.auth"]);
    assert_eq!(named(&events, "response")[0]["response"]["code"], 200);
    assert!(!Value::from(events).to_string().contains("secret-password"));
}

#[test]
fn ntlm_that_is_not_answered_ends_with_a_word() {
    let server = Server::start(|_| response("401 Unauthorized", "WWW-Authenticate: NTLM\r\n", ""));
    let auth = json!({"type": "ntlm", "ntlm": {"username": "u", "password": "p"}});
    let events = run(&auth, &json!([item(&server)]));
    assert_eq!(server.received().len(), 2);
    let warning = named(&events, "warning")[0]["message"].as_str().unwrap();
    assert!(
        warning.contains("ntlm authentication: the server did not answer"),
        "{warning}"
    );
}

/// A server that grants tokens at `/token`, numbered, and wants them elsewhere.
fn granting(seconds: u32) -> impl Fn(&Received) -> Answer + Send + Sync {
    let granted = std::sync::atomic::AtomicUsize::new(0);
    move |request| {
        if request.target() == "/token" {
            let number = granted.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            let token = json!({"access_token": format!("granted-{number}"), "expires_in": seconds, "refresh_token": "again"});
            return response("200 OK", "", token.to_string());
        }
        let known = request
            .header("authorization")
            .is_some_and(|value| value.starts_with("Bearer granted-"));
        response(if known { "200 OK" } else { "401 Unauthorized" }, "", "")
    }
}

fn client_credentials(server: &Server) -> Value {
    json!({"type": "oauth2", "oauth2": {"grant_type": "client_credentials", "accessTokenUrl": server.url("/token"),
        "clientId": "id", "clientSecret": "secret-of-the-client"}})
}

#[test]
fn a_token_is_fetched_where_there_is_none() {
    let server = Server::start(granting(3600));
    let events = run(
        &client_credentials(&server),
        &json!([item(&server), item(&server)]),
    );
    let received = server.received();
    let targets: Vec<_> = received.iter().map(Received::target).collect();
    assert_eq!(targets, ["/token", "/a?b=c", "/a?b=c"]);
    assert_eq!(received[0].body, b"grant_type=client_credentials");
    assert_eq!(
        received[0].header("authorization"),
        Some("Basic aWQ6c2VjcmV0LW9mLXRoZS1jbGllbnQ=")
    );
    assert_eq!(
        received[2].header("authorization"),
        Some("Bearer granted-1")
    );
    let sources: Vec<&Value> = named(&events, "io")
        .iter()
        .map(|event| &event["trace"]["source"])
        .collect();
    assert_eq!(sources, ["oauth2.auth", "collection", "collection"]);
    let told = Value::from(events).to_string();
    for secret in ["granted-1", "secret-of-the-client", "Z3JhbnRlZC0x"] {
        assert!(!told.contains(secret), "{secret}");
    }
}

#[test]
fn a_token_that_ends_is_refreshed() {
    let server = Server::start(granting(1));
    run(
        &client_credentials(&server),
        &json!([item(&server), item(&server)]),
    );
    let received = server.received();
    let targets: Vec<_> = received.iter().map(Received::target).collect();
    assert_eq!(targets, ["/token", "/a?b=c", "/token", "/a?b=c"]);
    assert_eq!(
        received[2].body,
        b"grant_type=refresh_token&refresh_token=again"
    );
    assert_eq!(
        received[3].header("authorization"),
        Some("Bearer granted-2")
    );
}

#[test]
fn a_token_that_is_refused_fails_the_request_with_the_reason() {
    let refusal = r#"{"error": "invalid_client", "error_description": "who are you?"}"#;
    let server = Server::start(move |_| response("401 Unauthorized", "", refusal));
    let events = run(&client_credentials(&server), &json!([item(&server)]));
    assert_eq!(server.received().len(), 1);
    let told = named(&events, "request");
    let error = told.last().unwrap()["error"]["message"].as_str().unwrap();
    let url = server.url("/token");
    assert_eq!(
        error,
        format!("no OAuth 2 token from `{url}`: 401 Unauthorized, invalid_client: who are you?")
    );
    assert_eq!(named(&events, "done")[0]["summary"]["failures"], 1);
}

#[test]
fn a_grant_that_needs_a_browser_is_told_once() {
    let server = Server::start(granting(60));
    let auth = json!({"type": "oauth2", "oauth2": {"grant_type": "authorization_code",
        "accessTokenUrl": server.url("/token")}});
    let events = run(&auth, &json!([item(&server), item(&server)]));
    assert_eq!(server.received().len(), 2);
    let warnings = named(&events, "warning");
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0]["message"]
            .as_str()
            .unwrap()
            .contains("needs a browser")
    );
}
