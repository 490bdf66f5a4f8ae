//! `postrider guide update`: what servers answer goes into the samples of a page, and nothing else
//! of the page changes.

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

use super::workshop::{guide, workshop};
use crate::program::Folder;
use crate::server::{Received, Server, ok};

const ORDER: &str = "guides/order-of-global-session-policies.md";

/// The shipped guide with a sample of an answer.
fn with_sample() -> (Folder, String) {
    let folder = workshop();
    let text = folder.read(ORDER);
    let shown = text.replacen("$.system: false }\n   -->\n", "$.system: false }\n     contains: next\n   -->\n\n   ```json\n   {\n       \"type\": \"OKTA_SIGN_ON\",\n       \"status\": \"ACTIVE\"\n   }\n   ```\n", 1);
    assert_ne!(shown, text);
    folder.write(ORDER, &shown);
    (folder, shown)
}

#[test]
fn update_of_the_shipped_guides_changes_nothing() {
    let (folder, before) = with_sample();
    let arguments = ["update", "guides", "--mock", "okta", "--write"];
    guide(&folder, &arguments)
        .success()
        .stdout("")
        .stderr(contains("2 pages looked at, 0 changed"));
    assert_eq!(folder.read(ORDER), before);
}

#[test]
fn a_sample_that_is_out_of_date_is_shown_and_written_and_nothing_else() {
    let (folder, right) = with_sample();
    let old = right.replace(
        "       \"status\": \"ACTIVE\"\n",
        "       \"status\": \"INACTIVE\",\n       \"gone\": 1\n",
    );
    assert_ne!(old, right);
    folder.write(ORDER, &old);
    let show = ["update", ORDER, "--mock", "okta"];
    let shown = contains("-       \"status\": \"INACTIVE\",\n")
        .and(contains("+       \"status\": \"ACTIVE\"\n"));
    guide(&folder, &show).code(1).stdout(shown);
    assert_eq!(folder.read(ORDER), old);
    guide(&folder, &["update", ORDER, "--mock", "okta", "--write"]).success();
    assert_eq!(folder.read(ORDER), right);
}

/// A page with two answers, in a list and in a quote; and what it says around them.
fn page(port: u16, first: &str, second: &str) -> String {
    let indented = first.replace('\n', "\r\n   ");
    let quoted = second.replace('\n', "\r\n> ");
    format!(
        "\u{feff}# T\r\n\r\n<!-- postrider\r\nguide: T\r\n-->\r\n\r\n1. Do  this:\r\n   <!-- postrider\r\n   curl: next\r\n   expect: {{ like: next }}\r\n   -->\r\n\r\n   ```bash\r\n   curl http://127.0.0.1:{port}/a\r\n   ```\r\n\r\n   ```json\r\n   {indented}\r\n   ```\r\n\r\nThen that:\r\n\r\n<!-- postrider\r\ncurl: next\r\n-->\r\n\r\n```bash\r\ncurl http://127.0.0.1:{port}/b\r\n```\r\n\r\nIt is so:\r\n<!-- postrider\r\nexpect: {{ sample: next, except: $.id }}\r\n-->\r\n\r\n> ```json\r\n> {quoted}\r\n> ```\r\n\r\nEnd.  \r\n"
    )
}

