//! Exports: what they hold, in Newman's form, and that they can be used again.

use serde_json::{Value, json};

use crate::program::{Folder, postrider};
use crate::server::{Server, ok};

/// Runs `c.json` with `e.json` and exports everything to `out`.
fn exported(script: &str, environment: &Value) -> Folder {
    let server = Server::start(|_| ok("hello"));
    let event = json!([{"listen": "test", "script": {"id": "s", "exec": [script]}}]);
    let request = json!({"url": {"raw": "", "protocol": "http", "host": ["{{host}}"], "path": ["a"]}, "method": "put", "body": {}});
    let collection = json!({
        "info": {"name": "C", "_postman_id": "c", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "F", "_postman_isSubFolder": true, "item": [{"name": "a", "id": "i", "request": request, "event": event}]}],
        "variable": [{"key": "left", "value": "before"}, {"key": "host", "value": server.url("").replace("http://", "")}]});
    let folder = Folder::with(&[
        ("c.json", &collection.to_string()),
        ("e.json", &environment.to_string()),
    ]);
    std::fs::create_dir(folder.path().join("out")).unwrap();
    let mut program = postrider();
    program.current_dir(folder.path()).args([
        "run",
        "c.json",
        "-e",
        "e.json",
        "--export-collection",
        "out/c.json",
    ]);
    program
        .args([
            "--export-environment",
            "out/e.json",
            "--export-globals",
            "out/g.json",
        ])
        .assert()
        .code(0);
    folder
}

#[test]
fn a_collection_is_exported_as_newman_has_it_with_the_variables_of_the_end() {
    let folder = exported("pm.collectionVariables.set('left', 'after')", &json!({}));
    let json = folder.json("out/c.json");
    assert_eq!(
        (&json["name"], &json["_postman_variable_scope"]),
        (&json!("collection"), &json!("collection"))
    );
    assert_eq!(json["_"], json!({"postman_id": "c"}));
    assert_eq!(
        json["variable"][0],
        json!({"type": "any", "value": "after", "key": "left"})
    );
    assert_eq!(
        (&json["info"]["_postman_id"], &json["info"]["name"]),
        (&json!("c"), &json!("C"))
    );
    let folder_item = &json["item"][0];
    assert_eq!(folder_item["_"], json!({"postman_isSubFolder": true}));
    let item = &folder_item["item"][0];
    assert_eq!(
        item["event"][0]["script"],
        json!({"id": "s", "type": "text/javascript", "exec": ["pm.collectionVariables.set('left', 'after')"]})
    );
    let url = json!({"protocol": "http", "path": ["a"], "host": ["{{host}}"], "query": [], "variable": []});
    assert_eq!(
        item["request"],
        json!({"url": url, "method": "PUT", "body": {}})
    );
    for stamp in ["_postman_exported_at", "_postman_exported_using"] {
        assert!(json[stamp].is_string(), "{stamp}");
    }
}

#[test]
fn an_environment_is_exported_with_what_is_secret_and_what_is_off() {
    let environment = json!({"id": "e", "name": "Env", "_postman_variable_scope": "environment", "_own": 1, "color": "red", "values": [
        {"key": "on", "value": "1", "type": "text", "enabled": true},
        {"key": "off", "value": "2", "enabled": false},
        {"key": "hidden", "value": "3", "type": "secret", "enabled": true}]});
    let folder = exported(
        "pm.environment.set('on', 'changed'); pm.environment.set('new', [1]); pm.globals.set('g', 2)",
        &environment,
    );
    let json = folder.json("out/e.json");
    assert_eq!(
        (&json["id"], &json["name"], &json["color"]),
        (&json!("e"), &json!("Env"), &json!("red"))
    );
    assert_eq!(
        json["_"],
        json!({"postman_variable_scope": "environment", "own": 1})
    );
    assert_eq!(
        json["values"],
        json!([
        {"type": "any", "value": "changed", "key": "on", "enabled": true},
        {"disabled": true, "type": "any", "value": "2", "key": "off", "enabled": false},
        {"type": "secret", "value": "3", "key": "hidden", "enabled": true},
        {"type": "any", "value": [1], "key": "new", "enabled": true}])
    );
    assert_eq!(
        folder.json("out/g.json")["values"],
        json!([{"type": "any", "value": 2, "key": "g", "enabled": true}])
    );
    assert_eq!(folder.json("out/g.json")["name"], "globals");
}

#[test]
fn what_was_exported_can_be_used_again() {
    let folder = exported(
        "pm.environment.set('seen', 'yes')",
        &json!({"name": "Env", "values": [{"key": "off", "value": "x", "enabled": false}]}),
    );
    let before = folder.json("out/e.json");
    let mut program = postrider();
    program.current_dir(folder.path()).args([
        "run",
        "out/c.json",
        "-e",
        "out/e.json",
        "--export-environment",
        "out/again.json",
    ]);
    // The server is gone.
    program.assert().code(1);
    let after = folder.json("out/again.json");
    assert_eq!(
        (&after["values"], &after["id"]),
        (&before["values"], &before["id"])
    );
}

#[test]
fn an_exported_collection_has_the_variables_of_its_folders() {
    let server = Server::start(|_| ok("hello"));
    let request = format!("$kind: http-request\nurl: {}\n", server.url("/a"));
    let folder = Folder::with(&[
        (
            "C/F/.resources/definition.yaml",
            "$kind: collection\nvariables:\n  who: me\n",
        ),
        ("C/F/a.request.yaml", &request),
    ]);
    let run = ["run", "C", "--export-collection", "c.json"];
    postrider()
        .current_dir(folder.path())
        .args(run)
        .assert()
        .code(0);
    let variables = &folder.json("c.json")["item"][0]["variable"];
    assert_eq!(
        variables,
        &json!([{"type": "any", "value": "me", "key": "who"}])
    );
}

#[test]
fn a_path_that_ends_in_a_separator_is_a_folder_that_is_made() {
    let folder = Folder::with(&[("c.json", r#"{"info": {"name": "c"}, "item": []}"#)]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--export-environment", "out/e/"])
        .args(["-r", "junit", "--reporter-junit-export", "out/r/"])
        .assert()
        .code(0);
    for (path, ending) in [("out/e", ".json"), ("out/r", ".xml")] {
        let mut files = std::fs::read_dir(folder.path().join(path)).unwrap();
        let file = files.next().unwrap().unwrap().path();
        assert!(file.to_str().unwrap().ends_with(ending), "{file:?}");
    }
}
