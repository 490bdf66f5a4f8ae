//! Authentication that servers of others check: they are started where `POSTRIDER_PEERS` names the
//! folder that `.ci/run` has installed them into; elsewhere these tests say that they are skipped.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::program::{Folder, only_where_there_is, postrider};

/// The servers of `tests/peers/server.py`; they end with the test.
struct Peers {
    process: Child,
    ports: Value,
}

impl Peers {
    fn start() -> Option<Self> {
        let packages = only_where_there_is("PEERS")?;
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/server.py");
        let mut command = Command::new("python3");
        command
            .arg(script)
            .env("PYTHONPATH", packages)
            .stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Some(Self {
            process,
            ports: serde_json::from_str(&line).unwrap(),
        })
    }

    /// The codes of a few requests that one authentication is for, and the text of the last answer.
    fn ask(&self, server: &str, auth: &Value) -> (Vec<Value>, String) {
        let url = format!("http://127.0.0.1:{}/some/path?a=b%20c", self.ports[server]);
        let post = json!({"method": "POST", "url": url, "body": {"mode": "raw", "raw": "text"}});
        let items = json!([{"name": "one", "request": url}, {"name": "two", "request": post}]);
        let collection = json!({"info": {"name": "C"}, "auth": auth, "item": items}).to_string();
        let folder = Folder::with(&[("c.json", &collection)]);
        let mut program = postrider();
        let output = program
            .current_dir(folder.path())
            .args(["run", "c.json", "-r", "ndjson"])
            .output()
            .unwrap();
        let stream = String::from_utf8(output.stdout).unwrap();
        let events = stream
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let responses: Vec<Value> = events
            .filter(|event| event["event"] == "response")
            .collect();
        let body = responses
            .last()
            .and_then(|event| event["response"]["body"].as_str())
            .unwrap_or_default();
        let text = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, body).unwrap();
        let codes = responses
            .iter()
            .map(|event| event["response"]["code"].clone())
            .collect();
        (codes, String::from_utf8_lossy(&text).into_owned())
    }
}

impl Drop for Peers {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn digests_are_taken_by_a_server_of_others() {
    let Some(peers) = Peers::start() else { return };
    let auth = |password: &str, algorithm: &str| json!({"type": "digest", "digest": {"username": "user", "password": password, "algorithm": algorithm}});
    for (server, algorithm) in [
        ("digest", "MD5"),
        ("digest without qop", ""),
        ("digest with sessions", "MD5-sess"),
    ] {
        let (codes, text) = peers.ask(server, &auth("pässword: \"x\"", algorithm));
        assert_eq!(
            (codes, text.as_str()),
            (vec![json!(200); 2], "welcome user to some/path"),
            "{server}"
        );
        assert_eq!(
            peers.ask(server, &auth("wrong", algorithm)).0,
            [401, 401],
            "{server}"
        );
    }
}

#[test]
fn ntlm_is_taken_by_a_server_of_others() {
    let Some(peers) = Peers::start() else { return };
    let auth = |user: &str, password: &str| json!({"type": "ntlm", "ntlm": {"username": user, "password": password, "domain": ""}});
    let (codes, text) = peers.ask("ntlm", &auth("DOMAIN\\user", "plain-password"));
    assert_eq!(
        (codes, text.as_str()),
        (vec![json!(200); 2], "DOMAIN\\user")
    );
    assert_eq!(
        peers.ask("ntlm", &auth("DOMAIN\\user", "wrong")).0,
        [401, 401]
    );
}
