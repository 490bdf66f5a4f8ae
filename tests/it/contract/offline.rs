//! `postrider check`: collections held against a contract without a network.

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::{Value, json};

use super::{SCHEMAS, SPECIFICATION};
use crate::program::{Folder, postrider};

/// What `check` finds, each as `file:line code: message`, with the exit code.
fn checked(collection: &Value, arguments: &[&str]) -> (Vec<String>, i32) {
    let folder = Folder::with(&[
        ("c.json", &format!("{collection:#}")),
        ("api.yaml", SPECIFICATION),
        ("schemas.yaml", SCHEMAS),
    ]);
    let output = postrider()
        .current_dir(folder.path())
        .args([
            "check",
            "c.json",
            "--openapi",
            "api.yaml",
            "--format",
            "json",
        ])
        .args(arguments)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(told, "");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let line = |one: &Value| {
        let [file, code, message] =
            ["file", "code", "message"].map(|key| one[key].as_str().unwrap());
        format!("{file}:{} {code}: {message}", one["line"])
    };
    let list = json["findings"].as_array().unwrap();
    let found = list.iter().map(line).collect();
    (found, output.status.code().unwrap())
}

/// One mistake is one message beside the findings that come of it.
#[test]
fn a_base_that_ends_in_a_slash_is_told_once() {
    let requests = ["users", "groups"].map(
        |name| json!({"name": name, "request": {"method": "GET", "url": format!("{{{{base}}}}/{name}")}}),
    );
    let collection = json!({"info": {"name": "C"}, "item": requests,
        "variable": [{"key": "base", "value": "https://api.example/v1/"}]});
    let folder = Folder::with(&[
        ("c.json", &collection.to_string()),
        ("api.yaml", SPECIFICATION),
        ("schemas.yaml", SCHEMAS),
    ]);
    postrider()
        .current_dir(folder.path())
        .args(["check", "c.json", "--openapi", "api.yaml"])
        .assert()
        .code(1)
        .stderr("warning: `base` ends in `/`, and 2 requests have another one behind it: they ask for `//…`; leave one of them out\n");
}

#[test]
fn a_collection_is_held_against_a_contract_without_a_network() {
    let body =
        |raw: &str| json!({"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}});
    let item = |method: &str, url: &str, raw: &str| json!({"name": format!("{method} {url}"), "request": {"method": method, "url": url, "body": body(raw)}});
    let collection = json!({"info": {"name": "C"}, "variable": [{"key": "many", "value": "x"}, {"key": "empty", "value": ""}], "item": [
        item("GET", "{{base}}/users?limit={{limit}}", ""),
        item("GET", "https://{{host}}/v1/users?limit={{many}}", ""),
        item("POST", "{{base}}/v1/users", r#"{"id": {{id}}, "name": "{{name}}", "kind": "{{kind}}"}"#),
        item("POST", "{{base}}/users", r#"{"id": "{{id}}", "name": ""}"#),
        item("PATCH", "{{base}}/users/{{id}}", ""),
        item("GET", "{{empty}}/groups/1", "")]});
    let (found, code) = checked(&collection, &[]);
    assert_eq!(code, 1);
    let told: Vec<&str> = found
        .iter()
        .map(|line| line.split_once(' ').unwrap().1)
        .collect();
    assert_eq!(
        told,
        [
            "refused-parameter: GET /users: the query parameter `limit` is the text `x`, expected a whole number (api.yaml:8)",
            "refused-body: POST /users: `/name` is the text ``: it is shorter than 1 character (schemas.yaml:6)",
            "wrong-method: the contract has DELETE, GET at this path, and not this method",
            "unknown-operation: no operation of the contract has the path of this request",
            "uncovered-operation: no request covers `GET /users/{id}`",
            "uncovered-operation: no request covers `DELETE /users/{id}`",
        ]
    );
    assert!(found[4].starts_with("api.yaml:29 "), "{}", found[4]);
    let allowed: Vec<&str> = [
        "refused-parameter",
        "refused-body",
        "wrong-method",
        "unknown-operation=groups",
        "uncovered-operation=DELETE",
    ]
    .iter()
    .flat_map(|code| ["--allow", *code])
    .collect();
    let (found, code) = checked(&collection, &allowed);
    assert_eq!((found.len(), code), (1, 0), "{found:?}");
    let (_, code) = checked(&collection, &[&allowed[..], &["--strict"]].concat());
    assert_eq!(code, 1);
}

#[test]
fn what_is_checked_may_stand_in_the_projects_file() {
    let collection = json!({"info": {"name": "C"}, "item": [
        {"name": "A", "request": {"method": "GET", "url": "https://api.example/v1/nothing"}}]});
    let folder = Folder::with(&[
        ("c.json", &collection.to_string()),
        ("api.yaml", SPECIFICATION),
        ("schemas.yaml", SCHEMAS),
        (
            "postrider.toml",
            "reporters = [\"tap\"]\nopenapi = \"api.yaml\"\n[lint]\nallow = [\"uncovered-operation\"]\n",
        ),
    ]);
    let check = |arguments: &[&str]| {
        let mut check = postrider();
        check.current_dir(folder.path()).args(["check", "c.json"]);
        check.args(arguments).assert()
    };
    check(&[])
        .code(1)
        .stdout(contains("1 error, 0 warnings").and(contains("unknown-operation")));
    check(&["--no-config"])
        .code(2)
        .stderr(contains("name one with `--openapi`"));
}
