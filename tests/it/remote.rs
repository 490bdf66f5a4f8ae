//! Collections, environments and data that are fetched from an address.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::json;

use crate::http::tls;
use crate::program::postrider;
use crate::server::{Answer, Received, Server, ok, redirect, response};

/// Serves a collection of one request to itself, an environment and data.
fn inputs(request: &Received) -> Answer {
    let host = request.header("host").unwrap_or_default();
    match request.target() {
        "/collection" => ok(json!({
            "info": {"name": "C"},
            "item": [{"name": "one", "request": format!("http://{host}/{{{{a}}}}/{{{{b}}}}/{{{{c}}}}")}]
        })
        .to_string()),
        "/moved" => redirect(302, "/collection"),
        "/environment" => ok(r#"{"name": "E", "values": [{"key": "a", "value": "1"}]}"#),
        "/globals" => ok(r#"{"values": [{"key": "b", "value": "2"}]}"#),
        "/data.csv" => ok("c\n3\n4"),
        "/page" => ok("<html>"),
        "/gone" => response("404 Not Found", "", ""),
        _ => ok(""),
    }
}

#[test]
fn every_input_may_be_an_address() {
    let server = Server::start(inputs);
    let url = |path: &str| server.url(path);
    let mut program = postrider();
    program.args([
        "run",
        &url("/moved"),
        "-e",
        &url("/environment"),
        "-g",
        &url("/globals"),
    ]);
    program.args(["-d", &url("/data.csv")]).assert().code(0);
    let received = server.received();
    let targets: Vec<_> = received.iter().map(Received::target).collect();
    let fetched = [
        "/moved",
        "/collection",
        "/environment",
        "/globals",
        "/data.csv",
    ];
    assert_eq!(targets[..5], fetched);
    assert_eq!(targets[5..], ["/1/2/3", "/1/2/4"]);
    assert_eq!(received[0].header("accept"), Some("application/json"));
}

#[test]
fn what_can_not_be_fetched_is_named_with_the_reason() {
    let server = Server::start(inputs);
    for (path, message) in [
        (
            "/gone",
            "could not be fetched: the server answered 404 Not Found",
        ),
        ("/page", "is not JSON: line 1, column 1"),
    ] {
        let named = contains(format!(
            "error: collection `{}` {message}",
            server.url(path)
        ));
        postrider()
            .args(["run", &server.url(path)])
            .assert()
            .code(2)
            .stdout("")
            .stderr(named);
    }
    let refused = contains("could not be fetched: connect ECONNREFUSED 127.0.0.1:1");
    postrider()
        .args(["run", "http://127.0.0.1:1/c.json"])
        .assert()
        .code(2)
        .stderr(refused);
}

#[test]
fn certificates_are_checked_while_fetching_unless_told_otherwise() {
    let server = tls::Server::start("localhost");
    let url = server.url("/c.json");
    let checked = contains("self-signed certificate").and(contains("--insecure"));
    postrider()
        .args(["run", &url])
        .assert()
        .code(2)
        .stderr(checked);
    // It answers `secure`, which is no collection.
    postrider()
        .args(["run", &url, "-k"])
        .assert()
        .code(2)
        .stderr(contains("is not JSON: line 1"));
}

#[test]
fn a_document_that_is_too_large_is_given_up() {
    let server = Server::start(inputs);
    let mut program = postrider();
    program.args(["run", &server.url("/collection"), "--list"]);
    program.args(["--max-response-size", "20"]);
    let told = "could not be fetched: Maximum response size reached";
    program.assert().code(2).stderr(contains(told));
}
