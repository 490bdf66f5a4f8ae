//! `postrider run`, end to end, against servers of our own.

mod again;
mod care;
mod early;
mod order;
mod scripts;
mod strange;
mod variables;

use predicates::str::contains;
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::program::{Folder, postrider};
use crate::server::{Server, ok};

/// A collection with one request a script pair: name, URL path, prerequest script, test script.
fn collection(base: &str, items: &[(&str, &str, &str, &str)]) -> String {
    let item = |(name, path, before, after): &(&str, &str, &str, &str)| {
        json!({"name": name, "request": {"method": "GET", "url": format!("{base}{path}")}, "event": [
            {"listen": "prerequest", "script": {"exec": before.lines().collect::<Vec<_>>()}},
            {"listen": "test", "script": {"exec": after.lines().collect::<Vec<_>>()}}
        ]})
    };
    json!({"info": {"name": "C", "schema": "v2.1.0"}, "item": items.iter().map(item).collect::<Vec<_>>()})
        .to_string()
}

/// A server that answers everything with 200 and a small document.
async fn server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"id": 7, "list": [1, 2]})))
        .mount(&server)
        .await;
    server
}

/// Runs in a folder and returns exit code, standard output, and the events.
fn run(folder: &Folder, arguments: &[&str]) -> (i32, Vec<Value>) {
    let output = postrider()
        .current_dir(folder.path())
        .args(arguments)
        .args(["-r", "ndjson"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let events = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (output.status.code().unwrap(), events)
}

fn named<'a>(events: &'a [Value], name: &'a str) -> impl Iterator<Item = &'a Value> {
    events.iter().filter(move |event| event["event"] == name)
}

fn sent(events: &[Value]) -> Vec<String> {
    named(events, "request")
        .map(|event| event["item"]["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn passing_tests_exit_with_zero_and_failing_ones_with_one() {
    let server = server().await;
    let folder = Folder::with(&[
        (
            "good.json",
            &collection(
                &server.uri(),
                &[(
                    "a",
                    "/",
                    "",
                    "pm.test('t', () => pm.response.to.have.status(200))",
                )],
            ),
        ),
        (
            "bad.json",
            &collection(
                &server.uri(),
                &[("a", "/", "", "pm.test('t', () => pm.expect(1).to.equal(2))")],
            ),
        ),
        (
            "throws.json",
            &collection(&server.uri(), &[("a", "/", "", "nothing.here()")]),
        ),
        (
            "refused.json",
            &collection("http://127.0.0.1:1", &[("a", "/", "", "")]),
        ),
    ]);
    for (file, code, text) in [
        ("good.json", 0, "✓  t"),
        ("bad.json", 1, "expected 1 to equal 2"),
        ("throws.json", 1, "ReferenceError"),
        ("refused.json", 1, "connect ECONNREFUSED 127.0.0.1:1"),
    ] {
        postrider()
            .current_dir(folder.path())
            .args(["run", file])
            .assert()
            .code(code)
            .stdout(contains(text));
    }
    postrider()
        .current_dir(folder.path())
        .args(["run", "bad.json", "-x"])
        .assert()
        .success();
}

#[test]
fn version_and_help_are_short() {
    postrider()
        .arg("--version")
        .assert()
        .success()
        .stdout(concat!(env!("CARGO_PKG_VERSION"), "\n"));
    postrider()
        .args(["run", "--help"])
        .assert()
        .success()
        .stdout(contains("--env-var"));
    postrider()
        .args(["completions", "bash"])
        .assert()
        .success()
        .stdout(contains("postrider"));
}

#[tokio::test]
async fn files_of_bodies_may_be_kept_to_a_relative_working_directory() {
    let server = server().await;
    let item = |src: &str| {
        json!({"name": src, "request": {"method": "POST", "url": server.uri(),
            "body": {"mode": "file", "file": {"src": src}}}})
    };
    let collection = json!({"info": {"name": "C"}, "item": [item("in.txt"), item("../out.txt"), item("none.txt")]});
    let folder = Folder::with(&[
        ("c.json", &collection.to_string()),
        ("files/in.txt", "in"),
        ("out.txt", "out"),
    ]);
    let arguments = [
        "run",
        "c.json",
        "--working-dir",
        "files",
        "--no-insecure-file-read",
    ];
    let (code, events) = run(&folder, &arguments);
    let errors: Vec<_> = named(&events, "request")
        .map(|event| event["error"]["message"].as_str())
        .collect();
    assert_eq!((code, errors[0]), (1, None));
    assert!(
        errors[1]
            .unwrap()
            .contains("insecure file access outside working directory"),
        "{errors:?}"
    );
    assert!(errors[2].unwrap().contains("none.txt"), "{errors:?}");
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[test]
fn settings_that_can_not_be_honoured_are_told_once() {
    let server = Server::start(|_| ok(""));
    let item = json!({"name": "a", "request": server.url("/"),
        "protocolProfileBehavior": {"tlsCipherSelection": ["AES"], "tlsPreferServerCiphers": false}});
    let folder = Folder::with(&[(
        "c.json",
        &json!({"info": {"name": "C"}, "item": [item, item]}).to_string(),
    )]);
    let (code, events) = run(&folder, &["run", "c.json", "-n", "2"]);
    let told: Vec<_> = named(&events, "warning")
        .map(|event| event["message"].as_str().unwrap())
        .collect();
    assert_eq!((code, told.len()), (0, 1));
    assert!(
        told[0].contains("`tlsCipherSelection` has no effect"),
        "{told:?}"
    );
}