#[test]
fn only_what_does_not_hold_is_written_as_the_page_writes_it() {
    let server = Server::start(|received: &Received| {
        match received.target() {
        "/a" => ok(br#"{"items": [{"n": 7, "more": 1, "at": "now"}, {"n": 8, "at": null}], "token": "hunter2hunter2"}"#),
        _ => ok(br#"{"id": 5, "state": "paid", "token": "hunter2hunter2"}"#),
    }
    });
    let first = "{\n  \"items\": [ {\"n\": 1, \"at\":\"then\", \"gone\": true} ]\n}";
    let second = "{\n  \"id\" : 1,\n  \"state\": \"open\"\n}";
    let folder = Folder::with(&[("page.md", &page(server.port(), first, second))]);
    let secret = [
        "--env-var",
        "password=hunter2hunter2",
        "--secret",
        "password",
    ];
    let arguments = [&["update", "page.md", "--write"][..], &secret[..]].concat();
    guide(&folder, &arguments)
        .success()
        .stdout(contains("hunter2hunter2").not());
    let first = "{\n  \"items\": [ {\"n\": 1, \"at\":null} ]\n}";
    let masked = "{\n  \"id\" : 1,\n  \"state\": \"paid\",\n  \"token\": \"********\"\n}";
    let written = folder.read("page.md");
    let token = written
        .split("\"token\": ")
        .nth(1)
        .unwrap()
        .split('\r')
        .next()
        .unwrap();
    let masked = masked.replace("\"********\"", token);
    assert!(!token.contains("hunter2"), "{token}");
    assert_eq!(written, page(server.port(), first, &masked));
}

#[test]
fn what_failed_leaves_its_sample_alone_and_is_told() {
    let server = Server::start(|_: &Received| {
        crate::server::response(
            "404 Not Found",
            "Content-Type: application/json\r\n",
            br#"{"error": 1}"#,
        )
    });
    let text = page(server.port(), "{\"items\": []}", "{\"id\": 1}");
    let folder = Folder::with(&[("page.md", &text)]);
    guide(&folder, &["update", "page.md", "--write"])
        .code(1)
        .stdout("")
        .stderr(
            contains("step 1 failed: status is 404")
                .and(contains("the sample of step 1 stays as it is")),
        );
    assert_eq!(folder.read("page.md"), text);
}

const SHOP: &str = r#"{
    "info": {"name": "Shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item": [
        {"name": "Make user", "request": {"method": "POST", "header": [{"key":"Tenant","value":"one"}],
            "url": "{{url}}/users", "body": {"mode": "raw", "raw": "{\n  \"name\": \"ann\"\n}"}}}
    ]
}
"#;

#[test]
fn what_the_page_shows_of_a_request_goes_into_its_collection() {
    let text = "# T\n\n<!-- postrider\ncollections: { shop: shop.json }\nneeds: [url]\n-->\n\nSend **Make user**:\n<!-- postrider send: Make user -->\n\n```bash\ncurl -X POST https://shop.example/users -H 'Tenant: two' -H 'Authorization: Bearer YOUR_TOKEN' -d '{\"name\": \"bob\"}'\n```\n";
    let folder = Folder::with(&[("page.md", text), ("shop.json", SHOP)]);
    let arguments = ["update", "page.md", "--collection-from-page"];
    guide(&folder, &arguments)
        .code(1)
        .stdout(contains("--- shop.json"));
    assert_eq!(folder.read("shop.json"), SHOP);
    guide(
        &folder,
        &["update", "page.md", "--collection-from-page", "--write"],
    )
    .success();
    assert_eq!(
        folder.read("shop.json"),
        SHOP.replace("\"value\":\"one\"", "\"value\":\"two\"")
            .replace("ann", "bob")
    );
    assert_eq!(folder.read("page.md"), text);
    guide(&folder, &arguments).success().stdout("");
    guide(&folder, &["check", "page.md"])
        .success()
        .stdout(contains("example-differs").not());
}

#[test]
fn a_request_that_only_the_page_has_is_added_to_the_collection() {
    let text = "# T\n\n<!-- postrider\ncollections: { shop: shop.json }\n-->\n\n<!-- postrider curl: next -->\n\n```bash\ncurl -X DELETE https://shop.example/none\n```\n";
    let folder = Folder::with(&[("page.md", text), ("shop.json", SHOP)]);
    guide(
        &folder,
        &["update", "page.md", "--collection-from-page", "--write"],
    )
    .success();
    let written: Value = serde_json::from_str(&folder.read("shop.json")).unwrap();
    assert_eq!(
        written["item"][1]["request"],
        json!({"method": "DELETE", "header": [], "url": "{{url}}/none"})
    );
}
