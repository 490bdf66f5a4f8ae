//! How a run behaves where a CI system runs it, and for those who come from Postman's own command
//! line.

use std::thread;
use std::time::Duration;

use predicates::prelude::*;
use predicates::str::{contains, is_match};
use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Server, ok};

fn folder(items: &Value) -> Folder {
    let collection = json!({"info": {"name": "C"}, "item": items});
    Folder::with(&[("c.json", &collection.to_string())])
}

fn event(listen: &str, line: &str) -> Value {
    json!([{"listen": listen, "script": {"exec": [line]}}])
}

#[test]
fn an_expectation_outside_of_a_test_is_a_failure() {
    let server = Server::start(|_| ok("hello"));
    let script = "pm.expect(pm.response.code, 'status').to.equal(201)";
    let items = json!([{"name": "a", "event": event("test", script), "request": server.url("/")}]);
    let folder = folder(&items);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "-r", "junit"])
        .args(["--reporter-junit-export", "r.xml"])
        .assert()
        .code(1);
    let xml = folder.read("r.xml");
    let counts = r#" tests="1" failures="1" errors="0""#;
    assert_eq!(xml.matches(counts).count(), 2, "{xml}");
    let failure = r#"<failure type="AssertionError" message="status: expected 200 to equal 201">"#;
    assert!(xml.contains(failure) && !xml.contains("<error"), "{xml}");
}

#[test]
fn the_bar_ends_with_a_line_of_what_there_was() {
    let server = Server::start(|_| ok("hello"));
    let failing = event("test", "pm.test('t', () => pm.expect(1).to.equal(2))");
    let items = json!([
        {"name": "a", "request": server.url("/a")},
        {"name": "b", "event": failing, "request": server.url("/b")},
    ]);
    postrider()
        .current_dir(folder(&items).path())
        .args(["run", "c.json", "-n", "2", "-r", "progress"])
        .assert()
        .code(1)
        .stdout("")
        .stderr(is_match("^4 requests, 2 failed, [0-9.]+m?s\n$").unwrap());
}

#[test]
fn a_run_that_shows_nothing_says_how_far_it_is() {
    let server = Server::start(|request| {
        if request.target() == "/slow" {
            thread::sleep(Duration::from_millis(2_500));
        }
        ok("hello")
    });
    let items = json!([
        {"name": "a", "request": server.url("/a")},
        {"name": "b", "request": server.url("/slow")},
    ]);
    let folder = folder(&items);
    let run = |more: &[&str]| {
        let mut program = postrider();
        program
            .current_dir(folder.path())
            .args(["run", "c.json", "-r", "ctrf", "--heartbeat"])
            .args(more);
        program.assert().success()
    };
    let line = is_match(r"^(1 of 2 requests, 0 failed, [12][0-9.]*m?s\n){1,2}$").unwrap();
    run(&["1"]).stderr(line).stdout("");
    run(&["1", "--silent"]).stderr("");
    run(&["0"]).stderr("");
}

#[test]
fn the_words_of_postmans_own_command_line_are_understood() {
    let server = Server::start(|_| ok(""));
    let id = "6e4ad2f1-3c1e-4f2a-9c0d-0d9f6c6b1a2b";
    let items = json!([
        {"name": "a", "request": server.url("/a")},
        {"name": "b", "id": id, "request": server.url("/b")},
    ]);
    let folder = folder(&items);
    for named in ["b", id, &format!("1234567-{id}")] {
        postrider()
            .current_dir(folder.path())
            .args(["collection", "run", "c.json", "-i", named])
            .assert()
            .success()
            .stdout(contains("→ b").and(contains("→ a").not()));
    }
}

#[test]
fn colours_reach_the_logs_of_ci_systems() {
    let server = Server::start(|_| ok(""));
    let folder = folder(&json!([{"name": "a", "request": server.url("/a")}]));
    let printed = |name: &str, value: &str| {
        let mut program = postrider();
        program.current_dir(folder.path()).args(["run", "c.json"]);
        let output = program.env(name, value).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(printed("GITHUB_ACTIONS", "true").contains("\u{1b}[90m"));
    assert!(printed("FORCE_COLOR", "1").contains("\u{1b}[90m"));
    assert!(!printed("CI", "true").contains('\u{1b}'));
}
